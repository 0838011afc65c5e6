"""What a child process does for a published instance: our solve, and HiGHS on assignments."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import numpy as np
from scipy import sparse

from app.bench.optimiser.general_solvers import HIGHS, Linear, solve_linear
from dispatch.optimiser.budget import Budget
from dispatch.optimiser.published.gap import GapInstance, GapSolution, solve_gap
from dispatch.optimiser.published.runs import BEST_KNOWN, ROUNDS, instances_of
from dispatch.optimiser.sequence.ruasp import RuaspInstance, RuaspSolution, solve_ruasp

Answer = dict[str, Any]


def all_instances(folder: Path) -> list[tuple[str, RuaspInstance | GapInstance]]:
    """Every instance of a folder with its name, file by file."""
    paths = sorted(p for p in folder.iterdir() if p.is_file() and p.suffix in (".txt", ""))
    kept = (path for path in paths if path.name != BEST_KNOWN)
    return [found for path in kept for found in instances_of(path)]


def ours(seed: int, folder: str, seconds: float) -> Answer:
    """Our solve of the instance at this place (the seed) of a folder."""
    name, instance = all_instances(Path(folder))[seed]
    began, budget = time.perf_counter(), Budget(seconds, ROUNDS)
    answer: RuaspSolution | GapSolution
    if isinstance(instance, RuaspInstance):
        answer = solve_ruasp(instance, budget)
    else:
        answer = solve_gap(instance, budget)
    took_s = time.perf_counter() - began
    return {**_told(name, instance, answer.objective, answer.bound), "seconds": took_s}


def highs(seed: int, folder: str, seconds: float) -> Answer:
    """HiGHS on the assignment instance at this place of a folder."""
    name, instance = all_instances(Path(folder))[seed]
    if isinstance(instance, RuaspInstance):
        raise TypeError("schedules are no linear program here")
    found = solve_linear(linear_of_assignment(instance), HIGHS, seconds)
    value = None if found.x is None else round(float(instance.cost.ravel() @ found.x))
    bound = None if found.bound is None else found.bound * (-1 if instance.maximise else 1)
    return {**_told(name, instance, value, bound), "seconds": found.seconds}


def _told(
    name: str, instance: RuaspInstance | GapInstance, value: int | None, bound: float | None
) -> Answer:
    m, n = (instance.capable if isinstance(instance, RuaspInstance) else instance.cost).shape
    apart = None if value is None or bound is None else abs(value - bound) / max(1, abs(value))
    gap = None if apart is None else round(apart, 9)
    return {"file": name, "n": n, "m": m, "objective": value, "bound": bound, "gap": gap}


def linear_of_assignment(instance: GapInstance) -> Linear:
    """A yes or no for every pair of agent and job, every job once, within capacities."""
    agents, jobs = instance.cost.shape
    pairs = agents * jobs
    each = sparse.csr_array(
        (np.ones(pairs), (np.tile(np.arange(jobs), agents), np.arange(pairs))), shape=(jobs, pairs)
    )
    load = sparse.csr_array(
        (
            instance.resource.ravel().astype(np.float64),
            (np.repeat(np.arange(agents), jobs), np.arange(pairs)),
        ),
        shape=(agents, pairs),
    )
    sign = -1.0 if instance.maximise else 1.0
    return Linear(
        sign * instance.cost.ravel().astype(np.float64),
        sparse.csr_array(sparse.vstack((each, load), format="csr")),
        np.concatenate((np.ones(jobs), np.full(agents, -np.inf))),
        np.concatenate((np.ones(jobs), instance.capacity.astype(np.float64))),
        np.ones(pairs),
        np.ones(pairs, bool),
    )
