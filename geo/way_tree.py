"""The quickest ways from many places to one, as one tree: which stretches of road each leads over.

Notes
-----
SciPy's Dijkstra backwards from the target over the same arcs as `geo.shortest_paths`; a way of the
tree takes as long as the one that `RoadNetwork.route` finds, where two are equally quick it may be
the other one.
"""

from __future__ import annotations

import numpy as np
from scipy.sparse.csgraph import dijkstra

from geo.closed_ends import entries_now, exits_now
from geo.roads import RoadFile
from geo.shortest_paths import reduced_arcs
from geo.snapping import Snapped, Snapper
from geo.straight_line import as_places
from geo.stretches import NOT_IN_ONE
from geo.turns import ArcGraph
from geo.types import FloatArray, IntArray
from geo.ways import OpenRoads

_NOWHERE = -9999
"""SciPy's predecessor of a node that is not reached, or is where the way begins."""


class WaysOf:
    """The ways of one vehicle class; made once for all targets."""

    def __init__(self, file: RoadFile, graph: ArcGraph, roads: OpenRoads, snapper: Snapper) -> None:
        self._file, self._graph, self._roads, self._snapper = file, graph, roads, snapper
        self._arcs, self._backwards = reduced_arcs(
            graph.node_count, graph.tail, graph.head, roads.graph_ms
        )
        keys = graph.tail[self._arcs].astype(np.int64) * graph.node_count + graph.head[self._arcs]
        self._order = np.argsort(keys)
        self._keys = keys[self._order]

    def marks(
        self, sources: FloatArray, target: tuple[float, float], of_segment: IntArray
    ) -> list[frozenset[int]]:
        """The marks that each source's way to the target leads over; none off the network.

        That of the target's own segment is left out: who drives there comes up to it in any case.

        Parameters
        ----------
        sources : (n, 2) degrees; of_segment : (s,) mark of each segment, `NOT_IN_ONE` for none
        """
        starts, ends = (
            self._snapper.snap(as_places(sources)),
            self._snapper.snap(as_places([target])),
        )
        roads = self._roads
        into = entries_now(
            self._file, self._graph, ends, roads.arc_ms, roads.graph_ms, roads.closed
        )[0]
        if ends.off_network[0] or not into:
            return [frozenset()] * len(starts.segment)
        nodes = [node for node, _ in into]
        ms, before = dijkstra(self._backwards, indices=nodes, return_predecessors=True)
        ms = ms + np.array([offset for _, offset in into], np.float64)[:, None]
        return self._told(starts, ends, ms, before, of_segment)

    def _told(
        self,
        starts: Snapped,
        ends: Snapped,
        ms: FloatArray,
        before: IntArray,
        of_segment: IntArray,
    ) -> list[frozenset[int]]:
        leave, ahead_ms = exits_now(
            self._file, self._graph, starts, self._roads.arc_ms, self._roads.closed
        )
        whole = ms[:, leave] + ahead_ms[None, :, :]
        whole = np.where(np.isnan(whole), np.inf, whole)
        known: dict[tuple[int, int], frozenset[int]] = {}
        found = []
        for row in range(len(starts.segment)):
            entry, side = np.unravel_index(int(np.argmin(whole[:, row, :])), whole[:, row, :].shape)
            if starts.off_network[row] or not np.isfinite(whole[entry, row, side]):
                found.append(frozenset[int]())
                continue
            way = self._walk(int(entry), int(leave[row, side]), before, of_segment, known)
            own = {int(of_segment[starts.segment[row]])} - {NOT_IN_ONE}
            found.append((way | own) - {int(of_segment[ends.segment[0]])})
        return found

    def _walk(
        self,
        entry: int,
        node: int,
        before: IntArray,
        of_segment: IntArray,
        known: dict[tuple[int, int], frozenset[int]],
    ) -> frozenset[int]:
        """The marks from a node to the target; every node of the tree is walked once."""
        path = [node]
        while (entry, path[-1]) not in known and before[entry, path[-1]] != _NOWHERE:
            path.append(int(before[entry, path[-1]]))
        marks = known.setdefault((entry, path[-1]), frozenset())
        segments = self._segments(path)
        for at, segment in zip(reversed(path[:-1]), reversed(segments), strict=True):
            mark = int(of_segment[segment])
            if mark != NOT_IN_ONE and mark not in marks:
                marks = marks | {mark}
            known[entry, at] = marks
        return marks

    def _segments(self, path: list[int]) -> list[int]:
        """The segments of a path of nodes."""
        nodes = np.array(path, np.int64)
        keys = nodes[:-1] * self._graph.node_count + nodes[1:]
        rows = self._order[np.searchsorted(self._keys, keys)]
        found: list[int] = (self._graph.arc[self._arcs[rows]] // 2).tolist()
        return found
