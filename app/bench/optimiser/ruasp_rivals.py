"""Rivals for schedules of rescue units: OR-Tools routing, CP-SAT, and the gravest first."""

from __future__ import annotations

import time
from typing import Any

import numpy as np
from ortools.constraint_solver import pywrapcp, routing_enums_pb2
from ortools.sat.python import cp_model

from app.bench.optimiser.ruasp_instances import ruasp_instance
from dispatch.optimiser.sequence.ruasp import RuaspInstance

Answer = dict[str, Any]
Routes = list[list[int]]
FAR = 10**7


def routing(seed: int, incidents: int, units: int, family: str, seconds: float) -> Answer:
    """OR-Tools routing with guided local search: completion times as soft bounds at zero."""
    instance = ruasp_instance(incidents, units, seed, family)
    began = time.perf_counter()
    routes = _route(instance, seconds)
    return _told(instance, routes, None, time.perf_counter() - began)


def cp_sat(
    seed: int, incidents: int, units: int, family: str, seconds: float, workers: int
) -> Answer:
    """CP-SAT with a circuit for each unit."""
    instance = ruasp_instance(incidents, units, seed, family)
    began = time.perf_counter()
    routes, bound = _circuits(instance, seconds, workers)
    return _told(instance, routes, bound, time.perf_counter() - began)


def gravest_first(seed: int, incidents: int, units: int, family: str) -> Answer:
    """Each incident, the gravest first, to the unit that would complete it soonest."""
    instance = ruasp_instance(incidents, units, seed, family)
    began = time.perf_counter()
    free, at = np.zeros(units, np.int64), np.full(units, -1)
    routes: Routes = [[] for _ in range(units)]
    for job in np.argsort(-instance.weight, kind="stable").tolist():
        onward = instance.travel[np.arange(units), at, job]
        drive = np.where(at < 0, instance.start_travel[:, job], onward)
        done = np.where(instance.capable[:, job], free + drive + instance.work[:, job], FAR**2)
        unit = int(np.argmin(done))
        routes[unit].append(job)
        free[unit], at[unit] = done[unit], job
    return _told(instance, routes, None, time.perf_counter() - began)


def weighted_completion(instance: RuaspInstance, routes: Routes) -> int:
    """The sum of weight x completion time of a schedule."""
    total = 0
    for unit, route in enumerate(routes):
        now = 0
        for before, job in zip([-1, *route], route, strict=False):
            drive = instance.start_travel[unit] if before < 0 else instance.travel[unit, before]
            now += int(drive[job]) + int(instance.work[unit, job])
            total += int(instance.weight[job]) * now
    return total


def _told(
    instance: RuaspInstance, routes: Routes | None, bound: float | None, seconds: float
) -> Answer:
    if routes is None:
        return {"seconds": seconds, "objective": None, "gap": None}
    served = sorted(job for route in routes for job in route)
    assert served == list(range(instance.weight.size))
    value = weighted_completion(instance, routes)
    gap = None if bound is None else max(0.0, round((value - bound) / value, 9))
    return {"seconds": seconds, "objective": value, "gap": gap}


def _route(instance: RuaspInstance, seconds: float) -> Routes | None:
    units, jobs = instance.capable.shape
    manager = pywrapcp.RoutingIndexManager(jobs + 1, units, 0)
    model = pywrapcp.RoutingModel(manager)
    transits = [model.RegisterTransitMatrix(_matrix(instance, k)) for k in range(units)]
    model.AddDimensionWithVehicleTransits(transits, 0, FAR, True, "done")
    done = model.GetDimensionOrDie("done")
    for job in range(jobs):
        index = manager.NodeToIndex(job + 1)
        done.SetCumulVarSoftUpperBound(index, 0, int(instance.weight[job]))
        able = np.flatnonzero(instance.capable[:, job]).tolist()
        model.VehicleVar(index).SetValues(able)
    search = pywrapcp.DefaultRoutingSearchParameters()
    first = routing_enums_pb2.FirstSolutionStrategy.PARALLEL_CHEAPEST_INSERTION
    search.first_solution_strategy = first
    meta = routing_enums_pb2.LocalSearchMetaheuristic.GUIDED_LOCAL_SEARCH
    search.local_search_metaheuristic = meta
    search.time_limit.FromMilliseconds(int(1000 * seconds))
    found = model.SolveWithParameters(search)
    return None if found is None else _read_routes(model, manager, found, units)


def _matrix(instance: RuaspInstance, unit: int) -> list[list[int]]:
    """Drive and work of a unit from node to node; node 0 is its start and its end."""
    whole = np.zeros((instance.weight.size + 1,) * 2, np.int64)
    whole[0, 1:] = instance.start_travel[unit] + instance.work[unit]
    whole[1:, 1:] = instance.travel[unit] + instance.work[unit][None, :]
    matrix: list[list[int]] = whole.tolist()
    return matrix


def _read_routes(model: Any, manager: Any, found: Any, units: int) -> Routes:
    routes: Routes = []
    for unit in range(units):
        index, route = found.Value(model.NextVar(model.Start(unit))), []
        while not model.IsEnd(index):
            route.append(manager.IndexToNode(index) - 1)
            index = found.Value(model.NextVar(index))
        routes.append(route)
    return routes


def _circuits(
    instance: RuaspInstance, seconds: float, workers: int
) -> tuple[Routes | None, float | None]:
    model = cp_model.CpModel()
    jobs = range(instance.weight.size)
    done = [model.new_int_var(0, FAR, "") for _ in jobs]
    takes: list[list[Any]] = [[] for _ in jobs]
    arcs = [_circuit(model, instance, unit, done, takes) for unit in range(len(instance.work))]
    for job in jobs:
        model.add_exactly_one(takes[job])
    model.minimize(cp_model.LinearExpr.weighted_sum(done, instance.weight.tolist()))
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = seconds
    if workers:
        solver.parameters.num_workers = workers
        solver.parameters.linearization_level = 2
    if solver.solve(model) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return None, None
    return [_followed(solver, found) for found in arcs], solver.best_objective_bound


Arc = tuple[int, int, Any]


def _circuit(
    model: Any, instance: RuaspInstance, unit: int, done: list[Any], takes: list[list[Any]]
) -> list[Arc]:
    """Arcs of one unit over the incidents it may do; node 0 is its place, job + 1 an incident."""
    able = np.flatnonzero(instance.capable[unit]).tolist()
    arcs: list[Arc] = [(0, 0, model.new_bool_var(""))]
    for job in able:
        taken = model.new_bool_var("")
        takes[job].append(taken)
        arcs.append((job + 1, job + 1, taken.negated()))
        work = int(instance.work[unit, job])
        for before in [-1, *(other for other in able if other != job)]:
            arc = model.new_bool_var("")
            arcs.append((before + 1, job + 1, arc))
            if before < 0:
                drive = int(instance.start_travel[unit, job])
                model.add(done[job] >= drive + work).only_enforce_if(arc)
            else:
                drive = int(instance.travel[unit, before, job])
                model.add(done[job] >= done[before] + drive + work).only_enforce_if(arc)
        arcs.append((job + 1, 0, model.new_bool_var("")))
    model.add_circuit(arcs)
    return arcs


def _followed(solver: Any, arcs: list[Arc]) -> list[int]:
    after = {a: b for a, b, arc in arcs if a != b and solver.boolean_value(arc)}
    route, at = [], after.get(0, 0)
    while at:
        route.append(at - 1)
        at = after[at]
    return route
