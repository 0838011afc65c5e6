"""The pieces of work that `./muster bench roads` times, each run in a process of its own."""

from __future__ import annotations

import resource
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import shapely

from app.bench.road_province import tiled
from app.wiring import DEMO_ROADS
from geo.coverage import Coverage, Standard
from geo.road_cache import contraction_order
from geo.road_reading import read_roads
from geo.shortest_paths import HierarchyPaths
from geo.siting import cover_all, cover_most, least_farthest, least_total
from geo.travel import Method, RoadNetwork, load_network, network_of
from geo.types import FloatArray, VehicleClass

ENGINE = VehicleClass.FIRE_ENGINE
SIX = tuple(vehicle for vehicle in VehicleClass if vehicle is not VehicleClass.FOOT)


def _timed(work: Callable[[], Any]) -> tuple[float, Any]:
    began = time.perf_counter()
    result = work()
    return time.perf_counter() - began, result


def _peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _city() -> RoadNetwork:
    return load_network(DEMO_ROADS, Path(tempfile.gettempdir()) / "muster-bench-roads")


def _anywhere(network: RoadNetwork, count: int, seed: int) -> FloatArray:
    west, south, east, north = network.bounds
    return np.random.default_rng(seed).uniform([west, south], [east, north], (count, 2))


def _places(network: RoadNetwork, count: int, seed: int) -> FloatArray:
    """Places where people are: beside a road, some 100 m off, evenly over the road nodes."""
    rng = np.random.default_rng(seed)
    nodes = rng.choice(network._roads.file.lonlat, count)
    return np.asarray(nodes + rng.normal(0.0, 0.001, (count, 2)))


def matrix(seed: int, rows: int, columns: int) -> dict[str, Any]:
    """A whole table warm, and a tenth of its columns by SciPy's Dijkstra, compared pair by pair."""
    network = _city()
    teams, scenes = _places(network, rows, seed), _places(network, columns, seed + 1000)
    network.matrix(teams, scenes, ENGINE)
    ours_s, found = _timed(lambda: network.matrix(teams, scenes, ENGINE))
    slow = network.with_method(Method.DIJKSTRA)
    some = max(1, columns // 50)
    slow.matrix(teams[:1], scenes[:1], ENGINE)
    peer_s, reference = _timed(lambda: slow.matrix(teams, scenes[:some], ENGINE))
    differing = int((found.seconds[:, :some] != reference.seconds).sum())
    return {"ours": ours_s, "peer": peer_s * columns / some, "differing": differing}


def closure(seed: int, teams: int, incidents: int) -> dict[str, Any]:
    """A road is closed: new weights and all times anew."""
    network = _city()
    sources, targets = _places(network, teams, seed), _places(network, incidents, seed + 1000)
    network.matrix(sources, targets, ENGINE)
    lon, lat = _places(network, 1, seed + 2000)[0]
    area = shapely.box(lon - 0.003, lat - 0.003, lon + 0.003, lat + 0.003)
    needed_s, _ = _timed(lambda: network.with_closures([area]).matrix(sources, targets, ENGINE))
    return {"ours": needed_s}


def memory(seed: int) -> dict[str, Any]:
    """Peak memory of the city with six vehicle classes in use."""
    network = _city()
    sources, targets = _places(network, 200, seed), _places(network, 20, seed + 1)
    network.matrix(sources, targets, [SIX[k % len(SIX)] for k in range(200)])
    return {"ours": _peak_mb()}


def coverage(seed: int, teams: int, cells: int, homes: int) -> dict[str, Any]:
    """Coverage of a grid after one departure; the table of times stays, as it does in use."""
    network = _city()
    rng = np.random.default_rng(seed)
    seconds = network.matrix(
        _places(network, homes, seed), _places(network, cells, seed + 1), ENGINE
    ).seconds
    home, ready = rng.integers(0, homes, teams), rng.integers(0, 7, teams) * 60
    built_s, cover = _timed(
        lambda: Coverage(Standard("fire", 900, 2), seconds, home, ready, rng.random(teams) < 0.8)
    )

    def depart() -> None:
        cover.leave(int(rng.integers(0, teams)))
        cover.short()

    return {"ours": _timed(depart)[0], "whole": built_s}


def province(seed: int, across: int, down: int) -> dict[str, Any]:
    """Copies of the city joined: built, weighted anew, and a table of 100 x 20,000."""
    roads = tiled(read_roads(DEMO_ROADS), across, down)
    build_s, order = _timed(lambda: contraction_order(roads))
    network = network_of(roads, order)
    sources, targets = _places(network, 20_000, seed), _places(network, 100, seed + 1)
    cold_s, _ = _timed(lambda: network.matrix(sources, targets, ENGINE))
    table_s, _ = _timed(lambda: network.matrix(sources, targets, ENGINE))
    opened = network._open_roads(ENGINE)
    weigh_s, _ = _timed(lambda: HierarchyPaths(network._roads.hierarchy, opened.graph_ms))
    return {
        "arcs": network.arc_count,
        "build": build_s,
        "cold": cold_s,
        "table": table_s,
        "reweight": weigh_s,
        "memory": _peak_mb(),
    }


def snapping(seed: int, count: int) -> dict[str, Any]:
    """Random points put on the roads: time, the farthest, and how many have no road near."""
    network = _city()
    snapper = network._roads.of(ENGINE).snapper
    points = _places(network, count, seed)
    needed_s, found = _timed(lambda: snapper.snap(points))
    far = found.off_road_m > 500.0
    return {"ours": needed_s, "farthest": float(found.off_road_m.max()), "off": int(far.sum())}


def siting(seed: int, problem: str, sites: int, places: int, count: int) -> dict[str, Any]:
    """One location problem over true drive times, ours and spopt's where that is installed."""
    network = _city()
    rng = np.random.default_rng(seed)
    file = network._roads.file
    on_roads = file.lonlat[file.tail[network._roads.of(ENGINE).snapper.segments]]
    chosen = rng.choice(len(on_roads), sites + places, replace=False)
    times = network.matrix(on_roads[chosen[:sites]], on_roads[chosen[sites:]], ENGINE).seconds
    people = rng.integers(1, 1000, places)
    within_s = int(times.min(axis=0).max() * 1.1)
    ours = {
        "lscp": lambda: cover_all(times, within_s),
        "mclp": lambda: cover_most(times, 600, people, count),
        "p-centre": lambda: least_farthest(times, count),
        "p-median": lambda: least_total(times, people, count),
    }[problem]
    ours_s, found = _timed(ours)
    answer: dict[str, Any] = {"ours": ours_s, "value": found.value, "proven": bool(found.is_proven)}
    try:
        from app.bench.spopt_peer import solve as by_spopt

        peer_s, value = _timed(lambda: by_spopt(problem, times, people, count, within_s))
        answer |= {"peer": peer_s, "peer_value": value}
    except ImportError:
        answer["peer"] = None
    return answer
