"""Rescue unit assignment and scheduling: every incident once, by one unit, early ones weighted.

Wex, Schryen, Feuerriegel & Neumann (EJOR 235, 2014) stated the problem, Rauchecker & Schryen
(EJOR 272, 2019) gave an exact branch and price; here all routes within the gap are enumerated.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from dispatch.optimiser.budget import Budget, Watch
from dispatch.optimiser.parts import IntArray
from dispatch.optimiser.sequence.field import NO_LIMIT_S, Field, Stay
from dispatch.optimiser.sequence.generate import begin, generate
from dispatch.optimiser.sequence.prove import Answer, prove


@dataclass(frozen=True, slots=True, eq=False)
class RuaspInstance:
    """Incidents (n) to be completed one after the other by units (m), minimising sum of w x C.

    Attributes
    ----------
    weight : (n,) whole, at least 1.
    capable : (m, n) whether the unit may do the incident.
    work : (m, n) duration of the incident when the unit does it.
    start_travel : (m, n) from each unit's place; `travel` : (m, n, n) from incident to incident.
    """

    weight: IntArray
    capable: NDArray[np.bool_]
    work: IntArray
    start_travel: IntArray
    travel: IntArray


@dataclass(frozen=True, slots=True)
class RuaspSolution:
    """Incidents of each unit in order, the weighted completion time, and a bound below it.

    `objective` is None when some incident cannot be done by any unit.
    """

    routes: tuple[tuple[int, ...], ...]
    objective: int | None
    bound: int | None


def solve_ruasp(instance: RuaspInstance, budget: Budget | None = None) -> RuaspSolution:
    """The best schedule found within the budget, with its bound; proven when both are equal."""
    watch = Watch(budget or Budget(10.0, 200))
    units, incidents = instance.capable.shape
    if not instance.capable.any(axis=0).all():
        return RuaspSolution(((),) * units, None, None)
    if not incidents:
        return RuaspSolution(((),) * units, 0, 0)
    field = field_of(instance)
    first = first_answer(instance, field)
    search = begin(field, list(first.routes), watch)
    generate(search, watch.budget.rounds)
    answer = prove(search, first)
    routes: list[tuple[int, ...]] = [()] * units
    for unit, options in answer.routes:
        routes[unit] = tuple(int(field.job[option]) for option in options)
    return RuaspSolution(tuple(routes), answer.cost, answer.bound)


def field_of(instance: RuaspInstance) -> Field:
    """The instance as a field: places are incidents, every incident a row asked for once."""
    units, incidents = instance.capable.shape
    unit, job = np.nonzero(instance.capable)
    none = np.zeros(unit.size, np.int64)
    work = instance.work[unit, job]
    return Field(
        place=np.arange(incidents),
        ready_s=np.zeros(units, np.int64),
        first_s=instance.start_travel,
        between_s=instance.travel,
        unit=unit,
        job=job,
        first_option=np.concatenate([[0], np.cumsum(instance.capable.sum(axis=1))]),
        stays=(Stay(work, np.zeros(unit.size), np.full(unit.size, NO_LIMIT_S)),),
        last_stop=np.zeros(unit.size, bool),
        fixed=instance.weight[job] * work,
        slope=instance.weight[job],
        late=none,
        latest_s=none,
        until_s=np.full(unit.size, NO_LIMIT_S),
        release_s=none,
        drive=0,
        entry_option=np.arange(unit.size),
        entry_row=job,
        entry_units=np.ones(unit.size, np.int64),
        amount=np.ones(incidents, np.int64),
        short_price=None,
        least=np.zeros(incidents, np.int64),
        group=np.full(incidents, -1),
    )


def first_answer(instance: RuaspInstance, field: Field) -> Answer:
    """Incidents to (unit, position) by the Hungarian method, then Smith's order on each unit.

    A position costs the mean work before it; enough positions exist for any capable matching.
    """
    units, incidents = instance.capable.shape
    alone = instance.start_travel + instance.work
    mean = float(alone[instance.capable].mean())
    depth = -(-incidents // units) + 2
    blocks = [
        np.where(instance.capable, instance.weight * (alone + place * mean), np.inf).T
        for place in range(depth)
    ]
    taken = _matched(np.concatenate(blocks, axis=1), units)
    order = [_in_smiths_order(instance, alone, k, js) for k, js in enumerate(taken)]
    number = np.full((units, incidents), -1, np.int64)
    number[field.unit, field.job] = np.arange(field.unit.size)
    routes = [(k, tuple(number[k, js].tolist())) for k, js in enumerate(order) if js]
    return Answer(tuple(routes), _cost(instance, order), 0)


def _matched(cost: NDArray[np.float64], units: int) -> list[list[int]]:
    """The incidents of each unit; where few units are capable of many, positions are added."""
    taken: list[list[int]] = [[] for _ in range(units)]
    full = np.where(np.isinf(cost), 1e15, cost)
    for incident, column in zip(*linear_sum_assignment(full), strict=True):
        if np.isfinite(cost[incident, column]):
            taken[int(column) % units].append(int(incident))
        else:
            taken[int(np.argmin(cost[incident]) % units)].append(int(incident))
    return taken


def _in_smiths_order(
    instance: RuaspInstance, alone: IntArray, unit: int, incidents: list[int]
) -> list[int]:
    """Heaviest for its length first."""
    return sorted(incidents, key=lambda j: (-instance.weight[j] / max(1, alone[unit, j]), j))


def _cost(instance: RuaspInstance, routes: list[list[int]]) -> int:
    total = 0
    for unit, incidents in enumerate(routes):
        now, place = 0, -1
        for job in incidents:
            table = instance.start_travel[unit] if place < 0 else instance.travel[unit, place]
            now += int(table[job] + instance.work[unit, job])
            total += int(instance.weight[job]) * now
            place = job
    return total
