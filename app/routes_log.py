"""The running log of a desk: the latest of what happened, newest first, light enough to read on."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import Query
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.feed import event_for
from core import transaction
from core.auth import Actor, allow
from core.models import Event
from core.transaction import SessionDep
from core.wire import Output, Problem

router = transaction.router("feed")
Reader = Annotated[Actor, allow("picture.read")]
_READ: dict[int | str, dict[str, Any]] = {code: {"model": Problem} for code in (401, 403, 422)}
_BATCH = 200
_TOLD = frozenset({"facts", "counts"})
"""Of what is neither a word nor a number a sentence needs these alone."""
_LOOKED_AT_MOST = 5_000
"""Whoever sees little of what happens gets a short page and asks on, instead of waiting long."""


class LogLine(Output):
    """One thing that happened; ``record`` is what changed, without its lists and shapes."""

    seq: int
    at: datetime
    kind: str
    incident_id: UUID | None
    actor_id: UUID | None
    actor_name: str | None
    record: dict[str, Any]


class LogPage(Output):
    """The latest lines, newest first; ``before`` is where to ask on, null at the beginning."""

    lines: list[LogLine]
    before: int | None


@router.get("/log", responses=_READ)
def list_log(
    session: SessionDep,
    actor: Reader,
    before: Annotated[int | None, Query(ge=1)] = None,
    limit: Annotated[int, Query(ge=1, le=500)] = 200,
    incident_id: UUID | None = None,
) -> LogPage:
    """Return the latest of what happened that the caller may see, newest first."""
    lines: list[LogLine] = []
    looked, last = 0, before
    for row in _newest(session, before, incident_id):
        looked, last = looked + 1, row.seq
        event = event_for(actor, row)
        if event is not None:
            lines.append(_line(event))
        if len(lines) == limit or looked == _LOOKED_AT_MOST:
            return LogPage(lines=lines, before=last)
    return LogPage(lines=lines, before=None)


def _newest(session: Session, before: int | None, incident_id: UUID | None) -> Iterator[Event]:
    """Read backwards batch by batch, so that nobody waits for what nobody reads."""
    query = select(Event).order_by(Event.seq.desc()).limit(_BATCH)
    if incident_id is not None:
        query = query.where(Event.incident_id == incident_id)
    while True:
        batch = query if before is None else query.where(Event.seq < before)
        rows = session.scalars(batch).all()
        yield from rows
        if len(rows) < _BATCH:
            return
        before = rows[-1].seq


def _is_light(name: str, value: Any) -> bool:
    return name in _TOLD or not isinstance(value, list | dict)


def light(record: Mapping[str, Any]) -> dict[str, Any]:
    """Return of a record what its sentence needs: of plans that were lost the first, and how many.

    Other lists and shapes are left out.
    """
    kept = {name: value for name, value in record.items() if _is_light(name, value)}
    if lost := record.get("lost"):
        kept |= {"lost": lost[:1], "lost_count": len(lost)}
    return kept


def _line(event: Mapping[str, Any]) -> LogLine:
    record = event.get(event["kind"].partition(".")[0]) or {}
    return LogLine(
        seq=event["seq"],
        at=event["at"],
        kind=event["kind"],
        incident_id=event["incident_id"],
        actor_id=event["actor_id"],
        actor_name=event["actor_name"],
        record=light(record),
    )
