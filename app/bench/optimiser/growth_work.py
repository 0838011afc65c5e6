"""What a child process does for the growth curves: areas of any size, solved once each."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any

from app.bench.optimiser.general_solvers import HIGHS, linear_of, solve_linear, taken_of
from app.bench.optimiser.instances import SCALES, city_problem
from app.bench.optimiser.pair_model import pair_model
from app.bench.optimiser.teams_work import answer_of, gap_of, wake
from dispatch.optimiser.problem import Problem
from dispatch.optimiser.solve import Budget, solve

Answer = dict[str, Any]


def with_teams(seed: int, teams: int, seconds: float) -> Answer:
    """A city's 60 incidents and so many teams."""
    return _solved(_many_teams(seed, teams), seconds)


def with_lots(seed: int, lots: int, seconds: float) -> Answer:
    """A province's 90 incidents and depots, and so many lots; transport not planned."""
    size = replace(SCALES["province"], lots=lots)
    problem = city_problem("province", seed, part="materials", size=size)
    depots = tuple(replace(depot, trucks=None) for depot in problem.depots)
    return _solved(replace(problem, depots=depots), seconds)


def with_everything(seed: int, scale: str, seconds: float) -> Answer:
    """Teams, lots and trucks of a whole scale at once."""
    return _solved(city_problem(scale, seed), seconds)


def highs_with_teams(seed: int, teams: int, seconds: float) -> Answer:
    """HiGHS on the whole pair model of the same city."""
    model = pair_model(_many_teams(seed, teams))
    found = solve_linear(linear_of(model), HIGHS, seconds)
    taken = taken_of(model, found)
    value = None if taken is None else model.value(taken)
    return {"seconds": found.seconds, "objective": value, "gap": gap_of(value, found.bound)}


def _many_teams(seed: int, teams: int) -> Problem:
    return city_problem("city", seed, part="teams", size=replace(SCALES["city"], teams=teams))


def _solved(problem: Problem, seconds: float) -> Answer:
    wake()
    began = time.perf_counter()
    solution = solve(problem, budget=Budget(seconds=seconds))
    return answer_of(solution, time.perf_counter() - began)
