"""Run cards over HTTP: drafts, checks, tables for spreadsheets, and trials on a sample."""

from typing import Annotated, Any
from urllib.parse import quote
from uuid import UUID

from fastapi import APIRouter, Depends, HTTPException, Path, Query, Request, Response

from core import transaction
from core.auth import Actor, allow
from core.transaction import IfMatch, SessionDep, operation_id
from core.wire import Problem
from plans import queries, queries_cards, sampling, service_cards, service_cards_table
from plans import schemas_cards as schemas
from plans import service_trying as trying
from plans.service_cards_table import MOST_BYTES
from resources.importing.writing import CSV

router = transaction.router("plans")
streaming = APIRouter(prefix="/api", tags=["plans"], generate_unique_id_function=operation_id)
Reader = Annotated[Actor, allow("plans.read")]
Writer = Annotated[Actor, allow("cards.write")]
Checker = Annotated[Actor, allow("cards.check")]
Level = Annotated[int, Path(ge=1, le=4)]
_READ: dict[int | str, dict[str, Any]] = {code: {"model": Problem} for code in (401, 403, 422)}
_ONE = _READ | {404: {"model": Problem}}
_CHANGE = _ONE | {code: {"model": Problem} for code in (409, 412, 428)}
_BINARY = {"schema": {"type": "string", "format": "binary"}}
_FILE = _ONE | {200: {"description": "A table", "content": {"text/csv": _BINARY}}}


def _locale(request: Request) -> str:
    """Return the language of sentences inside answers."""
    return "en" if request.headers.get("accept-language", "").lower().startswith("en") else "zh-CN"


Locale = Annotated[str, Depends(_locale)]


async def _content(request: Request) -> bytes:
    """Take a table in as it arrives and stop as soon as it is too long."""
    parts: list[bytes] = []
    taken = 0
    async for part in request.stream():
        taken += len(part)
        if taken > MOST_BYTES:
            raise HTTPException(413)
        parts.append(part)
    return b"".join(parts)


@router.get("/card-facts", responses=_READ)
def list_card_facts(_actor: Reader) -> list[schemas.CardFact]:
    """List the facts that expressions and texts of run cards can name."""
    return sampling.card_facts()


@router.post("/expression-trials", responses=_ONE)
def try_expression(
    session: SessionDep, actor: Reader, wanted: schemas.ExpressionIn, locale: Locale
) -> schemas.ExpressionResult:
    """Work an expression out on a sample, or say why it gives nothing."""
    return trying.try_expression(session, actor, wanted, locale)


@router.get("/plans/{plan_id}/cards", responses=_ONE)
def list_cards(session: SessionDep, _actor: Reader, plan_id: UUID) -> list[schemas.CardState]:
    """List the run cards of a plan, level I first: the one in use and the draft beside it."""
    return queries_cards.find_cards(session, plan_id)


@router.put("/plans/{plan_id}/cards/{response_level}", responses=_CHANGE)
def save_card(
    session: SessionDep,
    actor: Writer,
    plan_id: UUID,
    response_level: Level,
    body: schemas.CardBody,
    seen: IfMatch,
) -> schemas.CardState:
    """Keep what is being written on a card as its draft."""
    return service_cards.save_draft(session, actor, plan_id, response_level, seen, body)


@router.post("/plans/{plan_id}/cards/{response_level}/discard", responses=_CHANGE)
def discard_card(
    session: SessionDep, actor: Writer, plan_id: UUID, response_level: Level, seen: IfMatch
) -> schemas.CardState:
    """Throw the draft of a card away."""
    return service_cards.discard_draft(session, actor, plan_id, response_level, seen)


@router.post("/plans/{plan_id}/cards/{response_level}/check", responses=_CHANGE)
def check_card(
    session: SessionDep,
    actor: Checker,
    plan_id: UUID,
    response_level: Level,
    wanted: schemas.CheckIn,
    seen: IfMatch,
    locale: Locale,
) -> schemas.CardChecked:
    """Try a draft dry, and put it in use where it passes and that is wanted."""
    return service_cards.check_card(session, actor, plan_id, response_level, seen, wanted, locale)


@router.post("/plans/{plan_id}/card-trials", responses=_ONE)
def try_cards(
    session: SessionDep, actor: Reader, plan_id: UUID, wanted: schemas.TrialIn, locale: Locale
) -> schemas.CardTrial:
    """Say what the cards would raise for a sample, level by level; nothing is written."""
    return trying.try_cards(session, actor, plan_id, wanted, locale)


@router.get("/plans/{plan_id}/cards.csv", response_class=Response, responses=_FILE)
def export_cards(
    session: SessionDep, _actor: Reader, plan_id: UUID, drafts: bool = True
) -> Response:
    """Return the cards of a plan as a table for spreadsheets."""
    plan = queries.find_plan(session, plan_id)
    content = service_cards_table.table_of(session, plan_id, drafts=drafts)
    name = quote(f"{plan.code}-{plan.edition}-响应卡.csv")
    headers = {"content-disposition": f"attachment; filename*=UTF-8''{name}"}
    return Response(content, media_type=CSV, headers=headers)


@streaming.post(
    "/plans/{plan_id}/cards.csv",
    responses=_CHANGE | {413: {"model": Problem}},
    openapi_extra={"requestBody": {"content": {"application/octet-stream": _BINARY}}},
)
def import_cards(
    session: SessionDep,
    actor: Writer,
    plan_id: UUID,
    content: Annotated[bytes, Depends(_content)],
    locale: Locale,
    seen: IfMatch,
    keep: Annotated[bool, Query()] = False,
) -> schemas.CsvRead:
    """Read a table of cards, show its faults and what it changes; keep it as drafts if wanted."""
    return service_cards_table.read_table(
        session, actor, plan_id, content, seen, keep=keep, locale=locale
    )
