"""HTTP of studies (研判): asked, listed, read, made real."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Query

from core import transaction
from core.auth import Actor, allow
from core.transaction import SessionDep
from core.wire import Problem
from dispatch import queries_studies as queries
from dispatch import schemas_promotion, service_promotion
from dispatch import schemas_studies as schemas
from dispatch import service_studies as service
from dispatch.schemas_study_questions import MOST_VARIANTS, PromoteIn, StudyIn

router = transaction.router("dispatch")

READS: dict[int | str, dict[str, Any]] = {
    401: {"model": Problem},
    403: {"model": Problem},
    404: {"model": Problem},
}
WRITES = READS | {409: {"model": Problem}, 422: {"model": Problem}}

Reader = Annotated[Actor, allow("picture.read")]
Requester = Annotated[Actor, allow("proposals.request")]
Steerer = Annotated[Actor, allow("steerings.set")]


@router.post("/studies", status_code=202, responses=WRITES)
def ask_study(session: SessionDep, actor: Requester, wanted: StudyIn) -> schemas.Study:
    """Ask what would be if, why not a team, or how sure an answer is; the answer is an event."""
    return service.ask_study(session, actor, wanted)


@router.get("/studies", responses=READS)
def list_studies(
    session: SessionDep,
    actor: Reader,
    proposal_id: UUID | None = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
) -> list[schemas.Study]:
    """Return the newest studies, the newest first, of one proposal or of all."""
    return queries.studies(session, actor.prefixes, proposal_id, limit)


@router.get("/studies/{study_id}", responses=READS)
def get_study(session: SessionDep, actor: Reader, study_id: UUID) -> schemas.Study:
    """Return one study with its question and its answer."""
    return queries.study(session, actor.prefixes, study_id)


@router.post("/studies/{study_id}/call-off", responses=READS)
def call_off_study(session: SessionDep, actor: Requester, study_id: UUID) -> schemas.Study:
    """End a study that nobody waits for any more; one that has ended stays as it is."""
    return service.call_off_study(session, actor, study_id)


@router.get("/studies/{study_id}/promotion", responses=READS)
def get_promotion(
    session: SessionDep,
    actor: Steerer,
    study_id: UUID,
    variant: Annotated[int, Query(ge=0, lt=MOST_VARIANTS)] = 0,
) -> schemas_promotion.Promotion:
    """Return what of a variant can be made real, and why the rest cannot."""
    return service_promotion.promotion_of(session, actor, study_id, variant)


@router.post("/studies/{study_id}/promote", status_code=201, responses=WRITES)
def promote_study(
    session: SessionDep, actor: Steerer, study_id: UUID, wanted: PromoteIn
) -> schemas_promotion.Promoted:
    """Make the edits of a study real by their usual services; a new proposal follows."""
    return service_promotion.promote_study(session, actor, study_id, wanted)
