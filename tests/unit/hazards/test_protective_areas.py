"""Isolation and protective areas: the right figure, the right side of the wind, the right caution."""

from __future__ import annotations

import math

import pytest

from geo.areas import area_m2
from geo.distance import bearing_deg
from geo.types import LonLat
from hazards.daylight import Period
from hazards.protective import (
    AreaKind,
    Caution,
    NoFigures,
    ProtectiveArea,
    Spill,
    protective_areas,
    wind_class,
)
from hazards.substances import Container, Medium, SpillSize, WindClass, substance_by_un

HERE = LonLat(114.3, 30.6)
LARGE, SMALL, FIRE = SpillSize.LARGE, SpillSize.SMALL, SpillSize.FIRE
TANKER = Spill(LARGE, Container.ROAD_TANKER)


def areas(
    un_number: str, spill: Spill, period: Period = Period.NIGHT, **wind: float | str | None
) -> list[ProtectiveArea]:
    return protective_areas(
        substance_by_un(un_number),
        spill,
        at=HERE,
        period=period,
        **wind,  # type: ignore[arg-type]
    )


def distances(drawn: list[ProtectiveArea]) -> list[float]:
    return [area.distance_m for area in drawn]


def test_a_chlorine_road_tanker_at_night_in_low_wind_isolates_600_m_and_protects_6400_m() -> None:
    drawn = areas("1017", TANKER, wind_from_deg=45.0, wind_speed_m_s=2.0)
    assert [area.kind for area in drawn] == [AreaKind.ISOLATION, AreaKind.PROTECTIVE_ACTION]
    assert distances(drawn) == [600.0, 6_400.0]
    assert area_m2(drawn[0].polygon) == pytest.approx(math.pi * 600.0**2, rel=0.002)
    assert area_m2(drawn[1].polygon) == pytest.approx(6_400.0**2, rel=0.002)


def test_the_protective_area_lies_where_the_wind_blows_to() -> None:
    protective = areas("1017", TANKER, wind_from_deg=45.0, wind_speed_m_s=2.0)[1]
    assert protective.wind_to_deg == 225.0
    middle = protective.polygon.centroid
    assert bearing_deg(HERE, (middle.x, middle.y)) == pytest.approx(225.0, abs=0.1)


@pytest.mark.parametrize(
    ("speed", "day_m", "night_m"), [(2.0, 5_600, 6_400), (4.0, 3_300, 4_700), (8.0, 2_500, 3_800)]
)
def test_stronger_wind_and_daylight_shorten_the_distance_of_table_3(
    speed: float, day_m: float, night_m: float
) -> None:
    wind = {"wind_from_deg": 0.0, "wind_speed_m_s": speed}
    assert areas("1017", TANKER, Period.DAY, **wind)[1].distance_m == day_m
    assert areas("1017", TANKER, Period.NIGHT, **wind)[1].distance_m == night_m


@pytest.mark.parametrize(
    ("speed_kmh", "expected"),
    [
        (9.9, WindClass.LOW),
        (10.0, WindClass.MODERATE),
        (20.0, WindClass.MODERATE),
        (20.1, WindClass.HIGH),
    ],
)
def test_wind_is_classed_at_10_and_20_km_an_hour(speed_kmh: float, expected: WindClass) -> None:
    assert wind_class(speed_kmh / 3.6) is expected


def test_small_spill_editions_of_chlorine_differ_and_say_so() -> None:
    current = areas("1017", Spill(SMALL), wind_from_deg=90.0)
    chinese = areas("1017", Spill(SMALL), wind_from_deg=90.0, edition="CN2011")
    assert distances(current) == [60.0, 1_400.0]
    assert distances(chinese) == [60.0, 1_600.0]
    assert current[0].edition == "ERG2024"
    assert chinese[0].edition == "CN2011"
    assert current[0].source != chinese[0].source
    for area in (*current, *chinese):
        assert Caution.EDITIONS_DIFFER in area.cautions
        assert Caution.VERIFY_AGAINST_OFFICIAL in area.cautions


