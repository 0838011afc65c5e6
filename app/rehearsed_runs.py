"""Demo only: a history of synthetic drives, predicted on the real roads, driven by a stated model.

Every run it writes is marked as synthetic and belongs to no order. A share of the drives waits on
the way or is reported hours late, as real ones are, so that it shows how those are left out.
"""

import random
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from geoalchemy2.shape import to_shape
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from core import clock
from core.db import LIVE, Database
from core.local_time import BEIJING
from dispatch.models_runs import Run
from dispatch.run_rules import Drive, judge
from dispatch.service_runs import Departure, expected
from exercises.field.driving import driven_s
from geo.distance import haversine_m
from geo.queries_roads import corrections_in_force, table_in_force
from geo.road_book import RoadBook
from geo.road_state import RoadConditions, RoadsNow
from geo.types import VehicleClass
from resources.models import Team

NEAREST_M, FARTHEST_M = 1500.0, 25_000.0
_BUSY_HOURS = (0, 1, 3, 7, 7, 8, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 17, 18, 18, 19, 20, 21, 22)
_WAITS, _LATE = 0.05, 0.03


def rehearse(database: Database, roads: RoadBook, count: int, days: int, seed: int) -> int:
    """Write synthetic drives of the last days; return how many say something about speeds."""
    with database.picture(LIVE) as session:
        departures = _departures(session, count, days, seed)
    departures.sort(key=lambda one: (str(one.roads.speeds.key), one.facts["departed_at"]))
    rows = [_driven(one, roads, f"{seed} {k}") for k, one in enumerate(departures)]
    with database.transaction(LIVE) as session:
        session.execute(insert(Run), rows)
    return sum(row["excluded"] is None for row in rows)


def _departures(session: Session, count: int, days: int, seed: int) -> list[Departure]:
    draw = random.Random(seed)
    teams = list(
        session.scalars(
            select(Team).where(Team.synthetic, Team.retired_at.is_(None)).order_by(Team.code)
        )
    )
    now, table = clock.now(session), table_in_force(session)
    learnt = corrections_in_force(session)
    made: list[Departure] = []
    while teams and len(made) < count:
        team, other = draw.choice(teams), draw.choice(teams)
        source, target = _home(team), _home(other)
        if team.vehicle == VehicleClass.FOOT:
            continue
        if not NEAREST_M <= float(haversine_m(source, target)) <= FARTHEST_M:
            continue
        at = _instant(draw, now, days)
        state = RoadsNow((), RoadConditions.by_the_clock(at), learnt, table)
        facts = {
            "order_id": None,
            "order_number": None,
            "resource_name": team.name,
            "target_name": other.name,
            "jurisdiction_code": team.jurisdiction_code,
            "synthetic": True,
            "source_from": "base",
            "departed_at": at,
        }
        made.append(Departure(facts, source, target, VehicleClass(team.vehicle), state))
    return made


def _home(team: Team) -> tuple[float, float]:
    point = to_shape(team.home)
    return point.x, point.y


def _instant(draw: random.Random, now: datetime, days: int) -> datetime:
    """Some moment of the last days, more often when more happens."""
    local = now.astimezone(BEIJING) - timedelta(days=draw.randint(1, days))
    return local.replace(
        hour=draw.choice(_BUSY_HOURS), minute=draw.randrange(60), second=draw.randrange(60)
    )


def _driven(departure: Departure, roads: RoadBook, seed: str) -> dict[str, Any]:
    times = roads.travel_times(departure.roads)
    route = times.route(departure.source, departure.target, departure.vehicle)
    row = {**departure.facts, **expected(departure, route, times.road_file_hash)}
    draw = random.Random(f"mishap {seed}").random()
    drove_s = driven_s(row["pieces"], row["hour_band"], seed) if row["pieces"] else 900.0
    stood_s = round(drove_s * 1.2) + 300 if draw < _WAITS else 0
    late_s = 4 * drove_s + 3600 if _WAITS <= draw < _WAITS + _LATE else 0.0
    ended_at = departure.facts["departed_at"] + timedelta(seconds=drove_s + stood_s + late_s)
    verdict = judge(
        Drive(
            ended_as="on_scene",
            departed_at=departure.facts["departed_at"],
            arrived_at=ended_at,
            reached_at=None,
            predicted_s=row["predicted_s"],
            estimated=row["estimated"],
            straight_m=float(haversine_m(departure.source, departure.target)),
            start_known=True,
            stood_s=stood_s,
        )
    )
    return row | {
        "stood_s": stood_s,
        "lag_s": 0,
        "ended_at": ended_at,
        "actual_s": verdict.actual_s,
        "actual_from": verdict.actual_from,
        "excluded": verdict.excluded,
    }


def summary(written: int, usable: int) -> Sequence[str]:
    """What the command says when it has ended."""
    return (
        f"{written} synthetic runs written, {usable} of them say something about speeds",
        "they are invented (exercises/field/driving.py) and marked as such wherever they are shown",
    )
