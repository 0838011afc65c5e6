"""Exact shortest paths over road arcs, twice: contraction hierarchies for use, Dijkstra to check.

Both answer the same two questions, with travel times in whole milliseconds. Places enter as node
and remainder pairs, because a place lies somewhere along a segment and not on a node.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import pairwise
from typing import Protocol

import numpy as np
import routingkit_cch
from numpy.typing import NDArray
from scipy.sparse import block_array, csr_array
from scipy.sparse.csgraph import dijkstra

from geo.roads import CLOSED
from geo.types import FloatArray, IntArray

NodeAndMs = tuple[int, int]
"""A node, and the milliseconds between it and the place that is meant."""

_NO_PASSAGE = 2**31 - 1
"""RoutingKit's infinite weight."""

_THREADS = min(4, os.cpu_count() or 1)
_PAIRS_WORTH_A_THREAD = 50_000
_pool = ThreadPoolExecutor(_THREADS, thread_name_prefix="roads")
_TOGETHER = 64
"""Targets that the reference works on at once, to bound its memory."""


@dataclass(frozen=True)
class FoundPath:
    """A shortest path: its time and its arcs in order of travel."""

    milliseconds: int
    nodes: list[int]
    arcs: list[int]


class ShortestPaths(Protocol):
    """Shortest travel times for one vehicle class on one state of the roads."""

    def milliseconds_to(self, sources: list[int], targets: Sequence[list[NodeAndMs]]) -> FloatArray:
        """Times from n source nodes to m targets, shape (m, n), ms; NaN where there is no way."""
        ...

    def path(self, sources: list[NodeAndMs], targets: list[NodeAndMs]) -> FoundPath | None:
        """The quickest path from any source to any target, None where there is no way."""
        ...


