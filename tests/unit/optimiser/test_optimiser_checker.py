"""The checker refuses a deliberately broken solution for each rule, with that rule's code."""

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from dispatch.optimiser.checking.check import CODES, check
from tests.unit.optimiser.city_of_two import a_problem, solved

Break = Callable[[dict[str, Any], dict[str, Any]], None]
EXAMPLE = Path(__file__).parents[2] / "data" / "problems" / "chlorine-leak.json"


def _example() -> tuple[dict[str, Any], dict[str, Any]]:
    problem = json.loads(EXAMPLE.read_text(encoding="utf-8"))
    problem["pins"] = [{"team": "clinic-1", "incident": "tanker"}]
    problem["running"].append({"team": "clinic-2", "incident": "crossroads", "state": "on_scene"})
    return problem, solved(problem).to_json()


def _pick(solution: dict[str, Any], team: str) -> Any:
    return next(pick for pick in solution["picks"] if pick["team"] == team)


def _delivery(solution: dict[str, Any], lot: str) -> Any:
    return next(row for row in solution["deliveries"] if row["lot"] == lot)


def _team(problem: dict[str, Any], name: str) -> Any:
    return next(team for team in problem["teams"] if team["id"] == name)


def _lot(problem: dict[str, Any], name: str) -> Any:
    return next(lot for lot in problem["lots"] if lot["id"] == name)


def _need(problem: dict[str, Any], name: str) -> Any:
    return next(need for need in problem["needs"] if need["id"] == name)


def _drop_pick(solution: dict[str, Any], team: str) -> None:
    solution["picks"].remove(_pick(solution, team))


def _no_way(problem: dict[str, Any], row: int) -> None:
    problem["travel"]["teams_to_incidents"][row] = [None, None]


def _move(problem: dict[str, Any], team: str) -> dict[str, Any]:
    """A move of a team that is sent already, otherwise told as it is."""
    way = next(k for k, row in enumerate(problem["teams"]) if row["id"] == team)
    rule = {"area": "east", "capability": "police", "within_s": 0, "count": 0, "weight": 1}
    problem["cover"] = [{**rule, "travel": [60 + (k != way) for k in range(len(problem["teams"]))]}]
    eta_s = 60 + (problem["teams"][way].get("ready_s") or 0)
    told = {"area": "east", "capability": "police", "rule": 0, "eta_s": eta_s, "drive_s": 60}
    return {"team": team, **told, "restores": 1, "priced": False, "saves": None, "donors": []}


BROKEN: dict[str, Break] = {
    "format": lambda p, s: s.update(format="muster-solution/0"),
    "unknown": lambda p, s: s["picks"][0].update(team="nobody"),
    "team_twice": lambda p, s: s["picks"].append(copy.deepcopy(_pick(s, "police-2"))),
    "team_barred": lambda p, s: _team(p, "police-2").update(staffed=False),
    "unreachable": lambda p, s: _no_way(p, 6),
    "excluded": lambda p, s: p.update(exclusions=[{"team": "police-2", "incident": "tanker"}]),
    "pin_broken": lambda p, s: _drop_pick(s, "clinic-1"),
    "moved_from_scene": lambda p, s: _drop_pick(s, "clinic-2"),
    "eta": lambda p, s: _pick(s, "police-2").update(eta_s=1),
    "fill": lambda p, s: _pick(s, "police-2")["fills"].update({"tanker-cordon": 3}),
    "overfilled": lambda p, s: _need(p, "tanker-cordon").update(amount=3),
    "below_least": lambda p, s: _need(p, "tanker-cordon").update(amount=9, least=8),
    "group_broken": lambda p, s: _pick(s, "hazmat-1").update(fills={}),
    "too_late": lambda p, s: _need(p, "tanker-cordon").update(latest_s=100),
    "lot_overdrawn": lambda p, s: _lot(p, "mask-new").update(amount=10),
    "lot_unusable": lambda p, s: _lot(p, "mask-old").update(expires_at="2026-05-31T00:00:00+08:00"),
    "lot_order": lambda p, s: _lot(p, "mask-old").update(amount=90),
    "wrong_item": lambda p, s: _delivery(s, "lime-1").update(need="tanker-masks"),
    "truck": lambda p, s: _delivery(s, "lime-1").update(truck="van-2"),
    "overloaded": lambda p, s: p["items"]["lime"].update(kg=250),
    "hazmat": lambda p, s: p["depots"][0]["trucks"][1].update(hazmat=False),
    "trip": lambda p, s: s["trips"][0].update(back_s=1),
    "shortfall": lambda p, s: s["shortfalls"].pop(),
    "reason": lambda p, s: s["shortfalls"][0].update(reason="bad_luck"),
    "terms": lambda p, s: s["terms"].update(lateness=0),
    "objective": lambda p, s: s.update(objective=s["objective"] - 1),
    "bound": lambda p, s: s.update(bound=s["bound"] - 1),
    "difference": lambda p, s: s["difference"]["redirected"].clear(),
    "move": lambda p, s: s["moves"].append(_move(p, "police-2")),
    "district": lambda p, s: p["incidents"][0].update(district="420106"),
    "confidence": lambda p, s: s.update(
        confidence={
            "worlds": 4,
            "within_limits_share": 0.25,
            "judged": 0,
            "optimal_share": None,
            "near_optimal_share": None,
            "worst_need": None,
        }
    ),
    "robust": lambda p, s: s.update(
        robust={
            "share": 0.9,
            "worlds": 4,
            "held_share": 0.25,
            "nominal_objective": s["objective"],
            "nominal_held_share": 0.25,
            "price": 0,
        }
    ),
}


