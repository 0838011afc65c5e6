"""How far a plan holds in a district: up to which level without a gap, and how it stands whole."""

from collections.abc import Mapping
from typing import Literal

Standing = Literal["good", "some", "bad", "open"]
"""All levels hold; some do; a lack is known at the lowest; or nothing decided is short."""
HOLDING = ("met", "empty")


def held_to(states: Mapping[int, str]) -> int | None:
    """Return the highest level up to which a plan holds without a gap, counted from the lowest.

    Levels count from 1, the highest; None if not even the lowest holds. An unknown never holds.
    """
    held = None
    for level in sorted(states, reverse=True):
        if states[level] not in HOLDING:
            break
        held = level
    return held


def standing(states: Mapping[int, str]) -> Standing:
    """Return how a plan stands as a whole, by its first level that does not hold."""
    broken = [level for level in sorted(states, reverse=True) if states[level] not in HOLDING]
    if not broken:
        return "good"
    if states[broken[0]] != "short":
        return "open"
    return "bad" if held_to(states) is None else "some"
