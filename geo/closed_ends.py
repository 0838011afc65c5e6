"""Places on closed roads: how they are reached and left over the last stretch.

Whoever is sent to a scene that has closed its own road comes as near as open roads lead and goes
the rest along the closed ones at crawling speed, on foot where it must be, `SNAP_LIMIT_M` at most.
Directions hold there too and nothing is driven faster than when it was open: no time gets shorter
when a road closes. Signs at the closed junctions do not hold. Nobody passes through: only a way
that begins or ends there has such a stretch.
"""

from __future__ import annotations

from collections import defaultdict
from heapq import heappop, heappush
from typing import NamedTuple

import numpy as np

from geo.ends import entries, exits
from geo.roads import CLOSED, RoadFile
from geo.shortest_paths import NodeAndMs
from geo.snapping import Snapped
from geo.speeds import SNAP_LIMIT_M
from geo.turns import ArcGraph
from geo.types import FloatArray, IntArray


class Stretch(NamedTuple):
    """The closed roads between a place and a node, seen from the place.

    nodes : the nodes in order, the last the one it is about; segments, step_ms : of each piece
    """

    metres: float
    nodes: tuple[int, ...]
    segments: tuple[int, ...]
    step_ms: tuple[int, ...]


class ClosedRoads:
    """The closed arcs of one vehicle class that it could drive if they were open."""

    def __init__(
        self, file: RoadFile, arc_ms: IntArray, free_ms: IntArray, crawl_kmh: float
    ) -> None:
        self._file, self._arc_ms, self._free_ms, self._kmh = file, arc_ms, free_ms, crawl_kmh
        tail, head = file.arcs()
        self._out: dict[int, list[int]] = defaultdict(list)
        self._into: dict[int, list[int]] = defaultdict(list)
        for arc in np.flatnonzero((arc_ms == CLOSED) & (free_ms != CLOSED)).tolist():
            self._out[int(tail[arc])].append(arc)
            self._into[int(head[arc])].append(arc)

    def stretches(self, places: Snapped, row: int, *, outwards: bool) -> dict[int, Stretch]:
        """The stretches from a place to nodes near it, or from them to it; none if it is open."""
        segment, along = int(places.segment[row]), float(places.along[row])
        pair = (2 * segment, 2 * segment + 1)
        if not self._out or any(self._arc_ms[arc] != CLOSED for arc in pair):
            return {}
        waiting: list[tuple[float, int, Stretch]] = []
        for arc in pair:
            if self._free_ms[arc] != CLOSED:
                share = along if (arc == pair[0]) != outwards else 1.0 - along
                self._push(waiting, Stretch(0.0, (), (), ()), arc, share, outwards=outwards)
        return self._spread(waiting, outwards=outwards)

    def _spread(
        self, waiting: list[tuple[float, int, Stretch]], *, outwards: bool
    ) -> dict[int, Stretch]:
        found: dict[int, Stretch] = {}
        while waiting:
            _, node, stretch = heappop(waiting)
            if node in found:
                continue
            found[node] = stretch
            for arc in (self._out if outwards else self._into).get(node, ()):
                self._push(waiting, stretch, arc, 1.0, outwards=outwards)
        return found

    def _push(
        self,
        waiting: list[tuple[float, int, Stretch]],
        so_far: Stretch,
        arc: int,
        share: float,
        *,
        outwards: bool,
    ) -> None:
        """Go on along a share of an arc, if that is not too far."""
        segment, is_back = divmod(arc, 2)
        metres = share * float(self._file.length_m[segment])
        whole_m = so_far.metres + metres
        if whole_m > SNAP_LIMIT_M:
            return
        leads_on = self._file.head if outwards != bool(is_back) else self._file.tail
        node = int(leads_on[segment])
        ms = max(round(metres * 3600.0 / self._kmh), round(share * float(self._free_ms[arc])))
        further = Stretch(
            whole_m,
            (*so_far.nodes, node),
            (*so_far.segments, segment),
            (*so_far.step_ms, ms),
        )
        heappush(waiting, (whole_m, node, further))


def exits_now(
    file: RoadFile, graph: ArcGraph, start: Snapped, arc_ms: IntArray, closed: ClosedRoads | None
) -> tuple[IntArray, FloatArray]:
    """The nodes each place can be left by and the time to them: (n, k), NaN where there is none."""
    nodes, ahead_ms = exits(file, graph, start, arc_ms)
    if closed is None:
        return nodes, ahead_ms
    rows = np.flatnonzero(np.isnan(ahead_ms).all(axis=1)).tolist()
    shut = {row: closed.stretches(start, row, outwards=True) for row in rows}
    most = max((len(one) for one in shut.values()), default=0)
    if most == 0:
        return nodes, ahead_ms
    more = ((0, 0), (0, max(0, most - nodes.shape[1])))
    nodes, ahead_ms = np.pad(nodes, more), np.pad(ahead_ms, more, constant_values=np.nan)
    for row, found in shut.items():
        for column, (node, stretch) in enumerate(found.items()):
            nodes[row, column], ahead_ms[row, column] = node, sum(stretch.step_ms)
    return nodes, ahead_ms


def entries_now(
    file: RoadFile,
    graph: ArcGraph,
    end: Snapped,
    arc_ms: IntArray,
    graph_ms: IntArray,
    closed: ClosedRoads | None,
) -> list[list[NodeAndMs]]:
    """The nodes each place can be entered from, with the time from them."""
    into = entries(file, graph, end, arc_ms, graph_ms)
    for row, known in enumerate(into):
        if not known and closed is not None:
            found = closed.stretches(end, row, outwards=False)
            into[row] = [entry for node, one in found.items() for entry in _at(graph, node, one)]
    return into


def _at(graph: ArcGraph, node: int, stretch: Stretch) -> list[NodeAndMs]:
    ms = sum(stretch.step_ms)
    return [(node, ms), *((copy, ms) for copy in graph.copies.get(node, ()))]


def stretch_to(
    closed: ClosedRoads | None, place: Snapped, node: int, *, outwards: bool
) -> Stretch | None:
    """The stretch between a place and a node that a way begins or ends at, None on open roads."""
    return closed.stretches(place, 0, outwards=outwards).get(node) if closed is not None else None
