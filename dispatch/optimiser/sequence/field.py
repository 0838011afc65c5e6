"""What routes are built from: who may serve which job, how long it takes, what it costs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dispatch.optimiser.parts import IntArray

FloatArray = NDArray[np.float64]
NO_LIMIT_S = 2**40
"""Later than any time: no limit."""


@dataclass(frozen=True, slots=True, eq=False)
class Stay:
    """One share of the time spent at a job (O,): work that grows with a late start, then capped.

    Lasts `min(floor(work_s x (1 + growth_per_h x start / 3600)), cap_s)`; a visit lasts as long
    as its longest share.
    """

    work_s: IntArray
    growth_per_h: FloatArray
    cap_s: IntArray


@dataclass(frozen=True, slots=True, eq=False)
class Field:
    """Units (K) that go from job to job at places (P), each pair of unit and job an option (O).

    Visiting job j at `start` costs fixed + slope x start + late x max(0, start - latest), and
    `drive` for each second driven. A route visits each place at most once.

    Attributes
    ----------
    place : (J,) where each job lies.
    ready_s : (K,) when each unit may leave where it is.
    first_s : (K, P) seconds from there, -1 where there is no way.
    between_s : (1, P, P) or (K, P, P) seconds from place to place, -1 where there is no way.
    unit, job : (O,) options, in the order of units; `first_option` (K + 1,) where each begins.
    stays : the shares of the time a visit takes; empty: a route ends there.
    entry_option, entry_row, entry_units : what each option brings to which row.
    amount : (R,) what each row asks for. `short_price` (R,) per unit short, None: nothing may be.
    least : (R,) below which what is brought does not count. `group` (R,) rows served together or
        not at all share a number, -1: none.
    """

    place: IntArray
    ready_s: IntArray
    first_s: IntArray
    between_s: IntArray
    unit: IntArray
    job: IntArray
    first_option: IntArray
    stays: Sequence[Stay]
    last_stop: NDArray[np.bool_]
    fixed: IntArray
    slope: IntArray
    late: IntArray
    latest_s: IntArray
    until_s: IntArray
    release_s: IntArray
    drive: int
    entry_option: IntArray
    entry_row: IntArray
    entry_units: IntArray
    amount: IntArray
    short_price: IntArray | None
    least: IntArray
    group: IntArray

    def gains(self, prices: FloatArray) -> FloatArray:
        """What each option (O,) earns at a price per unit of each row."""
        worth = prices[self.entry_row] * self.entry_units
        return np.asarray(np.bincount(self.entry_option, worth, self.unit.size), np.float64)

    def release_s_of_rows(self) -> IntArray:
        """When each row (R,) can first be served; one no option serves: never."""
        release = np.full(self.amount.size, NO_LIMIT_S)
        np.minimum.at(release, self.entry_row, self.release_s[self.entry_option])
        return release

    def stay_s(self, options: IntArray, start_s: IntArray) -> IntArray:
        """How long visits that begin so late last."""
        longest = np.zeros(options.shape, np.int64)
        for share in self.stays:
            work = share.work_s[options]
            growth = share.growth_per_h
            if growth.any():
                work = np.floor(work * (1.0 + growth[options] * start_s / 3600.0)).astype(np.int64)
            np.maximum(longest, np.minimum(work, share.cap_s[options]), out=longest)
        return longest

    def drives_s(self, units: IntArray, places: IntArray, options: IntArray) -> IntArray:
        """Seconds from where units are (place -1: their first place) to their options."""
        to = self.place[self.job[options]]
        if (places < 0).all():
            return self.first_s[units, to]
        table = self.between_s
        onward = table[units if table.shape[0] > 1 else 0, places, to]
        return np.where(places < 0, self.first_s[units, to], onward)

    def costs(self, options: IntArray, start_s: IntArray, drive_s: IntArray) -> IntArray:
        """What visits that begin then cost."""
        price: IntArray = self.fixed[options] + self.slope[options] * start_s
        if self.late.any():
            price = price + self.late[options] * np.maximum(start_s - self.latest_s[options], 0)
        return price + self.drive * drive_s if self.drive else price
