"""Matrices on which it is quicker to drive on from another incident than to drive there at once."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from dispatch.optimiser import constraints
from dispatch.optimiser.materials.ground import Ground
from dispatch.optimiser.parts import IntArray

FAR_S = 2**45


def is_metric(ground: Ground) -> bool:
    """Whether driving on to another incident is never quicker than driving there at once.

    Horizons leave out detours that cannot pay; where they can, more ways are listed.
    """
    onward = _onward_s(ground)
    if onward is None:
        return True
    direct = np.where(ground.direct_s < 0, FAR_S, ground.direct_s)[_is_driven(ground)]
    for stop in range(len(onward)):
        if (direct[:, stop, None] + onward[stop] < direct).any():
            return False
        if (onward[:, stop, None] + onward[stop] < onward).any():
            return False
    return True


def with_soonest(ground: Ground) -> Ground:
    """The same ground with the soonest arrivals over any stops: what no trip can be before.

    Where a depot has no way of its own to an incident its trips do not stop there. Goods of a depot
    whose transport is not planned go there at once.
    """
    onward = _onward_s(ground)
    if onward is None:
        return ground
    soonest = np.where(ground.direct_s < 0, FAR_S, ground.direct_s)
    for stop in range(len(onward)):
        onward = np.minimum(onward, onward[:, stop, None] + onward[stop])
    for stop in range(len(onward)):
        soonest = np.minimum(soonest, soonest[:, stop, None] + onward[stop])
    soonest = np.where(_is_driven(ground)[:, None], soonest, ground.direct_s)
    return replace(ground, direct_s=np.where(ground.direct_s < 0, -1, soonest))


def _is_driven(ground: Ground) -> NDArray[np.bool_]:
    """Depots (D,) whose transport is planned, so that goods may come by way of another stop."""
    return np.array([depot.trucks is not None for depot in ground.problem.depots], np.bool_)


def _onward_s(ground: Ground) -> IntArray | None:
    between = constraints.onward_of_trucks(ground.problem.travel)
    if between is None or not _is_driven(ground).any():
        return None
    return np.where(np.asarray(between, np.int64) < 0, FAR_S, between)


@dataclass(frozen=True, slots=True, eq=False)
class Pairs:
    """Stops (N,) by way of which incidents `onward` (N,) are reached sooner, and when: seconds."""

    stop: IntArray
    onward: IntArray
    stop_s: IntArray
    onward_s: IntArray


class Detours:
    """Stops by way of which another incident, or the depot, is reached sooner than without."""

    def __init__(self, ground: Ground) -> None:
        onward = _onward_s(ground)
        self._onward_s = np.zeros((0, 0), np.int64) if onward is None else onward
        self._direct_s = np.where(ground.direct_s < 0, FAR_S, ground.direct_s)
        self._onward: dict[int, Pairs] = {}

    def first(self, depot: int) -> Pairs:
        """The pairs at the beginning of a trip."""
        return self._pairs(self._direct_s[depot])

    def onward(self, before: int) -> Pairs:
        """The pairs on from an incident."""
        if before not in self._onward:
            self._onward[before] = self._pairs(self._onward_s[before])
        return self._onward[before]

    def homeward(self, depot: int, load_s: int) -> set[tuple[int, int]]:
        """Pairs (stop, stop after it by way of which the lorry is back sooner)."""
        if not len(self._onward_s):
            return set()
        home_s = self._direct_s[depot] - load_s
        before, stop = np.nonzero(self._onward_s + home_s < home_s[:, None])
        return set(zip(before.tolist(), stop.tolist(), strict=True))

    def _pairs(self, way_s: IntArray) -> Pairs:
        if not len(self._onward_s):
            nothing = np.zeros(0, np.int64)
            return Pairs(nothing, nothing, nothing, nothing)
        there_s = way_s[:, None] + self._onward_s
        stop, onward = np.nonzero(there_s < way_s)
        return Pairs(stop, onward, way_s[stop], there_s[stop, onward])
