"""Roads as arrays: nodes, and segments between neighbouring nodes, with what each vehicle may do.

A segment is one straight piece of a way. Its two arcs are numbered 2 s (tail to head) and 2 s + 1
(head to tail); against a one-way street the arc exists but only a walker may use it. Turns that
are forbidden, by a sign or by a barrier on a node, are kept as pairs of arcs (`geo.turns`).
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import numpy as np
import shapely
from numpy.typing import NDArray

from geo.driving import AS_SHIPPED, Speeds
from geo.speeds import COLUMNS, HIGHWAYS
from geo.types import BoolArray, FloatArray, IntArray, VehicleClass
from geo.vehicles import SIZES, UNPAVED_FACTOR

CLOSED = -1
"""Travel time of an arc that gives no passage; never a usable number."""


@dataclass(frozen=True, eq=False)
class RoadFile:
    """The roads of one file as arrays; n nodes, s segments.

    Attributes
    ----------
    file_hash : SHA-256 of the file, the key of everything computed from it
    lonlat : (n, 2) degrees, WGS-84
    tail, head : (s,) node indexes; way : (s,) OSM way id; highway : (s,) index into `HIGHWAYS`
    length_m : (s,) metres; passable : (s, 2) may be driven tail to head, head to tail
    bridge, tunnel, unpaved : (s,) booleans; layer : (s,) above (+) or below (-) the ground
    name : (s,) index into `names`, 0 is no name
    max_kmh, max_height_cm, max_weight_kg : (s,) posted limits, 0 where none is stated
    allowed : (s,) vehicle classes that may pass, bits in the order of `geo.speeds.COLUMNS`
    turn_from, turn_to, turn_barred : (t,) forbidden turns: arc, next arc, classes as bits
    turns_unread : restrictions of a kind that is not understood (over several ways, by the hour)
    water : lakes and broad rivers as the bytes of a WKB multipolygon, empty where none is known
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
    unpaved: BoolArray
    layer: NDArray[np.int8]
    max_kmh: NDArray[np.uint8]
    max_height_cm: NDArray[np.uint16]
    max_weight_kg: IntArray
    allowed: NDArray[np.uint8]
    name: IntArray
    names: NDArray[np.str_]
    turn_from: IntArray
    turn_to: IntArray
    turn_barred: NDArray[np.uint8]
    turns_unread: int
    water: NDArray[np.uint8] = field(default_factory=lambda: np.zeros(0, np.uint8))

    @property
    def node_count(self) -> int:
        return len(self.lonlat)

    @property
    def segment_count(self) -> int:
        return len(self.tail)

    @cached_property
    def segments_at(self) -> IntArray:
        """How many segments meet at each node, (n,)."""
        ends = np.concatenate([self.tail, self.head])
        return np.bincount(ends, minlength=self.node_count).astype(np.int32)

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


def arc_milliseconds(
    roads: RoadFile, vehicle: VehicleClass, speeds: Speeds = AS_SHIPPED
) -> IntArray:
    """Travel time of every arc for a vehicle class, shape (2 s,), ms; `CLOSED` where it may not go.

    The speed is the table's, changed by conditions and by what was learnt, slower on unpaved roads
    and no faster than posted unless the class runs in emergency; what is too low, too weak or
    barred for the class is closed to it. A walker may go against a one-way street. No
    arc takes less than 1 ms, so that a shortest path never turns in a circle of free arcs.
    """
    speed = np.where(_is_barred(roads, vehicle), 0.0, _driven_kmh(roads, vehicle, speeds))
    with np.errstate(divide="ignore"):
        needed_ms = roads.length_m * 3600.0 / speed
    usable = np.repeat((speed > 0)[:, None], 2, axis=1)
    if vehicle is not VehicleClass.FOOT:
        usable = usable & roads.passable
    whole = np.maximum(1, np.rint(np.where(speed > 0, needed_ms, 0.0))).astype(np.int32)
    return np.where(usable, whole[:, None], CLOSED).astype(np.int32).reshape(-1)


def _driven_kmh(roads: RoadFile, vehicle: VehicleClass, speeds: Speeds) -> FloatArray:
    """How fast a class goes on each segment it may use, km/h, shape (s,)."""
    table, factors, caps = speeds.table_kmh(vehicle), speeds.factors(vehicle), speeds.caps_kmh()
    if vehicle is VehicleClass.FOOT:
        return np.asarray((table * factors)[roads.highway])
    speed = _no_faster_than_posted(roads, table[roads.highway])
    track = HIGHWAYS.index("track")
    speed = np.where(roads.unpaved & (roads.highway != track), speed * UNPAVED_FACTOR, speed)
    speed = np.minimum(speed * factors[roads.highway], caps[roads.highway])
    return speed if speeds.runs_in_emergency(vehicle) else _no_faster_than_posted(roads, speed)


def _no_faster_than_posted(roads: RoadFile, speed: FloatArray) -> FloatArray:
    return np.where(roads.max_kmh > 0, np.minimum(speed, roads.max_kmh), speed)


def _is_barred(roads: RoadFile, vehicle: VehicleClass) -> BoolArray:
    """Whether each segment is too low, too weak or not allowed for a vehicle class, (s,)."""
    size = SIZES[vehicle]
    too_low = (roads.max_height_cm > 0) & (roads.max_height_cm < size.height_cm)
    too_weak = (roads.max_weight_kg > 0) & (roads.max_weight_kg < size.weight_kg)
    not_allowed = (roads.allowed >> COLUMNS.index(vehicle)) & 1 == 0
    return np.asarray(too_low | too_weak | not_allowed, dtype=np.bool_)
