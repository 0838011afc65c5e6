"""Finds one way between two places on the roads: vertices, and time and segment of each piece."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from geo.ends import along_same_segment, entries, exits_of_one, only
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
    """

    arc_ms: IntArray
    graph_ms: IntArray
    paths: ShortestPaths


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
    sources = exits_of_one(file, graph, start, roads.arc_ms)
    targets = entries(file, graph, end, roads.arc_ms, roads.graph_ms)[0]
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
    return Way(line, step_ms, segments, list(found.arcs), forks)


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
