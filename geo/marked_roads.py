"""Finds stretches of road marked by somebody on the roads of a file, by where they run.

A marked stretch is kept as its line and its road's name, never as numbers of a road file: when the
file is built anew its segments have other numbers, other vertices and perhaps other places, and the
stretch is looked up again.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import shapely
from numpy.typing import NDArray

from geo.closures import MarkedRoad, RoadClosure
from geo.roads import RoadFile
from geo.snapping import metres_per_degree
from geo.types import BoolArray, FloatArray, IntArray

TOLERANCES_M = (1.0, 4.0, 8.0, 15.0)
"""How far a rebuilt road may lie from where it was marked, tried from the strictest on.

Opposite carriageways lie some 10 to 30 m apart: the wide steps come last, and only for a road that
is nowhere nearer.
"""

WHOLE = 0.9
"""A stretch of which so much is found counts as found; the rest is the ends of its segments."""

LEAST = 0.5
"""Below this share a stretch no longer matches the road file."""

_SAMPLES = np.array([0.1, 0.3, 0.5, 0.7, 0.9])
_LEAST_SAMPLES = 3
_LEAST_COSINE = 0.9
_STEP_M = 5.0
_MOST_STEPS = 4000


@dataclass(frozen=True, eq=False)
class Match:
    """Where a marked stretch lies on the roads: its arcs, and how much of its line they cover."""

    arcs: IntArray
    share: float

    @property
    def is_found(self) -> bool:
        """Whether the stretch still lies on the roads."""
        return self.share >= LEAST


class RoadLines:
    """The segments of a road file as lines that can be searched by place."""

    def __init__(self, roads: RoadFile) -> None:
        self.roads = roads
        self.tree = shapely.STRtree(roads.lines())
        self.bridge: BoolArray = roads.bridge

    @cached_property
    def degree(self) -> IntArray:
        """How many segments meet at each node, shape (n,)."""
        ends = np.concatenate([self.roads.tail, self.roads.head])
        return np.bincount(ends, minlength=self.roads.node_count).astype(np.int32)

    @cached_property
    def by_node(self) -> tuple[IntArray, IntArray]:
        """Segments node by node, (2 s,), and where those of each node begin, (n + 1,)."""
        ends = np.concatenate([self.roads.tail, self.roads.head])
        order = np.argsort(ends, kind="stable")
        segments = (order % self.roads.segment_count).astype(np.int32)
        return segments, np.concatenate([[0], np.cumsum(self.degree)]).astype(np.int32)

    def at_node(self, node: int) -> list[int]:
        """The segments that meet at a node."""
        segments, start = self.by_node
        return [int(one) for one in segments[start[node] : start[node + 1]]]


def matched_arcs(road: MarkedRoad, lines: RoadLines) -> Match:
    """The arcs of the road file that a marked stretch covers, with how much of it they cover.

    The narrowest tolerance that finds nearly all of the line is taken; beyond the first, a road
    whose name differs is another road, unless the file knows no names at all.
    """
    if len(road.line) < 2:
        return _NOTHING
    best = _NOTHING
    plane = _Plane(np.array(road.line, dtype=np.float64))
    near = _near(plane, lines, TOLERANCES_M[-1])
    for tolerance_m in TOLERANCES_M:
        found = _match(road, lines, near, plane, tolerance_m)
        if found.share > best.share:
            best = found
        if best.share >= WHOLE:
            break
    return best if best.is_found else Match(_NOTHING.arcs, best.share)


_NOTHING = Match(np.empty(0, dtype=np.int32), 0.0)


class _Plane:
    """A marked line in a local plane of metres, with the direction of each of its pieces."""

    def __init__(self, lonlat: FloatArray) -> None:
        self.origin = lonlat[0]
        self.scale = metres_per_degree(float(lonlat[:, 1].mean()))
        self.vertices = self.metres(lonlat)
        self.line = shapely.LineString(self.vertices)
        self.pieces: NDArray[np.object_] = np.asarray(
            shapely.linestrings(np.stack([self.vertices[:-1], self.vertices[1:]], axis=1))
        )
        self.steps = np.diff(self.vertices, axis=0)

    def metres(self, lonlat: FloatArray) -> FloatArray:
        return np.asarray((lonlat - self.origin) * self.scale)

    def degrees_around(self, by_m: float) -> shapely.Polygon:
        low = self.vertices.min(axis=0) - by_m
        high = self.vertices.max(axis=0) + by_m
        corners = np.stack([low, high]) / self.scale + self.origin
        return shapely.box(*corners.reshape(-1))


def _near(plane: _Plane, lines: RoadLines, by_m: float) -> IntArray:
    found = lines.tree.query(plane.degrees_around(by_m))
    if len(found) == 0:
        return _NOTHING.arcs
    roads = lines.roads
    ends = np.stack([roads.lonlat[roads.tail[found]], roads.lonlat[roads.head[found]]], axis=1)
    segments = shapely.linestrings(plane.metres(ends))
    close = shapely.distance(segments, plane.line) <= by_m
    return np.sort(found[close]).astype(np.int32)


def _match(
    road: MarkedRoad, lines: RoadLines, near: IntArray, plane: _Plane, tolerance_m: float
) -> Match:
    if tolerance_m > TOLERANCES_M[0] and road.name and len(lines.roads.names) > 1:
        near = near[lines.roads.names[lines.roads.name[near]] == road.name]
    if len(near) == 0:
        return _NOTHING
    tail = plane.metres(lines.roads.lonlat[lines.roads.tail[near]])
    step = plane.metres(lines.roads.lonlat[lines.roads.head[near]]) - tail
    cosine = _cosine(tail + step / 2, step, plane)
    points = shapely.points(tail[:, None, :] + _SAMPLES[None, :, None] * step[:, None, :])
    along_m = shapely.line_locate_point(plane.line, points)
    beside = (along_m > 0.0) & (along_m < plane.line.length)
    inside = beside & (shapely.distance(points, plane.line) <= tolerance_m)
    taken = (inside.sum(axis=1) >= _LEAST_SAMPLES) & (np.abs(cosine) >= _LEAST_COSINE)
    arcs = _arcs(near[taken], cosine[taken], road.one_way)
    return Match(arcs, _share(plane, tail[taken], step[taken], tolerance_m))


def _cosine(middle: FloatArray, step: FloatArray, plane: _Plane) -> FloatArray:
    """Between each segment and the marked line beside it: 1 along, -1 against, shape (k,)."""
    _, nearest = shapely.STRtree(plane.pieces).query_nearest(
        shapely.points(middle), all_matches=False
    )
    along = plane.steps[nearest]
    length = np.hypot(*step.T) * np.hypot(*along.T)
    return np.asarray(np.einsum("ij,ij->i", step, along) / np.maximum(length, 1e-9))


def _arcs(segments: IntArray, cosine: FloatArray, one_way: bool) -> IntArray:
    if one_way:
        return np.asarray(2 * segments + (cosine < 0), dtype=np.int32)
    return np.concatenate([2 * segments, 2 * segments + 1]).astype(np.int32)


def _share(plane: _Plane, tail: FloatArray, step: FloatArray, tolerance_m: float) -> float:
    """How much of the marked line lies beside the segments found, 0 to 1."""
    if len(tail) == 0:
        return 0.0
    count = int(np.clip(plane.line.length / _STEP_M, 2, _MOST_STEPS))
    points = shapely.line_interpolate_point(
        plane.line, (np.arange(count) + 0.5) / count, normalized=True
    )
    found = shapely.STRtree(shapely.linestrings(np.stack([tail, tail + step], axis=1)))
    beside = found.query_nearest(points, max_distance=tolerance_m, all_matches=False)[0]
    return len(np.unique(beside)) / count


def closed_arcs(closure: RoadClosure, lines: RoadLines) -> BoolArray:
    """Which arcs a closure shuts, shape (2 s,): tail to head and head to tail of each segment.

    Segments that meet the area are shut both ways, bridges left open where the closure says so; a
    stretch marked by somebody is shut even on a bridge, and one that is spared stays open.
    """
    shut = np.repeat(_meeting(closure, lines), 2)
    for road in closure.roads:
        shut[matched_arcs(road, lines).arcs] = True
    for road in closure.spared:
        shut[matched_arcs(road, lines).arcs] = False
    return shut


def _meeting(closure: RoadClosure, lines: RoadLines) -> BoolArray:
    """Which segments the area shuts, shape (s,)."""
    shut = np.zeros(len(lines.bridge), dtype=np.bool_)
    if closure.area is None:
        return shut
    shapely.prepare(closure.area)
    shut[lines.tree.query(closure.area, predicate="intersects")] = True
    return shut & ~lines.bridge if closure.spares_bridges else shut
