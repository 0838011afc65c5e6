"""Reads of places and roads: which county a point lies in, places by name, closures."""

import json
import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from geoalchemy2 import Geography
from geoalchemy2.shape import from_shape, to_shape
from shapely.geometry import Point
from shapely.geometry.base import BaseGeometry
from sqlalchemy import ColumnElement, Row, Select, and_, case, cast, func, or_, select
from sqlalchemy.orm import Session

from core import clock
from core.models import Jurisdiction
from core.visibility import visible
from core.wire import Page, PolygonArea
from geo import schemas
from geo.closures import ActiveClosure
from geo.models import Boundary, Closure, Place

NEAR_BOUNDARY_M = 1000.0
"""Outlines are simplified by some hundred metres: a point so near still belongs to the county."""

_CANDIDATES = 8
_HAN = re.compile(r"[\u3400-\u9fff]")
_KIND_RANK = ("city", "district", "road", "township", "populated_place")

Bounds = tuple[float, float, float, float]


def jurisdiction_at(session: Session, lon: float, lat: float) -> str | None:
    """Return the code of the county a point lies in, or None outside the region."""
    point = from_shape(Point(lon, lat), srid=4326)
    counties = select(Boundary.code).where(Boundary.level == "county")
    inside = counties.where(func.ST_Covers(Boundary.area, point)).order_by(Boundary.code)
    found = session.scalar(inside.limit(1))
    if found is not None:
        return found
    place, area = cast(point, Geography), cast(Boundary.area, Geography)
    near = counties.where(func.ST_DWithin(area, place, NEAR_BOUNDARY_M))
    return session.scalar(near.order_by(func.ST_Distance(area, place)).limit(1))


def jurisdiction_of_area(session: Session, area: BaseGeometry) -> str | None:
    """Return the code of the county that holds most of an area, or None outside the region."""
    shape = from_shape(area, srid=4326)
    shared = func.ST_Area(func.ST_Intersection(func.ST_MakeValid(Boundary.area), shape))
    found = session.scalar(
        select(Boundary.code)
        .where(Boundary.level == "county", func.ST_Intersects(Boundary.area, shape))
        .order_by(shared.desc(), Boundary.code)
        .limit(1)
    )
    if found is not None:
        return found
    centre = area.representative_point()
    return jurisdiction_at(session, centre.x, centre.y)


def region_bounds(session: Session) -> Bounds | None:
    """Return west, south, east, north of all known counties, or None before any is known."""
    extent = func.ST_Extent(Boundary.area)
    edges = (func.ST_XMin, func.ST_YMin, func.ST_XMax, func.ST_YMax)
    row = session.execute(
        select(*(edge(extent) for edge in edges)).where(Boundary.level == "county")
    ).one()
    return None if row[0] is None else (row[0], row[1], row[2], row[3])


def boundaries(session: Session, levels: Sequence[str] = ("county",)) -> dict[str, Any]:
    """Return the outlines of the jurisdictions as a GeoJSON feature collection."""
    rows = session.execute(
        select(
            Boundary.code,
            Boundary.name,
            Boundary.level,
            Boundary.source,
            func.ST_AsGeoJSON(Boundary.area, 6).label("geometry"),
        )
        .where(Boundary.level.in_(levels))
        .order_by(Boundary.code)
    )
    features = [
        {
            "type": "Feature",
            "id": row.code,
            "properties": {
                "code": row.code,
                "name": row.name,
                "level": row.level,
                "source": row.source,
            },
            "geometry": json.loads(row.geometry),
        }
        for row in rows
    ]
    return {"type": "FeatureCollection", "features": features}


def search_places(session: Session, text: str, limit: int = 10) -> list[schemas.Place]:
    """Return the places whose name, pinyin or initials match what was typed, best first."""
    typed = text.strip()
    if not typed:
        return []
    matches, rank = _by_name(typed) if _HAN.search(typed) else _by_letters(typed)
    kind = case({name: n for n, name in enumerate(_KIND_RANK)}, value=Place.kind, else_=9)
    query = (
        _places()
        .where(matches)
        .order_by(rank, kind, func.coalesce(Place.population, 0).desc())
        .order_by(func.length(Place.name), Place.name, Place.id)
        .limit(limit)
    )
    return [_place(row) for row in session.execute(query)]


def _by_name(typed: str) -> tuple[ColumnElement[bool], ColumnElement[int]]:
    begins = Place.name.startswith(typed, autoescape=True)
    rank = case((Place.name == typed, 0), (begins, 1), else_=2)
    return Place.name.contains(typed, autoescape=True), rank


def _by_letters(typed: str) -> tuple[ColumnElement[bool], ColumnElement[int]]:
    """Match letters as initials, as pinyin or as the English name, in this order when equal."""
    letters = re.sub(r"[\s'’-]", "", typed.lower())
    initials = Place.initials.startswith(letters, autoescape=True)
    begins = Place.pinyin.startswith(letters, autoescape=True)
    within = Place.pinyin.contains(letters, autoescape=True)
    english = Place.name_en.icontains(typed, autoescape=True)
    rank = case(
        (or_(Place.initials == letters, Place.pinyin == letters), 0),
        (or_(initials, begins), 1),
        (english, 2),
        else_=3,
    )
    return or_(initials, begins, within, english), rank


