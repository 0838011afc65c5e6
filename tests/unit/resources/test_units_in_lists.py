"""Units that stand in headings, in cells and in columns of their own: none is lost, none guessed."""

from typing import Any

import pytest

from resources.importing.abilities import Abilities
from resources.importing.cells import Catalogue, Cell, Reading, read_cell
from resources.importing.headings import HeadingUnit, unit_in
from resources.importing.kinds import KINDS, LOTS, SHELTERS, TEAMS, TRUCKS
from resources.importing.problems import CellProblem
from resources.importing.rows import Entry, Mapped, read_rows
from resources.importing.tables import Header, Table

ITEMS = Catalogue.of([["1", "1", "矿泉水"], ["2", "2", "面粉"], ["3", "3", "软管"]])
UNITS = {"1": ["瓶", "bottles"], "2": ["千克", "kg"], "3": ["米", "metres"]}
ABLE = Abilities(
    {"pump": ["台", "pump units"], "flow": ["立方米/时", "m³/h"], "water": ["艇组", "boat crews"]},
    {"pump": ["flow"]},
)


def read(kind: str, heads: dict[str, str], *cells: Cell) -> Entry:
    """Read one row of a list of a kind under these headings."""
    columns = dict(enumerate(heads.values()))
    table = Table(Header(0, 1, tuple(heads), 1.0), [(1, list(cells))], [])
    reading = Reading({"items": ITEMS, "depots": Catalogue.of([["d", "d"]])})
    [entry] = read_rows(KINDS[kind], table, Mapped(columns, units=UNITS), reading)
    return entry


def faults(entry: Entry) -> list[str]:
    return [one.code for one in entry.problems if not one.warning]


@pytest.mark.parametrize(
    ("heading", "unit", "factor"),
    [
        ("数量（箱）", "箱", 1),
        ("库存情况 数量（万只）", "只", 10_000),
        ("载重/吨", "吨", 1),
        ("Weight [t]", "t", 1),
        ("数量（单位：件）", "件", 1),
        ("人数（万人）*", "人", 10_000),
        ("数量（万）", "", 10_000),
        ("核定吨位", "吨", 1),
        ("单重（千克）", "千克", 1),
        ("Miktar (adet)", "adet", 1),
    ],
)
def test_a_heading_says_in_what_its_numbers_are(heading: str, unit: str, factor: int) -> None:
    assert unit_in(heading) == HeadingUnit(unit, factor)


@pytest.mark.parametrize(
    "heading", ["数量（必填）", "数量（2024年）", "数量", "规格/型号", "备注：无"]
)
def test_a_hint_in_a_heading_is_no_unit(heading: str) -> None:
    assert unit_in(heading) is None


@pytest.mark.parametrize(
    ("heading", "cell", "kg"),
    [
        ("载重（吨）", 5, 5000),
        ("载重(t)", "2.5", 2500),
        ("吨位", "８", 8000),
        ("载重（千克）", 50, 50),
        ("载重", 5000, 5000),
        ("载重", "5吨", 5000),
        ("载重（吨）", "800kg", 800),
    ],
)
def test_a_payload_is_read_in_the_unit_of_its_cell_or_its_heading(
    heading: str, cell: Cell, kg: int
) -> None:
    assert read("trucks", {heading: "payload_kg"}, cell).values == {"payload_kg": kg}


def test_a_payload_of_five_that_names_no_unit_is_refused_not_taken_for_kilograms() -> None:
    assert faults(read("trucks", {"载重": "payload_kg"}, 5)) == ["unit_needed"]
    assert TRUCKS.field("payload_kg").doubtful_below == 100


def lots(item: str, heading: str, cell: Cell, unit: Cell = None) -> Entry:
    heads = {"库": "depot_id", "品名": "item_code", heading: "quantity", "单位": "unit"}
    return read("lots", heads, "d", item, cell, unit)


