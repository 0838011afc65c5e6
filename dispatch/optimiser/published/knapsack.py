"""Pricing of agents: the cheapest set of jobs within a capacity, and with each job forced in."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dispatch.optimiser.parts import IntArray
from dispatch.optimiser.sequence.field import FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class Packed:
    """The cheapest set of jobs and its value, at most 0: nothing at all is a set too."""

    jobs: IntArray
    value: float


def pack(value: FloatArray, size: IntArray, capacity: int) -> Packed:
    """The set of jobs with the least sum of values (N,) whose sizes fit; a dynamic programme."""
    useful = np.flatnonzero((value < 0) & (size <= capacity))
    best = np.zeros(capacity + 1)
    taken = np.zeros((useful.size, capacity + 1), bool)
    for number, job in enumerate(useful):
        width = int(size[job])
        served = best[: capacity + 1 - width] + value[job]
        better = served < best[width:]
        taken[number, width:] = better
        best[width:] = np.where(better, served, best[width:])
    jobs, room = [], capacity
    for number in range(useful.size - 1, -1, -1):
        if taken[number, room]:
            jobs.append(int(useful[number]))
            room -= int(size[useful[number]])
    return Packed(np.array(jobs[::-1], np.int64), float(best[capacity]))


def least_with_each(value: FloatArray, size: IntArray, capacity: int) -> FloatArray:
    """The least value of a set that holds job j, for every job (N,); infinite where none fits.

    Sets of earlier jobs and sets of later jobs are joined over every split of the capacity.
    """
    count = value.size
    later = np.zeros((count + 1, capacity + 1))
    for job in range(count - 1, -1, -1):
        later[job] = _with_job(later[job + 1], value[job], int(size[job]))
    earlier = np.zeros(capacity + 1)
    found = np.full(count, np.inf)
    for job in range(count):
        room = capacity - int(size[job])
        if room >= 0:
            found[job] = value[job] + (earlier[: room + 1] + later[job + 1][room::-1]).min()
        earlier = _with_job(earlier, value[job], int(size[job]))
    return found


def _with_job(best: FloatArray, value: float, size: int) -> FloatArray:
    """The least value for every capacity once one more job may be taken."""
    if value >= 0 or size >= best.size:
        return best
    grown = best.copy()
    np.minimum(best[size:], best[: best.size - size] + value, out=grown[size:])
    return grown
