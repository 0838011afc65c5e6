"""Stand-by moves and districts as the whole answer tells them, and as the checker sees them."""

from __future__ import annotations

import random
from typing import Any

import pytest

from dispatch.optimiser.checking.check import check
from dispatch.optimiser.fairness import inequality
from dispatch.optimiser.problem import Problem
from dispatch.optimiser.solution import DistrictShare, Solution, Status
from dispatch.optimiser.solve import solve
from tests.unit.optimiser.small_problems import random_problem


def _with_cover(seed: int, *, move_ups: bool) -> dict[str, Any]:
    """A random problem with two cover rules worth restoring, and districts."""
    r = random.Random(seed)
    problem = random_problem(seed)
    problem["policy"] |= {"move_ups": move_ups, "lateness_factor": 3.0}
    for k in range(6):
        code = r.choice(["medical", "fire", "search"])
        problem["teams"].append({"id": f"idle-{k}", "units": {code: r.randint(1, 2)}})
        ways = [r.randint(60, 4000) for _ in problem["incidents"]]
        problem["travel"]["teams_to_incidents"].append(ways)
    problem["cover"] = [
        {
            "area": f"a{k}",
            "capability": r.choice(["medical", "fire", "search"]),
            "within_s": 1000,
            "count": r.randint(2, 3),
            "weight": r.choice([300, 5_000]),
            "travel": [r.choice([None, 300, 900, 1500, 2500]) for _ in problem["teams"]],
        }
        for k in range(3)
    ]
    for incident in problem["incidents"]:
        incident["district"] = r.choice(["420102", "420103", None])
    return problem


def _solved(problem: dict[str, Any]) -> Solution:
    return solve(Problem.from_json(problem))


def test_answers_with_moves_and_districts_are_right_in_all_they_say() -> None:
    moved = donors = 0
    for seed in range(120):
        problem = _with_cover(seed, move_ups=True)
        solution = _solved(problem)
        assert check(problem, solution.to_json()) == [], seed
        assert Solution.from_json(solution.to_json()) == solution
        moved += len(solution.moves)
        donors += sum(bool(move.donors) for move in solution.moves)
        assert all(move.priced and move.saves is not None for move in solution.moves)
        if solution.parts["teams"].status is Status.OPTIMAL:
            assert all((move.saves or 0) >= 0 for move in solution.moves), seed
    assert moved > 20


def test_moves_inside_the_choice_never_make_the_answer_dearer() -> None:
    gained = 0
    for seed in range(60):
        free = _solved(_with_cover(seed, move_ups=True))
        fixed = _solved(_with_cover(seed, move_ups=False))
        if free.status is Status.OPTIMAL:
            assert free.objective <= fixed.objective, seed
            gained += free.objective < fixed.objective
    assert gained > 5


def test_a_move_taken_out_costs_what_it_is_said_to_save() -> None:
    tried = 0
    for seed in range(60):
        problem = _with_cover(seed, move_ups=True)
        told = _solved(problem).to_json()
        if len(told["moves"]) == 1:
            move = told["moves"].pop()
            found = [v.message for v in check(problem, told) if v.code == "objective"]
            assert found == [f"{told['objective']} should be {told['objective'] + move['saves']}"]
            tried += 1
    assert tried > 5


def test_without_move_ups_moves_are_suggestions_outside_the_value() -> None:
    suggested = 0
    for seed in range(60):
        problem = _with_cover(seed, move_ups=False)
        solution = _solved(problem)
        suggested += len(solution.moves)
        assert all(not move.priced and move.saves is None for move in solution.moves)
        assert check(problem, solution.to_json()) == []
    assert suggested > 5


def _district(code: str, share: float) -> DistrictShare:
    return DistrictShare(code, 10, int(10 * share), 0, 0, share, None, None, 0)


@pytest.mark.parametrize(
    ("shares", "spread", "gini"),
    [([1.0, 1.0, 1.0], 0.0, 0.0), ([1.0, 0.0], 1.0, 0.5), ([0.2, 0.4, 0.6], 0.4, 0.222222)],
)
def test_inequality_is_spread_and_gini_of_the_filled_shares(
    shares: list[float], spread: float, gini: float
) -> None:
    found = inequality([_district(f"d{k}", share) for k, share in enumerate(shares)])
    assert found is not None
    assert (found.spread, found.gini) == (pytest.approx(spread), pytest.approx(gini, abs=1e-6))


def test_without_districts_nothing_is_said_about_their_treatment() -> None:
    solution = _solved(random_problem(3))
    assert solution.districts == () and solution.inequality is None
