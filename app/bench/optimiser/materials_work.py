"""What a child process does for the materials' cases: our solve, a flow, a linear program."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any

from app.bench.optimiser.flow_model import (
    cost_of_flow,
    cost_of_nearest,
    flow_model,
    linear_of_flow,
)
from app.bench.optimiser.general_solvers import HIGHS, solve_linear
from app.bench.optimiser.instances import city_problem
from app.bench.optimiser.teams_work import answer_of, wake
from dispatch.optimiser.checking.check import check
from dispatch.optimiser.problem import Problem
from dispatch.optimiser.solve import Budget, solve

Answer = dict[str, Any]


def stock_problem(scale: str, seed: int, surge: bool) -> Problem:
    """Materials of a seeded area without trucks: transport is not planned, only chosen."""
    problem = city_problem(scale, seed, surge, part="materials")
    depots = tuple(replace(depot, trucks=None) for depot in problem.depots)
    return replace(problem, depots=depots)


def ours(seed: int, scale: str, surge: bool, seconds: float) -> Answer:
    """Choose among all lots: once, and once more with the stock's arrays resident in memory."""
    problem = stock_problem(scale, seed, surge)
    wake()
    began = time.perf_counter()
    solve(problem, budget=Budget(seconds=seconds))
    cold_s, began = time.perf_counter() - began, time.perf_counter()
    solution = solve(problem, budget=Budget(seconds=seconds))
    return {**answer_of(solution, time.perf_counter() - began), "cold_s": cold_s}


def trips(seed: int, scale: str, seconds: float) -> Answer:
    """Choose lots and load real trucks, several trips each, and let the checker judge them."""
    problem = city_problem(scale, seed, surge=False, part="materials")
    wake()
    began = time.perf_counter()
    solution = solve(problem, budget=Budget(seconds=seconds))
    answer = answer_of(solution, time.perf_counter() - began)
    return {**answer, "violations": len(check(problem.to_json(), solution.to_json()))}


def flow(seed: int, scale: str, surge: bool) -> Answer:
    """One minimum-cost flow over every depot that holds a needed item."""
    model = flow_model(stock_problem(scale, seed, surge))
    began = time.perf_counter()
    cost = cost_of_flow(model)
    seconds = time.perf_counter() - began
    return {"seconds": seconds, "objective": cost, "gap": 0.0, "arcs": len(model.cost)}


def program(seed: int, scale: str, surge: bool, seconds: float) -> Answer:
    """The same as a linear program for HiGHS."""
    model = flow_model(stock_problem(scale, seed, surge))
    began = time.perf_counter()
    found = solve_linear(linear_of_flow(model), HIGHS, seconds)
    cost = None if found.x is None else float(linear_of_flow(model).cost @ found.x)
    gap = None if cost is None else 0.0
    return {"seconds": time.perf_counter() - began, "objective": cost, "gap": gap}


def nearest(seed: int, scale: str, surge: bool) -> Answer:
    """The nearest depot first, and what that costs."""
    problem = stock_problem(scale, seed, surge)
    model = flow_model(problem)
    began = time.perf_counter()
    cost = cost_of_nearest(model, problem)
    return {"seconds": time.perf_counter() - began, "objective": cost}
