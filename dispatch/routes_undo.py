"""HTTP of putting orders right: turned back, a step taken back, a pin or exclusion restored."""

from uuid import UUID

from core import transaction
from core.correcting import CorrectionIn
from core.transaction import IfMatch, SessionDep
from dispatch import schemas, service_orders, service_steering, service_undo
from dispatch.lifecycle import Step
from dispatch.routes import CHANGES, Reporter, Steerer, StepUndoer

router = transaction.router("dispatch")


@router.post("/orders/{order_id}/turn-back", responses=CHANGES)
def turn_back_order(
    session: SessionDep,
    actor: Reporter,
    order_id: UUID,
    version: IfMatch,
    remark: schemas.OrderRemark,
) -> schemas.Order:
    """Report, with a reason, that a team could not get through and has turned round."""
    return service_orders.report_step(session, actor, order_id, version, Step.TURN_BACK, remark)


@router.post("/orders/{order_id}/undo", responses=CHANGES)
def undo_order_step(
    session: SessionDep, actor: StepUndoer, order_id: UUID, version: IfMatch, why: CorrectionIn
) -> schemas.Order:
    """Take back the last step of an order that was reported by mistake."""
    return service_undo.undo_step(session, actor, order_id, version, why)


@router.post("/steerings/{steering_id}/restore", responses=CHANGES)
def restore_steering(
    session: SessionDep, actor: Steerer, steering_id: UUID, version: IfMatch
) -> schemas.Steering:
    """Let a pin or an exclusion hold again that was lifted by mistake."""
    return service_steering.restore_steering(session, actor, steering_id, version)
