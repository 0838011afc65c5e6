"""Turn restrictions, one-way streets, heights, weights and barriers, on the roads of Andorra."""

from __future__ import annotations

import heapq
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from geo.road_reading import read_roads
from geo.road_tags import (
    EVERYBODY,
    height_cm,
    speed_kmh,
    weight_kg,
    who_may_pass,
    who_passes_barrier,
)
from geo.roads import CLOSED, RoadFile, arc_milliseconds
from geo.speeds import COLUMNS
from geo.travel import Method, RoadNetwork, load_network
from geo.types import VehicleClass

PBF = Path(__file__).parents[2] / "data" / "roads" / "andorra_roads.osm.pbf"


@pytest.fixture(scope="module")
def roads() -> RoadFile:
    return read_roads(PBF)


@pytest.fixture(scope="module")
def network(tmp_path_factory: pytest.TempPathFactory) -> RoadNetwork:
    return load_network(PBF, tmp_path_factory.mktemp("andorra"))


def bit(vehicle: VehicleClass) -> int:
    return 1 << COLUMNS.index(vehicle)


@pytest.mark.parametrize(
    ("text", "centimetres"),
    [("4", 400), ("3.8 m", 380), ("3,5", 350), ("12'6\"", 381), ("default", 0), (None, 0), ("", 0)],
)
def test_a_clearance_is_read_in_whole_centimetres(text: str | None, centimetres: int) -> None:
    assert height_cm(text) == centimetres


def test_weights_and_speeds_are_read_with_their_units() -> None:
    assert (weight_kg("2.1"), weight_kg("7.5 t"), weight_kg("3500 kg"), weight_kg("none")) == (
        2100,
        7500,
        3500,
        0,
    )
    assert (speed_kmh("50"), speed_kmh("30 mph"), speed_kmh("walk"), speed_kmh("signals")) == (
        50,
        48,
        6,
        0,
    )


def test_the_more_particular_access_tag_decides() -> None:
    assert who_may_pass({}) == EVERYBODY
    assert who_may_pass({"access": "no"}) == 0
    assert who_may_pass({"access": "no", "foot": "yes"}) == bit(VehicleClass.FOOT)
    lorries = bit(VehicleClass.HEAVY_TRUCK) | bit(VehicleClass.HAZMAT_CARRIER)
    assert who_may_pass({"hgv": "no"}) == EVERYBODY & ~lorries
    assert who_may_pass({"hazmat": "no"}) == EVERYBODY & ~bit(VehicleClass.HAZMAT_CARRIER)
    assert who_may_pass({"access": "private"}) == EVERYBODY
    opened = who_may_pass({"motor_vehicle": "no", "emergency": "yes"})
    assert opened == bit(VehicleClass.FIRE_ENGINE) | bit(VehicleClass.FOOT)


def test_a_bollard_stops_wheels_and_a_gate_does_not() -> None:
    assert who_passes_barrier({"barrier": "bollard"}) == bit(VehicleClass.FOOT)
    assert who_passes_barrier({"barrier": "gate"}) == EVERYBODY
    assert who_passes_barrier({"barrier": "bollard", "motor_vehicle": "yes"}) == EVERYBODY


def test_both_methods_agree_where_turns_are_forbidden(network: RoadNetwork) -> None:
    rng = np.random.default_rng(7)
    west, south, east, north = network.bounds
    sources = rng.uniform([west, south], [east, north], (60, 2))
    targets = rng.uniform([west, south], [east, north], (4, 2))
    vehicles = [COLUMNS[row % len(COLUMNS)] for row in range(len(sources))]
    quick = network.matrix(sources, targets, vehicles)
    slow = network.with_method(Method.DIJKSTRA).matrix(sources, targets, vehicles)
    np.testing.assert_array_equal(quick.seconds, slow.seconds)


