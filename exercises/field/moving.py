"""Sends the positions of teams under way, as their phones would: every half minute, not oftener."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from geoalchemy2.shape import to_shape
from sqlalchemy import select
from sqlalchemy.orm import Session

import resources.service_positions
from dispatch.models import Order
from exercises.field.cast import Cast
from exercises.field.model_errand import Errand, drives, home_at, starts_at
from exercises.field.model_teams import behind_s
from exercises.field.reading import Seen, luck_of
from geo.route import Route
from geo.types import LonLat
from resources.models import Team
from resources.schemas import PositionIn

SENDS_EVERY_S = 30.0
PHONE_COUNTS_S = 120.0
"""So long a person's own phone is believed and the simulated one keeps silent."""
SOURCE = "simulated"
_KEPT_WAYS = 4000

_ways: dict[tuple[str, UUID, str], Route] = {}
"""Ways read already, by world, order and predicted arrival: a way is read once, not every step."""


def send_positions(session: Session, cast: Cast, seen: Sequence[Seen]) -> int:
    """Send where the teams under way are now; return how many were due."""
    moving = [one for one in seen if _is_moving(one) and _is_due(one, cast.now)]
    if not moving:
        return 0
    ways = _ways_of(session, cast.world, moving)
    sent = []
    for one in moving:
        way = ways.get(one.order_id)
        if way is None:
            continue
        place = way.position_after(_progress_s(cast, one))
        sent.append(
            PositionIn(
                team_id=one.resource_id, lon=place.lon, lat=place.lat, at=cast.now, source=SOURCE
            )
        )
    if sent:
        resources.service_positions.record_positions(session, sent)
    return len(sent)


def stand_at_home(session: Session, cast: Cast, one: Seen) -> None:
    """Send that a team is back at its base."""
    place = to_shape(session.get_one(Team, one.resource_id).home)
    back = PositionIn(team_id=one.resource_id, lon=place.x, lat=place.y, at=cast.now, source=SOURCE)
    resources.service_positions.record_position(session, back)


def _is_moving(one: Seen) -> bool:
    errand = one.errand
    if not one.is_team or errand.departed_at is None or one.kept is None:
        return False
    return errand.state in ("en_route", "released", "recalled", "turned_back")


def _is_due(one: Seen, now: datetime) -> bool:
    if one.position_at is None:
        return True
    silent = PHONE_COUNTS_S if one.position_from != SOURCE else SENDS_EVERY_S
    return now - one.position_at >= timedelta(seconds=silent)


def _progress_s(cast: Cast, one: Seen) -> float:
    """Return how many predicted seconds of its way a team has behind it; going home it shrinks."""
    errand, luck = one.errand, luck_of(cast.seed, one)
    if errand.state == "en_route":
        return _out_s(cast, one, cast.now)
    assert errand.departed_at is not None
    left_at = errand.released_at or errand.departed_at
    whole_s = (home_at(errand, luck) - left_at).total_seconds()
    share = min(1.0, (cast.now - left_at).total_seconds() / max(whole_s, 1.0))
    reached_s = float(errand.travel_s or 0)
    if errand.arrived_at is None:
        reached_s = min(reached_s, _out_s(cast, one, left_at))
    return reached_s * (1.0 - share)


def _out_s(cast: Cast, one: Seen, at: datetime) -> float:
    errand: Errand = one.errand
    started_at = starts_at(errand)
    if started_at is None:
        return 0.0
    luck = luck_of(cast.seed, one)
    return behind_s(started_at, at, drives(errand, luck), errand.lost_s)


def _ways_of(session: Session, world: str, moving: Sequence[Seen]) -> dict[UUID, Route]:
    """Return the ways of orders; other exercises' threads may clear what is kept at any moment."""
    keys = {one.order_id: (world, one.order_id, str(one.errand.eta_at)) for one in moving}
    kept = {order_id: _ways.get(key) for order_id, key in keys.items()}
    found = {order_id: way for order_id, way in kept.items() if way is not None}
    missing = [order_id for order_id in keys if order_id not in found]
    if missing:
        if len(_ways) > _KEPT_WAYS:
            _ways.clear()
        query = select(
            Order.id, Order.route, Order.route_times_s, Order.travel_s, Order.estimated
        ).where(Order.id.in_(missing), Order.route.is_not(None), Order.travel_s.is_not(None))
        for order_id, route, times_s, travel_s, estimated in session.execute(query):
            line = [LonLat(lon, lat) for lon, lat in to_shape(route).coords]
            legs = [float(second) for second in times_s]
            found[order_id] = Route(line, travel_s, 0.0, estimated, legs)
            _ways[keys[order_id]] = found[order_id]
    return found
