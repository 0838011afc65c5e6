"""Which depot sends how much to which need when lorries are no limit: a proven transport problem.

A transportation problem (Hitchcock, 1941; integral, Ahuja, Magnanti & Orlin, Network Flows, 1993)
over the nearest depots of each need. The prices of needs and stock then judge every arc that was
left out; those that would pay are added, until none does: optimal over all depots and lots.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp

from dispatch.optimiser.materials.ground import Ground
from dispatch.optimiser.materials.linear import solve_linear
from dispatch.optimiser.parts import IntArray

NEAREST = 12
FIRST = 256
FAR_S = 2**45


@dataclass(frozen=True, slots=True, eq=False)
class Flow:
    """Amounts (F,) from depot rows to need rows of the ground, with value and proven bound."""

    need: IntArray
    depot: IntArray
    amount: IntArray
    value: int
    bound: int


def cheapest_flow(ground: Ground) -> Flow:
    """The flow of least value over all depots, and its bound."""
    sources = _Sources(ground)
    need, depot = _nearest(sources, len(ground.need))
    while True:
        flow, need_price, stock_price = _transport(ground, need, depot)
        more_need, more_depot = _paying(ground, sources, need, depot, need_price, stock_price)
        if not len(more_need):
            return flow
        need, depot = np.concatenate((need, more_need)), np.concatenate((depot, more_depot))


class _Sources:
    """The depots of an incident by arrival: the first `FIRST` at once, all only when asked for."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        eta_s = np.where(ground.direct_s < 0, FAR_S, ground.direct_s).T
        self._eta_s = np.ascontiguousarray(eta_s)
        self._near = self._first()
        self._all: dict[int, IntArray] = {}

    def _first(self) -> IntArray:
        depots = self._eta_s.shape[1]
        if depots <= FIRST:
            return np.argsort(self._eta_s, axis=1, kind="stable")
        keys = np.minimum(self._eta_s, 2**31 - 1).astype(np.int32)
        near = np.sort(np.argpartition(keys, FIRST, axis=1)[:, :FIRST], axis=1)
        order = np.argsort(np.take_along_axis(keys, near, axis=1), axis=1, kind="stable")
        return np.take_along_axis(near, order, axis=1)

    def nearest(self, row: int) -> IntArray:
        """The nearest depots that hold something of a need's item and come in time."""
        found = self._senders(row, self._near[self._ground.incident[row]])
        if len(found) < NEAREST and self._near.shape[1] < self._eta_s.shape[1]:
            found = self.every(row)
        return found[:NEAREST]

    def every(self, row: int) -> IntArray:
        """All depots that hold something of a need's item and come in time, the nearest first."""
        incident = int(self._ground.incident[row])
        if incident not in self._all:
            self._all[incident] = np.argsort(self._eta_s[incident], kind="stable")
        return self._senders(row, self._all[incident])

    def _senders(self, row: int, depots: IntArray) -> IntArray:
        ground = self._ground
        eta_s = self._eta_s[ground.incident[row], depots]
        in_time = (eta_s <= ground.until_s[row]) & (eta_s < FAR_S)
        senders: IntArray = depots[in_time & (ground.stock.sendable[ground.item[row], depots] > 0)]
        return senders


def _nearest(sources: _Sources, needs: int) -> tuple[IntArray, IntArray]:
    found = [sources.nearest(row) for row in range(needs)]
    need = np.repeat(np.arange(needs), [len(depots) for depots in found])
    return need, np.concatenate(found) if found else np.zeros(0, np.int64)


def _transport(
    ground: Ground, need: IntArray, depot: IntArray
) -> tuple[Flow, IntArray, dict[int, int]]:
    """The transport problem over some arcs, with prices of needs (K,) and of stock by cell."""
    cell = ground.item[need] * len(ground.problem.depots) + depot
    cells, source = np.unique(cell, return_inverse=True)
    held = ground.stock.sendable.ravel()[cells]
    price = ground.price(need, ground.direct_s[depot, ground.incident[need]])
    arcs, needs = len(need), len(ground.need)
    columns = np.arange(arcs)
    rows = sp.csr_matrix(
        (
            np.ones(2 * arcs + needs),
            (
                np.concatenate((need, np.arange(needs), needs + source)),
                np.concatenate((columns, arcs + np.arange(needs), columns)),
            ),
        ),
        shape=(needs + len(cells), arcs + needs),
    )
    solved = solve_linear(
        np.concatenate((price, ground.short)).astype(np.float64),
        np.full(arcs + needs, np.inf),
        rows,
        np.concatenate((ground.amount, np.full(len(cells), -np.inf))),
        np.concatenate((ground.amount, held)).astype(np.float64),
    )
    if solved is None:
        raise ArithmeticError("the material flow has no optimum although shortage is allowed")
    amounts = np.rint(solved.values).astype(np.int64)
    need_price = np.minimum(np.rint(solved.prices[:needs]).astype(np.int64), ground.short)
    stock_price = np.maximum(np.rint(-solved.prices[needs:]).astype(np.int64), 0)
    used = np.flatnonzero(amounts[:arcs])
    value = int(price @ amounts[:arcs]) + int(ground.short @ amounts[arcs:])
    over = np.maximum(need_price[need] - stock_price[source] - price, 0)
    bound = int(need_price @ ground.amount) - int(stock_price @ held)
    bound -= int(over @ np.minimum(ground.amount[need], held[source]))
    flow = Flow(need[used], depot[used], amounts[used], value, min(bound, value))
    return flow, need_price, dict(zip(cells.tolist(), stock_price.tolist(), strict=True))


def _paying(
    ground: Ground,
    sources: _Sources,
    need: IntArray,
    depot: IntArray,
    need_price: IntArray,
    stock_price: dict[int, int],
) -> tuple[IntArray, IntArray]:
    """Arcs left out whose price lies below what the need pays less what the stock there is worth.

    Prices rise with arrival, so only needs that pay more than their farthest arc costs are asked.
    """
    price = ground.price(need, ground.direct_s[depot, ground.incident[need]])
    farthest = np.full(len(ground.need), -1, np.int64)
    np.maximum.at(farthest, need, price)
    found: list[tuple[int, IntArray]] = []
    for row in np.flatnonzero(need_price > farthest).tolist():
        senders = sources.every(row)
        senders = senders[~np.isin(senders, depot[need == row])]
        rows = np.full(len(senders), row)
        cost = ground.price(rows, ground.direct_s[senders, ground.incident[row]])
        base = int(ground.item[row]) * len(ground.problem.depots)
        cost += np.array([stock_price.get(base + d, 0) for d in senders.tolist()], np.int64)
        paying = senders[cost < need_price[row]][: 2 * NEAREST]
        found.append((row, paying))
    needs = np.repeat([row for row, _ in found], [len(d) for _, d in found]).astype(np.int64)
    depots = [d for _, d in found]
    return needs, np.concatenate(depots) if depots else np.zeros(0, np.int64)
