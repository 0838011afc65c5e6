"""Reads of boundaries: which county a point or an area lies in, and the outlines."""

import json
from collections.abc import Sequence
from typing import Any

from geoalchemy2 import Geography
from geoalchemy2.shape import from_shape
from shapely.geometry import Point
from shapely.geometry.base import BaseGeometry
from sqlalchemy import cast, func, select
from sqlalchemy.orm import Session

from geo.models import Boundary

NEAR_BOUNDARY_M = 1000.0
"""Outlines are simplified by some hundred metres: a point so near still belongs to the county."""

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
