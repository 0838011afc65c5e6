"""What a careful dispatcher without a computer does: the gravest first, each the nearest able."""

from __future__ import annotations

import numpy as np

from app.bench.optimiser.pair_model import PairModel
from dispatch.optimiser.parts import IntArray
from dispatch.optimiser.problem import Problem


def nearest_first(problem: Problem, model: PairModel) -> IntArray:
    """The pairs taken (P,): incident by incident by priority, need by need, the nearest team."""
    taken = np.zeros(len(model.team), np.int64)
    gone = np.zeros(len(problem.teams), bool)
    left = model.amounts.copy()
    units = model.units.tocsc()
    for need in _by_priority(problem):
        row = model.units[[need]].tocoo()
        for pair in row.coords[1][np.argsort(model.cost[row.coords[1]], kind="stable")].tolist():
            if left[need] <= 0:
                break
            if gone[model.team[pair]]:
                continue
            taken[pair], gone[model.team[pair]] = 1, True
            span = slice(units.indptr[pair], units.indptr[pair + 1])
            left[units.indices[span]] -= units.data[span]
    return taken


def _by_priority(problem: Problem) -> list[int]:
    priority = {incident.id: incident.priority for incident in problem.incidents}
    needs = [need for need in problem.needs if need.capability is not None]
    return sorted(range(len(needs)), key=lambda k: (priority[needs[k].incident], k))
