"""The strict policy: the terms of the objective minimised one after the other, in their order.

Each stage minimises one term more, with the terms before it held by a price of their own. When
such a stage is proven and leaves the earlier terms at their least values, the new term is at its
least as well; so moderate prices give an exact lexicographic proof, or none is claimed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from dispatch.optimiser.parts import Policy, Weights
from dispatch.optimiser.problem import Problem
from dispatch.optimiser.solution import TERMS, Solution, Status

STEP = 100
"""Price ratio of neighbouring terms within a stage."""

SolveStage = Callable[[Problem, Solution | None], Solution]


def solve_in_order(problem: Problem, solve_stage: SolveStage) -> tuple[Solution, bool]:
    """The answer whose terms are least in their order, and whether every stage was proven."""
    least: dict[str, int] = {}
    latest: Solution | None = None
    for stage, term in enumerate(TERMS):
        latest = solve_stage(replace(problem, policy=_stage_policy(problem.policy, stage)), latest)
        kept = all(latest.terms[name] == value for name, value in least.items())
        if not kept or latest.status is not Status.OPTIMAL:
            return latest, False
        least[term] = latest.terms[term]
    if latest is None:
        raise AssertionError("there is at least one term")
    return latest, True


def _stage_policy(policy: Policy, stage: int) -> Policy:
    """Prices 100 times higher for each term before the stage's own; none for later terms."""
    prices = {name: STEP ** (stage - k) if k <= stage else 0 for k, name in enumerate(TERMS)}
    return replace(policy, weights=Weights(**prices), strict=False)
