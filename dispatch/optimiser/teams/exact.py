"""The best choice among listed packages: one per block, no team twice, cover priced.

The model is handed over as arrays: 50,000 packages take a few hundredths of a second to build.
"""

from __future__ import annotations

from itertools import chain
from typing import Any

import numpy as np
from ortools.linear_solver.python.model_builder_helper import (
    ModelBuilderHelper,
    ModelSolverHelper,
    SolveStatus,
)
from scipy.sparse import csr_matrix

from dispatch.optimiser.parts import IntArray
from dispatch.optimiser.teams.board import CoverRule
from dispatch.optimiser.teams.packages import Package


def choose(
    packages: list[Package],
    surplus: IntArray,
    used: IntArray,
    rules: tuple[CoverRule, ...],
    scale: int,
    limits: tuple[float, float],
    seed: int,
    hint: set[Package],
) -> tuple[list[Package], bool] | None:
    """The cheapest choice of one package per block with no team twice, and whether it is proven.

    CP-SAT with one worker: exact in integers and the same answer every time. `limits` are seconds
    of the clock, and of work as the solver counts it, which does not depend on the machine's load.
    `used` (P, K) is the cover each package takes from each rule, negative where it restores it.
    An empty choice means that none exists; None that none was found in time.
    """
    model = build_model(packages, surplus, used, rules, scale)
    for k, package in enumerate(packages):
        if package in hint:
            model.add_hint(k, 1.0)
    solver = _solver(limits, seed)
    solver.solve(model)
    status = solver.status()
    if status == SolveStatus.INFEASIBLE:
        return [], True
    if status not in (SolveStatus.OPTIMAL, SolveStatus.FEASIBLE):
        return None
    taken = np.flatnonzero(np.asarray(solver.variable_values())[: len(packages)] > 0.5)
    chosen = [packages[k] for k in taken.tolist()]
    return sorted(chosen, key=lambda p: p.block), status == SolveStatus.OPTIMAL


def _solver(limits: tuple[float, float], seed: int) -> ModelSolverHelper:
    seconds, work = limits
    solver = ModelSolverHelper("sat")
    solver.set_time_limit_in_seconds(max(seconds, 0.05))
    solver.set_solver_specific_parameters(
        f"num_workers:1 linearization_level:2 random_seed:{seed % 2**31} "
        f"max_deterministic_time:{work}"
    )
    return solver


def build_model(
    packages: list[Package],
    surplus: IntArray,
    used: IntArray,
    rules: tuple[CoverRule, ...],
    scale: int,
) -> ModelBuilderHelper:
    """A yes-or-no variable per package, then the teams lost per cover rule.

    Rows: one package per block, each team at most once, cover used beyond what is free is lost.
    """
    count, cover = len(packages), len(rules)
    blocks, block = np.unique([package.block for package in packages], return_inverse=True)
    teams, team, owner = _teams_of(packages)
    at_cover = blocks.size + teams.size
    takes, rule = np.nonzero(used)
    rows = np.concatenate((block, blocks.size + team, at_cover + rule, at_cover + np.arange(cover)))
    columns = np.concatenate((np.arange(count), owner, takes, count + np.arange(cover)))
    values = np.concatenate((np.ones(count + team.size), used[takes, rule], -np.ones(cover)))
    slack = np.array([rule.slack for rule in rules], np.float64)
    lost = np.array([rule.most_lost for rule in rules], np.float64)
    prices = np.array([rule.price * scale for rule in rules], np.float64)
    unbounded = np.full(teams.size + cover, -np.inf)
    lower: Any = np.concatenate((np.ones(blocks.size), unbounded))
    upper: Any = np.concatenate((np.ones(at_cover), slack))
    least: Any = np.zeros(count + cover)
    most: Any = np.concatenate((np.ones(count), lost))
    price: Any = np.concatenate((surplus.astype(np.float64), prices))
    matrix = csr_matrix((values, (rows, columns)), shape=(at_cover + cover, count + cover))
    model = ModelBuilderHelper()
    model.fill_model_from_sparse_data(least, most, price, lower, upper, matrix)
    for variable in range(count + cover):
        model.set_var_integrality(variable, True)
    return model


def _teams_of(packages: list[Package]) -> tuple[IntArray, IntArray, IntArray]:
    """The teams in use; then, for each place in a package, which of them and whose package."""
    sizes = np.array([len(package.teams) for package in packages], np.int64)
    flat = chain.from_iterable(package.teams for package in packages)
    teams, team = np.unique(np.fromiter(flat, np.int64, int(sizes.sum())), return_inverse=True)
    return teams, team, np.repeat(np.arange(len(packages)), sizes)
