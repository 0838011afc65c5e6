"""Ways over the roads, round hazard areas where that is asked for, over HTTP."""

import json
from typing import Annotated, Any

from fastapi import Query, Request
from pydantic import StringConstraints
from shapely.geometry.base import BaseGeometry

from core import clock, transaction
from core.auth import Actor, allow
from core.transaction import SessionDep
from core.wire import Latitude, Longitude, Problem
from geo import queries_roads, queries_ways, schemas_ways
from geo.areas import PolygonFault, PolygonProblem
from geo.errors import area_refused, require_area, require_position
from geo.road_book import RoadBook
from geo.travel import TravelTimes
from geo.types import VehicleClass
from hazards.queries_avoided import areas_to_avoid

router = transaction.router("geo")
Reader = Annotated[Actor, allow("picture.read")]
_READ: dict[int | str, dict[str, Any]] = {code: {"model": Problem} for code in (401, 403, 422)}
_ONE = _READ | {404: {"model": Problem}}

Named = Annotated[
    str, StringConstraints(pattern=r"^(hazards|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$")
]
Avoid = Annotated[
    list[Named],
    Query(max_length=50, description="Ids of hazard areas, or `hazards` for all that stand."),
]
Polygon = Annotated[
    str | None, Query(max_length=20_000, description="A GeoJSON polygon to keep out of, WGS-84.")
]
More = Annotated[int, Query(ge=0, le=2, description="How many other ways to look for.")]


@router.get("/route", responses=_ONE)
def find_route(
    request: Request,
    session: SessionDep,
    actor: Reader,
    from_lon: Longitude,
    from_lat: Latitude,
    to_lon: Longitude,
    to_lat: Latitude,
    vehicle: VehicleClass = VehicleClass.LIGHT,
    alternatives: More = 0,
    avoid: Avoid = [],  # noqa: B006
    avoid_area: Polygon = None,
) -> schemas_ways.Route:
    """Return the quickest way for a vehicle class on the roads as they are now, and others."""
    ends = (
        require_position(from_lon, from_lat, "from_lon"),
        require_position(to_lon, to_lat, "to_lon"),
    )
    areas = [*areas_to_avoid(session, actor.prefixes, avoid), *_drawn(avoid_area)]
    travel = _travel(request, session)
    return queries_ways.find_ways(travel, ends, vehicle, areas, alternatives + 1, _locale(request))


@router.get("/places/on-roads", responses=_READ)
def place_on_roads(
    request: Request,
    session: SessionDep,
    _actor: Reader,
    lon: Longitude,
    lat: Latitude,
    vehicle: VehicleClass = VehicleClass.LIGHT,
) -> schemas_ways.PlaceOnRoads:
    """Say how a place lies to the roads: beside one, off them, cut off, in water."""
    at = require_position(lon, lat, "lon")
    return queries_ways.place_told(_travel(request, session), at, vehicle, _locale(request))


def _travel(request: Request, session: SessionDep) -> TravelTimes:
    book: RoadBook = request.app.state.road_book
    return book.travel_times(queries_roads.roads_now(session, clock.now(session)))


def _locale(request: Request) -> str:
    wanted = request.headers.get("accept-language", "").lower()
    return "en" if wanted.startswith("en") else "zh-CN"


def _drawn(text: str | None) -> list[BaseGeometry]:
    """The polygon that came as text, or the refusal that names the field."""
    if text is None:
        return []
    try:
        given = json.loads(text)
    except ValueError:
        given = None
    if not isinstance(given, dict):
        raise area_refused(PolygonFault(PolygonProblem.NOT_A_POLYGON), "avoid_area")
    return [require_area(given, "avoid_area")]
