"""Places, milestones and coordinates over HTTP."""

from typing import Annotated, Any

from fastapi import Path, Query

from core import transaction
from core.auth import Actor, allow
from core.transaction import SessionDep
from core.wire import Latitude, Longitude, Problem
from geo import queries_milestones, queries_places, schemas_places, service_places
from geo.errors import require_position
from geo.types import LonLat

router = transaction.router("geo")
Reader = Annotated[Actor, allow("picture.read")]
Keeper = Annotated[Actor, allow("places.write")]

Asked = Annotated[str, Query(min_length=1, max_length=100, examples=["三环线"])]
Shown = Annotated[int, Query(ge=1, le=50)]
NearLon = Annotated[float | None, Query(ge=-180, le=180, examples=[114.305])]
NearLat = Annotated[float | None, Query(ge=-90, le=90, examples=[30.593])]
Region = Annotated[str, Path(pattern="^[a-z0-9][a-z0-9_-]{0,39}$", examples=["milestones"])]
_READ: dict[int | str, dict[str, Any]] = {code: {"model": Problem} for code in (401, 403, 422)}
_ONE = _READ | {404: {"model": Problem}}


@router.get("/places", responses=_READ)
def search_places(
    session: SessionDep,
    _actor: Reader,
    q: Asked,
    limit: Shown = 10,
    near_lon: NearLon = None,
    near_lat: NearLat = None,
) -> list[schemas_places.Place]:
    """Find places by Chinese name, pinyin or initials, milestones and coordinates, offline."""
    return queries_places.search(session, q, limit, seen_from(near_lon, near_lat)).hits


@router.get("/places/near", responses=_READ)
def place_near(
    session: SessionDep, _actor: Reader, lon: Longitude, lat: Latitude
) -> schemas_places.PlaceNear:
    """Say what a point on the map is called."""
    require_position(lon, lat, "lon")
    return queries_places.place_near(session, lon, lat)


@router.get("/coordinates", responses=_READ)
def write_coordinates(
    _actor: Reader, lon: Longitude, lat: Latitude
) -> schemas_places.CoordinateForms:
    """Write a position in every form: degrees, DMS, MGRS, UTM, national grid, web-map datums."""
    return queries_places.coordinate_forms(require_position(lon, lat, "lon"))


@router.get("/place-regions", responses=_READ)
def list_place_regions(session: SessionDep, _actor: Reader) -> list[schemas_places.PlaceRegion]:
    """List what was loaded into the gazetteer."""
    return queries_places.list_regions(session)


@router.post("/place-regions/{name}/remove", responses=_ONE)
def remove_place_region(
    session: SessionDep, actor: Keeper, name: Region
) -> schemas_places.PlaceRegion:
    """Take a load of places or milestones away."""
    return service_places.remove_region(session, actor, name)


@router.get("/milestones", responses=_READ)
def list_milestone_roads(session: SessionDep, _actor: Reader) -> list[schemas_places.MilestoneRoad]:
    """List the roads with known milestones."""
    return queries_milestones.milestone_roads(session)


@router.post("/milestones/preview", responses=_READ)
def preview_milestones(
    _actor: Keeper, table: schemas_places.MilestoneTable
) -> schemas_places.MilestonePreview:
    """Say what a table of milestones would bring and what is wrong in which row."""
    return service_places.preview_milestones(table)


@router.post("/milestones", status_code=201, responses=_READ)
def import_milestones(
    session: SessionDep, actor: Keeper, table: schemas_places.MilestoneTable
) -> schemas_places.PlaceRegion:
    """Take a table of milestones over, all rows or none."""
    return service_places.import_milestones(session, actor, table)


def seen_from(lon: float | None, lat: float | None) -> LonLat | None:
    """The position somebody asks from, None unless both numbers are given."""
    return None if lon is None or lat is None else require_position(lon, lat, "near_lon")
