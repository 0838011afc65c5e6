"""Puts places onto the road network: the nearest usable segment, and what remains off the road."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from geo.distance import metres_per_degree as metres_per_degree
from geo.roads import CLOSED, RoadFile
from geo.speeds import SNAP_LIMIT_M
from geo.types import BoolArray, FloatArray, IntArray
from geo.water_reading import water_of

BESIDE_M = 50.0
"""So near to a road a place belongs to it, whatever brook runs between: judgement."""

_REMEMBERED_PLACES = 200_000
_Found = tuple[int, float, float, bool]
"""Segment, share along it, metres off the road, water between."""


@dataclass(frozen=True, eq=False)
class Snapped:
    """n places on the network.

    Attributes
    ----------
    segment : (n,) index of the segment; along : (n,) 0 at its tail, 1 at its head
    off_road_m : (n,) metres between the place and the segment
    across_water : (n,) no road on this side of the water is near; the segment lies beyond it
    """

    segment: IntArray
    along: FloatArray
    off_road_m: FloatArray
    across_water: BoolArray

    @property
    def off_network(self) -> BoolArray:
        """Places for which no road time can be given: too far from a road, or water between."""
        return (self.off_road_m > SNAP_LIMIT_M) | self.across_water


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

    Where the road file knows water, nobody far from a road is put across it. Distances are measured
    in a local equirectangular plane around the middle of the road file, whose error within a city
    is far below the width of a road.
    """

    def __init__(self, roads: RoadFile, segments: IntArray) -> None:
        west, south, east, north = roads.bounds()
        self._origin = np.array([(west + east) / 2, (south + north) / 2])
        self._metres_per_degree = metres_per_degree(float(self._origin[1]))
        self.segments = segments
        plane = self.plane(roads.lonlat)
        self._tail = plane[roads.tail[segments]]
        self._head = plane[roads.head[segments]]
        self._tree = shapely.STRtree(
            shapely.linestrings(np.stack([self._tail, self._head], axis=1))
        )
        water = [shapely.transform(area, self.plane) for area in water_of(roads.water)]
        self._water = shapely.STRtree(water) if water else None
        self._known: dict[tuple[float, float], _Found] = {}

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
        rows = np.array([known[key] for key in keys], dtype=np.float64).reshape(-1, 4)
        return Snapped(rows[:, 0].astype(np.int32), rows[:, 1], rows[:, 2], rows[:, 3] > 0)

    def _search(self, places: FloatArray) -> list[_Found]:
        point = self.plane(places)
        nearest = self._tree.nearest(shapely.points(point))
        along, off_road_m = self._feet(point, nearest)
        across = self._crosses_water(point, nearest, along) & (off_road_m > BESIDE_M)
        for row in np.flatnonzero(across).tolist():
            nearest[row], across[row] = self._on_this_side(point[row], int(nearest[row]))
        along, off_road_m = self._feet(point, nearest)
        columns = (self.segments[nearest], along, off_road_m, across)
        return list(zip(*(column.tolist() for column in columns), strict=True))

    def _feet(self, point: FloatArray, nearest: NDArray[np.intp]) -> tuple[FloatArray, FloatArray]:
        """How far along the segments the nearest spots lie, and how far from the points, metres."""
        along, _, off_road_m = feet(point, self._tail[nearest], self._head[nearest])
        return along, off_road_m

    def within(
        self, point: FloatArray, radius_m: float
    ) -> tuple[NDArray[np.intp], FloatArray, FloatArray]:
        """Usable segments near a point of the plane: which, their nearest spots, metres to them."""
        near = self._tree.query(shapely.Point(point).buffer(radius_m), predicate="intersects")
        _, spots, metres = feet(point, self._tail[near], self._head[near])
        return self.segments[near], spots, metres

    def is_water(self, place: tuple[float, float]) -> bool:
        """Whether a place in degrees lies in water that the road file knows."""
        point = shapely.Point(self.plane(np.array(place)))
        return self._water is not None and len(self._water.query(point, "intersects")) > 0

    def _crosses_water(
        self, point: FloatArray, nearest: NDArray[np.intp], along: FloatArray
    ) -> BoolArray:
        """Whether water lies between each point and its spot on a segment."""
        crossing = np.zeros(len(point), np.bool_)
        if self._water is None:
            return crossing
        tail, head = self._tail[nearest], self._head[nearest]
        spots = tail + along[:, None] * (head - tail)
        lines = shapely.linestrings(np.stack([point, spots], axis=1))
        crossing[self._water.query(lines, predicate="intersects")[0]] = True
        return crossing

    def _on_this_side(self, point: FloatArray, nearest: int) -> tuple[int, bool]:
        """The nearest segment without water between; else the nearest, and that water is there."""
        near = self._tree.query(shapely.Point(point).buffer(SNAP_LIMIT_M), predicate="intersects")
        points = np.repeat(point[None, :], len(near), axis=0)
        along, off_road_m = self._feet(points, near)
        dry = ~self._crosses_water(points, near, along)
        if not dry.any():
            return nearest, True
        return int(near[dry][np.argmin(off_road_m[dry])]), False

    def plane(self, lonlat: FloatArray) -> FloatArray:
        """Degrees (..., 2) as metres in the plane."""
        return np.asarray((lonlat - self._origin) * self._metres_per_degree)

    def degrees(self, metres: FloatArray) -> FloatArray:
        """Metres in the plane (..., 2) as degrees."""
        return np.asarray(metres / self._metres_per_degree + self._origin)


def feet(
    point: FloatArray, tail: FloatArray, head: FloatArray
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Nearest spots of straight pieces to points: share along them, the spots, metres to them.

    Parameters
    ----------
    point : (n, 2) or (2,) metres; tail, head : (n, 2) metres
    """
    step = head - tail
    length2 = np.maximum(np.einsum("ij,ij->i", step, step), 1e-9)
    along = np.clip(np.einsum("ij,ij->i", point - tail, step) / length2, 0.0, 1.0)
    spots = tail + along[:, None] * step
    return along, spots, np.hypot(*(point - spots).T)
