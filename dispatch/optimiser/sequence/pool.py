"""The routes known so far, kept in arrays: what each costs and brings."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from dispatch.optimiser.parts import IntArray
from dispatch.optimiser.sequence.field import Field, FloatArray

Route = tuple[int, tuple[int, ...]]
"""A unit and its options in the order of its stops."""


@dataclass(frozen=True, slots=True, eq=False)
class Walk:
    """Routes (N,) followed stop by stop: begin and end of each (N, S), and the whole cost."""

    start_s: IntArray
    end_s: IntArray
    cost: IntArray


def follow(field: Field, unit: IntArray, options: IntArray) -> Walk:
    """When each visit of routes (N, S; -1 where a route has ended) begins and ends."""
    count, stops = options.shape
    start_s = np.full((count, stops), -1, np.int64)
    end_s = np.full((count, stops), -1, np.int64)
    cost = np.zeros(count, np.int64)
    now, place = field.ready_s[unit], np.full(count, -1, np.int64)
    for stop in range(stops):
        rows = np.flatnonzero(options[:, stop] >= 0)
        chosen = options[rows, stop]
        drive = field.drives_s(unit[rows], place[rows], chosen)
        start = np.maximum(now[rows] + drive, field.release_s[chosen])
        cost[rows] += field.costs(chosen, start, drive)
        start_s[rows, stop] = start
        now[rows] = end_s[rows, stop] = start + field.stay_s(chosen, start)
        place[rows] = field.place[field.job[chosen]]
    return Walk(start_s, end_s, cost)


def as_rows(routes: Iterable[Route]) -> tuple[IntArray, IntArray]:
    """Routes as arrays: unit (N,) and options (N, S) padded with -1."""
    listed = list(routes)
    stops = max((len(options) for _, options in listed), default=1)
    rows = [list(options) + [-1] * (stops - len(options)) for _, options in listed]
    return (
        np.array([unit for unit, _ in listed], np.int64),
        np.array(rows, np.int64).reshape(len(listed), stops),
    )


class Pool:
    """Routes without repetition, in the order they came.

    `unit`, `cost` (N,) and the entries `entry_row`, `entry_column`, `entry_units`: what each
    route brings to which row.
    """

    def __init__(self, field: Field) -> None:
        self.field = field
        self.routes: list[Route] = []
        self.cost: IntArray = np.zeros(0, np.int64)
        self.unit: IntArray = np.zeros(0, np.int64)
        self.entry_row: IntArray = np.zeros(0, np.int64)
        self.entry_column: IntArray = np.zeros(0, np.int64)
        self.entry_units: IntArray = np.zeros(0, np.int64)
        self._known: set[Route] = set()
        self._by_option = np.argsort(field.entry_option, kind="stable")
        self._first_entry = np.searchsorted(
            field.entry_option[self._by_option], np.arange(field.unit.size + 1)
        )

    def add(self, unit: IntArray, options: IntArray) -> int:
        """Take up routes that are not known yet; says how many."""
        fresh: list[Route] = []
        for k, stops in zip(unit.tolist(), options.tolist(), strict=True):
            route = (k, tuple(stop for stop in stops if stop >= 0))
            if route not in self._known:
                self._known.add(route)
                fresh.append(route)
        if fresh:
            self._append(fresh)
        return len(fresh)

    def _append(self, fresh: list[Route]) -> None:
        unit, options = as_rows(fresh)
        column, stop = np.nonzero(options >= 0)
        chosen = options[column, stop]
        counts = self._first_entry[chosen + 1] - self._first_entry[chosen]
        offset = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
        entry = self._by_option[np.repeat(self._first_entry[chosen], counts) + offset]
        at = len(self.routes) + np.repeat(column, counts)
        self.entry_row = np.concatenate([self.entry_row, self.field.entry_row[entry]])
        self.entry_column = np.concatenate([self.entry_column, at])
        self.entry_units = np.concatenate([self.entry_units, self.field.entry_units[entry]])
        self.routes += fresh
        self.unit = np.concatenate([self.unit, unit])
        self.cost = np.concatenate([self.cost, follow(self.field, unit, options).cost])

    def matrix(self, columns: IntArray) -> sparse.csc_matrix:
        """What some routes bring to each row (R, N)."""
        shape = (self.field.amount.size, len(self.routes))
        units = self.entry_units.astype(np.float64)
        whole = sparse.csc_matrix((units, (self.entry_row, self.entry_column)), shape)
        return whole if columns.size == shape[1] else whole[:, columns]

    def reduced(self, prices: FloatArray, unit_price: FloatArray) -> FloatArray:
        """The reduced cost of every route (N,)."""
        worth = prices[self.entry_row] * self.entry_units
        earned = np.bincount(self.entry_column, worth, len(self.routes))
        return np.asarray(self.cost - earned + unit_price[self.unit], np.float64)
