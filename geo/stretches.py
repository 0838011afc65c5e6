"""Roads cut into stretches that can be lost at once: from junction to junction on the main roads.

A bridge, a tunnel, or a stretch of motorway, trunk or primary road between two junctions: whatever
blocks it anywhere blocks all of it. Shorter pieces and smaller streets are left out, because the
net of streets has a way round them (judgement: 300 m, 50 m for a bridge or a tunnel).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from geo.closures import MarkedRoad, RoadClosure
from geo.roads import RoadFile
from geo.speeds import HIGHWAYS
from geo.types import BoolArray, FloatArray, IntArray

MAIN_ROADS = ("motorway", "trunk", "primary")
LEAST_M = 300.0
LEAST_STRUCTURE_M = 50.0
NOT_IN_ONE = -1


@dataclass(frozen=True, eq=False)
class Stretches:
    """The stretches of a road file.

    Attributes
    ----------
    of_segment : (s,) number of the stretch, `NOT_IN_ONE` for segments in none
    length_m : (k,) metres; structure : (k,) a bridge or a tunnel
    """

    roads: RoadFile
    of_segment: IntArray
    length_m: FloatArray
    structure: BoolArray

    def segments(self, stretch: int) -> IntArray:
        """The segments of a stretch."""
        return np.flatnonzero(self.of_segment == stretch).astype(np.int32)

    def name(self, stretch: int) -> str:
        """The road's name, empty where the file has none."""
        names = self.roads.names[self.roads.name[self.segments(stretch)]]
        return next((str(name) for name in names if name), "")

    def highway(self, stretch: int) -> str:
        """The class of road."""
        return HIGHWAYS[int(self.roads.highway[self.segments(stretch)[0]])]

    def middle(self, stretch: int) -> tuple[float, float]:
        """A point about half-way, degrees."""
        segments = self.segments(stretch)
        lon, lat = self.roads.lonlat[self.roads.tail[segments]].mean(axis=0)
        return float(lon), float(lat)

    def closure(self, stretch: int) -> RoadClosure:
        """The closure of a stretch, both directions, for every vehicle."""
        segments = self.segments(stretch)
        ends = self.roads.lonlat[
            np.stack([self.roads.tail[segments], self.roads.head[segments]], axis=1)
        ]
        lines = (tuple((float(lon), float(lat)) for lon, lat in pair) for pair in ends)
        return RoadClosure(None, roads=tuple(MarkedRoad(line) for line in lines))


def cut_into_stretches(roads: RoadFile) -> Stretches:
    """Cut main roads, bridges and tunnels into stretches from junction to junction."""
    main = np.isin(roads.highway, [HIGHWAYS.index(name) for name in MAIN_ROADS])
    built = roads.bridge | roads.tunnel
    chosen = np.flatnonzero(main | built).astype(np.int32)
    label = _chains(roads, chosen)
    count = int(label.max()) + 1 if len(label) else 0
    length_m = np.bincount(label, roads.length_m[chosen], count).astype(np.float64)
    structure = np.bincount(label, built[chosen], count) > 0
    kept = length_m >= np.where(structure, LEAST_STRUCTURE_M, LEAST_M)
    number = np.where(kept, np.cumsum(kept) - 1, NOT_IN_ONE)
    of_segment = np.full(roads.segment_count, NOT_IN_ONE, np.int32)
    of_segment[chosen] = number[label]
    return Stretches(roads, of_segment, length_m[kept], structure[kept])


def _chains(roads: RoadFile, chosen: IntArray) -> IntArray:
    """Chains of segments of one class over nodes at which nothing else meets, (c,) numbers."""
    ends = np.concatenate([roads.tail[chosen], roads.head[chosen]])
    rows = np.tile(np.arange(len(chosen)), 2)
    order = np.argsort(ends, kind="stable")
    node, row = ends[order], rows[order]
    built = roads.bridge | roads.tunnel
    along = (node[1:] == node[:-1]) & (roads.segments_at[node[1:]] == 2)
    one, other = chosen[row[1:]], chosen[row[:-1]]
    along &= (roads.highway[one] == roads.highway[other]) & (built[one] == built[other])
    pairs = row[1:][along], row[:-1][along]
    links = coo_array((np.ones(int(along.sum()), np.int8), pairs), shape=(len(chosen),) * 2)
    return np.asarray(connected_components(links, directed=False)[1], np.int32)
