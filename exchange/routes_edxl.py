"""EDXL-RM over HTTP: the messages of a request as XML, and a look at one from outside."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Response

import aid.queries
from core import transaction
from core.auth import Actor, allow
from core.errors import NotFound
from core.transaction import SessionDep
from core.wire import Problem
from exchange import edxl_rm, edxl_rm_reading
from exchange.schemas_edxl import AidPreview, MessageIn

router = transaction.router("exchange")

ONE: dict[int | str, dict[str, Any]] = {code: {"model": Problem} for code in (401, 403, 404, 422)}
XML: dict[int | str, dict[str, Any]] = {200: {"content": {"application/xml": {}}}}
Reader = Annotated[Actor, allow("aid.read")]
Asker = Annotated[Actor, allow("aid.ask")]


@router.get(
    "/aid-requests/{request_id}/messages/{message_id}/edxl-rm",
    response_class=Response,
    responses=ONE | XML,
)
def get_edxl_rm_message(
    session: SessionDep, actor: Reader, request_id: UUID, message_id: UUID
) -> Response:
    """Return one message of a request as EDXL-RM 1.0 XML."""
    whole = aid.queries.request(session, actor.prefixes, request_id)
    message = next((one for one in whole.messages if one.id == message_id), None)
    if message is None:
        raise NotFound(noun="aid_message")
    name = f"{message.kind.value}-{message.id}.xml"
    headers = {"content-disposition": f'attachment; filename="{name}"'}
    return Response(edxl_rm.message_xml(whole, message), 200, headers, "application/xml")


@router.post("/aid-requests/edxl-rm-preview", responses=ONE)
def preview_edxl_rm_message(session: SessionDep, _actor: Asker, given: MessageIn) -> AidPreview:
    """Show what a RequestResource message from outside would become; nothing is written."""
    return edxl_rm_reading.preview(session, given.xml)
