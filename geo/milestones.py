"""Milestones: reads K785+300 of G42 as people write it, and says where on the road that is.

Between two known stones of the same road the place is interpolated along the road's own line, or
along the straight where no line is known; beyond the last known stone nothing is claimed.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import dijkstra
from scipy.spatial import cKDTree
from shapely.geometry.base import BaseGeometry

from geo.distance import haversine_m
from geo.types import FloatArray, LonLat

WIDEST_GAP_M = 60_000
"""Two stones farther apart than this do not bracket anything."""

SMALL_GAP_M = 120
_METRES_A_DEGREE = 111_195

_STRAIGHT_GAP_M = 3_000
"""Without the road's line two stones must be this near for the straight between them to do."""

_DISAGREES = 0.25
"""A line whose length differs from the stones' difference by more than this share is not used."""

_KM = re.compile(
    r"[Kk桩号]*\s*(?<![\d.])(\d{1,4})\s*(?:[+＋]\s*(\d{1,3})(?:\.\d+)?|公里(?:\s*[+加]?\s*(\d{1,3})\s*米)?)"
    r"|[Kk]\s*(\d{1,4})(?:\.(\d{1,3}))?(?![\d+])"
)
_NUMBER = re.compile(
    r"(?<![A-Za-z0-9])([GSXYCZ]{1,2}\s*-?\s*\d{1,5}[a-d]?)(?![\da-z])", re.IGNORECASE
)
_WORDS = re.compile(r"桩号|里程碑?|处|附近|路段|方向|[,，、()（）]")


class Direction(StrEnum):
    """Which carriageway: up (上行) or down (下行), as the road's operator names them."""

    UP = "up"
    DOWN = "down"


_DIRECTIONS = {"上行": Direction.UP, "下行": Direction.DOWN}
_CLASSES = {"国道": "G", "省道": "S", "县道": "X", "乡道": "Y"}
_SPOKEN_NUMBER = re.compile(r"(?<!\d)(\d{1,4})(国道|省道|县道|乡道)")
"""107国道 is G107, and so on down the four grades of numbered roads."""


@dataclass(frozen=True)
class Chainage:
    """A road and a distance along it, as it was said; number, name or both name the road."""

    number: str | None
    road: str | None
    metres: int
    direction: Direction | None


@dataclass(frozen=True)
class Stone:
    """A milestone whose place is known."""

    number: str | None
    road: str | None
    metres: int
    direction: Direction | None
    at: LonLat


class How(StrEnum):
    """What a place along a road rests on."""

    STONE = "stone"
    ALONG_ROAD = "along_road"
    STRAIGHT = "straight"


@dataclass(frozen=True)
class Located:
    """Where a chainage is; `nearest_stone_m` is how far along the road the nearest stone is."""

    at: LonLat
    how: How
    nearest_stone_m: int


def chainage_of(text: str) -> Chainage | None:
    """Read "G42沪蓉高速K785+300", "K23+400 G4", "京港澳 1123公里400米"; None if it is none."""
    text = unicodedata.normalize("NFKC", text)
    text = _SPOKEN_NUMBER.sub(lambda found: f"{_CLASSES[found[2]]}{found[1]} ", text)
    found = _KM.search(text)
    if found is None:
        return None
    km = int(found[1] or found[4])
    rest = found[2] or found[3]
    metres = int(rest) if rest else round(float(f"0.{found[5] or 0}") * 1000)
    left = text[: found.start()] + " " + text[found.end() :]
    direction = next((way for word, way in _DIRECTIONS.items() if word in left), None)
    for word in _DIRECTIONS:
        left = left.replace(word, " ")
    number = _NUMBER.search(left)
    if number:
        left = left[: number.start()] + " " + left[number.end() :]
    road = "".join(_WORDS.sub(" ", left).split()) or None
    plain = number_of(number[1]) if number else None
    return Chainage(plain, road, km * 1000 + metres, direction)


def number_of(text: str) -> str:
    """A road number without spaces and hyphens, in capitals."""
    return re.sub(r"[\s-]", "", unicodedata.normalize("NFKC", text)).upper()


def chainage_text(metres: int) -> str:
    """A distance along a road as it stands on signs and in reports: K785+300."""
    return f"K{metres // 1000}+{metres % 1000:03d}"


def stone_metres(text: str | None) -> int | None:
    """The distance a milestone of a road file shows, in metres; None when nobody can read it."""
    if not text:
        return None
    found = re.fullmatch(r"\s*[KkРрPp]*\s*(\d{1,4})(?:[.,+](\d{1,3}))?\s*(?:km)?\s*", text)
    if found is None:
        return None
    part = found[2] or "0"
    metres = int(part) if "+" in text else round(float(f"0.{part}") * 1000)
    return int(found[1]) * 1000 + metres


def locate(metres: int, stones: Sequence[Stone], line: BaseGeometry | None) -> Located | None:
    """Where a distance along one road is, None when the known stones do not enclose it.

    Parameters
    ----------
    metres : distance along the road, m. stones : known stones of this road, one carriageway.
    line : the road's line(s), degrees; None where the road file does not draw it.
    """
    known = sorted(stones, key=lambda stone: stone.metres)
    for stone in known:
        if stone.metres == metres:
            return Located(stone.at, How.STONE, 0)
    for before, after in pairwise(known):
        if before.metres < metres < after.metres <= before.metres + WIDEST_GAP_M:
            nearest_m = min(metres - before.metres, after.metres - metres)
            share = (metres - before.metres) / (after.metres - before.metres)
            return _between(before, after, share, line, nearest_m)
    return None


