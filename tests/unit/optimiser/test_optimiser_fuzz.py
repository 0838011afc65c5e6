"""Broken input: the reader answers with ProblemError alone, the checker with violations alone."""

import copy
import json
import random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.bench.small_problems import CLASSES, small_problem
from dispatch.optimiser.checking.check import CODES, check
from dispatch.optimiser.problem import Problem, ProblemError
from dispatch.optimiser.solution import Solution
from tests.unit.optimiser.city_of_two import solved

many = settings(
    max_examples=400,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)
problems = st.builds(small_problem, st.sampled_from(list(CLASSES)), st.integers(0, 10**6))
ODD: tuple[Any, ...] = (
    None,
    True,
    -1,
    0,
    2**70,
    1.5,
    float("nan"),
    float("inf"),
    "",
    "x",
    "2026-13-40",
    "9999999999999",
    [],
    [None],
    [[1]],
    {},
    {"": 1},
    {"npy": "../secret.npy"},
    {"npy": 3},
)
Json = dict[str, Any]
SOLUTION_FIELDS = list(Solution.__slots__)


def _places(value: Any) -> list[tuple[Any, Any]]:
    """Every container of a JSON value with every key or index in it."""
    if isinstance(value, dict):
        inner = [(value, key) for key in value]
    elif isinstance(value, list):
        inner = [(value, k) for k in range(len(value))]
    else:
        return []
    return inner + [place for holder, key in inner for place in _places(holder[key])]


def _mutated(whole: Json, r: random.Random) -> Json:
    """A copy in which one to three places were changed, left out, doubled or exchanged."""
    broken = copy.deepcopy(whole)
    for _ in range(r.randint(1, 3)):
        places = _places(broken)
        if not places:
            return broken
        holder, key = r.choice(places)
        match r.randrange(5):
            case 0:
                holder[key] = copy.deepcopy(r.choice(ODD))
            case 1:
                del holder[key]
            case 2 if isinstance(holder, list):
                holder.append(copy.deepcopy(holder[key]))
            case 3 if isinstance(holder, dict):
                holder[r.choice(["id", "unknown", "amount", "", "travel"])] = holder.pop(key)
            case _:
                other, place = r.choice(places)
                holder[key] = copy.deepcopy(other.get(place) if isinstance(other, dict) else None)
    return broken


@many
@given(problems, st.randoms(use_true_random=False))
def test_a_broken_problem_is_read_or_refused_with_the_place(
    problem: Json, r: random.Random
) -> None:
    broken = _mutated(problem, r)
    try:
        read = Problem.from_json(broken)
    except ProblemError as refused:
        assert refused.code
        assert refused.message
        return
    Problem.from_json(json.loads(json.dumps(read.to_json())))


@many
@given(problems, st.randoms(use_true_random=False))
def test_a_broken_problem_that_can_be_read_can_be_solved_and_checked(
    problem: Json, r: random.Random
) -> None:
    broken = _mutated(problem, r)
    try:
        Problem.from_json(broken)
    except ProblemError:
        return
    assert check(broken, solved(broken).to_json()) == []


@many
@given(problems, st.randoms(use_true_random=False))
def test_a_broken_solution_is_refused_or_still_right_but_never_an_exception(
    problem: Json, r: random.Random
) -> None:
    solution = json.loads(json.dumps(solved(problem).to_json()))
    found = check(problem, _mutated(solution, r))
    assert {violation.code for violation in found} <= set(CODES)


@many
@given(problems, st.randoms(use_true_random=False))
def test_a_number_told_wrong_is_refused(problem: Json, r: random.Random) -> None:
    solution = json.loads(json.dumps(solved(problem).to_json()))
    told = ["objective", *(f"terms.{name}" for name in solution["terms"])]
    told += [f"picks.{k}.eta_s" for k in range(len(solution["picks"]))]
    told += [f"shortfalls.{k}.amount" for k in range(len(solution["shortfalls"]))]
    told += ["bound"] if solution["status"] == "optimal" else []
    told += [f"deliveries.{k}.eta_s" for k in range(len(solution["deliveries"]))]
    *path, last = r.choice(told).split(".")
    row: Any = solution
    for step in path:
        row = row[int(step)] if isinstance(row, list) else row[step]
    row[last] += r.choice([1, -1, 1000])
    assert check(problem, solution) != []


anything = st.recursive(
    st.sampled_from(ODD),
    lambda inner: st.dictionaries(st.text(max_size=9), inner) | st.lists(inner),
)


@many
@given(anything)
def test_anything_at_all_is_refused_as_a_problem(value: Any) -> None:
    with pytest.raises(ProblemError):
        Problem.from_json(value)


@many
@given(st.dictionaries(st.sampled_from(SOLUTION_FIELDS), anything))
def test_anything_at_all_is_refused_as_a_solution(fields: Json) -> None:
    assert check(small_problem("teams", 1), {"format": "muster-solution/1", **fields}) != []
