"""Travel times on the real roads of Wuhan, against SciPy's Dijkstra as the reference."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
import shapely

from geo.closures import RoadClosure
from geo.distance import haversine_m
from geo.road_reading import read_roads
from geo.roads import CLOSED, HIGHWAYS, arc_milliseconds
from geo.speeds import SNAP_LIMIT_M
from geo.straight_line import StraightLineTravel
from geo.travel import Method, RoadNetwork, load_network, open_travel_times
from geo.types import VehicleClass

PBF = Path(__file__).parents[3] / "app" / "seed" / "data" / "roads" / "wuhan_fua_roads.osm.pbf"
HANKOU = (114.2860, 30.5850)
WUCHANG = (114.3250, 30.5350)
FAR_AWAY = (113.40, 29.90)


@pytest.fixture(scope="module")
def network(tmp_path_factory: pytest.TempPathFactory) -> RoadNetwork:
    return load_network(PBF, tmp_path_factory.mktemp("roads"))


def places(network: RoadNetwork, count: int, seed: int) -> np.ndarray:
    rng = np.random.default_rng(seed)
    west, south, east, north = network.bounds
    return rng.uniform([west, south], [east, north], (count, 2))


def test_the_hierarchy_gives_the_same_times_as_dijkstra_for_every_vehicle_class(
    network: RoadNetwork,
) -> None:
    sources, targets = places(network, 84, 1), places(network, 3, 2)
    vehicles = [list(VehicleClass)[row % len(VehicleClass)] for row in range(len(sources))]
    quick = network.matrix(sources, targets, vehicles)
    reference = network.with_method(Method.DIJKSTRA).matrix(sources, targets, vehicles)
    assert not quick.estimated.all()
    np.testing.assert_array_equal(quick.seconds, reference.seconds)
    np.testing.assert_array_equal(quick.estimated, reference.estimated)


def test_a_route_takes_as_long_as_the_matrix_says_with_either_method(network: RoadNetwork) -> None:
    sources, targets = places(network, 12, 3), places(network, 12, 4)
    table = network.matrix(sources, targets, VehicleClass.FIRE_ENGINE)
    reference = network.with_method(Method.DIJKSTRA)
    for row in range(12):
        pair = (tuple(sources[row]), tuple(targets[row]))
        route = network.route(*pair, VehicleClass.FIRE_ENGINE)
        again = reference.route(*pair, VehicleClass.FIRE_ENGINE)
        assert route is not None and again is not None
        assert route.seconds == again.seconds == table.seconds[row, row]
        assert route.estimated == table.estimated[row, row]


def test_a_route_begins_at_the_source_ends_at_the_target_and_time_never_runs_back(
    network: RoadNetwork,
) -> None:
    route = network.route(HANKOU, WUCHANG, VehicleClass.LIGHT)
    assert route is not None
    assert route.line[0] == pytest.approx(HANKOU)
    assert route.line[-1] == pytest.approx(WUCHANG)
    assert len(route.leg_seconds) == len(route.line) > 20
    assert (np.diff(route.leg_seconds) >= 0).all()
    assert route.metres > haversine_m(HANKOU, WUCHANG)


def test_the_position_on_a_route_moves_from_its_start_to_its_end(network: RoadNetwork) -> None:
    route = network.route(HANKOU, WUCHANG, VehicleClass.LIGHT)
    assert route is not None
    assert route.position_after(-5) == route.line[0]
    assert route.position_after(route.seconds + 60) == route.line[-1]
    vertex = len(route.line) // 2
    assert route.position_after(route.leg_seconds[vertex]) == pytest.approx(route.line[vertex])
    halfway = shapely.Point(route.position_after(route.seconds / 2))
    assert shapely.LineString(route.line).distance(halfway) < 1e-9


def test_one_way_streets_make_there_and_back_differ(network: RoadNetwork) -> None:
    spots = places(network, 40, 5)
    driven = network.matrix(spots, spots, VehicleClass.LIGHT)
    on_road = np.flatnonzero(~np.diagonal(driven.estimated))
    there = driven.seconds[np.ix_(on_road, on_road)]
    assert len(on_road) > 10
    assert (there != there.T).mean() > 0.5
    walked = network.matrix(spots[on_road], spots[on_road], VehicleClass.FOOT).seconds
    np.testing.assert_allclose(walked, walked.T, atol=1)


def test_against_a_one_way_street_the_way_leads_round_the_block(network: RoadNetwork) -> None:
    roads = read_roads(PBF)
    arc_ms = arc_milliseconds(roads, VehicleClass.LIGHT).reshape(-1, 2)
    motorways = (roads.highway == HIGHWAYS.index("motorway")) & (roads.length_m > 300)
    segment = int(np.flatnonzero(motorways & (arc_ms[:, 1] == CLOSED))[0])
    tail, head = roads.lonlat[roads.tail[segment]], roads.lonlat[roads.head[segment]]
    early, late = tuple(tail + 0.3 * (head - tail)), tuple(tail + 0.7 * (head - tail))
    ahead = network.route(early, late, VehicleClass.LIGHT)
    back = network.route(late, early, VehicleClass.LIGHT)
    assert ahead is not None and back is not None
    assert ahead.metres == pytest.approx(0.4 * roads.length_m[segment], rel=0.05)
    assert back.metres > 3 * ahead.metres


def test_a_closure_forces_a_detour_and_leaves_the_open_network_alone(network: RoadNetwork) -> None:
    before = network.route(HANKOU, WUCHANG, VehicleClass.LIGHT)
    assert before is not None
    middle = shapely.Point(before.position_after(before.seconds / 2)).buffer(0.003)
    detour = network.with_closures([middle]).route(HANKOU, WUCHANG, VehicleClass.LIGHT)
    assert detour is not None
    assert detour.seconds > before.seconds
    assert not shapely.LineString(detour.line).intersects(middle)
    assert network.route(HANKOU, WUCHANG, VehicleClass.LIGHT) == before


def test_a_ring_of_closed_roads_makes_the_inside_unreachable_and_not_estimated(
    network: RoadNetwork,
) -> None:
    ring = shapely.Point(HANKOU).buffer(0.02).difference(shapely.Point(HANKOU).buffer(0.01))
    shut = network.with_closures([ring])
    table = shut.matrix(np.array([WUCHANG]), np.array([HANKOU, WUCHANG]), VehicleClass.LIGHT)
    assert table.seconds.tolist() == [[-1, 0]]
    assert not table.estimated.any()
    assert shut.route(WUCHANG, HANKOU, VehicleClass.LIGHT) is None
    reference = shut.with_method(Method.DIJKSTRA)
    assert reference.route(WUCHANG, HANKOU, VehicleClass.LIGHT) is None


def test_no_time_gets_shorter_when_a_road_closes(network: RoadNetwork) -> None:
    sources, targets = places(network, 60, 6), places(network, 10, 7)
    before = network.matrix(sources, targets, VehicleClass.LIGHT).seconds
    closed = network.with_closures([shapely.box(114.27, 30.55, 114.30, 30.58)])
    after = closed.matrix(sources, targets, VehicleClass.LIGHT).seconds
    reached = after >= 0
    assert (after[reached] >= before[reached]).all()
    assert (after != before).any()


def test_a_closure_for_lorries_lets_fire_engines_pass(network: RoadNetwork) -> None:
    area = shapely.Point(HANKOU).buffer(0.01)
    shut = network.with_closures([RoadClosure(area, frozenset({VehicleClass.HEAVY_TRUCK}))])
    ends = (np.array([WUCHANG]), np.array([HANKOU]))
    assert shut.matrix(*ends, VehicleClass.HEAVY_TRUCK).seconds[0, 0] == -1
    open_s = network.matrix(*ends, VehicleClass.FIRE_ENGINE).seconds[0, 0]
    assert shut.matrix(*ends, VehicleClass.FIRE_ENGINE).seconds[0, 0] == open_s > 0


def test_a_closure_that_crosses_itself_is_refused(network: RoadNetwork) -> None:
    bow_tie = shapely.Polygon([(114.2, 30.5), (114.3, 30.6), (114.3, 30.5), (114.2, 30.6)])
    with pytest.raises(ValueError, match="valid"):
        network.with_closures([bow_tie])


def test_a_place_off_the_network_gets_an_estimate_that_says_so(network: RoadNetwork) -> None:
    ends = (np.array([HANKOU, FAR_AWAY]), np.array([WUCHANG, FAR_AWAY]))
    table = network.matrix(*ends, VehicleClass.LIGHT)
    assert table.estimated.tolist() == [[False, True], [True, True]]
    straight_m = float(haversine_m(FAR_AWAY, WUCHANG))
    assert table.seconds[1, 0] == pytest.approx(straight_m * 1.4 / (30 / 3.6), abs=1)
    route = network.route(FAR_AWAY, WUCHANG, VehicleClass.LIGHT)
    assert route is not None and route.estimated
    assert route.seconds == table.seconds[1, 0]
    assert route.metres == pytest.approx(straight_m * 1.4)


def test_the_way_from_the_door_to_the_road_counts_at_crawling_speed(network: RoadNetwork) -> None:
    route = network.route(HANKOU, WUCHANG, VehicleClass.LIGHT)
    assert route is not None
    road_place = route.line[1]
    off_road_m = float(haversine_m(HANKOU, road_place))
    assert off_road_m < SNAP_LIMIT_M
    assert route.leg_seconds[1] == pytest.approx(off_road_m * 3.6 / 8.0, rel=0.01, abs=0.01)


def test_a_place_is_no_time_away_from_itself(network: RoadNetwork) -> None:
    spots = places(network, 50, 8)
    table = network.matrix(spots, spots, VehicleClass.LIGHT)
    assert (np.diagonal(table.seconds) == 0).all()


def test_vehicle_classes_have_times_of_their_own(network: RoadNetwork) -> None:
    ends = (np.array([HANKOU]), np.array([WUCHANG]))
    seconds = {each: network.matrix(*ends, each).seconds[0, 0] for each in VehicleClass}
    assert seconds[VehicleClass.LIGHT] <= seconds[VehicleClass.FIRE_ENGINE]
    assert seconds[VehicleClass.FIRE_ENGINE] < seconds[VehicleClass.HAZMAT_CARRIER]
    assert seconds[VehicleClass.FOOT] == max(seconds.values())


def test_positions_that_are_no_positions_and_lists_of_another_length_are_refused(
    network: RoadNetwork,
) -> None:
    with pytest.raises(ValueError, match="finite"):
        network.matrix(np.array([[np.nan, 30.0]]), np.array([HANKOU]), VehicleClass.LIGHT)
    with pytest.raises(ValueError, match="2 vehicle classes for 1 sources"):
        network.matrix(np.array([HANKOU]), np.array([HANKOU]), [VehicleClass.LIGHT] * 2)


def test_no_sources_or_no_targets_give_an_empty_table(network: RoadNetwork) -> None:
    nothing = np.empty((0, 2))
    assert network.matrix(nothing, np.array([HANKOU]), []).seconds.shape == (0, 1)
    empty = network.matrix(np.array([HANKOU]), nothing, VehicleClass.LIGHT)
    assert empty.seconds.shape == (1, 0)


def test_a_second_start_reads_the_cache_and_a_damaged_cache_is_made_anew(tmp_path: Path) -> None:
    ends = (np.array([HANKOU]), np.array([WUCHANG]))
    first = load_network(PBF, tmp_path).matrix(*ends, VehicleClass.LIGHT).seconds[0, 0]
    (kept,) = tmp_path.iterdir()
    written = kept.stat().st_mtime_ns
    assert load_network(PBF, tmp_path).matrix(*ends, VehicleClass.LIGHT).seconds[0, 0] == first
    assert kept.stat().st_mtime_ns == written
    kept.write_bytes(kept.read_bytes()[:5000])
    assert load_network(PBF, tmp_path).matrix(*ends, VehicleClass.LIGHT).seconds[0, 0] == first
    assert kept.stat().st_size > 5000
    assert [each.name for each in tmp_path.iterdir()] == [kept.name]


def test_without_a_road_file_every_time_is_estimated(tmp_path: Path) -> None:
    travel = open_travel_times(tmp_path / "missing.osm.pbf", tmp_path)
    assert isinstance(travel, StraightLineTravel)
    assert travel.road_file_hash is None
    table = travel.matrix(np.array([HANKOU]), np.array([WUCHANG]), [VehicleClass.LIGHT])
    assert table.estimated.all()
    assert table.seconds[0, 0] > 0
    route = travel.route(HANKOU, WUCHANG, VehicleClass.LIGHT)
    assert route is not None and route.estimated and route.seconds == table.seconds[0, 0]


def test_several_threads_may_ask_one_network_at_once(network: RoadNetwork) -> None:
    shut = network.with_closures([shapely.box(114.27, 30.55, 114.30, 30.58)])
    sources, targets = places(network, 100, 9), places(network, 5, 10)
    vehicles = [list(VehicleClass)[row % len(VehicleClass)] for row in range(len(sources))]
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: shut.matrix(sources, targets, vehicles), range(8)))
    expected = shut.with_method(Method.DIJKSTRA).matrix(sources, targets, vehicles).seconds
    for answer in answers:
        np.testing.assert_array_equal(answer.seconds, expected)


def test_the_reach_of_a_team_holds_what_the_matrix_says_it_reaches(network: RoadNetwork) -> None:
    nodes = read_roads(PBF).lonlat
    spots = nodes[np.random.default_rng(11).choice(len(nodes), 500, replace=False)]
    table = network.matrix(np.array([HANKOU]), spots, VehicleClass.FIRE_ENGINE)
    reach = network.reach(HANKOU, VehicleClass.FIRE_ENGINE, 600)
    assert not reach.estimated and reach.area.is_valid
    seconds, guessed = table.seconds[0], table.estimated[0]
    covered = shapely.contains_xy(reach.area, spots[:, 0], spots[:, 1])
    soon, late = ~guessed & (seconds < 540), ~guessed & (seconds > 900)
    assert soon.sum() > 5 and late.sum() > 50
    assert covered[soon].mean() > 0.98
    assert covered[late].mean() < 0.02
    longer = network.reach(HANKOU, VehicleClass.FIRE_ENGINE, 900)
    assert longer.area.area > 1.5 * reach.area.area


def test_the_reach_from_off_the_network_is_an_estimated_circle(network: RoadNetwork) -> None:
    reach = network.reach(FAR_AWAY, VehicleClass.LIGHT, 600)
    assert reach.estimated
    assert reach.area.contains(shapely.Point(FAR_AWAY))
