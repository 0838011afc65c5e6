"""The independent checker: re-reads problem and solution as JSON and recomputes everything.

It shares no code with the model on purpose: a mistake there must not be repeated here.
Rules it holds a solution to, each with its code, are listed in `CODES`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from dispatch.optimiser.checking import (
    check_cover,
    check_difference,
    check_districts,
    check_reasons,
    check_rules,
    check_sequence,
    check_shape,
    check_trips,
    check_value,
    check_worlds,
)
from dispatch.optimiser.checking import exhaustive as exhaustive_search
from dispatch.optimiser.checking.check_case import CODES, Case, Violation, strangers

RULES: tuple[Callable[[Case], Iterator[Violation]], ...] = (
    check_rules.pick_rules,
    check_rules.pins_and_scenes,
    check_rules.need_rules,
    check_trips.delivery_rules,
    check_rules.lot_rules,
    check_trips.trip_rules,
    check_value.shortfall_rules,
    check_reasons.reason_rules,
    check_value.value_rules,
    check_difference.difference_rules,
    check_difference.previous_rules,
    check_difference.unmet_pin_rules,
    check_sequence.sequence_rules,
    check_cover.move_rules,
    check_districts.district_rules,
    check_worlds.world_rules,
)
"""Every rule a solution is held to."""

UNREADABLE = (KeyError, TypeError, AttributeError, ValueError, IndexError, OverflowError)

__all__ = ["CODES", "Case", "Violation", "check"]


def check(
    problem: Mapping[str, Any],
    solution: Mapping[str, Any],
    folder: Path | None = None,
    *,
    exhaustive: bool = False,
    previous: Mapping[str, Any] | None = None,
) -> list[Violation]:
    """Every rule the solution breaks; an empty list means that it is right in all it says.

    With `exhaustive` value, bound and status are also held against the true optimum, found by
    trying every choice; TooLarge is raised where there are too many. A robust answer may cost more
    than the optimum of the stated times, and is not held against it. `previous` is the answer
    the solution says to be compared with.
    """
    if problem.get("format") != "muster-problem/1":
        return [Violation("format", "problem.format", "expected muster-problem/1")]
    if solution.get("format") != "muster-solution/1":
        return [Violation("format", "solution.format", "expected muster-solution/1")]
    misshapen = list(check_shape.shape_rules(solution))
    if misshapen:
        return misshapen
    try:
        case = Case(problem, solution, folder, previous)
        unknown = list(strangers(case))
    except UNREADABLE as trouble:
        return [Violation("format", "problem", f"cannot be read: {trouble!r}")]
    if unknown:
        return unknown
    found: list[Violation] = []
    for rule in RULES:
        found.extend(_applied(rule, case))
    if exhaustive and not found and solution.get("robust") is None:
        found.extend(exhaustive_search.optimum_rules(case))
    return found


def _applied(rule: Callable[[Case], Iterator[Violation]], case: Case) -> list[Violation]:
    """What a rule finds; a solution on which it stumbles is not what the format says."""
    try:
        return list(rule(case))
    except UNREADABLE as trouble:
        where = rule.__name__.removesuffix("_rules")
        return [Violation("format", where, f"cannot be read: {trouble!r}")]
