"""Reads what the map of a paper shows: where everybody is now, their ways, dangers and closures."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

import numpy as np
import shapely
from shapely.geometry import LineString, shape
from shapely.geometry.base import BaseGeometry
from sqlalchemy.orm import Session

import geo.queries_closures
import hazards.queries
import resources.queries
from app.papers.map_marks import OF_ORDER
from app.papers.map_picture import Carrier, Place, Scene, sheet_of
from app.papers.parts import who
from app.papers.schemas import IncidentFile
from app.papers.words import Speaker
from core.auth import Actor
from dispatch.schemas import Order
from geo.marked_roads import RoadLines
from geo.speeds import HIGHWAYS
from geo.travel import RoadNetwork, TravelTimes

_SHOWN_ROADS = ("motorway", "trunk", "primary", "secondary")
_MOST_ORDERS = 40
_NAMES = Speaker("zh-CN")


def read_scene(
    session: Session, actor: Actor, files: Sequence[IncidentFile], travel: TravelTimes
) -> Scene | None:
    """Return what the map of these incidents shows at this moment; None without an incident."""
    if not files:
        return None
    setting = files[0].setting
    running = [order for one in files for order in one.orders if order.state in OF_ORDER]
    held = [order for order in running if order.state not in ("released", "recalled")]
    shown = held[:_MOST_ORDERS]
    where = _positions(session, actor, shown)
    where |= _not_seen_since(
        session, actor, shown, {one.incident.id: place_of(one) for one in files}
    )
    incidents = [(place_of(one), level_of(one), one.incident.title) for one in files]
    ids = {one.incident.id for one in files}
    scene = Scene(
        moment=_NAMES.at(setting.at),
        incidents=incidents,
        carriers=[carrier_of(order, where) for order in shown],
        areas=_areas(session, ids),
        closures=_closures(session, setting.at),
    )
    return with_roads(scene, travel)


def place_of(one: IncidentFile) -> Place:
    """Return where an incident is."""
    return one.incident.position.lon, one.incident.position.lat


def level_of(one: IncidentFile) -> int:
    """Return the level an incident is drawn with: the one set, else the one proposed, else 0."""
    return one.incident.level or one.incident.proposed_level.level or 0


def _positions(session: Session, actor: Actor, orders: Sequence[Order]) -> dict[UUID, Place]:
    """Where teams were last seen, else where they are at home; lorries start at their depot."""
    ids = [one.team_id for one in orders if one.team_id is not None]
    teams = resources.queries.teams_by_id(session, ids)
    depots = {one.depot_id for one in orders if one.depot_id is not None}
    found = {team.id: (team.home.lon, team.home.lat) for team in teams.values()}
    seen = resources.queries.positions(session, actor.prefixes, team_ids=ids)
    found |= {one.team_id: (one.lon, one.lat) for one in seen}
    homes = resources.queries.depots_by_id(session, depots).values()
    return found | {one.id: (one.position.lon, one.position.lat) for one in homes}


def _not_seen_since(
    session: Session, actor: Actor, orders: Sequence[Order], scenes: dict[UUID, Place]
) -> dict[UUID, Place]:
    """Teams that reported their arrival and no position since stand at the scene."""
    there = {one.team_id: one for one in orders if one.team_id and one.state == "on_scene"}
    seen = resources.queries.positions(session, actor.prefixes, team_ids=list(there))
    last = {one.team_id: one.at for one in seen}
    return {
        team_id: scenes[order.incident_id]
        for team_id, order in there.items()
        if order.arrived_at is not None
        and (team_id not in last or last[team_id] < order.arrived_at)
        and order.incident_id in scenes
    }


def carrier_of(order: Order, where: dict[UUID, Place]) -> Carrier:
    """Return who carries an order out as drawn: where it is, how far it has got, its way."""
    known = where.get(order.team_id or order.depot_id or order.id)
    way = [(lon, lat) for lon, lat in order.route.coordinates] if order.route else []
    there = order.state in ("on_scene", "delivered")
    return Carrier(
        at=way[-1] if there and way and order.kind == "delivery" else known,
        state=OF_ORDER[order.state],
        name=f"#{order.number} {who(order, _NAMES)}",
        way=[] if there else way,
        estimated=order.estimated,
    )


def _areas(session: Session, incident_ids: set[UUID]) -> list[tuple[str, BaseGeometry]]:
    rows = [row for one in sorted(incident_ids) for row in hazards.queries.areas_of(session, one)]
    views = [hazards.queries.area_view(row) for row in rows]
    drawn = [(one.kind, shape(one.area.model_dump())) for one in views]
    return sorted(drawn, key=lambda one: -one[1].area)


def _closures(session: Session, at: Any) -> list[BaseGeometry]:
    found: list[BaseGeometry] = []
    for one in geo.queries_closures.active_closures(session, at):
        if one.area is not None:
            found.append(one.area)
        found += [LineString(road.line) for road in one.roads if len(road.line) > 1]
    return found


def with_roads(scene: Scene, travel: TravelTimes) -> Scene:
    """Lay the main roads of the road file under the map, where there is one."""
    if not isinstance(travel, RoadNetwork):
        return scene
    sheet = sheet_of(scene)
    return replace(scene, roads=_main_roads(travel.lines, sheet.frame, 0.8 / sheet.unit))


def _main_roads(
    lines: RoadLines, frame: BaseGeometry, unseen: float
) -> list[tuple[str, BaseGeometry]]:
    near = lines.tree.query(frame)
    pieces = lines.roads.lines()
    found = []
    for name in _SHOWN_ROADS:
        chosen = np.sort(near[lines.roads.highway[near] == HIGHWAYS.index(name)])
        if len(chosen):
            merged = shapely.line_merge(shapely.multilinestrings(list(pieces[chosen])))
            found.append((name, shapely.simplify(merged, unseen)))
    return found
