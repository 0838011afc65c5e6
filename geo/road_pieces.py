"""The piece of road somebody points at: from junction to junction, or as far as its name goes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import shapely

from geo.closures import MarkedRoad
from geo.distance import haversine_m
from geo.marked_roads import RoadLines
from geo.snapping import metres_per_degree
from geo.speeds import HIGHWAYS
from geo.types import LonLat

POINTED_WITHIN_M = 80.0
"""Who clicks farther from any road than this has not pointed at one."""

_MOST_SEGMENTS = 20_000


class PieceScope(StrEnum):
    """How much of a road is meant."""

    PIECE = "piece"
    """The road between two junctions; a bridge on it is a piece of its own."""
    ROAD = "road"
    """All connected road of the same name; without a name, of the same way of the file."""


@dataclass(frozen=True)
class RoadPiece:
    """A piece of road that was pointed at, as stretches that can be marked."""

    roads: tuple[MarkedRoad, ...]
    name: str
    road_class: str
    metres: float
    segments: int
    is_bridge: bool
    is_one_way: bool
    """Traffic passes in one direction only, by the road file."""
    off_m: float
    """How far from the road was pointed."""


def piece_at(lines: RoadLines, place: LonLat, scope: PieceScope) -> RoadPiece | None:
    """The piece of road nearest to a place, None where no road is near.

    Parameters
    ----------
    place : degrees, WGS-84
    """
    nearest = _nearest_segment(lines, place)
    if nearest is None:
        return None
    segment, off_m = nearest
    whole = scope is PieceScope.ROAD
    found = _same_road(lines, segment) if whole else _between_junctions(lines, segment)
    file = lines.roads
    name = str(file.names[file.name[segment]])
    return RoadPiece(
        roads=_stretches(lines, found, name) if whole else (_stretch(lines, found, name),),
        name=name,
        road_class=HIGHWAYS[file.highway[segment]],
        metres=float(file.length_m[found].sum()),
        segments=len(found),
        is_bridge=bool(file.bridge[segment]),
        is_one_way=not bool(file.passable[segment].all()),
        off_m=off_m,
    )


def _nearest_segment(lines: RoadLines, place: LonLat) -> tuple[int, float] | None:
    scale = metres_per_degree(place.lat)
    reach = POINTED_WITHIN_M / scale
    box = shapely.box(*(np.array(place) - reach), *(np.array(place) + reach))
    near = np.sort(lines.tree.query(box))
    if len(near) == 0:
        return None
    file = lines.roads
    ends = np.stack([file.lonlat[file.tail[near]], file.lonlat[file.head[near]]], axis=1)
    segments = shapely.linestrings((ends - np.array(place)) * scale)
    apart_m = shapely.distance(segments, shapely.Point(0.0, 0.0))
    best = int(np.argmin(apart_m))
    far = apart_m[best] > POINTED_WITHIN_M
    return None if far else (int(near[best]), float(apart_m[best]))


def _between_junctions(lines: RoadLines, segment: int) -> list[int]:
    """The segments from junction to junction, in order along the first one's direction."""
    file = lines.roads
    ahead = _walk(lines, segment, int(file.head[segment]))
    if segment in ahead:  # a ring without a junction
        return [segment, *[one for one in ahead if one != segment]]
    behind = _walk(lines, segment, int(file.tail[segment]))
    return [*reversed(behind), segment, *ahead]


def _walk(lines: RoadLines, segment: int, node: int) -> list[int]:
    """The segments that follow one over a node until the next junction."""
    found: list[int] = []
    here, start = segment, segment
    while lines.degree[node] == 2 and len(found) < _MOST_SEGMENTS:
        after = next((one for one in lines.at_node(node) if one != here), None)
        if after is None or not _continues(lines, here, after):
            break
        found.append(after)
        if after == start:
            break
        node = _other_end(lines, after, node)
        here = after
    return found


def _continues(lines: RoadLines, one: int, other: int) -> bool:
    file = lines.roads
    same_name = file.name[one] == file.name[other]
    return bool(same_name and file.bridge[one] == file.bridge[other])


def _other_end(lines: RoadLines, segment: int, node: int) -> int:
    tail, head = int(lines.roads.tail[segment]), int(lines.roads.head[segment])
    return head if tail == node else tail


def _same_road(lines: RoadLines, segment: int) -> list[int]:
    """All segments of the same name (without one: of the same way) that hang together."""
    file = lines.roads
    label = file.name if file.name[segment] != 0 else file.way
    found, to_do = {segment}, [segment]
    while to_do and len(found) < _MOST_SEGMENTS:
        here = to_do.pop()
        for node in (int(file.tail[here]), int(file.head[here])):
            for after in lines.at_node(node):
                if after not in found and label[after] == label[segment]:
                    found.add(after)
                    to_do.append(after)
    return sorted(found)


def _stretch(lines: RoadLines, ordered: list[int], name: str) -> MarkedRoad:
    """One stretch along segments in order, running as traffic does where that is one way."""
    file = lines.roads
    first = int(file.tail[ordered[0]])
    if len(ordered) > 1:
        shared = {int(file.tail[ordered[1]]), int(file.head[ordered[1]])}
        first = int(file.head[ordered[0]]) if first in shared else first
    nodes = [first]
    for segment in ordered:
        nodes.append(_other_end(lines, segment, nodes[-1]))
    against = int(file.tail[ordered[0]]) != nodes[0]
    passable = file.passable[ordered[0]]
    runs_back = bool(passable[0] != passable[1]) and bool(passable[1]) != against
    line = file.lonlat[nodes[::-1] if runs_back else nodes]
    return MarkedRoad(_corners(line.tolist()), name)


def _stretches(lines: RoadLines, segments: list[int], name: str) -> tuple[MarkedRoad, ...]:
    """As few stretches as possible that cover segments that branch."""
    file = lines.roads
    ends = np.stack([file.lonlat[file.tail[segments]], file.lonlat[file.head[segments]]], axis=1)
    merged = shapely.line_merge(shapely.multilinestrings(shapely.linestrings(ends)))
    parts = sorted(shapely.get_parts(merged), key=lambda part: -part.length)
    return tuple(MarkedRoad(_corners(part.coords), name) for part in parts)


def _corners(points: Iterable[Iterable[float]]) -> tuple[tuple[float, float], ...]:
    """Vertices to a centimetre or so, the precision that is kept."""
    pairs = ([round(float(value), 7) for value in point] for point in points)
    return tuple((pair[0], pair[1]) for pair in pairs)


def length_m(road: MarkedRoad) -> float:
    """The length of a marked stretch, metres."""
    line = np.array(road.line, dtype=np.float64)
    return float(np.asarray(haversine_m(line[:-1], line[1:])).sum())
