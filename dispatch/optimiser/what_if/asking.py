"""What would be if: the edited problem solved beside the base, from where the base left off."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from dispatch.optimiser.budget import Budget
from dispatch.optimiser.problem import Problem
from dispatch.optimiser.solution import Solution
from dispatch.optimiser.solve import solve
from dispatch.optimiser.teams.memory import Memory
from dispatch.optimiser.what_if.applying import apply_edits
from dispatch.optimiser.what_if.comparison import Comparison, compare
from dispatch.optimiser.what_if.edits import Edit

Solver = Callable[..., Solution]


@dataclass(frozen=True, slots=True)
class WhatIf:
    """The edited problem, its answer, and how that differs from the base."""

    problem: Problem
    solution: Solution
    difference: Comparison

    def to_json(self) -> dict[str, Any]:
        """The answer and the difference as plain data."""
        return {"solution": self.solution.to_json(), "difference": self.difference.to_json()}


def what_if(
    problem: Problem,
    base: Solution,
    edits: Sequence[Edit],
    *,
    budget: Budget | None = None,
    memory: Memory | None = None,
    solver: Solver = solve,
) -> WhatIf:
    """Solve the problem as it would be after the edits and compare with the base.

    Parameters
    ----------
    base : an answer to `problem`; the search starts from its picks.
    budget : limits of time and rounds of this one solve.
    memory : what the base's solve left; it starts from that and leaves it as it is.
    solver : what solves; called with the problem, `budget=`, `previous=` and `memory=` if given.

    Raises
    ------
    ProblemError
        When the edits name what is not there; the path says which edit and field.
    """
    edited = apply_edits(problem, edits, base)
    warm = {} if memory is None else {"memory": deepcopy(memory)}
    answer = solver(edited, budget=budget, previous=base, **warm)
    return WhatIf(edited, answer, compare(problem, base, edited, answer))


def several(
    problem: Problem,
    base: Solution,
    variants: Sequence[Sequence[Edit]],
    *,
    budget: Budget | None = None,
    memory: Memory | None = None,
    solver: Solver = solve,
) -> list[WhatIf]:
    """Several lists of edits side by side, each from the same base and with the same budget.

    All lists are applied before the first is solved, so that a wrong one costs no time.
    """
    for edits in variants:
        apply_edits(problem, edits, base)
    return [
        what_if(problem, base, edits, budget=budget, memory=memory, solver=solver)
        for edits in variants
    ]
