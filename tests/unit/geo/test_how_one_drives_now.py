"""Conditions, learnt factors and own tables change speeds and times, and name the state they make."""

from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from geo.driving import AS_SHIPPED, RoadConditions, SpeedCorrections, Speeds, SpeedTable
from geo.road_book import RoadBook
from geo.road_conditions import EMERGENCY_FACTOR, HourBand, Light, RoadGroup, Weather, hour_band
from geo.road_state import RoadsNow
from geo.speed_table_file import read_table, write_table
from geo.speed_view import speed_view
from geo.speeds import HIGHWAYS, speeds_kmh
from geo.straight_line import StraightLineTravel
from geo.travel import RoadNetwork, load_network
from geo.types import VehicleClass

ANDORRA = Path(__file__).parents[2] / "data" / "roads" / "andorra_roads.osm.pbf"
LA_VELLA, ENCAMP = (1.5218, 42.5063), (1.5830, 42.5361)
FIRE, LIGHT = VehicleClass.FIRE_ENGINE, VehicleClass.LIGHT


@pytest.fixture(scope="module")
def network(tmp_path_factory: pytest.TempPathFactory) -> RoadNetwork:
    return load_network(ANDORRA, tmp_path_factory.mktemp("cache"))


def seconds(network: RoadNetwork, speeds: Speeds, vehicle: VehicleClass = FIRE) -> int:
    route = network.with_speeds(speeds).route(LA_VELLA, ENCAMP, vehicle)
    assert route is not None
    assert not route.estimated
    return route.seconds


def test_worse_weather_takes_longer_and_emergency_running_less(network: RoadNetwork) -> None:
    dry = seconds(network, AS_SHIPPED)
    times = [seconds(network, Speeds(RoadConditions(weather=one))) for one in Weather]
    by_weather = dict(zip(Weather, times, strict=True))
    assert by_weather[Weather.DRY] == dry
    assert dry < by_weather[Weather.RAIN] < by_weather[Weather.HEAVY_RAIN]
    assert by_weather[Weather.HEAVY_RAIN] < by_weather[Weather.SNOW] < by_weather[Weather.ICE]
    running = Speeds(RoadConditions(emergency=frozenset({FIRE})))
    assert dry / 1.25 < seconds(network, running) < dry
    assert seconds(network, running, LIGHT) == seconds(network, AS_SHIPPED, LIGHT)


def test_matrix_and_route_agree_in_every_state(network: RoadNetwork) -> None:
    times = network.with_speeds(Speeds(RoadConditions(Weather.SNOW, Light.NIGHT)))
    route = times.route(LA_VELLA, ENCAMP, FIRE)
    matrix = times.matrix(np.array([LA_VELLA]), np.array([ENCAMP]), FIRE)
    assert route is not None
    assert abs(int(matrix.seconds[0, 0]) - route.seconds) <= 1


def test_a_learnt_factor_holds_in_its_part_of_the_day_only(network: RoadNetwork) -> None:
    slow = {(FIRE, road, HourBand.MORNING): 0.8 for road in HIGHWAYS}
    learnt = SpeedCorrections("fit", slow)
    by_day = Speeds(RoadConditions(hour_band=HourBand.DAY), learnt)
    by_morning = Speeds(RoadConditions(hour_band=HourBand.MORNING), learnt)
    plain = seconds(network, AS_SHIPPED)
    assert seconds(network, by_day) == plain
    assert seconds(network, by_morning) == pytest.approx(plain / 0.8, rel=0.02)
    assert by_day.key != by_morning.key != AS_SHIPPED.key


def test_without_learnt_factors_the_hour_makes_no_new_state() -> None:
    keys = {Speeds(RoadConditions(hour_band=band)).key for band in HourBand}
    assert keys == {AS_SHIPPED.key}


def test_ice_caps_every_speed_and_no_emergency_lifts_a_legal_cap_of_weather() -> None:
    icy = Speeds(RoadConditions(Weather.ICE, emergency=frozenset({LIGHT})))
    assert icy.caps_kmh().max() == 30.0
    assert EMERGENCY_FACTOR[RoadGroup.MAIN] > 1.0
    rows = speed_view(RoadsNow(conditions=icy.conditions), None).rows
    assert max(kmh for row in rows for kmh in row.now_kmh.values() if kmh) == 30.0


