"""What all states of one road file share: its graph, its hierarchy, where places are put on it."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from threading import Lock

import routingkit_cch

from geo.driving import AS_SHIPPED, SpeedKey, Speeds
from geo.marked_roads import RoadLines
from geo.road_cache import graph_of
from geo.roads import CLOSED, RoadFile, arc_milliseconds
from geo.snapping import Snapper, mutually_reachable_segments
from geo.types import IntArray, VehicleClass

_KEPT_DRIVEN = 2 * len(VehicleClass)
"""How many lists of arc times at changed speeds are kept: all classes in two conditions."""


@dataclass(frozen=True, eq=False)
class VehicleRoads:
    """The open roads as one vehicle class sees them: arc times, and where it can be put on them."""

    arc_ms: IntArray
    snapper: Snapper


class SharedRoads:
    """What all networks on one road file share, made when first asked for."""

    def __init__(self, roads: RoadFile, order: IntArray) -> None:
        self.file = roads
        self.graph = graph_of(roads)
        self.lines = RoadLines(roads)
        arcs = (self.graph.tail.tolist(), self.graph.head.tolist())
        self.hierarchy = routingkit_cch.CCH(order.tolist(), *arcs, False)
        self._lock = Lock()
        self._of: dict[VehicleClass, VehicleRoads] = {}
        self._snappers: dict[bytes, Snapper] = {}
        self._driven: OrderedDict[tuple[VehicleClass, SpeedKey], IntArray] = OrderedDict()

    def of(self, vehicle: VehicleClass) -> VehicleRoads:
        with self._lock:
            if vehicle not in self._of:
                arc_ms = arc_milliseconds(self.file, vehicle)
                self._of[vehicle] = VehicleRoads(arc_ms, self._snapper(arc_ms))
            return self._of[vehicle]

    def driven(self, vehicle: VehicleClass, speeds: Speeds) -> IntArray:
        """Times of all arcs at these speeds, (2 s,) ms; the latest are kept."""
        if speeds.key == AS_SHIPPED.key:
            return self.of(vehicle).arc_ms
        with self._lock:
            kept = self._driven.get((vehicle, speeds.key))
            if kept is None:
                kept = arc_milliseconds(self.file, vehicle, speeds)
                self._driven[vehicle, speeds.key] = kept
                while len(self._driven) > _KEPT_DRIVEN:
                    self._driven.popitem(last=False)
            return kept

    def _snapper(self, arc_ms: IntArray) -> Snapper:
        """One snapper for all vehicle classes that may use the same roads."""
        usable = (arc_ms != CLOSED).tobytes()
        if usable not in self._snappers:
            segments = mutually_reachable_segments(self.file, arc_ms)
            self._snappers[usable] = Snapper(self.file, segments)
        return self._snappers[usable]
