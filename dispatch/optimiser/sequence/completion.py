"""The most a unit can still earn after a moment: a bound on every continuation of a route."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dispatch.optimiser.parts import IntArray
from dispatch.optimiser.sequence.field import FloatArray
from dispatch.optimiser.sequence.ground import Ground

BUCKETS = 160


@dataclass(frozen=True, slots=True, eq=False)
class Completion:
    """`table` (K, B + 1): no continuation from a bucket of time on costs less, gains taken off."""

    table: FloatArray
    bucket_s: int

    def least(self, units: IntArray, end_s: IntArray) -> FloatArray:
        last = self.table.shape[1] - 1
        found: FloatArray = self.table[units, np.minimum(end_s // self.bucket_s, last)]
        return found


def complete(ground: Ground, active: IntArray, gain: FloatArray) -> Completion:
    """Bound every continuation at given gains (O,), for the `active` options.

    Drives are relaxed to the shortest into each place. One machine with weights and lengths then
    serves any chosen set best in Smith's order (weight / length falling; W. E. Smith, 1956), so a
    dynamic programme over options in that order and time buckets is exact for the relaxation;
    times are rounded down, which keeps it a bound. Latest times and lateness only add cost.
    """
    field = ground.field
    units = field.ready_s.size
    lead, slope = ground.nearest_s[active], field.slope[active]
    length = lead + ground.base_stay_s[active]
    worth = gain[active] - field.fixed[active] - slope * lead - field.drive * lead
    ends = np.where(slope > 0, worth / np.maximum(slope, 1), 1e9)
    ends = np.minimum(ends, field.until_s[active])
    horizon = int(min(ends.max(initial=1.0), 1e9)) + 1
    bucket_s = max(1, -(-horizon // BUCKETS))
    table = np.zeros((units, BUCKETS + 1))
    rank, order = _ranks(field.unit[active], slope / np.maximum(length, 1), units)
    steps = int(rank.max(initial=-1)) + 1
    buckets = np.arange(BUCKETS + 1)
    begins = buckets * bucket_s
    for step in range(steps):
        rows = order[rank == step]
        unit = field.unit[active[rows]]
        shift = np.minimum(buckets + (length[rows] // bucket_s)[:, None], BUCKETS)
        before = table[unit]
        served = table.take(unit[:, None] * (BUCKETS + 1) + shift)
        served += slope[rows][:, None] * begins - worth[rows][:, None]
        served[:, BUCKETS] = 0.0
        table[unit] = np.minimum(before, served)
    return Completion(table, bucket_s)


def _ranks(unit: IntArray, ratio: FloatArray, units: int) -> tuple[IntArray, IntArray]:
    """Options of each unit numbered in rising ratio: the last of Smith's order comes first."""
    order = np.lexsort((ratio, unit))
    counts = np.bincount(unit, minlength=units)
    first = np.cumsum(counts) - counts
    return np.arange(unit.size) - np.repeat(first, counts), order
