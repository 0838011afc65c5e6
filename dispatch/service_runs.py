"""Runs are kept: begun at departure with what was predicted, followed, ended with what it took.

All three are sweeps over what the orders and positions say, so a worker that was away finds later
what it missed, and nothing is counted twice. Derived records: no event is written for them.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from geoalchemy2.shape import from_shape, to_shape
from shapely.geometry import LineString, Point
from shapely.geometry.base import BaseGeometry
from sqlalchemy import exists, func, or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from core import clock
from core.ids import new_id
from dispatch.models import Order
from dispatch.models_runs import Run
from dispatch.run_rules import AT_THE_SCENE_M, Drive, Excluded, judge
from geo.closures import ActiveClosure
from geo.distance import haversine_m
from geo.driving import Speeds
from geo.models import Closure
from geo.queries_closures import as_active
from geo.queries_roads import roads_now
from geo.road_state import RoadsNow
from geo.route import Route
from geo.types import VehicleClass
from incidents.models import Incident
from resources.models import Depot, ResourcePosition, Team, Truck

OFF_ROAD = "off_road"
LOOK_BACK = timedelta(days=2)
FRESH = timedelta(minutes=15)
EVERY = timedelta(seconds=10)
MOVED_M = 40.0
BESIDE_DEG = 0.0001
"""About ten metres: a stretch so near the way is on it."""


@dataclass(frozen=True)
class Departure:
    """An order that has departed and has no run yet, with the state of the roads it drove into."""

    facts: dict[str, Any]
    source: tuple[float, float]
    target: tuple[float, float]
    vehicle: VehicleClass
    roads: RoadsNow


def departures(session: Session) -> list[Departure]:
    """Return the orders that departed of late and have no run yet."""
    home = func.coalesce(Team.home, Depot.position)
    query = (
        select(Order, Incident, Team, Depot, Truck, ResourcePosition, home.label("home"))
        .join(Incident, Incident.id == Order.incident_id)
        .outerjoin(Team, Team.id == Order.team_id)
        .outerjoin(Depot, Depot.id == Order.depot_id)
        .outerjoin(Truck, Truck.id == Order.truck_id)
        .outerjoin(ResourcePosition, ResourcePosition.team_id == Order.team_id)
        .where(
            Order.departed_at > clock.now(session) - LOOK_BACK,
            ~exists().where(Run.order_id == Order.id),
        )
        .order_by(Order.number)
    )
    return [_departure(session, *row) for row in session.execute(query)]


def _departure(
    session: Session,
    order: Order,
    incident: Incident,
    team: Team | None,
    depot: Depot | None,
    truck: Truck | None,
    position: ResourcePosition | None,
    home: Any,
) -> Departure:
    assert order.departed_at is not None
    source, source_from = _start(order, position, home)
    keeper = team or depot
    assert keeper is not None
    now = roads_now(session, order.departed_at)
    target = to_shape(incident.position)
    facts = {
        "order_id": order.id,
        "order_number": order.number,
        "resource_name": team.name if team else f"{truck.plate if truck else ''} {keeper.name}",
        "target_name": incident.place_name or incident.title,
        "jurisdiction_code": keeper.jurisdiction_code,
        "synthetic": keeper.synthetic,
        "source_from": source_from,
        "departed_at": order.departed_at,
    }
    return Departure(facts, source, (target.x, target.y), VehicleClass(order.vehicle), now)


def _start(
    order: Order, position: ResourcePosition | None, home: Any
) -> tuple[tuple[float, float], str]:
    """Where a drive begins: where the team was just seen, else its base; unsure if redirected."""
    assert order.departed_at is not None
    if position is not None and order.departed_at - FRESH <= position.at <= order.departed_at:
        return _lonlat(position.position), "position"
    return _lonlat(home), "base" if order.replaces_id is None else "unknown"


def _lonlat(geometry: Any) -> tuple[float, float]:
    point = to_shape(geometry)
    return point.x, point.y


def begin_runs(
    session: Session, begun: Sequence[tuple[Departure, Route | None]], road_file: str | None
) -> None:
    """Keep what each drive is expected to take; one that has its run already stays as it is."""
    rows = [
        {**departure.facts, **expected(departure, route, road_file)} for departure, route in begun
    ]
    if rows:
        session.execute(insert(Run).on_conflict_do_nothing(index_elements=["order_id"]), rows)


def expected(departure: Departure, route: Route | None, road_file: str | None) -> dict[str, Any]:
    """What is known at departure: the way, its time piece by piece, and what they rest on."""
    speeds, driven = departure.roads.speeds, departure.roads.conditions
    line = route and from_shape(LineString([(p.lon, p.lat) for p in route.line]), srid=4326)
    return {
        "id": new_id(),
        "vehicle": departure.vehicle,
        "source": from_shape(Point(departure.source), srid=4326),
        "target": from_shape(Point(departure.target), srid=4326),
        "way": line,
        "weather": driven.weather,
        "light": driven.light,
        "hour_band": driven.hour_band,
        "emergency": speeds.runs_in_emergency(departure.vehicle),
        "road_file": road_file,
        "table_id": speeds.table.id,
        "fit_id": speeds.corrections.id,
        "estimated": route is not None and route.estimated,
        "predicted_s": route.seconds if route else None,
        "distance_m": round(route.metres) if route else None,
        "pieces": [] if route is None else pieces_of(route, departure.vehicle, speeds),
    }


def pieces_of(route: Route, vehicle: VehicleClass, speeds: Speeds) -> list[dict[str, Any]]:
    """The way by road class: metres, predicted seconds, and the learnt factor that is in them.

    Steps are told in whole seconds; they are stretched to the whole way's time.
    """
    metres: defaultdict[str, int] = defaultdict(int)
    seconds: defaultdict[str, float] = defaultdict(float)
    for step in route.steps:
        metres[step.road_class] += step.metres
        seconds[step.road_class] += step.seconds
    told = sum(seconds.values())
    stretch = route.leg_seconds[-1] / told if told else 1.0
    band = speeds.conditions.hour_band
    return [
        {
            "road_class": road,
            "metres": metres[road],
            "seconds": round(seconds[road] * stretch, 1),
            "factor": 1.0 if road == OFF_ROAD else speeds.corrections.factor(vehicle, road, band),
        }
        for road in sorted(metres)
    ]


def anything_under_way(session: Session) -> bool:
    """Whether some run has not ended."""
    return bool(session.scalar(select(exists().where(Run.ended_at.is_(None)))))


def follow_runs(session: Session) -> None:
    """Take down where the teams under way were seen: how long they stood, when they were there."""
    query = (
        select(Run, ResourcePosition)
        .join(Order, Order.id == Run.order_id)
        .join(ResourcePosition, ResourcePosition.team_id == Order.team_id)
        .where(
            Run.ended_at.is_(None),
            Run.reached_at.is_(None),
            ResourcePosition.at >= func.coalesce(Run.seen_at + EVERY, Run.departed_at),
        )
        .order_by(Run.id)
        .with_for_update(of=Run)
    )
    for run, position in session.execute(query):
        _see(run, position)


def _see(run: Run, position: ResourcePosition) -> None:
    here = _lonlat(position.position)
    lag = (position.received_at - position.at).total_seconds()
    if run.seen is not None and run.seen_at is not None:
        moved_m = float(haversine_m(_lonlat(run.seen), here))
        if moved_m < MOVED_M:
            run.stood_s += round((position.at - run.seen_at).total_seconds())
    run.lag_s = max(run.lag_s, round(lag))
    run.seen, run.seen_at = position.position, position.at
    if float(haversine_m(here, _lonlat(run.target))) <= AT_THE_SCENE_M:
        run.reached_at = position.at


def end_runs(session: Session) -> int:
    """Judge the runs whose orders are no longer under way; return how many ended."""
    query = (
        select(Run, Order)
        .join(Order, Order.id == Run.order_id)
        .where(Run.ended_at.is_(None), Order.state != "en_route")
        .order_by(Run.id)
        .with_for_update(of=Run)
    )
    rows = list(session.execute(query))
    for run, order in rows:
        _end(session, run, order)
    return len(rows)


def _end(session: Session, run: Run, order: Order) -> None:
    now = clock.now(session)
    ended_at = order.arrived_at or order.released_at or order.closed_at or now
    source, target = _lonlat(run.source), _lonlat(run.target)
    seen_late = run.seen is not None and run.seen_at is not None and run.reached_at is None
    fresh = seen_late and run.seen_at is not None and ended_at - run.seen_at <= FRESH / 5
    verdict = judge(
        Drive(
            ended_as=order.state,
            departed_at=run.departed_at,
            arrived_at=order.arrived_at,
            reached_at=run.reached_at,
            predicted_s=run.predicted_s,
            estimated=run.estimated,
            straight_m=float(haversine_m(source, target)),
            start_known=run.source_from != "unknown",
            away_m=float(haversine_m(_lonlat(run.seen), target)) if fresh else None,
            stood_s=run.stood_s,
            lag_s=run.lag_s,
            closed_on_the_way=_closed_meanwhile(session, run, ended_at),
        )
    )
    run.ended_at, run.actual_s, run.actual_from = ended_at, verdict.actual_s, verdict.actual_from
    run.excluded = run.excluded or verdict.excluded


def _closed_meanwhile(session: Session, run: Run, ended_at: datetime) -> bool:
    """Whether roads of the way were closed while it was driven."""
    if run.way is None:
        return False
    since = func.greatest(Closure.created_at, Closure.valid_from)
    held = or_(Closure.lifted_at.is_(None), Closure.lifted_at > since)
    query = select(Closure).where(since > run.departed_at, since < ended_at, held)
    way, vehicle = to_shape(run.way), VehicleClass(run.vehicle)
    closures = [as_active(row) for row in session.scalars(query)]
    return any(one.as_road_closure().stops(vehicle) and _meets(one, way) for one in closures)


def _meets(closure: ActiveClosure, way: BaseGeometry) -> bool:
    """Whether a way leads through a closed area or along a closed stretch of road."""
    if closure.area is not None and closure.area.intersects(way):
        return True
    lines = [LineString(road.line) for road in closure.roads if len(road.line) > 1]
    return any(line.distance(way) < BESIDE_DEG for line in lines)


def exclude_time_lapse(session: Session, order_ids: Sequence[UUID]) -> None:
    """Mark runs that are simulated faster than time passes: they say nothing about speeds."""
    query = select(Run).where(Run.order_id.in_(order_ids), Run.excluded.is_(None))
    for run in session.scalars(query.with_for_update()):
        run.excluded = Excluded.TIME_LAPSE
