"""Bounds for the p-median, so that its exact model has few sites left to decide on.

Lagrangian relaxation of "each place is served once" with subgradient steps gives a lower bound; the
sites it opens, improved by exchanging one at a time, an upper one. A site whose opening would push
the lower bound past the upper one is in no better answer; one whose closing would, is in every
better answer.

References
----------
Narula, Ogbu & Samuelsson, "An algorithm for the p-median problem", Operations Research 25 (1977);
Teitz & Bart, "Heuristic methods for estimating the generalized vertex median", Operations Research
16 (1968); Whitaker, "A fast algorithm for the greedy interchange", INFOR 21 (1983).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from geo.types import FloatArray

_MOST_STEPS = 600
_PATIENCE = 15
_LEAST_STEP = 1e-3
_EXACT = 1e-9


@dataclass(frozen=True, eq=False)
class Bounds:
    """What is known before the exact model is asked.

    Attributes
    ----------
    sites : the best choice found, None where none serves every place
    value, bound : its cost, infinite without one; what no choice can beat
    open_sites : sites that may be in a better choice; must : those that are in every better one
    """

    sites: tuple[int, ...] | None
    value: float
    bound: float
    open_sites: NDArray[np.int64]
    must: tuple[int, ...]


def p_median_bounds(cost: FloatArray, count: int, fixed: Sequence[int] = ()) -> Bounds:
    """Bound the least cost of serving every place from at most `count` sites.

    Parameters
    ----------
    cost : (n, m) of serving a place from a site, infinite where it cannot be
    fixed : sites that are part of every choice
    """
    search = _Search(cost, count, fixed)
    search.run()
    if search.best is None:
        return Bounds(None, np.inf, search.bound, np.arange(len(cost)), tuple(fixed))
    sites, value = _exchanged(cost, search.best, search.value, fixed)
    open_sites, must = search.decided(value)
    return Bounds(tuple(sorted(sites)), value, min(search.bound, value), open_sites, must)


class _Search:
    """Subgradient steps on the price each place pays to be served."""

    def __init__(self, cost: FloatArray, count: int, fixed: Sequence[int]) -> None:
        self.cost, self.count, self.fixed = cost, count, list(fixed)
        self.bound, self.value = -np.inf, np.inf
        self.best: list[int] | None = None
        self.saving_at_best = np.zeros(len(cost))
        ranked = np.sort(cost, axis=0)
        second = ranked[min(1, len(cost) - 1)]
        self.price = np.where(np.isfinite(second), second, ranked[0] + 1.0)
        self.price_at_best = self.price

    def run(self) -> None:
        """Step until the bounds meet or no longer move."""
        scale, since = 2.0, 0
        for _ in range(_MOST_STEPS):
            bound, chosen, saving = self._relaxed()
            since += 1
            if bound > self.bound + _EXACT * abs(self.bound if np.isfinite(self.bound) else 1.0):
                self.bound, self.saving_at_best, self.price_at_best = bound, saving, self.price
                since = 0
            self._try(chosen)
            if since > _PATIENCE:
                scale, since, self.price = scale / 2, 0, self.price_at_best
            if scale < _LEAST_STEP or self.value - self.bound <= _EXACT * max(1.0, self.value):
                return
            served = (self.cost[chosen] < self.price).sum(axis=0)
            slope = 1.0 - served
            steepness = float(slope @ slope)
            if steepness == 0:
                return
            target = self.value if np.isfinite(self.value) else self.bound + abs(self.bound) + 1
            self.price = np.maximum(self.price + scale * (target - bound) / steepness * slope, 0.0)

    def _relaxed(self) -> tuple[float, list[int], FloatArray]:
        saving = np.minimum(self.cost - self.price, 0.0).sum(axis=1)
        ranked = saving.copy()
        ranked[self.fixed] = -np.inf
        chosen = np.argsort(ranked, kind="stable")[: self.count].tolist()
        return float(self.price.sum() + saving[chosen].sum()), chosen, saving

    def _try(self, chosen: list[int]) -> None:
        value = float(self.cost[chosen].min(axis=0).sum())
        if value < self.value:
            self.best, self.value = chosen, value

    def decided(self, value: float) -> tuple[NDArray[np.int64], tuple[int, ...]]:
        """Sites that a choice cheaper than a value may have, and those it must have."""
        saving, least = self.saving_at_best, value - _EXACT * max(1.0, value)
        ranked = saving.copy()
        ranked[self.fixed] = -np.inf
        order = np.argsort(ranked, kind="stable")
        chosen, others = order[: self.count], order[self.count :]
        if not len(others):
            return np.sort(order), tuple(self.fixed)
        kept = others[self.bound + saving[others] - saving[chosen[-1]] < least]
        needed = self.bound - saving[chosen] + saving[others[0]] >= least
        must = {*self.fixed, *chosen[needed].tolist()}
        return np.sort(np.concatenate([chosen, kept])), tuple(sorted(must))


def _exchanged(
    cost: FloatArray, sites: list[int], value: float, fixed: Sequence[int]
) -> tuple[list[int], float]:
    """Exchange one site for another as long as that lowers the cost."""
    chosen = list(sites)
    while True:
        found = _best_exchange(cost, chosen, set(fixed))
        if found is None or found[2] >= value - _EXACT * max(1.0, value):
            return chosen, value
        out, into, value = found
        chosen[out] = into


def _best_exchange(
    cost: FloatArray, chosen: list[int], fixed: set[int]
) -> tuple[int, int, float] | None:
    """The exchange with the least cost: the place in the choice, the new site, the cost."""
    rows = cost[chosen]
    nearest = rows.argmin(axis=0)
    places = np.arange(rows.shape[1])
    first = rows[nearest, places]
    rest = rows.copy()
    rest[nearest, places] = np.inf
    second = rest.min(axis=0)
    free = np.array([site not in fixed for site in chosen])
    best: tuple[int, int, float] | None = None
    for site in sorted(set(range(len(cost))) - set(chosen)):
        kept = np.minimum(first, cost[site])
        gone = np.minimum(second, cost[site])
        dearer = np.bincount(nearest, weights=gone - kept, minlength=len(chosen))
        total = np.where(free, kept.sum() + dearer, np.inf)
        out = int(total.argmin())
        if np.isfinite(total[out]) and (best is None or total[out] < best[2]):
            best = (out, site, float(total[out]))
    return best
