"""Stretches of main road between junctions, who drives over them, and what losing one breaks."""

from pathlib import Path
from uuid import UUID

import numpy as np
import pytest

from app.readiness_roads import RoadLosses
from core.config import PROJECT_ROOT
from geo.road_cache import cached_roads
from geo.speeds import HIGHWAYS
from geo.stretches import NOT_IN_ONE, Stretches, cut_into_stretches
from geo.travel import RoadNetwork, network_of
from geo.types import VehicleClass
from plans.readiness.cases import Case, Solver
from plans.readiness.ground import NEVER_S, Force, Ground, Spot
from plans.readiness.losses import Loss
from plans.readiness.supply import Asked

PBF = PROJECT_ROOT / "app" / "seed" / "data" / "roads" / "wuhan_fua_roads.osm.pbf"
ENGINE = VehicleClass.FIRE_ENGINE
HANKOU, WUCHANG = (114.2860, 30.5850), (114.3250, 30.5350)


@pytest.fixture(scope="module")
def network(tmp_path_factory: pytest.TempPathFactory) -> RoadNetwork:
    given: Path = tmp_path_factory.mktemp("roads")
    return network_of(*cached_roads(PBF, given))


@pytest.fixture(scope="module")
def stretches(network: RoadNetwork) -> Stretches:
    return cut_into_stretches(network.lines.roads)


def test_a_stretch_is_one_class_of_road_and_has_no_junction_inside(stretches: Stretches) -> None:
    roads = stretches.roads
    assert len(stretches.length_m) > 500
    for stretch in range(0, len(stretches.length_m), 97):
        segments = stretches.segments(stretch)
        assert len(set(roads.highway[segments].tolist())) == 1
        assert HIGHWAYS[roads.highway[segments[0]]] in ("motorway", "trunk", "primary")
        nodes, count = np.unique(
            np.concatenate([roads.tail[segments], roads.head[segments]]), return_counts=True
        )
        assert set(roads.segments_at[nodes[count == 2]].tolist()) <= {2}
        assert stretches.length_m[stretch] == pytest.approx(roads.length_m[segments].sum())
        assert stretches.length_m[stretch] >= 300


def test_closing_a_stretch_closes_it_and_nothing_else(
    network: RoadNetwork, stretches: Stretches
) -> None:
    stretch = int(np.argmax(stretches.length_m))
    lon, lat = stretches.middle(stretch)
    shut = network.with_closures([stretches.closure(stretch)])
    near = np.array([[lon - 0.02, lat], [lon + 0.02, lat]])
    before = network.matrix(near, near[::-1], ENGINE).seconds
    after = shut.matrix(near, near[::-1], ENGINE).seconds
    assert (after >= before).all()
    far = np.array([HANKOU, WUCHANG])
    assert (network.matrix(far, far, ENGINE).seconds == shut.matrix(far, far, ENGINE).seconds).all()


def test_the_tree_leads_over_the_stretches_of_the_way_that_is_driven(
    network: RoadNetwork, stretches: Stretches
) -> None:
    """Closing a stretch that a way leads over makes it longer; closing another never does."""
    chance = np.random.default_rng(5)
    sources = chance.choice(network.lines.roads.lonlat, 25)
    marks = network.ways_of(ENGINE).marks(sources, WUCHANG, stretches.of_segment)
    target = np.array([WUCHANG])
    before = network.matrix(sources, target, ENGINE).seconds[:, 0]
    used = sorted(set().union(*marks))
    assert used
    for stretch in used[:: max(1, len(used) // 6)]:
        shut = network.with_closures([stretches.closure(stretch)])
        after = shut.matrix(sources, target, ENGINE).seconds[:, 0]
        longer = {row for row in range(len(sources)) if after[row] != before[row]}
        over = {row for row, some in enumerate(marks) if stretch in some}
        assert longer <= over


def test_a_place_off_the_network_has_no_way(network: RoadNetwork, stretches: Stretches) -> None:
    far = np.array([[90.0, 40.0]])
    assert network.ways_of(ENGINE).marks(far, WUCHANG, stretches.of_segment) == [frozenset()]
    assert (
        NOT_IN_ONE
        not in network.ways_of(ENGINE).marks(np.array([HANKOU]), WUCHANG, stretches.of_segment)[0]
    )


def test_a_road_is_told_as_a_loss_exactly_when_the_way_round_takes_too_long(
    network: RoadNetwork, stretches: Stretches
) -> None:
    drive = int(network.matrix(np.array([HANKOU]), np.array([WUCHANG]), ENGINE).seconds[0, 0])
    marks = network.ways_of(ENGINE).marks(np.array([HANKOU]), WUCHANG, stretches.of_segment)[0]
    round_s = {
        stretch: int(
            network.with_closures([stretches.closure(stretch)])
            .matrix(np.array([HANKOU]), np.array([WUCHANG]), ENGINE)
            .seconds[0, 0]
        )
        for stretch in marks
    }
    within_s = drive + 60
    found = _losses(network, drive, within_s)
    expected = {f"stretch:{k}" for k, s in round_s.items() if s < 0 or s > within_s}
    assert {loss.key for loss in found} == expected
    assert all(loss.proven for loss in found)


def _losses(network: RoadNetwork, drive: int, within_s: int) -> list[Loss]:
    ground = Ground(
        spots=(Spot("p", "武昌", "420106", *WUCHANG, "named"),),
        teams=(Force(UUID(int=1), "队", "420102", *HANKOU, "fire_engine"),),
        depots=(),
        items={},
        standing=np.zeros(1, np.int8),
        ready_s=np.zeros(1, np.int64),
        later_s=np.zeros(1, np.int64),
        shift_end_s=np.full(1, NEVER_S, np.int64),
        units={"fire": np.ones(1, np.int64)},
        drive_s=np.array([[drive]], np.int64),
        estimated=np.zeros((1, 1), np.bool_),
        agreed=np.ones((1, 1), np.bool_),
        haul_s=np.zeros((1, 0), np.int64),
        shared=np.ones((1, 0), np.bool_),
        shelves={},
    )
    solver = Solver(ground)
    asked = Asked("fire", False, "水罐车", "engine", 1, within_s)
    case = Case(UUID(int=2), "P", 4, 0, (asked,))
    losses = RoadLosses(network, [], solver, lambda name, *_rest: name)
    return list(losses.find([solver.solve(case)], lambda _done, _total: None).get(0, []))
