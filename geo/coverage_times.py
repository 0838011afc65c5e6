"""Drive times from bases to every cell, kept per state of the roads and worked out beside requests.

A row is kept per base and vehicle class, so that a team that leaves, comes back or moves to
another base costs no new drive times. When the roads change all rows are worked out anew in a
thread of their own; whoever asks meanwhile is told how far that has come. (The search itself lets
other threads run.)
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from threading import Lock
from typing import NamedTuple

import numpy as np

from geo.coverage import Grid
from geo.route import UNREACHABLE
from geo.travel import TravelTimes
from geo.types import BoolArray, FloatArray, IntArray, VehicleClass

_KEPT_STATES = 2
_TRIES = 3
"""So often rows are looked for again when others have pushed them out meanwhile."""

_BASES_AT_ONCE = 40
_LOOKED_AT = 150
"""Cells looked at to find one that lies on a road."""


class Base(NamedTuple):
    """Where somebody starts from, degrees, and in what."""

    lon: float
    lat: float
    vehicle: VehicleClass


@dataclass(frozen=True, eq=False)
class Row:
    """Seconds from a base to each cell (m,), `UNREACHABLE` where there is no way for its vehicle.

    `estimated` where the base has no road near, or nobody any: then all times are guesses.
    """

    seconds: IntArray
    estimated: bool


@dataclass(frozen=True)
class Progress:
    """How many of the rows asked for are there."""

    done: int
    of: int

    @property
    def is_done(self) -> bool:
        """Whether all are there."""
        return self.done == self.of


class CoverageTimes:
    """Rows of drive times for any state of the roads; safe to use from several threads."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._states: OrderedDict[Hashable, dict[Base, Row]] = OrderedDict()
        self._asked: dict[Hashable, set[Base]] = {}
        self._worker = ThreadPoolExecutor(1, thread_name_prefix="coverage")

    def rows(
        self, state: Hashable, grid: Grid, times: TravelTimes, bases: Iterable[Base]
    ) -> dict[Base, Row]:
        """Every row asked for, however long that takes."""
        wanted = set(bases)
        for _ in range(_TRIES):
            self.ask(state, grid, times, wanted, patience_s=None)
            with self._lock:
                known = self._states.get(state, {})
                if wanted <= known.keys():
                    return {base: known[base] for base in wanted}
        return {
            base: row
            for some in _alike(wanted)
            for base, row in zip(some, rows_of(grid, times, some), strict=True)
        }

    def ask(
        self,
        state: Hashable,
        grid: Grid,
        times: TravelTimes,
        bases: Iterable[Base],
        patience_s: float | None = 1.0,
    ) -> Progress:
        """See that the rows are worked out, and wait for them as long as patience lasts.

        Parameters
        ----------
        state : what identifies grid, road file and state of the roads; equal means equal rows
        """
        wanted = set(bases)
        task = self._begin(state, grid, times, wanted)
        if task is not None:
            wait([task], timeout=patience_s)
            if task.done():
                task.result()
        with self._lock:
            known = self._states.get(state, {})
            return Progress(sum(base in known for base in wanted), len(wanted))

    def _begin(
        self, state: Hashable, grid: Grid, times: TravelTimes, wanted: set[Base]
    ) -> Future[None] | None:
        """The work that ends with these rows, None where all are there.

        What another caller has begun is waited for by a piece of work in the same queue.
        """
        with self._lock:
            known = self._states.setdefault(state, {})
            self._states.move_to_end(state)
            while len(self._states) > _KEPT_STATES:
                gone, _rows = self._states.popitem(last=False)
                self._asked.pop(gone, None)
            if wanted <= known.keys():
                return None
            asked = self._asked.setdefault(state, set())
            missing = wanted - known.keys() - asked
            asked |= missing
        return self._worker.submit(self._fill, state, grid, times, missing)

    def _fill(self, state: Hashable, grid: Grid, times: TravelTimes, bases: set[Base]) -> None:
        try:
            for some in _alike(bases):
                found = dict(zip(some, rows_of(grid, times, some), strict=True))
                with self._lock:
                    if state not in self._states:
                        return
                    self._states[state].update(found)
        finally:
            with self._lock:
                self._asked.get(state, set()).difference_update(bases)


def rows_of(grid: Grid, times: TravelTimes, bases: Sequence[Base]) -> list[Row]:
    """Rows of bases of one vehicle class, worked out now."""
    found = times.matrix(_places(bases), grid.middle, bases[0].vehicle)
    guessed = np.asarray(found.estimated.all(axis=1))
    off_road = found.estimated & ~guessed[:, None]
    seconds = np.where(off_road, UNREACHABLE, found.seconds).astype(np.int32)
    return [Row(row, bool(guess)) for row, guess in zip(seconds, guessed, strict=True)]


def roads_near(grid: Grid, times: TravelTimes) -> BoolArray:
    """The cells (m,) that have a road near for an ordinary car; all where no roads are known."""
    if times.road_file_hash is None:
        return np.ones(grid.count, np.bool_)
    few = grid.middle[:: max(1, grid.count // _LOOKED_AT)]
    on_road = ~times.matrix(few, few, VehicleClass.LIGHT).estimated.all(axis=1)
    if not on_road.any():
        return np.zeros(grid.count, np.bool_)
    start = few[[int(on_road.argmax())]]
    return np.asarray(~times.matrix(start, grid.middle, VehicleClass.LIGHT).estimated[0])


def _alike(bases: Iterable[Base]) -> Iterator[list[Base]]:
    """Bases in handfuls of one vehicle class."""
    by_vehicle: dict[VehicleClass, list[Base]] = {}
    for base in sorted(bases):
        by_vehicle.setdefault(base.vehicle, []).append(base)
    for row in by_vehicle.values():
        for begin in range(0, len(row), _BASES_AT_ONCE):
            yield row[begin : begin + _BASES_AT_ONCE]


def _places(bases: Sequence[Base]) -> FloatArray:
    return np.array([(base.lon, base.lat) for base in bases], np.float64)
