"""Milestones: read as people write them, placed between known stones, refused beyond them."""

from __future__ import annotations

import pytest
import shapely

from geo.milestone_table import read_stone_table
from geo.milestones import (
    Chainage,
    Direction,
    How,
    Stone,
    chainage_at,
    chainage_of,
    chainage_text,
    locate,
    nearest_stone,
    stone_metres,
)
from geo.types import Datum, LonLat


@pytest.mark.parametrize(
    ("text", "number", "road", "metres", "direction"),
    [
        ("G42沪蓉高速K785+300", "G42", "沪蓉高速", 785_300, None),
        ("京港澳 K1123+400", None, "京港澳", 1_123_400, None),
        ("K23+400 G4", "G4", None, 23_400, None),
        ("G4京港澳高速上行K1123+400", "G4", "京港澳高速", 1_123_400, Direction.UP),
        ("三环线下行K12+050处", None, "三环线", 12_050, Direction.DOWN),
        ("沪渝高速785公里300米", None, "沪渝高速", 785_300, None),
        ("京港澳高速1123公里", None, "京港澳高速", 1_123_000, None),
        ("Ｋ２３＋４００", None, None, 23_400, None),
        ("K23.4 S101", "S101", None, 23_400, None),
        ("107国道K1200+100", "G107", None, 1_200_100, None),
        ("CG-3a K2+5", "CG3A", None, 2_005, None),
    ],
)
def test_a_milestone_is_read_however_it_is_written(
    text: str, number: str | None, road: str | None, metres: int, direction: Direction | None
) -> None:
    assert chainage_of(text) == Chainage(number, road, metres, direction)


@pytest.mark.parametrize("text", ["武昌火车站", "114.3,30.5", "解放大道1127号", "G42", "K", ""])
def test_what_is_no_milestone_is_not_read_as_one(text: str) -> None:
    assert chainage_of(text) is None


@pytest.mark.parametrize(
    ("text", "metres"),
    [("785.3", 785_300), ("K785+300", 785_300), ("12 km", 12_000), ("12,5", 12_500), ("?", None)],
)
def test_the_figure_on_a_stone_is_read_or_left_unknown(text: str, metres: int | None) -> None:
    assert stone_metres(text) == metres
    assert stone_metres(None) is None


def test_a_distance_is_written_as_on_signs() -> None:
    assert chainage_text(785_300) == "K785+300"
    assert chainage_text(5) == "K0+005"


LINE = shapely.MultiLineString([[(114.0, 30.0), (114.0, 30.01), (114.01, 30.01)]])
"""North for 1,113 m and then east for 963 m."""


def stone(metres: int, lon: float, lat: float, way: Direction | None = None) -> Stone:
    return Stone("G42", "沪蓉高速", metres, way, LonLat(lon, lat))


STONES = [stone(10_000, 114.0, 30.0), stone(12_076, 114.01, 30.01)]


def test_between_two_stones_the_place_lies_on_the_road_and_says_so() -> None:
    found = locate(11_113, STONES, LINE)
    assert found is not None
    assert (found.how, found.nearest_stone_m) == (How.ALONG_ROAD, 963)
    assert found.at == pytest.approx((114.0, 30.01), abs=0.0001)


def test_at_a_stone_it_is_the_stone() -> None:
    found = locate(10_000, STONES, None)
    assert found is not None
    assert (found.at, found.how, found.nearest_stone_m) == (LonLat(114.0, 30.0), How.STONE, 0)


def test_without_a_line_only_near_stones_in_a_straight_stretch_are_joined() -> None:
    straight = [stone(0, 114.0, 30.0), stone(1_113, 114.0, 30.01)]
    found = locate(556, straight, None)
    assert found is not None
    assert found.how is How.STRAIGHT
    assert found.at == pytest.approx((114.0, 30.005), abs=0.0001)
    assert locate(5_000, [stone(0, 114.0, 30.0), stone(11_130, 114.0, 30.1)], None) is None
    bent = [stone(0, 114.0, 30.0), stone(2_076, 114.01, 30.01)]
    assert locate(1_000, bent, None) is None


def test_beyond_the_last_stone_nothing_is_claimed_but_the_nearest_is_known() -> None:
    assert locate(12_077, STONES, LINE) is None
    assert locate(9_999, STONES, LINE) is None
    assert locate(10_000, [], LINE) is None
    assert nearest_stone(99_000, STONES) == STONES[1]
    assert nearest_stone(1, []) is None


def test_a_line_that_disagrees_with_the_stones_is_not_used() -> None:
    far = [stone(10_000, 114.0, 30.0), stone(20_000, 114.01, 30.01)]
    assert locate(15_000, far, LINE) is None


def test_a_point_beside_the_road_has_a_milestone_only_between_stones() -> None:
    assert chainage_at(LonLat(113.9995, 30.005), STONES, LINE) == pytest.approx(10_556, abs=5)
    assert chainage_at(LonLat(114.0, 29.9), STONES, LINE) is None
    assert chainage_at(LonLat(114.0, 30.005), STONES[:1], LINE) is None


TABLE = """编号,道路,桩号,经度,纬度,坐标系,方向
G42,沪蓉高速,K785+000,114.41,30.62,WGS84,上行
G42,沪蓉高速,K786+000,114.42,30.62,GCJ02,上行
"""


def test_a_table_is_read_with_the_datum_of_each_row() -> None:
    read = read_stone_table(TABLE, Datum.WGS84)
    assert (read.errors, read.warnings) == ((), ())
    first, second = (each.stone for each in read.stones)
    assert first == Stone("G42", "沪蓉高速", 785_000, Direction.UP, LonLat(114.41, 30.62))
    assert abs(second.at.lon - 114.42) > 0.003
    assert [each.datum for each in read.stones] == [Datum.WGS84, Datum.GCJ02]


def test_wrong_rows_are_named_with_what_stood_there() -> None:
    rows = [
        "编号,道路,桩号,经度,纬度,方向",
        ",,K1+000,114.4,30.6,",
        "G42,,一公里,114.4,30.6,",
        "G42,,K2+000,30.6,114.4,",
        "G42,,K3+000,abc,30.6,",
        "G42,,K4+000,114.4,30.6,左",
        "G42,,K5+000,114.40,30.6,",
        "G42,,K5+000,114.41,30.6,",
    ]
    read = read_stone_table("\n".join(rows), Datum.WGS84)
    assert [(fault.row, fault.problem) for fault in read.errors] == [
        (2, "road_missing"),
        (3, "stone_unreadable"),
        (4, "longitude_latitude_swapped"),
        (5, "position_not_a_number"),
        (6, "direction_unknown"),
        (8, "repeated"),
    ]


def test_stones_farther_apart_through_the_air_than_along_the_road_are_pointed_out() -> None:
    rows = "road,K,lon,lat\n三环线,1,114.40,30.60\n三环线,2,114.50,30.60\n"
    read = read_stone_table(rows, Datum.WGS84)
    assert read.errors == ()
    assert [(fault.row, fault.problem) for fault in read.warnings] == [(3, "farther_than_the_road")]


def test_a_table_without_its_columns_or_rows_is_refused() -> None:
    assert read_stone_table("a,b\n1,2\n", Datum.WGS84).errors[0].problem == "column_missing"
    assert read_stone_table("road,k,lon,lat\n", Datum.WGS84).errors[0].problem == "no_rows"