def _middle(roads: RoadFile, arc: int) -> tuple[float, float]:
    ends = roads.lonlat[[roads.tail[arc // 2], roads.head[arc // 2]]]
    lon, lat = ends.mean(axis=0)
    return float(lon), float(lat)


def _arc_by_arc(roads: RoadFile, vehicle: VehicleClass, start: int, end: int) -> float | None:
    """The quickest way from the middle of an arc to the middle of another, arc after arc."""
    ms = arc_milliseconds(roads, vehicle)
    tail, head = roads.arcs()
    leaving: dict[int, list[int]] = {}
    for arc in np.flatnonzero(ms != CLOSED).tolist():
        leaving.setdefault(int(tail[arc]), []).append(arc)
    which = 1 << COLUMNS.index(vehicle)
    rows = zip(
        roads.turn_from.tolist(), roads.turn_to.tolist(), roads.turn_barred.tolist(), strict=True
    )
    barred = {(before, after) for before, after, bits in rows if bits & which}
    best: dict[int, float] = {}
    queue = [(ms[first] / 2, first) for first in (start, start ^ 1) if ms[first] != CLOSED]
    heapq.heapify(queue)
    while queue:
        spent, arc = heapq.heappop(queue)
        if arc in best:
            continue
        best[arc] = spent
        for after in leaving.get(int(head[arc]), ()):
            if (arc, after) in barred or after in best:
                continue
            if after in (end, end ^ 1):
                reached = best.setdefault(-1, float("inf"))
                best[-1] = min(reached, spent + ms[after] / 2)
                continue
            heapq.heappush(queue, (spent + ms[after], after))
    return best.get(-1)


def test_ways_round_a_forbidden_turn_are_exact(roads: RoadFile, network: RoadNetwork) -> None:
    """Beside each forbidden turn: from the arc before to the arc after it, by an arc-by-arc search."""
    vehicle, compared, longer = VehicleClass.LIGHT, 0, 0
    ms = arc_milliseconds(roads, vehicle)
    which = 1 << COLUMNS.index(vehicle)
    for before, after, bits in zip(
        roads.turn_from.tolist(), roads.turn_to.tolist(), roads.turn_barred.tolist(), strict=True
    ):
        usable = ms[before] != CLOSED and ms[after] != CLOSED and before // 2 != after // 2
        if not (usable and bits & which):
            continue
        expected = _arc_by_arc(roads, vehicle, before, after)
        table = network.matrix([_middle(roads, before)], [_middle(roads, after)], vehicle)
        if expected is None or table.seconds[0, 0] < 0 or table.estimated[0, 0]:
            continue
        assert abs(int(table.seconds[0, 0]) - expected / 1000) <= 2, (before, after)
        compared += 1
        longer += expected > (ms[before] + ms[after]) / 2 + 1000
    assert compared >= 10 and longer >= 5


def test_a_lorry_does_not_fit_under_a_low_bridge_and_a_car_does(roads: RoadFile) -> None:
    low = np.flatnonzero((roads.max_height_cm > 0) & (roads.max_height_cm < 400))
    assert low.size
    lorry = arc_milliseconds(roads, VehicleClass.HEAVY_TRUCK).reshape(-1, 2)
    car = arc_milliseconds(roads, VehicleClass.LIGHT).reshape(-1, 2)
    assert (lorry[low] == CLOSED).all() and (car[low] != CLOSED).any()


def test_a_weak_bridge_carries_no_fire_engine(roads: RoadFile) -> None:
    weak = np.flatnonzero((roads.max_weight_kg > 0) & (roads.max_weight_kg < 3000))
    assert weak.size
    engine = arc_milliseconds(roads, VehicleClass.FIRE_ENGINE).reshape(-1, 2)
    assert (engine[weak] == CLOSED).all()


def test_nobody_is_promised_a_speed_above_the_sign(roads: RoadFile) -> None:
    ms = arc_milliseconds(roads, VehicleClass.LIGHT).reshape(-1, 2)[:, 0]
    signed = (roads.max_kmh > 0) & (ms != CLOSED) & (ms > 1000)
    driven = roads.length_m[signed] * 3600 / ms[signed]
    assert signed.sum() > 500
    assert (driven <= roads.max_kmh[signed] * 1.001).all()


def test_a_way_is_told_in_steps_that_add_up(network: RoadNetwork) -> None:
    andorra, escaldes = (1.5218, 42.5063), (1.5390, 42.5090)
    found = network.route(andorra, escaldes, VehicleClass.FIRE_ENGINE)
    assert found is not None
    assert sum(step.metres for step in found.steps) == pytest.approx(found.metres, abs=20)
    assert sum(step.seconds for step in found.steps) == pytest.approx(found.seconds, abs=10)
    assert found.steps[0].turn == "start"
    assert len({step.name for step in found.steps if step.name}) >= 2
    for one, following in pairwise(found.steps):
        assert one.first < following.first < len(found.line)
        assert one.name != following.name or following.turn != "straight" or not one.name
