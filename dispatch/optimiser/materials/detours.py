"""When trucks queue at a depot: which of its incidents is better served from elsewhere.

Greedy by regret: the incidents whose goods cost least to bring from another depot with goods
and a free truck give up their place, as long as that costs less than the waiting it ends.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dispatch.optimiser.materials.pricing import shortage_price, unit_prices
from dispatch.optimiser.materials.stock import Stock
from dispatch.optimiser.problem import Problem
from dispatch.optimiser.solution import Trip

Flows = dict[tuple[str, int, int], int]
Pair = tuple[int, int]


@dataclass(slots=True, eq=False)
class Yard:
    """Depots as one round of trips left them.

    Attributes
    ----------
    loads : goods by (depot row, incident column) as (item, need row, amount).
    left : (item, depot row) what is still free there.
    spare : (D,) trucks that have not left; -1 where transport is not planned.
    """

    problem: Problem
    stock: Stock
    loads: dict[Pair, list[tuple[str, int, int]]]
    left: dict[tuple[str, int], int]
    spare: list[int]
    barred: set[Pair]


def find_detours(
    problem: Problem, stock: Stock, flows: Flows, trips: list[Trip], barred: set[Pair]
) -> set[Pair]:
    """Pairs of depot and incident that should not be served so any more; empty when none pays."""
    yard = _yard(problem, stock, flows, trips, barred)
    rows = {depot.id: k for k, depot in enumerate(problem.depots)}
    columns = {incident.id: k for k, incident in enumerate(problem.incidents)}
    waiting: dict[int, list[int]] = {}
    for trip in trips:
        if trip.start_s > 0:
            pair = (rows[trip.depot], columns[trip.incident])
            waiting.setdefault(pair[0], []).append(_waiting_price(yard, pair, trip.start_s))
    found: set[Pair] = set()
    for depot, prices in sorted(waiting.items()):
        regrets = sorted((_regret(yard, pair), pair) for pair in yard.loads if pair[0] == depot)
        for (regret, pair), price in zip(regrets, sorted(prices, reverse=True), strict=False):
            if regret < price:
                found.add(pair)
    return found


def find_places(
    problem: Problem, stock: Stock, flows: Flows, trips: list[Trip], barred: set[Pair]
) -> set[Pair]:
    """Barred pairs whose depot has trucks to spare by now, those that would save most first."""
    yard = _yard(problem, stock, flows, trips, barred)
    found: set[Pair] = set()
    saved = sorted(((_saving(yard, pair), pair) for pair in barred), reverse=True)
    for saving, pair in saved:
        if saving > 0 and yard.spare[pair[0]] > 0:
            yard.spare[pair[0]] -= 1
            found.add(pair)
    return found


def _saving(yard: Yard, pair: Pair) -> int:
    """What it would save if a barred depot brought the incident's goods, as far as it has them."""
    depot, incident = np.array([pair[0]], np.int64), pair[1]
    total = 0
    for (now_at, column), goods in yard.loads.items():
        for item, need, amount in goods if column == incident else ():
            row = yard.problem.needs[need]
            price = int(unit_prices(yard.problem, row, depot, incident)[0])
            now = int(unit_prices(yard.problem, row, np.array([now_at], np.int64), incident)[0])
            free = yard.left.get((item, pair[0]), 0)
            if price >= 0:
                total += min(amount, free) * max(0, now - price)
    return total


def _yard(
    problem: Problem, stock: Stock, flows: Flows, trips: list[Trip], barred: set[Pair]
) -> Yard:
    columns = {incident.id: k for k, incident in enumerate(problem.incidents)}
    loads: dict[Pair, list[tuple[str, int, int]]] = {}
    left = dict(stock.amount)
    for (item, depot, need), amount in flows.items():
        pair = (depot, columns[problem.needs[need].incident])
        loads.setdefault(pair, []).append((item, need, amount))
        left[item, depot] -= amount
    gone: dict[str, set[str]] = {}
    for trip in trips:
        gone.setdefault(trip.depot, set()).add(trip.truck)
    spare = [
        -1 if d.trucks is None else len(d.trucks) - len(gone.get(d.id, ())) for d in problem.depots
    ]
    return Yard(problem, stock, loads, left, spare, barred)


def _waiting_price(yard: Yard, pair: Pair, start_s: int) -> int:
    """What it costs that everything of a pair waits so long."""
    weight = yard.problem.policy.weights.response_time
    return sum(
        amount * start_s * weight * _priority(yard, need) for _, need, amount in yard.loads[pair]
    )


def _priority(yard: Yard, need: int) -> int:
    weights = yard.problem.policy.weights
    return shortage_price(yard.problem, yard.problem.needs[need]) // max(1, weights.shortage)


def _regret(yard: Yard, pair: Pair) -> int:
    """What it costs to bring a pair's goods from the best other depots, one by one."""
    return sum(_detour_price(yard, pair, *load) for load in yard.loads[pair])


def _detour_price(yard: Yard, pair: Pair, item: str, need: int, amount: int) -> int:
    row = yard.problem.needs[need]
    others = np.array(
        [
            depot
            for depot in yard.stock.senders[item][0].tolist()
            if yard.left[item, depot] >= amount and _can_take(yard, depot, pair)
        ],
        np.int64,
    )
    price = unit_prices(yard.problem, row, others, pair[1])
    price = price[price >= 0]
    here = int(unit_prices(yard.problem, row, np.array([pair[0]], np.int64), pair[1])[0])
    best = int(price.min()) if price.size else shortage_price(yard.problem, row)
    return amount * (best - here)


def _can_take(yard: Yard, depot: int, pair: Pair) -> bool:
    """Another depot with a truck to spare, or one that goes there anyway."""
    if depot == pair[0] or (depot, pair[1]) in yard.barred:
        return False
    return yard.spare[depot] != 0 or (depot, pair[1]) in yard.loads
