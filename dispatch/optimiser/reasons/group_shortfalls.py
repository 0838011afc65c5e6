"""In a broken group: the needs that nothing of their own keeps unmet take the reason of another."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from dispatch.optimiser.problem import Problem
from dispatch.optimiser.solution import Reason, Shortfall

BYSTANDER = "bystander"
"""Fact that marks, inside this folder only, a shortfall that nothing of its own explains."""


def speak_for_groups(problem: Problem, found: list[Shortfall]) -> list[Shortfall]:
    """Every shortfall with a reason that can be true; who blocks a group is in the facts."""
    group_of = {need.id: need.group for need in problem.needs}
    speakers: dict[str, Shortfall] = {}
    for shortfall in found:
        group = group_of[shortfall.need]
        if group is not None and BYSTANDER not in shortfall.facts:
            speakers.setdefault(group, shortfall)
    return [_spoken(one, speakers.get(group_of[one.need] or "")) for one in found]


def _spoken(shortfall: Shortfall, speaker: Shortfall | None) -> Shortfall:
    if BYSTANDER not in shortfall.facts:
        return shortfall
    if speaker is None:
        fix = shortfall.cheapest_fix
        plain = fix and Reason(fix.code, _unmarked(fix.facts))
        return replace(shortfall, facts=_unmarked(shortfall.facts), cheapest_fix=plain)
    return replace(
        shortfall,
        reason=speaker.reason,
        facts={**speaker.facts, "blocked_by_need": speaker.need},
        cheapest_fix=speaker.cheapest_fix,
    )


def _unmarked(facts: Mapping[str, Any]) -> dict[str, Any]:
    return {name: fact for name, fact in facts.items() if name != BYSTANDER}
