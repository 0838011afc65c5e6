"""Turns a plain table of road segments, as many offices keep it, into a road file.

One row a segment: its line as WKT or as pairs of columns, its class by its Chinese or its
OpenStreetMap name, one-way, limits, name; in the datum the office works in. Ends that lie within a
metre of each other are one crossing. The result is read by `./muster roads build` like any other.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import osmium
import shapely

from geo.datum import array_to_wgs84
from geo.speeds import HIGHWAYS
from geo.types import Datum, position_problem

CLASSES = {
    "高速公路": "motorway",
    "高速匝道": "motorway_link",
    "城市快速路": "trunk",
    "快速路": "trunk",
    "国道": "trunk",
    "一级公路": "trunk",
    "省道": "primary",
    "二级公路": "primary",
    "主干路": "primary",
    "县道": "secondary",
    "三级公路": "secondary",
    "次干路": "secondary",
    "乡道": "tertiary",
    "四级公路": "tertiary",
    "支路": "tertiary",
    "村道": "unclassified",
    "等外公路": "unclassified",
    "居住区道路": "residential",
    "内部道路": "service",
    "机耕路": "track",
    "人行道": "footway",
    "轮渡": "ferry",
}
"""Chinese road classes -> classes of the speed table: judgement, by use rather than by standard."""

COLUMNS = {
    "wkt": ("wkt", "geometry", "线"),
    "from_lon": ("from_lon", "lon1", "起点经度"),
    "from_lat": ("from_lat", "lat1", "起点纬度"),
    "to_lon": ("to_lon", "lon2", "终点经度"),
    "to_lat": ("to_lat", "lat2", "终点纬度"),
    "class": ("class", "highway", "道路等级", "等级"),
    "name": ("name", "路名", "名称"),
    "oneway": ("oneway", "单行"),
    "maxspeed": ("maxspeed", "限速"),
    "maxheight": ("maxheight", "限高"),
    "maxweight": ("maxweight", "限重"),
    "bridge": ("bridge", "桥梁"),
}
_YES = {"1", "yes", "true", "是", "y"}
_CROSSING_DIGITS = 5
"""Ends equal to so many decimal places of a degree (about 1 m) are one crossing."""


@dataclass(frozen=True)
class RowTrouble:
    """A row that cannot be used, counted as a spreadsheet counts it (the heading is row 1)."""

    row: int
    message: str


def convert_table(table: Path, target: Path, datum: Datum) -> tuple[int, list[RowTrouble]]:
    """Write a road file from a table (CSV in UTF-8 or GB18030); all rows or none.

    Returns the number of segments and the rows that are wrong; with any, no file is written.
    """
    rows = list(_rows(table))
    troubles: list[RowTrouble] = []
    roads = []
    for number, row in enumerate(rows, start=2):
        try:
            roads.append(_road(row, datum))
        except ValueError as trouble:
            troubles.append(RowTrouble(number, str(trouble)))
    if not rows:
        troubles.append(RowTrouble(1, "the table holds no row"))
    if not troubles:
        _write(roads, target)
    return sum(len(line) - 1 for line, _ in roads), troubles


Road = tuple[list[tuple[float, float]], dict[str, str]]


def _rows(table: Path) -> Iterator[dict[str, str]]:
    raw = table.read_bytes()
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("gb18030", errors="replace")
    for row in csv.DictReader(text.splitlines()):
        yield {key.strip().lower(): (value or "").strip() for key, value in row.items() if key}


def _cell(row: Mapping[str, str], field: str) -> str:
    return next((row[name] for name in COLUMNS[field] if row.get(name)), "")


def _road(row: Mapping[str, str], datum: Datum) -> Road:
    given = _cell(row, "class")
    highway = CLASSES.get(given, given)
    if highway not in HIGHWAYS:
        raise ValueError(f"road class {given!r} is not known")
    tags = {"route": "ferry"} if highway == "ferry" else {"highway": highway}
    for key in ("name", "maxspeed", "maxheight", "maxweight"):
        if value := _cell(row, key):
            tags[key] = value
    for key in ("oneway", "bridge"):
        if _cell(row, key).lower() in _YES:
            tags[key] = "yes"
    return _line(row, datum), tags


def _line(row: Mapping[str, str], datum: Datum) -> list[tuple[float, float]]:
    if wkt := _cell(row, "wkt"):
        try:
            shape = shapely.from_wkt(wkt)
        except shapely.errors.GEOSException as trouble:
            raise ValueError(f"the line cannot be read: {trouble}") from None
        if shape.geom_type != "LineString" or shape.is_empty:
            raise ValueError(f"expected a LINESTRING, found {shape.geom_type}")
        given = [(point[0], point[1]) for point in shape.coords]
    else:
        given = [
            (_number(row, "from_lon"), _number(row, "from_lat")),
            (_number(row, "to_lon"), _number(row, "to_lat")),
        ]
    for lon, lat in given:
        if problem := position_problem(lon, lat):
            raise ValueError(f"{problem.value}: {lon}, {lat}")
    found = array_to_wgs84(given, datum).round(7)
    line = [(float(lon), float(lat)) for lon, lat in found]
    if all(a == b for a, b in pairwise(line)):
        raise ValueError("the line has no length")
    return line


def _number(row: Mapping[str, str], field: str) -> float:
    try:
        return float(_cell(row, field))
    except ValueError:
        raise ValueError(f"{field}: {_cell(row, field)!r} is not a number") from None


def _write(roads: list[Road], target: Path) -> None:
    ids: dict[tuple[float, float], int] = {}
    places: list[tuple[float, float]] = []

    def node(place: tuple[float, float]) -> int:
        key = (round(place[0], _CROSSING_DIGITS), round(place[1], _CROSSING_DIGITS))
        if key not in ids:
            ids[key] = len(places) + 1
            places.append(place)
        return ids[key]

    lines = [[node(place) for place in line] for line, _ in roads]
    part = target.with_name(f"part-{target.name}")
    part.unlink(missing_ok=True)
    with osmium.SimpleWriter(str(part)) as writer:
        for number, place in enumerate(places, start=1):
            writer.add_node(osmium.osm.mutable.Node(id=number, location=place))
        for number, (refs, (_, tags)) in enumerate(zip(lines, roads, strict=True), start=1):
            writer.add_way(osmium.osm.mutable.Way(id=number, nodes=refs, tags=tags))
    part.replace(target)
