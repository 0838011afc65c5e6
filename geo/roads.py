"""Reads an OpenStreetMap file into road arrays: nodes, and segments between neighbouring nodes.

A segment is one straight piece of a way. Its two arcs are numbered 2 s (tail to head) and 2 s + 1
(head to tail); against a one-way street the arc exists but only a walker may use it. Turn
restrictions and barriers are not read: the road file of the demo has none.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

import numpy as np
import osmium
import shapely
from numpy.typing import NDArray

from geo.distance import haversine_m
from geo.speeds import HIGHWAYS, speeds_kmh
from geo.types import BoolArray, FloatArray, IntArray, VehicleClass

CLOSED = -1
"""Travel time of an arc that gives no passage; never a usable number."""

_FORWARD_ONLY = {"yes", "1", "true"}
_BACKWARD_ONLY = {"-1", "reverse"}
_CODES = {name: code for code, name in enumerate(HIGHWAYS)}


@dataclass(frozen=True, eq=False)
class RoadFile:
    """The roads of one file as arrays; n nodes, s segments.

    Attributes
    ----------
    file_hash : SHA-256 of the file, the key of everything computed from it
    lonlat : (n, 2) degrees, WGS-84
    tail, head : (s,) node indexes; way : (s,) OSM way id; highway : (s,) index into `HIGHWAYS`
    length_m : (s,) metres; passable : (s, 2) may be driven tail to head, head to tail
    bridge, tunnel : (s,) booleans; name : (s,) index into `names`, 0 is no name
    """

    file_hash: str
    lonlat: FloatArray
    tail: IntArray
    head: IntArray
    way: NDArray[np.int64]
    highway: NDArray[np.uint8]
    length_m: FloatArray
    passable: BoolArray
    bridge: BoolArray
    tunnel: BoolArray
    name: IntArray
    names: NDArray[np.str_]

    @property
    def node_count(self) -> int:
        return len(self.lonlat)

    @property
    def segment_count(self) -> int:
        return len(self.tail)

    def arcs(self) -> tuple[IntArray, IntArray]:
        """Tail and head node of every arc, two arcs a segment, shape (2 s,)."""
        tail = np.stack([self.tail, self.head], axis=1).reshape(-1)
        head = np.stack([self.head, self.tail], axis=1).reshape(-1)
        return tail, head

    def lines(self) -> NDArray[np.object_]:
        """The segments as shapely lines in degrees, shape (s,)."""
        ends = np.stack([self.lonlat[self.tail], self.lonlat[self.head]], axis=1)
        return np.asarray(shapely.linestrings(ends), dtype=object)

    def bounds(self) -> tuple[float, float, float, float]:
        """West, south, east, north of the roads, degrees."""
        west, south = self.lonlat.min(axis=0)
        east, north = self.lonlat.max(axis=0)
        return float(west), float(south), float(east), float(north)


def file_hash(path: Path) -> str:
    """SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def arc_milliseconds(roads: RoadFile, vehicle: VehicleClass) -> IntArray:
    """Travel time of every arc for a vehicle class, shape (2 s,), ms; `CLOSED` where it may not go.

    A walker may go against a one-way street. No arc takes less than 1 ms, so that a shortest path
    never turns in a circle of free arcs.
    """
    speed = np.array([kmh or 0 for kmh in speeds_kmh(vehicle)], dtype=np.float64)[roads.highway]
    with np.errstate(divide="ignore"):
        needed_ms = roads.length_m * 3600.0 / speed
    usable = np.repeat((speed > 0)[:, None], 2, axis=1)
    if vehicle is not VehicleClass.FOOT:
        usable = usable & roads.passable
    whole = np.maximum(1, np.rint(np.where(speed > 0, needed_ms, 0.0))).astype(np.int32)
    return np.where(usable, whole[:, None], CLOSED).astype(np.int32).reshape(-1)


@dataclass
class _Reading:
    """What is gathered while the ways pass by."""

    index: dict[int, int] = field(default_factory=dict)
    lonlat: list[tuple[float, float]] = field(default_factory=list)
    pairs: list[tuple[int, int]] = field(default_factory=list)
    facts: list[tuple[int, int, bool, bool, bool, bool, int]] = field(default_factory=list)
    names: dict[str, int] = field(default_factory=lambda: {"": 0})

    def node(self, ref: int, lon: float, lat: float) -> int:
        found = self.index.get(ref)
        if found is None:
            found = self.index[ref] = len(self.lonlat)
            self.lonlat.append((lon, lat))
        return found


def read_roads(path: Path) -> RoadFile:
    """Read all roads of the known classes from an OSM file (PBF or XML).

    Raises
    ------
    ValueError : the file holds no road.
    """
    reading = _Reading()
    ways = osmium.FileProcessor(str(path), osmium.osm.NODE | osmium.osm.WAY).with_locations()
    for element in ways.with_filter(osmium.filter.KeyFilter("highway")):
        if isinstance(element, osmium.osm.Way):
            _take_way(reading, element)
    if not reading.pairs:
        raise ValueError(f"{path.name} holds no road")
    return _as_arrays(reading, file_hash(path))


def _take_way(reading: _Reading, way: osmium.osm.Way) -> None:
    code = _CODES.get(way.tags.get("highway") or "")
    if code is None or way.tags.get("area") == "yes" or way.tags.get("access") == "no":
        return
    nodes = [
        reading.node(node.ref, node.location.lon, node.location.lat)
        for node in way.nodes
        if node.location.valid()
    ]
    facts = _way_facts(reading, way, code)
    for tail, head in pairwise(nodes):
        if tail != head:
            reading.pairs.append((tail, head))
            reading.facts.append(facts)


def _way_facts(
    reading: _Reading, way: osmium.osm.Way, code: int
) -> tuple[int, int, bool, bool, bool, bool, int]:
    tags = way.tags
    forward, backward = _directions(tags)
    name = reading.names.setdefault(tags.get("name") or "", len(reading.names))
    bridge = tags.get("bridge", "no") != "no"
    return way.id, code, forward, backward, bridge, tags.get("tunnel", "no") != "no", name


def _directions(tags: osmium.osm.TagList) -> tuple[bool, bool]:
    """Whether a way may be driven forwards and backwards; motorways and roundabouts are one-way."""
    oneway = tags.get("oneway")
    if oneway in _BACKWARD_ONLY:
        return False, True
    if oneway in _FORWARD_ONLY:
        return True, False
    implied = tags.get("highway") == "motorway" or tags.get("junction") in {
        "roundabout",
        "circular",
    }
    return True, not (implied and oneway is None)


def _as_arrays(reading: _Reading, key: str) -> RoadFile:
    lonlat = np.array(reading.lonlat, dtype=np.float64)
    pairs = np.array(reading.pairs, dtype=np.int32)
    way, code, forward, backward, bridge, tunnel, name = zip(*reading.facts, strict=True)
    tail, head = pairs[:, 0].copy(), pairs[:, 1].copy()
    return RoadFile(
        file_hash=key,
        lonlat=lonlat,
        tail=tail,
        head=head,
        way=np.array(way, dtype=np.int64),
        highway=np.array(code, dtype=np.uint8),
        length_m=haversine_m(lonlat[tail], lonlat[head]),
        passable=np.array([forward, backward], dtype=np.bool_).T.copy(),
        bridge=np.array(bridge, dtype=np.bool_),
        tunnel=np.array(tunnel, dtype=np.bool_),
        name=np.array(name, dtype=np.int32),
        names=np.array(list(reading.names), dtype=np.str_),
    )
