"""Areas on the ground: circles, downwind squares, faults of a drawn one, what lies inside."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np
import shapely
from pyproj import Geod, Transformer
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from geo.distance import destination
from geo.types import FloatArray, LonLat, PositionProblem, position_problem

_GEOD = Geod(ellps="GRS80")
_MOST_VERTICES = 10_000
_LEAST_AREA_M2 = 1.0


class PolygonProblem(StrEnum):
    """Why a drawn area is refused; the text lives in the message catalogues."""

    NOT_A_POLYGON = "area_not_a_polygon"
    RING_TOO_SHORT = "area_ring_needs_four_positions"
    RING_NOT_CLOSED = "area_ring_not_closed"
    TOO_MANY_VERTICES = "area_too_many_vertices"
    CROSSES_ITSELF = "area_crosses_itself"
    HOLE_OUTSIDE = "area_hole_outside"
    PARTS_OVERLAP = "area_parts_overlap"
    NO_AREA = "area_without_extent"


@dataclass(frozen=True)
class PolygonFault:
    """What is wrong with a drawn area, and where when that is one place."""

    code: PolygonProblem | PositionProblem
    at: LonLat | None = None


class InvalidArea(ValueError):
    """A drawn area that cannot be meant as it was drawn."""

    def __init__(self, fault: PolygonFault) -> None:
        super().__init__(f"{fault.code.value} at {fault.at}")
        self.fault = fault


def metres_within(line: Sequence[tuple[float, float]], areas: Sequence[BaseGeometry]) -> float:
    """How many metres of a line of degrees lie inside some areas, counted once."""
    inside = shapely.intersection(shapely.LineString(line), shapely.union_all(areas))
    return float(_GEOD.geometry_length(inside)) if not inside.is_empty else 0.0


def circle(centre: tuple[float, float], radius_m: float, vertices: int = 96) -> shapely.Polygon:
    """The area within a distance of a place, as a polygon whose corners lie at that distance."""
    _require_positive(radius_m)
    headings = np.linspace(0.0, 360.0, vertices, endpoint=False)[::-1]
    lon, lat = np.full(vertices, centre[0]), np.full(vertices, centre[1])
    east, north, _ = _GEOD.fwd(lon, lat, headings, np.full(vertices, radius_m))
    return shapely.Polygon(np.stack([east, north], axis=1))


def downwind_square(
    source: tuple[float, float], wind_from_deg: float, length_m: float
) -> shapely.Polygon:
    """The protective-action square: as wide as it is long, reaching downwind from the release.

    The release lies in the middle of the upwind side (Emergency Response Guidebook, "How to use
    Table 1"). `wind_from_deg` is where the wind blows from, clockwise from north.
    """
    _require_positive(length_m)
    towards = (wind_from_deg + 180.0) % 360.0
    far = destination(source, towards, length_m)
    half = length_m / 2.0
    corners = [
        destination(place, towards + side, half)
        for place, side in ((source, 90.0), (far, 90.0), (far, -90.0), (source, -90.0))
    ]
    return shapely.orient_polygons(shapely.Polygon(corners), exterior_cw=False)


def area_m2(area: BaseGeometry) -> float:
    """Surface of a polygon or multipolygon on the GRS80 ellipsoid, square metres."""
    return sum(
        abs(
            float(
                _GEOD.geometry_area_perimeter(shapely.orient_polygons(part, exterior_cw=False))[0]
            )
        )
        for part in shapely.get_parts(area)
    )


def widened(area: BaseGeometry, by_m: float) -> BaseGeometry:
    """The area grown by a distance on all sides (shrunk where negative), through a local plane."""
    there, back = _local_plane(area)
    return shapely.transform(shapely.transform(area, there).buffer(by_m, quad_segs=16), back)


def polygon_problem(geojson: Mapping[str, Any]) -> PolygonProblem | PositionProblem | None:
    """The code of what is wrong with a GeoJSON area, None when it can stand."""
    fault = polygon_fault(geojson)
    return None if fault is None else fault.code


def area_from_geojson(geojson: Mapping[str, Any]) -> shapely.Polygon | shapely.MultiPolygon:
    """The area of a GeoJSON polygon or multipolygon, or `InvalidArea` with the fault."""
    fault = polygon_fault(geojson)
    if fault is not None:
        raise InvalidArea(fault)
    area = _shape_of(geojson)
    assert isinstance(area, shapely.Polygon | shapely.MultiPolygon)
    return area


def polygon_fault(geojson: Mapping[str, Any]) -> PolygonFault | None:
    """What is wrong with a GeoJSON polygon or multipolygon, and where; None when it can stand."""
    rings = _rings(geojson)
    if not rings:
        return PolygonFault(PolygonProblem.NOT_A_POLYGON)
    if sum(len(ring) for ring in rings) > _MOST_VERTICES:
        return PolygonFault(PolygonProblem.TOO_MANY_VERTICES)
    for ring in rings:
        fault = _ring_fault(ring)
        if fault is not None:
            return fault
    return _shape_fault(_shape_of(geojson))


def inside(area: BaseGeometry, lonlat: FloatArray) -> list[int]:
    """Which of n positions, shape (n, 2) degrees, lie in the area or on its edge: their indexes."""
    if len(lonlat) == 0:
        return []
    shapely.prepare(area)
    found = shapely.intersects_xy(area, lonlat[:, 0], lonlat[:, 1])
    return [int(row) for row in np.flatnonzero(found)]


def touched(area: BaseGeometry, others: Sequence[BaseGeometry]) -> list[int]:
    """Which of the other geometries share a point with the area: their indexes, in order."""
    if not others:
        return []
    shapely.prepare(area)
    found = shapely.intersects(area, np.array(others, dtype=object))
    return [int(row) for row in np.flatnonzero(found)]


def share_covered(area: BaseGeometry, other: BaseGeometry) -> float:
    """How much of the other polygon the area covers, 0 to 1; a polygon without extent counts 0."""
    whole = area_m2(other)
    return area_m2(shapely.intersection(area, other)) / whole if whole > 0.0 else 0.0


def _require_positive(distance_m: float) -> None:
    if not distance_m > 0.0:
        raise ValueError(f"a distance must be above zero metres, not {distance_m}")


def _local_plane(area: BaseGeometry) -> tuple[Any, Any]:
    """Functions into and out of an azimuthal equidistant plane around the area, metres."""
    centre = shapely.centroid(area)
    plane = f"+proj=aeqd +lat_0={centre.y} +lon_0={centre.x} +ellps=GRS80 +units=m"
    there = Transformer.from_crs("EPSG:4326", plane, always_xy=True)

    def into(lonlat: FloatArray) -> FloatArray:
        return np.stack(there.transform(lonlat[:, 0], lonlat[:, 1]), axis=1)

    def out_of(metres: FloatArray) -> FloatArray:
        moved = there.transform(metres[:, 0], metres[:, 1], direction="INVERSE")
        return np.stack(moved, axis=1)

    return into, out_of


def _rings(geojson: Mapping[str, Any]) -> list[list[Any]]:
    """All rings of a polygon or multipolygon; empty when it is neither."""
    kind, coordinates = geojson.get("type"), geojson.get("coordinates")
    polygons = [coordinates] if kind == "Polygon" else coordinates if kind == "MultiPolygon" else []
    if not isinstance(polygons, list | tuple):
        return []
    if not all(isinstance(polygon, list | tuple) and polygon for polygon in polygons):
        return []
    rings = [ring for polygon in polygons for ring in polygon]
    return rings if all(isinstance(ring, list | tuple) for ring in rings) else []


def _ring_fault(ring: Sequence[Any]) -> PolygonFault | None:
    for position in ring:
        if not _is_pair(position):
            return PolygonFault(PositionProblem.NOT_A_NUMBER)
        problem = position_problem(float(position[0]), float(position[1]))
        if problem is not None:
            return PolygonFault(problem, LonLat(float(position[0]), float(position[1])))
    if len(ring) < 4:
        return PolygonFault(PolygonProblem.RING_TOO_SHORT)
    if list(ring[0][:2]) != list(ring[-1][:2]):
        return PolygonFault(PolygonProblem.RING_NOT_CLOSED, LonLat(*map(float, ring[-1][:2])))
    return None


def _is_pair(position: Any) -> bool:
    return (
        isinstance(position, list | tuple)
        and len(position) >= 2
        and all(isinstance(x, int | float) and not isinstance(x, bool) for x in position[:2])
    )


def _shape_of(geojson: Mapping[str, Any]) -> BaseGeometry:
    """The geometry of checked rings; heights are left out."""
    one = geojson["type"] == "Polygon"
    polygons = [
        [[position[:2] for position in ring] for ring in polygon]
        for polygon in ([geojson["coordinates"]] if one else geojson["coordinates"])
    ]
    flat = {"type": "MultiPolygon", "coordinates": polygons}
    return shape({"type": "Polygon", "coordinates": polygons[0]} if one else flat)


def _shape_fault(area: BaseGeometry) -> PolygonFault | None:
    reason = shapely.is_valid_reason(area)
    if reason == "Valid Geometry":
        tiny = area_m2(area) < _LEAST_AREA_M2
        return PolygonFault(PolygonProblem.NO_AREA) if tiny else None
    words, _, place = reason.partition("[")
    at = LonLat(*map(float, place.rstrip("]").split()[:2])) if place else None
    if "ole" in words:
        return PolygonFault(PolygonProblem.HOLE_OUTSIDE, at)
    if "ested" in words:
        return PolygonFault(PolygonProblem.PARTS_OVERLAP, at)
    flat = shapely.area(shapely.convex_hull(area)) == 0.0
    code = PolygonProblem.NO_AREA if flat else PolygonProblem.CROSSES_ITSELF
    return PolygonFault(code, at)
