"""A synthetic province: copies of real road networks side by side, joined by country roads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import product

import numpy as np
from numpy.typing import NDArray

from geo.distance import haversine_m
from geo.road_merging import merge_roads
from geo.roads import RoadFile, arc_milliseconds
from geo.snapping import mutually_reachable_segments
from geo.speeds import HIGHWAYS
from geo.types import FloatArray, IntArray, VehicleClass

GAP_DEGREES = 0.02
LINKS = 40
"""Country roads between two neighbouring copies."""

Link = tuple[int, int, int, int]
"""Copy, node, copy, node to be joined by a road."""


def tiled(networks: Sequence[RoadFile], across: int, down: int) -> RoadFile:
    """A grid of copies of road files in turn, neighbours joined by roads between their edges."""
    sizes = np.array([_size(one) for one in networks])
    wide, high = sizes.max(axis=0) + GAP_DEGREES
    cells = list(product(range(across), range(down)))
    parts = [
        _moved(networks[(column + row) % len(networks)], number, column * wide, row * high)
        for number, (column, row) in enumerate(cells)
    ]
    whole = merge_roads(parts)
    first = np.cumsum([0, *(part.node_count for part in parts)])
    seat = _seat(whole.lonlat, np.concatenate([part.lonlat for part in parts]))
    links = _links(parts, across, down)
    ends = [(seat[first[a] + i], seat[first[b] + j]) for a, i, b, j in links]
    return _with_links(whole, np.array(ends, dtype=np.int32).reshape(-1, 2))


def _size(roads: RoadFile) -> tuple[float, float]:
    west, south, east, north = roads.bounds()
    return east - west, north - south


def _moved(roads: RoadFile, number: int, east: float, north: float) -> RoadFile:
    """A copy with its south-west corner there; its roads keep their lengths."""
    corner = roads.lonlat.min(axis=0)
    return replace(
        roads,
        file_hash=f"{roads.file_hash}-{number}",
        lonlat=roads.lonlat - corner + [110.0 + east, 28.0 + north],
        way=roads.way + number * 10**10,
        water=np.zeros(0, np.uint8),
    )


def _seat(lonlat: FloatArray, nodes: FloatArray) -> NDArray[np.intp]:
    """The place of each node in the joined file, found by its position."""
    order = np.lexsort((lonlat[:, 1], lonlat[:, 0]))
    keys = lonlat[order].view([("lon", float), ("lat", float)]).reshape(-1)
    wanted = np.ascontiguousarray(nodes).view([("lon", float), ("lat", float)]).reshape(-1)
    return np.asarray(order[np.searchsorted(keys, wanted)])


def _links(parts: Sequence[RoadFile], across: int, down: int) -> list[Link]:
    """Nodes to be joined: the outermost of neighbours that face each other."""
    found: list[Link] = []
    for column, row in product(range(across), range(down)):
        here = column * down + row
        if column + 1 < across:
            found += _between(parts, here, here + down, axis=0)
        if row + 1 < down:
            found += _between(parts, here, here + 1, axis=1)
    return found


def _between(parts: Sequence[RoadFile], here: int, there: int, axis: int) -> list[Link]:
    outermost = _edge(parts[here], axis, -1.0), _edge(parts[there], axis, 1.0)
    return [(here, int(i), there, int(j)) for i, j in zip(*outermost, strict=True)]


def _edge(roads: RoadFile, axis: int, sign: float) -> NDArray[np.intp]:
    """The nodes every vehicle gets to and from that lie farthest out on one side."""
    joined = mutually_reachable_segments(roads, arc_milliseconds(roads, VehicleClass.HEAVY_TRUCK))
    driven = np.unique(np.concatenate([roads.tail[joined], roads.head[joined]]))
    place = roads.lonlat[driven][:, axis]
    return np.asarray(driven[np.argsort(sign * place, kind="stable")[:LINKS]])


def _with_links(roads: RoadFile, ends: IntArray) -> RoadFile:
    if not len(ends):
        return roads
    count = len(ends)

    def more(column: NDArray[np.generic], value: object) -> NDArray[np.generic]:
        return np.concatenate([column, np.full((count, *column.shape[1:]), value, column.dtype)])

    tail, head = ends[:, 0], ends[:, 1]
    length_m = haversine_m(roads.lonlat[tail], roads.lonlat[head])
    plain = {
        "way": -1, "highway": HIGHWAYS.index("primary"), "passable": True, "bridge": False,
        "tunnel": False, "unpaved": False, "layer": 0, "max_kmh": 0, "max_height_cm": 0,
        "max_weight_kg": 0, "allowed": 127, "name": 0,
    }  # fmt: skip
    added: dict[str, NDArray[np.generic]] = {
        name: more(getattr(roads, name), value) for name, value in plain.items()
    }
    added |= {
        "tail": np.concatenate([roads.tail, tail]),
        "head": np.concatenate([roads.head, head]),
        "length_m": np.concatenate([roads.length_m, length_m]),
    }
    return replace(roads, **added)  # type: ignore[arg-type]
