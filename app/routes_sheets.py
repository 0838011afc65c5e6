"""The printed sheets as files: delivery orders and hand-over lists as PDF, Word and Excel."""

from typing import Annotated, Any, Literal
from urllib.parse import quote
from uuid import UUID

import anyio.to_thread
from fastapi import APIRouter, Request, Response

import resources.queries_requisition
from app.documents.description import Document, Language
from app.documents.making import MEDIA, Form, make_aside
from app.errors import wanted_locale
from app.routes_export import sheet_of
from app.sheet_documents import order_document, requisition_document
from core.auth import Actor, allow
from core.config import Environment
from core.models import World
from core.transaction import operation_id
from core.wire import Problem

router = APIRouter(prefix="/api", tags=["export"], generate_unique_id_function=operation_id)
RequisitionKeeper = Annotated[Actor, allow("requisitions.write")]
OrderReader = Annotated[Actor, allow("picture.read", "orders.own")]
Wanted = Literal["zh-CN", "en"] | None
_FILE: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The sheet as a file",
        "content": {
            media: {"schema": {"type": "string", "format": "binary"}} for media in MEDIA.values()
        },
    },
    403: {"model": Problem},
    404: {"model": Problem},
    503: {"model": Problem},
}


@router.get("/orders/{order_id}/sheet-file", response_class=Response, responses=_FILE)
async def download_order_sheet(
    request: Request,
    actor: OrderReader,
    order_id: UUID,
    form: Form = "pdf",
    language: Wanted = None,
    shown: bool = False,
) -> Response:
    """Return the driver's sheet of a delivery order as a file."""

    def read() -> Document:
        with request.app.state.database.picture(actor.world) as session:
            sheet = sheet_of(request, session, actor, order_id)
            return order_document(sheet, _language(request, language))

    return await _answer(request, await anyio.to_thread.run_sync(read), form, shown=shown)


@router.get("/requisitions/{requisition_id}/sheet-file", response_class=Response, responses=_FILE)
async def download_requisition_sheet(
    request: Request,
    actor: RequisitionKeeper,
    requisition_id: UUID,
    form: Form = "pdf",
    language: Wanted = None,
) -> Response:
    """Return the hand-over list of a requisition in two copies as a file."""

    def read() -> Document:
        with request.app.state.database.picture(actor.world) as session:
            row = resources.queries_requisition.requisition(session, actor.prefixes, requisition_id)
            return requisition_document(
                row,
                _language(request, language),
                is_exercise=session.get_one(World, actor.world).kind == "exercise",
                is_demo=request.app.state.settings.environment is Environment.DEMO,
            )

    return await _answer(request, await anyio.to_thread.run_sync(read), form)


def _language(request: Request, asked: Wanted) -> Language:
    return "en" if (asked or wanted_locale(request)) == "en" else "zh-CN"


async def _answer(
    request: Request, document: Document, form: Form, *, shown: bool = False
) -> Response:
    """Return a sheet to be kept, or to be looked at and printed in the browser."""
    made = await make_aside(document, form, request.app.state.settings.data_dir)
    name = quote(f"{document.title} {document.number.lstrip('#')}.{form}")
    how = "inline" if shown and form == "pdf" else "attachment"
    disposition = f"{how}; filename*=UTF-8''{name}"
    return Response(made, media_type=MEDIA[form], headers={"content-disposition": disposition})
