"""Keeps the world of a dry run: entered beside the list of exercises, taken away at its end.

It stands in no list and takes no number of the year's; the live log says nothing of it, and the
worker of exercises leaves it alone. Whoever plays it holds a lock on its name: what a run that was
killed left behind has none, and is taken away by the next.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import psycopg
from sqlalchemy import delete, func, select

import exercises.queries
import exercises.service
import exercises.worlds
from app.migrate import create_world
from core.auth import Actor
from core.db import Database, libpq_url
from core.ids import new_id
from core.models import Event, World
from exercises.lifecycle import State
from exercises.models import Exercise
from exercises.schemas import ExerciseIn, ExerciseView
from resources.models import Lot, Team

_KEY = 0x4D55_4452  # "MUDR"
_ENTERING = "entering"
_TAKE = "SELECT pg_advisory_lock(%s, hashtext(%s))"
_TRY = "SELECT pg_try_advisory_lock(%s, hashtext(%s))"
_GIVE = "SELECT pg_advisory_unlock(%s, hashtext(%s))"

Connection = psycopg.Connection[Any]


@contextmanager
def entered(database: Database, director: Actor, wanted: ExerciseIn) -> Iterator[ExerciseView]:
    """Enter an exercise that the system plays by itself, and take it away with its world."""
    with psycopg.connect(libpq_url(database.url), autocommit=True) as holder:
        holder.execute(_TAKE, [_KEY, _ENTERING])
        forget_lost(database, holder)
        view = _enter(database, director, wanted)
        holder.execute(_TAKE, [_KEY, view.world])
        holder.execute(_GIVE, [_KEY, _ENTERING])
        try:
            yield view
        finally:
            _take_away(database, view.world)


def forget_lost(database: Database, holder: Connection) -> None:
    """Take away what runs left behind that ended without a word."""
    with database.picture() as session:
        worlds = list(session.scalars(select(Exercise.world).where(Exercise.is_dry)))
    for world in worlds:
        found = holder.execute(_TRY, [_KEY, world]).fetchone()
        if found is not None and found[0]:
            _take_away(database, world)
            holder.execute(_GIVE, [_KEY, world])


def begin(database: Database, view: ExerciseView, wall: datetime, as_of: datetime | None) -> None:
    """Make the world and let its clock go, counted from an instant that stands for the wall's."""
    exercises.worlds.make(database, view.id, create_world, as_of or _newest(database))
    with database.transaction() as session:
        row = session.get_one(Exercise, view.id)
        row.state, row.started_at = State.RUNNING.value, wall
        kept = session.get_one(World, view.world)
        kept.clock_set_at, kept.clock_speed = wall, row.speed


def _enter(database: Database, director: Actor, wanted: ExerciseIn) -> ExerciseView:
    with database.transaction() as session:
        settled = exercises.service.as_settled(session, director, wanted)
        number = f"试演-{new_id().hex[-12:]}"
        row = exercises.service.entered(session, director, settled, number)
        row.is_dry = True
        session.flush()
        return exercises.queries.view(session, row)


def _newest(database: Database) -> datetime | None:
    """Return when the live world was last told anything: the same until it is told more."""
    with database.picture() as session:
        told = (func.max(Event.at), func.max(Team.confirmed_at), func.max(Lot.confirmed_at))
        known = [session.scalar(select(one)) for one in told]
    return max((one for one in known if one is not None), default=None)


def _take_away(database: Database, world: str) -> None:
    exercises.worlds.remove(database, world)
    with database.transaction() as session:
        session.execute(delete(Exercise).where(Exercise.world == world, Exercise.is_dry))