def nearest_stone(metres: int, stones: Sequence[Stone]) -> Stone | None:
    """The known stone of a road closest to a distance along it."""
    return min(stones, key=lambda stone: (abs(stone.metres - metres), stone.metres), default=None)


def chainage_at(at: LonLat, stones: Sequence[Stone], line: BaseGeometry | None) -> int | None:
    """The distance along a road at a point beside it, metres; None outside the known stones.

    Each pair of neighbouring stones is tried; the pair whose stretch passes nearest counts.
    """
    best: tuple[float, int] | None = None
    for before, after in pairwise(sorted(stones, key=lambda stone: stone.metres)):
        stretch_m = after.metres - before.metres
        if not 0 < stretch_m <= WIDEST_GAP_M:
            continue
        path = _usable_path(before, after, line)
        if path is None:
            continue
        squeeze = math.cos(math.radians(at.lat))
        level, point = _squeezed(path, squeeze), _squeezed(shapely.Point(at), squeeze)
        away, share = level.distance(point), level.project(point, normalized=True)
        if 0 < share < 1 and (best is None or away < best[0]):
            best = away, before.metres + round(share * stretch_m)
    return None if best is None else best[1]


def _between(
    before: Stone, after: Stone, share: float, line: BaseGeometry | None, nearest_m: int
) -> Located | None:
    path = _usable_path(before, after, line)
    if path is None:
        return None
    straight = len(path.coords) == 2
    squeeze = math.cos(math.radians(before.at.lat))
    point = _squeezed(path, squeeze).interpolate(share, normalized=True)
    at = LonLat(round(point.x / squeeze, 6), round(point.y, 6))
    return Located(at, How.STRAIGHT if straight else How.ALONG_ROAD, nearest_m)


def _squeezed(shape: BaseGeometry, squeeze: float) -> BaseGeometry:
    """Degrees with longitudes as short as they are there, so that lengths compare."""
    return shapely.transform(shape, lambda lonlat: lonlat * [squeeze, 1.0])


def _usable_path(
    before: Stone, after: Stone, line: BaseGeometry | None
) -> shapely.LineString | None:
    """The stretch between two stones, along the road or straight; None where neither will do."""
    stretch_m = after.metres - before.metres
    path = None if line is None else path_along(line, before.at, after.at)
    if path is not None and abs(length_m(path) - stretch_m) <= _DISAGREES * stretch_m:
        return path
    straight = shapely.LineString([before.at, after.at])
    fits = abs(length_m(straight) - stretch_m) <= _DISAGREES * stretch_m
    return straight if stretch_m <= _STRAIGHT_GAP_M and fits else None


def length_m(line: shapely.LineString) -> float:
    """The length of a line in degrees, in metres."""
    points = np.array(line.coords)
    return float(haversine_m(points[:-1], points[1:]).sum())


def path_along(line: BaseGeometry, start: LonLat, end: LonLat) -> shapely.LineString | None:
    """The shortest way from one point to another along the pieces of a line, degrees.

    Pieces that touch are joined at their vertices, ends within `SMALL_GAP_M` of each other (a
    roundabout without the road's number) by the straight; both ends are taken at the nearest vertex
    after the line has been cut there. None where the pieces do not connect the two.
    """
    pieces = [part for part in shapely.get_parts(line) if part.length > 0]
    for point in (shapely.Point(start), shapely.Point(end)):
        pieces = _cut_nearest(pieces, point)
    index: dict[tuple[float, float], int] = {}
    tails: list[int] = []
    heads: list[int] = []
    ends: list[int] = []
    for piece in pieces:
        points = np.array(piece.coords)
        ids = [index.setdefault((round(x, 7), round(y, 7)), len(index)) for x, y in points]
        tails += ids[:-1]
        heads += ids[1:]
        ends += [ids[0], ids[-1]]
    places = np.array(list(index))
    gaps = _small_gaps(places, np.unique(ends))
    pairs = np.concatenate([np.column_stack([tails, heads]), gaps])
    metres = np.maximum(haversine_m(places[pairs[:, 0]], places[pairs[:, 1]]), 1e-3)
    graph = coo_array((metres, (pairs[:, 0], pairs[:, 1])), shape=(len(index),) * 2).tocsr()
    source, target = (int(np.argmin(haversine_m(each, places))) for each in (start, end))
    away, before = dijkstra(graph, directed=False, indices=source, return_predecessors=True)
    if source == target or not np.isfinite(away[target]):
        return None
    way = [target]
    while way[-1] != source:
        way.append(int(before[way[-1]]))
    return shapely.LineString(places[way[::-1]])


def _small_gaps(places: FloatArray, ends: NDArray[np.intp]) -> NDArray[np.intp]:
    """Pairs of piece ends that lie close together, (n, 2) numbers of places."""
    squeeze = math.cos(math.radians(float(places[:, 1].mean())))
    level = places[ends] * [squeeze, 1.0] * _METRES_A_DEGREE
    return np.asarray(ends[cKDTree(level).query_pairs(SMALL_GAP_M, output_type="ndarray")])


def _cut_nearest(pieces: list[shapely.LineString], point: shapely.Point) -> list[BaseGeometry]:
    """Give the nearest piece a vertex where it passes the point."""
    nearest = min(range(len(pieces)), key=lambda number: pieces[number].distance(point))
    piece = pieces[nearest]
    at = piece.project(point)
    if not 0 < at < piece.length:
        return pieces
    points = list(piece.coords)
    measures = [piece.project(shapely.Point(each)) for each in points]
    place = int(np.searchsorted(measures, at))
    cut = piece.interpolate(at)
    joined = shapely.LineString([*points[:place], (cut.x, cut.y), *points[place:]])
    return [*pieces[:nearest], joined, *pieces[nearest + 1 :]]
