"""Places are found while typing, in any of the ways a duty officer types, and named back."""

from __future__ import annotations

import pytest
import shapely

from geo.gazetteer import District, Gazetteer, MatchKind, Place
from geo.names import folded, initials_of, pinyin_of
from geo.types import LonLat

PLACES = [
    Place("city", "武汉市", "Wuhan", 114.30, 30.59, "420100"),
    Place("district", "江汉区", "Jianghan District", 114.27, 30.60, "420103"),
    Place("district", "武昌区", "Wuchang District", 114.32, 30.55, "420106"),
    Place("township", "武昌街道", None, 114.31, 30.54, "420106001"),
    Place("place", "江汉路", "Jianghan Road", 114.29, 30.58, None),
    Place("place", "吕家山", None, 114.60, 30.70, None),
    Place("place", "江汉村", None, 114.90, 30.90, None),
]
DISTRICTS = [
    District("420100", "武汉市", shapely.box(113.7, 29.9, 115.1, 31.4)),
    District("420103", "江汉区", shapely.box(114.2, 30.57, 114.29, 30.63)),
]
GAZETTEER = Gazetteer(PLACES, DISTRICTS)


def names(text: str, **options: object) -> list[str]:
    found = GAZETTEER.search(text, **options)  # type: ignore[arg-type]
    return [match.place.name for match in found]


@pytest.mark.parametrize(
    ("text", "first", "kind"),
    [
        ("武昌区", "武昌区", MatchKind.WHOLE_NAME),
        ("武昌", "武昌区", MatchKind.NAME_WITHOUT_SUFFIX),
        ("武", "武汉市", MatchKind.NAME_BEGINS),
        ("汉路", "江汉路", MatchKind.NAME_CONTAINS),
        ("wuhanshi", "武汉市", MatchKind.WHOLE_PINYIN),
        ("Wu Han", "武汉市", MatchKind.WHOLE_NAME),
        ("jhl", "江汉路", MatchKind.INITIALS),
        ("jiangh", "江汉区", MatchKind.NAME_BEGINS),
        ("lvjia", "吕家山", MatchKind.PINYIN_BEGINS),
        ("lüjiashan", "吕家山", MatchKind.WHOLE_PINYIN),
        ("chang", "武昌区", MatchKind.NAME_CONTAINS),
        ("420106", "武昌区", MatchKind.CODE),
        ("JIANGHAN ROAD", "江汉路", MatchKind.WHOLE_NAME),
    ],
)
def test_a_place_is_found_by_what_is_typed(text: str, first: str, kind: MatchKind) -> None:
    match = GAZETTEER.search(text)[0]
    assert (match.place.name, match.kind) == (first, kind)


def test_larger_areas_come_before_smaller_ones_of_the_same_kind_of_match() -> None:
    assert names("武昌") == ["武昌区", "武昌街道"]
    assert names("江汉")[0] == "江汉区"


def test_of_equal_names_the_nearer_comes_first() -> None:
    near_the_village = names("jianghan", near=LonLat(114.9, 30.9), kinds=frozenset({"place"}))
    assert near_the_village == ["江汉路", "江汉村"]
    twins = Gazetteer(
        [
            Place("place", "东湖", None, 114.4, 30.5, None),
            Place("place", "东湖", None, 113, 30, None),
        ]
    )
    assert twins.search("东湖", near=LonLat(113.1, 30.0))[0].place.lon == 113


def test_nothing_typed_and_unknown_names_find_nothing() -> None:
    assert names(" ") == []
    assert names("没有这个地方") == []
    assert names("武", limit=1) == ["武汉市"]


def test_pinyin_and_initials_are_written_as_they_are_typed() -> None:
    assert pinyin_of("吕家山") == "lvjiashan"
    assert initials_of("江汉路") == "jhl"


def test_a_position_is_named_by_its_nearest_place_and_smallest_district() -> None:
    at = LonLat(114.288, 30.581)
    nearest = GAZETTEER.nearest(at)
    assert nearest is not None
    assert nearest.place.name == "江汉路"
    assert nearest.distance_m == pytest.approx(220, abs=15)
    district = GAZETTEER.district_of(at)
    assert district is not None and district.code == "420103"


def test_outside_all_outlines_there_is_no_district_and_an_empty_list_has_no_nearest() -> None:
    assert GAZETTEER.district_of(LonLat(100.0, 30.0)) is None
    assert Gazetteer([]).nearest(LonLat(114.3, 30.6)) is None
    assert Gazetteer([]).district_of(LonLat(114.3, 30.6)) is None


STATION = Gazetteer(
    [
        Place("district", "武昌区", None, 114.32, 30.55, "420106"),
        Place("district", "洪山区", None, 114.34, 30.50, "420111"),
        Place("railway_station", "武昌火车站", None, 114.31, 30.53, "420106"),
        Place("road", "珞喻路", "Luoyu Road", 114.38, 30.51, "420111"),
        Place("road", "珞喻路", "Luoyu Road", 112.0, 31.0, "420506"),
        Place("road", "沪蓉高速", None, 114.4, 30.6, None, others=("G42",)),
        Place("hospital", "武昌医院", None, 114.30, 30.54, "420106"),
        Place("village", "大村", None, 114.0, 30.0, None, population=9000),
        Place("village", "大村", None, 114.1, 30.1, None, population=90),
    ]
)


@pytest.mark.parametrize(
    ("text", "first", "kind"),
    [
        ("武昌hcz", "武昌火车站", MatchKind.MIXED),
        ("wuchanghcz", "武昌火车站", MatchKind.MIXED),
        ("武昌huoche", "武昌火车站", MatchKind.MIXED),
        ("火车zhan", "武昌火车站", MatchKind.MIXED),
        ("武昌火車站", "武昌火车站", MatchKind.WHOLE_NAME),
        ("ＷＵＣＨＡＮＧＱＵ", "武昌区", MatchKind.WHOLE_PINYIN),
        ("洪山珞喻路", "珞喻路", MatchKind.WITHIN_AREA),
        ("武昌火车占", "武昌火车站", MatchKind.SOUNDS_LIKE),
        ("武昌大车站", "武昌火车站", MatchKind.ONE_MISTAKE),
        ("wuchanghuchezhan", "武昌火车站", MatchKind.ONE_MISTAKE),
        ("g42", "沪蓉高速", MatchKind.OTHER_NAME),
    ],
)
def test_mixed_full_width_traditional_and_mistaken_writing_still_finds(
    text: str, first: str, kind: MatchKind
) -> None:
    match = STATION.search(text, near=LonLat(114.3, 30.5))[0]
    assert (match.place.name, match.kind) == (first, kind)


def test_an_area_named_first_leaves_out_the_same_name_elsewhere() -> None:
    assert [match.place.adcode for match in STATION.search("洪山区珞喻路")] == ["420111"]


def test_of_equal_names_the_one_with_more_people_comes_first_unless_the_other_is_near() -> None:
    assert [match.place.population for match in STATION.search("大村")] == [9000, 90]
    near = STATION.search("大村", near=LonLat(114.1, 30.1))
    assert [match.place.population for match in near] == [90, 9000]


def test_marks_accents_and_line_breaks_do_not_disturb() -> None:
    assert folded(" Sant Julià\nde Lòria ") == "santjuliadeloria"
    assert STATION.search("\n") == []
    assert STATION.search("珞.喻.路")[0].place.name == "珞喻路"
