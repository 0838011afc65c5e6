"""What an action on a lot means: which fields change, or why it cannot be."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest

from resources.bulk import Change, plan_edit, plan_taking


@dataclass(frozen=True)
class Seen:
    """A lot of a hundred, of which ten are promised."""

    batch: str = "B1"
    item_code: str = "2990101"
    made_on: date | None = date(2026, 1, 1)
    expires_on: date | None = date(2028, 1, 1)
    quantity: int = 100
    reserved: int = 10
    safety_stock: int | None = 50


def test_what_is_left_out_or_the_same_is_no_change() -> None:
    assert plan_edit(Seen(), {}, None).changes == []
    same = {"quantity": 100, "batch": "B1", "expires_on": date(2028, 1, 1), "safety_stock": 50}
    assert plan_edit(Seen(), same, None).changes == []
    assert plan_edit(Seen(), {"quantity": None}, None).changes == []


def test_nothing_clears_a_date_and_ends_a_safety_stock() -> None:
    plan = plan_edit(Seen(), {"expires_on": None, "safety_stock": 0}, None)
    assert plan.refusal is None
    assert plan.changes == [
        Change("expires_on", date(2028, 1, 1), None),
        Change("safety_stock", 50, None),
    ]


@pytest.mark.parametrize(
    ("values", "note", "code"),
    [
        ({"quantity": 90}, None, "note_required"),
        ({"quantity": 9}, "盘点", "quantity_below_reserved"),
        ({"batch": ""}, None, "batch_missing"),
        ({"batch": None}, None, "batch_missing"),
        ({"made_on": date(2028, 1, 2)}, None, "made_after_expiry"),
        ({"expires_on": date(2025, 1, 1)}, None, "made_after_expiry"),
    ],
)
def test_an_edit_that_cannot_be_says_why(values: dict[str, Any], note: Any, code: str) -> None:
    refusal = plan_edit(Seen(), values, note).refusal
    assert refusal is not None
    assert refusal.code == code
    assert refusal.message("zh-CN") != refusal.message("en")


def test_two_dates_that_move_together_are_judged_together() -> None:
    values = {"made_on": date(2029, 1, 1), "expires_on": date(2030, 1, 1)}
    assert plan_edit(Seen(), values, None).refusal is None


def test_taking_means_so_much_or_all_that_is_free_and_never_what_is_promised() -> None:
    assert plan_taking(Seen(), {}).changes == [Change("quantity", 100, 10)]
    assert plan_taking(Seen(), {"quantity": 7}).changes == [Change("quantity", 100, 93)]
    too_many, nothing = plan_taking(Seen(), {"quantity": 91}), plan_taking(Seen(reserved=100), {})
    assert too_many.refusal is not None
    assert too_many.refusal.facts["free"] == 90
    assert nothing.refusal is not None
    assert nothing.refusal.code == "nothing_free"
