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

_SEEN_M = 15.0
"""How far before and after a corner its turn is measured: shorter pieces are drawn roundings."""

_CORNER_DEG = 60.0
"""A road that keeps its name winds; only a corner at a fork is told."""

_WORTH_TELLING_M = 100.0
"""Shorter stretches of another class of unnamed road, straight on, belong to their neighbour."""

_ROUNDABOUT_M = 40.0
"""On unnamed road no new step begins so soon: the arcs of a roundabout are one step."""

_STANDING_M = 0.5
OFF_ROAD = "off_road"
"""The class of the piece between a place and its road."""


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
    """One stretch along one road; `name` is empty where the road file knows none.

    `first` is the number of the vertex of the way at which the step begins.
    """

    turn: Turn
    name: str
    road_class: str
    metres: int
    seconds: int
    bearing_deg: int
    first: int


def steps_of(
    line: FloatArray,
    step_ms: Sequence[float],
    names: Sequence[str],
    classes: Sequence[str],
    forks: Sequence[bool],
) -> tuple[Step, ...]:
    """Stretches of one road each: a new one begins where its name changes or where one turns.

    Parameters
    ----------
    line : (k + 1, 2) degrees; step_ms, names, classes : of the k pieces between its vertices
    forks : whether one could have gone another way at the beginning of each piece
    """
    metres = haversine_m(line[:-1], line[1:])
    needed_ms = np.asarray(step_ms, np.float64)
    groups: list[list[int]] = []
    for k in np.flatnonzero(metres > _STANDING_M).tolist():
        if groups and not _begins(line, metres, names, classes, forks, groups[-1], k):
            groups[-1].append(k)
        else:
            groups.append([k])
    return tuple(
        Step(
            turn=_turn(_change_deg(line, metres, group[0])) if number else Turn.START,
            name=names[group[0]],
            road_class=_longest_class(metres, classes, group),
            metres=round(float(metres[group].sum())),
            seconds=round(float(needed_ms[group].sum()) / 1000),
            bearing_deg=round(bearing_deg(line[group[0]], line[group[0] + 1])) % 360,
            first=group[0],
        )
        for number, group in enumerate(groups)
    )


def _begins(
    line: FloatArray,
    metres: FloatArray,
    names: Sequence[str],
    classes: Sequence[str],
    forks: Sequence[bool],
    group: list[int],
    k: int,
) -> bool:
    """Whether piece k begins a step of its own after the pieces of a group."""
    last = group[-1]
    if names[last] != names[k]:
        return True
    least_deg = _CORNER_DEG if names[k] else _STRAIGHT_DEG
    turns = any(forks[last + 1 : k + 1]) and abs(_change_deg(line, metres, k)) >= least_deg
    if names[k]:
        return turns
    if OFF_ROAD in (classes[last], classes[k]):
        return classes[last] != classes[k]
    told_m = float(metres[group].sum())
    classes_told = (classes[last].removesuffix("_link"), classes[k].removesuffix("_link"))
    changes = classes_told[0] != classes_told[1] and told_m > _WORTH_TELLING_M
    return changes or (turns and told_m > _ROUNDABOUT_M)


def _longest_class(metres: FloatArray, classes: Sequence[str], group: list[int]) -> str:
    total: dict[str, float] = {}
    for k in group:
        total[classes[k]] = total.get(classes[k], 0.0) + float(metres[k])
    return max(total, key=lambda road_class: total[road_class])


def _change_deg(line: FloatArray, metres: FloatArray, k: int) -> float:
    """By how much the way turns at vertex k, seen over some metres before and after it."""
    before, after = k - 1, k + 1
    while before > 0 and metres[before:k].sum() < _SEEN_M:
        before -= 1
    while after < len(line) - 1 and metres[k:after].sum() < _SEEN_M:
        after += 1
    change = bearing_deg(line[k], line[after]) - bearing_deg(line[max(before, 0)], line[k])
    return (change + 180.0) % 360.0 - 180.0


def bearing_deg(start: FloatArray, end: FloatArray) -> float:
    """Direction from north, clockwise, 0 to 360 degrees, on a local plane."""
    east = (end[0] - start[0]) * np.cos(np.radians((start[1] + end[1]) / 2))
    return float(np.degrees(np.arctan2(east, end[1] - start[1])) % 360.0)


def _turn(change: float) -> Turn:
    size = abs(change)
    if size < _STRAIGHT_DEG:
        return Turn.STRAIGHT
    if size > _BACK_DEG:
        return Turn.BACK
    if size > _SHARP_DEG:
        return Turn.SHARP_RIGHT if change > 0 else Turn.SHARP_LEFT
    return Turn.RIGHT if change > 0 else Turn.LEFT
