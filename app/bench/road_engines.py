"""Our ways held against two independent engines, OSRM and Valhalla, on 200 random pairs.

What is compared must mean the same on both sides. OSRM is given a profile with exactly our speeds,
limits and access rules for a light vehicle and no cost of turns: its quickest times are held
against ours. Valhalla computes speeds of its own, so it is asked for the shortest way, and its
metres are held against our shortest, over the roads that are open to our light vehicle.
"""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from app.bench import road_engine_child
from app.bench.road_profile import profile
from core.config import PROJECT_ROOT
from geo.roads import CLOSED, RoadFile
from geo.shortest_paths import HierarchyPaths
from geo.speeds import HIGHWAYS
from geo.travel import RoadNetwork, load_network
from geo.types import FloatArray, VehicleClass
from geo.ways import OpenRoads, Way, find_way

ROADS = PROJECT_ROOT / "tests" / "data" / "roads" / "andorra_roads.osm.pbf"
PYTHON = "MUSTER_BENCH_ENGINES"
"""Names the Python that has the engines; without it they are looked for in .muster."""

WITHIN = 0.10
_LIMIT_S = 240.0
_CM_PER_M = 100


@dataclass(frozen=True)
class Comparison:
    """One engine over all pairs: how many it has a way for, how many agree, and the others."""

    pairs: int
    agreeing: int
    middle: float
    worst: float
    outliers: list[dict[str, Any]]


def python_of_engines() -> Path | None:
    """The Python that has the engines' packages, None where there is none."""
    named = os.environ.get(PYTHON)
    found = Path(named) if named else PROJECT_ROOT / ".muster" / "bench-engines" / "bin" / "python"
    return found if found.is_file() else None


def compare(python: Path, count: int, seed: int) -> dict[str, Comparison | None]:
    """Hold the ways of some random pairs against both engines; None for one that is missing."""
    with tempfile.TemporaryDirectory(prefix="muster-engines-") as folder:
        network = load_network(ROADS, Path(folder) / "cache")
        pairs = _pairs(network, count, seed)
        roads = network.lines.roads
        answers = _ask(python, pairs, Path(folder))
        quickest, shortest = _ours(network, pairs)
    return {
        "osrm": _held(roads, pairs, quickest, answers["osrm"], "seconds"),
        "valhalla": _held(roads, pairs, shortest, answers["valhalla"], "metres"),
    }


def _pairs(network: RoadNetwork, count: int, seed: int) -> FloatArray:
    """Pairs of places on the roads, evenly over their length, shape (n, 2, 2) degrees.

    The middle of a segment lies on one road only, so that no engine puts it on another.
    """
    roads, usable = network.lines.roads, network.snapper(VehicleClass.LIGHT).segments
    length = roads.length_m[usable]
    rng = np.random.default_rng(seed)
    chosen = rng.choice(usable, 2 * count, replace=False, p=length / length.sum())
    middle = (roads.lonlat[roads.tail[chosen]] + roads.lonlat[roads.head[chosen]]) / 2
    return np.asarray(middle.reshape(count, 2, 2))


def _ask(python: Path, pairs: FloatArray, folder: Path) -> dict[str, Any]:
    order = {
        "roads": str(ROADS),
        "profile": profile(),
        "folder": str(folder),
        "pairs": pairs.tolist(),
    }
    own = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    done = subprocess.run(
        [str(python), str(road_engine_child.__file__)],
        env=own,
        input=json.dumps(order),
        capture_output=True,
        text=True,
        check=False,
        timeout=_LIMIT_S,
    )
    if done.returncode:
        raise RuntimeError(done.stderr[-2000:])
    answer: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return answer


def _ours(
    network: RoadNetwork, pairs: FloatArray
) -> tuple[list[tuple[float, Way] | None], list[tuple[float, Way] | None]]:
    """Seconds of our quickest and metres of our shortest way of each pair, with the way."""
    vehicle = VehicleClass.LIGHT
    graph, roads = network._roads.graph, network.lines.roads
    quick = network._open_roads(vehicle)
    cm = np.maximum(1, np.rint(roads.length_m * _CM_PER_M)).astype(np.int32)
    arc_cm = np.where(quick.arc_ms == CLOSED, CLOSED, np.repeat(cm, 2)).astype(np.int32)
    graph_cm = np.where(quick.graph_ms == CLOSED, CLOSED, cm[graph.arc // 2]).astype(np.int32)
    short = OpenRoads(arc_cm, graph_cm, HierarchyPaths(network._roads.hierarchy, graph_cm))
    both = []
    for roads_open, unit in ((quick, 1000.0), (short, float(_CM_PER_M))):
        found = [
            find_way(roads, graph, roads_open, network.snapper(vehicle).snap(pair))
            for pair in pairs
        ]
        both.append([(way.milliseconds / unit, way) if way else None for way in found])
    return both[0], both[1]


def _held(
    roads: RoadFile,
    pairs: FloatArray,
    ours: list[tuple[float, Way] | None],
    theirs: list[dict[str, float] | None] | None,
    field: str,
) -> Comparison | None:
    """How far an engine's answers lie from ours; a way that one side lacks is an outlier."""
    if theirs is None:
        return None
    off, outliers = [], []
    for pair, mine, other in zip(pairs.tolist(), ours, theirs, strict=True):
        if mine is None and other is None:
            continue
        share = other[field] / max(mine[0], 1.0) - 1.0 if mine and other else float("inf")
        off.append(abs(share))
        if abs(share) > WITHIN:
            told = {"pair": pair, "share": round(share, 3), "turns_back": _turns_back(mine)}
            outliers.append(told | {"over": _uncommon(roads, mine)})
    return Comparison(
        pairs=len(off),
        agreeing=sum(each <= WITHIN for each in off),
        middle=float(np.median(off)),
        worst=max(off),
        outliers=outliers,
    )


def _turns_back(mine: tuple[float, Way] | None) -> int:
    """How often our way turns round on the open road, which OSRM does in blind ends only."""
    points = mine[1].points if mine else []
    return sum(points[k - 1] == points[k + 1] for k in range(1, len(points) - 1))


def _uncommon(roads: RoadFile, mine: tuple[float, Way] | None) -> list[str]:
    """Classes of road on our way that engines for private cars shun: a rescuer uses them."""
    segments = mine[1].segments if mine else []
    used = {HIGHWAYS[int(code)] for code in roads.highway[segments]}
    return sorted(used & {"pedestrian", "living_street", "service", "track"})