def test_boxes_in_a_heading_are_not_bottles_of_the_catalogue() -> None:
    assert faults(lots("矿泉水", "数量（箱）", 10)) == ["unit_differs"]
    assert lots("矿泉水", "数量（瓶）", 10).values["quantity"] == 10
    assert lots("矿泉水", "数量（万瓶）", 1.5).values["quantity"] == 15_000


def test_what_a_cell_or_its_row_says_counts_before_the_heading() -> None:
    assert lots("矿泉水", "数量（箱）", "10瓶").values["quantity"] == 10
    assert lots("矿泉水", "数量（箱）", 10, "瓶").values["quantity"] == 10
    assert lots("面粉", "数量（吨）", "300公斤").values["quantity"] == 300


def test_units_of_one_quantity_are_converted_whatever_the_quantity() -> None:
    assert lots("面粉", "数量（吨）", 1.5).values["quantity"] == 1500
    assert lots("软管", "数量", "1.2公里").values["quantity"] == 1200
    assert lots("软管", "数量", 3, "千米").values["quantity"] == 3000
    assert faults(lots("软管", "数量", "3吨")) == ["unit_differs"]
    assert faults(lots("软管", "数量", "0.5厘米")) == ["number_not_whole"]


@pytest.mark.parametrize("cell", ["1200平方米", "80%", "25户", "3间"])
def test_square_metres_shares_and_households_are_no_people(cell: str) -> None:
    with pytest.raises(CellProblem) as refused:
        read_cell(SHELTERS.field("capacity"), cell, Reading())
    assert refused.value.code == "unit_unknown"


def test_people_and_beds_are_counted_in_their_words() -> None:
    for cell, number in (
        ("８００人", 800),
        ("120 beds", 120),
        ("1.2万人", 12_000),
        ("40张床位", 40),
    ):
        assert read_cell(SHELTERS.field("capacity"), cell, Reading()) == number
    assert read("shelters", {"容纳人数（万人）": "capacity"}, 1.5).values == {"capacity": 15_000}
    assert faults(read("shelters", {"可容纳（平方米）": "capacity"}, 900)) == ["unit_unknown"]


def able(cell: str) -> dict[str, Any]:
    catalogue = Catalogue.of(
        [["pump", "pump", "抽排水"], ["flow", "flow", "排水流量"], ["water", "water", "水域救援"]]
    )
    reading = Reading({"capabilities": catalogue}, abilities=ABLE)
    return dict(read_cell(TEAMS.field("capabilities"), cell, reading))


def test_amounts_of_what_teams_can_do_go_to_the_measure_and_not_to_the_count() -> None:
    assert able("抽排水2台；抽排水2000m³/h") == {"pump": 2, "flow": 2000}
    assert able("抽排水 20 L/s") == {"flow": 72}
    assert able("排水流量500") == {"flow": 500}
    assert able("水域救援2；抽排水×1、抽排水（3台）") == {"water": 2, "pump": 4}
    assert able("水域救援（3艇组）") == {"water": 3}


@pytest.mark.parametrize("cell", ["水域救援8人", "抽排水500千瓦", "水域救援2型3组"])
def test_people_and_foreign_units_are_no_count_of_squads(cell: str) -> None:
    with pytest.raises(CellProblem) as refused:
        able(cell)
    assert refused.value.code == "unit_unknown"


def test_more_than_fifty_is_fifty_and_rough() -> None:
    assert lots("矿泉水", "数量", "50余瓶").values["quantity"] == 50
    assert LOTS.field("quantity").assumed == ""


def test_no_end_is_said_and_differs_from_nothing_said() -> None:
    heads = {"物资库": "depot_id", "物资": "item_code", "有效期": "expires_on"}
    assert read("lots", heads, "d", "矿泉水", "长期").values["expires_on"] is None
    assert "expires_on" not in read("lots", heads, "d", "矿泉水", "无").values
    assert "expires_on" not in read("lots", heads, "d", "矿泉水", None).values
