"""Rescue units in order: equal to trying every order, honest bounds, the same answer each time."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from scipy.optimize import Bounds, LinearConstraint, milp

from app.bench.optimiser.ruasp_instances import FAMILIES, ruasp_instance
from dispatch.optimiser.budget import Budget
from dispatch.optimiser.sequence.ruasp import RuaspInstance, RuaspSolution, solve_ruasp


def cost_of(instance: RuaspInstance, routes: tuple[tuple[int, ...], ...]) -> int:
    total = 0
    for unit, route in enumerate(routes):
        now, before = 0, None
        for job in route:
            table = instance.start_travel[unit] if before is None else instance.travel[unit][before]
            assert instance.capable[unit, job]
            now += int(table[job]) + int(instance.work[unit, job])
            total += int(instance.weight[job]) * now
            before = job
    return total


def least_by_trying_all(instance: RuaspInstance) -> int:
    """Every incident to every unit, every order; best order of each set and unit first."""
    units, incidents = instance.capable.shape
    best: dict[tuple[int, frozenset[int]], int] = {}
    for unit in range(units):
        able = [j for j in range(incidents) if instance.capable[unit, j]]
        for size in range(len(able) + 1):
            for chosen in itertools.combinations(able, size):
                routes = ([()] * unit + [order] for order in itertools.permutations(chosen))
                best[unit, frozenset(chosen)] = min(cost_of(instance, tuple(r)) for r in routes)
    least = 10**12
    for who in itertools.product(range(units), repeat=incidents):
        sets = [frozenset(j for j in range(incidents) if who[j] == k) for k in range(units)]
        if all((k, s) in best for k, s in enumerate(sets)):
            least = min(least, sum(best[k, s] for k, s in enumerate(sets)))
    return least


def assert_holds(instance: RuaspInstance, found: RuaspSolution) -> None:
    served = sorted(job for route in found.routes for job in route)
    assert served == list(range(instance.weight.size))
    assert found.objective == cost_of(instance, found.routes)
    assert found.bound is not None and found.bound <= found.objective


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("seed", range(12))
def test_a_small_instance_is_solved_to_the_least_of_all_orders(family: str, seed: int) -> None:
    instance = ruasp_instance(5 + seed % 2, 1 + seed % 3, seed, family)
    found = solve_ruasp(instance, Budget(30.0, 300))
    assert_holds(instance, found)
    assert found.objective == found.bound == least_by_trying_all(instance)


def least_over_all_routes(instance: RuaspInstance) -> int:
    """Every route of every unit, the choice left to another solver."""
    units, incidents = instance.capable.shape
    best: dict[tuple[int, frozenset[int]], int] = {}
    for unit in range(units):
        able = np.flatnonzero(instance.capable[unit]).tolist()
        for size in range(1, len(able) + 1):
            for order in itertools.permutations(able, size):
                cost = cost_of(instance, ((),) * unit + (order,))
                key = (unit, frozenset(order))
                best[key] = min(cost, best.get(key, cost))
    serves = np.array([[j in chosen for _, chosen in best] for j in range(incidents)], float)
    uses = np.array([[k == unit for k, _ in best] for unit in range(units)], float)
    once = LinearConstraint(serves, 1, 1), LinearConstraint(uses, 0, 1)
    costs = np.array(list(best.values()), float)
    found = milp(costs, integrality=np.ones(costs.size), constraints=once, bounds=Bounds(0, 1))
    return round(found.fun)


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("seed", range(20))
def test_a_proof_holds_against_all_routes_and_another_solver(family: str, seed: int) -> None:
    instance = ruasp_instance(16, 6, seed, family)
    r = np.random.default_rng(seed)
    instance.capable[:] = False
    for job in range(16):
        instance.capable[r.permutation(6)[:2], job] = True
    for unit in range(6):
        able = r.permutation(np.flatnonzero(instance.capable[unit]))
        for job in able[6:]:
            if instance.capable[:, job].sum() > 1:
                instance.capable[unit, job] = False
    found = solve_ruasp(instance, Budget(60.0, 300))
    assert_holds(instance, found)
    assert found.objective == found.bound == least_over_all_routes(instance)


@pytest.mark.parametrize("seed", range(8))
def test_drives_that_are_shorter_by_way_of_another_incident_are_no_trap(seed: int) -> None:
    r = np.random.default_rng(seed)
    instance = RuaspInstance(
        r.integers(1, 6, 6),
        r.random((2, 6)) < 0.9,
        r.integers(1, 4, (2, 6)),
        r.integers(1, 200, (2, 6)),
        r.integers(1, 200, (2, 6, 6)),
    )
    instance.capable[0] = True
    found = solve_ruasp(instance, Budget(30.0, 300))
    assert_holds(instance, found)
    assert found.objective == found.bound == least_by_trying_all(instance)


@pytest.mark.parametrize("family", FAMILIES)
def test_middling_instances_are_proven(family: str) -> None:
    for seed in (1, 2):
        instance = ruasp_instance(30, 20, seed, family)
        found = solve_ruasp(instance, Budget(60.0, 300))
        assert_holds(instance, found)
        assert found.objective == found.bound


def test_the_same_instance_gives_the_same_routes() -> None:
    first, second = (
        solve_ruasp(ruasp_instance(25, 10, 3, "g"), Budget(60.0, 300)) for _ in range(2)
    )
    assert first == second


def test_without_time_the_first_answer_comes_with_a_bound_below_it() -> None:
    instance = ruasp_instance(40, 20, 1, "g")
    found = solve_ruasp(instance, Budget(0.0, 300))
    assert_holds(instance, found)
    assert 0 <= (found.bound or 0) < (found.objective or 0)


def test_an_incident_nobody_can_do_has_no_schedule() -> None:
    instance = ruasp_instance(4, 2, 1, "w")
    instance.capable[:, 2] = False
    assert solve_ruasp(instance) == RuaspSolution(((), ()), None, None)


def test_no_incident_costs_nothing() -> None:
    none = np.zeros((2, 0), np.int64)
    empty = RuaspInstance(
        np.zeros(0, np.int64), none.astype(bool), none, none, np.zeros((2, 0, 0), np.int64)
    )
    assert solve_ruasp(empty) == RuaspSolution(((), ()), 0, 0)


def test_one_capable_unit_may_have_to_do_everything() -> None:
    instance = ruasp_instance(7, 5, 2, "w")
    instance.capable[:] = False
    instance.capable[3] = True
    found = solve_ruasp(instance, Budget(30.0, 300))
    assert_holds(instance, found)
    assert len(found.routes[3]) == 7
    assert found.objective == found.bound
