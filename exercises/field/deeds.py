"""What somebody played by the system is going to do: each thing once, when its time has come."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.auth import Actor
from core.errors import DomainError
from exercises.field.cast import Cast, acting
from exercises.models_field import SimDeed

AGAIN_S = 60.0
"""After so long what was refused is tried again."""


@dataclass(frozen=True)
class Deed:
    """One thing to do: named alike in every run, due so long after it could first be known."""

    thing: str
    since: datetime
    after_s: float
    does: Callable[[Actor], object]


def do_next(session: Session, cast: Cast, actor: Actor, role: str, deeds: Sequence[Deed]) -> bool:
    """Do the one thing of several that is due longest and not done yet; whether there was one.

    A thing seen for the first time is remembered, so that waiting for it does not begin anew when
    what called for it is replaced. One transaction does one thing, so that it locks in the order in
    which a person's click would. What is refused is remembered and tried again later.
    """
    if not deeds:
        return False
    known = _known(session, role)
    for one in deeds:
        if one.thing not in known:
            due_at = one.since + timedelta(seconds=one.after_s)
            known[one.thing] = SimDeed(role=role, thing=one.thing, due_at=due_at)
            session.add(known[one.thing])
    rows = [(known[one.thing], one) for one in deeds]
    due = [pair for pair in rows if pair[0].done_at is None and pair[0].due_at <= cast.now]
    session.flush()
    if not due:
        return False
    row, first = min(due, key=lambda pair: (pair[0].due_at, pair[1].thing))
    try:
        with acting(session, actor):
            first.does(actor)
        row.done_at, row.remark = cast.now, None
    except DomainError as refusal:
        row.due_at, row.remark = cast.now + timedelta(seconds=AGAIN_S), str(refusal)[:300]
    session.flush()
    return True


def _known(session: Session, role: str) -> dict[str, SimDeed]:
    rows = session.scalars(select(SimDeed).where(SimDeed.role == role))
    return {row.thing: row for row in rows}
