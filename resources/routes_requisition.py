"""Requisitions over HTTP."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Query

from core import transaction
from core.auth import Actor, allow
from core.transaction import IfMatch, SessionDep
from core.wire import Page, Problem
from resources import queries_requisition as queries
from resources import schemas_requisition as schemas
from resources import service_requisition as service

router = transaction.router("resources")

READS: dict[int | str, dict[str, Any]] = {code: {"model": Problem} for code in (401, 403, 422)}
ONE = READS | {404: {"model": Problem}}
CHANGES = ONE | {code: {"model": Problem} for code in (409, 412, 428)}

Reader = Annotated[Actor, allow("requisitions.read")]
Keeper = Annotated[Actor, allow("requisitions.write")]
Decider = Annotated[Actor, allow("requisitions.decide")]


@router.get("/requisitions", responses=READS)
def list_requisitions(
    session: SessionDep,
    actor: Reader,
    is_open: bool | None = None,
    incident_id: UUID | None = None,
    q: Annotated[str | None, Query(max_length=100)] = None,
    offset: Annotated[int, Query(ge=0, le=10_000_000)] = 0,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> Page[schemas.Requisition]:
    """List requisitions, those whose papers are due first."""
    return queries.list_requisitions(
        session,
        actor.prefixes,
        is_open=is_open,
        incident_id=incident_id,
        text=q,
        offset=offset,
        limit=limit,
    )


@router.post("/requisitions", status_code=201, responses=READS)
def draft_requisition(
    session: SessionDep, actor: Keeper, given: schemas.RequisitionIn
) -> schemas.Requisition:
    """Draft a requisition with the list of what is to be taken."""
    return service.draft(session, actor, given)


@router.get("/requisitions/{requisition_id}", responses=ONE)
def get_requisition(
    session: SessionDep, actor: Reader, requisition_id: UUID
) -> schemas.Requisition:
    """Return one requisition."""
    return queries.shown(queries.requisition(session, actor.prefixes, requisition_id))


@router.post("/requisitions/{requisition_id}/decide", responses=CHANGES)
def decide_requisition(
    session: SessionDep,
    actor: Decider,
    requisition_id: UUID,
    if_match: IfMatch,
    given: schemas.DecisionIn,
) -> schemas.Requisition:
    """Record the decision as served on the owner."""
    return service.decide(session, actor, requisition_id, if_match, given)


@router.post("/requisitions/{requisition_id}/hand-over", responses=CHANGES)
def hand_over_requisition(
    session: SessionDep,
    actor: Keeper,
    requisition_id: UUID,
    if_match: IfMatch,
    given: schemas.HandOverIn,
) -> schemas.Requisition:
    """Take what is on the list into use, as teams and lorries where that is said."""
    return service.hand_over(session, actor, requisition_id, if_match, given)


@router.post("/requisitions/{requisition_id}/return", responses=CHANGES)
def return_requisition(
    session: SessionDep,
    actor: Keeper,
    requisition_id: UUID,
    if_match: IfMatch,
    given: schemas.ReturnIn,
) -> schemas.Requisition:
    """Return everything on the list to the owner."""
    return service.give_back(session, actor, requisition_id, if_match, given)


@router.post("/requisitions/{requisition_id}/settle", responses=CHANGES)
def settle_requisition(
    session: SessionDep,
    actor: Decider,
    requisition_id: UUID,
    if_match: IfMatch,
    given: schemas.SettlementIn,
) -> schemas.Requisition:
    """Record the compensation."""
    return service.settle(session, actor, requisition_id, if_match, given)


@router.post("/requisitions/{requisition_id}/cancel", responses=CHANGES)
def cancel_requisition(
    session: SessionDep,
    actor: Keeper,
    requisition_id: UUID,
    if_match: IfMatch,
    given: schemas.CancelIn,
) -> schemas.Requisition:
    """Take nothing after all."""
    return service.cancel(session, actor, requisition_id, if_match, given)
