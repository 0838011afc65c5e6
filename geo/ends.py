"""Where a place on a segment enters and leaves the road graph, and how long that takes."""

from __future__ import annotations

import numpy as np

from geo.roads import CLOSED, RoadFile
from geo.shortest_paths import NodeAndMs
from geo.snapping import Snapped
from geo.turns import ArcGraph
from geo.types import FloatArray, IntArray

_AT_NODE = 1e-6
"""A place that close to the end of a segment, as a share of its length, lies at the node."""


def only(snapped: Snapped, row: int) -> Snapped:
    """One of the places."""
    one = slice(row, row + 1)
    return Snapped(
        snapped.segment[one],
        snapped.along[one],
        snapped.off_road_m[one],
        snapped.across_water[one],
    )


def _both_ways(snapped: Snapped, arc_ms: IntArray) -> tuple[FloatArray, FloatArray]:
    """Times of the two arcs under each place, ahead and back, shape (n,), NaN where closed."""
    arcs = arc_ms.reshape(-1, 2)[snapped.segment].astype(np.float64)
    arcs[arcs == CLOSED] = np.nan
    return arcs[:, 0], arcs[:, 1]


def exits(
    file: RoadFile, graph: ArcGraph, start: Snapped, arc_ms: IntArray
) -> tuple[IntArray, FloatArray]:
    """The two nodes each place can be left by and the time to them: (n, 2), NaN where closed.

    Who drives to the end of a segment arrives there by that segment's arc, and may turn from there
    as the signs for it say; who starts at a node may take any way out.
    """
    ahead, back = _both_ways(start, arc_ms)
    away = start.along[:, None] - [1.0, 0.0]
    needed = np.stack([(1.0 - start.along) * ahead, start.along * back], axis=1)
    arcs = 2 * start.segment[:, None] + [0, 1]
    at_node = np.stack([file.head[start.segment], file.tail[start.segment]], axis=1)
    nodes = np.where(np.abs(away) < _AT_NODE, at_node, graph.arrives_at[arcs])
    return nodes.astype(np.int32), np.rint(_free_at_nodes(needed, away))


def exits_of_one(
    file: RoadFile, graph: ArcGraph, start: Snapped, arc_ms: IntArray
) -> list[NodeAndMs]:
    """The exits of a single place that are open."""
    nodes, ahead_ms = exits(file, graph, start, arc_ms)
    pairs = zip(nodes[0].tolist(), ahead_ms[0].tolist(), strict=True)
    return [(node, int(ms)) for node, ms in pairs if ms >= 0.0]


def entries(
    file: RoadFile, graph: ArcGraph, end: Snapped, arc_ms: IntArray, graph_ms: IntArray
) -> list[list[NodeAndMs]]:
    """The nodes each place can be entered from, with the time from them."""
    ahead, back = _both_ways(end, arc_ms)
    away = end.along[:, None] - [0.0, 1.0]
    nodes = np.stack([file.tail[end.segment], file.head[end.segment]], axis=1)
    needed = np.stack([end.along * ahead, (1.0 - end.along) * back], axis=1)
    needed = np.rint(_free_at_nodes(needed, away))
    plain = [
        [(node, int(ms)) for node, ms in zip(*pair, strict=True) if ms >= 0.0]
        for pair in zip(nodes.tolist(), needed.tolist(), strict=True)
    ]
    if not graph.copies:
        return plain
    split = np.isin(nodes, np.fromiter(graph.copies, np.int64)).any(axis=1)
    for row in np.flatnonzero(split).tolist():
        segment, at_node = int(end.segment[row]), np.abs(away[row]) < _AT_NODE
        for column in (0, 1):
            if needed[row, column] >= 0.0:
                found = _onto(graph, nodes[row, column], 2 * segment + column, graph_ms)
                if at_node[column]:
                    found = graph.copies.get(int(nodes[row, column]), ())
                plain[row] += [(node, int(needed[row, column])) for node in found]
    return plain


def _onto(graph: ArcGraph, node: int, arc: int, graph_ms: IntArray) -> tuple[int, ...]:
    """The copies of a split node from which an arc may be taken."""
    rows = graph.onto.get(arc, ())
    return tuple(int(graph.tail[row]) for row in rows if graph_ms[row] != CLOSED)


def _free_at_nodes(needed_ms: FloatArray, share_away: FloatArray) -> FloatArray:
    """A place that lies at a node is there at once, even where the segment's arc leads elsewhere.

    Both (n, 2): times over the segment's two ends, and how far along it each end is. A segment
    that is closed in both directions stays closed.
    """
    open_segment = ~np.isnan(needed_ms).all(axis=1, keepdims=True)
    return np.where(open_segment & (np.abs(share_away) < _AT_NODE), 0.0, needed_ms)


def along_same_segment(start: Snapped, end: Snapped, arc_ms: IntArray) -> FloatArray:
    """Times between places on one segment without leaving it, shape (n, m), NaN elsewhere."""
    ahead, back = _both_ways(start, arc_ms)
    step = end.along[None, :] - start.along[:, None]
    needed = np.rint(np.where(step >= 0.0, step * ahead[:, None], -step * back[:, None]))
    return np.where(start.segment[:, None] == end.segment[None, :], needed, np.nan)