def test_emergency_running_applies_to_nobody_who_may_not() -> None:
    everybody = RoadConditions(emergency=frozenset(VehicleClass))
    assert everybody.factor(VehicleClass.BUS, "primary") == 1.0
    assert everybody.factor(FIRE, "primary") == EMERGENCY_FACTOR[RoadGroup.MAIN]
    assert everybody.key == RoadConditions(emergency=frozenset({FIRE, LIGHT})).key


def test_an_estimate_without_roads_becomes_slower_and_never_faster() -> None:
    straight = StraightLineTravel()
    places = (np.array([LA_VELLA]), np.array([ENCAMP]), FIRE)
    plain = straight.matrix(*places).seconds[0, 0]
    snow = straight.with_speeds(Speeds(RoadConditions(Weather.SNOW))).matrix(*places)
    running = straight.with_speeds(Speeds(RoadConditions(emergency=frozenset({FIRE}))))
    assert snow.seconds[0, 0] > plain
    assert running.matrix(*places).seconds[0, 0] == plain
    assert running.matrix(*places).estimated.all()


def test_equal_conditions_share_one_state_and_old_states_are_dropped(tmp_path: Path) -> None:
    book = RoadBook(ANDORRA, tmp_path)
    snow = RoadsNow(conditions=RoadConditions(Weather.SNOW))
    kept = book.travel_times(snow)
    assert book.travel_times(RoadsNow(conditions=RoadConditions(Weather.SNOW))) is kept
    for weather in Weather:
        book.travel_times(RoadsNow(conditions=RoadConditions(weather)))
    assert book.travel_times(RoadsNow(conditions=RoadConditions(Weather.FOG))) is not kept
    for weather in (Weather.DRY, Weather.RAIN, Weather.HEAVY_RAIN, Weather.ICE):
        book.travel_times(RoadsNow(conditions=RoadConditions(weather)))
    assert book.travel_times(snow) is not kept, "only the latest states are kept"


@pytest.mark.parametrize(
    ("hour_utc", "light", "band"),
    [
        (0, Light.DAY, HourBand.MORNING),  # 08:00 in China
        (4, Light.DAY, HourBand.DAY),
        (10, Light.DAY, HourBand.EVENING),
        (11, Light.NIGHT, HourBand.EVENING),
        (12, Light.NIGHT, HourBand.NIGHT),
        (22, Light.DAY, HourBand.NIGHT),
        (23, Light.DAY, HourBand.MORNING),
    ],
)
def test_the_clock_of_the_site_says_light_and_part_of_the_day(
    hour_utc: int, light: Light, band: HourBand
) -> None:
    at = datetime(2026, 11, 22, hour_utc, 0, tzinfo=UTC)
    assert RoadConditions.by_the_clock(at).light is light
    assert hour_band(at) is band


def test_an_exported_table_comes_back_as_it_was(tmp_path: Path) -> None:
    file = tmp_path / "table.csv"
    file.write_text(write_table(SpeedTable()), encoding="utf-8-sig", newline="")
    kmh, troubles = read_table(file)
    assert troubles == []
    for vehicle in VehicleClass:
        shipped = dict(zip(HIGHWAYS, speeds_kmh(vehicle), strict=True))
        assert kmh[vehicle] == {road: one for road, one in shipped.items() if one is not None}


@pytest.mark.parametrize(
    ("text", "row", "column"),
    [
        ("class,light\nprimary,40\n", 1, "road_class"),
        ("road_class,rocket\nprimary,40\n", 1, "rocket"),
        ("road_class,light\nskyway,40\n", 2, "road_class"),
        ("road_class,light\nprimary,40\nprimary,41\n", 3, "road_class"),
        ("road_class,light\nprimary,fast\n", 2, "light"),
        ("road_class,light\nprimary,0\n", 2, "light"),
        ("road_class,light\nprimary,131\n", 2, "light"),
        ("road_class,light\nprimary,\n", 2, "light"),
        ("road_class,light\nsteps,5\n", 2, "light"),
    ],
)
def test_a_wrong_cell_of_a_table_is_named(tmp_path: Path, text: str, row: int, column: str) -> None:
    file = tmp_path / "table.csv"
    file.write_bytes(text.encode("gb18030"))
    _kmh, troubles = read_table(file)
    assert [(one.row, one.column) for one in troubles] == [(row, column)]
