"""An order told whole, for the phone of whoever carries it out."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter

import dispatch.queries_orders
from app.order_brief import brief_of
from app.schemas_brief import OrderBrief
from core.auth import Actor, allow
from core.transaction import SessionDep, operation_id
from core.wire import Problem

router = APIRouter(prefix="/api", tags=["field"], generate_unique_id_function=operation_id)
Reader = Annotated[Actor, allow("picture.read", "orders.own")]


@router.get(
    "/orders/{order_id}/brief",
    responses={code: {"model": Problem} for code in (401, 403, 404, 422)},
)
def get_order_brief(session: SessionDep, actor: Reader, order_id: UUID) -> OrderBrief:
    """Return an order whole: dangers on the way, tasks, other teams, contacts and goods."""
    order = dispatch.queries_orders.order(session, actor.prefixes, actor.team_id, order_id)
    return brief_of(session, order)
