"""Codes of the standard, units of measure, and the file of the official table."""

from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resources.catalogue_file import read_catalogue
from resources.supply_codes import SupplyCode, WrongSupplyCode, supply_code
from resources.units import UNITS, NotConvertible, Unit, converted, same_quantity

CODES = st.builds(
    lambda top, pairs, used: top + "".join((pairs + ["00"] * 3)[:used] + ["00"] * (3 - used)),
    st.sampled_from("123"),
    st.lists(st.integers(1, 99).map("{:02d}".format), min_size=3, max_size=3),
    st.integers(0, 3),
)


@given(CODES)
def test_a_code_knows_its_layers_and_the_way_up_to_its_top_class(text: str) -> None:
    code = supply_code(text)
    up, steps = code, 1
    while up.parent is not None:
        assert up.parent.depth == up.depth - 1
        assert up.parent.holds(code)
        up, steps = up.parent, steps + 1
    assert steps == code.depth
    assert up.text == f"{text[0]}000000"


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("4010000", "wrong_shape"),
        ("101000", "wrong_shape"),
        ("10100000000", "wrong_shape"),
        ("1010000a", "wrong_shape"),
        ("1000100", "layer_below_unused"),
        ("1010001", "layer_below_unused"),
    ],
)
def test_what_cannot_be_a_code_is_refused(text: str, fault: str) -> None:
    with pytest.raises(WrongSupplyCode, match=fault):
        supply_code(text)


def test_local_codes_stand_under_an_other() -> None:
    assert SupplyCode("1990101").is_under_other
    assert SupplyCode("1019901").is_under_other
    assert not SupplyCode("1990000").is_under_other
    assert not SupplyCode("1010101").is_under_other


@pytest.mark.parametrize(
    ("amount", "given_in", "wanted", "found"),
    [
        (2, "吨", "千克", 2000),
        (3, "斤", "kg", Fraction(3, 2)),
        (500, "m3/h", "L/s", Fraction(1250, 9)),
        (30, "kW", "千瓦", 30),
        (3, "亩", "平方米", 2000),
        (7, "箱", "箱", 7),
    ],
)
def test_amounts_are_converted_exactly(
    amount: int, given_in: str, wanted: str, found: Fraction
) -> None:
    assert converted(amount, given_in, wanted) == found


@given(st.sampled_from(UNITS), st.sampled_from(UNITS), st.integers(0, 10**9))
def test_there_and_back_is_the_same_amount_within_one_quantity(
    one: Unit, other: Unit, amount: int
) -> None:

    left, right = one.symbol, other.symbol
    if one.quantity != other.quantity:
        with pytest.raises(NotConvertible):
            converted(amount, left, right)
    else:
        assert converted(converted(amount, left, right), right, left) == amount


def test_a_case_is_not_a_kilogram_and_has_no_other_unit() -> None:
    with pytest.raises(NotConvertible):
        converted(1, "箱", "kg")
    assert same_quantity("箱") == []
    assert {unit.symbol for unit in same_quantity("公斤")} == {"kg", "t", "g", "斤"}


def test_no_way_of_writing_stands_for_two_units() -> None:
    written = [text for unit in UNITS for text in set(unit.written)]
    assert len(written) == len(set(written))


def _file(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    path = folder / "classes.csv"
    path.write_bytes(text.encode(encoding))
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_the_official_table_is_read_in_the_usual_encodings(tmp_path: Path, encoding: str) -> None:
    text = "编码,名称\n1010000,粮食\n1-01-01-00,面粉\n"
    read = read_catalogue(_file(tmp_path, text, encoding))
    assert [(row.code, row.name) for row in read.rows] == [("1010000", "粮食"), ("1010100", "面粉")]
    assert read.faults == []


def test_every_fault_of_a_table_is_named_by_line(tmp_path: Path) -> None:
    text = "code,name\n1010000,粮食\n1010000,again\n9010000,x\n1000100,y\n1020000,\n"
    found = [(fault.line, fault.fault) for fault in read_catalogue(_file(tmp_path, text)).faults]
    assert found == [
        (3, "named_twice"),
        (4, "supply_code_wrong_shape"),
        (5, "supply_code_layer_below_unused"),
        (6, "no_name"),
    ]
    missing = read_catalogue(_file(tmp_path, "a,b\n1,2\n")).faults
    assert [fault.fault for fault in missing] == ["no_code_or_name_column"]
