"""Everything that happened, written once and in order: outbox, live feed, audit trail and replay.

``record`` only buffers. Just before commit the boundary takes one transaction-level advisory lock,
inserts the events and rings an empty NOTIFY, on a channel of its world so that nobody is woken
for another world. Because the lock is taken last and held until commit, sequence order equals
commit order, so a reader that asks for "greater than the last seen" misses nothing.
"""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel
from sqlalchemy import ColumnElement, func, insert, literal_column, select, text
from sqlalchemy.orm import Session

from core import clock, reactions
from core.models import Event

_LOCK_KEY = 0x4D55_5354  # "MUST"


def event_channel(world: str) -> str:
    """Return the channel on which a world's new events are rung."""
    return f"muster_event_{world}"


def position_channel(world: str) -> str:
    """Return the channel on which a world's new positions are rung."""
    return f"muster_position_{world}"


class Happening(BaseModel):
    """One thing that happened, with the full read model of what changed under the noun of its kind.

    A subclass has a literal ``kind`` such as ``need.raised`` and one field named ``need``.
    """

    kind: str

    @property
    def noun(self) -> str:
        """Return the collection this happening changes."""
        return self.kind.split(".", 1)[0]


def record(
    session: Session,
    happening: Happening,
    *,
    audience: list[str],
    incident_id: UUID | None = None,
) -> None:
    """Remember that this happened; it becomes a row when the transaction commits.

    ``audience`` lists who may see it: jurisdictions as ``j:420111``, teams as ``team:<id>``.
    Registered reactions to its kind run at once, in this transaction, and may refuse it.
    """
    rows: list[dict[str, Any]] = session.info.setdefault("happenings", [])
    rows.append(
        {
            "at": clock.now(session),
            "kind": happening.kind,
            "incident_id": incident_id,
            "audience": sorted(set(audience)),
            "actor_id": session.info.get("actor_id"),
            "actor_name": session.info.get("actor_name"),
            "data": happening.model_dump(mode="json", exclude={"kind"}),
            "schema": 1,
        }
    )
    reactions.react(session, happening.kind, happening)


def write(session: Session) -> None:
    """Insert the buffered events as the last act of the transaction and ring the doorbell."""
    rows = session.info.pop("happenings", [])
    session.flush()
    if not rows:
        return
    session.execute(
        text("SELECT pg_advisory_xact_lock(:key, hashtext(:world))"),
        {"key": _LOCK_KEY, "world": session.info["world"]},
    )
    session.execute(insert(Event), rows)
    session.execute(text(f"NOTIFY {event_channel(session.info['world'])}"))


@contextmanager
def undone_together(session: Session) -> Iterator[None]:
    """Undo what was written inside when it fails, and forget what was recorded of it."""
    recorded = len(session.info.setdefault("happenings", []))
    try:
        with session.begin_nested():
            yield
    except BaseException:
        del session.info["happenings"][recorded:]
        raise


MOST_TOGETHER = 2_000


def were_written_together(session: Session, one: Event, other: Event) -> bool:
    """Say whether two events belong to one transaction, whatever the clock of its world did.

    Events of a transaction follow each other without a gap, and PostgreSQL knows which one wrote
    a row. A restored copy has forgotten that: there who did it, one after the other, decides.
    """
    first, last = sorted((one.seq, other.seq))
    if last - first > MOST_TOGETHER or one.actor_id != other.actor_id:
        return False
    wrote: ColumnElement[str] = literal_column("xmin::text")
    by_others = func.count().filter(Event.actor_id.is_distinct_from(one.actor_id))
    query = select(func.count(func.distinct(wrote)), by_others)
    found = session.execute(query.where(Event.seq.between(first, last))).one()
    return tuple(found) == (1, 0)


def last_seq(session: Session) -> int:
    """Return the sequence number of the newest event, 0 when nothing has happened yet."""
    return session.scalar(select(func.coalesce(func.max(Event.seq), 0))) or 0


def after(
    session: Session, seq: int, limit: int, nouns: Collection[str] | None = None
) -> list[Event]:
    """Return the events that follow ``seq`` in order, at most ``limit``, of all nouns or some."""
    query = select(Event).where(Event.seq > seq).order_by(Event.seq).limit(limit)
    if nouns is not None:
        query = query.where(func.split_part(Event.kind, ".", 1).in_(nouns))
    return list(session.scalars(query))


def first_seq(session: Session) -> int:
    """Return the sequence number of the oldest event kept, 0 when nothing has happened yet."""
    return session.scalar(select(func.coalesce(func.min(Event.seq), 0))) or 0


def ring_positions(session: Session) -> None:
    """Tell the listeners that a position changed, without writing an event."""
    session.execute(text(f"NOTIFY {position_channel(session.info['world'])}"))


def at_or_before(session: Session, instant: datetime) -> int:
    """Return the last sequence number at or before an instant."""
    return (
        session.scalar(select(func.coalesce(func.max(Event.seq), 0)).where(Event.at <= instant))
        or 0
    )
