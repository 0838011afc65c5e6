"""Choosing materials: which lot goes where on which trip, first at once, then better, then proven.

Without queues for lorries this is a transportation problem, and its value bounds every answer
(`flow`). Trips loaded greedily on it are the first answer; where lorries are scarce the model of
trips (`search`) finds better ones and a bound that knows about them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np

from dispatch.optimiser import constraints
from dispatch.optimiser.materials.detours import is_metric, with_soonest
from dispatch.optimiser.materials.flow import Flow, cheapest_flow
from dispatch.optimiser.materials.ground import Ground, survey
from dispatch.optimiser.materials.redraw import redraw
from dispatch.optimiser.materials.stock import Stock
from dispatch.optimiser.materials.trips import Shipment, plan_trips
from dispatch.optimiser.problem import Problem
from dispatch.optimiser.solution import Delivery, Trip


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


def deliver(problem: Problem, stock: Stock, *, dropped: frozenset[str] = frozenset()) -> Supply:
    """A first answer at once: the cheapest flow, loaded trip after trip, the urgent first.

    Proven where no lorry is scarce. Needs below their least amount or in a broken group get
    nothing, as well as those `dropped` beforehand.
    """
    bound: int | None = None
    while True:
        ground = survey(problem, stock, dropped)
        flow = cheapest_flow(ground)
        bound = _bound(ground, flow) if bound is None else bound
        useless = _useless(ground, flow)
        if not useless:
            shipments = _shipments(ground, flow)
            deliveries, trips = plan_trips(problem, shipments)
            useful, _ = _keep_useful(problem, deliveries)
            return supply_of(problem, *redraw(ground, shipments, useful, trips), bound)
        dropped = dropped | useless


def _bound(ground: Ground, flow: Flow) -> int:
    """What no answer can be below: the flow's value, with the soonest arrivals over any stops."""
    soonest = flow if is_metric(ground) else cheapest_flow(with_soonest(ground))
    return soonest.bound + ground.lost


def _useless(ground: Ground, flow: Flow) -> frozenset[str]:
    """Needs that would get something but too little, or whose group stays incomplete."""
    filled = np.bincount(flow.need, flow.amount, minlength=len(ground.need))
    needs = [ground.problem.needs[k] for k in ground.need.tolist()]
    whole = filled >= ground.amount
    broken = {n.group for n, full in zip(needs, whole.tolist(), strict=True) if not full}
    broken.discard(None)
    return frozenset(
        need.id
        for need, got in zip(needs, filled.tolist(), strict=True)
        if got and (got < need.least or need.group in broken)
    )


def _shipments(ground: Ground, flow: Flow) -> list[Shipment]:
    """Flows split to lots: earliest expiry first; needs of higher priority draw first."""
    urgency = np.lexsort(
        (
            flow.depot,
            flow.need,
            ground.latest_s[flow.need],
            -ground.weight[flow.need],
        )
    )
    left: dict[tuple[int, int], list[tuple[str, int]]] = {}
    found = []
    for at in urgency.tolist():
        row, depot, amount = int(flow.need[at]), int(flow.depot[at]), int(flow.amount[at])
        item = int(ground.item[row])
        queue = left.get((item, depot))
        if queue is None:
            queue = left[item, depot] = list(ground.stock.lots(item, depot))[::-1]
        while amount:
            lot, free = queue.pop()
            taken = min(free, amount)
            need = int(ground.need[row])
            code = ground.problem.needs[need].item or ""
            found.append(Shipment(depot, int(ground.incident[row]), need, code, lot, taken))
            amount -= taken
            if free > taken:
                queue.append((lot, free - taken))
    return found


def supply_of(
    problem: Problem, deliveries: Iterable[Delivery], trips: Iterable[Trip], bound: int
) -> Supply:
    """Deliveries that are of use, the trips that carry them, and what all is worth."""
    useful, filled = _keep_useful(problem, list(deliveries))
    used = {(d.truck, d.trip) for d in useful}
    value = delivered_value(problem, useful, filled)
    kept = tuple(trip for trip in trips if (trip.truck, trip.trip) in used)
    return Supply(tuple(useful), kept, value, min(bound, value), filled)


def _keep_useful(
    problem: Problem, deliveries: list[Delivery]
) -> tuple[list[Delivery], dict[str, int]]:
    """Leave out what became useless because a lorry came too late for part of a need."""
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


def delivered_value(
    problem: Problem, deliveries: Iterable[Delivery], filled: dict[str, int]
) -> int:
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
