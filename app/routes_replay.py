"""HTTP of replays: how far a log reaches, the log itself, where the teams were meanwhile."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import StreamingResponse

from app import replaying
from app.routes_feed import JSON_LINES, LARGEST_SEQ
from app.schemas_replay import ReplayedPositions, ReplayRange
from app.ui_files import compressed, takes
from core.auth import Actor, allow
from core.db import Database
from core.errors import NotFound
from core.transaction import operation_id
from core.wire import Instant, Problem
from exercises import replay_log
from exercises.replay_log import Span

router = APIRouter(prefix="/api", tags=["replay"], generate_unique_id_function=operation_id)
Reader = Annotated[Actor, allow("replay.read")]
_READ: dict[int | str, dict[str, Any]] = {code: {"model": Problem} for code in (401, 403, 404, 422)}
_AS_LINES: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "Events, one a line",
        "content": {JSON_LINES: {"schema": {"type": "string"}}},
    },
}


@router.get("/replay", response_model=ReplayRange, responses=_READ)
def get_replay(request: Request, actor: Reader, incident_id: UUID | None = None) -> Any:
    """Return how far this world's log reaches, of everything or of one incident alone."""
    database: Database = request.app.state.database
    with database.picture(actor.world) as session:
        span = Span()
        if incident_id is not None:
            bounds = replay_log.bounds_of(session, incident_id)
            if bounds is None:
                raise NotFound(noun="incident")
            span = Span(bounds[0] - 1, bounds[1], incident_id)
        found = replaying.reach(session, actor, span)
    if incident_id is not None and not found.incidents:
        raise NotFound(noun="incident")
    return compressed(request, found.model_dump_json().encode())


@router.get("/replay/events", response_class=Response, responses=_READ | _AS_LINES)
def list_replay_events(
    request: Request,
    actor: Reader,
    after: Annotated[int, Query(ge=0, le=LARGEST_SEQ)] = 0,
    until: Annotated[int | None, Query(ge=0, le=LARGEST_SEQ)] = None,
    incident_id: UUID | None = None,
    short: bool = False,
) -> StreamingResponse:
    """Return what a replay folds, one line each: what stood at ``after``, then event by event.

    Everybody gets what the live push would have told them. With ``short`` a line has under
    ``changed`` only what differs from the last line about the same record, and its id.
    """
    span = Span(after, until, incident_id)
    packs = takes(request.headers.get("accept-encoding", ""), "gzip")
    headers = {"vary": "Accept-Encoding"} | ({"content-encoding": "gzip"} if packs else {})
    database: Database = request.app.state.database

    read = replaying.lines if packs else replaying.plain_lines
    told = read(database, actor, span, short=short)
    return StreamingResponse(told, media_type=JSON_LINES, headers=headers)


@router.get("/replay/positions", response_model=ReplayedPositions, responses=_READ)
def list_replay_positions(
    request: Request, actor: Reader, begins_at: Instant, ends_at: Instant
) -> Any:
    """Return where the teams were between two instants, thinned out."""
    database: Database = request.app.state.database
    with database.picture(actor.world) as session:
        found = replaying.positions(session, actor, begins_at, ends_at)
    return compressed(request, found.model_dump_json().encode())
