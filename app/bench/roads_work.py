"""The pieces of work that `./muster bench roads` times, each run in a process of its own."""

from __future__ import annotations

import resource
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import shapely

from app.bench.road_engines import ROADS, compare
from app.bench.road_province import tiled
from core.config import PROJECT_ROOT
from geo.coverage import Coverage, Standard
from geo.road_cache import contraction_order
from geo.road_reading import read_roads
from geo.roads import CLOSED
from geo.shortest_paths import HierarchyPaths
from geo.siting import cover_all, cover_most, least_farthest, least_total
from geo.snapping import BESIDE_M
from geo.standing import PlaceOnRoads, place_on_roads
from geo.standing_words import place_words
from geo.travel import Method, RoadNetwork, load_network, network_of
from geo.types import FloatArray, VehicleClass

ENGINE = VehicleClass.FIRE_ENGINE
DEMO_ROADS = PROJECT_ROOT / "app" / "seed" / "data" / "roads" / "wuhan_fua_roads.osm.pbf"
ANDORRA = ROADS
KEPT_STATES = 4
CACHE = Path(tempfile.gettempdir()) / "muster-bench-roads"
SIX = tuple(vehicle for vehicle in VehicleClass if vehicle is not VehicleClass.FOOT)


def _best(work: Callable[[], Any]) -> tuple[float, Any]:
    """The shortest of three runs: other work on the machine only ever makes it longer."""
    runs = [_timed(work) for _ in range(3)]
    return min(runs, key=lambda run: run[0])


def _timed(work: Callable[[], Any]) -> tuple[float, Any]:
    began = time.perf_counter()
    result = work()
    return time.perf_counter() - began, result


def _peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _city() -> RoadNetwork:
    return load_network(DEMO_ROADS, CACHE)


def _anywhere(network: RoadNetwork, count: int, seed: int) -> FloatArray:
    west, south, east, north = network.bounds
    return np.random.default_rng(seed).uniform([west, south], [east, north], (count, 2))


def _places(network: RoadNetwork, count: int, seed: int) -> FloatArray:
    """Places where people are: beside a road, some 100 m off, evenly over the road nodes."""
    rng = np.random.default_rng(seed)
    nodes = rng.choice(network._roads.file.lonlat, count)
    return np.asarray(nodes + rng.normal(0.0, 0.001, (count, 2)))


def matrix(seed: int, rows: int, columns: int) -> dict[str, Any]:
    """A whole table warm, and the same by SciPy's Dijkstra, compared pair by pair."""
    network = _city()
    teams, scenes = _places(network, rows, seed), _places(network, columns, seed + 1000)
    network.matrix(teams, scenes, ENGINE)
    ours_s, found = _best(lambda: network.matrix(teams, scenes, ENGINE))
    slow = network.with_method(Method.DIJKSTRA)
    slow.matrix(teams[:1], scenes[:1], ENGINE)
    peer_s, reference = _timed(lambda: slow.matrix(teams, scenes, ENGINE))
    return {
        "ours": ours_s,
        "peer": peer_s,
        "pairs": found.seconds.size,
        "road_pairs": int((~found.estimated).sum()),
        "differing": int((found.seconds != reference.seconds).sum()),
    }


def closure(seed: int, teams: int, incidents: int, classes: int) -> dict[str, Any]:
    """A road is closed: new weights for each class in use, and all times anew."""
    network = _city()
    sources, targets = _places(network, teams, seed), _places(network, incidents, seed + 1000)
    vehicles = [SIX[row % classes] for row in range(teams)]
    network.matrix(sources, targets, vehicles)
    lon, lat = _places(network, 1, seed + 2000)[0]
    area = shapely.box(lon - 0.003, lat - 0.003, lon + 0.003, lat + 0.003)
    needed_s, _ = _best(lambda: network.with_closures([area]).matrix(sources, targets, vehicles))
    return {"ours": needed_s}


