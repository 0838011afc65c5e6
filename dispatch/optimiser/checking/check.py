"""The independent checker: re-reads problem and solution as JSON and recomputes everything.

It shares no code with the model on purpose: a mistake there must not be repeated here.
Rules it holds a solution to, each with its code, are listed in `CODES`.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from dispatch.optimiser.checking import (
    check_cover,
    check_districts,
    check_rules,
    check_value,
    check_worlds,
)
from dispatch.optimiser.checking import exhaustive as exhaustive_search
from dispatch.optimiser.checking.check_case import CODES, Case, Violation, strangers

__all__ = ["CODES", "Case", "Violation", "check"]


def check(
    problem: Mapping[str, Any],
    solution: Mapping[str, Any],
    folder: Path | None = None,
    *,
    exhaustive: bool = False,
) -> list[Violation]:
    """Every rule the solution breaks; an empty list means that it is right in all it says.

    With `exhaustive` value, bound and status are also held against the true optimum, found by
    trying every choice; TooLarge is raised where there are too many.
    """
    if problem.get("format") != "muster-problem/1":
        return [Violation("format", "problem.format", "expected muster-problem/1")]
    if solution.get("format") != "muster-solution/1":
        return [Violation("format", "solution.format", "expected muster-solution/1")]
    case = Case(problem, solution, folder)
    unknown = list(strangers(case))
    if unknown:
        return unknown
    found: list[Violation] = []
    for rule in (
        check_rules.pick_rules,
        check_rules.pins_and_scenes,
        check_rules.need_rules,
        check_rules.delivery_rules,
        check_rules.lot_rules,
        check_rules.trip_rules,
        check_value.shortfall_rules,
        check_value.value_rules,
        check_value.difference_rules,
        check_cover.move_rules,
        check_districts.district_rules,
        check_worlds.world_rules,
    ):
        found.extend(rule(case))
    if exhaustive and not found:
        found.extend(exhaustive_search.optimum_rules(case))
    return found
