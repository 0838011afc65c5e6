"""Properties that hold for every problem, tried on small random ones that use every field."""

import copy
import random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dispatch.optimiser.checking.check import check
from dispatch.optimiser.checking.exhaustive import least_objective
from dispatch.optimiser.problem import Problem
from dispatch.optimiser.solution import TERMS, Solution, Status
from dispatch.optimiser.teams import blocks
from tests.unit.optimiser.city_of_two import solved
from tests.unit.optimiser.small_problems import random_problem

seeds = st.integers(0, 10**6)
few = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@few
@given(seeds)
def test_the_checker_accepts_every_answer_on_the_way_and_the_last(seed: int) -> None:
    problem = random_problem(seed)
    answers: list[Solution] = []
    answers.append(solved(problem, on_progress=answers.append))
    for answer in answers:
        assert check(problem, answer.to_json()) == []
    values = [answer.objective for answer in answers]
    assert values == sorted(values, reverse=True)
    assert sum(part.objective for part in answers[-1].parts.values()) == values[-1]


@few
@given(seeds)
def test_trying_every_choice_finds_nothing_better_than_the_proven_answer(seed: int) -> None:
    problem = random_problem(seed, materials=False)
    solution = solved(problem)
    best = least_objective(problem)
    assert solution.bound <= best <= solution.objective
    if solution.status is Status.OPTIMAL:
        assert solution.objective == best


def test_an_incident_too_large_for_one_table_is_solved_by_the_compact_model(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(blocks, "MOST_STATES", 8)
    for seed in range(60):
        problem = random_problem(seed, materials=False)
        solution = solved(problem)
        best = least_objective(problem)
        assert solution.bound <= best <= solution.objective
        assert check(problem, solution.to_json()) == []


def _shuffled(problem: dict[str, Any], seed: int) -> dict[str, Any]:
    r, mixed = random.Random(seed), copy.deepcopy(problem)
    order = {name: list(range(len(mixed[name]))) for name in ("incidents", "teams", "depots")}
    for name, rows in order.items():
        r.shuffle(rows)
        mixed[name] = [mixed[name][k] for k in rows]
    for name, sources in (("teams_to_incidents", "teams"), ("depots_to_incidents", "depots")):
        lines = mixed["travel"][name]
        mixed["travel"][name] = [[lines[k][j] for j in order["incidents"]] for k in order[sources]]
    for rule in mixed.get("cover", []):
        rule["travel"] = [rule["travel"][k] for k in order["teams"]]
    for name in ("needs", "lots"):
        r.shuffle(mixed[name])
    return mixed


@few
@given(seeds)
def test_the_order_of_the_input_does_not_change_a_proven_value(seed: int) -> None:
    problem = random_problem(seed)
    first, second = solved(problem), solved(_shuffled(problem, seed))
    if first.status is second.status is Status.OPTIMAL:
        assert first.objective == second.objective
    assert max(first.bound, second.bound) <= min(first.objective, second.objective)


@few
@given(seeds)
def test_one_more_team_never_makes_a_proven_value_worse(seed: int) -> None:
    problem = random_problem(seed)
    more = copy.deepcopy(problem)
    more["teams"].append({"id": "more", "units": {"medical": 2, "fire": 2}})
    more["travel"]["teams_to_incidents"].append([500] * len(more["incidents"]))
    more["cover"] = [{**rule, "travel": [*rule["travel"], None]} for rule in more.get("cover", [])]
    before, after = solved(problem), solved(more)
    assert after.bound <= before.objective
    if after.parts["teams"].status is Status.OPTIMAL:
        assert after.parts["teams"].objective <= before.parts["teams"].objective


@few
@given(seeds)
def test_the_same_problem_gives_the_same_answer_again(seed: int) -> None:
    problem = random_problem(seed)
    first, second = solved(problem).to_json(), solved(problem).to_json()
    del first["timings_s"], second["timings_s"]
    assert first == second


@few
@given(seeds)
def test_the_strict_policy_minimises_the_terms_in_their_order(seed: int) -> None:
    problem = random_problem(seed, materials=False)
    problem["policy"]["strict"] = True
    solution = solved(problem)
    assert check(problem, solution.to_json()) == []
    steep = {term: 10 ** (8 * (5 - k)) for k, term in enumerate(TERMS)}
    best = least_objective({**problem, "policy": {**problem["policy"], "weights": steep}})
    found = sum(steep[term] * solution.terms[term] for term in TERMS)
    assert found >= best
    if solution.status is Status.OPTIMAL:
        assert found == best


@few
@given(seeds)
def test_a_problem_survives_being_written_and_read(seed: int) -> None:
    written = Problem.from_json(random_problem(seed)).to_json()
    assert Problem.from_json(written).to_json() == written


@few
@given(seeds)
def test_a_former_answer_as_starting_point_does_not_change_a_proven_value(seed: int) -> None:
    problem = random_problem(seed)
    first = solved(problem)
    again = solved(problem, previous=first)
    assert again.versus_previous is not None
    if first.status is Status.OPTIMAL:
        assert again.objective == first.objective
