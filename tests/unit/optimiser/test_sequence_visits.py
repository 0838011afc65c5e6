"""Later visits: the best of all ways to go on, told truly, and absent where not asked for."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from dispatch.optimiser.checking.check import check
from dispatch.optimiser.problem import Problem
from dispatch.optimiser.solution import Solution
from dispatch.optimiser.solve import Budget, solve
from tests.unit.optimiser.sequence_problems import Trying, sequence_problem

BUDGET = Budget(60.0, 200)


def solved(problem: dict[str, Any]) -> dict[str, Any]:
    answer: dict[str, Any] = json.loads(
        json.dumps(solve(Problem.from_json(problem), budget=BUDGET).to_json())
    )
    return answer


@pytest.mark.parametrize("seed", range(60))
def test_later_visits_cost_the_least_of_all_ways_to_go_on(seed: int) -> None:
    problem = sequence_problem(seed, teams=2 + seed % 2, incidents=2 + seed % 2)
    answer = solved(problem)
    part = answer["parts"]["sequence"]
    assert part["objective"] == Trying(problem, answer["picks"]).least()
    assert (part["status"], part["bound"]) == ("optimal", part["objective"])


def test_a_team_that_waits_to_relieve_goes_on_to_the_next_all_the_same() -> None:
    problem = sequence_problem(1619, teams=4, incidents=4)
    answer = solved(problem)
    assert [v["relief"] for v in answer["visits"] if v["team"] == "t2"] == [False, True, False]
    assert answer["parts"]["sequence"]["objective"] == Trying(problem, answer["picks"]).least()


@pytest.mark.parametrize("seed", range(100, 140))
def test_the_checker_accepts_every_later_visit(seed: int) -> None:
    problem = sequence_problem(seed, teams=2 + seed % 5, incidents=3 + seed % 4)
    answer = solved(problem)
    assert check(problem, answer) == []
    assert Solution.from_json(answer).to_json() == answer


def test_the_random_problems_show_every_kind_of_visit() -> None:
    seen: Counter[str] = Counter()
    for seed in range(100, 130):
        answer = solved(sequence_problem(seed, teams=2 + seed % 5, incidents=3 + seed % 4))
        for visit in answer["visits"]:
            seen["relief"] += visit["relief"]
            seen["onward"] += visit["order"] > 1
            seen["open end"] += visit["order"] > 1 and visit["end_s"] is None
            seen["two needs"] += visit["order"] > 1 and len(visit["fills"]) > 1
        seen["together"] += sum(len(set(row["teams"])) > 1 for row in answer["later"].values())
    assert all(seen[kind] for kind in ("relief", "onward", "open end", "two needs", "together"))


def two_incidents(**need: Any) -> dict[str, Any]:
    """One team, two incidents ten minutes apart, each wanting it for an hour."""
    return {
        "format": "muster-problem/1",
        "incidents": [{"id": "near", "priority": 1}, {"id": "far", "priority": 3}],
        "needs": [
            {"id": "first", "incident": "near", "capability": "fire", "amount": 1, "work_s": 3600},
            {"id": "second", "incident": "far", "capability": "fire", "amount": 1, "work_s": 3600}
            | need,
        ],
        "teams": [{"id": "a", "units": {"fire": 1}}],
        "travel": {
            "teams_to_incidents": [[300, 600]],
            "depots_to_incidents": [],
            "between_incidents": [[0, 600], [600, 0]],
        },
    }


def test_a_shortfall_says_when_it_is_taken_up_and_by_whom() -> None:
    answer = solved(two_incidents())
    assert [row["need"] for row in answer["shortfalls"]] == ["second"]
    assert answer["later"] == {
        "second": {"amount": 1, "from_s": 4500, "by_s": 4500, "teams": ["a"]}
    }
    assert [(v["order"], v["start_s"], v["end_s"]) for v in answer["visits"]] == [
        (1, 300, 3900),
        (2, 4500, 8100),
    ]


def test_work_that_grows_takes_longer_when_it_begins_late() -> None:
    answer = solved(two_incidents(growth_per_h=0.5))
    assert answer["visits"][1]["end_s"] == 4500 + int(3600 * (1 + 0.5 * 4500 / 3600))


def test_help_that_would_come_after_its_time_is_not_promised() -> None:
    answer = solved(two_incidents(latest_s=1000))
    assert answer["later"] == {}
    assert answer["parts"]["sequence"]["objective"] == 5_000_000 * 4


def test_a_team_at_the_end_of_its_shift_does_not_go_on() -> None:
    problem = two_incidents()
    problem["teams"][0]["shift_end_s"] = 4000
    assert solved(problem)["later"] == {}


def test_a_crew_that_may_not_stay_longer_is_relieved_by_an_idle_one() -> None:
    problem = two_incidents()
    problem["needs"] = [problem["needs"][0] | {"relief_after_s": 1500}]
    problem["teams"].append({"id": "b", "units": {"fire": 2}})
    problem["travel"]["teams_to_incidents"] = [[300, 600], [900, 900]]
    answer = solved(problem)
    reliefs = [v for v in answer["visits"] if v["relief"]]
    assert [(v["team"], v["turn"], v["start_s"], v["end_s"]) for v in reliefs] == [
        ("b", 1, 1800, 3300)
    ]
    assert answer["picks"][0]["team"] == "a"
    assert check(problem, answer) == []


def test_without_lengths_of_work_nothing_is_said_about_later() -> None:
    problem = two_incidents()
    for need in problem["needs"]:
        need.pop("work_s", None)
    answer = solved(problem)
    assert (answer["visits"], answer["later"]) == ([], {})
    assert "sequence" not in answer["parts"]


def test_what_is_said_about_later_leaves_the_choice_as_it_is() -> None:
    for seed in range(10):
        problem = sequence_problem(seed)
        plain = json.loads(json.dumps(problem))
        plain["travel"].pop("between_incidents")
        with_later, without = solved(problem), solved(plain)
        for name in ("objective", "bound", "picks", "shortfalls"):
            assert with_later[name] == without[name]


TAMPERED = {
    "begins too soon": lambda visit: visit.update(start_s=visit["start_s"] - 1),
    "ends too soon": lambda visit: visit.update(end_s=visit["end_s"] - 1),
    "fills too much": lambda visit: visit["fills"].update(second=2),
    "is elsewhere": lambda visit: visit.update(incident="near"),
    "is out of order": lambda visit: visit.update(order=3),
    "is a stranger": lambda visit: visit.update(team="nobody"),
}


@pytest.mark.parametrize("kind", TAMPERED)
def test_the_checker_refuses_a_visit_that(kind: str) -> None:
    problem = two_incidents()
    answer = solved(problem)
    TAMPERED[kind](answer["visits"][1])
    assert check(problem, answer)


def test_the_checker_refuses_a_false_promise_or_value() -> None:
    problem = two_incidents()
    too_early = {"second": {"amount": 1, "from_s": 1, "by_s": 1, "teams": ["a"]}}
    assert {f.code for f in check(problem, solved(problem) | {"later": too_early})} == {"later"}
    for field in ("objective", "bound"):
        answer = solved(problem)
        answer["parts"]["sequence"][field] += 1
        assert {found.code for found in check(problem, answer)} == {"sequence"}


def test_answers_with_visits_fit_the_schema() -> None:
    schema = json.loads(Path("docs/formats/muster-solution-1.schema.json").read_text("utf-8"))
    for seed in range(5):
        jsonschema.validate(solved(sequence_problem(seed)), schema)
