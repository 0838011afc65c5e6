"""Reads what a closure does: who could be sent where, on the roads with it and without."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

import geo.queries_roads
from core import clock
from core.auth import Actor
from core.ids import new_id
from core.visibility import sees, visible
from dispatch import queries, queries_orders
from dispatch import schemas_closure_impact as schemas
from dispatch.closure_impact import Effect, Effects, Scene, Sender, WayChange, effects
from dispatch.problem_loader import depot_vehicles, whereabouts
from geo.closed_extent import ClosedExtent, closed_extent
from geo.closures import ActiveClosure
from geo.errors import require_area
from geo.marked_roads import LEAST
from geo.queries_closures import marked
from geo.road_book import RoadBook
from geo.road_state import RoadsNow
from geo.service_closures import ClosureWithoutExtent
from geo.travel import RoadNetwork
from geo.types import VehicleClass
from incidents.models import Incident
from resources.queries_solver import solver_depots, solver_teams, solver_trucks

MOST_EFFECTS = 5_000


def impact(
    session: Session, actor: Actor, book: RoadBook, closure: ActiveClosure
) -> schemas.ClosureImpact:
    """Hold the roads with a closure against the same roads without it, when it begins or now."""
    at = max(clock.now(session), closure.valid_from)
    without, after = _states(session, closure, at)
    network = book.open()
    senders, scenes = _senders(session, actor), _scenes(session, actor)
    if not isinstance(network, RoadNetwork):
        return _answer(at, closure, None, None, (senders, scenes))
    extent = closed_extent(closure.as_road_closure(), network.lines)
    times = book.travel_times(without), book.travel_times(after)
    return _answer(at, closure, extent, effects(senders, scenes, *times), (senders, scenes))


def _states(session: Session, closure: ActiveClosure, at: datetime) -> tuple[RoadsNow, RoadsNow]:
    now = geo.queries_roads.roads_now(session, at)
    others = tuple(one for one in now.closures if one.id != closure.id)
    return replace(now, closures=others), replace(now, closures=(*others, closure))


def _senders(session: Session, actor: Actor) -> list[Sender]:
    """The teams where they are, and the depots, as far as the actor sees them."""
    running = {order.team_id: order for order in queries_orders.running_orders(session)}
    teams = []
    for team in solver_teams(session):
        if sees(actor.prefixes, team.jurisdiction_code):
            order = running.get(team.id)
            place = whereabouts(team, order)
            ordered_to = order.incident_id if order else None
            vehicle = VehicleClass(team.vehicle)
            teams.append(Sender("team", team.id, team.name, *place, vehicle, ordered_to))
    depots = solver_depots(session)
    classes = depot_vehicles(depots, solver_trucks(session))
    return teams + [
        Sender("depot", depot.id, depot.name, depot.lon, depot.lat, vehicle)
        for depot, vehicle in zip(depots, classes, strict=True)
        if sees(actor.prefixes, depot.jurisdiction_code)
    ]


def _scenes(session: Session, actor: Actor) -> list[Scene]:
    query = (
        select(
            Incident.id,
            Incident.title,
            func.ST_X(Incident.position),
            func.ST_Y(Incident.position),
        )
        .where(
            Incident.state.in_(queries.OPEN_INCIDENT),
            visible(Incident.jurisdiction_code, actor.prefixes),
        )
        .order_by(Incident.id)
    )
    return [Scene(*row) for row in session.execute(query)]


def _answer(
    at: datetime,
    closure: ActiveClosure,
    extent: ClosedExtent | None,
    found: Effects | None,
    asked: tuple[Sequence[Sender], Sequence[Scene]],
) -> schemas.ClosureImpact:
    changed = found.changed if found else []
    return schemas.ClosureImpact(
        at=at,
        road_data=extent is not None,
        segments=extent.segments if extent else None,
        km=extent.metres / 1000.0 if extent else None,
        bridges_open=extent.bridges_open if extent else None,
        roads=_roads(extent),
        marked=_shares(
            [road.name for road in closure.roads], extent.road_shares if extent else None
        ),
        spared=_shares(
            [road.name for road in closure.spared], extent.spared_shares if extent else None
        ),
        incidents=len(asked[1]),
        resources=len(asked[0]),
        cut=found.count(WayChange.CUT) if found else None,
        later=found.count(WayChange.LATER) if found else None,
        cut_before=found.cut_before if found else None,
        guessed=found.guessed if found else None,
        effects=[_effect(one) for one in changed[:MOST_EFFECTS]],
        complete=len(changed) <= MOST_EFFECTS,
    )


def _roads(extent: ClosedExtent | None) -> list[schemas.ClosedRoad]:
    return [
        schemas.ClosedRoad(name=road.name, segments=road.segments, km=road.metres / 1000.0)
        for road in (extent.roads if extent else ())
    ]


def _shares(names: Sequence[str], shares: Sequence[float] | None) -> list[schemas.MarkedShare]:
    return [
        schemas.MarkedShare(name=name, share=round(share, 3), is_found=share >= LEAST)
        for name, share in zip(names, shares or (), strict=False)
    ]


def _effect(one: Effect) -> schemas.ImpactEffect:
    return schemas.ImpactEffect(
        kind="team" if one.sender.kind == "team" else "depot",
        resource_id=one.sender.id,
        name=one.sender.name,
        vehicle=one.sender.vehicle,
        incident_id=one.scene.id,
        incident_title=one.scene.title,
        under_orders=one.sender.ordered_to == one.scene.id,
        change=one.change,
        before_s=one.before_s,
        after_s=one.after_s,
        later_s=one.later_s,
    )


def thought_of(session: Session, given: schemas.ClosurePreviewIn) -> ActiveClosure:
    """Return a closure that is being thought of as the roads would know it.

    It has an identity of its own, so that what is kept of it is never taken for a real one.
    """
    area = None if given.area is None else require_area(given.area.model_dump(), "area")
    if area is None and not given.roads:
        raise ClosureWithoutExtent(field="area")
    return ActiveClosure(
        id=given.closure_id or new_id(),
        version=-new_id().int,
        kind=given.kind,
        area=area,
        valid_from=given.valid_from or clock.now(session),
        valid_to=None,
        roads=marked([road.model_dump() for road in given.roads]),
        spared=marked([road.model_dump() for road in given.spared]),
        closed_to=None if given.closed_to is None else frozenset(given.closed_to),
        spares_bridges=given.spares_bridges,
    )
