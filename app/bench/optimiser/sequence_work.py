"""What a child process does for order over time: our schedules, proven or with their gap."""

from __future__ import annotations

import time
from functools import cache
from typing import Any

from app.bench.optimiser.ruasp_instances import FAMILIES, ruasp_instance
from dispatch.optimiser.budget import Budget
from dispatch.optimiser.sequence.ruasp import RuaspInstance, solve_ruasp

Answer = dict[str, Any]
GRID = (20, 30, 40, 50, 60)
ROUNDS = 400


def ours(seed: int, incidents: int, units: int, family: str, seconds: float) -> Answer:
    """Schedule one seeded instance."""
    _wake()
    return _scheduled(ruasp_instance(incidents, units, seed, family), seconds)


def grid(seed: int, seconds: float) -> Answer:
    """Schedule every size of the grid and both families; say how the slowest and widest fared."""
    _wake()
    found = [
        _scheduled(ruasp_instance(incidents, units, seed, family), seconds)
        for incidents in GRID
        for units in GRID
        for family in FAMILIES
    ]
    return {
        "seconds": max(answer["seconds"] for answer in found),
        "gap": max(answer["gap"] for answer in found),
        "instances": len(found),
        "unproven": sum(answer["gap"] > 0 for answer in found),
    }


def _scheduled(instance: RuaspInstance, seconds: float) -> Answer:
    began = time.perf_counter()
    answer = solve_ruasp(instance, Budget(seconds, ROUNDS))
    took_s = time.perf_counter() - began
    assert answer.objective is not None
    assert answer.bound is not None
    gap = (answer.objective - answer.bound) / max(1, answer.objective)
    return {"seconds": took_s, "objective": answer.objective, "gap": gap, "bound": answer.bound}


@cache
def _wake() -> None:
    solve_ruasp(ruasp_instance(10, 10, 1, "w"), Budget(1.0, 50))