BROKEN_ELSEWHERE = ("optimum", "sequence", "visit", "later")
"""Codes whose broken solutions need a problem of their own: below, and beside the visits' tests."""


def test_the_unbroken_example_passes() -> None:
    assert check(*_example()) == []


@pytest.mark.parametrize("code", list(BROKEN))
def test_a_solution_broken_in_one_rule_is_refused_with_its_code(code: str) -> None:
    problem, solution = _example()
    BROKEN[code](problem, solution)
    assert code in {violation.code for violation in check(problem, solution)}


def test_every_code_has_a_solution_broken_in_it() -> None:
    assert set(CODES) == set(BROKEN) | set(BROKEN_ELSEWHERE)


def test_a_claim_of_optimality_without_its_bound_is_refused() -> None:
    problem = a_problem()
    solution = solved(problem).to_json()
    solution["status"] = "feasible"
    assert [violation.path for violation in check(problem, solution)] == ["status"]


def test_the_checker_imports_nothing_of_the_model() -> None:
    folder = Path(__file__).parents[3] / "dispatch" / "optimiser" / "checking"
    files = sorted(folder.glob("*.py"))
    assert len(files) > 3
    for file in files:
        lines = file.read_text(encoding="utf-8").splitlines()
        imported = [line for line in lines if line.startswith(("from dispatch", "import dispatch"))]
        assert all("dispatch.optimiser.checking" in line for line in imported), file.name


def _two_teams() -> dict[str, Any]:
    return a_problem(
        teams=[{"id": "one", "units": {"fire": 1}}, {"id": "two", "units": {"fire": 1}}],
        travel={"teams_to_incidents": [[300], [420]]},
    )


def test_trying_everything_accepts_a_proven_answer() -> None:
    problem = _two_teams()
    assert check(problem, solved(problem).to_json(), exhaustive=True) == []


def test_a_worse_answer_that_claims_to_be_proven_is_refused_by_trying_everything() -> None:
    problem = _two_teams()
    worse = solved({**problem, "exclusions": [{"team": "one", "incident": "fire"}]}).to_json()
    assert check(problem, worse) == []
    found = check(problem, worse, exhaustive=True)
    assert {(violation.code, violation.path) for violation in found} == {
        ("optimum", "status"),
        ("optimum", "bound"),
    }


def test_a_reason_that_cannot_be_true_is_refused() -> None:
    problem = a_problem(teams=[{"id": "one", "units": {"fire": 1}, "staffed": False}])
    solution = solved(problem).to_json()
    assert check(problem, solution) == []
    for reason in ("none_reachable", "too_late", "excluded_by_officer", "stock_exhausted"):
        solution["shortfalls"][0]["reason"] = reason
        found = [(v.code, v.path) for v in check(problem, solution)]
        assert found == [("reason", "shortfalls[0].reason")], reason


def test_a_pin_that_does_not_hold_must_be_told_and_no_other() -> None:
    pin = {"team": "one", "incident": "fire"}
    problem = a_problem(pins=[pin], teams=[{"id": "one", "units": {"fire": 1}, "agreed": False}])
    solution = solved(problem).to_json()
    assert check(problem, solution) == []
    wrong = copy.deepcopy(solution)
    wrong["unmet_pins"][0]["reason"] = "none_reachable"
    assert [v.path for v in check(problem, wrong)] == ["unmet_pins[0].reason"]
    assert "pin_broken" in {v.code for v in check(problem, {**solution, "unmet_pins": []})}


def test_the_difference_to_the_answer_before_is_held_against_that_answer() -> None:
    problem = _two_teams()
    before = solved({**problem, "exclusions": [{"team": "one", "incident": "fire"}]})
    solution = solved(problem, previous=before).to_json()
    assert check(problem, solution, previous=before.to_json()) == []
    other = check(problem, solution, previous=solved(problem).to_json())
    assert {v.path for v in other} >= {"versus_previous.added", "versus_previous.recalled"}
    silent = {**solution, "versus_previous": None}
    assert [v.path for v in check(problem, silent, previous=before.to_json())] == [
        "versus_previous"
    ]


def test_times_that_are_missing_or_negative_are_refused() -> None:
    problem = a_problem()
    solution = solved(problem).to_json()
    for times in ({}, {"total": -1.0}, {"total": 1.0, "build": float("nan")}):
        found = check(problem, {**solution, "timings_s": times})
        assert found
        assert all(v.path.startswith("timings_s.") for v in found)
