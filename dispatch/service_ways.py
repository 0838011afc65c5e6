"""The way of each order on the roads and when it will be there, kept true as things change."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from geoalchemy2.shape import from_shape
from shapely.geometry import LineString
from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from core import clock
from dispatch import events, issuing
from dispatch.lifecycle import NOT_ARRIVED_ORDER
from dispatch.models import Assignment, Order
from geo.route import Route
from geo.travel import TravelTimes
from geo.types import VehicleClass
from incidents.models import Incident
from resources.models import Depot, ResourcePosition, Team

WORTH_TELLING_S = 30


@dataclass(frozen=True)
class Journey:
    """An order that has not arrived: from where to where, and when it starts or started."""

    order_id: UUID
    source: tuple[float, float]
    target: tuple[float, float]
    vehicle: VehicleClass
    starts_at: datetime


@dataclass(frozen=True)
class Way:
    """A journey with its way on the roads; None where the roads do not lead there."""

    journey: Journey
    route: Route | None


def journeys(session: Session, order_ids: Sequence[UUID] | None) -> list[Journey]:
    """Return the named orders that have not arrived, or all, and those that have no way yet."""
    wanted: ColumnElement[bool] = Order.state.in_(NOT_ARRIVED_ORDER)
    if order_ids is not None:
        wanted = and_(wanted, or_(Order.id.in_(order_ids), Order.route.is_(None)))
    seen = and_(Order.departed_at.is_not(None), ResourcePosition.at >= Order.departed_at)
    home = func.coalesce(Team.home, Depot.position)
    query = (
        select(
            Order,
            func.lower(Assignment.during),
            func.coalesce(Team.turnout_s, Depot.load_s),
            func.ST_X(home),
            func.ST_Y(home),
            func.ST_X(ResourcePosition.position),
            func.ST_Y(ResourcePosition.position),
            ResourcePosition.at,
            func.ST_X(Incident.position),
            func.ST_Y(Incident.position),
        )
        .join(Assignment, Assignment.id == Order.assignment_id)
        .join(Incident, Incident.id == Order.incident_id)
        .outerjoin(Team, Team.id == Order.team_id)
        .outerjoin(Depot, Depot.id == Order.depot_id)
        .outerjoin(ResourcePosition, and_(ResourcePosition.team_id == Order.team_id, seen))
        .where(wanted)
        .order_by(Order.number)
    )
    now = clock.now(session)
    found = []
    for order, begins, ready_s, x, y, seen_x, seen_y, seen_at, to_x, to_y in session.execute(query):
        starts_at = order.departed_at or max(now, begins + timedelta(seconds=ready_s))
        moving = seen_at is not None
        found.append(
            Journey(
                order_id=order.id,
                source=(seen_x, seen_y) if moving else (x, y),
                target=(to_x, to_y),
                vehicle=VehicleClass(order.vehicle),
                starts_at=seen_at if moving else starts_at,
            )
        )
    return found


def find_ways(wanted: Sequence[Journey], times: TravelTimes) -> list[Way]:
    """Return the quickest way of each journey in the state of the roads of these travel times."""
    return [Way(one, times.route(one.source, one.target, one.vehicle)) for one in wanted]


def store_ways(session: Session, ways: Sequence[Way]) -> list[UUID]:
    """Give orders their ways and arrivals and tell everybody; what hardly changed stays.

    A way is derived, so the order keeps its version: a leader's step is not refused because the
    expected arrival was worked out again meanwhile.
    """
    found = {way.journey.order_id: way for way in ways}
    rows = session.scalars(
        select(Order)
        .where(Order.id.in_(list(found)), Order.state.in_(NOT_ARRIVED_ORDER))
        .order_by(Order.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    now = clock.now(session)
    changed = [order for order in rows if _take_over(order, found[order.id], now)]
    told = [order.id for order in changed]
    issuing.tell(session, events.OrderEtaChanged, told)
    return told


def _take_over(order: Order, way: Way, now: datetime) -> bool:
    route = way.route
    if route is None:
        news = order.no_way_since is None
        order.route, order.route_times_s = None, None
        order.travel_s, order.distance_m, order.eta_at = None, None, None
        order.no_way_since = order.no_way_since or now
        return news
    order.no_way_since = None
    eta_at = way.journey.starts_at + timedelta(seconds=route.seconds)
    if order.route is not None and not _differs(order, route.seconds, eta_at):
        return False
    line = LineString([(point.lon, point.lat) for point in route.line])
    order.route = from_shape(line, srid=4326)
    order.route_times_s = [round(second, 1) for second in route.leg_seconds]
    order.travel_s = route.seconds
    order.distance_m = round(route.metres)
    order.estimated = route.estimated
    order.eta_at = eta_at
    return True


def _differs(order: Order, travel_s: int, eta_at: datetime) -> bool:
    if order.eta_at is None or order.travel_s != travel_s:
        return True
    return abs((eta_at - order.eta_at).total_seconds()) >= WORTH_TELLING_S
