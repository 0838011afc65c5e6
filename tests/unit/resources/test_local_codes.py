"""Local codes of items: below "other", one after the other, and still there when one is full."""

import pytest

from resources.importing.coding import CodeBook, codes_below
from resources.importing.rows import Entry
from resources.supply_codes import supply_code

FULL = dict.fromkeys(codes_below("299"), "")


def numbered(book: CodeBook) -> Entry:
    entry = Entry(1, [], {"name": "示例", "class_code": "2000000"})
    book.settle_item(entry)
    return entry


def test_an_item_without_a_code_is_numbered_below_the_other_of_its_class() -> None:
    book = CodeBook({"2000000"}, {"2990101": ""})
    assert [numbered(book).values["code"] for _ in range(2)] == ["2990102", "2990103"]


@pytest.mark.parametrize(
    ("classes", "code"),
    [({"2000000"}, "2989901"), ({"2000000", "2980000", "2970100"}, "2969901")],
)
def test_a_catalogue_larger_than_one_other_goes_on_below_middle_classes_nobody_has(
    classes: set[str], code: str
) -> None:
    assert len(FULL) == 9801
    entry = numbered(CodeBook(classes, FULL))
    assert (entry.values["code"], entry.problems) == (code, [])
    assert supply_code(code).is_under_other


def test_a_class_of_which_every_middle_class_is_known_can_be_full() -> None:
    known = {f"2{n:02d}0000" for n in range(1, 99)} | {"2000000"}
    entry = numbered(CodeBook(known, FULL))
    assert [one.code for one in entry.problems] == ["class_full"]
