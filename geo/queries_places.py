"""Reads of places: found by name, number, milestone or coordinates; what a point is called."""

from collections.abc import Sequence
from typing import Any, Literal
from uuid import UUID

import numpy as np
import pyproj
import shapely
from geoalchemy2 import Geography
from geoalchemy2.shape import from_shape, to_shape
from sqlalchemy import Row, Select, cast, func, select
from sqlalchemy.orm import Session

from core.models import Jurisdiction
from geo import milestones, queries, schemas_places
from geo.gazetteer import Match
from geo.grid_references import Reading, readings_of, written_forms
from geo.models import Boundary
from geo.models_places import Place, PlaceRegion
from geo.place_answers import place_answer
from geo.place_book import gazetteer_of
from geo.queries_milestones import along_roads, district_name_of, one_carriageway, stones_of
from geo.types import LonLat

NEAREST_ROAD_M = 2_000
"""A road farther away than this says nothing about where a point is."""

_CANDIDATES = 8
_COMPASS = ("n", "ne", "e", "se", "s", "sw", "w", "nw")
_GEOD = pyproj.Geod(ellps="WGS84")


def search(
    session: Session, text: str, limit: int = 10, near: LonLat | None = None
) -> schemas_places.PlaceAnswer:
    """Return what answers a text: a position, a milestone, or places by name, best first."""
    readings = readings_of(text, None, queries.region_bounds(session))
    if readings:
        hits = [_reading_hit(session, text, one) for one in readings]
        return schemas_places.PlaceAnswer(hits=hits[:limit], notes=[])
    asked = milestones.chainage_of(text)
    if asked is not None:
        return along_roads(session, asked, limit)
    found = gazetteer_of(session).search(text, limit, near)
    return schemas_places.PlaceAnswer(hits=_in_full(session, found), notes=[])


def search_places(session: Session, text: str, limit: int = 10) -> list[schemas_places.Place]:
    """Return the places, milestones and positions that match what was typed, best first."""
    return search(session, text, limit).hits


def coordinate_forms(at: LonLat) -> schemas_places.CoordinateForms:
    """Return a position in every form the product writes."""
    forms: dict[str, str | None] = dict.fromkeys(schemas_places.CoordinateForms.model_fields)
    return schemas_places.CoordinateForms(**{**forms, **written_forms(at)})


def list_regions(session: Session) -> list[schemas_places.PlaceRegion]:
    """Return what was loaded, by name."""
    rows = session.scalars(select(PlaceRegion).order_by(PlaceRegion.name))
    return [region_record(row) for row in rows]


def region_record(row: PlaceRegion) -> schemas_places.PlaceRegion:
    """Return a load as everybody sees it."""
    return schemas_places.PlaceRegion(
        id=row.name,
        source=row.source,
        sha256=row.sha256,
        places=row.places,
        milestones=row.milestones,
        loaded_at=row.loaded_at,
    )


def place_near(session: Session, lon: float, lat: float) -> schemas_places.PlaceNear:
    """Return what a point is called: county, township, nearest named road and nearest place."""
    at = LonLat(lon, lat)
    code = queries.jurisdiction_at(session, lon, lat)
    nearest, away_m, towards = _nearest_place(session, at)
    return schemas_places.PlaceNear(
        jurisdiction_code=code,
        jurisdiction_name=session.scalar(
            select(Jurisdiction.name).where(Jurisdiction.code == code)
        ),
        township_name=_township_at(session, at),
        road=_road_near(session, at),
        nearest=nearest,
        distance_m=away_m,
        towards=towards,
    )


def _township_at(session: Session, at: LonLat) -> str | None:
    point = from_shape(shapely.Point(at), srid=4326)
    inside = Boundary.level == "township", func.ST_Covers(Boundary.area, point)
    return session.scalar(select(Boundary.name).where(*inside).order_by(Boundary.code).limit(1))


Compass = Literal["n", "ne", "e", "se", "s", "sw", "w", "nw"]


def _nearest_place(
    session: Session, at: LonLat
) -> tuple[schemas_places.Place | None, int | None, Compass | None]:
    point = from_shape(shapely.Point(at), srid=4326)
    distance = func.ST_Distance(cast(Place.position, Geography), cast(point, Geography))
    candidates = (
        _rows()
        .add_columns(distance.label("away_m"))
        .where(Place.line.is_(None), Place.kind.not_in(("city", "district")))
        .order_by(Place.position.op("<->")(point))
        .limit(_CANDIDATES)
    )
    row = min(session.execute(candidates), key=lambda each: float(each.away_m), default=None)
    if row is None:
        return None, None, None
    away_m = round(row.away_m)
    return _place(row), away_m, compass(LonLat(row.lon, row.lat), at)


