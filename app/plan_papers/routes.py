"""Plans and position cards as files over HTTP, made anew from what the plan says."""

from typing import Annotated, Any, Literal
from urllib.parse import quote
from uuid import UUID

import anyio.to_thread
from fastapi import APIRouter, Query, Request, Response
from sqlalchemy.orm import Session

from app.documents.description import Document, Language
from app.documents.making import MEDIA, Form, make_aside
from app.errors import wanted_locale
from app.plan_papers.cards import cards_paper
from app.plan_papers.plan_paper import draft_mark, plan_paper
from app.plan_papers.words import Speaker
from core import clock
from core.auth import Actor, allow
from core.config import Environment
from core.db import LIVE
from core.errors import NotFound
from core.local_time import BEIJING
from core.transaction import operation_id
from core.wire import Problem
from plans.reading_documents import cards_of_plan, whole
from plans.schemas_documents import PlanDocument

router = APIRouter(prefix="/api", tags=["plans"], generate_unique_id_function=operation_id)
Reader = Annotated[Actor, allow("plans.read")]
Wanted = Literal["zh-CN", "en"] | None
_READ: dict[int | str, dict[str, Any]] = {
    code: {"model": Problem} for code in (401, 403, 404, 422, 503)
}
_BINARY = {"schema": {"type": "string", "format": "binary"}}
_FILE: dict[int | str, dict[str, Any]] = _READ | {
    200: {
        "description": "The plan or its cards as a file",
        "content": dict.fromkeys(MEDIA.values(), _BINARY),
    }
}


@router.get("/plan-documents/{plan_id}/file", response_class=Response, responses=_FILE)
async def download_plan(
    request: Request,
    actor: Reader,
    plan_id: UUID,
    form: Form = "pdf",
    language: Wanted = None,
    shown: bool = False,
) -> Response:
    """Return a plan as a file, marked as a draft until it is approved."""
    chosen = _language(request, language)

    def read() -> Document:
        with request.app.state.database.picture(actor.world) as session:
            plan = whole(session, actor, plan_id)
            return plan_paper(plan, chosen, _marks(request, actor, plan, chosen), _foot(session))

    return await _answer(request, await anyio.to_thread.run_sync(read), form, shown=shown)


@router.get("/plan-documents/{plan_id}/cards/file", response_class=Response, responses=_FILE)
async def download_position_cards(
    request: Request,
    actor: Reader,
    plan_id: UUID,
    form: Form = "pdf",
    language: Wanted = None,
    role: Annotated[str | None, Query(max_length=200)] = None,
    shown: bool = False,
) -> Response:
    """Return the position cards of a plan, or that of one role."""
    chosen = _language(request, language)

    def read() -> Document:
        with request.app.state.database.picture(actor.world) as session:
            plan = whole(session, actor, plan_id)
            cards = cards_of_plan(session, plan_id)
            wanted = [one for one in cards if role is None or one.role == role]
            if not wanted:
                raise NotFound(noun="position_card", field="role")
            marks = _marks(request, actor, plan, chosen)
            return cards_paper(plan.plan, wanted, chosen, marks, _foot(session))

    return await _answer(request, await anyio.to_thread.run_sync(read), form, shown=shown)


def _language(request: Request, asked: Wanted) -> Language:
    return "en" if (asked or wanted_locale(request)) == "en" else "zh-CN"


def _marks(request: Request, actor: Actor, plan: PlanDocument, language: Language) -> list[str]:
    say = Speaker(language)
    demo = request.app.state.settings.environment is Environment.DEMO or plan.plan.synthetic
    return [
        *[say("演练", "EXERCISE")] * (actor.world != LIVE),
        *[say("演示数据", "DEMONSTRATION DATA")] * demo,
        *draft_mark(plan, say),
    ]


def _foot(session: Session) -> str:
    return f"{clock.now(session).astimezone(BEIJING):%Y-%m-%d %H:%M}"


async def _answer(request: Request, document: Document, form: Form, *, shown: bool) -> Response:
    made = await make_aside(document, form, request.app.state.settings.data_dir)
    name = quote(f"{document.title} {document.subtitle}.{form}".replace("/", "-"), safe="")
    how = "inline" if shown and form == "pdf" else "attachment"
    disposition = f"{how}; filename*=UTF-8''{name}"
    return Response(made, media_type=MEDIA[form], headers={"content-disposition": disposition})
