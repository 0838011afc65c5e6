"""Joins road files into one: what two files share counts once."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import fields

import numpy as np
from numpy.typing import NDArray

from geo.roads import RoadFile
from geo.types import IntArray
from geo.water_reading import as_bytes, water_of

_OF_SEGMENTS = tuple(
    field.name
    for field in fields(RoadFile)
    if field.name
    not in {
        "file_hash",
        "lonlat",
        "tail",
        "head",
        "name",
        "names",
        "turn_from",
        "turn_to",
        "turn_barred",
        "turns_unread",
        "water",
    }
)


def merge_roads(parts: Sequence[RoadFile]) -> RoadFile:
    """One road file from several; a single one is returned as it is.

    Nodes at exactly the same position are one node (files cut from one map share them to the last
    digit); segments of the same way between the same nodes are one segment.
    """
    if len(parts) == 1:
        return parts[0]
    lonlat, node = np.unique(
        np.concatenate([part.lonlat for part in parts]), axis=0, return_inverse=True
    )
    offset = np.cumsum([0, *(part.node_count for part in parts)])
    tail, head = _ends(parts, node.reshape(-1), offset)
    way = np.concatenate([part.way for part in parts])
    kept, seat = _distinct(tail, head, way)
    names, name = np.unique(
        np.concatenate([part.names[part.name] for part in parts]), return_inverse=True
    )
    names, name = _no_name_first(names, name)
    turns = _turns(parts, seat)
    columns = {
        column: np.concatenate([getattr(part, column) for part in parts])[kept]
        for column in _OF_SEGMENTS
    }
    return RoadFile(
        file_hash=hashlib.sha256("".join(part.file_hash for part in parts).encode()).hexdigest(),
        lonlat=lonlat,
        tail=tail[kept],
        head=head[kept],
        name=name[kept].astype(np.int32),
        names=names,
        turn_from=turns[:, 0].astype(np.int32),
        turn_to=turns[:, 1].astype(np.int32),
        turn_barred=turns[:, 2].astype(np.uint8),
        turns_unread=sum(part.turns_unread for part in parts),
        water=as_bytes([area for part in parts for area in water_of(part.water)]),
        **columns,
    )


def _ends(
    parts: Sequence[RoadFile], node: NDArray[np.intp], offset: NDArray[np.intp]
) -> tuple[IntArray, IntArray]:
    starts = zip(parts, offset[:-1].tolist(), strict=True)
    pairs = [(node[part.tail + first], node[part.head + first]) for part, first in starts]
    tail, head = (np.concatenate(column).astype(np.int32) for column in zip(*pairs, strict=True))
    return tail, head


def _distinct(
    tail: IntArray, head: IntArray, way: NDArray[np.int64]
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """The first of each distinct segment, and for every segment the place of its first."""
    keys = np.stack([way, tail.astype(np.int64), head.astype(np.int64)], axis=1)
    _, first, group = np.unique(keys, axis=0, return_index=True, return_inverse=True)
    kept = np.sort(first)
    seat_of_first = np.empty(len(first), np.intp)
    seat_of_first[np.argsort(first, kind="stable")] = np.arange(len(first))
    return kept, seat_of_first[group.reshape(-1)]


def _no_name_first(
    names: NDArray[np.str_], name: NDArray[np.intp]
) -> tuple[NDArray[np.str_], NDArray[np.intp]]:
    if len(names) and names[0] == "":
        return names, name.reshape(-1)
    return np.concatenate([np.array([""], dtype=names.dtype), names]), name.reshape(-1) + 1


def _turns(parts: Sequence[RoadFile], seat: NDArray[np.intp]) -> NDArray[np.int64]:
    """Forbidden turns (t, 3) with their arcs renumbered; the same turn in two files counts once."""
    rows, first = [np.zeros((0, 3), np.int64)], 0
    for part in parts:
        before, after = (
            2 * seat[arcs // 2 + first] + arcs % 2 for arcs in (part.turn_from, part.turn_to)
        )
        rows.append(np.stack([before, after, part.turn_barred.astype(np.int64)], axis=1))
        first += part.segment_count
    joined: dict[tuple[int, int], int] = {}
    for before, after, bits in np.concatenate(rows).tolist():
        joined[before, after] = joined.get((before, after), 0) | bits
    return np.array([(*pair, bits) for pair, bits in sorted(joined.items())], np.int64).reshape(
        -1, 3
    )
