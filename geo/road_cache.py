"""Keeps a road file's arrays and contraction order on disk, keyed by the file's hash."""

from __future__ import annotations

import logging
import os
import tempfile
import zipfile
from dataclasses import fields
from pathlib import Path

import numpy as np
import routingkit_cch

from geo.road_reading import read_roads
from geo.roads import RoadFile, file_hash
from geo.turns import ArcGraph, ForbiddenTurns, arc_graph
from geo.types import IntArray

logger = logging.getLogger("muster.roads")

_FORMAT = 3
"""Raise it when the arrays or the table of road classes change their meaning."""


def cached_roads(pbf: Path, cache_dir: Path) -> tuple[RoadFile, IntArray]:
    """Give the roads and their contraction order, computed once per road file.

    A damaged or foreign cache is computed anew; a cache that cannot be written costs time only at
    the next start and is no reason to stop.
    """
    key = file_hash(pbf)
    kept = cache_dir / f"roads-{_FORMAT}-{key[:24]}.npz"
    found = load_arrays(kept, key)
    if found is not None and len(found[1]):
        return found
    roads = read_roads(pbf)
    order = contraction_order(roads)
    try:
        save_arrays(kept, roads, order)
    except OSError:
        logger.warning("the roads cannot be kept in %s", cache_dir)
    return roads, order


def graph_of(roads: RoadFile) -> ArcGraph:
    """The roads as a graph in which forbidden turns cannot be made."""
    turns = ForbiddenTurns(roads.turn_from, roads.turn_to, roads.turn_barred)
    return arc_graph(*roads.arcs(), roads.node_count, turns)


def contraction_order(roads: RoadFile) -> IntArray:
    """The order in which the graph's nodes are contracted, by inertial flow cuts, shape (m,)."""
    graph = graph_of(roads)
    lon, lat = roads.lonlat[graph.node_of].T.tolist()
    order = routingkit_cch.compute_order_inertial(
        graph.node_count, graph.tail.tolist(), graph.head.tolist(), lat, lon
    )
    return np.array(order, dtype=np.int32)


def load_arrays(kept: Path, key: str) -> tuple[RoadFile, IntArray] | None:
    """Roads and order from a file kept for a hash; None where it is missing, damaged or foreign."""
    try:
        with kept.open("rb") as handle, np.load(handle, allow_pickle=False) as stored:
            columns = {name: stored[name] for name in stored.files}
        order = columns.pop("order")
        if str(columns.pop("file_hash")) != key:
            return None
        unread = int(columns.pop("turns_unread"))
        roads = RoadFile(file_hash=key, turns_unread=unread, **columns)
    except (OSError, ValueError, KeyError, TypeError, EOFError, zipfile.BadZipFile):
        return None
    is_whole = len(roads.highway) == roads.segment_count
    return (
        (roads, order) if is_whole and (len(order) >= roads.node_count or not len(order)) else None
    )


def save_arrays(kept: Path, roads: RoadFile, order: IntArray) -> None:
    """Keep roads and order in a file, which appears whole or not at all. Raises OSError."""
    columns = {field.name: getattr(roads, field.name) for field in fields(RoadFile)}
    kept.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=kept.parent, suffix=".part")
    try:
        with os.fdopen(handle, "wb") as part:
            np.savez(part, order=order, **columns)
        Path(name).replace(kept)
    except OSError:
        Path(name).unlink(missing_ok=True)
        raise
