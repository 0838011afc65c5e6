"""Sketches areas that no gas makes: under water, within a distance, drawn by hand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import shapely
from shapely.geometry import mapping
from shapely.geometry.base import BaseGeometry

from core.wire import Point
from geo.areas import area_m2, circle, widened
from geo.errors import require_area
from geo.site_rasters import site_raster
from geo.types import LonLat
from hazards.errors import (
    ElevationGridRefused,
    NoElevationGrid,
    NoHeightThere,
    TooFewPoints,
    WaterBelowGround,
)
from hazards.flood import Flood, NotUnderWater, flooded
from hazards.schemas_how import ByDistance, ByHand, ByWaterLevel
from hazards.sketch import Scene, Sketch

LEVEL_SURFACE = "flood_level_surface_no_flow_same_height_zero"
CUT_OFF = "flood_goes_on_beyond_the_grid"
BESIDE_UNKNOWN = "flood_beside_unknown_heights"
FLOOD_SOURCE = "水位与高程栅格推算（静水位、八邻域连通）"
FLOOD_EDITION = "bathtub-8"

_LEAST_POINTS = {"point": 1, "line": 2, "polygon": 3}
_STEP_M = 20.0


def by_water_level(how: ByWaterLevel, scene: Scene, grid_file: Path | None) -> list[Sketch]:
    """The ground under water, with its depths; the incident's place is the source where none is."""
    if grid_file is None:
        raise NoElevationGrid()
    places = how.sources or [Point(lon=scene.at.lon, lat=scene.at.lat)]
    line = _line_of(places)
    found = site_raster(grid_file, widened(line, how.within_m))
    if found.raster is None:
        raise ElevationGridRefused(problem=found.trouble)
    try:
        flood = flooded(found.raster, how.level_m, _along(line))
    except NotUnderWater as dry:
        raise _dry(how, dry) from dry
    basis = _flood_basis(how, places, flood) | {"grid": found.raster.name}
    cautions = _flood_cautions(flood)
    return [Sketch("flood", flood.area, None, FLOOD_SOURCE, FLOOD_EDITION, cautions, basis)]


def _dry(how: ByWaterLevel, dry: NotUnderWater) -> Exception:
    if dry.ground_m is None:
        return NoHeightThere(field="sources")
    ground_m = round(dry.ground_m, 1)
    return WaterBelowGround(field="sources", ground_m=ground_m, level_m=how.level_m)


def _line_of(places: list[Point]) -> BaseGeometry:
    corners = [(place.lon, place.lat) for place in places]
    return shapely.LineString(corners) if len(corners) > 1 else shapely.Point(corners[0])


def _along(line: BaseGeometry) -> Any:
    """Places every 20 m or so along a river."""
    dense = shapely.segmentize(line, _STEP_M / 111_000.0)
    return np.asarray(shapely.get_coordinates(dense))


def _flood_cautions(flood: Flood) -> tuple[str, ...]:
    said = [LEVEL_SURFACE]
    if flood.is_cut_off:
        said.append(CUT_OFF)
    if flood.beside_unknown:
        said.append(BESIDE_UNKNOWN)
    return tuple(said)


def _flood_basis(how: ByWaterLevel, places: list[Point], flood: Flood) -> dict[str, Any]:
    return {
        "method": "flood",
        "level_m": how.level_m,
        "sources": [[place.lon, place.lat] for place in places],
        "within_m": how.within_m,
        "deepest_m": round(flood.deepest_m, 2),
        "cell_m": [round(side, 1) for side in flood.cell_m],
        "bands": [
            {
                "from_m": band.from_m,
                "km2": round(area_m2(band.area) / 1e6, 3),
                "area": mapping(_rounded(band.area)),
            }
            for band in flood.bands
        ],
        "note": how.note,
    }


def _rounded(area: BaseGeometry) -> BaseGeometry:
    """Six decimals of a degree are a tenth of a metre."""
    return shapely.transform(area, lambda at: np.round(at, 6))


def by_distance(how: ByDistance, scene: Scene) -> list[Sketch]:
    """All ground within a distance; without points around the incident."""
    points = [(place.lon, place.lat) for place in how.points]
    if not points and how.shape == "point":
        points = [(scene.at.lon, scene.at.lat)]
    if len(points) < _LEAST_POINTS[how.shape]:
        raise TooFewPoints(field="points", shape=how.shape)
    area = _around(how.shape, points, float(how.distance_m))
    basis = {
        "method": "buffer",
        "shape": how.shape,
        "points": points,
        "distance_m": how.distance_m,
        "note": how.note,
    }
    return [Sketch("buffer", area, float(how.distance_m), "", "", (), basis)]


def _around(shape: str, points: list[tuple[float, float]], distance_m: float) -> BaseGeometry:
    if shape == "point":
        return shapely.union_all([circle(LonLat(*point), distance_m) for point in points])
    if shape == "line":
        return widened(shapely.LineString(points), distance_m)
    drawn = {"type": "Polygon", "coordinates": [[*points, points[0]]]}
    return widened(require_area(drawn, "points"), distance_m)


def by_hand(how: ByHand) -> list[Sketch]:
    """The area as it was drawn."""
    area = require_area(how.area.model_dump(), "area")
    return [Sketch("drawn", area, None, "", "", (), {"method": "drawn", "note": how.note})]
