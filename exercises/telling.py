"""Tells an exercise how its clock goes, in its own log, where everybody in it reads it.

The clock stands on the shared row of the world, which the live world sets and no exercise can. The
log of the exercise follows: at once after each change, and by its worker, so that a change told to
nobody because a process ended is told a second later.
"""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from core import clock, outbox
from core.auth import Actor
from core.db import LIVE, Database
from core.models import Event, World
from core.visibility import EVERYBODY
from exercises import queries
from exercises.events import ClockSet
from exercises.lifecycle import OPEN, State
from exercises.models import Exercise
from exercises.schemas import ClockView

_KEY = 0x434C_4F43  # "CLOC"


def tell_clock(database: Database, world: str, by: Actor | None = None) -> bool:
    """Write into the log of an exercise how its clock goes, unless it says so already."""
    with database.transaction(world) as session:
        if by is not None:
            session.info.update(actor_id=by.account_id, actor_name=by.name)
        lock = text("SELECT pg_advisory_xact_lock(:key, hashtext(:world))")
        session.execute(lock, {"key": _KEY, "world": world})
        row = session.get_one(World, world)
        shown = queries.clock_view(row, clock.wall(session))
        assert shown is not None
        if _is_told(session, shown):
            return False
        outbox.record(session, ClockSet(clock=shown), audience=[EVERYBODY])
        return True


def _is_told(session: Session, shown: ClockView) -> bool:
    query = select(Event.data).where(Event.kind == "clock.set").order_by(Event.seq.desc()).limit(1)
    data = session.scalar(query)
    if data is None:
        return False
    last = ClockView.model_validate(data["clock"])
    return (last.at, last.set_at, last.speed) == (shown.at, shown.set_at, shown.speed)


def untold(session: Session, told: Mapping[str, datetime]) -> dict[str, datetime]:
    """Return the exercises whose clocks were set otherwise than last told, with when that was."""
    states = [*(state.value for state in OPEN), State.ENDED.value]
    query = (
        select(World.name, World.clock_set_at)
        .join(Exercise, Exercise.world == World.name)
        .where(queries.LISTED, Exercise.state.in_(states), World.clock_set_at.is_not(None))
    )
    rows = session.execute(query)
    return {name: at for name, at in rows if at is not None and told.get(name) != at}


def catch_up(database: Database, told: dict[str, datetime]) -> None:
    """Tell every exercise whose clock was set since it was last told; ``told`` remembers it."""
    with database.picture(LIVE) as session:
        waiting = untold(session, told)
    for world, set_at in waiting.items():
        tell_clock(database, world)
        told[world] = set_at
