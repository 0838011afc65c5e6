"""Everything that happened, written once and in order: outbox, live feed, audit trail and replay.

``record`` only buffers. Just before commit the boundary takes one transaction-level advisory lock,
inserts the events and rings an empty NOTIFY. Because the lock is taken last and held until commit,
sequence order equals commit order, so a reader that asks for "greater than the last seen" misses
nothing.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel
from sqlalchemy import func, insert, select, text
from sqlalchemy.orm import Session

from core import clock, reactions
from core.models import Event

CHANNEL = "muster_event"
POSITION_CHANNEL = "muster_position"
_LOCK_KEY = 0x4D55_5354  # "MUST"


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
    session.execute(text(f"NOTIFY {CHANNEL}"))


def last_seq(session: Session) -> int:
    """Return the sequence number of the newest event, 0 when nothing has happened yet."""
    return session.scalar(select(func.coalesce(func.max(Event.seq), 0))) or 0


def after(session: Session, seq: int, limit: int) -> list[Event]:
    """Return the events that follow ``seq`` in order, at most ``limit``."""
    query = select(Event).where(Event.seq > seq).order_by(Event.seq).limit(limit)
    return list(session.scalars(query))


def ring_positions(session: Session) -> None:
    """Tell the listeners that a position changed, without writing an event."""
    session.execute(text(f"NOTIFY {POSITION_CHANNEL}"))


def at_or_before(session: Session, instant: datetime) -> int:
    """Return the last sequence number at or before an instant."""
    return (
        session.scalar(select(func.coalesce(func.max(Event.seq), 0)).where(Event.at <= instant))
        or 0
    )