def _road_near(session: Session, at: LonLat) -> schemas_places.RoadNear | None:
    """The nearest road with a name, or else a number; with its milestone where that is known."""
    point = from_shape(shapely.Point(at), srid=4326)
    distance = func.ST_Distance(cast(Place.line, Geography), cast(point, Geography))
    rows = session.execute(
        select(Place.name, Place.others, Place.line, distance.label("away_m"))
        .where(Place.kind == "road", Place.line.is_not(None))
        .order_by(Place.line.op("<->")(point))
        .limit(_CANDIDATES)
    ).all()
    near = [row for row in rows if row.away_m <= NEAREST_ROAD_M]
    if not near:
        return None
    closest_m = min(row.away_m for row in near)
    same = [row for row in near if row.away_m <= closest_m + 1]
    row = min(same, key=lambda each: (_is_number(each.name), each.away_m, each.name))
    number = next((n for n in (row.name, *row.others) if _is_number(n)), None)
    line = to_shape(row.line)
    beside = line.interpolate(line.project(shapely.Point(at)))
    stones = stones_of(session, number and milestones.number_of(number), row.name)
    metres = milestones.chainage_at(at, one_carriageway(stones), line)
    return schemas_places.RoadNear(
        name=row.name,
        number=number,
        distance_m=round(row.away_m),
        towards=compass(LonLat(beside.x, beside.y), at),
        chainage=None if metres is None else milestones.chainage_text(metres),
    )


def _is_number(name: str) -> bool:
    asked = milestones.chainage_of(f"{name} K1+000")
    return asked is not None and asked.number is not None and asked.road is None


def compass(origin: LonLat, at: LonLat) -> Compass:
    """In which of eight directions a point lies as seen from another."""
    azimuth, _, _ = _GEOD.inv(*origin, *at)
    found: Compass = _COMPASS[round(azimuth / 45) % 8]  # type: ignore[assignment]
    return found


def _reading_hit(session: Session, text: str, reading: Reading) -> schemas_places.Place:
    lon, lat = reading.at
    code = queries.jurisdiction_at(session, lon, lat)
    return place_answer(
        f"at:{lon},{lat}",
        "coordinates",
        text.strip(),
        reading.at,
        jurisdiction_code=code,
        district_name=district_name_of(session, code),
        reading=schemas_places.CoordinateReading(form=reading.form, datum=reading.datum),
    )


def _in_full(session: Session, found: Sequence[Match]) -> list[schemas_places.Place]:
    by_key = {
        str(row.id): row
        for row in session.execute(_rows().where(Place.id.in_([UUID(m.place.key) for m in found])))
    }
    return [
        _place(by_key[one.place.key], one.kind.name.lower(), one.distance_m)
        for one in found
        if one.place.key in by_key
    ]


def _rows() -> Select[Any]:
    county = func.left(Place.jurisdiction_code, 6)
    return select(
        Place.id,
        Place.kind,
        Place.name,
        Place.name_en,
        Place.others,
        func.ST_X(Place.position).label("lon"),
        func.ST_Y(Place.position).label("lat"),
        Place.jurisdiction_code,
        func.coalesce(Jurisdiction.name, "").label("district_name"),
        Place.population,
        Place.approximate,
        Place.source,
        func.ST_AsText(func.ST_Envelope(Place.line)).label("envelope"),
    ).outerjoin(Jurisdiction, Jurisdiction.code == county)


def _place(
    row: Row[Any], match: str | None = None, away_m: float | None = None
) -> schemas_places.Place:
    return place_answer(
        str(row.id),
        row.kind,
        row.name,
        LonLat(row.lon, row.lat),
        name_en=row.name_en,
        others=row.others,
        jurisdiction_code=row.jurisdiction_code,
        district_name=row.district_name,
        population=row.population,
        approximate=row.approximate,
        source=row.source,
        bbox=_box(row.envelope),
        match=match,
        distance_m=None if away_m is None else round(away_m),
    )


def _box(envelope: str | None) -> tuple[float, float, float, float] | None:
    if envelope is None:
        return None
    west, south, east, north = np.round(shapely.from_wkt(envelope).bounds, 6).tolist()
    return west, south, east, north
