"""Generalised assignment, exactly: every job to one agent within capacities, at least cost.

Dantzig-Wolfe: columns are sets of jobs of one agent, priced by knapsacks; the bound holds every
round. Then every pair of agent and job that cannot be part of an answer within a width above the
bound is struck out, and what is left is solved as an integer program: an answer within the width
is the best of all, and none raises the bound by the width.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from ortools.sat.python import cp_model

from dispatch.optimiser.budget import Budget, Watch
from dispatch.optimiser.parts import IntArray
from dispatch.optimiser.published.gap_prices import Prices, find_prices
from dispatch.optimiser.published.knapsack import least_with_each
from dispatch.optimiser.sequence.field import FloatArray

WIDTHS = (1.0, 4.0, 16.0, 64.0, 256.0)
TRY_SHARE = 0.4
"""One try within a width may take so much of the time left."""
MARGIN = 1e-4
"""What a sum of prices may be off."""


@dataclass(frozen=True, slots=True, eq=False)
class GapInstance:
    """Costs and resources (m, n) of agents for jobs, capacities (m,) of agents."""

    cost: IntArray
    resource: IntArray
    capacity: IntArray
    maximise: bool = False


@dataclass(frozen=True, slots=True)
class GapSolution:
    """The agent of each job, the objective and a bound; no agents where no assignment is known.

    With `is_infeasible` it is proven that there is none.
    """

    agents: tuple[int, ...] | None
    objective: int | None
    bound: int | None
    is_infeasible: bool = False


def solve_gap(instance: GapInstance, budget: Budget | None = None) -> GapSolution:
    """The best assignment found within the budget, with its bound; proven when both are equal."""
    watch = Watch(budget or Budget(10.0, 300))
    least = replace(instance, cost=-instance.cost) if instance.maximise else instance
    found = _solve_least(least, watch)
    if not instance.maximise:
        return found
    return replace(
        found,
        objective=None if found.objective is None else -found.objective,
        bound=None if found.bound is None else -found.bound,
    )


def _solve_least(instance: GapInstance, watch: Watch) -> GapSolution:
    fits = instance.resource <= instance.capacity[:, None]
    if not fits.any(axis=0).all():
        return GapSolution(None, None, None, True)
    prices = find_prices(instance.cost, instance.resource, instance.capacity, watch)
    forced = _forced(instance, prices)
    best = GapSolution(None, None, math.ceil(prices.bound - MARGIN))
    for width in (*WIDTHS, math.inf):
        if watch.is_over():
            break
        below = math.inf if best.objective is None else best.objective - 1
        width = min(width, below + 1 - prices.bound)
        share = TRY_SHARE if best.objective is None and width < math.inf else 1.0
        seconds = watch.left_s() * share
        found, proven = _assign(instance, fits & (forced < width), below, seconds)
        best = _judged(instance, best, found, proven, prices.bound + width)
        if best.is_infeasible or best.objective == best.bound:
            return best
    return best


def _judged(
    instance: GapInstance, best: GapSolution, found: list[int] | None, proven: bool, limit: float
) -> GapSolution:
    """What an answer among the pairs left, or its absence, says about all answers."""
    bound = best.bound if best.bound is not None else 0
    if found is not None:
        cost = int(instance.cost[found, np.arange(len(found))].sum())
        if best.objective is None or cost < best.objective:
            best = GapSolution(tuple(found), cost, bound)
    if proven and limit == math.inf and best.objective is None:
        return GapSolution(None, None, None, True)
    if proven:
        reached = best.objective if limit == math.inf else math.ceil(limit - MARGIN)
        bound = max(bound, reached if reached is not None else bound)
    top = bound if best.objective is None else min(bound, best.objective)
    return replace(best, bound=top)


def _forced(instance: GapInstance, prices: Prices) -> FloatArray:
    """How much more than the bound any answer costs (m, n) that gives the job to the agent."""
    worth = instance.cost - prices.job
    rows = [
        least_with_each(worth[agent], instance.resource[agent], int(instance.capacity[agent]))
        - prices.least[agent]
        for agent in range(instance.capacity.size)
    ]
    return np.array(rows)


def _assign(
    instance: GapInstance, allowed: NDArray[np.bool_], below: float, seconds: float
) -> tuple[list[int] | None, bool]:
    """The cheapest assignment among allowed pairs that costs no more than `below`.

    None where none was found; and whether that, or the assignment, is proven.
    """
    model = cp_model.CpModel()
    agents, jobs = np.nonzero(allowed)
    pairs = [model.new_bool_var("") for _ in range(agents.size)]
    for job in range(allowed.shape[1]):
        model.add_exactly_one([pairs[k] for k in np.flatnonzero(jobs == job)])
    for agent in range(allowed.shape[0]):
        own = np.flatnonzero(agents == agent)
        sizes = instance.resource[agent, jobs[own]].tolist()
        used = cp_model.LinearExpr.weighted_sum([pairs[k] for k in own], sizes)
        model.add(used <= int(instance.capacity[agent]))
    costs = instance.cost[agents, jobs].tolist()
    total = cp_model.LinearExpr.weighted_sum(pairs, costs)
    if below < math.inf:
        model.add(total <= int(below))
    model.minimize(total)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.linearization_level = 2
    solver.parameters.max_time_in_seconds = max(0.05, seconds)
    status = solver.solve(model)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return None, status == cp_model.INFEASIBLE
    who = [0] * allowed.shape[1]
    for pair, agent, job in zip(pairs, agents.tolist(), jobs.tolist(), strict=True):
        if solver.value(pair):
            who[job] = agent
    return who, status == cp_model.OPTIMAL
