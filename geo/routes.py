"""Places, roads and closures over HTTP."""

from dataclasses import asdict
from typing import Annotated, Any

from fastapi import Query, Request

from core import clock, transaction
from core.auth import Actor, allow
from core.transaction import SessionDep
from core.wire import Latitude, LineString, Longitude, Problem
from geo import queries, queries_roads, schemas
from geo.errors import require_position
from geo.road_book import RoadBook
from geo.types import VehicleClass

router = transaction.router("geo")
Reader = Annotated[Actor, allow("picture.read")]
Drawer = Annotated[Actor, allow("closures.draw")]

Offset = Annotated[int, Query(ge=0, le=10_000_000)]
Limit = Annotated[int, Query(ge=1, le=500)]
_READ: dict[int | str, dict[str, Any]] = {code: {"model": Problem} for code in (401, 403, 422)}
_ONE = _READ | {404: {"model": Problem}}
_CHANGE = _ONE | {code: {"model": Problem} for code in (409, 412, 428)}


@router.get("/places", responses=_READ)
def search_places(
    session: SessionDep,
    _actor: Reader,
    q: Annotated[str, Query(min_length=1, max_length=100, examples=["三环线"])],
    limit: Annotated[int, Query(ge=1, le=50)] = 10,
) -> list[schemas.Place]:
    """Find places by Chinese name, pinyin or initials, without any outside service."""
    return queries.search_places(session, q, limit)


@router.get("/places/near", responses=_READ)
def place_near(
    session: SessionDep, _actor: Reader, lon: Longitude, lat: Latitude
) -> schemas.PlaceNear:
    """Say what a point on the map is called."""
    require_position(lon, lat, "lon")
    return queries.place_near(session, lon, lat)


@router.get("/roads", responses=_READ)
def road_status(request: Request, session: SessionDep, _actor: Reader) -> schemas.RoadStatus:
    """Say what the drive times rest on."""
    closures = queries.active_closures(session, clock.now(session))
    wanted = request.headers.get("accept-language", "").lower()
    locale = "en" if wanted.startswith("en") else "zh-CN"
    return _book(request).status(len(closures), locale)


@router.get("/route", responses=_ONE)
def find_route(
    request: Request,
    session: SessionDep,
    _actor: Reader,
    from_lon: Longitude,
    from_lat: Latitude,
    to_lon: Longitude,
    to_lat: Latitude,
    vehicle: VehicleClass = VehicleClass.LIGHT,
) -> schemas.Route:
    """Return the quickest way for a vehicle class on the roads as they are now."""
    source = require_position(from_lon, from_lat, "from_lon")
    target = require_position(to_lon, to_lat, "to_lon")
    now = queries_roads.roads_now(session, clock.now(session))
    found = _book(request).travel_times(now).route(source, target, vehicle)
    if found is None:
        line = LineString(type="LineString", coordinates=[source, target])
        return schemas.Route(line=line, seconds=None, metres=None, estimated=False, steps=[])
    return schemas.Route(
        line=LineString(type="LineString", coordinates=[tuple(place) for place in found.line]),
        seconds=found.seconds,
        metres=round(found.metres),
        estimated=found.estimated,
        steps=[schemas.RouteStep(**asdict(step)) for step in found.steps],
    )


def _book(request: Request) -> RoadBook:
    book: RoadBook = request.app.state.road_book
    return book
