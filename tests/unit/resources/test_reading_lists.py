"""Cells, headings and files as offices write them: what is understood and what is refused."""

import json
from datetime import date

import pytest

from resources.importing import delimited, gate, mapping, tables
from resources.importing.cells import Catalogue, Reading, read_cell
from resources.importing.dates import read_date
from resources.importing.fields import Field, Shape
from resources.importing.kinds import KINDS, LOTS, TEAMS
from resources.importing.problems import CellProblem, FileRefused
from resources.importing.quantities import read_amount
from resources.importing.rows import Mapped, read_rows
from resources.importing.sentences import SENTENCES
from resources.importing.tables import Sheet
from resources.importing.text import plain

NOTHING = Reading()


@pytest.mark.parametrize(
    ("cell", "value", "unit", "about"),
    [
        ("１２０床", 120, "床", False),
        ("1,200 件", 1200, "件", False),
        ("1，200", 1200, "", False),
        ("3吨", 3, "吨", False),
        ("约50", 50, "", True),
        ("50余顶", 50, "顶", True),
        ("三十二", 32, "", False),
        ("两", 2, "", False),
        ("1.2万", 12000, "", False),
        ("1.234,5 kg", 1234.5, "kg", False),
        ("12,5", 12.5, "", False),
        ("≥50", 50, "", True),
        (7.0, 7, "", False),
    ],
)
def test_a_number_is_read_with_its_unit(
    cell: str | float, value: float, unit: str, about: bool
) -> None:
    amount = read_amount(cell)
    assert (amount.value, amount.about) == (value, about)
    assert amount.unit == unit


@pytest.mark.parametrize("cell", ["2箱×24瓶", "3-5件", "若干", "件", "1e400"])
def test_what_is_not_one_number_is_refused(cell: str) -> None:
    with pytest.raises(CellProblem):
        read_amount(cell)


@pytest.mark.parametrize(
    ("cell", "ends", "day"),
    [
        ("2024年5月3日", False, date(2024, 5, 3)),
        ("2024.5.3", False, date(2024, 5, 3)),
        ("2024/05/03 10:20", False, date(2024, 5, 3)),
        ("20240503", False, date(2024, 5, 3)),
        (20240503, False, date(2024, 5, 3)),
        (45415, False, date(2024, 5, 3)),
        ("45415", False, date(2024, 5, 3)),
        ("2024年2月", True, date(2024, 2, 29)),
        ("2024年2月", False, date(2024, 2, 1)),
        ("03.05.2024", False, date(2024, 5, 3)),
        ("25/12/2024", False, date(2024, 12, 25)),
        ("二〇二四年5月3日", False, date(2024, 5, 3)),
        ("长期", True, None),
    ],
)
def test_a_date_is_read_however_it_is_written(
    cell: str | float, ends: bool, day: date | None
) -> None:
    assert read_date(cell, ends=ends) == day


def test_a_date_that_may_be_two_days_is_refused_not_guessed() -> None:
    with pytest.raises(CellProblem) as refused:
        read_date("03/05/2024")
    assert refused.value.code == "date_ambiguous"


def test_a_telephone_number_that_became_a_float_is_whole_again_and_a_rounded_one_is_refused() -> (
    None
):
    phone = TEAMS.field("phone")
    assert read_cell(phone, 13800138000.0, NOTHING) == "13800138000"
    assert read_cell(phone, "０２７－8888", NOTHING) == "027-8888"
    with pytest.raises(CellProblem) as refused:
        read_cell(phone, "1.38E+10", NOTHING)
    assert refused.value.code == "digits_lost"


def test_signs_for_nothing_are_unknown_and_never_zero() -> None:
    for cell in ("-", "/", "无", "N/A", "　", "不详"):
        assert read_cell(LOTS.field("quantity"), cell, NOTHING) is None


def test_degrees_are_read_as_decimals_and_as_minutes() -> None:
    lon = TEAMS.field("lon")
    assert read_cell(lon, "东经114°20′24″", NOTHING) == pytest.approx(114.34)
    assert read_cell(lon, "114.34E", NOTHING) == 114.34
    assert read_cell(TEAMS.field("coordinates"), "114.34，30.5", NOTHING) == [114.34, 30.5]


