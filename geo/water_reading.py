"""Reads lakes and broad rivers of an OpenStreetMap file, so that nobody is put across water."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import osmium
import shapely
from numpy.typing import NDArray

from geo.distance import metres_per_degree

_LEAST_M2 = 2_000.0
"""Ponds smaller than that keep nobody from a road."""

_SIMPLIFY_M = 3.0


def read_water(path: Path) -> NDArray[np.uint8]:
    """The water areas of a file as the bytes of one WKB multipolygon; empty where it has none."""
    wanted = osmium.filter.TagFilter(("natural", "water"), ("waterway", "riverbank"))
    factory = osmium.geom.WKBFactory()
    found = []
    for area in osmium.FileProcessor(str(path)).with_areas(wanted).with_filter(wanted):
        if isinstance(area, osmium.osm.Area):
            try:
                found.append(shapely.from_wkb(factory.create_multipolygon(area)))
            except RuntimeError:
                continue
    return as_bytes(found)


def as_bytes(areas: list[shapely.Geometry]) -> NDArray[np.uint8]:
    """Areas in degrees, joined, without the small ones and their finest corners, as WKB bytes."""
    large = [part for area in areas for part in shapely.get_parts(area) if _m2(part) > _LEAST_M2]
    if not large:
        return np.zeros(0, np.uint8)
    scale = float(metres_per_degree(float(large[0].centroid.y))[1])
    joined = shapely.make_valid(shapely.union_all(large).simplify(_SIMPLIFY_M / scale))
    flat = [part for part in shapely.get_parts(joined) if part.geom_type == "Polygon"]
    whole = shapely.multipolygons(flat)
    return np.frombuffer(shapely.to_wkb(whole), dtype=np.uint8).copy()


def water_of(data: NDArray[np.uint8]) -> list[shapely.Polygon]:
    """The water areas that `read_water` gave, as polygons in degrees."""
    return list(shapely.get_parts(shapely.from_wkb(data.tobytes()))) if len(data) else []


def _m2(part: shapely.Geometry) -> float:
    east, north = metres_per_degree(float(part.centroid.y))
    return float(part.area * east * north)
