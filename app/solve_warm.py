"""Solving with what the solve before left behind, in the process that stays between solves."""

from typing import Any

from dispatch.optimiser.problem import Problem
from dispatch.optimiser.solution import Solution
from dispatch.optimiser.solve import Memory, solve

_memory = Memory()


def solve_warm(problem: Problem, **options: Any) -> Solution:
    """Solve as ``solve`` does, from the prices of the last solve in this process.

    What is remembered decides only where the search begins: the next problem is mostly the last
    one with a need more. Value and bound are always those of the problem at hand.
    """
    return solve(problem, memory=_memory, **options)
