"""Alternatives differ, keep out of areas, and are the same every time, in every process."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
import shapely

from core.config import PROJECT_ROOT
from geo.alternatives import LONGEST_MORE_MS, LONGEST_SHARE, MOST_SHARED
from geo.distance import haversine_m
from geo.road_cache import cached_roads
from geo.route import Route
from geo.straight_line import StraightLineTravel
from geo.travel import RoadNetwork, network_of
from geo.types import VehicleClass

PBF = PROJECT_ROOT / "app" / "seed" / "data" / "roads" / "wuhan_fua_roads.osm.pbf"
HANKOU, WUCHANG = (114.2860, 30.5850), (114.3250, 30.5350)
ENGINE = VehicleClass.FIRE_ENGINE

ASK = """
import json, sys
from pathlib import Path
from geo.road_reading import read_roads
from geo.road_cache import contraction_order
from geo.travel import network_of
roads = read_roads(Path(sys.argv[1]))
network = network_of(roads, contraction_order(roads))
ends = json.loads(sys.argv[2])
found = [network.routes(tuple(a), tuple(b), "fire_engine") for a, b in ends]
print(json.dumps([[[r.line, r.leg_seconds] for r in routes] for routes in found]))
"""


@pytest.fixture(scope="module")
def network(tmp_path_factory: pytest.TempPathFactory) -> RoadNetwork:
    return network_of(*cached_roads(PBF, tmp_path_factory.mktemp("roads")))


def beside_roads(network: RoadNetwork, count: int, seed: int) -> list[tuple[float, float]]:
    chosen = np.random.default_rng(seed).choice(network.lines.roads.lonlat, count)
    return [(float(lon), float(lat)) for lon, lat in chosen]


def metres_shared(one: Route, other: Route) -> float:
    """Metres of a way that another drives too."""
    driven = {frozenset(pair) for pair in zip(other.line, other.line[1:], strict=False)}
    pieces = zip(one.line, one.line[1:], strict=False)
    return sum(float(haversine_m(a, b)) for a, b in pieces if frozenset((a, b)) in driven)


def test_alternatives_are_sensible_and_differ_from_each_other(network: RoadNetwork) -> None:
    ends = zip(beside_roads(network, 25, 1), beside_roads(network, 25, 2), strict=True)
    found = [network.routes(*pair, ENGINE) for pair in ends]
    assert sum(len(routes) == 3 for routes in found) >= 15
    for routes in found:
        seconds = [route.seconds for route in routes]
        assert seconds == sorted(seconds)
        assert seconds[-1] <= LONGEST_SHARE * seconds[0] + LONGEST_MORE_MS / 1000 + 1
        for k, route in enumerate(routes):
            others = routes[:k]
            assert all(metres_shared(route, other) < 0.9 * route.metres for other in others)


def test_an_alternative_spends_at_most_the_stated_share_on_ways_offered_before(
    network: RoadNetwork,
) -> None:
    quickest, *others = network.routes(HANKOU, WUCHANG, ENGINE)
    assert others
    for other in others:
        known = {frozenset(pair) for pair in zip(quickest.line, quickest.line[1:], strict=False)}
        spent = np.diff(other.leg_seconds)
        pieces = zip(other.line, other.line[1:], strict=False)
        shared = sum(s for s, pair in zip(spent, pieces, strict=True) if frozenset(pair) in known)
        assert shared <= MOST_SHARED * other.leg_seconds[-1] + 1


def test_the_first_way_is_the_route(network: RoadNetwork) -> None:
    for pair in zip(beside_roads(network, 8, 3), beside_roads(network, 8, 4), strict=True):
        assert network.routes(*pair, ENGINE)[0] == network.route(*pair, ENGINE)


def test_no_way_enters_an_area_that_can_be_avoided(network: RoadNetwork) -> None:
    quickest = network.route(HANKOU, WUCHANG, ENGINE)
    assert quickest is not None
    area = shapely.Point(quickest.position_after(quickest.seconds / 2)).buffer(0.004)
    round_it = network.routes(HANKOU, WUCHANG, ENGINE, [area])
    assert len(round_it) >= 2
    for route in round_it:
        assert not shapely.LineString(route.line).intersects(area)
        assert route.seconds >= quickest.seconds and route.metres_inside == 0.0


def test_out_of_an_area_one_drives_the_least_of_it_and_is_told_how_far(
    network: RoadNetwork,
) -> None:
    area = shapely.Point(HANKOU).buffer(0.006)
    (out,) = network.routes(HANKOU, WUCHANG, ENGINE, [area])
    inside = shapely.LineString(out.line).intersection(area)
    assert not inside.is_empty
    assert 300 < out.metres_inside < 1500
    quickest = network.routes(HANKOU, WUCHANG, ENGINE)[0]
    through = shapely.LineString(quickest.line).intersection(area)
    assert inside.length <= through.length + 1e-9


def test_a_ring_without_a_gap_is_crossed_only_where_it_was_to_be_avoided_and_not_when_closed(
    network: RoadNetwork,
) -> None:
    ring = shapely.Point(HANKOU).buffer(0.02).difference(shapely.Point(HANKOU).buffer(0.015))
    assert network.with_closures([ring]).routes(WUCHANG, HANKOU, ENGINE) == []
    (way,) = network.routes(WUCHANG, HANKOU, ENGINE, [ring])
    assert way.metres_inside > 100


def test_threads_get_the_same_ways(network: RoadNetwork) -> None:
    pairs = list(zip(beside_roads(network, 6, 5), beside_roads(network, 6, 6), strict=True))
    alone = [network.routes(*pair, ENGINE) for pair in pairs]
    with ThreadPoolExecutor(4) as pool:
        for _ in range(3):
            assert (
                list(pool.map(lambda pair: network.routes(pair[0], pair[1], ENGINE), pairs))
                == alone
            )


def test_another_process_that_builds_everything_anew_gets_the_same_ways(
    network: RoadNetwork, tmp_path: Path
) -> None:
    pairs = list(zip(beside_roads(network, 5, 7), beside_roads(network, 5, 8), strict=True))
    here = [[[r.line, r.leg_seconds] for r in network.routes(*p, ENGINE)] for p in pairs]
    expected = json.loads(json.dumps(here))
    for hash_seed, threads in (("1", "1"), ("77", "4")):
        told = {**os.environ, "PYTHONHASHSEED": hash_seed, "OMP_NUM_THREADS": threads}
        told["PYTHONPATH"] = str(PROJECT_ROOT)
        command = [sys.executable, "-c", ASK, str(PBF), json.dumps(pairs)]
        answer = subprocess.run(
            command, env=told, cwd=tmp_path, capture_output=True, text=True, check=True
        )
        assert json.loads(answer.stdout) == expected


def test_off_the_network_there_is_one_estimate(network: RoadNetwork) -> None:
    (only,) = network.routes((113.40, 29.90), WUCHANG, ENGINE)
    assert only.estimated
    without_roads = StraightLineTravel()
    (guess,) = without_roads.routes(HANKOU, WUCHANG, ENGINE, [shapely.Point(HANKOU).buffer(0.01)])
    assert guess.estimated and guess.metres_inside > 500
