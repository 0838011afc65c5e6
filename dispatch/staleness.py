"""Whether what a proposal chose has changed since it was worked out: the event log knows."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.models import Event

_CHANGES = (
    "incident.corrected",
    "incident.stood_down",
    "incident.closed",
    "incident.reopened",
    "incident.reverted",
    "need.changed",
    "need.cancelled",
    "need.covered",
    "need.closed",
    "need.corrected",
    "team.changed",
    "team.retired",
    "lot.changed",
    "steering.set",
    "steering.lifted",
    "steering.restored",
)
_ID = (("team", "id"), ("need", "id"), ("incident", "id"), ("lot", "id"), ("steering", "team_id"))
_NAME = (
    ("team", "name"),
    ("need", "label"),
    ("incident", "title"),
    ("lot", "batch"),
    ("steering", "reason"),
)


def changed_since(session: Session, seq: int, ids: Sequence[UUID]) -> list[str]:
    """Return the names of those of the chosen teams, needs, incidents and lots that changed."""
    subject = func.coalesce(*(Event.data[path].astext for path in _ID))
    name = func.coalesce(*(Event.data[path].astext for path in _NAME))
    query = (
        select(name)
        .where(
            Event.seq > seq,
            Event.kind.in_(_CHANGES),
            subject.in_([str(one) for one in ids]),
        )
        .distinct()
        .order_by(name)
    )
    return [found for found in session.scalars(query) if found is not None]
