"""The papers as files: the forms and reports of one incident, and the duty brief of an area."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated, Any, Literal
from urllib.parse import quote
from uuid import UUID

import anyio.to_thread
from fastapi import APIRouter, Query, Request, Response
from sqlalchemy.orm import Session

import dispatch.queries_orders
from app.documents.description import Document, Language
from app.documents.making import MEDIA, Form, make_aside
from app.errors import wanted_locale
from app.papers.activity_log import activity_log
from app.papers.check_in import check_in
from app.papers.duty_brief import duty_brief
from app.papers.lists import PERSONAL, TITLES, ListName, one_incident, workbook
from app.papers.map_picture import draw
from app.papers.map_reading import read_scene
from app.papers.order_paper import order_paper
from app.papers.parts import area_name
from app.papers.reading import read_duty, read_incident
from app.papers.resource_request import resource_request
from app.papers.schemas import IncidentFile, Paper
from app.papers.service import note_taken
from app.papers.special_report import special_report
from app.papers.status_summary import status_summary
from app.papers.words import Speaker
from core.auth import Actor, allow
from core.config import Environment
from core.errors import NotFound
from core.transaction import operation_id
from core.wire import Problem
from resources.importing.writing import XLSX

router = APIRouter(prefix="/api", tags=["papers"], generate_unique_id_function=operation_id)
Reader = Annotated[Actor, allow("picture.read")]
Wanted = Literal["zh-CN", "en"] | None
Office = Annotated[str | None, Query(pattern=r"^\d{6}$", examples=["420111"])]
_FILE: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The paper as a file",
        "content": {
            media: {"schema": {"type": "string", "format": "binary"}} for media in MEDIA.values()
        },
    },
    **{code: {"model": Problem} for code in (401, 403, 404, 422, 503)},
}
_BOOK: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The list as a workbook",
        "content": {XLSX: {"schema": {"type": "string", "format": "binary"}}},
    },
    **{code: {"model": Problem} for code in (401, 403, 404, 422)},
}
_WITH_MAP = ("special-report", "status-summary")
_WHOLE = {
    "special-report": special_report,
    "status-summary": status_summary,
    "check-in": check_in,
    "activity-log": activity_log,
}


@router.get("/incidents/{incident_id}/papers/{paper}", response_class=Response, responses=_FILE)
async def download_incident_paper(
    request: Request,
    actor: Reader,
    incident_id: UUID,
    paper: Paper,
    need_id: UUID | None = None,
    form: Form = "pdf",
    language: Wanted = None,
    shown: bool = False,
) -> Response:
    """Return a paper of an incident as a file; a resource request is that of one need."""

    def read() -> Document:
        with request.app.state.database.picture(actor.world) as session:
            file = read_incident(session, actor, incident_id, is_demo=_is_demo(request))
            say = Speaker(_language(request, language))
            if paper in _WITH_MAP:
                file = replace(file, map_svg=_drawn(request, session, actor, [file], say))
            return _written(file, paper, need_id, say)

    return await _answer(request, await anyio.to_thread.run_sync(read), form, shown=shown)


@router.get("/orders/{order_id}/paper", response_class=Response, responses=_FILE)
async def download_order_paper(
    request: Request,
    actor: Reader,
    order_id: UUID,
    form: Form = "pdf",
    language: Wanted = None,
    shown: bool = False,
) -> Response:
    """Return the dispatch order of a team or a delivery as a file; the taking is on record."""

    def read() -> Document:
        say = Speaker(_language(request, language))
        with request.app.state.database.picture(actor.world) as session:
            order = dispatch.queries_orders.order(session, actor.prefixes, None, order_id)
            file = read_incident(session, actor, order.incident_id, is_demo=_is_demo(request))
            alone = replace(file, orders=[order])
            file = replace(file, map_svg=_drawn(request, session, actor, [alone], say))
        document = order_paper(file, order, say)
        with request.app.state.database.transaction(actor.world) as session:
            note_taken(
                session, actor, document.subject, f"{document.title} {document.number}", form
            )
        return document

    return await _answer(request, await anyio.to_thread.run_sync(read), form, shown=shown)


@router.get("/lists/{name}", response_class=Response, responses=_BOOK)
async def download_list(
    request: Request,
    actor: Reader,
    name: ListName,
    incident_id: UUID | None = None,
    jurisdiction_code: Office = None,
    language: Wanted = None,
) -> Response:
    """Return a list as a workbook, of an incident or of an area; with names it goes on record."""
    say = Speaker(_language(request, language))

    def read() -> tuple[str, bytes]:
        with request.app.state.database.picture(actor.world) as session:
            if incident_id is not None:
                file = read_incident(session, actor, incident_id, is_demo=_is_demo(request))
                picture, scope = one_incident(file), file.incident.number
            else:
                picture = read_duty(
                    session, actor, jurisdiction_code, is_demo=_is_demo(request), with_log=True
                )
                scope = area_name(picture.setting.area, say)
        title = f"{TITLES[name][say.side]} {scope} {picture.setting.at:%Y%m%d-%H%M}"
        if name in PERSONAL:
            with request.app.state.database.transaction(actor.world) as session:
                note_taken(session, actor, f"list-{name}", title, "xlsx")
        return f"{title}.xlsx", workbook(picture, name, say)

    named, made = await anyio.to_thread.run_sync(read)
    disposition = f"attachment; filename*=UTF-8''{quote(named, safe='')}"
    return Response(made, media_type=XLSX, headers={"content-disposition": disposition})


@router.get("/duty-brief", response_class=Response, responses=_FILE)
async def download_duty_brief(
    request: Request,
    actor: Reader,
    jurisdiction_code: Office = None,
    form: Form = "pdf",
    language: Wanted = None,
    shown: bool = False,
) -> Response:
    """Return the duty brief of this moment as a file, of one's own area or one within it."""

    def read() -> Document:
        with request.app.state.database.picture(actor.world) as session:
            picture = read_duty(session, actor, jurisdiction_code, is_demo=_is_demo(request))
            say = Speaker(_language(request, language))
            drawn = _drawn(request, session, actor, picture.files, say)
            return duty_brief(replace(picture, map_svg=drawn), say)

    return await _answer(request, await anyio.to_thread.run_sync(read), form, shown=shown)


def _written(file: IncidentFile, paper: Paper, need_id: UUID | None, say: Speaker) -> Document:
    if paper != "resource-request":
        return _WHOLE[paper](file, say)
    if need_id is None:
        raise NotFound(noun="need")
    return resource_request(file, need_id, say)


def _is_demo(request: Request) -> bool:
    return request.app.state.settings.environment is Environment.DEMO


def _language(request: Request, asked: Wanted) -> Language:
    return "en" if (asked or wanted_locale(request)) == "en" else "zh-CN"


def _drawn(
    request: Request, session: Session, actor: Actor, files: Sequence[IncidentFile], say: Speaker
) -> str | None:
    """Draw the situation of these incidents at this moment."""
    scene = read_scene(session, actor, files, request.app.state.road_book.travel_times())
    return None if scene is None else draw(scene, say)


async def _answer(
    request: Request, document: Document, form: Form, *, shown: bool = False
) -> Response:
    """Return a paper to be kept, or to be looked at and printed in the browser."""
    made = await make_aside(document, form, request.app.state.settings.data_dir)
    name = quote(f"{document.title} {document.number}.{form}".replace("/", "-"), safe="")
    how = "inline" if shown and form == "pdf" else "attachment"
    disposition = f"{how}; filename*=UTF-8''{name}"
    return Response(made, media_type=MEDIA[form], headers={"content-disposition": disposition})
