"""Forbidden turns: which arc may not follow which, and the graph in which that holds by itself.

A node at which some turn is forbidden is split into one copy per arriving arc; from each copy only
the allowed arcs lead on. All other nodes stay single, so that shortest paths over the split graph
are exact and no larger than the restrictions need (the "node splitting" of turn-aware routing;
compare Geisberger & Vetter, "Efficient routing in road networks with turn costs", SEA 2011).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from geo.road_tags import EVERYBODY
from geo.speeds import COLUMNS
from geo.types import IntArray, VehicleClass
from geo.vehicles import SIZES

Barriers = Mapping[int, tuple[int, int]]
"""Node -> (classes that pass as bits, clearance in cm or 0)."""

_FOOT = 1 << COLUMNS.index(VehicleClass.FOOT)
_EXCEPT = {
    "psv": VehicleClass.BUS,
    "bus": VehicleClass.BUS,
    "emergency": VehicleClass.FIRE_ENGINE,
    "motorcar": VehicleClass.LIGHT,
    "hgv": VehicleClass.HEAVY_TRUCK,
}
_OF_LORRIES = (1 << COLUMNS.index(VehicleClass.HEAVY_TRUCK)) | (
    1 << COLUMNS.index(VehicleClass.HAZMAT_CARRIER)
)


class Restriction(NamedTuple):
    """A turn restriction: over node `via` from a way, not to (or only to) another."""

    from_way: int
    via: int
    to_way: int
    only: bool
    u_turn: bool
    barred: int


@dataclass(frozen=True, eq=False)
class ForbiddenTurns:
    """Pairs of arcs (t,) of which the second may not follow the first, for classes as bits (t,)."""

    before: IntArray
    after: IntArray
    barred: NDArray[np.uint8]


def restriction_of(
    tags: Mapping[str, str], members: Sequence[tuple[str, str, int]]
) -> Restriction | None:
    """A restriction from its relation, None where it is of a kind that is not understood.

    Understood are from-way, via-node, to-way; restrictions over a way, or by the hour, are not.
    """
    kind = tags.get("restriction") or tags.get("restriction:hgv") or ""
    by_role = {role: (what, ref) for what, role, ref in members}
    start, via, end = (by_role.get(role) for role in ("from", "via", "to"))
    if start is None or via is None or end is None or via[0] != "n" or len(members) != 3:
        return None
    if not kind.startswith(("no_", "only_")) or kind in ("no_entry", "no_exit"):
        return None
    barred = EVERYBODY & ~_FOOT if "restriction" in tags else _OF_LORRIES
    for word in (tags.get("except") or "").replace(",", ";").split(";"):
        vehicle = _EXCEPT.get(word.strip())
        if vehicle is not None:
            barred &= ~(1 << COLUMNS.index(vehicle))
    u_turn = kind.endswith("u_turn")
    return Restriction(start[1], via[1], end[1], kind.startswith("only_"), u_turn, barred)


def find_forbidden_turns(
    tail: IntArray,
    head: IntArray,
    way: NDArray[np.int64],
    restrictions: Iterable[Restriction],
    barriers: Barriers,
) -> ForbiddenTurns:
    """Pairs of arcs that a sign or a barrier forbids; segment s has the arcs 2 s and 2 s + 1."""
    restrictions = list(restrictions)
    nodes = {one.via for one in restrictions} | set(barriers)
    arriving, leaving = _arcs_at(tail, head, nodes)
    barred: dict[tuple[int, int], int] = defaultdict(int)
    for one in restrictions:
        for pair in _pairs_of(one, arriving[one.via], leaving[one.via], way):
            barred[pair] |= one.barred
    for node, (passes, clearance_cm) in barriers.items():
        stopped = EVERYBODY & ~(passes & _fitting(clearance_cm))
        for before in arriving[node] if stopped else ():
            for after in leaving[node]:
                if after != before ^ 1:
                    barred[before, after] |= stopped
    rows = sorted(barred.items())
    return ForbiddenTurns(
        np.array([before for (before, _), _ in rows], dtype=np.int32),
        np.array([after for (_, after), _ in rows], dtype=np.int32),
        np.array([bits for _, bits in rows], dtype=np.uint8),
    )


def _fitting(clearance_cm: int) -> int:
    """Classes (bits) that fit under a clearance."""
    if clearance_cm == 0:
        return EVERYBODY
    return sum(1 << k for k, one in enumerate(COLUMNS) if SIZES[one].height_cm <= clearance_cm)


def _arcs_at(
    tail: IntArray, head: IntArray, nodes: set[int]
) -> tuple[dict[int, list[int]], dict[int, list[int]]]:
    """Arcs that arrive at and leave each of some nodes."""
    arriving: dict[int, list[int]] = {node: [] for node in nodes}
    leaving: dict[int, list[int]] = {node: [] for node in nodes}
    wanted = np.fromiter(nodes, dtype=np.int64, count=len(nodes))
    touching = np.flatnonzero(np.isin(tail, wanted) | np.isin(head, wanted))
    for segment in touching.tolist():
        for arc, start, end in (
            (2 * segment, int(tail[segment]), int(head[segment])),
            (2 * segment + 1, int(head[segment]), int(tail[segment])),
        ):
            if end in arriving:
                arriving[end].append(arc)
            if start in leaving:
                leaving[start].append(arc)
    return arriving, leaving


def _pairs_of(
    one: Restriction, arriving: list[int], leaving: list[int], way: NDArray[np.int64]
) -> Iterable[tuple[int, int]]:
    for before in arriving:
        if way[before // 2] != one.from_way:
            continue
        for after in leaving:
            goes_there = way[after // 2] == one.to_way
            if one.u_turn and one.from_way == one.to_way:
                goes_there = after == before ^ 1
            if goes_there != one.only and (not one.only or after != before ^ 1):
                yield before, after


@dataclass(frozen=True, eq=False)
class ArcGraph:
    """The arcs as a graph in which forbidden turns cannot be made.

    Attributes
    ----------
    tail, head : (e,) nodes; arc : (e,) the road's arc that each stands for
    barred : (e,) classes (bits) that may not make the turn onto it
    arrives_at : (2 s,) the node at which each of the road's arcs ends
    node_of : (m,) the road's node that each node stands for; the first n are themselves
    copies : the arrival nodes of each split node
    """

    tail: IntArray
    head: IntArray
    arc: IntArray
    barred: NDArray[np.uint8]
    arrives_at: IntArray
    node_of: IntArray
    copies: Mapping[int, tuple[int, ...]]
    onto: Mapping[int, tuple[int, ...]]
    """Graph arcs by which each road arc after a split node is entered; others have just one."""

    @property
    def node_count(self) -> int:
        return len(self.node_of)

    def milliseconds(self, arc_ms: IntArray, vehicle: VehicleClass, closed: int) -> IntArray:
        """Times of the graph's arcs (e,) from those of the road's arcs (2 s,) for a class."""
        needed = arc_ms[self.arc]
        needed[(self.barred >> COLUMNS.index(vehicle)) & 1 == 1] = closed
        return needed


def arc_graph(tail: IntArray, head: IntArray, node_count: int, turns: ForbiddenTurns) -> ArcGraph:
    """Split the nodes of forbidden turns.

    Parameters
    ----------
    tail, head : (2 s,) nodes of the road's arcs
    """
    at = {int(head[arc]) for arc in turns.before.tolist()}
    arriving, leaving = _arcs_at(tail[::2].copy(), head[::2].copy(), at)
    arrives_at, node_of = head.copy(), list(range(node_count))
    copies: dict[int, tuple[int, ...]] = {}
    for node in sorted(at):
        first = len(node_of)
        for arc in arriving[node]:
            arrives_at[arc] = len(node_of)
            node_of.append(node)
        copies[node] = tuple(range(first, len(node_of)))
    pairs = zip(turns.before.tolist(), turns.after.tolist(), strict=True)
    barred = dict(zip(pairs, turns.barred.tolist(), strict=True))
    extra = [
        (int(arrives_at[before]), after, barred.get((before, after), 0))
        for node in sorted(at)
        for before in arriving[node]
        for after in leaving[node]
    ]
    onto: dict[int, list[int]] = defaultdict(list)
    for number, (_, after, _) in enumerate(extra):
        onto[after].append(len(tail) + number)
    added = np.array([after for _, after, _ in extra], dtype=np.int32)
    return ArcGraph(
        tail=np.concatenate([tail, np.array([start for start, _, _ in extra], np.int32)]),
        head=np.concatenate([arrives_at, arrives_at[added]]),
        arc=np.concatenate([np.arange(len(tail), dtype=np.int32), added]),
        barred=np.concatenate(
            [np.zeros(len(tail), np.uint8), np.array([bits for _, _, bits in extra], np.uint8)]
        ),
        arrives_at=arrives_at,
        node_of=np.array(node_of, dtype=np.int32),
        copies=copies,
        onto={after: tuple(rows) for after, rows in onto.items()},
    )
