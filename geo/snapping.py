"""Puts places onto the road network: the nearest usable segment, and what remains off the road."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from geo.distance import haversine_m
from geo.roads import CLOSED, RoadFile
from geo.types import FloatArray, IntArray

_REMEMBERED_PLACES = 200_000


@dataclass(frozen=True, eq=False)
class Snapped:
    """n places on the network.

    Attributes
    ----------
    segment : (n,) index of the segment; along : (n,) 0 at its tail, 1 at its head
    off_road_m : (n,) metres between the place and the segment
    """

    segment: IntArray
    along: FloatArray
    off_road_m: FloatArray


def mutually_reachable_segments(roads: RoadFile, arc_ms: IntArray) -> IntArray:
    """Segments whose both ends lie in the largest part where every node reaches every other.

    Parameters
    ----------
    arc_ms : (2 s,) ms, `CLOSED` where the vehicle may not go

    Notes
    -----
    Strongly connected components by Pearce's algorithm (SciPy). Snapping a place to a cut-off yard
    or to the blind end of a one-way ramp would make it unreachable for no real reason.
    """
    tail, head = roads.arcs()
    usable = arc_ms != CLOSED
    shape = (roads.node_count, roads.node_count)
    ones = np.ones(int(usable.sum()), dtype=np.int8)
    graph = csr_array((ones, (tail[usable], head[usable])), shape=shape)
    _, part = connected_components(graph, directed=True, connection="strong")
    largest = part == np.bincount(part).argmax()
    drivable = usable.reshape(-1, 2).any(axis=1)
    return np.flatnonzero(drivable & largest[roads.tail] & largest[roads.head]).astype(np.int32)


class Snapper:
    """Nearest-segment search for one set of usable segments, with a memory of places asked before.

    Distances are measured in a local equirectangular plane around the middle of the road file,
    whose error within a city is far below the width of a road.
    """

    def __init__(self, roads: RoadFile, segments: IntArray) -> None:
        west, south, east, north = roads.bounds()
        self._origin = np.array([(west + east) / 2, (south + north) / 2])
        self._metres_per_degree = metres_per_degree(float(self._origin[1]))
        self._segments = segments
        plane = self._plane(roads.lonlat)
        self._tail = plane[roads.tail[segments]]
        self._head = plane[roads.head[segments]]
        self._tree = shapely.STRtree(
            shapely.linestrings(np.stack([self._tail, self._head], axis=1))
        )
        self._known: dict[tuple[float, float], tuple[int, float, float]] = {}

    def snap(self, places: FloatArray) -> Snapped:
        """Put places, shape (n, 2) degrees, onto their nearest usable segments."""
        keys = [(lon, lat) for lon, lat in places.tolist()]
        known = self._known
        new = [key for key in dict.fromkeys(keys) if key not in known]
        if new:
            if len(known) + len(new) > _REMEMBERED_PLACES:
                known = self._known = {}
                new = list(dict.fromkeys(keys))
            known.update(zip(new, self._search(np.array(new)), strict=True))
        rows = np.array([known[key] for key in keys], dtype=np.float64).reshape(-1, 3)
        return Snapped(rows[:, 0].astype(np.int32), rows[:, 1], rows[:, 2])

    def _search(self, places: FloatArray) -> list[tuple[int, float, float]]:
        point = self._plane(places)
        nearest = self._tree.nearest(shapely.points(point))
        start, step = self._tail[nearest], self._head[nearest] - self._tail[nearest]
        length2 = np.maximum(np.einsum("ij,ij->i", step, step), 1e-9)
        along = np.einsum("ij,ij->i", point - start, step) / length2
        along = np.clip(along, 0.0, 1.0)
        off_road_m = np.hypot(*(point - start - along[:, None] * step).T)
        columns = (self._segments[nearest].tolist(), along.tolist(), off_road_m.tolist())
        return list(zip(*columns, strict=True))

    def _plane(self, lonlat: FloatArray) -> FloatArray:
        return np.asarray((lonlat - self._origin) * self._metres_per_degree)


def metres_per_degree(lat: float) -> FloatArray:
    """Length of a degree eastwards and northwards at a latitude, shape (2,), metres."""
    steps = np.array([[0.01, lat], [0.0, lat + 0.01]])
    return haversine_m(np.array([0.0, lat]), steps) * 100.0
