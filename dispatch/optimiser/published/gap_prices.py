"""Prices of jobs by column generation over agents' sets of jobs, with the bound they prove."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from ortools.linear_solver.python import model_builder_helper
from scipy import sparse

from dispatch.optimiser.budget import Watch
from dispatch.optimiser.parts import IntArray
from dispatch.optimiser.published.knapsack import Packed, pack
from dispatch.optimiser.sequence.field import FloatArray

NEAR = 1e-6
MOST_ROUNDS = 150
STEPS = 300
COLLECTED = 60
"""Sets of jobs met in so many last steps are taken up."""
PATIENCE = 12
PRICES_SHARE = 0.4
"""The relaxation may take so much of the time left."""
TARGET = 0.01
"""Steps are as long as if the best bound were missing this share."""


@dataclass(frozen=True, slots=True, eq=False)
class Prices:
    """A price per job (n,), the least value of each agent (m,) at them; the bound is their sum."""

    job: FloatArray
    least: FloatArray
    bound: float


class _Sets:
    """Sets of jobs known so far, with their agents and costs."""

    def __init__(self, cost: IntArray) -> None:
        self.cost = cost
        self.agents: list[int] = []
        self.costs: list[float] = []
        self.jobs: list[IntArray] = []
        self._known: set[tuple[int, bytes]] = set()

    def add(self, agent: int, packed: Packed) -> bool:
        key = (agent, packed.jobs.tobytes())
        if key in self._known or not packed.jobs.size:
            return False
        self._known.add(key)
        self.agents.append(agent)
        self.jobs.append(packed.jobs)
        self.costs.append(float(self.cost[agent, packed.jobs].sum()))
        return True

    def relax(self, cap: float) -> tuple[float, FloatArray] | None:
        """Value and prices of jobs: every job once or at a high price not at all, an agent once."""
        agents, jobs = self.cost.shape
        count = len(self.jobs)
        rows = np.concatenate([*self.jobs, jobs + np.array(self.agents, np.int64)])
        sizes = [own.size for own in self.jobs]
        columns = np.concatenate([np.repeat(np.arange(count), sizes), np.arange(count)])
        sets = sparse.csr_matrix((np.ones(rows.size), (rows, columns)), (jobs + agents, count))
        spare = sparse.identity(jobs + agents, format="csr")[:, :jobs]
        model: Any = model_builder_helper.ModelBuilderHelper()
        model.fill_model_from_sparse_data(
            np.zeros(count + jobs),
            np.full(count + jobs, np.inf),
            np.concatenate([self.costs, np.full(jobs, cap)]),
            np.concatenate([np.ones(jobs), np.full(agents, -np.inf)]),
            np.ones(jobs + agents),
            sparse.hstack([sets, spare], format="csr"),
        )
        solver = model_builder_helper.ModelSolverHelper("glop")
        solver.solve(model)
        if not solver.has_solution():
            return None
        return solver.objective_value(), np.array(solver.dual_values())[:jobs]


def find_prices(cost: IntArray, resource: IntArray, capacity: IntArray, watch: Watch) -> Prices:
    """The best prices found: first by subgradient steps, then half way to the relaxation's.

    Steps of Held & Karp lead near the best prices at the cost of knapsacks alone; the relaxation
    over the sets met on the way ends the search, since costs are whole, once no whole number lies
    between its value and the bound.
    """
    sets = _Sets(cost)
    high = float(np.abs(cost).max(initial=1)) * cost.shape[1] + 1.0
    best = _by_steps(cost, resource, capacity, sets, watch)
    is_over = watch.part(PRICES_SHARE)
    for _ in range(min(MOST_ROUNDS, watch.budget.rounds)):
        relaxed = sets.relax(high) if sets.jobs and not is_over() else None
        if relaxed is None or math.ceil(relaxed[0] - NEAR) <= math.ceil(best.bound - NEAR):
            break
        found, packed = _price(0.5 * best.job + 0.5 * relaxed[1], cost, resource, capacity)
        best = found if found.bound > best.bound else best
        fresh = [sets.add(agent, one) for agent, one in enumerate(packed)]
        if not any(fresh) and relaxed[0] - best.bound < NEAR:
            break
    return best


def _price(
    job: FloatArray, cost: IntArray, resource: IntArray, capacity: IntArray
) -> tuple[Prices, list[Packed]]:
    packed = [
        pack(cost[agent] - job, resource[agent], int(capacity[agent]))
        for agent in range(capacity.size)
    ]
    least = np.array([one.value for one in packed])
    return Prices(job, least, float(job.sum() + least.sum())), packed


def _by_steps(
    cost: IntArray, resource: IntArray, capacity: IntArray, sets: _Sets, watch: Watch
) -> Prices:
    """Jobs nobody takes become dearer, jobs taken twice cheaper; steps shrink without progress."""
    job = np.sort(cost, axis=0)[: min(2, cost.shape[0])].mean(axis=0)
    best, packed = _price(job, cost, resource, capacity)
    pace, idle = 1.0, 0
    for step in range(STEPS):
        taken = np.bincount(np.concatenate([one.jobs for one in packed]), minlength=job.size)
        off = (1 - taken).astype(np.float64)
        if watch.is_over() or not off.any():
            break
        reach = max(1.0, TARGET * abs(best.bound))
        job = job + pace * reach / float(off @ off) * off
        found, packed = _price(job, cost, resource, capacity)
        idle = 0 if found.bound > best.bound + NEAR else idle + 1
        best = found if found.bound > best.bound else best
        if idle > PATIENCE:
            pace, idle, job = pace / 2, 0, best.job
        if step >= STEPS - COLLECTED:
            for agent, one in enumerate(packed):
                sets.add(agent, one)
    return best
