"""Properties that hold for every problem, tried on small random ones that use every field."""

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.bench.small_problems import CLASSES, small_problem
from dispatch.optimiser.checking import exhaustive
from dispatch.optimiser.checking.check import Case, check
from dispatch.optimiser.problem import Problem
from dispatch.optimiser.solution import Solution, Status
from dispatch.optimiser.solve import Budget, solve
from dispatch.optimiser.teams import blocks
from tests.unit.optimiser.changed_problems import asking_more, shuffled, slower, with_more
from tests.unit.optimiser.city_of_two import solved
from tests.unit.optimiser.small_problems import random_problem

Json = dict[str, Any]

few = settings(
    max_examples=250,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)
seeds = st.integers(0, 10**6)


def _of(*kinds: str) -> st.SearchStrategy[Json]:
    """Small problems of the named classes, of all where none is named."""
    return st.builds(small_problem, st.sampled_from(kinds or tuple(CLASSES)), seeds)


any_problem = _of()
weighted_problem = _of(*(kind for kind in CLASSES if kind != "strict"))


def _value(problem: Json, solution: Solution) -> int:
    """The value that decides: steep weights where the policy is strict."""
    return exhaustive.deciding_value(Case(problem, solution.to_json(), None))


def _is_proven(*solutions: Solution) -> bool:
    return all(solution.status is Status.OPTIMAL for solution in solutions)


@few
@given(any_problem)
def test_the_checker_accepts_every_answer_on_the_way_and_the_last(problem: Json) -> None:
    answers: list[Solution] = []
    answers.append(solved(problem, on_progress=answers.append))
    for answer in answers:
        assert check(problem, answer.to_json()) == []
        assert answer.bound <= answer.objective
    assert sum(part.objective for part in answers[-1].parts.values()) == answers[-1].objective


@few
@given(weighted_problem)
def test_answers_on_the_way_get_better_and_no_bound_lies_above_a_later_answer(
    problem: Json,
) -> None:
    answers: list[Solution] = []
    answers.append(solved(problem, on_progress=answers.append))
    values = [answer.objective for answer in answers]
    assert values == sorted(values, reverse=True)
    assert max(answer.bound for answer in answers) <= values[-1]


@few
@given(any_problem)
def test_trying_every_choice_finds_nothing_better_than_a_proven_answer(problem: Json) -> None:
    assert check(problem, solved(problem).to_json(), exhaustive=True) == []


@few
@given(any_problem, st.sampled_from([(0.0, 60), (20.0, 0), (20.0, 1)]))
def test_a_spent_budget_still_gives_a_checked_answer_with_a_true_bound(
    problem: Json, limits: tuple[float, int]
) -> None:
    budget = Budget(seconds=limits[0], rounds=limits[1])
    answer = solve(Problem.from_json(problem), budget=budget)
    assert check(problem, answer.to_json(), exhaustive=True) == []


def test_an_incident_too_large_for_one_table_is_solved_by_the_compact_model(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(blocks, "MOST_STATES", 8)
    for seed in range(60):
        problem = random_problem(seed, materials=False)
        assert check(problem, solved(problem).to_json(), exhaustive=True) == []


@few
@given(any_problem, seeds)
def test_the_order_of_the_input_does_not_change_the_value(problem: Json, seed: int) -> None:
    other = shuffled(problem, seed)
    first, second = solved(problem), solved(other)
    if _is_proven(first, second):
        assert _value(problem, first) == _value(other, second)
    elif not problem["policy"].get("strict"):
        assert max(first.bound, second.bound) <= min(first.objective, second.objective)


@few
@given(any_problem, st.sampled_from(["team", "lot", "truck"]))
def test_one_more_team_lot_or_truck_never_makes_the_value_worse(problem: Json, what: str) -> None:
    more = with_more(problem, what)
    before, after = solved(problem), solved(more)
    if _is_proven(before, after):
        assert _value(more, after) <= _value(problem, before)
    elif not problem["policy"].get("strict"):
        assert after.bound <= before.objective


@few
@given(any_problem, seeds)
def test_asking_for_more_never_lowers_the_value(problem: Json, seed: int) -> None:
    more = asking_more(problem, seed)
    before, after = solved(problem), solved(more)
    if _is_proven(before, after):
        assert _value(more, after) >= _value(problem, before)
    elif not problem["policy"].get("strict"):
        assert before.bound <= after.objective


@few
@given(weighted_problem, st.integers(2, 5))
def test_times_so_many_times_as_long_make_the_whole_value_so_many_times_as_large(
    problem: Json, times: int
) -> None:
    slow = slower(problem, times)
    first, second = solved(problem), solved(slow)
    if _is_proven(first, second):
        assert second.objective == times * first.objective
    assert second.bound <= times * first.objective
    assert times * first.bound <= second.objective


@few
@given(_of("barred", "running", "strict", "everything"))
def test_pins_hold_or_are_told_as_unmet_and_exclusions_hold(problem: Json) -> None:
    solution = solved(problem)
    sent = {(pick.team, pick.incident) for pick in solution.picks}
    unmet = {(pin.facts["team"], pin.facts["incident"]) for pin in solution.unmet_pins}
    pins = {(row["team"], row["incident"]) for row in problem.get("pins", [])}
    assert pins == (pins & sent) | unmet
    assert not pins & sent & unmet
    excluded = {(row["team"], row["incident"]) for row in problem.get("exclusions", [])}
    assert not sent & excluded


@few
@given(any_problem)
def test_the_same_problem_gives_the_same_bytes_again(problem: Json) -> None:
    first, second = solved(problem).to_json(), solved(problem).to_json()
    del first["timings_s"], second["timings_s"]
    assert json.dumps(first) == json.dumps(second)


@few
@given(any_problem)
def test_a_former_answer_as_starting_point_does_not_change_a_proven_value(problem: Json) -> None:
    first = solved(problem)
    again = solved(problem, previous=first)
    assert check(problem, again.to_json(), previous=first.to_json()) == []
    if _is_proven(first):
        assert again.status is Status.OPTIMAL
        assert _value(problem, again) == _value(problem, first)


@few
@given(_of("strict"))
def test_the_strict_policy_minimises_the_terms_in_their_order(problem: Json) -> None:
    solution = solved(problem)
    least = exhaustive.least_objective(problem)
    assert _value(problem, solution) >= least
    if _is_proven(solution):
        assert _value(problem, solution) == least


@few
@given(any_problem)
def test_a_problem_survives_being_written_and_read(problem: Json) -> None:
    written = Problem.from_json(problem).to_json()
    assert Problem.from_json(written).to_json() == written