def test_words_of_another_script_and_width_name_the_same_thing() -> None:
    assert plain("應急 物資（Ａ１）") == plain("应急物资a1")
    catalogue = Catalogue.of([["1990203", "1990203", "棉被", "quilt"]])
    item = LOTS.field("item_code")
    reading = Reading({"items": catalogue})
    assert [read_cell(item, cell, reading) for cell in ("棉被", "QUILT", 1990203.0)] == [
        "1990203"
    ] * 3


def test_a_name_that_is_not_listed_is_refused_with_the_nearest_ones() -> None:
    catalogue = Catalogue.of([["1", "1", "救灾帐篷（12平方米）"], ["2", "2", "棉被"]])
    with pytest.raises(CellProblem) as refused:
        read_cell(LOTS.field("item_code"), "帐篷", Reading({"items": catalogue}))
    assert refused.value.facts["nearest"] == ["救灾帐篷（12平方米）"]


def test_what_an_office_explained_once_is_understood() -> None:
    catalogue = Catalogue.of([["1990203", "1990203", "棉被"]])
    reading = Reading({"items": catalogue}, {"item_code": {plain("大被子"): "棉被"}})
    assert read_cell(LOTS.field("item_code"), "大被子", reading) == "1990203"


def test_capabilities_are_read_with_their_units() -> None:
    catalogue = Catalogue.of(
        [["water_rescue", "water_rescue", "水域救援"], ["drainage_pump", "drainage_pump", "抽排水"]]
    )
    found = read_cell(
        TEAMS.field("capabilities"),
        "水域救援2；抽排水×1、水域救援（3组）",
        Reading({"capabilities": catalogue}),
    )
    assert found == {"water_rescue": 5, "drainage_pump": 1}


def outline(
    rows: list[list[object]], merged: tuple[tables.Merged, ...] = ()
) -> tuple[tables.Table, dict[str, int]]:
    sheet = Sheet("x", [list(row) for row in rows], merged)  # type: ignore[arg-type]
    header = tables.find_header(sheet, mapping.weights_of(LOTS))
    assert header is not None
    suggested = mapping.suggest(LOTS, header.names, {})
    return tables.table_under(sheet, header), {one.field: one.column for one in suggested}


def test_a_title_above_and_totals_and_remarks_below_are_no_entries() -> None:
    table, columns = outline(
        [
            ["某区物资台账", None, None],
            ["存放仓库", "物資名稱", "數量（件）"],
            ["甲库", "棉被", 120],
            ["存放仓库", "物資名稱", "數量（件）"],
            ["甲库", "帐篷", 5],
            ["合计", None, 125],
            ["填表人：某某", None, None],
        ]
    )
    assert columns == {"depot_id": 0, "item_code": 1, "quantity": 2}
    assert [number for number, _cells in table.rows] == [2, 4]
    assert [why for _number, why in table.left_out] == ["heading", "total", "note"]


def test_a_heading_of_two_rows_is_read_as_one() -> None:
    table, columns = outline(
        [
            ["仓库", "物资", None, "有效期至"],
            [None, "名称", "数量", None],
            ["甲库", "棉被", 3, "2027-01-01"],
        ],
        merged=((0, 0, 1, 0), (0, 1, 0, 2), (0, 3, 1, 3)),
    )
    assert [cells[0] for _number, cells in table.rows] == ["甲库"]
    assert columns == {"depot_id": 0, "item_code": 1, "quantity": 2, "expires_on": 3}


def test_a_text_merged_downwards_holds_for_every_row_but_a_number_only_once() -> None:
    table, _columns = outline(
        [["仓库", "物资", "数量"], ["甲库", "棉被", 3], [None, "帐篷", None]],
        merged=((1, 0, 2, 0), (1, 2, 2, 2)),
    )
    assert table.rows[1][1] == ["甲库", "帐篷", None]


def test_turkish_and_english_headings_are_known() -> None:
    for names in (
        ["Depo", "Malzeme adı", "Miktar", "Birim", "Son kullanma tarihi"],
        ["Warehouse", "Item name", "Qty", "UOM", "Expiry date"],
    ):
        found = {one.field for one in mapping.suggest(LOTS, names, {})}
        assert found == {"depot_id", "item_code", "quantity", "unit", "expires_on"}


def test_no_two_columns_are_the_same_field_and_every_kind_finds_its_own_names() -> None:
    for kind in KINDS.values():
        for language in ("zh", "en"):
            names = [getattr(one, language) for one in kind.fields]
            found = [one.field for one in mapping.suggest(kind, names, {})]
            assert found == [one.name for one in kind.fields]


