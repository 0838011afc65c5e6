"""A greedy recommender as described in our notes of an open peer: not its code; read, not run.

One call at a time in order of arrival, requirement by requirement in list order, the nearest units
of the own department first. Written from the description alone, so that what such a rule answers
can be put beside the joint answer; it says nothing about any product that exists.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

SHORT_LIST = 5
"""Units that get a drive time at all: the nearest by straight line."""

Json = Mapping[str, Any]
Seconds = Mapping[str, Mapping[str, int | None]]
"""Seconds (or metres) by unit and place; None where the provider failed."""


@dataclass(frozen=True, slots=True)
class View:
    """What the recommender knows of a problem, which need not be what is true.

    Attributes
    ----------
    arrival : calls in the order in which they came; None: as listed.
    drive_s : drive times as the provider once gave them; None: the true ones.
    air_m : straight-line distances, where the short list is made by them.
    """

    arrival: list[str] | None = None
    drive_s: Seconds | None = None
    air_m: Seconds | None = None


@dataclass(slots=True)
class Recommended:
    """Units sent with the arrival believed in, and moves by unit and number of the cover rule."""

    sent: dict[str, tuple[str, int]] = field(default_factory=dict)
    moves: list[tuple[str, int]] = field(default_factory=list)


def recommend(problem: Json, view: View) -> Recommended:
    """Fill the requirements of one call after the other, then look at the cover that is left."""
    answer = Recommended()
    for call in view.arrival or [row["id"] for row in problem["incidents"]]:
        for need in problem["needs"]:
            if need["incident"] == call and need.get("capability") is not None:
                _fill(problem, view, need, answer)
    answer.moves = list(_moves(problem, answer))
    return answer


def _fill(problem: Json, view: View, need: Json, answer: Recommended) -> None:
    """Send units, the nearest first, until the requirement is filled; each fills one only."""
    missing = need["amount"]
    for eta_s, unit in _ranked(problem, view, need, answer):
        if missing <= 0:
            return
        answer.sent[unit["id"]] = (need["incident"], eta_s)
        missing -= unit["units"][need["capability"]]


def _ranked(problem: Json, view: View, need: Json, answer: Recommended) -> list[tuple[int, Json]]:
    """Own free units that can do it, by drive time; a drive that failed says zero seconds."""
    able = [
        unit
        for unit in problem["teams"]
        if need["capability"] in unit["units"]
        and unit["id"] not in answer.sent
        and unit.get("free", True)
        and not unit.get("tier")
    ]
    place, air = need["incident"], view.air_m
    if air is not None:
        able = sorted(able, key=lambda unit: (air[unit["id"]][place] or 0, unit["id"]))[:SHORT_LIST]
    drive = view.drive_s or true_seconds(problem)
    timed = [((drive[unit["id"]][place] or 0) + (unit.get("ready_s") or 0), unit) for unit in able]
    return sorted(timed, key=lambda pair: (pair[0], pair[1]["id"]))


def _moves(problem: Json, answer: Recommended) -> Iterator[tuple[str, int]]:
    """For each area below its cover the nearest idle unit; nobody asks what the donor leaves."""
    for number, rule in enumerate(problem.get("cover") or []):
        idle = [
            (seconds, unit["id"])
            for unit, seconds in zip(problem["teams"], rule["travel"], strict=True)
            if seconds is not None
            and unit["id"] not in answer.sent
            and rule["capability"] in unit["units"]
        ]
        there = [unit for seconds, unit in idle if seconds <= rule["within_s"]]
        away = sorted((seconds, unit) for seconds, unit in idle if unit not in there)
        if len(there) < rule["count"] and away:
            yield away[0][1], number


def true_seconds(problem: Json) -> Seconds:
    """The travel times of a problem by unit and place."""
    places = [row["id"] for row in problem["incidents"]]
    return {
        unit["id"]: dict(zip(places, line, strict=True))
        for unit, line in zip(
            problem["teams"], problem["travel"]["teams_to_incidents"], strict=True
        )
    }