def test_eleven_kilometres_and_more_are_marked_as_at_least() -> None:
    drawn = areas("1017", Spill(LARGE, Container.RAIL_TANK_CAR), wind_speed_m_s=1.0)
    isolation, protective = drawn
    assert protective.distance_m == 11_000.0
    assert protective.at_least
    assert Caution.AT_LEAST in protective.cautions
    assert not isolation.at_least


def test_an_unknown_wind_direction_draws_a_circle_of_the_protective_distance() -> None:
    protective = areas("1053", Spill(LARGE), Period.DAY)[1]
    assert protective.distance_m == 2_400.0
    assert protective.wind_to_deg is None
    assert area_m2(protective.polygon) == pytest.approx(math.pi * 2_400.0**2, rel=0.002)
    assert Caution.WIND_DIRECTION_UNKNOWN in protective.cautions


def test_in_calm_air_a_reported_direction_is_not_trusted() -> None:
    protective = areas("1053", Spill(LARGE), wind_from_deg=90.0, wind_speed_m_s=0.1)[1]
    assert protective.wind_to_deg is None
    assert Caution.WIND_CALM in protective.cautions
    assert Caution.WIND_DIRECTION_UNKNOWN not in protective.cautions


def test_an_unknown_container_and_wind_speed_take_the_longest_distance() -> None:
    protective = areas("1005", Spill(LARGE), wind_from_deg=0.0)[1]
    assert protective.distance_m == 4_100.0
    assert {Caution.CONTAINER_UNKNOWN, Caution.WIND_SPEED_UNKNOWN} <= set(protective.cautions)
    known = areas("1005", TANKER, wind_from_deg=0.0, wind_speed_m_s=1.0)[1]
    assert not {Caution.CONTAINER_UNKNOWN, Caution.WIND_SPEED_UNKNOWN} & set(known.cautions)


def test_a_container_that_the_table_does_not_list_takes_the_longest_distance() -> None:
    spill = Spill(LARGE, Container.AGRICULTURAL_TANK)
    protective = areas("1017", spill, wind_from_deg=0.0, wind_speed_m_s=1.0)[1]
    assert protective.distance_m == 11_000.0
    assert Caution.CONTAINER_NOT_LISTED in protective.cautions


def test_a_water_reactive_substance_differs_on_land_and_in_water() -> None:
    land, water, unknown = (
        areas("1836", Spill(LARGE, medium=medium), Period.DAY)
        for medium in (Medium.LAND, Medium.WATER, None)
    )
    assert distances(land) == [30.0, 300.0]
    assert distances(water) == [600.0, 7_600.0]
    assert distances(unknown) == distances(water)
    assert Caution.MEDIUM_UNKNOWN in unknown[0].cautions


def test_a_substance_that_is_not_toxic_gets_only_a_precautionary_circle() -> None:
    by_size = [areas("1075", Spill(size))[0] for size in (SMALL, LARGE, FIRE)]
    assert [area.distance_m for area in by_size] == [100.0, 800.0, 1_600.0]
    assert len(areas("1075", Spill(LARGE), wind_from_deg=90.0)) == 1
    assert Caution.PRECAUTIONARY in by_size[0].cautions


def test_where_a_size_is_not_listed_the_worse_one_counts_and_says_so() -> None:
    (methanol,) = areas("1230", Spill(LARGE))
    assert methanol.distance_m == 800.0
    assert Caution.SPILL_NOT_LISTED in methanol.cautions
    chlorine = areas("1017", Spill(FIRE, Container.ROAD_TANKER), wind_speed_m_s=2.0)
    assert chlorine[1].distance_m == 6_400.0
    assert Caution.SPILL_NOT_LISTED in chlorine[1].cautions


def test_an_edition_without_figures_for_the_substance_is_an_error_and_not_an_empty_map() -> None:
    with pytest.raises(NoFigures):
        areas("1005", Spill(SMALL), edition="CN2011")


@pytest.mark.parametrize(
    "wind", [{"wind_from_deg": 400.0}, {"wind_from_deg": math.nan}, {"wind_speed_m_s": -1.0}]
)
def test_an_impossible_wind_is_refused(wind: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="wind"):
        areas("1017", TANKER, **wind)
