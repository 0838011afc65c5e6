"""HTTP of evaluation inside an exercise: the observers' sheet and its entries."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Response

from core import transaction
from core.auth import Actor, allow
from core.transaction import SessionDep
from core.wire import Problem
from dispatch.photos import MEDIA_TYPE
from exercises import queries_evaluations, service_evaluations
from exercises.giving_play import require_play
from exercises.schemas_evaluations import EvaluationIn, EvaluationSheet, EvaluationView

router = transaction.router("evaluations")

READS: dict[int | str, dict[str, Any]] = {code: {"model": Problem} for code in (401, 403, 404)}
WRITES = READS | {409: {"model": Problem}, 422: {"model": Problem}}
PICTURE_HEADERS = {
    "content-disposition": "inline; filename=photo.jpg",
    "content-security-policy": "default-src 'none'; sandbox",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "private, max-age=86400, immutable",
}

Reader = Annotated[Actor, allow("evaluations.read")]
Observer = Annotated[Actor, allow("evaluations.write")]


@router.get("/evaluations", responses=READS)
def get_evaluation_sheet(session: SessionDep, _actor: Reader) -> EvaluationSheet:
    """Return what there is to look at, and all that observers noted, newest first."""
    return queries_evaluations.sheet(session, require_play(session))


@router.post("/evaluations", status_code=201, responses=WRITES)
def note_evaluation(session: SessionDep, actor: Observer, wanted: EvaluationIn) -> EvaluationView:
    """Note what was seen on a criterion; an earlier entry of one's own may be corrected by it."""
    return service_evaluations.note(session, actor, wanted)


@router.get(
    "/evaluations/{evaluation_id}/photo",
    responses=READS | {200: {"content": {MEDIA_TYPE: {}}}},
    response_class=Response,
)
def get_evaluation_photo(session: SessionDep, _actor: Reader, evaluation_id: UUID) -> Response:
    """Show the photo of an entry."""
    require_play(session)
    content = queries_evaluations.photo_of(session, evaluation_id)
    return Response(content, media_type=MEDIA_TYPE, headers=PICTURE_HEADERS)
