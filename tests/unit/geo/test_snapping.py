"""Places on the roads: the nearest one, never across water when far, and told in words otherwise."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from core.config import PROJECT_ROOT
from geo.road_cache import cached_roads
from geo.snapping import BESIDE_M, Snapped, feet
from geo.speeds import SNAP_LIMIT_M
from geo.standing import NO_ROADS, OtherSide, Standing, place_on_roads, standing_of
from geo.standing_words import place_words, way_words
from geo.straight_line import StraightLineTravel
from geo.travel import RoadNetwork, network_of
from geo.types import LonLat, VehicleClass
from geo.water_reading import as_bytes, water_of

WUHAN = PROJECT_ROOT / "app" / "seed" / "data" / "roads" / "wuhan_fua_roads.osm.pbf"
ANDORRA = Path(__file__).parents[2] / "data" / "roads" / "andorra_roads.osm.pbf"
ENGINE = VehicleClass.FIRE_ENGINE
FILES = ("wuhan", "andorra")
share = st.floats(0.0, 1.0)


@pytest.fixture(scope="module")
def networks(tmp_path_factory: pytest.TempPathFactory) -> dict[str, RoadNetwork]:
    folder = tmp_path_factory.mktemp("roads")
    files = {"wuhan": WUHAN, "andorra": ANDORRA}
    return {name: network_of(*cached_roads(file, folder)) for name, file in files.items()}


def place_of(network: RoadNetwork, east: float, north: float) -> LonLat:
    west, south, eastmost, northmost = network.bounds
    return LonLat(west + east * (eastmost - west), south + north * (northmost - south))


@settings(max_examples=60, deadline=None)
@given(east=share, north=share, name=st.sampled_from(FILES))
def test_no_usable_road_is_nearer_unless_water_lies_between(
    networks: dict[str, RoadNetwork], east: float, north: float, name: str
) -> None:
    network = networks[name]
    snapper, roads = network.snapper(ENGINE), network.lines.roads
    place = place_of(network, east, north)
    found = snapper.snap(np.array([place]))
    point = snapper.plane(np.array(place))
    tail, head = (
        snapper.plane(roads.lonlat[end[snapper.segments]]) for end in (roads.tail, roads.head)
    )
    nearest_m = float(feet(point, tail, head)[2].min())
    assert found.off_road_m[0] >= nearest_m - 1e-6
    if len(roads.water) == 0 or nearest_m <= BESIDE_M:
        assert found.off_road_m[0] == pytest.approx(nearest_m, abs=1e-6)


@settings(max_examples=60, deadline=None)
@given(east=share, north=share)
def test_nobody_far_from_a_road_is_put_across_water_in_silence(
    networks: dict[str, RoadNetwork], east: float, north: float
) -> None:
    network = networks["andorra"]
    roads, place = network.lines.roads, place_of(network, east, north)
    found = network.snapper(ENGINE).snap(np.array([place]))
    segment = int(found.segment[0])
    tail, head = roads.lonlat[roads.tail[segment]], roads.lonlat[roads.head[segment]]
    spot = tail + found.along[0] * (head - tail)
    between = shapely.LineString([place, spot])
    crosses = any(between.intersects(area) for area in water_of(roads.water))
    if crosses and found.off_road_m[0] > BESIDE_M + 1:
        assert found.across_water[0] and found.off_network[0]
        assert network.route(place, tuple(tail), ENGINE).estimated  # type: ignore[union-attr]


@settings(max_examples=60, deadline=None)
@given(east=share, north=share, name=st.sampled_from(FILES))
def test_what_is_unusual_about_a_place_is_said_in_both_languages(
    networks: dict[str, RoadNetwork], east: float, north: float, name: str
) -> None:
    place = place_on_roads(networks[name], place_of(networks[name], east, north), ENGINE)
    assert place.off_road_m is not None
    for locale in ("zh-CN", "en"):
        words = place_words(place, locale)
        assert (words is None) == (place.standing is Standing.BESIDE_ROAD)
        assert words is None or ("None" not in words and "{" not in words)
    if place.off_road_m > SNAP_LIMIT_M:
        assert not place.has_road_time


@settings(max_examples=40, deadline=None)
@given(rows=st.lists(st.tuples(share, share), min_size=1, max_size=12))
def test_a_place_is_put_the_same_alone_and_among_others(
    networks: dict[str, RoadNetwork], rows: list[tuple[float, float]]
) -> None:
    network = networks["andorra"]
    snapper = network.snapper(ENGINE)
    places = np.array([place_of(network, *row) for row in rows])
    together = snapper.snap(places)
    for k in range(len(places)):
        alone = snapper.snap(places[k : k + 1])
        assert alone.segment[0] == together.segment[k]
        assert alone.off_road_m[0] == together.off_road_m[k]


def test_the_middle_of_the_yangtze_belongs_to_no_side(networks: dict[str, RoadNetwork]) -> None:
    place = place_on_roads(networks["wuhan"], (114.3005, 30.5735), ENGINE)
    assert place.standing is Standing.BETWEEN_SIDES
    assert place.other_side is not None and place.other_side.seconds is not None
    words = place_words(place, "zh-CN")
    assert words is not None and "另一侧" in words and "哪一侧" in words


def test_an_island_that_a_fast_road_crosses_is_told(networks: dict[str, RoadNetwork]) -> None:
    place = place_on_roads(networks["wuhan"], (114.395, 30.675), ENGINE)
    assert place.standing is Standing.OFF_FAST_ROAD
    assert "桥" in (place_words(place, "zh-CN") or "")


def test_a_road_that_is_not_joined_to_the_network_is_told(networks: dict[str, RoadNetwork]) -> None:
    place = place_on_roads(networks["wuhan"], (114.17029, 30.6947), ENGINE)
    assert place.standing is Standing.CUT_OFF
    assert place.cut_off_m is not None and place.off_road_m is not None
    assert place.cut_off_m < place.off_road_m


def test_without_roads_nothing_is_claimed() -> None:
    place = place_on_roads(StraightLineTravel(), (114.3, 30.6), ENGINE)
    assert place == NO_ROADS and place.off_road_m is None and not place.has_road_time
    assert "没有路网" in (place_words(place, "zh-CN") or "")


def test_the_gravest_thing_is_said_first() -> None:
    far = Snapped(np.array([0], np.int32), np.array([0.5]), np.array([800.0]), np.array([False]))
    other = OtherSide(LonLat(114.0, 30.0), 900, None)
    assert standing_of(far, "primary", True, 10.0, other) is Standing.IN_WATER
    assert standing_of(far, "primary", False, 10.0, other) is Standing.CUT_OFF
    assert standing_of(far, "primary", False, None, other) is Standing.BETWEEN_SIDES
    assert standing_of(far, "primary", False, None, None) is Standing.FAR


def test_why_there_is_no_way_is_said_before_anything_else() -> None:
    assert "no way" in (way_words(False, True, 100, "en") or "")
    assert "120" in (way_words(True, False, 120, "zh-CN") or "")
    assert way_words(True, False, 0, "en") is None


def test_ponds_are_left_out_and_lakes_are_kept() -> None:
    lake = shapely.Point(1.5, 42.5).buffer(0.002)
    pond = shapely.Point(1.6, 42.5).buffer(0.0001)
    (kept,) = water_of(as_bytes([lake, pond]))
    assert kept.contains(shapely.Point(1.5, 42.5)) and not kept.contains(shapely.Point(1.6, 42.5))
    assert water_of(as_bytes([pond])) == []
