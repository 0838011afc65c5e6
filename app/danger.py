"""What lies inside an area now, from all parts: people, things, roads, and orders that cross it.

Only here orders, roads and dangers are known together. An order whose way leads through the area is
told with the quickest way round it, as long as its goal does not lie inside itself.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

import shapely
from shapely import ops
from shapely.geometry.base import BaseGeometry
from sqlalchemy.orm import Session

import dispatch.queries_orders
import resources.queries
from core import clock
from core.auth import Actor
from core.wire import LineString
from dispatch.lifecycle import NOT_ARRIVED_ORDER
from dispatch.schemas import Order
from geo.areas import area_m2, metres_within
from geo.closed_extent import closed_extent
from geo.closures import RoadClosure
from geo.queries_roads import roads_now
from geo.road_book import RoadBook
from geo.travel import RoadNetwork, TravelTimes
from geo.types import VehicleClass
from hazards import queries_inside
from hazards.schemas import Inside, PeopleInside
from hazards.schemas_inside import Crossing, InsideReport, NamedRoad, RoadsInside, WayRound

MOST_WAYS_ROUND = 20
"""Of more orders than this the ways round are not looked for; they are told as not asked."""

_MOST_NAMED_ROADS = 12
_GRID_DEG = 1e-6


@dataclass(frozen=True)
class _Ahead:
    """An order and what is left of its way."""

    order: Order
    line: shapely.LineString


def inside_report(
    session: Session, actor: Actor, area: BaseGeometry, beside: UUID, book: RoadBook
) -> InsideReport:
    """Tell everything inside an area of an incident that the actor may see."""
    people = queries_inside.people_inside(session, area)
    things = queries_inside.inside(session, area, actor.prefixes, beside)
    return InsideReport(
        at=clock.now(session),
        area_km2=round(area_m2(area) / 1e6, 3),
        people=PeopleInside.model_validate(people),
        things=[Inside.model_validate(one) for one in things],
        orders=crossings(session, actor, area, book),
        roads=roads_inside(area, book),
    )


def roads_inside(area: BaseGeometry, book: RoadBook) -> RoadsInside:
    """Tell the roads that meet an area, the longest named ones first."""
    network = book.open()
    if not isinstance(network, RoadNetwork):
        return RoadsInside(known=False, metres=0, roads=[])
    extent = closed_extent(RoadClosure(area), network.lines)
    roads = [NamedRoad(name=road.name, metres=round(road.metres)) for road in extent.roads]
    return RoadsInside(known=True, metres=round(extent.metres), roads=roads[:_MOST_NAMED_ROADS])


def crossings(session: Session, actor: Actor, area: BaseGeometry, book: RoadBook) -> list[Crossing]:
    """Tell the orders that have not arrived whose way ahead crosses an area, the soonest first."""
    shapely.prepare(area)
    ahead = [one for one in _ahead(session, actor) if area.intersects(one.line)]
    ahead.sort(key=lambda one: (one.order.eta_at is None, one.order.eta_at, one.order.number))
    if not ahead:
        return []
    now = roads_now(session, clock.now(session))
    closed = [closure.as_road_closure() for closure in now.closures]
    times = book.travel_times(now)
    round_it = times.with_closures([*closed, RoadClosure(area)])
    asked = [_crossing(one, area, times, round_it) for one in ahead[:MOST_WAYS_ROUND]]
    return asked + [_told(one, area, "not_asked", None) for one in ahead[MOST_WAYS_ROUND:]]


def _ahead(session: Session, actor: Actor) -> list[_Ahead]:
    """Orders that have not arrived, each with its way from where its team was last seen."""
    orders = dispatch.queries_orders.snapshot_orders(session, actor.prefixes, actor.team_id)
    going = [
        order for order in orders if order.state in NOT_ARRIVED_ORDER and order.route is not None
    ]
    teams = [order.team_id for order in going if order.departed_at and order.team_id]
    seen = resources.queries.positions(session, actor.prefixes, team_ids=teams)
    at = {position.team_id: (position.lon, position.lat) for position in seen}
    return [
        _Ahead(order, _rest_of_way(order, at.get(order.team_id) if order.team_id else None))
        for order in going
    ]


def _rest_of_way(order: Order, seen_at: tuple[float, float] | None) -> shapely.LineString:
    assert order.route is not None
    line = shapely.LineString(order.route.coordinates)
    if seen_at is None or order.departed_at is None:
        return line
    done = line.project(shapely.Point(seen_at))
    rest = ops.substring(line, done, line.length)
    return rest if isinstance(rest, shapely.LineString) else line


def _crossing(
    one: _Ahead, area: BaseGeometry, times: TravelTimes, round_it: TravelTimes
) -> Crossing:
    start, goal = one.line.coords[0], one.line.coords[-1]
    if area.intersects(shapely.Point(goal)):
        return _told(one, area, "goal_inside", None)
    if area.intersects(shapely.Point(start)):
        return _told(one, area, "start_inside", None)
    vehicle = VehicleClass(one.order.vehicle)
    found = round_it.route((start[0], start[1]), (goal[0], goal[1]), vehicle)
    if found is None or found.estimated:
        return _told(one, area, "none", None)
    direct = times.route((start[0], start[1]), (goal[0], goal[1]), vehicle)
    way = WayRound(
        seconds=found.seconds,
        metres=round(found.metres),
        longer_s=None if direct is None else found.seconds - direct.seconds,
        line=LineString(type="LineString", coordinates=[tuple(at) for at in found.line]),
    )
    return _told(one, area, "round", way)


def _told(one: _Ahead, area: BaseGeometry, outcome: str, way: WayRound | None) -> Crossing:
    order = one.order
    coordinates: Sequence[tuple[float, float]] = [(at[0], at[1]) for at in one.line.coords]
    return Crossing.model_validate(
        {
            "order_id": order.id,
            "number": order.number,
            "state": order.state,
            "who": order.team_name or order.truck_plate or order.depot_name or "",
            "vehicle": order.vehicle,
            "incident_id": order.incident_id,
            "incident_title": order.incident_title,
            "eta_at": order.eta_at,
            "metres_inside": round(metres_within(coordinates, [area])),
            "outcome": outcome,
            "round": way,
        }
    )
