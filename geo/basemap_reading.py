"""Reads what a road file draws beside roads: water, woods and built-up land, railways, buildings.

A file that holds roads only gives nothing here: what is not in the file is not drawn.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import osmium
import shapely
from shapely.geometry import mapping

Feature = dict[str, Any]

LAND = {
    "landuse=forest": "wood", "natural=wood": "wood", "natural=scrub": "scrub",
    "natural=grassland": "grass", "landuse=grass": "grass", "landuse=meadow": "grass",
    "leisure=park": "park", "leisure=garden": "park", "leisure=nature_reserve": "grass",
    "landuse=cemetery": "grass", "landuse=farmland": "farm", "landuse=orchard": "farm",
    "landuse=residential": "built", "landuse=commercial": "built", "landuse=retail": "built",
    "landuse=industrial": "industry", "landuse=railway": "industry", "landuse=quarry": "industry",
    "natural=bare_rock": "rock", "natural=scree": "rock", "natural=sand": "rock",
    "natural=wetland": "wetland", "amenity=hospital": "care", "amenity=school": "care",
    "aeroway=aerodrome": "industry",
}  # fmt: skip
"""Tags of areas -> the few kinds of ground that the map tells apart."""

_WATER = {"natural=water", "waterway=riverbank", "waterway=dock", "landuse=reservoir"}
_RAILWAYS = {"rail", "light_rail", "subway", "tram", "narrow_gauge", "funicular"}
_STREAMS_FROM = {"river": 8, "canal": 9, "stream": 13, "drain": 14, "ditch": 14}
_KEYS = ("natural", "waterway", "landuse", "leisure", "railway", "aeroway", "building", "boundary",
         "amenity")  # fmt: skip
_SMALL_DEG2 = 1e-6
"""About a hectare: smaller grounds come into view one or two zooms later."""


def drawn_features(pbf: Path) -> Iterator[tuple[str, Feature]]:
    """All features beside roads, each with its layer, WGS-84."""
    elements = osmium.FileProcessor(str(pbf)).with_areas()
    for element in elements.with_filter(osmium.filter.KeyFilter(*_KEYS)):
        tags = dict(element.tags)
        if isinstance(element, osmium.osm.Area):
            yield from _of_area(element, tags)
        elif isinstance(element, osmium.osm.Way):
            yield from _of_way(element, tags)


def road_numbers(pbf: Path) -> dict[int, str]:
    """The numbers of roads by way, the first where a way has several."""
    ways = osmium.FileProcessor(str(pbf), osmium.osm.WAY)
    numbered = ways.with_filter(osmium.filter.KeyFilter("ref"))
    return {
        way.id: way.tags["ref"].split(";")[0].strip() for way in numbered if "highway" in way.tags
    }


def _of_area(area: osmium.osm.Area, tags: Mapping[str, str]) -> Iterator[tuple[str, Feature]]:
    said = {f"{key}={value}" for key, value in tags.items()}
    layer, kind, zoom = _ground(said, tags)
    if layer is None:
        return
    try:
        shape = shapely.from_wkb(osmium.geom.WKBFactory().create_multipolygon(area))
    except (RuntimeError, osmium.InvalidLocationError, shapely.errors.GEOSException):
        return
    if layer == "boundaries":
        properties = {"level": f"file-{tags['admin_level']}", "name": _name(tags)}
        yield layer, _feature(shapely.boundary(shape), properties, zoom)
        return
    later = 2 if shape.area < _SMALL_DEG2 and layer != "buildings" else 0
    properties = {"kind": kind, "name": _name(tags) if layer == "water" else None}
    yield layer, _feature(shape, properties, zoom + later)


def _ground(said: set[str], tags: Mapping[str, str]) -> tuple[str | None, str | None, int]:
    if said & _WATER:
        return "water", "water", 8
    if tags.get("boundary") == "administrative" and tags.get("admin_level", "").isdigit():
        level = int(tags["admin_level"])
        return ("boundaries", None, 5 if level <= 6 else 9) if level <= 8 else (None, None, 0)
    kind = next((LAND[tag] for tag in LAND if tag in said), None)
    if kind is not None:
        return "land", kind, 9
    if tags.get("building", "no") != "no":
        return "buildings", None, 14
    return None, None, 0


def _of_way(way: osmium.osm.Way, tags: Mapping[str, str]) -> Iterator[tuple[str, Feature]]:
    stream, rail, air = (tags.get(key, "") for key in ("waterway", "railway", "aeroway"))
    if stream in _STREAMS_FROM and tags.get("tunnel", "no") == "no":
        layer, kind, zoom = "waterways", stream, _STREAMS_FROM[stream]
    elif rail in _RAILWAYS:
        layer, kind, zoom = "railways", rail, 8 if rail == "rail" else 11
    elif air in ("runway", "taxiway"):
        layer, kind, zoom = "railways", air, 11
    else:
        return
    points = [(n.location.lon, n.location.lat) for n in way.nodes if n.location.valid()]
    if len(points) < 2:
        return
    tunnel = True if tags.get("tunnel", "no") != "no" else None
    properties = {"kind": kind, "name": _name(tags), "tunnel": tunnel}
    yield layer, _feature(shapely.LineString(points), properties, zoom)


def _name(tags: Mapping[str, str]) -> str | None:
    return tags.get("name:zh-Hans") or tags.get("name:zh") or tags.get("name")


def _feature(shape: Any, properties: Mapping[str, Any], minzoom: int) -> Feature:
    return {
        "type": "Feature",
        "geometry": mapping(shapely.set_precision(shape, 1e-6, mode="pointwise")),
        "properties": {key: value for key, value in properties.items() if value is not None},
        "tippecanoe": {"minzoom": minzoom},
    }
