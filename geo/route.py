"""What the router answers: a table of travel times, and one way over the map to follow."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from geo.distance import haversine_m
from geo.steps import Step, steps_of
from geo.types import BoolArray, IntArray, LonLat

UNREACHABLE = -1
"""In a travel matrix: there is no way. Never a number to calculate with."""


@dataclass(frozen=True, eq=False)
class TravelMatrix:
    """Travel times from n sources to m targets.

    Attributes
    ----------
    seconds : (n, m) int32, `UNREACHABLE` (-1) where there is no way
    estimated : (n, m) bool, the time is a straight-line guess and not a road time
    """

    seconds: IntArray
    estimated: BoolArray


@dataclass(frozen=True)
class Route:
    """One way from a place to another.

    Attributes
    ----------
    line : vertices in degrees, at least two, from the source to the target
    seconds, metres : of the whole way
    estimated : the line is straight and the time a guess, because no road is known
    leg_seconds : seconds from the start at each vertex, never falling, as long as `line`
    steps : the way in words; empty for an estimate
    metres_inside : how far it runs through areas that were to be avoided
    """

    line: list[LonLat]
    seconds: int
    metres: float
    estimated: bool
    leg_seconds: list[float]
    steps: tuple[Step, ...] = ()
    metres_inside: float = 0.0

    def position_after(self, t_s: float) -> LonLat:
        """Where a traveller is so many seconds after the start; the ends hold outside the way."""
        if t_s <= 0.0:
            return self.line[0]
        after = bisect_right(self.leg_seconds, t_s)
        if after >= len(self.line):
            return self.line[-1]
        begin, end = self.leg_seconds[after - 1], self.leg_seconds[after]
        share = (t_s - begin) / (end - begin)
        here, there = self.line[after - 1], self.line[after]
        return LonLat(
            here.lon + share * (there.lon - here.lon), here.lat + share * (there.lat - here.lat)
        )


def route_of(
    line: Sequence[tuple[float, float]],
    step_ms: Sequence[float],
    names: Sequence[str],
    classes: Sequence[str],
    forks: Sequence[bool] = (),
) -> Route:
    """A road route from its vertices and, of each piece between them, time, name and class.

    `forks` says of each piece whether one could have gone another way where it begins.
    """
    points = np.array(line, dtype=np.float64)
    arrival_s = np.concatenate([[0.0], np.cumsum(step_ms) / 1000.0])
    return Route(
        line=[LonLat(float(lon), float(lat)) for lon, lat in line],
        seconds=int(arrival_s[-1] + 0.5),
        metres=float(haversine_m(points[:-1], points[1:]).sum()),
        estimated=False,
        leg_seconds=arrival_s.tolist(),
        steps=steps_of(points, step_ms, names, classes, forks or [False] * len(names)),
    )