class HierarchyPaths:
    """Customisable contraction hierarchies (RoutingKit).

    Notes
    -----
    Dibbelt, Strasser, Wagner, "Customizable Contraction Hierarchies", ACM JEA 21, 2016. The metric
    may be read by several threads; query objects may not, so each call makes its own.
    """

    def __init__(self, hierarchy: routingkit_cch.CCH, arc_ms: IntArray) -> None:
        weights = np.where(arc_ms == CLOSED, _NO_PASSAGE, arc_ms)
        self._metric = routingkit_cch.CCHMetric(hierarchy, weights.tolist())

    def milliseconds_to(self, sources: list[int], targets: Sequence[list[NodeAndMs]]) -> FloatArray:
        times = np.full((len(targets), len(sources)), np.nan)
        parts = min(_THREADS, len(targets) * len(sources) // _PAIRS_WORTH_A_THREAD + 1)
        if parts == 1:
            self._fill(times, sources, targets)
            return times
        cuts = [len(targets) * part // parts for part in range(parts + 1)]
        tasks = [
            _pool.submit(self._fill, times[begin:end], sources, targets[begin:end])
            for begin, end in pairwise(cuts)
        ]
        for task in tasks:
            task.result()
        return times

    def _fill(
        self, times: FloatArray, sources: list[int], targets: Sequence[list[NodeAndMs]]
    ) -> None:
        """Write the rows of some targets; RoutingKit lets other threads run meanwhile."""
        if not sources:
            return
        query = routingkit_cch.CCHManyToOne(self._metric, sources)
        for row, target in enumerate(targets):
            if target:
                times[row] = query.distances_to_multi(target)

    def path(self, sources: list[NodeAndMs], targets: list[NodeAndMs]) -> FoundPath | None:
        if not sources or not targets:
            return None
        found = routingkit_cch.CCHQuery(self._metric).run_multi(sources, targets)
        if found.distance is None:
            return None
        return FoundPath(found.distance, list(found.node_path), list(found.arc_path))


def reduced_arcs(
    node_count: int, tail: IntArray, head: IntArray, arc_ms: IntArray
) -> tuple[IntArray, csr_array]:
    """The quickest open arc between any two nodes (k,), and these arcs backwards as a graph."""
    arcs = np.flatnonzero(arc_ms != CLOSED)
    order = arcs[np.lexsort((arc_ms[arcs], head[arcs], tail[arcs]))]
    ends = np.stack([tail[order], head[order]], axis=1)
    first = np.ones(len(order), dtype=np.bool_)
    first[1:] = np.any(ends[1:] != ends[:-1], axis=1)
    kept = order[first].astype(np.int32)
    entries = (arc_ms[kept].astype(np.float64), (head[kept], tail[kept]))
    return kept, csr_array(entries, shape=(node_count, node_count))


class DijkstraPaths:
    """SciPy's Dijkstra over the same arcs: the reference of the tests, and the fallback."""

    def __init__(self, node_count: int, tail: IntArray, head: IntArray, arc_ms: IntArray) -> None:
        self._arcs, self._backwards = reduced_arcs(node_count, tail, head, arc_ms)
        self._graph = csr_array(self._backwards.T)
        ends = (tail[self._arcs], head[self._arcs])
        self._arc_of = csr_array((self._arcs + 1, ends), shape=(node_count, node_count))

    def milliseconds_to(self, sources: list[int], targets: Sequence[list[NodeAndMs]]) -> FloatArray:
        times = np.full((len(targets), len(sources)), np.nan)
        for first in range(0, len(targets), _TOGETHER):
            some = targets[first : first + _TOGETHER]
            found = self._from_targets(some)[:, sources]
            times[first : first + len(some)] = np.where(np.isfinite(found), found, np.nan)
        return times

    def _from_targets(self, targets: Sequence[list[NodeAndMs]]) -> FloatArray:
        """Times from every node to some targets, each a node of its own with arcs to its entries.

        Those arcs take 1 ms more than they do, taken off at the end: nothing weighs nothing.
        """
        count = self._backwards.shape[0]
        rows = [(count + row, *entry) for row, target in enumerate(targets) for entry in target]
        start, node, offset_ms = np.array(rows, np.int64).reshape(-1, 3).T
        size = count + len(targets)
        arcs = (offset_ms + 1.0, (start, node))
        whole = block_array([[self._backwards, None], [None, csr_array((len(targets),) * 2)]])
        whole = csr_array(whole + csr_array(arcs, shape=(size, size)))
        found = dijkstra(whole, indices=np.arange(count, size))
        return np.asarray(found[:, :count] - 1.0)

    def path(self, sources: list[NodeAndMs], targets: list[NodeAndMs]) -> FoundPath | None:
        best: tuple[float, int, NDArray[np.int32]] | None = None
        for start, start_ms in sources:
            ms, before = dijkstra(self._graph, indices=start, return_predecessors=True)
            for end, end_ms in targets:
                total = start_ms + ms[end] + end_ms
                if np.isfinite(total) and (best is None or total < best[0]):
                    best = (total, end, before)
        return None if best is None else self._walk_back(*best)

    def milliseconds_from(self, sources: list[NodeAndMs], limit_ms: float) -> FloatArray:
        """Times from the nearest source to every node, (n,) ms, infinite beyond the limit."""
        times = np.full(self._graph.shape[0], np.inf)
        for node, offset_ms in sources:
            found = dijkstra(self._graph, indices=node, limit=max(0.0, limit_ms - offset_ms))
            times = np.minimum(times, found + offset_ms)
        return times

    def _walk_back(self, total_ms: float, end: int, before: NDArray[np.int32]) -> FoundPath:
        nodes = [end]
        while before[nodes[-1]] >= 0:
            nodes.append(int(before[nodes[-1]]))
        nodes.reverse()
        steps = pairwise(nodes)
        arcs = [int(self._arc_of[tail, head]) - 1 for tail, head in steps]
        return FoundPath(int(total_ms), nodes, arcs)
