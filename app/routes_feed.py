"""The whole picture, and what happened after it."""

import json
import time
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.concurrency import run_in_threadpool
from sqlalchemy import select

from app import snapshot
from app.feed import FOLLOW, EventOut, event_for, happenings
from app.hub import Hub
from app.schemas import Feed, Snapshot
from app.ui_files import compressed
from core import clock, outbox
from core.auth import Actor, allow, identify
from core.db import Database
from core.errors import Invalid, NotFound, NotSignedIn
from core.models import Event
from core.transaction import SessionDep, operation_id
from core.wire import Output, Problem
from incidents.models import Incident

router = APIRouter(prefix="/api", tags=["feed"], generate_unique_id_function=operation_id)
LARGEST_SEQ = 2**63 - 1
Auditor = Annotated[Actor, allow("audit.read")]
Follower = Annotated[Actor, allow(*FOLLOW)]
_READ: dict[int | str, dict[str, Any]] = {code: {"model": Problem} for code in (401, 403)}


JSON_LINES = "application/x-ndjson"
_AS_LINES: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "Events, one a line",
        "content": {JSON_LINES: {"schema": {"type": "string"}}},
    },
    422: {"model": Problem},
}
LONGEST_WAIT_S = 60
NOUNS = frozenset(one.model_fields["kind"].default.split(".")[0] for one in happenings())


class EventFeed(Output):
    """Events in order, from where to go on, and whether there is a gap that nobody can fill.

    ``last_seq`` is the next call's ``after``. With ``reset`` the caller knows a number this feed
    never gave, or one whose followers are no longer kept: it reads everything anew.
    """

    events: list[EventOut]  # type: ignore[valid-type]
    last_seq: int
    reset: bool


@dataclass(frozen=True)
class AskedFeed:
    """Which events somebody asks for."""

    after: int
    limit: int
    nouns: frozenset[str] | None
    until_s: float

    def left_s(self) -> float:
        """Return for how long the answer may still wait."""
        return self.until_s - time.monotonic()


@router.get("/snapshot", response_model=Snapshot, responses=_READ)
def get_snapshot(request: Request, actor: Follower) -> Any:
    """Return the whole picture the caller may see, read in one instant, with its number.

    It was validated as it was built, so it is written out once and compressed.
    """
    database: Database = request.app.state.database
    with database.picture(actor.world) as session:
        picture = snapshot.take(session, actor, clock.now(session))
    return compressed(request, picture.model_dump_json().encode())


def asked_feed(
    after: Annotated[int, Query(ge=0, le=LARGEST_SEQ)] = 0,
    limit: Annotated[int, Query(ge=1, le=1000)] = 500,
    nouns: Annotated[str | None, Query(max_length=1000, examples=["lot,team"])] = None,
    wait_s: Annotated[float, Query(ge=0, le=LONGEST_WAIT_S)] = 0,
) -> AskedFeed:
    """Read which events are asked for."""
    return AskedFeed(after, limit, _nouns(nouns), time.monotonic() + wait_s)


Asked = Annotated[AskedFeed, Depends(asked_feed)]


def _nouns(text: str | None) -> frozenset[str] | None:
    if text is None:
        return None
    wanted = frozenset(one.strip() for one in text.split(",") if one.strip())
    if not wanted or not wanted <= NOUNS:
        raise Invalid(field="nouns", unknown=sorted(wanted - NOUNS), known=sorted(NOUNS))
    return wanted


@router.get("/events", response_model=EventFeed, responses=_READ | {422: {"model": Problem}})
async def list_events(request: Request, actor: Follower, asked: Asked) -> Any:
    """Return the events after a sequence number that the caller may see, in order.

    With ``wait_s`` the answer waits so long for something to happen. ``nouns`` keeps to some
    kinds of records.
    """
    return await _feed(request, actor, asked)


@router.get("/events/lines", response_class=Response, responses=_READ | _AS_LINES)
async def list_event_lines(request: Request, actor: Follower, asked: Asked) -> Response:
    """Return the same events one a line; the last line says where to go on."""
    return _lines(await _feed(request, actor, asked))


async def _feed(request: Request, actor: Actor, asked: AskedFeed) -> dict[str, Any]:
    """Read, and while there is nothing wait for the hub to hear of something.

    No connection and no thread is held meanwhile; whoever is no longer allowed gets nothing.
    """
    database: Database = request.app.state.database
    feed = await run_in_threadpool(_page, database, actor, asked)
    while not feed["events"] and not feed["reset"] and (left_s := asked.left_s()) > 0:
        hub: Hub = await request.app.state.hubs.of(actor.world)
        await hub.wait_beyond(feed["last_seq"], left_s)
        if await request.is_disconnected():
            break
        await run_in_threadpool(_require_still_allowed, request, actor)
        asked = replace(asked, after=feed["last_seq"])
        feed = await run_in_threadpool(_page, database, actor, asked)
    return feed


def _page(database: Database, actor: Actor, asked: AskedFeed) -> dict[str, Any]:
    with database.picture(actor.world) as session:
        last = outbox.last_seq(session)
        gone = 0 < asked.after < outbox.first_seq(session) - 1
        rows = outbox.after(session, asked.after, asked.limit, asked.nouns)
        end = rows[-1].seq if len(rows) == asked.limit else last
        return {
            "events": _heard(actor, rows),
            "last_seq": end,
            "reset": asked.after > last or gone,
        }


def _require_still_allowed(request: Request, actor: Actor) -> None:
    state = request.app.state
    now = identify(state.database, state.settings, state.permissions, request)
    if now is None or not set(actor.prefixes) <= set(now.prefixes):
        raise NotSignedIn()


def _lines(feed: dict[str, Any]) -> Response:
    end = {"last_seq": feed["last_seq"], "reset": feed["reset"]}
    lines = [json.dumps(one, ensure_ascii=False) for one in (*feed["events"], end)]
    return Response("\n".join(lines) + "\n", media_type=JSON_LINES)


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
