"""Mutual-aid agreements over HTTP."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Query

from core import transaction
from core.auth import Actor, allow
from core.transaction import IfMatch, SessionDep
from core.wire import Page, Problem
from resources import queries_sharing as queries
from resources import schemas_sharing as schemas
from resources import service_sharing as service

router = transaction.router("aid")

READS: dict[int | str, dict[str, Any]] = {code: {"model": Problem} for code in (401, 403, 422)}
ONE = READS | {404: {"model": Problem}}
CHANGES = ONE | {code: {"model": Problem} for code in (409, 412, 428)}

Reader = Annotated[Actor, allow("aid.read")]
Writer = Annotated[Actor, allow("agreements.write")]
Signer = Annotated[Actor, allow("agreements.sign")]


@router.get("/agreements", responses=READS)
def list_agreements(
    session: SessionDep,
    actor: Reader,
    q: Annotated[str | None, Query(max_length=100)] = None,
    offset: Annotated[int, Query(ge=0, le=1_000_000)] = 0,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> Page[schemas.Agreement]:
    """List the agreements of the parties one sees, the newest first."""
    return queries.list_agreements(session, actor.prefixes, text=q, offset=offset, limit=limit)


@router.post("/agreements", status_code=201, responses=READS)
def draft_agreement(
    session: SessionDep, actor: Writer, wanted: schemas.AgreementIn
) -> schemas.Agreement:
    """Draft an agreement; it holds only when both sides have signed."""
    return service.draft_agreement(session, actor, wanted)


@router.get("/agreements/{agreement_id}", responses=ONE)
def get_agreement(session: SessionDep, actor: Reader, agreement_id: UUID) -> schemas.Agreement:
    """Return one agreement."""
    return queries.agreement(session, actor.prefixes, agreement_id)


@router.post("/agreements/{agreement_id}/sign", responses=CHANGES)
def sign_agreement(
    session: SessionDep, actor: Signer, agreement_id: UUID, if_match: IfMatch
) -> schemas.Agreement:
    """Sign an agreement for one's own side."""
    return service.sign_agreement(session, actor, agreement_id, if_match)


@router.post("/agreements/{agreement_id}/end", responses=CHANGES)
def end_agreement(
    session: SessionDep,
    actor: Signer,
    agreement_id: UUID,
    end: schemas.EndAgreementIn,
    if_match: IfMatch,
) -> schemas.Agreement:
    """End an agreement at once, with a reason."""
    return service.end_agreement(session, actor, agreement_id, if_match, end)
