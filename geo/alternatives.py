"""Other ways worth offering: found by making the ways known so far dear, kept if they are sensible.

The rule ("penalty method", compare Bader, Dees, Geisberger, Sanders, "Alternative route graphs in
road networks", TAPAS 2011): the segments of every way found so far count 1.4 times as long for the
next search. What it finds is offered if it takes at most 1.4 times as long as the quickest way and
2 minutes more, shares at most 65 % of its time with any way offered, and passes no node twice. The
same roads give the same ways in the same order: the search has no chance in it.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from geo.roads import CLOSED, RoadFile
from geo.shortest_paths import ShortestPaths
from geo.snapping import Snapped
from geo.turns import ArcGraph
from geo.types import BoolArray, IntArray
from geo.ways import OpenRoads, Way, find_way

PENALTY = 1.4
LONGEST_SHARE = 1.4
LONGEST_MORE_MS = 120_000
MOST_SHARED = 0.65
DEAR = 50.0
"""A minute in an area to be avoided is worth so many minutes outside it."""
_TRIES = 8
_DEAREST_MS = 50_000_000
"""What one piece of road can cost in a search; keeps whole ways far from the greatest weight."""

Search = Callable[[IntArray], ShortestPaths]
"""Shortest paths over the weights of the graph's arcs."""


def alternative_ways(
    file: RoadFile,
    graph: ArcGraph,
    roads: OpenRoads,
    ends: Snapped,
    search: Search,
    count: int,
) -> list[Way]:
    """The quickest way and up to `count - 1` others that differ from it and from each other."""
    best = find_way(file, graph, roads, ends)
    offered = [best] if best is not None else []
    tried = list(offered)
    while offered and len(offered) < count and len(tried) <= _TRIES:
        weights = penalised(graph, roads.graph_ms, tried)
        found = find_way(file, graph, roads, ends, search(weights))
        if found is None or not found.arcs:
            break
        tried.append(found)
        if _is_sensible(graph, found, offered):
            offered.append(found)
    return sorted(offered, key=lambda way: way.milliseconds)


def penalised(graph: ArcGraph, graph_ms: IntArray, ways: list[Way]) -> IntArray:
    """Weights (e,) in which both directions of the segments of some ways count longer."""
    times = np.zeros(len(graph.arc) and int(graph.arc.max()) // 2 + 1, dtype=np.int32)
    for way in ways:
        times[np.unique(way.segments)] += 1
    weights = graph_ms * PENALTY ** times[graph.arc // 2]
    return _as_weights(weights, graph_ms)


def dear(graph: ArcGraph, graph_ms: IntArray, inside: BoolArray) -> IntArray:
    """Weights (e,) in which some segments, (s,), count many times as long."""
    return _as_weights(np.where(inside[graph.arc // 2], graph_ms * DEAR, graph_ms), graph_ms)


def shared(way: Way, other: Way) -> float:
    """The share of a way's time that it spends on segments of another."""
    mine = np.array(way.step_ms)
    return float(mine[np.isin(way.segments, other.segments)].sum() / max(mine.sum(), 1.0))


def _as_weights(weights: np.ndarray, graph_ms: IntArray) -> IntArray:
    whole = np.minimum(np.rint(weights), _DEAREST_MS).astype(np.int32)
    return np.where(graph_ms == CLOSED, CLOSED, whole)


def _is_sensible(graph: ArcGraph, way: Way, offered: list[Way]) -> bool:
    limit = offered[0].milliseconds * LONGEST_SHARE + LONGEST_MORE_MS
    heads = graph.node_of[graph.head[way.arcs]]
    passes_twice = len(np.unique(heads)) < len(heads)
    differs = all(shared(way, other) <= MOST_SHARED for other in offered)
    return way.milliseconds <= limit and differs and not passes_twice
