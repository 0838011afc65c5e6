"""Every read of orders and assignments: who may see them, who holds what, what is covered."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from geoalchemy2.shape import to_shape
from sqlalchemy import ColumnElement, Integer, Row, Select, cast, func, or_, select
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Session, selectinload

from aid.queries_brought import brought_to
from core import clock
from core.errors import NotFound
from core.visibility import audience, visible
from core.wire import LineString
from dispatch import schemas
from dispatch.lifecycle import LIVE_ORDER, OPEN_ORDER
from dispatch.models import Assignment, Order, OrderLine
from incidents.models import Incident
from resources.models import Depot, Team, Truck

CLOSED_SHOWN = timedelta(hours=24)
_FROM_ROW = frozenset(schemas.Order.model_fields) - {
    "incident_title",
    "incident_place",
    "team_name",
    "depot_name",
    "truck_plate",
    "fills",
    "route",
    "lines",
}


@dataclass(frozen=True)
class OrderView:
    """An order as it travels, with who may hear of it."""

    order: schemas.Order
    audience: list[str]


def _whole_orders() -> Select[Order, Assignment, Incident, Team, Depot, Truck]:
    return (
        select(Order, Assignment, Incident, Team, Depot, Truck)
        .join(Assignment, Assignment.id == Order.assignment_id)
        .join(Incident, Incident.id == Order.incident_id)
        .outerjoin(Team, Team.id == Order.team_id)
        .outerjoin(Depot, Depot.id == Order.depot_id)
        .outerjoin(Truck, Truck.id == Order.truck_id)
        .options(selectinload(Order.lines))
        .order_by(Order.number)
    )


def _view(row: Row[Order, Assignment, Incident, Team, Depot, Truck]) -> OrderView:
    order, assignment, incident, team, depot, truck = row
    out = schemas.Order(
        **{name: getattr(order, name) for name in _FROM_ROW},
        incident_title=incident.title,
        incident_place=incident.place_name,
        team_name=team.name if team else None,
        depot_name=depot.name if depot else None,
        truck_plate=truck.plate if truck else None,
        fills=assignment.fills,
        route=_line(order),
        lines=[schemas.OrderLine.model_validate(line) for line in order.lines],
    )
    home = team or depot
    codes = {incident.jurisdiction_code, home.jurisdiction_code if home else None} - {None}
    return OrderView(out, audience(*sorted(str(code) for code in codes), teams=_teams(order)))


def _teams(order: Order) -> list[UUID]:
    return [] if order.team_id is None else [order.team_id]


def _line(order: Order) -> LineString | None:
    if order.route is None:
        return None
    points = [(float(lon), float(lat)) for lon, lat in to_shape(order.route).coords]
    return LineString(type="LineString", coordinates=points)


def views(session: Session, order_ids: Iterable[UUID]) -> list[OrderView]:
    """Return orders with their audiences, for the event log."""
    query = _whole_orders().where(Order.id.in_(list(order_ids)))
    query = query.execution_options(populate_existing=True)
    return [_view(row) for row in session.execute(query)]


def may_see(prefixes: Sequence[str], team_id: UUID | None) -> ColumnElement[bool]:
    """Return the condition that the reader's area sends, gets or is the order."""
    seen = [
        visible(Incident.jurisdiction_code, prefixes),
        visible(Team.jurisdiction_code, prefixes),
        visible(Depot.jurisdiction_code, prefixes),
    ]
    if team_id is not None:
        seen.append(Order.team_id == team_id)
    return or_(*seen)


def orders(
    session: Session,
    prefixes: Sequence[str],
    own_team_id: UUID | None,
    *,
    team_id: UUID | None = None,
    incident_id: UUID | None = None,
    state: str | None = None,
    offset: int = 0,
    limit: int = 100,
) -> tuple[list[schemas.Order], int]:
    """Return the orders the reader may see, newest first, and how many there are."""
    wanted = [may_see(prefixes, own_team_id)]
    if team_id is not None:
        wanted.append(Order.team_id == team_id)
    if incident_id is not None:
        wanted.append(Order.incident_id == incident_id)
    if state == "open":
        wanted.append(Order.state.in_(OPEN_ORDER))
    elif state is not None:
        wanted.append(Order.state == state)
    query = _whole_orders().where(*wanted)
    counted = query.with_only_columns(func.count(), maintain_column_froms=True)
    total = session.scalar(counted.options().order_by(None)) or 0
    found = query.order_by(None).order_by(Order.number.desc()).offset(offset).limit(limit)
    return [_view(row).order for row in session.execute(found)], total


def order(
    session: Session, prefixes: Sequence[str], own_team_id: UUID | None, order_id: UUID
) -> schemas.Order:
    """Return one order; what the reader may not see is not there."""
    query = _whole_orders().where(Order.id == order_id, may_see(prefixes, own_team_id))
    row = session.execute(query).one_or_none()
    if row is None:
        raise NotFound(noun="order")
    return _view(row).order


