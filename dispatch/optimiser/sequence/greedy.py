"""A first answer: the gravest row first, each time by the unit that is there soonest."""

from __future__ import annotations

import numpy as np

from dispatch.optimiser.parts import IntArray
from dispatch.optimiser.sequence.field import Field, FloatArray
from dispatch.optimiser.sequence.pool import Route, as_rows, follow
from dispatch.optimiser.sequence.rules import broken_rows, served


class _Unfolding:
    """Routes as they grow: where each unit is and when it is free, and what rows still ask."""

    def __init__(self, field: Field, banned: set[int]) -> None:
        self.field = field
        self.now, self.place = field.ready_s.copy(), np.full(field.ready_s.size, -1, np.int64)
        self.closed = np.zeros(field.ready_s.size, bool)
        self.seen = np.zeros((field.ready_s.size, field.first_s.shape[1]), bool)
        self.left = field.amount.copy()
        self.left[list(banned)] = 0
        self.stops: dict[int, list[int]] = {}
        order = np.argsort(field.entry_row, kind="stable")
        self._options = field.entry_option[order]
        self._units = field.entry_units[order]
        self._first = np.searchsorted(field.entry_row[order], np.arange(field.amount.size + 1))
        by_option = np.argsort(field.entry_option, kind="stable")
        self._entries = by_option
        self._first_entry = np.searchsorted(
            field.entry_option[by_option], np.arange(field.unit.size + 1)
        )

    def serve(self, row: int) -> bool:
        """Send the best unit to one more visit that serves the row; says whether one can come."""
        field = self.field
        options = self._options[self._first[row] : self._first[row + 1]]
        unit, place = field.unit[options], field.place[field.job[options]]
        fits = ~self.closed[unit] & ~self.seen[unit, place]
        options, unit = options[fits], unit[fits]
        drive = field.drives_s(unit, self.place[unit], options)
        start = np.maximum(self.now[unit] + drive, field.release_s[options])
        ok = (drive >= 0) & (start <= field.until_s[options])
        options, start, drive = options[ok], start[ok], drive[ok]
        if not options.size:
            return False
        score = field.costs(options, start, drive) - self._worth(options)
        best = int(np.argmin(score))
        if score[best] >= 0:
            return False
        self._take(int(options[best]), int(start[best]))
        return True

    def _worth(self, options: IntArray) -> FloatArray:
        """The price of the shortage that each option would take away now."""
        price = np.zeros(1) if self.field.short_price is None else self.field.short_price
        counts = self._first_entry[options + 1] - self._first_entry[options]
        offset = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
        entries = self._entries[np.repeat(self._first_entry[options], counts) + offset]
        rows = self.field.entry_row[entries]
        worth = np.minimum(self.field.entry_units[entries], self.left[rows]) * price[rows]
        at = np.repeat(np.arange(options.size), counts)
        return np.asarray(np.bincount(at, worth, options.size), np.float64)

    def _take(self, option: int, start: int) -> None:
        field = self.field
        unit, place = int(field.unit[option]), int(field.place[field.job[option]])
        self.stops.setdefault(unit, []).append(option)
        stay = field.stay_s(np.array([option]), np.array([start]))
        self.now[unit], self.place[unit] = start + int(stay[0]), place
        self.seen[unit, place] = True
        self.closed[unit] = bool(field.last_stop[option])
        for entry in self._entries[self._first_entry[option] : self._first_entry[option + 1]]:
            row = field.entry_row[entry]
            self.left[row] = max(0, self.left[row] - field.entry_units[entry])


def serve_gravest_first(field: Field) -> tuple[Route, ...]:
    """Routes that keep every rule: rows in falling price, each served by the soonest unit.

    Rows that cannot be served enough for their least amount or their group are given up.
    """
    banned: set[int] = set()
    price = np.zeros(field.amount.size) if field.short_price is None else field.short_price
    order = np.lexsort((field.release_s_of_rows(), -price)).tolist()
    while True:
        growing = _Unfolding(field, banned)
        for row in order:
            while growing.left[row] > 0 and growing.serve(row):
                pass
        routes = tuple((unit, tuple(stops)) for unit, stops in sorted(growing.stops.items()))
        broken = broken_rows(field, served(field, routes)) - banned
        if not broken:
            return _without(field, routes, banned)
        banned |= broken


def _without(field: Field, routes: tuple[Route, ...], banned: set[int]) -> tuple[Route, ...]:
    """Routes whose stops serve something that is not given up."""
    useful = np.ones(field.amount.size, bool)
    useful[list(banned)] = False
    pays = np.bincount(field.entry_option, useful[field.entry_row], field.unit.size) > 0
    kept = ((unit, tuple(o for o in options if pays[o])) for unit, options in routes)
    return tuple((unit, options) for unit, options in kept if options)


def cost_of(field: Field, routes: tuple[Route, ...]) -> int:
    """The whole cost of routes, what stays short included; useless parts count as short."""
    driven = int(follow(field, *as_rows(routes)).cost.sum()) if routes else 0
    if field.short_price is None:
        return driven
    brought = served(field, routes)
    brought[list(broken_rows(field, brought))] = 0
    short = np.maximum(0, field.amount - brought)
    return driven + int(short @ field.short_price)
