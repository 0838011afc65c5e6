"""Choosing materials: which depot sends how much to which need, by exact minimum-cost flow.

Lots are summed per item and depot. Without queues for trucks this is a transportation problem,
integral by nature (Ahuja, Magnanti & Orlin, Network Flows, 1993), so its value is a proven bound;
trips are planned on top (`trips`), and where trucks queue another round takes `detours`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from ortools.graph.python import min_cost_flow

from dispatch.optimiser import constraints
from dispatch.optimiser.materials.detours import Flows, Pair, find_detours, find_places
from dispatch.optimiser.materials.pricing import shortage_price, unit_prices
from dispatch.optimiser.materials.stock import Stock
from dispatch.optimiser.materials.trips import Shipment, plan_trips
from dispatch.optimiser.parts import IntArray, Need
from dispatch.optimiser.problem import Problem
from dispatch.optimiser.solution import Delivery, Trip

ROUNDS = 20


@dataclass(frozen=True, slots=True)
class Supply:
    """Deliveries and trips with value and bound of the materials' half."""

    deliveries: tuple[Delivery, ...]
    trips: tuple[Trip, ...]
    objective: int
    bound: int
    filled: dict[str, int] = field(default_factory=dict)

    @property
    def is_proven(self) -> bool:
        return self.bound >= self.objective


@dataclass(frozen=True, slots=True, eq=False)
class _Arcs:
    """Arcs of the flow: from (item, depot) `source` to need `sink` at `unit_cost`."""

    source: IntArray
    sink: IntArray
    unit_cost: IntArray


def deliver(
    problem: Problem,
    stock: Stock,
    *,
    dropped: frozenset[str] = frozenset(),
    rounds: int = ROUNDS,
    is_over: Callable[[], bool] = lambda: False,
) -> Supply:
    """The cheapest deliveries; needs below their least amount or in a broken group get nothing.

    At least one round is run, at most `rounds`, and no further one once `is_over` says so.
    """
    barred: set[Pair] = set()
    freed: set[Pair] = set()
    best: Supply | None = None
    bound = 0
    for round_number in range(rounds):
        flows, value = _complete_flows(problem, stock, dropped, barred)
        if round_number == 0:
            bound = value
        supply, refused = _with_trips(problem, stock, flows, bound)
        if best is None or supply.objective < best.objective:
            best = supply
        trips = list(supply.trips)
        more = refused | find_detours(problem, stock, flows, trips, barred)
        free_again = set() if more - barred else find_places(problem, stock, flows, trips, barred)
        if is_over() or best.objective <= bound or not (more - barred or free_again - freed):
            break
        barred = (barred | more) - (free_again - freed)
        freed |= free_again
    if best is None:
        raise AssertionError("at least one round is run")
    return best


def _complete_flows(
    problem: Problem, stock: Stock, dropped: frozenset[str], barred: set[Pair]
) -> tuple[Flows, int]:
    """Flows in which every need served gets its least amount and every group is whole.

    The value returned is that of the first, unrestricted flow: a bound in any case.
    """
    first_value: int | None = None
    while True:
        needs = [
            (k, need)
            for k, need in enumerate(problem.needs)
            if need.item is not None and need.id not in dropped
        ]
        flows, value = _flow(problem, stock, needs, barred)
        lost = sum(shortage_price(problem, n) * n.amount for n in _given_up(problem, dropped))
        if first_value is None:
            first_value = value + lost
        useless = _useless(needs, flows)
        if not useless:
            return flows, first_value
        dropped = dropped | useless


def _given_up(problem: Problem, dropped: frozenset[str]) -> list[Need]:
    return [need for need in problem.needs if need.item is not None and need.id in dropped]


def _useless(needs: list[tuple[int, Need]], flows: Flows) -> frozenset[str]:
    """Needs that would get something but too little, or whose group stays incomplete."""
    filled: dict[int, int] = {}
    for (_, _, need), amount in flows.items():
        filled[need] = filled.get(need, 0) + amount
    broken = {n.group for k, n in needs if n.group is not None and filled.get(k, 0) < n.amount}
    return frozenset(
        need.id
        for k, need in needs
        if filled.get(k, 0) and (filled[k] < need.least or need.group in broken)
    )


