"""HTTP of studies (研判): asked, listed, read, their pins taken over."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Query

from core import transaction
from core.auth import Actor, allow
from core.transaction import SessionDep
from core.wire import Problem
from dispatch import queries_studies as queries
from dispatch import schemas_studies as schemas
from dispatch import service_studies as service
from dispatch.schemas_study_questions import PromoteIn, StudyIn

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


@router.post("/studies/{study_id}/promote", status_code=201, responses=WRITES)
def promote_study(
    session: SessionDep, actor: Steerer, study_id: UUID, wanted: PromoteIn
) -> schemas.Promoted:
    """Make the pins and exclusions of a study the officer's word; a new proposal follows."""
    return service.promote_study(session, actor, study_id, wanted)
