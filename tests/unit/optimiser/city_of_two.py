"""The smallest dispatch problems by hand: incidents, teams, needs and travel in a few words."""

from __future__ import annotations

from typing import Any

from dispatch.optimiser.problem import Problem
from dispatch.optimiser.solution import Solution
from dispatch.optimiser.solve import Budget, solve


def a_problem(**changes: Any) -> dict[str, Any]:
    """One fire, one team that can fight it in 300 s; any top-level field can be replaced."""
    problem: dict[str, Any] = {
        "format": "muster-problem/1",
        "incidents": [{"id": "fire", "priority": 1}],
        "needs": [{"id": "hoses", "incident": "fire", "capability": "fire", "amount": 1}],
        "teams": [{"id": "one", "units": {"fire": 1}}],
        "travel": {"teams_to_incidents": [[300]]},
    }
    return {**problem, **changes}


def a_store(**changes: Any) -> dict[str, Any]:
    """One flood that needs 10 bags, one depot with 10 bags an hour away."""
    problem: dict[str, Any] = {
        "format": "muster-problem/1",
        "now": 1_000_000,
        "incidents": [{"id": "flood", "priority": 2}],
        "needs": [{"id": "bags", "incident": "flood", "item": "bag", "amount": 10}],
        "depots": [{"id": "store"}],
        "lots": [{"id": "lot", "depot": "store", "item": "bag", "amount": 10}],
        "travel": {"depots_to_incidents": [[3600]]},
    }
    return {**problem, **changes}


def solved(problem: dict[str, Any], **options: Any) -> Solution:
    """The solution with time enough for a proof."""
    return solve(Problem.from_json(problem), budget=Budget(seconds=20), **options)
