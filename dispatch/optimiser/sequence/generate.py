"""Column generation over routes: prices, routes that pay at them, a bound every round."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dispatch.optimiser.budget import Watch
from dispatch.optimiser.parts import IntArray
from dispatch.optimiser.sequence.field import Field, FloatArray
from dispatch.optimiser.sequence.ground import Ground, survey
from dispatch.optimiser.sequence.labels import price_routes
from dispatch.optimiser.sequence.master import TINY, Relaxed, grained, relax
from dispatch.optimiser.sequence.pool import Pool, Route, as_rows, follow

PER_UNIT = 6
"""Routes taken up per unit and round."""
HELD = 0.3
"""The best prices keep so much weight against the relaxation's, as long as routes are found."""
EARLY_ROUNDS = 15
EARLY_LABELS = 3_000
"""Labels kept per layer while prices are still rough; what is dropped still bounds."""
LATE_LABELS = 100_000
MOST_TRIED = 300_000
"""Continuations tried per layer."""
MOST_SINGLES = 5_000
"""Routes of one stop are all taken up at the start unless there are more."""
BOX = 1.5
"""A row may be short in the relaxation at so many times its best known price."""
CLOSE = 1e-4
"""The search for prices ends when bound and relaxation are so near, as a share."""


@dataclass(slots=True, eq=False)
class Search:
    """The state of column generation: routes known, best prices and the bound they prove."""

    ground: Ground
    pool: Pool
    watch: Watch
    row_price: FloatArray
    unit_price: FloatArray
    bound: float = -np.inf
    relaxed: Relaxed | None = None
    is_boxed: bool = False
    rounds: int = 0

    @property
    def field(self) -> Field:
        return self.ground.field


def begin(field: Field, routes: list[Route], watch: Watch) -> Search:
    """Start from a first answer: its marginal costs are the first prices."""
    pool = Pool(field)
    ground = survey(field)
    options = np.flatnonzero(ground.first_start_s >= 0)
    if routes:
        pool.add(*as_rows(routes))
    if options.size <= MOST_SINGLES:
        pool.add(field.unit[options], options[:, None])
    prices = grained(marginal_prices(field, routes))
    return Search(ground, pool, watch, prices, np.zeros(field.ready_s.size))


def marginal_prices(field: Field, routes: list[Route]) -> FloatArray:
    """What leaving each row out would save in a first answer; a row not served: its price."""
    rows = field.amount.size
    full = np.zeros(rows)
    if field.short_price is not None:
        full = field.short_price.astype(np.float64)
    if not routes:
        return full
    unit, options = as_rows(routes)
    whole = follow(field, unit, options).cost
    saved = np.full(field.unit.size, -1.0)
    for stop in range(options.shape[1]):
        here = np.flatnonzero(options[:, stop] >= 0)
        without = np.delete(options[here], stop, axis=1)
        without = _closed_up(without) if without.size else np.full((here.size, 1), -1, np.int64)
        saved[options[here, stop]] = whole[here] - follow(field, unit[here], without).cost
    entry = np.flatnonzero(saved[field.entry_option] >= 0)
    units = np.minimum(field.entry_units, field.amount[field.entry_row])
    per_unit = saved[field.entry_option[entry]] / np.maximum(units[entry], 1)
    prices = np.zeros(rows)
    np.maximum.at(prices, field.entry_row[entry], per_unit)
    served = np.bincount(field.entry_row[entry], field.entry_units[entry], rows) >= field.amount
    if field.short_price is None:
        return prices
    return np.where(served, np.minimum(prices, full), full)


def _closed_up(options: IntArray) -> IntArray:
    """A gap of -1 within a route moves to its end; the order of stops stays."""
    return np.take_along_axis(options, np.argsort(options < 0, axis=1, kind="stable"), 1)


def generate(search: Search, rounds: int) -> None:
    """Price and take up routes until none pays, the bound meets the value, or time is over."""
    row, unit = search.row_price, search.unit_price
    box = 1.0
    while search.rounds < rounds and not search.watch.is_over():
        fresh, bound = _price(search, row, unit)
        if bound > search.bound:
            search.bound, search.row_price, search.unit_price = bound, row, unit
        box = box * 3.0 if search.is_boxed and not fresh else 1.0
        search.relaxed = _relax(search, box)
        if search.relaxed is None or _is_done(search, search.relaxed):
            return
        held = HELD if fresh else 0.0
        row = _within(search.field, held * search.row_price + (1 - held) * search.relaxed.row)
        unit = grained(held * search.unit_price + (1 - held) * search.relaxed.unit)


def _within(field: Field, row: FloatArray) -> FloatArray:
    """Prices that bound: where rows may be short, neither negative nor above the price of that."""
    if field.short_price is None:
        return grained(row)
    return grained(np.clip(row, 0.0, field.short_price))


def _price(search: Search, row: FloatArray, unit: FloatArray) -> tuple[int, float]:
    """Routes that pay at these prices, and the bound: what rows pay less what units can gain."""
    most = EARLY_LABELS if search.rounds < EARLY_ROUNDS else LATE_LABELS
    per_unit = search.field.unit.size / max(1, search.field.ready_s.size)
    most = int(max(100, min(most, MOST_TRIED / max(1.0, per_unit))))
    search.rounds += 1
    priced = price_routes(
        search.ground, search.field.gains(row), unit, most=most, is_over=search.watch.is_over
    )
    bound = float(row @ search.field.amount - unit.sum() + priced.least.sum())
    routes = priced.routes(PER_UNIT)
    return search.pool.add(routes.unit, routes.options), bound


def _relax(search: Search, box: float) -> Relaxed | None:
    field, best = search.field, search.row_price
    cap = np.maximum(best, best.mean() / 3) * BOX * box
    if field.short_price is not None:
        cap = np.minimum(cap, field.short_price)
    found = relax(search.pool, np.arange(len(search.pool.routes)), cap)
    if found is None:
        return None
    boxed = cap < (np.inf if field.short_price is None else field.short_price)
    search.is_boxed = bool((boxed & (found.short > TINY)).any())
    return found


def _is_done(search: Search, relaxed: Relaxed) -> bool:
    """Whether prices can hardly prove more: the relaxation is open and the bound is near it."""
    if search.is_boxed:
        return False
    return relaxed.value - search.bound <= max(0.5, CLOSE * abs(relaxed.value))
