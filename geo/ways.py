"""Finds one way between two places on the roads: vertices, and time and segment of each piece."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from geo.closed_ends import ClosedRoads, Stretch, entries_now, exits_now, stretch_to
from geo.ends import along_same_segment, only
from geo.roads import RoadFile
from geo.shortest_paths import FoundPath, NodeAndMs, ShortestPaths
from geo.snapping import Snapped
from geo.turns import ArcGraph
from geo.types import FloatArray, IntArray


@dataclass(frozen=True, eq=False)
class OpenRoads:
    """What one vehicle class may drive now.

    Attributes
    ----------
    arc_ms : (2 s,) ms of the road's arcs; graph_ms : (e,) ms of the graph's arcs
    paths : shortest paths over the latter
    closed : the roads that a closure shuts, over which one still gets to places on them
    """

    arc_ms: IntArray
    graph_ms: IntArray
    paths: ShortestPaths
    closed: ClosedRoads | None = None


@dataclass(frozen=True)
class Way:
    """A way over k pieces of road.

    Attributes
    ----------
    points : k + 1 vertices in degrees, the first and last where the road is entered and left
    step_ms, segments : time and road segment of each piece
    arcs : the graph's arcs driven from end to end, without the two partly driven
    forks : whether one could have gone another way at the beginning of each piece
    """

    points: list[list[float]]
    step_ms: list[float]
    segments: list[int]
    arcs: list[int]
    forks: list[bool]

    @property
    def milliseconds(self) -> float:
        return sum(self.step_ms)


def find_way(
    file: RoadFile,
    graph: ArcGraph,
    roads: OpenRoads,
    ends: Snapped,
    paths: ShortestPaths | None = None,
) -> Way | None:
    """The quickest way between two snapped places, None where there is none.

    With `paths` over other weights it is the best way by those; its times are the true ones still.
    """
    start, end = only(ends, 0), only(ends, 1)
    points = points_on(file, ends).tolist()
    sources = _sources(file, graph, roads, start)
    targets = entries_now(file, graph, end, roads.arc_ms, roads.graph_ms, roads.closed)[0]
    found = (paths or roads.paths).path(sources, targets)
    same_ms = float(along_same_segment(start, end, roads.arc_ms)[0, 0])
    if found is None or same_ms <= found.milliseconds:
        here = int(start.segment[0])
        return None if np.isnan(same_ms) else Way(points, [same_ms], [here], [], [False])
    nodes = graph.node_of[found.nodes]
    line = [points[0], *file.lonlat[nodes].tolist(), points[1]]
    forks = [False, *(file.segments_at[nodes] > 2).tolist()]
    between = (graph.arc[found.arcs] // 2).tolist()
    segments = [int(start.segment[0]), *between, int(end.segment[0])]
    step_ms = _steps(roads.graph_ms, sources, targets, found)
    way = Way(line, step_ms, segments, list(found.arcs), forks)
    before = stretch_to(roads.closed, start, int(nodes[0]), outwards=True)
    after = stretch_to(roads.closed, end, int(nodes[-1]), outwards=False)
    return _with_stretches(file, way, before, after)


def _sources(file: RoadFile, graph: ArcGraph, roads: OpenRoads, start: Snapped) -> list[NodeAndMs]:
    nodes, ahead_ms = exits_now(file, graph, start, roads.arc_ms, roads.closed)
    pairs = zip(nodes[0].tolist(), ahead_ms[0].tolist(), strict=True)
    return [(node, int(ms)) for node, ms in pairs if ms >= 0.0]


def _with_stretches(file: RoadFile, way: Way, before: Stretch | None, after: Stretch | None) -> Way:
    """Put the pieces of closed road in place of the single steps at a way's two ends."""
    first = (way.points[:1], way.step_ms[:1], way.segments[:1])
    last = (way.points[-1:], way.step_ms[-1:], way.segments[-1:])
    if before is not None:
        nodes = file.lonlat[list(before.nodes[:-1])].tolist()
        first = ([*first[0], *nodes], [float(ms) for ms in before.step_ms], [*before.segments])
    if after is not None:
        nodes = file.lonlat[list(after.nodes[:-1])].tolist()[::-1]
        last = (
            [*nodes, *last[0]],
            [float(ms) for ms in after.step_ms[::-1]],
            [*after.segments[::-1]],
        )
    forks = [False] * len(first[1]) + way.forks[1:-1] + way.forks[-1:]
    return Way(
        [*first[0], *way.points[1:-1], *last[0]],
        [*first[1], *way.step_ms[1:-1], *last[1]],
        [*first[2], *way.segments[1:-1], *last[2]],
        way.arcs,
        forks + [False] * (len(last[1]) - 1),
    )


def points_on(file: RoadFile, snapped: Snapped) -> FloatArray:
    """Where the places lie on their segments, (n, 2) degrees."""
    tail, head = file.lonlat[file.tail[snapped.segment]], file.lonlat[file.head[snapped.segment]]
    return np.asarray(tail + snapped.along[:, None] * (head - tail))


def _steps(
    graph_ms: IntArray, sources: list[NodeAndMs], targets: list[NodeAndMs], path: FoundPath
) -> list[float]:
    between = [float(ms) for ms in graph_ms[path.arcs]]
    first = min(ms for node, ms in sources if node == path.nodes[0])
    return [float(first), *between, float(min(ms for n, ms in targets if n == path.nodes[-1]))]
