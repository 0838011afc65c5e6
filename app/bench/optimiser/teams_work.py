"""What a child process does for the teams' cases: our solve, a general solver's, the nearest."""

from __future__ import annotations

import time
from functools import cache
from typing import Any

from app.bench.optimiser.general_solvers import linear_of, solve_linear, taken_of
from app.bench.optimiser.instances import city_problem
from app.bench.optimiser.nearest_first import nearest_first
from app.bench.optimiser.pair_model import pair_model
from dispatch.optimiser.checking.check import check
from dispatch.optimiser.problem import Problem
from dispatch.optimiser.solution import Solution
from dispatch.optimiser.solve import Budget, solve

Answer = dict[str, Any]


def ours(seed: int, scale: str, surge: bool, seconds: float) -> Answer:
    """Solve one seeded city and have the independent checker judge the answer."""
    problem = city_problem(scale, seed, surge, part="teams")
    wake()
    began, first_s = time.perf_counter(), []
    solution = solve(
        problem,
        budget=Budget(seconds=seconds),
        on_progress=lambda _answer: first_s.append(time.perf_counter() - began),
    )
    total_s = time.perf_counter() - began
    return {**answer_of(solution, total_s), "first_s": first_s[0], **_checked(problem, solution)}


def answer_of(solution: Solution, total_s: float) -> Answer:
    """What every case wants to know of a finished solve."""
    explain_s = solution.timings_s.get("explain", 0.0)
    return {
        "seconds": total_s - explain_s,
        "explain_s": explain_s,
        "total_s": total_s,
        "objective": solution.objective,
        "bound": solution.bound,
        "gap": solution.gap,
        "lines": len(solution.picks) + len(solution.deliveries) + len(solution.shortfalls),
    }


def _checked(problem: Problem, solution: Solution) -> Answer:
    return {"violations": len(check(problem.to_json(), solution.to_json()))}


@cache
def wake() -> None:
    """Solve something small first: what libraries load on first use belongs to no figure."""
    solve(city_problem("county", 1), budget=Budget(seconds=1.0))


def general(
    seed: int, scale: str, surge: bool, solver: str, seconds: float, nearest: int | None
) -> Answer:
    """Let a general solver work on the pair model of one seeded city."""
    model = pair_model(city_problem(scale, seed, surge, part="teams"), nearest)
    found = solve_linear(linear_of(model), solver, seconds)
    taken = taken_of(model, found)
    objective = None if taken is None else model.value(taken)
    return {
        "seconds": found.seconds,
        "objective": objective,
        "bound": found.bound,
        "gap": gap_of(objective, found.bound),
        "pairs": len(model.team),
    }


def gap_of(objective: int | None, bound: float | None) -> float | None:
    """How far a bound lies below a value, as a share of it; None where either is missing."""
    if objective is None or bound is None:
        return None
    return max(0.0, round((objective - bound) / max(1, objective), 9))


def greedy(seed: int, scale: str, surge: bool) -> Answer:
    """Send the nearest first and say what that costs."""
    problem = city_problem(scale, seed, surge, part="teams")
    model = pair_model(problem)
    began = time.perf_counter()
    taken = nearest_first(problem, model)
    return {"seconds": time.perf_counter() - began, "objective": model.value(taken)}