def memory(seed: int) -> dict[str, Any]:
    """Peak memory of the city with six classes in use on open roads, and then in four states."""
    network = _city()
    sources, targets = _places(network, 200, seed), _places(network, 20, seed + 1)
    vehicles = [SIX[k % len(SIX)] for k in range(200)]
    network.matrix(sources, targets, vehicles)
    open_mb, states = _peak_mb(), []
    for lon, lat in _places(network, KEPT_STATES - 1, seed + 2):
        states.append(network.with_closures([shapely.box(lon, lat, lon + 0.01, lat + 0.01)]))
        states[-1].matrix(sources, targets, vehicles)
    return {"ours": open_mb, "states": _peak_mb()}


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
    """Copies of two real networks joined: built, weighted anew, and a table of 100 x 20,000."""
    networks = [read_roads(DEMO_ROADS), read_roads(ANDORRA)]
    joined_s, roads = _timed(lambda: tiled(networks, across, down))
    order_s, order = _timed(lambda: contraction_order(roads))
    hang_s, network = _timed(lambda: network_of(roads, order))
    sources, targets = _places(network, 20_000, seed), _places(network, 100, seed + 1)
    cold_s, _ = _timed(lambda: network.matrix(sources, targets, ENGINE))
    table_s, found = _best(lambda: network.matrix(sources, targets, ENGINE))
    opened = network._open_roads(ENGINE)
    weigh_s, _ = _best(lambda: HierarchyPaths(network._roads.hierarchy, opened.graph_ms))
    lon, lat = _places(network, 1, seed + 2)[0]
    area = shapely.box(lon - 0.003, lat - 0.003, lon + 0.003, lat + 0.003)
    closed_s, _ = _timed(lambda: network.with_closures([area])._open_roads(ENGINE))
    return {
        "arcs": int((opened.graph_ms != CLOSED).sum()),
        "build": joined_s + order_s + hang_s,
        "cold": cold_s,
        "table": table_s,
        "reweight": weigh_s,
        "closure": closed_s,
        "without a way": int((found.seconds < 0).sum()),
        "memory": _peak_mb(),
    }


def snapping(seed: int, count: int, told: int, roads: str) -> dict[str, Any]:
    """Random points over a whole file put on its roads: time, what some are told, the worst."""
    network = _city() if roads == "wuhan" else load_network(ANDORRA, CACHE)
    points = _anywhere(network, count, seed)
    needed_s, found = _timed(lambda: network.snapper(ENGINE).snap(points))
    farthest = int(found.off_road_m.argmax())
    timed = np.flatnonzero(~found.off_network)
    worst = int(timed[found.off_road_m[timed].argmax()])
    asked = points[[farthest, worst, *range(told)]].tolist()
    told_s, places = _timed(lambda: [place_on_roads(network, at, ENGINE) for at in asked])
    return {
        "ours": needed_s,
        "told": told_s,
        "farthest": float(found.off_road_m[farthest]),
        "farthest_at": points[farthest].round(5).tolist(),
        "farthest_standing": places[0].standing.value,
        "worst": float(found.off_road_m[worst]),
        "worst_at": points[worst].round(5).tolist(),
        "worst_standing": places[1].standing.value,
        "standings": dict(Counter(place.standing.value for place in places[2:])),
        "silent": sum(place.has_road_time and is_silent(place) for place in places),
    }


def is_silent(place: PlaceOnRoads) -> bool:
    """Whether a place far from its road is said nothing about; that must never be."""
    told = place_words(place, "zh-CN") is not None and place_words(place, "en") is not None
    return (place.off_road_m or 0) > BESIDE_M and not told


def engines(seed: int, count: int, python: str) -> dict[str, Any]:
    """Our ways held against OSRM's and Valhalla's, which another Python has."""
    found = compare(Path(python), count, seed)
    return {name: asdict(one) if one is not None else None for name, one in found.items()}


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
