"""A way told in steps: along which road, how far, how long, and where to turn into the next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from geo.distance import haversine_m
from geo.types import FloatArray

_STRAIGHT_DEG, _SHARP_DEG, _BACK_DEG = 30.0, 120.0, 165.0
"""Less than 30 degrees is straight on, more than 165 is turning back: judgement."""


class Turn(StrEnum):
    """How a step begins, seen in the direction of travel."""

    START = "start"
    STRAIGHT = "straight"
    LEFT = "left"
    RIGHT = "right"
    SHARP_LEFT = "sharp_left"
    SHARP_RIGHT = "sharp_right"
    BACK = "back"


@dataclass(frozen=True)
class Step:
    """One stretch along one road; `name` is empty where the road file knows none."""

    turn: Turn
    name: str
    road_class: str
    metres: int
    seconds: int
    bearing_deg: int


def steps_of(
    line: FloatArray, step_ms: Sequence[float], names: Sequence[str], classes: Sequence[str]
) -> tuple[Step, ...]:
    """Stretches of equal name and class, joined.

    Parameters
    ----------
    line : (k + 1, 2) degrees; step_ms, names, classes : of the k pieces between its vertices
    """
    metres = haversine_m(line[:-1], line[1:])
    needed_ms = np.asarray(step_ms, np.float64)
    moving = [k for k in range(len(metres)) if metres[k] > 0.5]
    groups: list[list[int]] = []
    for k in moving:
        if groups and (names[groups[-1][-1]], classes[groups[-1][-1]]) == (names[k], classes[k]):
            groups[-1].append(k)
        else:
            groups.append([k])
    directions = [bearing_deg(line[k], line[k + 1]) for k in range(len(metres))]
    return tuple(
        Step(
            turn=_turn(directions[groups[number - 1][-1]], directions[group[0]])
            if number
            else Turn.START,
            name=names[group[0]],
            road_class=classes[group[0]],
            metres=round(float(metres[group].sum())),
            seconds=round(float(needed_ms[group].sum()) / 1000),
            bearing_deg=round(directions[group[0]]) % 360,
        )
        for number, group in enumerate(groups)
    )


def bearing_deg(start: FloatArray, end: FloatArray) -> float:
    """Direction from north, clockwise, 0 to 360 degrees, on a local plane."""
    east = (end[0] - start[0]) * np.cos(np.radians((start[1] + end[1]) / 2))
    return float(np.degrees(np.arctan2(east, end[1] - start[1])) % 360.0)


def _turn(before_deg: float, after_deg: float) -> Turn:
    change = (after_deg - before_deg + 180.0) % 360.0 - 180.0
    size = abs(change)
    if size < _STRAIGHT_DEG:
        return Turn.STRAIGHT
    if size > _BACK_DEG:
        return Turn.BACK
    if size > _SHARP_DEG:
        return Turn.SHARP_RIGHT if change > 0 else Turn.SHARP_LEFT
    return Turn.RIGHT if change > 0 else Turn.LEFT
