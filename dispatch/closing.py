"""What dispatch has to say when an incident is closed: not while anybody is committed to it."""

from pydantic import BaseModel
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.errors import Conflict
from dispatch.lifecycle import UNDER_WAY_ORDER
from dispatch.models import Order
from incidents.events import IncidentClosed


class OrdersStillLive(Conflict):
    """The incident {number} has {count} orders that are still under way; it cannot be closed."""

    zh = "突发事件 {number} 还有 {count} 条调度指令未完成，不能办结。"


def refuse_while_orders_live(session: Session, happening: BaseModel) -> None:
    """Refuse to close an incident to which a team or a load is still committed; a reaction."""
    assert isinstance(happening, IncidentClosed)
    incident = happening.incident
    live = select(func.count()).where(
        Order.incident_id == incident.id, Order.state.in_(UNDER_WAY_ORDER)
    )
    count = session.scalar(live) or 0
    if count:
        raise OrdersStillLive(number=incident.number, count=count)
