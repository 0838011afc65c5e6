"""Time moves on: teams get there, finish, go on; a surge is served to its end by solving again."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from typing import Any

import pytest

from dispatch.optimiser.checking.check import check
from dispatch.optimiser.parts import RunningState
from dispatch.optimiser.problem import Problem
from dispatch.optimiser.sequence.first_stops import first_stops
from dispatch.optimiser.sequence.rolling import advance
from dispatch.optimiser.solution import Solution
from dispatch.optimiser.solve import Budget, solve
from tests.unit.optimiser.sequence_problems import sequence_problem

BUDGET = Budget(30.0, 200)


def one_team_two_incidents() -> Problem:
    return Problem.from_json(
        {
            "format": "muster-problem/1",
            "now": 1000,
            "incidents": [{"id": "near", "priority": 1}, {"id": "far", "priority": 3}],
            "needs": [
                _need("first", "near", work_s=3600),
                _need("second", "far", work_s=3600, growth_per_h=0.5, latest_s=3600),
            ],
            "teams": [{"id": "a", "units": {"fire": 1}, "ready_s": 100}],
            "travel": {
                "teams_to_incidents": [[300, 600]],
                "depots_to_incidents": [],
                "between_incidents": [[0, 500], [500, 0]],
            },
        }
    )


def _need(name: str, incident: str, **more: Any) -> dict[str, Any]:
    return {"id": name, "incident": incident, "capability": "fire", "amount": 1, **more}


@pytest.fixture
def problem() -> Problem:
    return one_team_two_incidents()


@pytest.fixture
def answer(problem: Problem) -> Solution:
    return solve(problem, budget=BUDGET)


def test_before_its_turnout_a_team_is_assigned(problem: Problem, answer: Solution) -> None:
    later = advance(problem, answer, 60).problem
    assert [row.state for row in later.running] == [RunningState.ASSIGNED]
    assert (later.now, later.teams[0].ready_s) == (1060, 40)
    assert later.travel.teams_to_incidents.tolist() == [[300, 600]]


def test_on_the_way_the_rest_of_the_drive_is_left(problem: Problem, answer: Solution) -> None:
    later = advance(problem, answer, 300).problem
    assert [row.state for row in later.running] == [RunningState.EN_ROUTE]
    assert later.teams[0].ready_s == 0
    assert later.travel.teams_to_incidents.tolist() == [[100, 600]]


def test_at_work_a_team_is_on_scene_since_it_began(problem: Problem, answer: Solution) -> None:
    later = advance(problem, answer, 1400).problem
    assert [(row.state, row.since) for row in later.running] == [(RunningState.ON_SCENE, 1400)]
    again = solve(later, budget=BUDGET)
    assert [(s.start_s, s.end_s) for s in first_stops(later, again)] == [(-1000, 2600)]


def test_work_not_begun_grows_with_the_time(problem: Problem, answer: Solution) -> None:
    later = advance(problem, answer, 3600).problem
    second = next(need for need in later.needs if need.id == "second")
    assert second.work_s == 5400
    assert second.growth_per_h == pytest.approx(0.5 / 1.5)


def test_help_counts_until_the_same_moment(problem: Problem, answer: Solution) -> None:
    later = advance(problem, answer, 3600).problem
    second = next(need for need in later.needs if need.id == "second")
    assert second.latest_s == 2400
    gone = advance(problem, answer, 10801, follow_later=False)
    assert gone.expired == ("second",)


def test_done_a_team_is_free_where_it_worked(problem: Problem, answer: Solution) -> None:
    later = advance(problem, answer, 4000, follow_later=False)
    assert later.served == {"first": 1}
    assert (later.problem.running, later.problem.teams[0].free) == ((), True)
    assert later.problem.travel.teams_to_incidents.tolist() == [[0, 500]]
    assert [need.id for need in later.problem.needs] == ["second"]


def test_the_later_visit_is_taken_up_when_it_is_due(problem: Problem, answer: Solution) -> None:
    later = advance(problem, answer, 4100).problem
    assert [(row.incident, row.state) for row in later.running] == [("far", RunningState.EN_ROUTE)]
    assert later.travel.teams_to_incidents.tolist() == [[100, 400]]


def test_a_promise_is_kept_by_the_next_solve(problem: Problem, answer: Solution) -> None:
    promised = answer.later["second"].by_s
    later = advance(problem, answer, 4000, follow_later=False).problem
    again = solve(later, budget=BUDGET)
    assert [(p.incident, p.eta_s + 4000) for p in again.picks] == [("far", promised)]


def test_goods_that_have_left_are_neither_needed_nor_in_stock() -> None:
    data = one_team_two_incidents().to_json() | {
        "depots": [{"id": "d", "load_s": 100}],
        "items": {"water": {"kg": 1}},
        "lots": [{"id": "l", "depot": "d", "item": "water", "amount": 10}],
    }
    data["needs"].append({"id": "dry", "incident": "near", "item": "water", "amount": 4})
    data["travel"]["depots_to_incidents"] = [[200, 200]]
    problem = Problem.from_json(data)
    later = advance(problem, solve(problem, budget=BUDGET), 10)
    assert later.served == {"dry": 4}
    assert later.problem.lots[0].amount == 6
    assert "dry" not in {need.id for need in later.problem.needs}


@pytest.mark.parametrize("seed", range(12))
def test_what_comes_out_can_be_solved_and_checked_again(seed: int) -> None:
    problem = Problem.from_json(sequence_problem(seed, teams=4, incidents=4))
    answer = solve(problem, budget=BUDGET)
    for seconds in (30, 700, 2500, 9000):
        later = advance(problem, answer, seconds).problem
        again = json.loads(json.dumps(solve(later, budget=BUDGET).to_json()))
        assert check(later.to_json(), again) == []


def endless(problem: Problem) -> Problem:
    """Everything can be served by somebody in the end: no last moment, no open end, no bar."""
    needs = tuple(
        replace(n, work_s=n.work_s or 3600, latest_s=None, least=1, group=None)
        for n in problem.needs
    )
    teams = tuple(
        replace(t, units={"medical": 1, "fire": 2}, shift_end_s=None, free=True)
        for t in problem.teams
    )
    return replace(problem, needs=needs, teams=teams, exclusions=(), running=())


@pytest.mark.parametrize("follow_later", [True, False])
@pytest.mark.parametrize("seed", range(8))
def test_a_surge_is_rolled_forward_until_all_is_served(seed: int, follow_later: bool) -> None:
    problem = endless(Problem.from_json(sequence_problem(seed, teams=2, incidents=5)))
    asked = Counter({need.id: need.amount for need in problem.needs})
    served: Counter[str] = Counter()
    for _ in range(100):
        answer = solve(problem, budget=BUDGET)
        ends = [stop.end_s for stop in first_stops(problem, answer) if stop.end_s is not None]
        step = max(1, min(ends))
        gone = advance(problem, answer, step, follow_later=follow_later)
        served.update(gone.served)
        problem = gone.problem
        if not problem.needs:
            break
    assert served == asked
    assert problem.needs == ()
