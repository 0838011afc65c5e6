"""Promises of stock to delivery orders: made at acceptance, ended by themselves if nobody loads."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

import incidents.queries
import incidents.service_needs
import resources.service_stock
from core import clock
from core.config import get_settings
from dispatch import events, issuing, queries_orders
from dispatch.lifecycle import LAPSED_NOTE, Step
from dispatch.models import Assignment, Order, OrderLine
from dispatch.queries_policies import solver_policies
from dispatch.service_orders import end_unloaded
from resources.models import StockMovement
from resources.stock import StockLine

NOT_LOADED = ("issued", "acknowledged")
_AT_ONCE = 20


def promise(session: Session, orders: Sequence[Order], lines: Sequence[OrderLine]) -> None:
    """Promise the orders their goods until the site's time for loading is over; all or none."""
    if not lines:
        return
    lapses_at = clock.now(session) + timedelta(hours=get_settings().promise_hours)
    within = _counted_within(session)
    resources.service_stock.lock_lots(session, {one.lot_id for one in lines})
    for order in orders:
        wanted = [StockLine(one.lot_id, one.amount) for one in lines if one.order_id == order.id]
        if wanted:
            resources.service_stock.reserve(
                session, wanted, order.id, expires_at=lapses_at, counted_within=within
            )


def _counted_within(session: Session) -> timedelta | None:
    """How old a count may be by the policy in force; None where it does not say."""
    limit_s = solver_policies(session)[0].age_limits.stock_s
    return None if limit_s is None else timedelta(seconds=limit_s)


def lapse_promises(session: Session) -> list[UUID]:
    """End the delivery orders whose promise of stock has run out before anything was loaded.

    Their goods are free again, their lorry too, and their needs are open: an event each says so.
    """
    return [order_id for order_id in _run_out(session) if _lapse(session, order_id)]


def _run_out(session: Session) -> list[UUID]:
    query = (
        select(Order.id)
        .join(StockMovement, StockMovement.order_id == Order.id)
        .where(Order.kind == "delivery", Order.state.in_(NOT_LOADED))
        .group_by(Order.id)
        .having(func.max(StockMovement.expires_at) <= clock.now(session))
        .having(func.sum(StockMovement.reserved_change) > 0)
        .order_by(Order.id)
        .limit(_AT_ONCE)
    )
    return list(session.scalars(query))


def _lapse(session: Session, order_id: UUID) -> bool:
    """End one order under the same locks as any step; not when somebody has loaded it meanwhile."""
    fills = session.scalar(
        select(Assignment.fills)
        .join(Order, Order.assignment_id == Assignment.id)
        .where(Order.id == order_id)
    )
    needs = sorted(UUID(one) for one in fills or {})
    incidents.queries.locked_needs(session, needs)
    if not end_unloaded(session, order_id, Step.RECALL, LAPSED_NOTE):
        return False
    session.flush()
    incidents.service_needs.cover_needs(session, queries_orders.cover_of(session, needs))
    issuing.tell(session, events.OrderLapsed, [order_id])
    return True
