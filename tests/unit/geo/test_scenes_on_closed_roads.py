"""A scene that has closed its own road is still reached: over the last stretch, at a crawl."""

import numpy as np
import pytest
import shapely

from app import wiring
from exercises.scenario import CloseRoad, Report, Scenario
from exercises.scenarios import shipped
from geo.closures import RoadClosure
from geo.road_reading import read_roads
from geo.speeds import CRAWL_KMH, SNAP_LIMIT_M
from geo.travel import Method, RoadNetwork, load_network
from geo.types import VehicleClass

HANKOU = (114.2734, 30.5790)
WUCHANG = (114.3160, 30.5430)
ENGINE = VehicleClass.FIRE_ENGINE


@pytest.fixture(scope="module")
def network(tmp_path_factory: pytest.TempPathFactory) -> RoadNetwork:
    return load_network(wiring.DEMO_ROADS, tmp_path_factory.mktemp("roads"))


def around(place: tuple[float, float], metres: float) -> shapely.Polygon:
    return shapely.Point(place).buffer(metres / 100_000)


def seconds(network: RoadNetwork, source: tuple[float, float], target: tuple[float, float]) -> int:
    return int(network.matrix(np.array([source]), np.array([target]), ENGINE).seconds[0, 0])


@pytest.mark.parametrize("method", list(Method))
def test_whoever_is_sent_into_a_closure_comes_to_its_edge_and_crawls_on(
    network: RoadNetwork, method: Method
) -> None:
    area = around(HANKOU, 150)
    shut = network.with_closures([area]).with_method(method)
    open_s, shut_s = seconds(network, WUCHANG, HANKOU), seconds(shut, WUCHANG, HANKOU)
    assert open_s < shut_s < open_s + 3600
    route = shut.route(WUCHANG, HANKOU, ENGINE)
    assert route is not None
    assert (route.seconds, route.estimated) == (shut_s, False)
    assert (np.diff(route.leg_seconds) >= 0).all()
    inside = shapely.LineString(route.line).intersection(area).length * 100_000
    crawl_s = inside / (CRAWL_KMH[ENGINE] / 3.6)
    assert 100 < inside < SNAP_LIMIT_M
    assert crawl_s * 0.8 < shut_s - open_s + 60


def test_whoever_stands_on_a_closed_road_gets_out_the_same_way(network: RoadNetwork) -> None:
    shut = network.with_closures([around(HANKOU, 150)])
    route = shut.route(HANKOU, WUCHANG, ENGINE)
    assert route is not None
    assert route.seconds == seconds(shut, HANKOU, WUCHANG) > seconds(network, HANKOU, WUCHANG)
    near = (HANKOU[0] + 0.0006, HANKOU[1])
    assert seconds(shut, HANKOU, near) >= seconds(network, HANKOU, near)


def test_a_scene_too_far_inside_stays_unreachable_and_nobody_drives_through(
    network: RoadNetwork,
) -> None:
    area = around(HANKOU, 1500)
    shut = network.with_closures([area])
    assert seconds(shut, WUCHANG, HANKOU) == -1
    assert shut.route(WUCHANG, HANKOU, ENGINE) is None
    passing = shut.route(WUCHANG, (114.2200, 30.6000), ENGINE)
    assert passing is not None
    assert not shapely.LineString(passing.line).intersects(area.buffer(-0.0005))


def test_a_way_that_is_to_keep_out_of_an_area_is_not_told_to_crawl_into_it(
    network: RoadNetwork,
) -> None:
    found = network.routes(WUCHANG, HANKOU, ENGINE, [around(HANKOU, 150)])
    assert found[0].metres_inside > 50


def test_no_time_gets_shorter_for_places_on_the_roads_that_close(network: RoadNetwork) -> None:
    lines = read_roads(wiring.DEMO_ROADS)
    box = shapely.box(114.28, 30.56, 114.29, 30.57)
    middle = (lines.lonlat[lines.tail] + lines.lonlat[lines.head]) / 2
    within = np.flatnonzero(shapely.contains_xy(box, *middle.T))[:40]
    places, sources = middle[within], np.array([WUCHANG, HANKOU])
    before = network.matrix(sources, places, ENGINE).seconds
    after = network.with_closures([box]).matrix(sources, places, ENGINE).seconds
    reached = after >= 0
    assert reached.any()
    assert (after[reached] >= before[reached]).all()


@pytest.mark.parametrize("scenario", shipped(), ids=[one.id for one in shipped()])
def test_every_scene_of_the_shipped_scenarios_is_reached_whatever_closes(
    network: RoadNetwork, scenario: Scenario
) -> None:
    doings = [one.doing for one in scenario.injects]
    closures = [
        RoadClosure(
            shapely.geometry.shape(one.closure.area.model_dump()),
            spares_bridges=bool(one.closure.spares_bridges),
        )
        for one in doings
        if isinstance(one, CloseRoad) and one.closure.area is not None
    ]
    shut = network.with_closures(closures)
    for one in doings:
        if isinstance(one, Report):
            at = one.report.position
            assert seconds(shut, WUCHANG, (at.lon, at.lat)) > 0, one.incident
