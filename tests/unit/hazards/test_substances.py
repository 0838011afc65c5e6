"""The transcribed tables are whole, consistent, and found by number, name and pinyin."""

from __future__ import annotations

import pytest

from hazards.daylight import Period
from hazards.substances import (
    SpillSize,
    UnknownSubstance,
    WindClass,
    all_editions,
    all_substances,
    find_substances,
    substance_by_un,
)


@pytest.mark.parametrize("written", ["1017", "UN1017", "un 1017", " UN-1017 "])
def test_a_un_number_is_read_with_and_without_its_prefix(written: str) -> None:
    assert substance_by_un(written).name_zh == "氯"


def test_an_unlisted_un_number_is_an_error() -> None:
    with pytest.raises(UnknownSubstance):
        substance_by_un("9999")


@pytest.mark.parametrize(
    "text",
    ["1017", "UN 1017", "氯", "液氯", "氯气", "chlorine", "Chlor", "lvqi", "LÜ", "yl", "cl2"],
)
def test_chlorine_is_found_by_number_name_alias_and_pinyin(text: str) -> None:
    assert "1017" in [substance.un_number for substance in find_substances(text)]


def test_the_whole_name_ranks_before_names_that_contain_it() -> None:
    found = [substance.name_zh for substance in find_substances("氯")]
    assert found[0] == "氯"
    assert "三氯化磷" in found


def test_a_substance_names_the_containers_and_media_that_matter() -> None:
    assert [each.value for each in substance_by_un("1017").containers()] == [
        "rail_tank_car",
        "road_tanker",
        "several_ton_cylinders",
        "one_ton_cylinder",
    ]
    assert [each.value for each in substance_by_un("1836").media()] == ["land", "water"]
    assert substance_by_un("1053").containers() == []
    assert substance_by_un("1053").media() == []


def test_an_empty_question_finds_nothing() -> None:
    assert find_substances("  ") == []
    assert find_substances("没有这种东西") == []


def test_every_substance_has_figures_and_every_figure_a_known_edition() -> None:
    for substance in all_substances().values():
        assert substance.figures, substance.un_number
        assert set(substance.editions()) <= set(all_editions())


def test_toxic_substances_have_protective_distances_and_others_only_isolation() -> None:
    for substance in all_substances().values():
        has_distance = any(figure.protective_m is not None for figure in substance.figures)
        assert has_distance is substance.toxic_by_inhalation, substance.un_number


def test_by_night_no_distance_is_shorter_than_by_day() -> None:
    for substance in all_substances().values():
        by_case: dict[tuple[str, ...], dict[Period | None, float]] = {}
        for figure in substance.figures:
            case = (figure.edition, figure.spill, figure.container, figure.medium, figure.wind)
            by_case.setdefault(case, {})[figure.period] = figure.protective_m or 0.0
        for case, metres in by_case.items():
            assert set(metres) in ({None}, {Period.DAY, Period.NIGHT}), case
            assert metres.get(Period.NIGHT, 0.0) >= metres.get(Period.DAY, 0.0), case


def test_the_printed_11_km_and_more_is_stored_as_11_km_at_least() -> None:
    figures = [figure for each in all_substances().values() for figure in each.figures]
    assert all(figure.at_least == (figure.protective_m == 11_000.0) for figure in figures)
    assert any(figure.at_least for figure in figures)


def test_the_six_gases_of_table_3_have_all_wind_classes_for_each_container() -> None:
    by_wind = {
        substance.un_number
        for substance in all_substances().values()
        if any(figure.wind is WindClass.LOW for figure in substance.figures)
    }
    assert by_wind == {"1005", "1017", "1040", "1050", "2186", "1052", "1079"}
    for un_number in by_wind:
        table_3 = [
            figure
            for figure in substance_by_un(un_number).figures
            if figure.spill is SpillSize.LARGE and figure.edition == "ERG2024"
        ]
        containers = {figure.container for figure in table_3}
        assert len(table_3) == len(containers) * 6
