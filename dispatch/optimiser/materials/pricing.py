"""What one unit of goods costs: brought from a depot, or left short."""

from __future__ import annotations

import numpy as np

from dispatch.optimiser import constraints
from dispatch.optimiser.parts import IntArray, Need
from dispatch.optimiser.problem import Problem


def shortage_price(problem: Problem, need: Need) -> int:
    """The weighted price of one unit short of a need."""
    priority = {i.id: i.priority for i in problem.incidents}[need.incident]
    return problem.policy.weights.shortage * constraints.priority_weight(priority)


def unit_prices(
    problem: Problem,
    need: Need,
    depots: IntArray,
    column: int,
) -> IntArray:
    """Weighted price of one unit from each depot row, -1 where it cannot come in time."""
    travel = np.asarray(problem.travel.depots_to_incidents, np.int64)[depots, column]
    load = np.array([problem.depots[d].load_s for d in depots.tolist()], np.int64)
    eta_s = travel + load
    in_time = (travel >= 0) & (eta_s <= constraints.useful_until_s(need, problem.policy))
    late_s = constraints.seconds_late(eta_s, need)
    weights = problem.policy.weights
    priority = constraints.priority_weight(problem.incidents[column].priority)
    price = priority * (weights.response_time * eta_s + weights.lateness * late_s)
    return np.asarray(np.where(in_time, price, -1), np.int64)
