"""Reach over HTTP: how far a vehicle gets on the roads as they are, and one drive time."""

from collections.abc import Sequence
from typing import Annotated, Any

import numpy as np
import shapely
from fastapi import Query, Request
from shapely.geometry.base import BaseGeometry

from core import clock, transaction
from core.auth import Actor, allow
from core.errors import Invalid
from core.transaction import SessionDep
from core.wire import Latitude, Longitude, Problem
from geo import queries_roads
from geo.errors import require_position
from geo.reach import Reach, estimated_reach, nested
from geo.road_book import RoadBook
from geo.schemas_closures import MultiPolygonArea
from geo.schemas_reach import DriveTime, ReachArea, Reached
from geo.snapping import metres_per_degree
from geo.travel import RoadNetwork, TravelTimes
from geo.types import LonLat, VehicleClass

router = transaction.router("geo")
Reader = Annotated[Actor, allow("picture.read")]
Minutes = Annotated[
    str,
    Query(
        max_length=40,
        pattern=r"^\d{1,3}(,\d{1,3}){0,5}$",
        examples=["5,10,15"],
        description="Up to six times in minutes, 1 to 180 each, separated by commas.",
    ),
]
_READ: dict[int | str, dict[str, Any]] = {code: {"model": Problem} for code in (401, 403, 422)}
_MOST_MINUTES = 180


@router.get("/reach", responses=_READ)
def find_reach(
    request: Request,
    session: SessionDep,
    _actor: Reader,
    lon: Longitude,
    lat: Latitude,
    vehicle: VehicleClass = VehicleClass.LIGHT,
    minutes: Minutes = "5,10,15",
    ready_s: Annotated[int, Query(ge=0, le=7200)] = 0,
) -> Reached:
    """Return the areas that a vehicle reaches in given times on the roads as they are now."""
    place = require_position(lon, lat, "lon")
    limits = [60 * number for number in _minutes(minutes)]
    now = queries_roads.roads_now(session, clock.now(session))
    times = _book(request).travel_times(now)
    found = nested([_reach(times, place, vehicle, max(0, limit - ready_s)) for limit in limits])
    return Reached(
        lon=lon,
        lat=lat,
        vehicle=vehicle,
        ready_s=ready_s,
        estimated=any(one.estimated for one in found),
        closures=len(now.closures),
        areas=_areas(limits, found),
    )


@router.get("/drive-time", responses=_READ)
def find_drive_time(
    request: Request,
    session: SessionDep,
    _actor: Reader,
    from_lon: Longitude,
    from_lat: Latitude,
    to_lon: Longitude,
    to_lat: Latitude,
    vehicle: VehicleClass = VehicleClass.LIGHT,
) -> DriveTime:
    """Return one drive time on the roads as they are now, without the way."""
    source = require_position(from_lon, from_lat, "from_lon")
    target = require_position(to_lon, to_lat, "to_lon")
    now = queries_roads.roads_now(session, clock.now(session))
    found = _book(request).travel_times(now).matrix(np.array([source]), np.array([target]), vehicle)
    seconds = int(found.seconds[0, 0])
    return DriveTime(
        seconds=seconds if seconds >= 0 else None, estimated=bool(found.estimated[0, 0])
    )


def _minutes(text: str) -> list[int]:
    numbers = sorted({int(part) for part in text.split(",")})
    if not all(1 <= number <= _MOST_MINUTES for number in numbers):
        raise Invalid(field="minutes")
    return numbers


def _reach(times: TravelTimes, place: LonLat, vehicle: VehicleClass, seconds: int) -> Reach:
    if isinstance(times, RoadNetwork):
        return times.reach(place, vehicle, seconds)
    return estimated_reach(place, vehicle, seconds)


def _areas(limits: Sequence[int], found: Sequence[Reach]) -> list[ReachArea]:
    return [
        ReachArea(within_s=limit, km2=round(_km2(one.area), 2), area=_as_multi(one.area))
        for limit, one in zip(limits, found, strict=True)
    ]


def _km2(area: BaseGeometry) -> float:
    if area.is_empty:
        return 0.0
    width, height = metres_per_degree(area.centroid.y)
    return float(area.area * width * height / 1e6)


def _as_multi(area: BaseGeometry) -> MultiPolygonArea:
    parts = [part for part in shapely.get_parts(area) if part.geom_type == "Polygon"]
    coordinates = [
        [
            [(round(x, 5), round(y, 5)) for x, y in ring.coords]
            for ring in (part.exterior, *part.interiors)
        ]
        for part in parts
        if not part.is_empty
    ]
    return MultiPolygonArea(type="MultiPolygon", coordinates=coordinates)


def _book(request: Request) -> RoadBook:
    book: RoadBook = request.app.state.road_book
    return book
