"""Drawing worlds: the same seed and the same name have the same luck, whatever else there is.

Each team's luck comes from its name, not from its place in a list: input order does not matter,
and two problems that differ by one edit are judged under the same weather (common random
numbers; Law, Simulation Modeling and Analysis, 5th ed., 11.2).

The rule, so that anybody can draw the same worlds (all whole numbers modulo 2**64):

- `mix(x)` is the finaliser of SplitMix64 (Steele, Lea & Flood, OOPSLA 2014) on x + golden ratio;
- `key(name)` is the first 8 bytes, big-endian, of BLAKE2b(name in UTF-8, digest size 8);
- `u = (mix(mix(mix(mix(seed) + world) + lane) + key) >> 11) / 2**53`, lane 0 for the city (its
  key is 0), 1 for the travel of a team or depot, 2 for the turnout of a team;
- a travel factor is city x own, each triangular between the square roots of `travel_low` and
  `travel_high` with its mode at 1, by inversion; a travel time is floor(seconds x factor + 0.5);
- a turnout takes `turnout_low_s + floor(u x (turnout_high_s - turnout_low_s + 1))` longer, nothing
  for a team that is under way or on scene;
- a delivery's arrival is stretched as a whole by the factor of its depot.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from hashlib import blake2b
from math import sqrt

import numpy as np
from numpy.typing import NDArray

from dispatch.optimiser.parts import (
    UNREACHABLE,
    Cover,
    IntArray,
    RunningState,
    Uncertainty,
)
from dispatch.optimiser.problem import Problem

FloatArray = NDArray[np.float64]
Keys = NDArray[np.uint64]

_WRAP = 2**64 - 1
_GOLDEN, _FIRST, _SECOND = 0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9, 0x94D049BB133111EB
CITY, TRAVEL, TURNOUT = 0, 1, 2


@dataclass(frozen=True, slots=True, eq=False)
class Luck:
    """What a world holds: travel factors of teams (T,) and depots (D,), turnout delays (T,)."""

    factor: FloatArray
    delay_s: IntArray
    depot_factor: FloatArray


class Weather:
    """Draws the worlds of one problem.

    Parameters
    ----------
    problem : whose teams and depots have luck; its seed chooses the worlds.
    ranges : between what the times lie.
    """

    def __init__(self, problem: Problem, ranges: Uncertainty) -> None:
        self._seed, self._ranges = problem.seed, ranges
        self._teams = name_keys([team.id for team in problem.teams])
        self._depots = name_keys([depot.id for depot in problem.depots])
        self._waits = _still_at_base(problem)

    def luck(self, world: int) -> Luck:
        """The luck of one world, counted from 0."""
        city = self._factor(world, CITY, np.zeros(1, np.uint64))
        low, high = self._ranges.turnout_low_s, self._ranges.turnout_high_s
        late = low + np.floor(self._uniform(world, TURNOUT, self._teams) * (high - low + 1))
        return Luck(
            factor=city * self._factor(world, TRAVEL, self._teams),
            delay_s=np.asarray(late * self._waits, np.int64),
            depot_factor=city * self._factor(world, TRAVEL, self._depots),
        )

    def _factor(self, world: int, lane: int, keys: Keys) -> FloatArray:
        ranges = self._ranges
        return triangular(
            self._uniform(world, lane, keys), sqrt(ranges.travel_low), sqrt(ranges.travel_high)
        )

    def _uniform(self, world: int, lane: int, keys: Keys) -> FloatArray:
        state = _mix_whole(_mix_whole(_mix_whole(self._seed & _WRAP) + world) + lane)
        mixed = _mix(keys + np.uint64(state))
        return np.asarray((mixed >> np.uint64(11)).astype(np.float64) / 2.0**53, np.float64)


def name_keys(names: Sequence[str]) -> Keys:
    """The key (n,) of each name."""
    digests = [blake2b(name.encode(), digest_size=8).digest() for name in names]
    return np.array([int.from_bytes(digest, "big") for digest in digests], np.uint64)


def triangular(uniform: FloatArray, low: float, high: float) -> FloatArray:
    """Triangular between `low` and `high`, most likely 1, by inversion of uniform draws."""
    if high == low:
        return np.ones_like(uniform)
    width = high - low
    below = low + np.sqrt(uniform * (width * (1 - low)))
    above = high - np.sqrt((1 - uniform) * (width * (high - 1)))
    return np.where(uniform < (1 - low) / width, below, above)


def in_world(problem: Problem, luck: Luck) -> Problem:
    """The teams' half of a problem as it is in one world: later turnouts, other travel times."""
    teams = tuple(
        replace(team, ready_s=team.ready_s + delay_s)
        for team, delay_s in zip(problem.teams, luck.delay_s.tolist(), strict=True)
    )
    seconds = stretched(problem.travel.teams_to_incidents, luck.factor[:, None])
    travel = replace(problem.travel, teams_to_incidents=seconds)
    cover = tuple(_cover_in_world(rule, luck) for rule in problem.cover)
    return replace(problem, teams=teams, travel=travel, cover=cover)


def stretched(seconds: IntArray, factor: FloatArray) -> IntArray:
    """Travel times times a factor, rounded half up; unreachable stays unreachable."""
    longer = np.floor(seconds * factor + 0.5).astype(np.int64)
    return np.where(seconds == UNREACHABLE, UNREACHABLE, longer)


def _cover_in_world(rule: Cover, luck: Luck) -> Cover:
    seconds = stretched(np.array(rule.travel, np.int64), luck.factor)
    return replace(rule, travel=tuple(seconds.tolist()))


def _still_at_base(problem: Problem) -> NDArray[np.bool_]:
    """Teams (T,) that have yet to turn out."""
    gone = {row.team for row in problem.running if row.state is not RunningState.ASSIGNED}
    return np.array([team.id not in gone for team in problem.teams], bool)


def _mix(state: Keys) -> Keys:
    state = state + np.uint64(_GOLDEN)
    state = (state ^ (state >> np.uint64(30))) * np.uint64(_FIRST)
    state = (state ^ (state >> np.uint64(27))) * np.uint64(_SECOND)
    return state ^ (state >> np.uint64(31))


def _mix_whole(state: int) -> int:
    state = (state + _GOLDEN) & _WRAP
    state = (state ^ (state >> 30)) * _FIRST & _WRAP
    state = (state ^ (state >> 27)) * _SECOND & _WRAP
    return state ^ (state >> 31)
