"""The moments of a course that are worth a picture, and what the map showed then.

What the map showed is taken from the log up to that moment, not from how things stand now.
"""

import json
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from shapely.geometry import LineString, shape
from shapely.geometry.base import BaseGeometry
from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session

import resources.queries
from app.evaluation.facts import KeyMoment
from app.papers.map_marks import OF_ORDER
from app.papers.map_picture import Place, Scene, draw
from app.papers.map_reading import carrier_of, level_of, place_of, with_roads
from app.papers.schemas import IncidentFile
from app.papers.words import Speaker
from core import outbox
from core.models import Event
from dispatch.schemas import Order
from exercises.replay_log import Span, base
from geo.schemas_closures import Closure
from geo.travel import TravelTimes
from hazards.schemas import HazardArea
from resources.models_traces import PositionTrace

APART = timedelta(minutes=3)
"""Two pictures of nearly the same moment would show the same."""
MOST_ORDERS = 40
_GONE = ("released", "recalled", "turned_back", "declined", "redirected", "closed")


def key_moments(
    session: Session, files: Sequence[IncidentFile], until_at: datetime
) -> list[KeyMoment]:
    """Return when the first team arrived, when most were at the scene, and the end."""
    orders = [one for file in files for one in file.orders if one.kind == "team"]
    came = [one for one in orders if one.arrived_at is not None]
    told: list[tuple[str, str, str, datetime]] = []
    if came:
        first = min(one.arrived_at for one in came if one.arrived_at is not None)
        told.append(("first", "首支队伍到场", "First team at the scene", first))
        told.append(("peak", "到场力量最多时", "Most teams at the scene", _peak(orders)))
    ends = [one.incident.stood_down_at or one.incident.closed_at for one in files]
    over = max((one for one in ends if one is not None), default=None)
    told.append(("end", "处置结束时", "At the end", min(over or until_at, until_at)))
    kept: list[KeyMoment] = []
    for key, zh, en, at in told:
        if not kept or at - kept[-1].at >= APART:
            arrived = [one.id for one in came if one.arrived_at == at]
            kept.append(KeyMoment(key, zh, en, at, _told_by(session, at, arrived)))
    return kept


def _told_by(session: Session, at: datetime, arrived: Sequence[UUID]) -> int:
    """Return the event by which a moment was told: an arrival is often told a little later."""
    ids = [str(one) for one in arrived]
    heard = select(func.max(Event.seq)).where(
        Event.kind == "order.arrived", Event.data["order"]["id"].astext.in_(ids)
    )
    return max(outbox.at_or_before(session, at), session.scalar(heard) or 0)


def _peak(orders: Iterable[Order]) -> datetime:
    """Return the first moment at which the most teams were at the scene."""
    changes: list[tuple[datetime, int]] = []
    for one in orders:
        if one.arrived_at is not None:
            changes.append((one.arrived_at, 1))
            left = one.released_at or one.closed_at
            if left is not None:
                changes.append((left, -1))
    most, there, found = 0, 0, min(changes)[0]
    for at, change in sorted(changes):
        there += change
        if there > most:
            most, found = there, at
    return found


def picture_of(
    session: Session,
    files: Sequence[IncidentFile],
    moment: KeyMoment,
    travel: TravelTimes,
    say: Speaker,
) -> str | None:
    """Draw the map as it was at a moment; nothing where no incident was reported yet."""
    shown = [one for one in files if one.incident.reported_at <= moment.at]
    if not shown:
        return None
    records = _records_at(session, moment.seq)
    ids = {one.incident.id for one in shown}
    orders = [one for one in records.orders if one.incident_id in ids and one.state in OF_ORDER]
    held = [one for one in orders if one.state not in _GONE][:MOST_ORDERS]
    scene = Scene(
        moment=say.at(moment.at),
        incidents=[(place_of(one), level_of(one), one.incident.title) for one in shown],
        carriers=[carrier_of(one, _where(session, held, shown, moment.at)) for one in held],
        areas=_areas(records.areas, ids),
        closures=_closed(records.closures, moment.at),
    )
    return draw(with_roads(scene, travel), say)


class _Records:
    """What the log had told of orders, danger areas and closures up to an event."""

    def __init__(self) -> None:
        self.orders: list[Order] = []
        self.areas: list[HazardArea] = []
        self.closures: list[Closure] = []


def _records_at(session: Session, seq: int) -> _Records:
    found = _Records()
    for row in base(session, Span(after=seq), ("order", "hazard_area", "closure")):
        told: dict[str, Any] = json.loads(row.text)
        match row.kind.partition(".")[0]:
            case "order":
                found.orders.append(Order.model_validate(told["order"]))
            case "hazard_area":
                found.areas.append(HazardArea.model_validate(told["hazard_area"]))
            case "closure":
                found.closures.append(Closure.model_validate(told["closure"]))
    return found


def _where(
    session: Session, orders: Sequence[Order], files: Sequence[IncidentFile], at: datetime
) -> dict[UUID, Place]:
    """Where everybody was: last seen before, at the scene if arrived since, else at home."""
    team_ids = [one.team_id for one in orders if one.team_id is not None]
    depot_ids = {one.depot_id for one in orders if one.depot_id is not None}
    teams = resources.queries.teams_by_id(session, team_ids)
    depots = resources.queries.depots_by_id(session, depot_ids).values()
    found = {one.id: (one.position.lon, one.position.lat) for one in depots}
    found |= {one.id: (one.home.lon, one.home.lat) for one in teams.values()}
    seen = _seen(session, team_ids, at)
    found |= {team_id: place for team_id, (place, _at) in seen.items()}
    scenes = {one.incident.id: place_of(one) for one in files}
    for one in orders:
        last = seen.get(one.team_id) if one.team_id else None
        if one.state != "on_scene" or one.team_id is None or one.arrived_at is None:
            continue
        if last is None or last[1] < one.arrived_at:
            found[one.team_id] = scenes[one.incident_id]
    return found


def _seen(
    session: Session, team_ids: Sequence[UUID], at: datetime
) -> dict[UUID, tuple[Place, datetime]]:
    query = (
        select(PositionTrace.team_id, PositionTrace.lon, PositionTrace.lat, PositionTrace.at)
        .where(PositionTrace.team_id.in_(team_ids), PositionTrace.at <= at)
        .ext(distinct_on(PositionTrace.team_id))
        .order_by(PositionTrace.team_id, PositionTrace.at.desc())
    )
    return {row[0]: ((row[1], row[2]), row[3]) for row in session.execute(query)}


def _areas(areas: Iterable[HazardArea], ids: set[UUID]) -> list[tuple[str, BaseGeometry]]:
    drawn = [
        (one.kind, shape(one.area.model_dump()))
        for one in areas
        if one.incident_id in ids and one.withdrawn_at is None
    ]
    return sorted(drawn, key=lambda one: -one[1].area)


def _closed(closures: Iterable[Closure], at: datetime) -> list[BaseGeometry]:
    found: list[BaseGeometry] = []
    for one in closures:
        over = one.valid_to is not None and one.valid_to <= at
        if one.valid_from > at or over or one.ended_at is not None or one.lifted_at is not None:
            continue
        if one.area is not None:
            found.append(shape(one.area.model_dump()))
        found += [LineString(road.line) for road in one.roads if len(road.line) > 1]
    return found
