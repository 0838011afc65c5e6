"""For each reason of the closed list, the smallest problem that produces it."""

from typing import Any

import pytest

from dispatch.optimiser.checking.check import check
from dispatch.optimiser.solution import ShortfallReason
from tests.unit.optimiser.city_of_two import a_problem, a_store, solved

TWO_FIRES = [{"id": "fire", "priority": 1}, {"id": "blaze", "priority": 3}]
TWO_NEEDS = [
    {"id": "hoses", "incident": "fire", "capability": "fire", "amount": 1},
    {"id": "hoses-2", "incident": "blaze", "capability": "fire", "amount": 1},
]
GUARD = {"area": "a", "capability": "fire", "within_s": 900, "count": 1, "weight": 10**9}

SMALLEST: dict[str, tuple[dict[str, Any], str]] = {
    "no_such_capability": (
        a_problem(teams=[{"id": "one", "units": {"medical": 1}}]),
        "ask_outside",
    ),
    "none_free": (
        a_problem(teams=[{"id": "one", "units": {"fire": 1}, "free": False}]),
        "release_team",
    ),
    "none_reachable": (a_problem(travel={"teams_to_incidents": [[None]]}), "open_road"),
    "too_late": (
        a_problem(
            needs=[
                {
                    "id": "hoses",
                    "incident": "fire",
                    "capability": "fire",
                    "amount": 1,
                    "latest_s": 60,
                }
            ]
        ),
        "accept_later",
    ),
    "no_staff": (
        a_problem(teams=[{"id": "one", "units": {"fire": 1}, "staffed": False}]),
        "call_in_staff",
    ),
    "agreement_missing": (
        a_problem(teams=[{"id": "one", "units": {"fire": 1}, "agreed": False}]),
        "sign_agreement",
    ),
    "excluded_by_officer": (
        a_problem(exclusions=[{"team": "one", "incident": "fire"}]),
        "lift_exclusion",
    ),
    "kept_for_cover": (a_problem(cover=[{**GUARD, "travel": [100]}]), "give_up_cover"),
    "held_by_higher_need": (
        a_problem(
            incidents=TWO_FIRES, needs=TWO_NEEDS, travel={"teams_to_incidents": [[300, 300]]}
        ),
        "redirect",
    ),
    "stock_exhausted": (a_store(lots=[]), "ask_outside"),
    "stock_expired_or_unconfirmed": (
        a_store(
            lots=[
                {"id": "lot", "depot": "store", "item": "bag", "amount": 10, "expires_at": 999_999}
            ]
        ),
        "replace_stock",
    ),
    "no_truck": (a_store(depots=[{"id": "store", "trucks": []}]), "send_truck"),
}


@pytest.mark.parametrize("reason", [str(reason) for reason in ShortfallReason])
def test_the_smallest_problem_for_a_reason_is_answered_with_that_reason(reason: str) -> None:
    problem, fix = SMALLEST[reason]
    solution = solved(problem)
    assert [shortfall.reason for shortfall in solution.shortfalls] == [reason]
    assert solution.shortfalls[0].cheapest_fix is not None
    assert solution.shortfalls[0].cheapest_fix.code == fix
    assert check(problem, solution.to_json()) == []


def test_a_count_older_than_the_limit_is_a_reason_and_confirming_it_is_the_fix() -> None:
    problem = a_store(policy={"age_limits": {"stock_s": 3600}})
    problem["lots"][0] |= {"confirmed_at": 1_000_000 - 3601}
    assert solved(problem).shortfalls[0].reason == "stock_expired_or_unconfirmed"
    problem["lots"][0] |= {"confirmed_at": 1_000_000 - 3600}
    assert solved(problem).shortfalls == ()


def test_goods_held_by_a_need_of_higher_priority_are_named() -> None:
    problem = a_store(
        incidents=[{"id": "flood", "priority": 3}, {"id": "dam", "priority": 1}],
        needs=[
            {"id": "bags", "incident": "flood", "item": "bag", "amount": 10},
            {"id": "dam-bags", "incident": "dam", "item": "bag", "amount": 8},
        ],
        travel={"depots_to_incidents": [[600, 600]]},
    )
    shortfall = solved(problem).shortfalls[0]
    assert (shortfall.need, shortfall.amount, shortfall.reason) == (
        "bags",
        8,
        "held_by_higher_need",
    )
    assert shortfall.facts["held_by_needs"] == ["dam-bags"]


def test_in_a_broken_group_the_need_that_cannot_be_met_gives_the_reason_for_all() -> None:
    needs = [
        {"id": "a-dog", "incident": "fire", "capability": "canine", "amount": 1, "group": "g"},
        {"id": "hoses", "incident": "fire", "capability": "fire", "amount": 1, "group": "g"},
    ]
    found = {s.need: s for s in solved(a_problem(needs=needs)).shortfalls}
    assert found["hoses"].reason == found["a-dog"].reason == "no_such_capability"
    assert found["hoses"].facts["blocked_by_need"] == "a-dog"


def test_a_pin_that_cannot_hold_is_told_with_its_reason() -> None:
    problem = a_problem(
        pins=[{"team": "one", "incident": "fire"}],
        teams=[{"id": "one", "units": {"fire": 1}, "staffed": False}],
    )
    solution = solved(problem)
    assert [(pin.reason, pin.facts["team"]) for pin in solution.unmet_pins] == [("no_staff", "one")]
    assert solution.picks == ()
