"""Reads what a road file names: settlements, facilities, waters, roads by name and number, stones.

A road of one name is one place with its whole line; a numbered road (G42) is one more, whatever
its parts are called. Pieces of the same name belong together when they touch or lie within
`GAP_DEG` of each other: a bridge drawn under another name does not cut a road in two.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import osmium
import shapely
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from shapely.geometry.base import BaseGeometry

from geo.milestones import Stone, stone_metres
from geo.place_kinds import kind_of
from geo.road_tags import Tags
from geo.types import LonLat

GAP_DEG = 0.02
"""About 2 km."""

_SIMPLIFY_DEG = 0.00003
_KEYS = (
    "place", "amenity", "healthcare", "emergency", "aeroway", "railway", "highway", "junction",
    "barrier", "man_made", "office", "tourism", "power", "waterway", "natural", "mountain_pass",
)  # fmt: skip
_OTHER_NAMES = ("name", "alt_name", "old_name", "short_name", "official_name", "loc_name")
_CROSSING = re.compile(r"桥|隧道|\b(t[úu]nel|tunnel|pont|puente|bridge)\b", re.IGNORECASE)
_NOT_ROADS = {"bus_stop", "platform", "proposed", "construction", "raceway", "milestone"}


@dataclass(frozen=True)
class FoundPlace:
    """A named thing of the file; `line` only for what is long, such as roads and rivers."""

    kind: str
    name: str
    name_en: str | None
    others: tuple[str, ...]
    at: LonLat
    population: int | None = None
    line: BaseGeometry | None = None
    adcode: str | None = None
    approximate: bool = False
    source: str | None = None


@dataclass
class FoundPlaces:
    """Everything a road file names."""

    places: list[FoundPlace] = field(default_factory=list)
    stones: list[Stone] = field(default_factory=list)


@dataclass
class _Lines:
    """Lines gathered under a kind and a name until the file has been read."""

    tags: dict[str, str]
    lines: list[BaseGeometry] = field(default_factory=list)
    others: set[str] = field(default_factory=set)


@dataclass
class _Reading:
    found: FoundPlaces = field(default_factory=FoundPlaces)
    lines: dict[tuple[str, str], _Lines] = field(default_factory=dict)
    stones: dict[int, tuple[Tags, LonLat]] = field(default_factory=dict)
    roads_of_stones: dict[int, Tags] = field(default_factory=dict)


def read_named(path: Path) -> FoundPlaces:
    """Read all that is named in an OSM file (PBF or XML)."""
    reading = _Reading()
    elements = osmium.FileProcessor(str(path)).with_areas()
    for element in elements.with_filter(osmium.filter.KeyFilter(*_KEYS)):
        tags = dict(element.tags)
        match element:
            case osmium.osm.Node():
                _take_node(reading, element, tags)
            case osmium.osm.Area():
                _take_area(reading, element, tags)
            case osmium.osm.Way():
                _take_way(reading, element, tags)
    for (kind, name), gathered in sorted(reading.lines.items()):
        reading.found.places += _joined(kind, name, gathered)
    reading.found.stones = list(_stones(reading))
    return reading.found


def _take_node(reading: _Reading, node: osmium.osm.Node, tags: Tags) -> None:
    at = LonLat(round(node.location.lon, 6), round(node.location.lat, 6))
    if tags.get("highway") == "milestone":
        reading.stones[node.id] = (tags, at)
    elif place := _place_of(tags, at):
        reading.found.places.append(place)


def _take_area(reading: _Reading, area: osmium.osm.Area, tags: Tags) -> None:
    if not _name(tags) or kind_of(tags) is None:
        return
    try:
        shape = shapely.from_wkb(osmium.geom.WKBFactory().create_multipolygon(area))
    except (RuntimeError, osmium.InvalidLocationError, shapely.errors.GEOSException):
        return
    centre = shape.representative_point()
    if place := _place_of(tags, LonLat(round(centre.x, 6), round(centre.y, 6))):
        reading.found.places.append(place)


def _take_way(reading: _Reading, way: osmium.osm.Way, tags: Tags) -> None:
    for node in way.nodes:
        if node.ref in reading.stones:
            reading.roads_of_stones[node.ref] = tags
    kind = _line_kind(tags)
    if kind is None or tags.get("area") == "yes":
        return
    points = [(n.location.lon, n.location.lat) for n in way.nodes if n.location.valid()]
    if len(points) < 2:
        return
    for line_kind, name in _line_names(kind, tags):
        gathered = reading.lines.setdefault((line_kind, name), _Lines(dict(tags)))
        gathered.lines.append(shapely.LineString(points))
        gathered.others |= {*_numbers(tags), *_other_names(tags)} - {name}


def _line_kind(tags: Tags) -> str | None:
    if tags.get("waterway") in ("river", "canal"):
        return "river"
    return "road" if tags.get("highway", "bus_stop") not in _NOT_ROADS else None


def _line_names(kind: str, tags: Tags) -> Iterator[tuple[str, str]]:
    name = _name(tags)
    if name:
        yield kind, name
    if kind != "road":
        return
    for number in _numbers(tags):
        if number != name:
            yield "road", number
    for crossing in ("bridge", "tunnel"):
        if tags.get(crossing, "no") == "no":
            continue
        own = tags.get(f"{crossing}:name") or (name if name and _CROSSING.search(name) else None)
        if own:
            yield crossing, own


def _numbers(tags: Tags) -> list[str]:
    return [part.strip() for part in re.split(r"[;,]", tags.get("ref", "")) if part.strip()]


def _name(tags: Tags) -> str | None:
    return tags.get("name:zh-Hans") or tags.get("name:zh") or tags.get("name")


def _other_names(tags: Tags) -> set[str]:
    given = (tags.get(key, "") for key in _OTHER_NAMES)
    return {part.strip() for text in given for part in text.split(";") if part.strip()}


def _place_of(tags: Tags, at: LonLat) -> FoundPlace | None:
    kind, name = kind_of(tags), _name(tags)
    if kind is None or not name:
        return None
    others = sorted({*_other_names(tags), *_numbers(tags)} - {name})
    people = tags.get("population", "").replace(" ", "").replace(",", "")
    population = int(people) if people.isdigit() else None
    return FoundPlace(kind, name, tags.get("name:en"), tuple(others), at, population)


def _joined(kind: str, name: str, gathered: _Lines) -> Iterable[FoundPlace]:
    """One place for each group of lines that lie together; it stands on its longest line."""
    lines = np.array(gathered.lines)
    first, second = shapely.STRtree(lines).query(lines, predicate="dwithin", distance=GAP_DEG)
    near = coo_array((np.ones(len(first)), (first, second)), shape=(len(lines), len(lines)))
    count, group = connected_components(near, directed=False)
    for number in range(count):
        merged = shapely.line_merge(shapely.union_all(lines[group == number]))
        line = shapely.multilinestrings(list(shapely.get_parts(merged.simplify(_SIMPLIFY_DEG))))
        longest = max(line.geoms, key=lambda part: part.length)
        middle = longest.interpolate(0.5, normalized=True)
        at = LonLat(round(middle.x, 6), round(middle.y, 6))
        others = tuple(sorted(gathered.others))
        english = gathered.tags.get("name:en") if _name(gathered.tags) == name else None
        yield FoundPlace(kind, name, english, others, at, None, line)


def _stones(reading: _Reading) -> Iterator[Stone]:
    """Milestones with a readable distance on a road with a name or number."""
    for ref, (tags, at) in sorted(reading.stones.items()):
        road = reading.roads_of_stones.get(ref, {})
        metres = stone_metres(tags.get("distance") or tags.get("pk") or tags.get("milestone"))
        number = next(iter(_numbers(tags) or _numbers(road)), None)
        name = tags.get("name") or _name(road)
        if metres is not None and (number or name):
            yield Stone(number, name, metres, None, at)
