"""From bound and prices to an answer and its proof: all routes within a gap, cuts, a small MIP."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from dispatch.optimiser.parts import IntArray
from dispatch.optimiser.sequence.choose import Chosen, choose
from dispatch.optimiser.sequence.cuts import cut_rows, find_triples
from dispatch.optimiser.sequence.generate import Search
from dispatch.optimiser.sequence.labels import price_routes
from dispatch.optimiser.sequence.master import relax
from dispatch.optimiser.sequence.pool import Pool, Route
from dispatch.optimiser.sequence.rules import broken_rows, served

GAPS = (0.001, 0.002, 0.004, 0.006, 0.01, 0.016, 0.025, 0.05, 0.1, 0.3, math.inf)
"""Widths, as shares of the bound, within which an answer is looked for, narrow ones first."""
MOST_ROUTES = 30_000
EVERY = 2**60
CUT_ROUNDS = 8
MARGIN = 1e-3
"""What a value of the linear solver may be off."""


@dataclass(frozen=True, slots=True)
class Answer:
    """Routes with their whole cost, shortages included; no answer costs less than `bound`."""

    routes: tuple[Route, ...]
    cost: int
    bound: int


def prove(search: Search, start: Answer) -> Answer:
    """The best answer found, proven where time and memory allow.

    Any answer with a route of reduced cost g costs at least bound + g. So the best answer among
    all routes below g is the best of all when it costs no more than bound + g; and when there is
    none, bound + g is a bound.
    """
    best = _rounded(search, start)
    for share in GAPS:
        if best.cost - best.bound < 1 or search.watch.is_over():
            return best
        width = min(max(2.0, share * abs(best.bound)), best.cost - search.bound)
        found = _within(search, width, best)
        if found is None:
            break
        best = found
    return _improved(search, best)


def _rounded(search: Search, start: Answer) -> Answer:
    """The relaxation as an answer where it is whole; the bound as a whole number."""
    bound = _raised(start.bound, search.bound)
    relaxed = search.relaxed
    if relaxed is not None and relaxed.is_whole and not search.is_boxed:
        routes = tuple(search.pool.routes[k] for k in np.flatnonzero(relaxed.share > 0.5))
        cost = round(relaxed.value)
        if cost < start.cost and not broken_rows(search.field, served(search.field, routes)):
            return Answer(routes, cost, min(bound, cost))
    return Answer(start.routes, start.cost, min(bound, start.cost))


def _within(search: Search, width: float, best: Answer) -> Answer | None:
    """The best answer when all routes within a width are at hand; None: there are too many."""
    pool = _enumerate(search, width)
    if pool is None:
        return None
    columns, cuts, value = _tighten(search, pool, search.bound + width)
    bound = _raised(best.bound, min(value, search.bound + width))
    found = choose(pool, columns, search.watch.left_s(), cuts)
    bound = _raised(bound, min(found.bound, search.bound + width))
    best = _better(best, pool, found)
    return Answer(best.routes, best.cost, min(bound, best.cost))


def _raised(bound: int, value: float) -> int:
    """The higher of a bound and a value that bounds as well, rounded up as costs are whole."""
    return bound if value <= bound else math.ceil(value - MARGIN)


def _better(best: Answer, pool: Pool, found: Chosen) -> Answer:
    if found.cost is None or found.cost >= best.cost:
        return best
    return Answer(tuple(pool.routes[k] for k in found.columns), found.cost, best.bound)


def _enumerate(search: Search, width: float) -> Pool | None:
    """Every route with a reduced cost below a width, the cheapest order of each set of stops."""
    priced = price_routes(
        search.ground,
        search.field.gains(search.row_price),
        search.unit_price,
        limit=width,
        keep_share=None,
        most=4 * MOST_ROUTES,
        is_over=search.watch.is_over,
    )
    if priced.dropped or sum(layer.unit.size for layer in priced.layers) > 20 * MOST_ROUTES:
        return None
    routes = priced.routes(EVERY, width)
    if routes.unit.size > 2 * MOST_ROUTES:
        return None
    order = np.argsort(routes.value, kind="stable")
    keys = np.sort(routes.options[order], axis=1)
    _, first = np.unique(keys, axis=0, return_index=True)
    chosen = order[np.sort(first)]
    if chosen.size > MOST_ROUTES:
        return None
    pool = Pool(search.field)
    pool.add(routes.unit[chosen], routes.options[chosen])
    return pool


def _tighten(
    search: Search, pool: Pool, target: float
) -> tuple[IntArray, sparse.csr_matrix | None, float]:
    """Columns that can be part of an answer below the target, after cuts; and the bound with them.

    Only for rows served exactly once; the cuts hold for whole answers, so reduced costs under
    them may strike routes out.
    """
    columns = np.arange(len(pool.routes))
    field = search.field
    if field.short_price is not None:
        return columns, None, -np.inf
    triples = np.zeros((0, 3), np.int64)
    cap = np.full(field.amount.size, max(1.0, abs(target)))
    value = -np.inf
    for _ in range(CUT_ROUNDS):
        cuts = cut_rows(pool, columns, triples)
        relaxed = relax(pool, columns, cap, cuts)
        if relaxed is None:
            break
        value = relaxed.value
        if value > target + MARGIN or search.watch.is_over():
            break
        reduced = pool.reduced(relaxed.row, relaxed.unit)[columns] + cuts.T @ relaxed.cut
        keep = reduced <= target - value + MARGIN
        columns, share = columns[keep], relaxed.share[keep]
        if relaxed.is_whole:
            break
        fresh = find_triples(pool, columns, share)
        if not fresh.size:
            break
        triples = np.unique(np.concatenate([triples, fresh]), axis=0)
    return columns, cut_rows(pool, columns, triples), value


def _improved(search: Search, best: Answer) -> Answer:
    """A last MIP over the routes at hand for a better answer; the bound stays."""
    if best.cost - best.bound < 1 or search.watch.is_over():
        return best
    pool = search.pool
    reduced = pool.reduced(search.row_price, search.unit_price)
    columns = np.flatnonzero(reduced <= best.cost - search.bound)
    return _better(best, pool, choose(pool, columns, search.watch.left_s()))
