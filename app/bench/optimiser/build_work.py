"""What a child process does for the building case: the same choice among packages, built twice."""

from __future__ import annotations

import time
from typing import Any

import numpy as np
from ortools.sat.python import cp_model

from dispatch.optimiser.teams.exact import build_model
from dispatch.optimiser.teams.packages import Package

Answer = dict[str, Any]
PACKAGES, BLOCKS, TEAMS, MOST_TEAMS = 50_000, 300, 2_000, 5


def by_arrays(seed: int) -> Answer:
    """The product's own builder."""
    packages, surplus = _drawn(seed)
    began = time.perf_counter()
    model = build_model(packages, surplus, np.zeros((len(packages), 0), np.int64), (), 1)
    return {"seconds": time.perf_counter() - began, "gap": 0.0, "size": model.num_variables()}


def by_expressions(seed: int) -> Answer:
    """The same model by CP-SAT's expressions, a variable and a row at a time."""
    packages, surplus = _drawn(seed)
    began = time.perf_counter()
    model = cp_model.CpModel()
    taken = [model.new_bool_var("") for _ in packages]
    by_block: dict[int, list[Any]] = {}
    by_team: dict[int, list[Any]] = {}
    for package, variable in zip(packages, taken, strict=True):
        by_block.setdefault(package.block, []).append(variable)
        for team in package.teams:
            by_team.setdefault(team, []).append(variable)
    for variables in by_block.values():
        model.add_exactly_one(variables)
    for variables in by_team.values():
        model.add_at_most_one(variables)
    model.minimize(cp_model.LinearExpr.weighted_sum(taken, surplus.tolist()))
    return {"seconds": time.perf_counter() - began, "gap": 0.0, "size": len(taken)}


def _drawn(seed: int) -> tuple[list[Package], Any]:
    """Seeded packages of one to five teams, as after a surge."""
    r = np.random.default_rng(seed)
    sizes = r.integers(1, MOST_TEAMS + 1, PACKAGES)
    blocks = np.sort(r.integers(0, BLOCKS, PACKAGES)).tolist()
    packages = [
        Package(block, tuple(sorted(set(r.integers(0, TEAMS, size).tolist()))), 0)
        for block, size in zip(blocks, sizes.tolist(), strict=True)
    ]
    return packages, r.integers(0, 100_000, PACKAGES)
