"""What of orders and proposals may deserve an alarm: not received, refused, lapsed, late, cut."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session

from core import clock
from core.models import Event
from dispatch.lifecycle import LAPSED_NOTE, NOT_ARRIVED_ORDER, UNFINISHED_PROPOSAL
from dispatch.models import Assignment, Order, Proposal
from incidents.models import Incident, Need
from resources.models import Depot, Team, Truck

LOOKED_BACK = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class WatchedOrder:
    """An order that has not arrived, or one that ended without help arriving."""

    id: UUID
    number: int
    kind: str
    state: str
    incident_id: UUID
    title: str
    jurisdiction_code: str
    who: str
    issued_at: datetime
    eta_at: datetime | None
    no_way_since: datetime | None
    ended_at: datetime | None
    note: str | None
    fills: dict[str, int]


def orders_under_way(session: Session) -> list[WatchedOrder]:
    """Return the orders that have not arrived."""
    return _watched(session, Order.state.in_(NOT_ARRIVED_ORDER))


def declined_orders(session: Session) -> list[WatchedOrder]:
    """Return the orders that were refused in the last day and whose share nobody else gives."""
    since = clock.now(session) - LOOKED_BACK
    where = and_(Order.state == "declined", Order.closed_at >= since)
    return _still_missing(session, _watched(session, where))


def lapsed_orders(session: Session) -> list[WatchedOrder]:
    """Return the orders whose promise of goods lapsed in the last day and that nobody replaced."""
    since = clock.now(session) - LOOKED_BACK
    where = and_(Order.state == "recalled", Order.note == LAPSED_NOTE, Order.released_at >= since)
    return _still_missing(session, _watched(session, where))


def _watched(session: Session, where: ColumnElement[bool]) -> list[WatchedOrder]:
    who = func.coalesce(Team.name, Truck.plate, Depot.name, "")
    query = (
        select(
            Order.id,
            Order.number,
            Order.kind,
            Order.state,
            Incident.id,
            Incident.title,
            Incident.jurisdiction_code,
            who,
            Order.issued_at,
            Order.eta_at,
            Order.no_way_since,
            func.coalesce(Order.closed_at, Order.released_at),
            Order.note,
            Assignment.fills,
        )
        .join(Assignment, Assignment.id == Order.assignment_id)
        .join(Incident, Incident.id == Order.incident_id)
        .outerjoin(Team, Team.id == Order.team_id)
        .outerjoin(Truck, Truck.id == Order.truck_id)
        .outerjoin(Depot, Depot.id == Order.depot_id)
        .where(where)
        .order_by(Order.number)
    )
    rows: Sequence[Any] = session.execute(query).all()
    return [WatchedOrder(*row) for row in rows]


def _still_missing(session: Session, orders: list[WatchedOrder]) -> list[WatchedOrder]:
    """Leave out the orders all of whose needs are met by others, or are over."""
    wanted = {UUID(need_id) for order in orders for need_id in order.fills}
    if not wanted:
        return []
    query = (
        select(Need.id)
        .join(Incident, Incident.id == Need.incident_id)
        .where(
            Need.id.in_(wanted),
            Need.state == "open",
            Need.committed < Need.quantity,
            or_(Incident.state == "reported", Incident.state == "responding"),
        )
    )
    missing = {str(need_id) for need_id in session.scalars(query)}
    return [order for order in orders if missing & set(order.fills)]


def first_arrivals(
    session: Session, orders: Collection[WatchedOrder]
) -> dict[UUID, datetime | None]:
    """Return when each order was to arrive as it was issued, from the record of what happened."""
    if not orders:
        return {}
    told = Event.data["order"]
    query: Select[str, str | None] = select(told["id"].astext, told["eta_at"].astext).where(
        Event.incident_id.in_({one.incident_id for one in orders}),
        Event.kind == "order.issued",
        told["id"].astext.in_({str(one.id) for one in orders}),
    )
    found = {UUID(order_id): eta for order_id, eta in session.execute(query)}
    return {
        one.id: datetime.fromisoformat(eta) if (eta := found.get(one.id)) else None
        for one in orders
    }


def waits_for_answer_since(session: Session) -> datetime | None:
    """Return since when the oldest unanswered call for a proposal waits; None when none does."""
    query = select(func.min(Proposal.requested_at))
    return session.scalar(query.where(Proposal.state.in_(UNFINISHED_PROPOSAL)))
