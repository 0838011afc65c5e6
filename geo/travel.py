"""Travel times of every vehicle class over the real roads, with closures and honest estimates.

Times lead from the team to the incident, over one-way streets in their direction. They are exact
shortest paths for the speeds of `geo.speeds`; what they do not know is said there and in
`geo.roads`: what the road file does not state limits nothing, and no traffic of the hour.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from threading import Lock
from typing import Protocol

import numpy as np
from shapely.geometry.base import BaseGeometry

from geo.alternatives import alternative_ways, dear
from geo.areas import metres_within
from geo.closed_ends import ClosedRoads, entries_now, exits_now
from geo.closures import Closing, RoadClosure, as_closure
from geo.distance import close_pairs, haversine_m
from geo.driving import AS_SHIPPED, Speeds
from geo.ends import along_same_segment, exits_of_one
from geo.marked_roads import RoadLines, closed_arcs
from geo.reach import Reach, estimated_reach, road_reach
from geo.road_cache import cached_roads
from geo.roads import CLOSED, RoadFile
from geo.route import UNREACHABLE, Route, TravelMatrix, route_of
from geo.shared_roads import SharedRoads
from geo.shortest_paths import DijkstraPaths, HierarchyPaths, ShortestPaths
from geo.snapping import Snapped, Snapper
from geo.speeds import CRAWL_KMH, HIGHWAYS
from geo.steps import OFF_ROAD
from geo.straight_line import (
    StraightLineTravel,
    as_places,
    estimate_pairs_seconds,
    estimate_route,
    vehicle_of_each,
)
from geo.types import BoolArray, FloatArray, IntArray, LonLat, VehicleClass
from geo.way_tree import WaysOf
from geo.ways import OpenRoads, Way, find_way


class TravelTimes(Protocol):
    """Who can say how long a team needs, and which way it goes."""

    @property
    def road_file_hash(self) -> str | None:
        """SHA-256 of the road file behind the times, None without roads."""
        ...

    def matrix(
        self,
        sources: FloatArray,
        targets: FloatArray,
        vehicle: VehicleClass | Sequence[VehicleClass],
    ) -> TravelMatrix:
        """Times from n sources to m targets, shapes (n, 2) and (m, 2) in degrees, longitude first.

        `vehicle` is one class for all sources or one for each. Raises `ValueError` for positions
        that are not finite degrees and for a list of another length.
        """
        ...

    def route(
        self, source: tuple[float, float], target: tuple[float, float], vehicle: VehicleClass
    ) -> Route | None:
        """The quickest way, in agreement with `matrix`; None where there is none."""
        ...

    def routes(
        self,
        source: tuple[float, float],
        target: tuple[float, float],
        vehicle: VehicleClass,
        avoid: Sequence[BaseGeometry] = (),
        count: int = 3,
    ) -> list[Route]:
        """The quickest way round some areas and others that differ from it; empty where none is."""
        ...

    def with_closures(self, polygons: Sequence[Closing]) -> TravelTimes:
        """The same roads with exactly these closures; the object itself stays as it is."""
        ...

    def with_speeds(self, speeds: Speeds) -> TravelTimes:
        """The same roads and closures, driven at other speeds."""
        ...


class Method(StrEnum):
    """How shortest paths are found."""

    HIERARCHY = "hierarchy"
    DIJKSTRA = "dijkstra"


class RoadNetwork:
    """Travel times on one road file in one state of closures; safe to use from several threads."""

    def __init__(
        self,
        roads: SharedRoads,
        closures: Sequence[RoadClosure] = (),
        method: Method = Method.HIERARCHY,
        speeds: Speeds = AS_SHIPPED,
        *,
        enters_closed: bool = True,
    ) -> None:
        self._roads = roads
        self._enters_closed = enters_closed
        self._speeds = speeds
        self._closures = tuple(closures)
        self._method = method
        self._lock = Lock()
        self._of: dict[VehicleClass, OpenRoads] = {}
        self._shut: list[BoolArray] | None = None

    @property
    def road_file_hash(self) -> str | None:
        """SHA-256 of the road file behind the times."""
        return self._roads.file.file_hash

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """West, south, east, north of the roads, degrees."""
        return self._roads.file.bounds()

    @property
    def lines(self) -> RoadLines:
        """The segments as lines, to be found by place."""
        return self._roads.lines

    @property
    def node_count(self) -> int:
        """How many places the roads connect."""
        return self._roads.file.node_count

    @property
    def arc_count(self) -> int:
        """How many directed pieces of road there are, open to some vehicle or not."""
        return 2 * self._roads.file.segment_count

    def with_closures(self, polygons: Sequence[Closing]) -> RoadNetwork:
        """The same roads with exactly these closures; see `TravelTimes.with_closures`.

        Raises
        ------
        ValueError : an area is empty or crosses itself.
        """
        closures = [as_closure(polygon) for polygon in polygons]
        return RoadNetwork(self._roads, closures, self._method, self._speeds)

    def with_speeds(self, speeds: Speeds) -> RoadNetwork:
        """The same roads and closures, driven at other speeds."""
        return RoadNetwork(self._roads, self._closures, self._method, speeds)

    def with_method(self, method: Method) -> RoadNetwork:
        """The same roads and closures, with the shortest paths found in another way."""
        return RoadNetwork(self._roads, self._closures, method, self._speeds)

    def matrix(
        self,
        sources: FloatArray,
        targets: FloatArray,
        vehicle: VehicleClass | Sequence[VehicleClass],
    ) -> TravelMatrix:
        """Times from every source to every target; see `TravelTimes.matrix`."""
        start, end = as_places(sources), as_places(targets)
        vehicles = np.array(vehicle_of_each(vehicle, len(start)), dtype=np.str_)
        seconds = np.full((len(start), len(end)), UNREACHABLE, dtype=np.int32)
        estimated = np.zeros(seconds.shape, dtype=np.bool_)
        for each in np.unique(vehicles):
            rows = np.flatnonzero(vehicles == each)
            part = self._matrix_of(VehicleClass(each), start[rows], end)
            seconds[rows], estimated[rows] = part.seconds, part.estimated
        return TravelMatrix(seconds, estimated)

    def route(
        self, source: tuple[float, float], target: tuple[float, float], vehicle: VehicleClass
    ) -> Route | None:
        """The quickest way from a place to another; see `TravelTimes.route`."""
        vehicle = VehicleClass(vehicle)
        places = as_places([source, target])
        snapped = self._roads.of(vehicle).snapper.snap(places)
        if snapped.off_network.any():
            return estimate_route(LonLat(*source), LonLat(*target), vehicle, self._speeds)
        if crawled := self._without_road(places, snapped, vehicle):
            return crawled
        way = find_way(self._roads.file, self._roads.graph, self._open_roads(vehicle), snapped)
        return self._as_route(way, places, snapped, vehicle) if way is not None else None

    def routes(
        self,
        source: tuple[float, float],
        target: tuple[float, float],
        vehicle: VehicleClass,
        avoid: Sequence[BaseGeometry] = (),
        count: int = 3,
    ) -> list[Route]:
        """The quickest way and others that differ from it, `geo.alternatives` says by which rule.

        Areas to avoid are passed only where there is no way round: then as little as possible, and
        each route says how far. Empty where there is no way.

        Raises
        ------
        ValueError : an area is empty or crosses itself.
        """
        if avoid:
            both = [as_closure(area) for area in (*self._closures, *avoid)]
            round_them = RoadNetwork(
                self._roads, both, self._method, self._speeds, enters_closed=False
            )
            found = round_them.routes(source, target, vehicle, count=count)
            return found or self._through_as_little(source, target, vehicle, avoid)
        vehicle, places = VehicleClass(vehicle), as_places([source, target])
        snapped = self._roads.of(vehicle).snapper.snap(places)
        off_network = bool(snapped.off_network.any())
        if off_network or self._without_road(places, snapped, vehicle):
            only_one = self.route(source, target, vehicle)
            return [only_one] if only_one is not None else []
        file, graph, roads = self._roads.file, self._roads.graph, self._open_roads(vehicle)
        ways = alternative_ways(file, graph, roads, snapped, self._search, count)
        return [self._as_route(way, places, snapped, vehicle) for way in ways]

    def ways_of(self, vehicle: VehicleClass) -> WaysOf:
        """The ways of a vehicle class as trees: from many places to one."""
        roads, snapper = self._open_roads(vehicle), self._roads.of(vehicle).snapper
        return WaysOf(self._roads.file, self._roads.graph, roads, snapper)

    def _through_as_little(
        self,
        source: tuple[float, float],
        target: tuple[float, float],
        vehicle: VehicleClass,
        avoid: Sequence[BaseGeometry],
    ) -> list[Route]:
        """The way that is least in some areas, where none keeps out of them."""
        vehicle, places = VehicleClass(vehicle), as_places([source, target])
        snapped = self._roads.of(vehicle).snapper.snap(places)
        file, graph, roads = self._roads.file, self._roads.graph, self._open_roads(vehicle)
        shut = [closed_arcs(as_closure(area), self._roads.lines)[::2] for area in avoid]
        inside = np.any(shut, axis=0)
        paths = self._search(dear(graph, roads.graph_ms, inside))
        way = find_way(file, graph, roads, snapped, paths)
        if way is None:
            return []
        found = self._as_route(way, places, snapped, vehicle)
        return [replace(found, metres_inside=metres_within(found.line, avoid))]

    def _without_road(
        self, places: FloatArray, snapped: Snapped, vehicle: VehicleClass
    ) -> Route | None:
        """The straight line between places nearer to each other than to their roads."""
        apart_m = float(haversine_m(places[0], places[1]))
        if apart_m > snapped.off_road_m.sum():
            return None
        crawled = [float(_crawl_ms(np.array(apart_m), vehicle))]
        return route_of(places.tolist(), crawled, [""], [OFF_ROAD])

    def _as_route(
        self, way: Way, places: FloatArray, snapped: Snapped, vehicle: VehicleClass
    ) -> Route:
        """The way with its ends off the road, told in steps."""
        crawl_ms = _crawl_ms(snapped.off_road_m, vehicle)
        whole = [places[0].tolist(), *way.points, places[1].tolist()]
        file, segments = self._roads.file, way.segments
        names = ["", *file.names[file.name[segments]].tolist(), ""]
        classes = [OFF_ROAD, *(HIGHWAYS[code] for code in file.highway[segments]), OFF_ROAD]
        step_ms, forks = [crawl_ms[0], *way.step_ms, crawl_ms[1]], [False, *way.forks, False]
        return route_of(whole, step_ms, names, classes, forks)

    def classes_in_use(self) -> tuple[VehicleClass, ...]:
        """The vehicle classes whose metric stands ready."""
        with self._lock:
            return tuple(self._of)

    def warm(self, vehicles: Iterable[VehicleClass]) -> None:
        """Make the metrics of some vehicle classes ready, so that nobody waits for them."""
        for vehicle in vehicles:
            self._open_roads(vehicle)

    def snapper(self, vehicle: VehicleClass) -> Snapper:
        """What puts places onto the roads that a vehicle class can get to."""
        return self._roads.of(VehicleClass(vehicle)).snapper

    def usable(self, vehicle: VehicleClass) -> BoolArray:
        """Segments (s,) that a class may drive in some direction when nothing is closed."""
        arc_ms = self._roads.of(VehicleClass(vehicle)).arc_ms
        return np.asarray((arc_ms.reshape(-1, 2) != CLOSED).any(axis=1))

    def reach(self, source: tuple[float, float], vehicle: VehicleClass, seconds: float) -> Reach:
        """The area a team reaches within a time; a circle marked as estimated off the network."""
        vehicle = VehicleClass(vehicle)
        snapped = self._roads.of(vehicle).snapper.snap(as_places([source]))
        if snapped.off_network[0]:
            return estimated_reach(source, vehicle, seconds)
        arc_ms, file, graph = self._closed_arc_ms(vehicle), self._roads.file, self._roads.graph
        limit_ms = seconds * 1000.0 - float(_crawl_ms(snapped.off_road_m, vehicle)[0])
        graph_ms = graph.milliseconds(arc_ms, vehicle, CLOSED)
        paths = DijkstraPaths(graph.node_count, graph.tail, graph.head, graph_ms)
        starts = exits_of_one(file, graph, snapped, arc_ms)
        node_ms = paths.milliseconds_from(starts, limit_ms)
        return road_reach(file, graph, node_ms, graph_ms, limit_ms)

    def _matrix_of(
        self, vehicle: VehicleClass, sources: FloatArray, targets: FloatArray
    ) -> TravelMatrix:
        snapper = self._roads.of(vehicle).snapper
        start, end = snapper.snap(sources), snapper.snap(targets)
        off_road_m = start.off_road_m[:, None] + end.off_road_m[None, :]
        needed_ms = self._road_ms(vehicle, start, end) + _crawl_ms(off_road_m, vehicle)
        row, column = close_pairs(sources, targets, off_road_m)
        apart_m = haversine_m(sources[row], targets[column])
        direct = apart_m <= off_road_m[row, column]
        needed_ms[row[direct], column[direct]] = _crawl_ms(apart_m[direct], vehicle)
        whole = np.floor(np.nan_to_num(needed_ms, nan=-1000.0) / 1000.0 + 0.5).astype(np.int32)
        estimated = start.off_network[:, None] | end.off_network
        row, column = np.nonzero(estimated)
        whole[row, column] = estimate_pairs_seconds(
            sources[row], targets[column], vehicle, self._speeds
        )
        return TravelMatrix(whole, estimated)

    def _road_ms(self, vehicle: VehicleClass, start: Snapped, end: Snapped) -> FloatArray:
        """Road times between snapped places, shape (n, m), ms, NaN where there is no way."""
        roads, file, graph = self._open_roads(vehicle), self._roads.file, self._roads.graph
        nodes, ahead_ms = exits_now(file, graph, start, roads.arc_ms, roads.closed)
        pinned, column = np.unique(nodes, return_inverse=True)
        into = entries_now(file, graph, end, roads.arc_ms, roads.graph_ms, roads.closed)
        times = roads.paths.milliseconds_to(pinned.tolist(), into)[:, column.reshape(nodes.shape)]
        reached = np.asarray(np.fmin.reduce(times + ahead_ms, axis=2).T)
        return np.asarray(np.fmin(reached, along_same_segment(start, end, roads.arc_ms)))

    def _open_roads(self, vehicle: VehicleClass) -> OpenRoads:
        with self._lock:
            if vehicle not in self._of:
                arc_ms = self._closed_arc_ms(vehicle)
                graph_ms = self._roads.graph.milliseconds(arc_ms, vehicle, CLOSED)
                paths, closed = self._search(graph_ms), self._closed_roads(vehicle, arc_ms)
                self._of[vehicle] = OpenRoads(arc_ms, graph_ms, paths, closed)
            return self._of[vehicle]

    def _closed_roads(self, vehicle: VehicleClass, arc_ms: IntArray) -> ClosedRoads | None:
        if not self._closures or not self._enters_closed:
            return None
        free_ms = self._roads.driven(vehicle, self._speeds)
        return ClosedRoads(self._roads.file, arc_ms, free_ms, CRAWL_KMH[vehicle])

    def _search(self, graph_ms: IntArray) -> ShortestPaths:
        graph = self._roads.graph
        if self._method is Method.HIERARCHY:
            return HierarchyPaths(self._roads.hierarchy, graph_ms)
        return DijkstraPaths(graph.node_count, graph.tail, graph.head, graph_ms)

    def _closed_arc_ms(self, vehicle: VehicleClass) -> IntArray:
        roads = self._roads
        if self._shut is None:
            self._shut = [closed_arcs(each, roads.lines) for each in self._closures]
        arc_ms = roads.driven(vehicle, self._speeds).copy()
        for closure, shut in zip(self._closures, self._shut, strict=True):
            if closure.stops(vehicle):
                arc_ms[shut] = CLOSED
        return arc_ms


def load_network(pbf: Path, cache_dir: Path) -> RoadNetwork:
    """Open a road file for travel times; what takes long is kept in the cache directory.

    Raises
    ------
    FileNotFoundError : no such file. ValueError, RuntimeError : it holds no road or is damaged.
    """
    return network_of(*cached_roads(pbf, cache_dir))


def network_of(roads: RoadFile, order: IntArray) -> RoadNetwork:
    """Travel times over roads whose contraction order is known."""
    return RoadNetwork(SharedRoads(roads, order))


def open_travel_times(pbf: Path | None, cache_dir: Path) -> RoadNetwork | StraightLineTravel:
    """The road network, or straight lines when there is no road file; the caller says which."""
    if pbf is None or not pbf.is_file():
        return StraightLineTravel()
    return load_network(pbf, cache_dir)


def _crawl_ms(off_road_m: FloatArray, vehicle: VehicleClass) -> FloatArray:
    return np.rint(off_road_m * 3600.0 / CRAWL_KMH[vehicle])
