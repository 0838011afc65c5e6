"""Sketches say what they follow from, take the unknown at its worst, and follow the incident."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import rasterio
import shapely
from rasterio.transform import from_origin

from geo.areas import area_m2
from geo.types import LonLat
from hazards.errors import (
    ElevationGridRefused,
    NoElevationGrid,
    NoHeightThere,
    NoPublishedDistance,
    SubstanceMissing,
    TooFewPoints,
    WaterBelowGround,
)
from hazards.limits import all_limits, limits_of
from hazards.schemas_how import ByDistance, ByGuide, ByHand, ByPlume, ByWaterLevel
from hazards.sketch import Scene
from hazards.sketch_ground import by_distance
from hazards.sketch_guide import MIXTURE, NOT_ON_FILE, SPILL_UNKNOWN, by_guide, by_incident
from hazards.sketching import follows_incident, sketches
from hazards.substances import all_substances

NOON = datetime(2026, 11, 21, 4, tzinfo=UTC)
NIGHT = datetime(2026, 11, 21, 16, tzinfo=UTC)
HERE = LonLat(114.35, 30.53)
LEAK = Scene(HERE, NOON, "1017", "large", "road_tanker", 90, 2.0)
LIMIT = {"name": "AEGL-2", "mg_m3": 5.8, "source": "US EPA", "tag": "GK"}


def guide(**entered: Any) -> ByGuide:
    return ByGuide.model_validate({"method": "guide"} | entered)


def plume(**entered: Any) -> ByPlume:
    release = {} if "mass_kg" in entered else {"rate_kg_s": 1.0}
    return ByPlume.model_validate({"method": "plume", "limits": [LIMIT]} | release | entered)


def flood(**entered: Any) -> ByWaterLevel:
    return ByWaterLevel.model_validate({"method": "flood"} | entered)


def buffer(**entered: Any) -> ByDistance:
    return ByDistance.model_validate({"method": "buffer"} | entered)


def test_the_guide_follows_the_incident_where_nothing_is_entered() -> None:
    isolation, protective = by_guide(guide(), LEAK)
    assert [one.distance_m for one in (isolation, protective)] == [600, 5600]
    assert protective.edition == "ERG2024" and protective.basis["tag"]
    assert protective.area.bounds[2] == pytest.approx(HERE.lon, abs=1e-6), "wind from the east"
    assert by_incident(LEAK) == [isolation, protective]


def test_another_place_is_another_release_in_the_same_wind() -> None:
    elsewhere = guide(substances=["1005"], position={"lon": 114.5, "lat": 30.6})
    isolation, protective = by_guide(elsewhere, LEAK)
    assert SPILL_UNKNOWN in isolation.cautions
    assert "container_unknown_longest_taken" in isolation.cautions
    assert shapely.distance(isolation.area.centroid, shapely.Point(114.5, 30.6)) < 1e-4
    assert protective.basis["wind_from_deg"] == 90


def test_of_a_mixture_each_substance_is_taken_alone_and_the_longest_distance_wins() -> None:
    alone = {number: by_guide(guide(substances=[number]), LEAK) for number in ("1005", "1017")}
    isolation, protective = by_guide(guide(substances=["1005", "1017"]), LEAK)
    assert isolation.distance_m == max(areas[0].distance_m or 0 for areas in alone.values())
    assert protective.distance_m == max(areas[1].distance_m or 0 for areas in alone.values())
    assert MIXTURE in protective.cautions and protective.basis["decided_by"] == "1017"
    assert set(protective.basis["substances"]) == {"1005", "1017"}
    partly = by_guide(guide(substances=["1017", "3082"]), LEAK)
    assert NOT_ON_FILE in partly[0].cautions


def test_the_guide_says_when_it_knows_nothing() -> None:
    with pytest.raises(SubstanceMissing):
        by_guide(guide(), replace(LEAK, substance_un=None))
    with pytest.raises(NoPublishedDistance):
        by_guide(guide(substances=["3082"]), LEAK)
    assert by_incident(replace(LEAK, substance_un="3082")) == []


def test_an_unknown_wind_draws_circles_by_every_method() -> None:
    calm = replace(LEAK, wind_from_deg=None, wind_speed_m_s=None)
    for how in (guide(), plume()):
        area = sketches(how, calm, None)[-1]
        assert "wind_direction_unknown_circle_drawn" in area.cautions
        assert area.area.contains(shapely.Point(HERE))


def test_a_plume_says_that_it_is_for_planning_and_shows_the_longer_distance_of_the_guide() -> None:
    [small] = sketches(plume(rate_kg_s=0.001, stability="D"), LEAK, None)
    assert small.edition and "Gauss" in small.edition
    assert "plume_for_planning_flat_open_ground_passive_gas" in small.cautions
    assert "limit_not_verified" in small.cautions
    assert "guide_distance_is_longer_and_goes_first" in small.cautions
    assert small.basis["guide_m"] == 5600 and small.distance_m is not None
    assert small.distance_m < 5600


def test_a_plume_reaches_further_for_a_lower_limit_and_in_a_stabler_night() -> None:
    both = plume(limits=[LIMIT, LIMIT | {"name": "AEGL-3", "mg_m3": 58.0}])
    severe, mild = sketches(both, LEAK, None)
    assert severe.basis["limit"]["name"] == "AEGL-3"
    assert area_m2(severe.area) < area_m2(mild.area)
    [night] = sketches(plume(), replace(LEAK, now=NIGHT), None)
    assert "sky_unknown_most_stable_taken" in night.cautions
    assert night.basis["stability"] == "F" and mild.basis["stability"] == "D"
    assert (night.distance_m or 0) > (mild.distance_m or 0)


def test_a_plume_below_its_range_is_a_circle_and_says_so() -> None:
    [tiny] = sketches(plume(rate_kg_s=1e-7), LEAK, None)
    assert "limit_not_exceeded_beyond_100_m_circle_drawn" in tiny.cautions
    assert tiny.distance_m == 100


def test_a_puff_is_drawn_from_its_mass_and_a_short_release_is_named() -> None:
    [sudden] = sketches(plume(mass_kg=500.0), LEAK, None)
    assert sudden.basis["mass_kg"] == 500 and (sudden.distance_m or 0) > 100
    [short] = sketches(plume(rate_kg_s=5.0, duration_s=60), LEAK, None)
    assert "release_ends_before_the_plume_has_gone_so_far" in short.cautions


@pytest.mark.parametrize("wrong", [{}, {"rate_kg_s": 1.0, "mass_kg": 5.0}])
def test_a_release_is_either_a_rate_or_a_mass(wrong: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="exactly one"):
        ByPlume.model_validate({"method": "plume", "limits": [LIMIT]} | wrong)


def test_every_limit_on_file_belongs_to_a_known_substance_and_rises_with_harm() -> None:
    for number, limits in all_limits().items():
        assert number in all_substances()
        by_name = {limit.name: limit for limit in limits}
        assert by_name["AEGL-2"].mg_m3 < by_name["AEGL-3"].mg_m3
        assert {limit.tag for limit in limits} <= {"r", "GK"}
        assert all(limit.source for limit in limits)
    chlorine = {limit.name: limit.mg_m3 for limit in limits_of("1017")}
    assert chlorine["IDLH"] == pytest.approx(29.0, rel=0.01), "10 ppm of chlorine"
    assert limits_of("1203") == ()


@pytest.fixture
def heights(tmp_path: Path) -> Path:
    """A bowl of 20 m in ground of 30 m around the incident, as a file."""
    ground = np.full((200, 200), 30.0, np.float32)
    ground[60:140, 60:140] = 20.0
    path = tmp_path / "heights.tif"
    place = from_origin(114.25, 30.63, 0.001, 0.001)
    with rasterio.open(
        path,
        "w",
        driver="GTiff",
        height=200,
        width=200,
        count=1,
        dtype="float32",
        crs="EPSG:4490",
        transform=place,
    ) as file:
        file.write(ground, 1)
    return path


def test_water_rises_from_the_incident_or_from_a_river(heights: Path) -> None:
    [pool] = sketches(flood(level_m=25), LEAK, heights)
    assert pool.kind == "flood" and pool.basis["deepest_m"] == 5.0
    assert [band["from_m"] for band in pool.basis["bands"]] == [0, 0.5, 1, 2, 3]
    assert pool.basis["grid"] == "heights.tif"
    assert pool.area.contains(shapely.Point(HERE))
    river = [{"lon": 114.32, "lat": 30.50}, {"lon": 114.38, "lat": 30.50}]
    [same] = sketches(flood(level_m=25, sources=river), LEAK, heights)
    assert same.area.symmetric_difference(pool.area).area < 1e-9


def test_a_flood_that_cannot_be_drawn_says_why(heights: Path, tmp_path: Path) -> None:
    with pytest.raises(NoElevationGrid):
        sketches(flood(level_m=25), LEAK, None)
    with pytest.raises(WaterBelowGround) as dry:
        sketches(flood(level_m=19), LEAK, heights)
    assert dry.value.facts["ground_m"] == 20.0
    with pytest.raises(ElevationGridRefused):
        sketches(flood(level_m=25), LEAK, tmp_path / "missing.tif")
    with pytest.raises((ElevationGridRefused, NoHeightThere)):
        sketches(flood(level_m=25, sources=[{"lon": 116.0, "lat": 30.5}]), LEAK, heights)


def test_a_distance_is_kept_around_a_point_a_line_and_a_polygon() -> None:
    [around] = by_distance(buffer(distance_m=500), LEAK)
    assert area_m2(around.area) == pytest.approx(np.pi * 500**2, rel=0.01)
    line = [{"lon": 114.3, "lat": 30.5}, {"lon": 114.4, "lat": 30.5}]
    [road] = by_distance(buffer(distance_m=200, shape="line", points=line), LEAK)
    assert area_m2(road.area) == pytest.approx(9_600 * 400 + np.pi * 200**2, rel=0.01)
    square = [{"lon": 114.3 + x, "lat": 30.5 + y} for x, y in ((0, 0), (0.01, 0), (0.01, 0.01))]
    [grown] = by_distance(buffer(distance_m=100, shape="polygon", points=square), LEAK)
    assert grown.area.contains(shapely.Polygon([(one["lon"], one["lat"]) for one in square]))
    with pytest.raises(TooFewPoints):
        by_distance(buffer(distance_m=100, shape="line", points=line[:1]), LEAK)


def test_what_has_a_place_of_its_own_does_not_follow_the_incident() -> None:
    ring = [[114.3, 30.5], [114.4, 30.5], [114.4, 30.6], [114.3, 30.5]]
    area = {"type": "Polygon", "coordinates": [ring]}
    drawn = ByHand.model_validate({"method": "drawn", "area": area, "note": "警戒区"})
    place = [{"lon": 114.3, "lat": 30.5}]
    assert [follows_incident(how) for how in (guide(), plume(), flood(level_m=25))] == [True] * 3
    assert follows_incident(buffer(distance_m=5))
    assert not follows_incident(buffer(distance_m=5, points=place))
    assert not follows_incident(flood(level_m=25, sources=place))
    assert not follows_incident(drawn)
    assert sketches(drawn, LEAK, None)[0].basis["note"] == "警戒区"
