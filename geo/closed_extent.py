"""What a closure shuts on the roads: segments, kilometres, named roads, and what no longer matches.

What is counted is the road that somebody could drive before: a bridge that is spared or a street
that is closed to everybody anyway does not count.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from geo.closures import MarkedRoad, RoadClosure
from geo.marked_roads import RoadLines, closed_arcs, matched_arcs
from geo.types import BoolArray


@dataclass(frozen=True)
class ClosedRoad:
    """One road as far as it is closed; without a name all unnamed roads together."""

    name: str
    segments: int
    metres: float


@dataclass(frozen=True)
class ClosedExtent:
    """What a closure shuts.

    Attributes
    ----------
    segments, metres : closed in at least one direction
    bridges_open : segments of bridges inside that stay open
    roads : by length, the longest first
    road_shares, spared_shares : how much of each marked stretch was found on the roads, 0 to 1
    """

    segments: int
    metres: float
    bridges_open: int
    roads: tuple[ClosedRoad, ...]
    road_shares: tuple[float, ...]
    spared_shares: tuple[float, ...]


def closed_extent(closure: RoadClosure, lines: RoadLines) -> ClosedExtent:
    """What a closure shuts on the roads of a file."""
    shut = np.asarray(closed_arcs(closure, lines).reshape(-1, 2).any(axis=1))
    file = lines.roads
    return ClosedExtent(
        segments=int(shut.sum()),
        metres=float(file.length_m[shut].sum()),
        bridges_open=_bridges_open(closure, lines, shut),
        roads=_named(lines, shut),
        road_shares=_shares(closure.roads, lines),
        spared_shares=_shares(closure.spared, lines),
    )


def unmatched(roads: tuple[MarkedRoad, ...], lines: RoadLines) -> list[int]:
    """Which marked stretches the road file no longer has, counted from 0."""
    return [n for n, road in enumerate(roads) if not matched_arcs(road, lines).is_found]


def _shares(roads: tuple[MarkedRoad, ...], lines: RoadLines) -> tuple[float, ...]:
    return tuple(matched_arcs(road, lines).share for road in roads)


def _bridges_open(closure: RoadClosure, lines: RoadLines, shut: BoolArray) -> int:
    if closure.area is None or not closure.spares_bridges:
        return 0
    inside = lines.tree.query(closure.area, predicate="intersects")
    return int((lines.bridge[inside] & ~shut[inside]).sum())


def _named(lines: RoadLines, shut: BoolArray) -> tuple[ClosedRoad, ...]:
    file = lines.roads
    names, row = np.unique(file.name[shut], return_inverse=True)
    count = np.bincount(row, minlength=len(names))
    metres = np.bincount(row, weights=file.length_m[shut], minlength=len(names))
    found = [
        ClosedRoad(str(file.names[name]), int(count[k]), float(metres[k]))
        for k, name in enumerate(names)
    ]
    return tuple(sorted(found, key=lambda road: (-road.metres, road.name)))
