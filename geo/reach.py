"""How far a team gets within a time: the area around all roads it reaches, for cover on the map."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from geo.areas import circle
from geo.roads import CLOSED, RoadFile
from geo.snapping import metres_per_degree
from geo.speeds import estimate_m_per_s
from geo.turns import ArcGraph
from geo.types import FloatArray, IntArray, VehicleClass

_CELL_M = 150.0
"""Fineness of the drawn area; times stay exact, only the outline is coarse."""


@dataclass(frozen=True)
class Reach:
    """The area reached, degrees; `estimated` where no road is known and a circle stands for it."""

    area: BaseGeometry
    estimated: bool


def estimated_reach(source: tuple[float, float], vehicle: VehicleClass, seconds: float) -> Reach:
    """The circle of the slow straight-line speed."""
    return Reach(circle(source, estimate_m_per_s(vehicle) * seconds), estimated=True)


def nested(found: Sequence[Reach]) -> list[Reach]:
    """Reaches in the order of their limits, each made to hold the one before it.

    The outline is coarse and would else cross that of a shorter time by up to a cell.
    """
    grown: list[Reach] = []
    for one in found:
        inner = [grown[-1].area] if grown else []
        grown.append(Reach(shapely.union_all([*inner, one.area]), one.estimated))
    return grown


def road_reach(
    roads: RoadFile, graph: ArcGraph, node_ms: FloatArray, graph_ms: IntArray, limit_ms: float
) -> Reach:
    """The area around the roads reached within a limit.

    Parameters
    ----------
    node_ms : (m,) ms from the start to each node of the graph, infinite where not reached
    graph_ms : (e,) ms or `CLOSED`
    """
    points = _reached_points(roads, graph, node_ms, graph_ms, limit_ms)
    if len(points) == 0:
        return Reach(shapely.Polygon(), estimated=False)
    origin = points[0]
    scale = metres_per_degree(float(origin[1]))
    cells = np.unique(np.floor((points - origin) * scale / _CELL_M).astype(np.int64), axis=0)
    low, high = cells * _CELL_M, (cells + 1) * _CELL_M
    squares = shapely.box(low[:, 0], low[:, 1], high[:, 0], high[:, 1])
    drawn = shapely.union_all(squares).buffer(_CELL_M / 2, quad_segs=2).simplify(_CELL_M / 6)
    area = shapely.transform(drawn, lambda metres: metres / scale + origin)
    return Reach(shapely.make_valid(area), estimated=False)


def _reached_points(
    roads: RoadFile, graph: ArcGraph, node_ms: FloatArray, graph_ms: IntArray, limit_ms: float
) -> FloatArray:
    """Points at most a cell apart on every piece of road reached, (k, 2) degrees."""
    arcs = np.flatnonzero((graph_ms != CLOSED) & (node_ms[graph.tail] <= limit_ms))
    share = np.clip((limit_ms - node_ms[graph.tail[arcs]]) / graph_ms[arcs], 0.0, 1.0)
    steps = np.ceil(roads.length_m[graph.arc[arcs] // 2] * share / _CELL_M).astype(np.int64) + 1
    arc = np.repeat(np.arange(len(arcs)), steps)
    number = np.arange(len(arc)) - np.repeat(np.cumsum(steps) - steps, steps)
    along = share[arc] * number / np.maximum(steps[arc] - 1, 1)
    tail, head = graph.node_of[graph.tail[arcs]], graph.node_of[graph.head[arcs]]
    start, end = roads.lonlat[tail[arc]], roads.lonlat[head[arc]]
    return np.asarray(start + along[:, None] * (end - start))
