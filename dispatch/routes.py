"""HTTP of the decision: proposals, pins and exclusions, orders and their steps."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Query

from core import transaction
from core.auth import Actor, allow
from core.transaction import IfMatch, SessionDep
from core.wire import Page, Problem
from dispatch import (
    queries,
    queries_orders,
    schemas,
    schemas_acceptance,
    service,
    service_orders,
    service_steering,
)
from dispatch.lifecycle import Step

router = transaction.router("dispatch")

READS: dict[int | str, dict[str, Any]] = {
    401: {"model": Problem},
    403: {"model": Problem},
    404: {"model": Problem},
}
WRITES = READS | {409: {"model": Problem}, 422: {"model": Problem}}
CHANGES = WRITES | {412: {"model": Problem}, 428: {"model": Problem}}


Reader = Annotated[Actor, allow("picture.read")]
OrderReader = Annotated[Actor, allow("picture.read", "orders.own")]
Requester = Annotated[Actor, allow("proposals.request")]
Accepter = Annotated[Actor, allow("proposals.accept")]
Steerer = Annotated[Actor, allow("steerings.set")]
Reporter = Annotated[Actor, allow("orders.report", "deliveries.report")]
Deliverer = Annotated[Actor, allow("deliveries.report")]
Recaller = Annotated[Actor, allow("orders.recall")]
StepUndoer = Annotated[Actor, allow("orders.report", "deliveries.report", "orders.recall")]


@router.get("/proposals", responses=READS)
def list_proposals(
    session: SessionDep, actor: Reader, limit: Annotated[int, Query(ge=1, le=100)] = 20
) -> list[schemas.Proposal]:
    """Return the newest proposals, the newest first."""
    return queries.proposals(session, actor.prefixes, limit)


@router.get("/proposals/{proposal_id}", responses=READS)
def get_proposal(session: SessionDep, actor: Reader, proposal_id: UUID) -> schemas.Proposal:
    """Return one proposal with its picks, reasons, shortfalls and proof."""
    return queries.proposal(session, actor.prefixes, proposal_id)


@router.post("/proposals", status_code=202, responses=WRITES)
def request_proposal(session: SessionDep, actor: Requester) -> schemas.Proposal:
    """Ask for a fresh proposal; the answer arrives as an event."""
    return service.request_proposal(session, actor)


@router.post("/proposals/{proposal_id}/accept", responses=CHANGES)
def accept_proposal(
    session: SessionDep,
    actor: Accepter,
    proposal_id: UUID,
    version: IfMatch,
    wanted: schemas_acceptance.AcceptIn,
) -> schemas_acceptance.Accepted:
    """Accept a proposal, whole or for some incidents: its orders are issued at once."""
    return service.accept_proposal(session, actor, proposal_id, version, wanted)


@router.get("/steerings", responses=READS)
def list_steerings(
    session: SessionDep, actor: Reader, lifted: bool = False
) -> list[schemas.Steering]:
    """Return the pins and exclusions in force, or also those lifted."""
    return queries.steerings(session, actor.prefixes, with_lifted=lifted)


@router.post("/steerings", status_code=201, responses=WRITES)
def set_steering(
    session: SessionDep, actor: Steerer, wanted: schemas.SteeringIn
) -> schemas.Steering:
    """Pin a team to an incident, or exclude it from there."""
    return service_steering.set_steering(session, actor, wanted)


@router.post("/steerings/{steering_id}/lift", responses=CHANGES)
def lift_steering(
    session: SessionDep, actor: Steerer, steering_id: UUID, version: IfMatch
) -> schemas.Steering:
    """Lift a pin or an exclusion."""
    return service_steering.lift_steering(session, actor, steering_id, version)


@router.get("/orders", responses=READS)
def list_orders(
    session: SessionDep,
    actor: OrderReader,
    team_id: UUID | None = None,
    incident_id: UUID | None = None,
    state: Annotated[schemas.OrderState | None, Query()] = None,
    open_only: bool = False,
    offset: Annotated[int, Query(ge=0, le=10_000_000)] = 0,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> Page[schemas.Order]:
    """Return orders, the newest first; a team leader sees those of the own team."""
    rows, total = queries_orders.orders(
        session,
        actor.prefixes,
        actor.team_id,
        team_id=team_id,
        incident_id=incident_id,
        state="open" if open_only else state,
        offset=offset,
        limit=limit,
    )
    return queries.page(rows, total, offset)


@router.get("/orders/{order_id}", responses=READS)
def get_order(session: SessionDep, actor: OrderReader, order_id: UUID) -> schemas.Order:
    """Return one order with its route and its lines."""
    return queries_orders.order(session, actor.prefixes, actor.team_id, order_id)


@router.post("/orders/{order_id}/acknowledge", responses=CHANGES)
def acknowledge_order(
    session: SessionDep,
    actor: Reporter,
    order_id: UUID,
    version: IfMatch,
    remark: schemas.OrderRemark,
) -> schemas.Order:
    """Report that the order was received."""
    return service_orders.report_step(session, actor, order_id, version, Step.ACKNOWLEDGE, remark)


@router.post("/orders/{order_id}/decline", responses=CHANGES)
def decline_order(
    session: SessionDep,
    actor: Reporter,
    order_id: UUID,
    version: IfMatch,
    remark: schemas.OrderRemark,
) -> schemas.Order:
    """Decline the order with a reason: the team is kept away from the incident until lifted."""
    return service_orders.report_step(session, actor, order_id, version, Step.DECLINE, remark)


@router.post("/orders/{order_id}/load", responses=CHANGES)
def load_order(
    session: SessionDep,
    actor: Deliverer,
    order_id: UUID,
    version: IfMatch,
    remark: schemas.OrderRemark,
) -> schemas.Order:
    """Report that the goods are on the lorry: they leave the stock."""
    return service_orders.report_step(session, actor, order_id, version, Step.LOAD, remark)


@router.post("/orders/{order_id}/depart", responses=CHANGES)
def depart_order(
    session: SessionDep,
    actor: Reporter,
    order_id: UUID,
    version: IfMatch,
    remark: schemas.OrderRemark,
) -> schemas.Order:
    """Report that the team or the lorry is under way."""
    return service_orders.report_step(session, actor, order_id, version, Step.DEPART, remark)


@router.post("/orders/{order_id}/arrive", responses=CHANGES)
def arrive_order(
    session: SessionDep,
    actor: Reporter,
    order_id: UUID,
    version: IfMatch,
    remark: schemas.OrderRemark,
) -> schemas.Order:
    """Report the arrival at the scene."""
    return service_orders.report_step(session, actor, order_id, version, Step.ARRIVE, remark)


@router.post("/orders/{order_id}/deliver", responses=CHANGES)
def deliver_order(
    session: SessionDep,
    actor: Deliverer,
    order_id: UUID,
    version: IfMatch,
    remark: schemas.OrderRemark,
) -> schemas.Order:
    """Report that the goods were handed over."""
    return service_orders.report_step(session, actor, order_id, version, Step.DELIVER, remark)


@router.post("/orders/{order_id}/release", responses=CHANGES)
def release_order(
    session: SessionDep,
    actor: Reporter,
    order_id: UUID,
    version: IfMatch,
    remark: schemas.OrderRemark,
) -> schemas.Order:
    """Report that the team is released from the scene and returns."""
    return service_orders.report_step(session, actor, order_id, version, Step.RELEASE, remark)


@router.post("/orders/{order_id}/recall", responses=CHANGES)
def recall_order(
    session: SessionDep,
    actor: Recaller,
    order_id: UUID,
    version: IfMatch,
    remark: schemas.OrderRemark,
) -> schemas.Order:
    """Call a team or a lorry back, with a reason."""
    return service_orders.report_step(session, actor, order_id, version, Step.RECALL, remark)


@router.post("/orders/{order_id}/close", responses=CHANGES)
def close_order(
    session: SessionDep,
    actor: Reporter,
    order_id: UUID,
    version: IfMatch,
    remark: schemas.OrderRemark,
) -> schemas.Order:
    """Report that the team or the lorry is back and free."""
    return service_orders.report_step(session, actor, order_id, version, Step.CLOSE, remark)
