"""The location problems by spopt with its default solver; only where spopt is installed.

Not a library of the product: `pip install spopt` into an environment of one's own to compare.
"""

from __future__ import annotations

from typing import Any

import numpy as np


def solve(problem: str, times: Any, people: Any, count: int, within_s: int) -> float:
    """The optimum that spopt finds on the same table. Raises ImportError where it is missing."""
    import pulp
    from spopt.locate import LSCP, MCLP, PCenter, PMedian

    cost = np.asarray(times, np.float64).T
    solver = pulp.PULP_CBC_CMD(msg=False)
    if problem == "lscp":
        lscp = LSCP.from_cost_matrix(cost, within_s).solve(solver)
        return float(lscp.problem.objective.value())
    if problem == "mclp":
        mclp = MCLP.from_cost_matrix(cost, people, 600, p_facilities=count).solve(solver)
        return float(mclp.problem.objective.value())
    if problem == "p-centre":
        centre = PCenter.from_cost_matrix(cost, p_facilities=count).solve(solver)
        return float(centre.problem.objective.value())
    median = PMedian.from_cost_matrix(cost, people, p_facilities=count).solve(solver)
    return float(median.problem.objective.value())