def place_near(session: Session, lon: float, lat: float) -> schemas.PlaceNear:
    """Return what a point is called: its county and the nearest named place."""
    code = jurisdiction_at(session, lon, lat)
    point = from_shape(Point(lon, lat), srid=4326)
    distance = func.ST_Distance(cast(Place.position, Geography), cast(point, Geography))
    candidates = (
        _places()
        .add_columns(distance.label("distance_m"))
        .order_by(Place.position.op("<->")(point))
        .limit(_CANDIDATES)
    )
    rows = session.execute(candidates).all()
    nearest = min(rows, key=lambda row: float(row.distance_m), default=None)
    return schemas.PlaceNear(
        jurisdiction_code=code,
        jurisdiction_name=session.scalar(
            select(Jurisdiction.name).where(Jurisdiction.code == code)
        ),
        nearest=None if nearest is None else _place(nearest),
        distance_m=None if nearest is None else round(nearest.distance_m),
    )


def _places() -> Select[Any]:
    county = func.left(Place.jurisdiction_code, 6)
    return select(
        Place.id,
        Place.kind,
        Place.name,
        Place.name_en,
        func.ST_X(Place.position).label("lon"),
        func.ST_Y(Place.position).label("lat"),
        Place.jurisdiction_code,
        func.coalesce(Jurisdiction.name, "").label("district_name"),
        Place.population,
        Place.approximate,
        Place.source,
    ).outerjoin(Jurisdiction, Jurisdiction.code == county)


def _place(row: Row[Any]) -> schemas.Place:
    fields = {name: getattr(row, name) for name in schemas.Place.model_fields if name != "id"}
    return schemas.Place(id=str(row.id), **fields)


def active_closures(session: Session, at: datetime) -> list[ActiveClosure]:
    """Return the closures that hold at an instant, whoever drew them: roads are shared by all."""
    query = (
        select(
            Closure.id,
            Closure.version,
            Closure.kind,
            Closure.area,
            Closure.valid_from,
            Closure.valid_to,
        )
        .where(_holds(at))
        .order_by(Closure.id)
    )
    return [
        ActiveClosure(
            id=row.id,
            version=row.version,
            kind=row.kind,
            area=to_shape(row.area),
            valid_from=row.valid_from,
            valid_to=row.valid_to,
        )
        for row in session.execute(query)
    ]


def _holds(at: datetime) -> ColumnElement[bool]:
    ends_later = or_(Closure.valid_to.is_(None), Closure.valid_to > at)
    return and_(Closure.lifted_at.is_(None), Closure.valid_from <= at, ends_later)


def snapshot_closures(session: Session, prefixes: Sequence[str]) -> list[schemas.Closure]:
    """Return the closures that hold or are still to come, as far as they are visible."""
    ends_later = or_(Closure.valid_to.is_(None), Closure.valid_to > clock.now(session))
    query = _closures().where(
        visible(Closure.jurisdiction_code, prefixes), Closure.lifted_at.is_(None), ends_later
    )
    return [_closure(row) for row in session.execute(query.order_by(Closure.id))]


def list_closures(
    session: Session,
    prefixes: Sequence[str],
    *,
    holding_at: datetime | None,
    offset: int,
    limit: int,
) -> Page[schemas.Closure]:
    """Return a page of closures, newest first; with an instant only those that hold then."""
    conditions = [visible(Closure.jurisdiction_code, prefixes)]
    if holding_at is not None:
        conditions.append(_holds(holding_at))
    total = session.scalar(select(func.count()).select_from(Closure).where(*conditions)) or 0
    query = _closures().where(*conditions).order_by(Closure.created_at.desc(), Closure.id.desc())
    rows = [_closure(row) for row in session.execute(query.offset(offset).limit(limit))]
    after = offset + len(rows)
    return Page(rows=rows, total=total, next_offset=after if after < total else None)


def closure_record(session: Session, closure_id: UUID) -> schemas.Closure | None:
    """Return a closure as everybody sees it, or None."""
    row = session.execute(_closures().where(Closure.id == closure_id)).one_or_none()
    return None if row is None else _closure(row)


def _closures() -> Select[Any]:
    return select(
        Closure.id,
        Closure.kind,
        Closure.reason,
        func.ST_AsGeoJSON(Closure.area).label("area"),
        Closure.jurisdiction_code,
        Closure.incident_id,
        Closure.valid_from,
        Closure.valid_to,
        Closure.created_at,
        Closure.lifted_at,
        Closure.version,
    )


def _closure(row: Row[Any]) -> schemas.Closure:
    fields = {name: getattr(row, name) for name in schemas.Closure.model_fields}
    return schemas.Closure(**fields | {"area": PolygonArea.model_validate_json(row.area)})