def _flow(
    problem: Problem,
    stock: Stock,
    needs: list[tuple[int, Need]],
    barred: set[Pair],
) -> tuple[Flows, int]:
    """Amounts by (item, depot row, need row) of least value, and that value."""
    if not needs:
        return {}, 0
    codes = sorted(stock.senders)
    arcs, keys = _arcs(problem, stock, needs, codes, barred)
    sources = [(codes[key // len(problem.depots)], key % len(problem.depots)) for key in keys]
    amounts = np.array([need.amount for _, need in needs], np.int64)
    short_price = _short_prices(problem, needs)
    supply = np.array([stock.amount[key] for key in sources], np.int64)
    flow, value = _solve_flow(arcs, supply, amounts, short_price)
    found: Flows = {}
    for arc in np.flatnonzero(flow):
        item, depot = sources[int(arcs.source[arc])]
        found[item, depot, needs[int(arcs.sink[arc])][0]] = int(flow[arc])
    return found, value


def _short_prices(problem: Problem, needs: list[tuple[int, Need]]) -> IntArray:
    priority = {i.id: constraints.priority_weight(i.priority) for i in problem.incidents}
    weight = problem.policy.weights.shortage
    return np.array([weight * priority[need.incident] for _, need in needs], np.int64)


def _arcs(
    problem: Problem,
    stock: Stock,
    needs: list[tuple[int, Need]],
    codes: list[str],
    barred: set[Pair],
) -> tuple[_Arcs, list[int]]:
    """For each need the depots in order of price, until they hold what all needs of the item ask.

    Depots farther than that are never used by some cheapest answer: one nearer has goods left.
    Sources are numbered by the keys returned with the arcs: item number x depots + depot row.
    """
    number = {code: k * len(problem.depots) for k, code in enumerate(codes)}
    asked: dict[str, int] = {}
    for _, need in needs:
        asked[need.item or ""] = asked.get(need.item or "", 0) + need.amount
    columns = {incident.id: k for k, incident in enumerate(problem.incidents)}
    parts: list[tuple[IntArray, IntArray, IntArray]] = []
    for sink, (_, need) in enumerate(needs):
        code = need.item or ""
        depots, held = stock.senders[code]
        column = columns[need.incident]
        price = unit_prices(problem, need, depots, column)
        price[[(depot, column) in barred for depot in depots.tolist()]] = -1
        order = np.argsort(price, kind="stable")
        order = order[price[order] >= 0]
        enough = int(np.searchsorted(np.cumsum(held[order]), asked[code])) + 1
        order = order[:enough]
        parts.append(
            (number[code] + depots[order], np.full(len(order), sink, np.int64), price[order])
        )
    keyed, sinks, price = (
        np.concatenate(column).astype(np.int64) for column in zip(*parts, strict=True)
    )
    keys, source = np.unique(keyed, return_inverse=True)
    return _Arcs(source.astype(np.int64), sinks, price), keys.tolist()


def _solve_flow(
    arcs: _Arcs, supply: IntArray, amounts: IntArray, short_price: IntArray
) -> tuple[IntArray, int]:
    """Minimum-cost flow with an arc for what stays short; exact in integers."""
    solver = min_cost_flow.SimpleMinCostFlow()
    sources, needs = len(supply), len(amounts)
    outside = sources + needs
    sinks = sources + np.arange(needs)
    capacity = np.minimum(supply[arcs.source], amounts[arcs.sink])
    real = solver.add_arcs_with_capacity_and_unit_cost(
        arcs.source, sources + arcs.sink, capacity, arcs.unit_cost
    )
    solver.add_arcs_with_capacity_and_unit_cost(
        np.full(needs, outside), sinks, amounts, short_price
    )
    total = int(amounts.sum())
    root = outside + 1
    solver.add_arcs_with_capacity_and_unit_cost(
        np.full(sources, root), np.arange(sources), supply, np.zeros(sources, np.int64)
    )
    solver.add_arcs_with_capacity_and_unit_cost(
        np.array([root]), np.array([outside]), np.array([total]), np.array([0])
    )
    nodes = np.concatenate((sinks, [root]))
    solver.set_nodes_supplies(nodes, np.concatenate((-amounts, [total])))
    if solver.solve() != solver.OPTIMAL:
        raise ArithmeticError("the material flow has no optimum although shortage is allowed")
    return np.asarray(solver.flows(real), np.int64), int(solver.optimal_cost())


def _with_trips(
    problem: Problem, stock: Stock, flows: Flows, bound: int
) -> tuple[Supply, set[Pair]]:
    """Flows split to lots and loaded, priced as they arrive; and the pairs no truck could serve."""
    shipments = _shipments(problem, stock, flows)
    deliveries, trips, refused = plan_trips(problem, shipments)
    deliveries, filled = _keep_useful(problem, deliveries)
    used = {(d.truck, d.trip) for d in deliveries}
    trips = [trip for trip in trips if (trip.truck, trip.trip) in used]
    value = delivered_value(problem, deliveries, filled)
    return Supply(tuple(deliveries), tuple(trips), value, bound, filled), refused


def _shipments(problem: Problem, stock: Stock, flows: Flows) -> list[Shipment]:
    """Earliest expiry first; needs of higher priority draw first."""
    columns = {incident.id: k for k, incident in enumerate(problem.incidents)}
    left: dict[tuple[str, int], list[tuple[str, int]]] = {}
    shipments = []
    for (code, depot, need), amount in sorted(
        flows.items(), key=lambda row: _rank(problem, row[0])
    ):
        queue = left.setdefault(
            (code, depot), [(lot.id, lot.amount) for lot in stock.lots[code, depot]]
        )
        column = columns[problem.needs[need].incident]
        while amount:
            lot, free = queue[0]
            taken = min(free, amount)
            shipments.append(Shipment(depot, column, need, code, lot, taken))
            amount -= taken
            queue[0] = (lot, free - taken)
            if free == taken:
                queue.pop(0)
    return shipments


def _rank(problem: Problem, key: tuple[str, int, int]) -> tuple[int, int, int, int]:
    need = problem.needs[key[2]]
    priority = next(i.priority for i in problem.incidents if i.id == need.incident)
    latest = constraints.NO_LIMIT_S if need.latest_s is None else need.latest_s
    return priority, latest, key[2], key[1]


def _keep_useful(
    problem: Problem, deliveries: list[Delivery]
) -> tuple[list[Delivery], dict[str, int]]:
    """Leave out what became useless because a truck came too late for part of a need."""
    filled: dict[str, int] = {}
    for delivery in deliveries:
        filled[delivery.need] = filled.get(delivery.need, 0) + delivery.amount
    broken = {
        need.group
        for need in problem.needs
        if need.item and need.group and filled.get(need.id, 0) < need.amount
    }
    useful = {
        need.id
        for need in problem.needs
        if filled.get(need.id, 0) >= need.least and need.group not in broken
    }
    return [d for d in deliveries if d.need in useful], {
        need: amount for need, amount in filled.items() if need in useful
    }


def delivered_value(problem: Problem, deliveries: list[Delivery], filled: dict[str, int]) -> int:
    """Weighted shortage, response time and lateness of the materials' half."""
    weights = problem.policy.weights
    priority = {i.id: constraints.priority_weight(i.priority) for i in problem.incidents}
    needs = {need.id: need for need in problem.needs if need.item is not None}
    value = sum(
        weights.shortage * priority[need.incident] * (need.amount - filled.get(need.id, 0))
        for need in needs.values()
    )
    for delivery in deliveries:
        need = needs[delivery.need]
        late = max(0, delivery.eta_s - need.latest_s) if need.latest_s is not None else 0
        seconds = weights.response_time * delivery.eta_s + weights.lateness * late
        value += priority[need.incident] * delivery.amount * seconds
    return value
