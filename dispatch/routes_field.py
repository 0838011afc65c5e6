"""HTTP of what teams report from the field, their photos, and the answers to calls for help."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Response

from core import transaction
from core.auth import Actor, allow
from core.transaction import IfMatch, SessionDep
from core.wire import Problem
from dispatch import queries_field, schemas_field, service_field
from dispatch.photos import MEDIA_TYPE
from incidents.schemas import Need

router = transaction.router("field")

READS: dict[int | str, dict[str, Any]] = {code: {"model": Problem} for code in (401, 403, 404, 422)}
WRITES = READS | {409: {"model": Problem}}
CHANGES = WRITES | {412: {"model": Problem}, 428: {"model": Problem}}
PICTURE_HEADERS = {
    "content-disposition": "inline; filename=photo.jpg",
    "content-security-policy": "default-src 'none'; sandbox",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "private, max-age=86400, immutable",
}

Sender = Annotated[Actor, allow("field.report")]
Reader = Annotated[Actor, allow("picture.read", "orders.own")]
Answerer = Annotated[Actor, allow("alarms.acknowledge")]
NeedRaiser = Annotated[Actor, allow("needs.raise")]


@router.post("/field-reports", status_code=201, responses=WRITES)
def send_field_report(
    session: SessionDep, actor: Sender, sent: schemas_field.FieldReportIn
) -> schemas_field.FieldReport:
    """Send a short report, a photo or a call for help from the field."""
    return service_field.send_report(session, actor, sent)


@router.get("/incidents/{incident_id}/field-reports", responses=READS)
def list_field_reports(
    session: SessionDep, actor: Reader, incident_id: UUID
) -> list[schemas_field.FieldReport]:
    """List what was reported from the field of an incident; a leader sees the own team's."""
    return queries_field.reports_of(session, actor.prefixes, actor.team_id, incident_id)


@router.get(
    "/field-reports/{report_id}/photo",
    responses=READS | {200: {"content": {MEDIA_TYPE: {}}}},
    response_class=Response,
)
def get_field_photo(session: SessionDep, actor: Reader, report_id: UUID) -> Response:
    """Show the photo of a report."""
    content = queries_field.photo_of(session, actor.prefixes, actor.team_id, report_id)
    return Response(content, media_type=MEDIA_TYPE, headers=PICTURE_HEADERS)


@router.post("/field-reports/{report_id}/acknowledge", responses=CHANGES)
def acknowledge_field_report(
    session: SessionDep, actor: Answerer, report_id: UUID, version: IfMatch
) -> schemas_field.FieldReport:
    """Say by name that a report was seen; the phone shows it."""
    return service_field.acknowledge_report(session, actor, report_id, version)


@router.post("/field-reports/{report_id}/need", status_code=201, responses=CHANGES)
def raise_need_from_field_report(
    session: SessionDep,
    actor: NeedRaiser,
    report_id: UUID,
    version: IfMatch,
    wanted: schemas_field.FieldNeedIn,
) -> Need:
    """Turn a call for help into a need, as it was asked for unless said otherwise."""
    return service_field.raise_need_from(session, actor, report_id, version, wanted)


@router.post("/field-reports/{report_id}/answer", responses=CHANGES)
def answer_field_report(
    session: SessionDep,
    actor: Answerer,
    report_id: UUID,
    version: IfMatch,
    said: schemas_field.FieldAnswerIn,
) -> schemas_field.FieldReport:
    """Answer a call for help in words: no need comes of it."""
    return service_field.answer_report(session, actor, report_id, version, said)