def test_a_unit_of_mass_is_converted_and_another_pack_is_refused() -> None:
    sheet = Sheet(
        "x",
        [
            ["仓库", "物资", "数量", "单位"],
            ["d", "面粉", "3吨", None],
            ["d", "面粉", 5, "箱"],
            ["d", "帐篷", 5, "个"],
        ],
    )
    header = tables.find_header(sheet, mapping.weights_of(LOTS))
    assert header
    reading = Reading(
        {
            "items": Catalogue.of([["1010100", "面粉"], ["1990201", "帐篷"]]),
            "depots": Catalogue.of([["d1", "d"]]),
        }
    )
    mapped = Mapped(
        {0: "depot_id", 1: "item_code", 2: "quantity", 3: "unit"},
        units={"1010100": ["千克", "kg"], "1990201": ["顶", "tents"]},
    )
    tonnes, boxes, tents = read_rows(LOTS, tables.table_under(sheet, header), mapped, reading)
    assert tonnes.values["quantity"] == 3000
    assert [one.code for one in boxes.problems] == ["unit_differs"]
    assert tents.values["quantity"] == 5


@pytest.mark.parametrize(
    ("encoding", "words"),
    [
        ("utf-8", "物资，棉被"),
        ("utf-8-sig", "物资，棉被"),
        ("gb18030", "物资台账，应急棉被"),
        ("big5", "應急物資儲備庫，棉被與帳篷的數量"),
        ("utf-16", "物资"),
        ("utf-16-le", "quantity,物资,batch,place,depot"),
        ("cp1254", "Malzeme adı, Şişli İlçesi, çığ, ğüş, ışık"),
    ],
)
def test_the_encoding_of_a_text_is_found_out(encoding: str, words: str) -> None:
    assert delimited.decode(words.encode(encoding))[0] == words


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_the_separator_of_a_text_is_found_out(separator: str) -> None:
    lines = [
        ["仓库", "物资", "数量"],
        ["甲,乙库" if separator != "," else "甲库", "棉被", "5"],
        ["丙库", "帐篷", "7"],
    ]
    sheets, how = delimited.read_text("\n".join(separator.join(line) for line in lines).encode())
    assert how["separator"] == separator
    assert sheets[0].rows == lines


def test_an_apostrophe_that_guards_against_formulas_is_taken_off() -> None:
    sheets, _how = delimited.read_text(b"a,b\n'=1+1,'+86 27\n'tis,x\n")
    assert sheets[0].rows[1:] == [["=1+1", "+86 27"], ["'tis", "x"]]


def test_records_of_json_are_a_sheet_and_lists_inside_them_another() -> None:
    given = [
        {
            "name": "甲院",
            "city": "武汉",
            "supplies": [{"key": "口罩", "value": 5}, {"key": "手套"}],
        },
        {"name": "乙院"},
    ]
    sheets, _how = delimited.read_json(json.dumps(given).encode())
    assert [sheet.name for sheet in sheets] == ["records", "supplies"]
    assert sheets[0].rows == [["name", "city"], ["甲院", "武汉"], ["乙院", None]]
    assert sheets[1].rows[1:] == [["甲院", "武汉", "口罩", 5], ["甲院", "武汉", "手套", None]]


def test_what_a_file_is_shows_in_its_first_bytes() -> None:
    assert gate.format_of(b"PK\x03\x04") == "xlsx"
    assert gate.format_of("物资,数量".encode()) == "text"
    assert gate.format_of(b' [{"a": 1}]') == "json"
    for content, code in (
        (b"  ", "file_empty"),
        (b"%PDF-1.4", "file_not_a_table"),
    ):
        with pytest.raises(FileRefused) as refused:
            gate.format_of(content)
        assert refused.value.code == code


def test_every_problem_has_a_sentence_in_both_languages_with_the_same_facts() -> None:
    from string import Formatter

    for zh, en in SENTENCES.values():
        facts = [
            sorted(name for _t, name, _f, _c in Formatter().parse(one) if name) for one in (zh, en)
        ]
        assert facts[0] == facts[1]


def test_a_choice_outside_the_list_is_refused_with_the_choices() -> None:
    with pytest.raises(CellProblem) as refused:
        read_cell(TEAMS.field("kind"), "民间高手", NOTHING)
    assert "social" in refused.value.facts["choices"]
    assert read_cell(Field("x", "x", "x", Shape.YES_NO), "√", NOTHING) is True
