"""A synthetic province: copies of a real city's roads side by side, joined by country roads."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import numpy as np

from geo.distance import haversine_m
from geo.road_merging import merge_roads
from geo.roads import RoadFile
from geo.speeds import HIGHWAYS

GAP_DEGREES = 0.02
LINKS = 40
"""Country roads between two neighbouring copies."""


def tiled(roads: RoadFile, across: int, down: int) -> RoadFile:
    """A grid of copies of a road file, neighbours joined by primary roads between their edges."""
    west, south, east, north = roads.bounds()
    wide, high = east - west + GAP_DEGREES, north - south + GAP_DEGREES
    size, ways = roads.node_count, int(np.abs(roads.way).max()) + 1
    parts = []
    for number, (column, row) in enumerate(product(range(across), range(down))):
        parts.append(
            replace(
                roads,
                file_hash=f"{roads.file_hash}-{number}",
                lonlat=roads.lonlat + np.array([column * wide, row * high]),
                way=roads.way + number * ways,
            )
        )
    whole = merge_roads(parts)
    links = _links(roads, across, down)
    nodes = np.concatenate([part.lonlat for part in parts])
    seat = _seat(whole.lonlat, nodes)
    ends = np.array(
        [(seat[a * size + i], seat[b * size + j]) for a, i, b, j in links], dtype=np.int32
    )
    return _with_links(whole, ends)


def _seat(lonlat: np.ndarray, nodes: np.ndarray) -> np.ndarray:
    """The place of each node in the joined file, found by its position."""
    order = np.lexsort((lonlat[:, 1], lonlat[:, 0]))
    keys = lonlat[order].view([("lon", float), ("lat", float)]).reshape(-1)
    wanted = np.ascontiguousarray(nodes).view([("lon", float), ("lat", float)]).reshape(-1)
    return np.asarray(order[np.searchsorted(keys, wanted)])


def _links(roads: RoadFile, across: int, down: int) -> list[tuple[int, int, int, int]]:
    """Pairs (copy, node, copy, node) to be joined: edges of neighbours, evenly spread."""
    driven = np.unique(np.concatenate([roads.tail, roads.head]))
    place = roads.lonlat[driven]
    east, west = driven[np.argsort(-place[:, 0])[:LINKS]], driven[np.argsort(place[:, 0])[:LINKS]]
    north, south = driven[np.argsort(-place[:, 1])[:LINKS]], driven[np.argsort(place[:, 1])[:LINKS]]
    found = []
    for column, row in product(range(across), range(down)):
        here = column * down + row
        if column + 1 < across:
            found += [(here, i, here + down, j) for i, j in zip(east, west, strict=True)]
        if row + 1 < down:
            found += [(here, i, here + 1, j) for i, j in zip(north, south, strict=True)]
    return [(a, int(i), b, int(j)) for a, i, b, j in found]


def _with_links(roads: RoadFile, ends: np.ndarray) -> RoadFile:
    if not len(ends):
        return roads
    count = len(ends)

    def more(column: np.ndarray, value: object) -> np.ndarray:
        return np.concatenate([column, np.full((count, *column.shape[1:]), value, column.dtype)])

    tail, head = ends[:, 0], ends[:, 1]
    return replace(
        roads,
        tail=np.concatenate([roads.tail, tail]),
        head=np.concatenate([roads.head, head]),
        way=more(roads.way, -1),
        highway=more(roads.highway, HIGHWAYS.index("primary")),
        length_m=np.concatenate(
            [roads.length_m, haversine_m(roads.lonlat[tail], roads.lonlat[head])]
        ),
        passable=more(roads.passable, True),
        bridge=more(roads.bridge, False),
        tunnel=more(roads.tunnel, False),
        unpaved=more(roads.unpaved, False),
        layer=more(roads.layer, 0),
        max_kmh=more(roads.max_kmh, 0),
        max_height_cm=more(roads.max_height_cm, 0),
        max_weight_kg=more(roads.max_weight_kg, 0),
        allowed=more(roads.allowed, 127),
        name=more(roads.name, 0),
    )
