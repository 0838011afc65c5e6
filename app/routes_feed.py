"""The whole picture, and what happened after it."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Request
from sqlalchemy import select

from app import snapshot
from app.feed import FOLLOW, LARGEST_GAP, EventOut, event_for
from app.schemas import Feed, Snapshot
from core import outbox
from core.auth import Actor, allow
from core.db import Database
from core.errors import NotFound
from core.models import Event
from core.transaction import SessionDep, operation_id
from core.wire import Output, Problem
from incidents.models import Incident

router = APIRouter(prefix="/api", tags=["feed"], generate_unique_id_function=operation_id)
LARGEST_SEQ = 2**63 - 1
Auditor = Annotated[Actor, allow("audit.read")]
Follower = Annotated[Actor, allow(*FOLLOW)]
_READ: dict[int | str, dict[str, Any]] = {code: {"model": Problem} for code in (401, 403)}


class EventFeed(Output):
    """Events in order, where the outbox ends, and whether the gap calls for a new snapshot."""

    events: list[EventOut]  # type: ignore[valid-type]
    last_seq: int
    reset: bool


@router.get("/snapshot", response_model=Snapshot, responses=_READ)
def get_snapshot(request: Request, actor: Follower) -> Any:
    """Return the whole picture the caller may see, read in one instant, with its number."""
    database: Database = request.app.state.database
    with database.picture(actor.world) as session:
        return snapshot.take(session, actor, datetime.now(UTC))


@router.get("/events", response_model=EventFeed, responses=_READ)
def list_events(
    session: SessionDep,
    actor: Follower,
    after: Annotated[int, Query(ge=0, le=LARGEST_SEQ)] = 0,
    limit: Annotated[int, Query(ge=1, le=1000)] = 500,
) -> Any:
    """Return the events after a sequence number that the caller may see, in order."""
    last = outbox.last_seq(session)
    rows = outbox.after(session, after, limit)
    heard = _heard(actor, rows)
    end = rows[-1].seq if len(rows) == limit else last
    return {"events": heard, "last_seq": end, "reset": after > last or last - after > LARGEST_GAP}


@router.get(
    "/incidents/{incident_id}/history",
    response_model=list[EventOut],  # type: ignore[valid-type]
    responses=_READ | {404: {"model": Problem}},
)
def get_incident_history(session: SessionDep, actor: Follower, incident_id: UUID) -> Any:
    """Return the whole course of an incident in order: who did what when."""
    if session.get(Incident, incident_id) is None:
        raise NotFound(noun="incident")
    query = select(Event).where(Event.incident_id == incident_id).order_by(Event.seq)
    heard = _heard(actor, session.scalars(query))
    if not heard:
        raise NotFound(noun="incident")
    return heard


@router.get("/audit/events", response_model=Feed, responses={403: {"model": Problem}})
def list_audit_events(
    session: SessionDep,
    actor: Auditor,
    before: Annotated[int | None, Query(ge=1)] = None,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> Any:
    """Return the latest events before a sequence number, newest first, for the auditor."""
    query = select(Event).order_by(Event.seq.desc()).limit(limit)
    if before is not None:
        query = query.where(Event.seq < before)
    heard = _heard(actor, session.scalars(query))
    return {"events": heard, "last_seq": outbox.last_seq(session), "reset": False}


def _heard(actor: Actor, rows: Iterable[Event]) -> list[dict[str, Any]]:
    seen = (event_for(actor, row) for row in rows)
    return [event for event in seen if event is not None]