def lock_order(session: Session, order_id: UUID) -> None:
    """Lock an order, so that what is made for it is made once."""
    session.execute(select(Order.id).where(Order.id == order_id).with_for_update())


def snapshot_orders(
    session: Session, prefixes: Sequence[str], team_id: UUID | None
) -> list[schemas.Order]:
    """Return the open orders and those that ended in the last day."""
    since = clock.now(session) - CLOSED_SHOWN
    ended_at = func.coalesce(Order.closed_at, Order.released_at, Order.issued_at)
    query = _whole_orders().where(
        may_see(prefixes, team_id), or_(Order.state.in_(OPEN_ORDER), ended_at >= since)
    )
    return [_view(row).order for row in session.execute(query)]


def incidents_of_team(session: Session, team_id: UUID) -> set[UUID]:
    """Return the incidents that a team was sent to."""
    query = select(Order.incident_id).where(Order.team_id == team_id).distinct()
    return set(session.scalars(query))


def holders(session: Session, team_ids: Sequence[UUID]) -> dict[UUID, str]:
    """Return which incident holds each committed team, by title."""
    if not team_ids:
        return {}
    query = (
        select(Assignment.team_id, Incident.title)
        .join(Incident, Incident.id == Assignment.incident_id)
        .where(Assignment.state == "live", Assignment.team_id.in_(team_ids))
    )
    return {team_id: title for team_id, title in session.execute(query) if team_id is not None}


def truck_holders(session: Session, truck_ids: Sequence[UUID]) -> dict[UUID, str]:
    """Return which incident holds each committed lorry, by title."""
    if not truck_ids:
        return {}
    query = (
        select(Assignment.truck_id, Incident.title)
        .join(Incident, Incident.id == Assignment.incident_id)
        .where(Assignment.state == "live", Assignment.truck_id.in_(truck_ids))
    )
    return {truck_id: title for truck_id, title in session.execute(query) if truck_id is not None}


@dataclass(frozen=True)
class RunningOrder:
    """A team order in force, as the solver and the acceptance see it."""

    id: UUID
    team_id: UUID
    incident_id: UUID
    state: str
    fills: dict[str, int]
    issued_at: datetime
    departed_at: datetime | None
    by_hand: bool = False


def running_orders(session: Session) -> list[RunningOrder]:
    """Return the team orders that hold a team now."""
    query = (
        select(
            Order.id,
            Order.team_id,
            Order.incident_id,
            Order.state,
            Assignment.fills,
            Order.issued_at,
            Order.departed_at,
            Order.proposal_id.is_(None),
        )
        .join(Assignment, Assignment.id == Order.assignment_id)
        .where(Order.kind == "team", Order.state.in_(LIVE_ORDER))
        .order_by(Order.number)
    )
    return [RunningOrder(*row) for row in session.execute(query) if row[1] is not None]


def cover_of(session: Session, need_ids: Iterable[UUID]) -> dict[UUID, tuple[int, int]]:
    """Return how much of each need is committed and how much has arrived.

    A team that worked on scene and was released has served its share: it stays counted. Goods that
    other jurisdictions send straight to the scene count like a delivery.
    """
    wanted = {str(need_id): need_id for need_id in need_ids}
    found = {need_id: [0, 0] for need_id in wanted.values()}
    for text_id, amount, arrived in session.execute(_team_cover(list(wanted))):
        found[wanted[text_id]][0] += amount
        found[wanted[text_id]][1] += amount if arrived else 0
    for need_id, state, amount in session.execute(_goods_cover(list(wanted.values()))):
        found[need_id][0] += amount
        found[need_id][1] += amount if state == "delivered" else 0
    for need_id, (promised, there) in brought_to(session, list(wanted.values())).items():
        found[need_id][0] += promised
        found[need_id][1] += there
    return {need_id: (committed, arrived) for need_id, (committed, arrived) in found.items()}


def _team_cover(need_ids: list[str]) -> Select[str, int, bool]:
    fill = func.jsonb_each_text(cast(Assignment.fills, JSONB)).table_valued("key", "value")
    arrived = Order.arrived_at.is_not(None)
    served = Order.state.in_(("released", "closed")) & arrived
    return (
        select(fill.c.key, func.sum(cast(fill.c.value, Integer)).label("amount"), arrived)
        .select_from(Order)
        .join(Assignment, Assignment.id == Order.assignment_id)
        .join(fill, fill.c.key.in_(need_ids))
        .where(Order.kind == "team", or_(Order.state.in_(LIVE_ORDER), served))
        .group_by(fill.c.key, arrived)
    )


def _goods_cover(need_ids: list[UUID]) -> Select[UUID, str, int]:
    return (
        select(OrderLine.need_id, OrderLine.state, func.sum(OrderLine.amount))
        .where(OrderLine.need_id.in_(need_ids), OrderLine.state != "cancelled")
        .group_by(OrderLine.need_id, OrderLine.state)
    )
