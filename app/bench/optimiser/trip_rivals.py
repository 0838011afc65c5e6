"""Rivals for lorries' trips: one linear model for HiGHS, and OR-Tools routing on a fixed choice.

Both take a simpler problem than ours and are valued by the same rules: HiGHS plans one or two
trips of one stop each, with divisible goods, from the depots nearest to each need; routing plans
one trip of several stops for each lorry, on the goods that the cheapest flow chooses.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from ortools.constraint_solver import pywrapcp, routing_enums_pb2
from scipy import sparse

from app.bench.optimiser.flow_model import FlowModel, flow_model, flows_of
from app.bench.optimiser.general_solvers import HIGHS, Linear, solve_linear
from app.bench.optimiser.instances import LOADING_S, TRUCK_PAYLOAD_KG, city_problem
from app.bench.optimiser.teams_work import gap_of
from dispatch.optimiser.parts import PRIORITY_WEIGHT, IntArray, Need
from dispatch.optimiser.problem import Problem

Answer = dict[str, Any]
Entry = tuple[int, int, float]
FloatArray = NDArray[np.float64]
NEAR_DEPOTS = 12
MOST_S = 200_000


def monolith(seed: int, scale: str, seconds: float) -> Answer:
    """HiGHS on the whole: trips counted by depot, incident and incident before."""
    problem = city_problem(scale, seed, part="materials")
    linear = _Trips(problem).linear()
    found = solve_linear(linear, HIGHS, seconds)
    value = None if found.x is None else round(float(linear.cost @ found.x))
    gap = gap_of(value, found.bound)
    return {"seconds": found.seconds, "objective": value, "gap": gap, "size": len(linear.cost)}


@dataclass(frozen=True, slots=True)
class _Load:
    """A column: goods for a need on a first trip (`before` None) or after a trip elsewhere."""

    arc: int
    before: int | None
    cost: int


class _Trips:
    """Columns and rows of the model, gathered one kind after the other."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.model = flow_model(problem)
        self.needs = [need for need in problem.needs if need.item is not None]
        column = {incident.id: k for k, incident in enumerate(problem.incidents)}
        self.place = np.array([column[need.incident] for need in self.needs])
        self.depot = _depot_of_source(problem, self.model)
        self.arcs = _nearest_arcs(self.model)
        self.visits = sorted({self._way(arc) for arc in self.arcs})
        self.loads = [load for arc in self.arcs for load in self._loads(arc)]

    def _way(self, arc: int) -> tuple[int, int]:
        return int(self.depot[self.model.source[arc]]), int(self.place[self.model.need[arc]])

    def _round_s(self, depot: int, place: int) -> int:
        return LOADING_S + 2 * int(self.problem.travel.depots_to_incidents[depot, place])

    def _loads(self, arc: int) -> list[_Load]:
        depot, place = self._way(arc)
        need = self.needs[self.model.need[arc]]
        direct_s = LOADING_S + int(self.problem.travel.depots_to_incidents[depot, place])
        befores: list[int | None] = [None, *(i for d, i in self.visits if d == depot)]
        found = []
        for before in befores:
            wait_s = 0 if before is None else self._round_s(depot, before)
            cost = _unit_cost(self.problem, need, place, wait_s + direct_s)
            if cost is not None and cost < self.model.price[self.model.need[arc]]:
                found.append(_Load(arc, before, cost))
        return found

    def linear(self) -> Linear:
        """Loads, shortages, trips; a trip is known by depot, place and the place before."""
        trips = sorted({self._trip(load) for load in self.loads})
        at = {trip: k for k, trip in enumerate(trips)}
        first = len(self.loads) + len(self.needs)
        blocks = (
            (self._needs_filled(), len(self.needs)),
            (self._stock_left(), len(self.model.held)),
            (self._payload(at, first), len(trips)),
            (self._fleet(trips, first), len(self._fleets()) + len(self.visits)),
        )
        parts = [_rows(entries, count, first + len(trips)) for entries, count in blocks]
        low, high = self._limits(len(trips))
        return Linear(
            np.concatenate(
                ([load.cost for load in self.loads], self.model.price, np.zeros(len(trips)))
            ),
            sparse.csr_array(sparse.vstack(parts, format="csr")),
            low,
            high,
            np.concatenate(
                (np.full(len(self.loads), np.inf), self.model.amounts, np.full(len(trips), 99.0))
            ),
            np.concatenate((np.zeros(first, bool), np.ones(len(trips), bool))),
        )

    def _limits(self, trips: int) -> tuple[FloatArray, FloatArray]:
        trucks = [len(self.problem.depots[depot].trucks or ()) for depot in self._fleets()]
        amounts, none = self.model.amounts.astype(np.float64), np.zeros(trips)
        high = np.concatenate((amounts, self.model.held, none, trucks, np.zeros(len(self.visits))))
        low = np.full(len(high), -np.inf)
        low[: len(amounts)] = amounts
        return low, high

    def _trip(self, load: _Load) -> tuple[int, int, int]:
        return (*self._way(load.arc), -1 if load.before is None else load.before)

    def _needs_filled(self) -> list[Entry]:
        first = len(self.loads)
        loads = [(int(self.model.need[x.arc]), k, 1.0) for k, x in enumerate(self.loads)]
        return loads + [(need, first + need, 1.0) for need in range(len(self.needs))]

    def _stock_left(self) -> list[Entry]:
        return [(int(self.model.source[x.arc]), k, 1.0) for k, x in enumerate(self.loads)]

    def _fleets(self) -> list[int]:
        return sorted({depot for depot, _ in self.visits})

    def _payload(self, at: dict[tuple[int, int, int], int], first: int) -> list[Entry]:
        """What rides on a trip weighs no more than its lorries carry."""
        entries = [(k, first + k, -float(TRUCK_PAYLOAD_KG)) for k in at.values()]
        for k, load in enumerate(self.loads):
            kg = self.problem.items[self.needs[self.model.need[load.arc]].item or ""].kg
            entries.append((at[self._trip(load)], k, kg))
        return entries

    def _fleet(self, trips: list[tuple[int, int, int]], first: int) -> list[Entry]:
        """First trips take lorries of the depot; second ones those that are back from the first."""
        fleet = {depot: k for k, depot in enumerate(self._fleets())}
        visit = {way: len(fleet) + k for k, way in enumerate(self.visits)}
        entries: list[Entry] = []
        for k, (depot, place, before) in enumerate(trips):
            if before < 0:
                entries.append((fleet[depot], first + k, 1.0))
                entries.append((visit[depot, place], first + k, -1.0))
            else:
                entries.append((visit[depot, before], first + k, 1.0))
        return entries


def _rows(entries: list[Entry], count: int, width: int) -> sparse.csr_array:
    rows, columns, values = zip(*entries, strict=True)
    return sparse.csr_array((np.array(values), (rows, columns)), shape=(count, width))


def _depot_of_source(problem: Problem, model: FlowModel) -> IntArray:
    """The depot (row) of each source, in the order in which the flow model numbers them."""
    row = {depot.id: k for k, depot in enumerate(problem.depots)}
    wanted = {need.item for need in problem.needs}
    keys = dict.fromkeys(
        (lot.item, row[lot.depot])
        for lot in problem.lots
        if lot.item in wanted and (lot.expires_at is None or lot.expires_at > problem.now)
    )
    return np.array([depot for _, depot in keys], np.int64)


def _nearest_arcs(model: FlowModel) -> list[int]:
    kept: list[int] = []
    for need in range(len(model.amounts)):
        arcs = np.flatnonzero(model.need == need)
        kept += arcs[np.argsort(model.cost[arcs], kind="stable")[:NEAR_DEPOTS]].tolist()
    return kept


def _unit_cost(problem: Problem, need: Need, place: int, eta_s: int) -> int | None:
    weights, late_s = problem.policy.weights, 0
    if need.latest_s is not None:
        if eta_s > int(need.latest_s * problem.policy.lateness_factor):
            return None
        late_s = max(0, eta_s - need.latest_s)
    priority = PRIORITY_WEIGHT[problem.incidents[place].priority]
    return priority * (weights.response_time * eta_s + weights.lateness * late_s)


def routing(seed: int, scale: str, seconds: float) -> Answer:
    """OR-Tools routing: each lorry one trip of several stops, goods as the flow chooses them."""
    problem = city_problem(scale, seed, part="materials")
    began = time.perf_counter()
    model = flow_model(problem)
    stops = _stops(problem, model, flows_of(model))
    arrivals = _drive(problem, stops, seconds)
    took_s = time.perf_counter() - began
    if arrivals is None:
        return {"seconds": took_s, "objective": None, "gap": None}
    return {"seconds": took_s, "objective": _value(problem, model, stops, arrivals), "gap": None}


@dataclass(frozen=True, slots=True)
class _Stop:
    """Goods that one lorry brings from a depot to a place: units by need (row)."""

    depot: int
    place: int
    kg: float
    units: dict[int, int]


def _stops(problem: Problem, model: FlowModel, flows: IntArray) -> list[_Stop]:
    """The flow in lorry loads: units of one way are packed until a lorry is full."""
    needs = [need for need in problem.needs if need.item is not None]
    column = {incident.id: k for k, incident in enumerate(problem.incidents)}
    depot = _depot_of_source(problem, model)
    open_loads: dict[tuple[int, int], _Stop] = {}
    stops: list[_Stop] = []
    for arc in np.flatnonzero(flows).tolist():
        row, left = int(model.need[arc]), int(flows[arc])
        way = int(depot[model.source[arc]]), column[needs[row].incident]
        kg = problem.items[needs[row].item or ""].kg
        while left:
            stop = open_loads.get(way, _Stop(*way, 0.0, {}))
            fits = min(left, int((TRUCK_PAYLOAD_KG - stop.kg) / kg))
            if fits:
                units = {**stop.units, row: stop.units.get(row, 0) + fits}
                open_loads[way] = _Stop(*way, stop.kg + fits * kg, units)
                left -= fits
            if left:
                stops.append(open_loads.pop(way))
    return stops + list(open_loads.values())


def _drive(problem: Problem, stops: list[_Stop], seconds: float) -> list[int | None] | None:
    """Seconds of arrival of each stop, None where it is left out."""
    home = [k for k, depot in enumerate(problem.depots) for _ in depot.trucks or ()]
    depots = sorted(set(home))
    first = {depot: len(stops) + k for k, depot in enumerate(depots)}
    ends = [first[depot] for depot in home]
    manager = pywrapcp.RoutingIndexManager(len(stops) + len(depots), len(home), ends, ends)
    model = pywrapcp.RoutingModel(manager)
    drive = model.RegisterTransitMatrix(_drives(problem, stops, depots))
    model.AddDimension(drive, 0, MOST_S, True, "time")
    kg = model.RegisterUnaryTransitVector([round(s.kg) for s in stops] + [0] * len(depots))
    model.AddDimension(kg, 0, TRUCK_PAYLOAD_KG + 1, True, "kg")
    times = model.GetDimensionOrDie("time")
    own = {depot: [k for k, d in enumerate(home) if d == depot] for depot in depots}
    for k, stop in enumerate(stops):
        index = manager.NodeToIndex(k)
        model.VehicleVar(index).SetValues([-1, *own[stop.depot]])
        times.SetCumulVarSoftUpperBound(index, 0, _weight(problem, stop))
        model.AddDisjunction([index], _weight(problem, stop) * MOST_S)
    search = pywrapcp.DefaultRoutingSearchParameters()
    strategies = routing_enums_pb2.FirstSolutionStrategy
    search.first_solution_strategy = strategies.PARALLEL_CHEAPEST_INSERTION
    metas = routing_enums_pb2.LocalSearchMetaheuristic
    search.local_search_metaheuristic = metas.GUIDED_LOCAL_SEARCH
    search.time_limit.FromMilliseconds(int(1000 * seconds))
    found = model.SolveWithParameters(search)
    if found is None:
        return None
    indices = [manager.NodeToIndex(k) for k in range(len(stops))]
    served = [found.Value(model.ActiveVar(index)) for index in indices]
    at = [found.Value(times.CumulVar(index)) for index in indices]
    return [int(t) if ok else None for t, ok in zip(at, served, strict=True)]


def _drives(problem: Problem, stops: list[_Stop], depots: list[int]) -> list[list[int]]:
    """Seconds between all nodes, loading included where a depot is left."""
    between = problem.travel.between_incidents
    assert between is not None
    places, count = [stop.place for stop in stops], len(stops)
    whole = np.zeros((count + len(depots),) * 2, np.int64)
    whole[:count, :count] = between[np.ix_(places, places)]
    whole[count:, :count] = LOADING_S + problem.travel.depots_to_incidents[np.ix_(depots, places)]
    whole[:count, count:] = problem.travel.depots_to_incidents[np.ix_(depots, places)].T
    matrix: list[list[int]] = whole.tolist()
    return matrix


def _weight(problem: Problem, stop: _Stop) -> int:
    """The price of a second until the stop's goods are there, in steps of `response_time`."""
    return PRIORITY_WEIGHT[problem.incidents[stop.place].priority] * sum(stop.units.values())


def _value(
    problem: Problem, model: FlowModel, stops: list[_Stop], arrivals: list[int | None]
) -> int:
    """What the arrivals are worth by the rules: response, lateness, and what stays short."""
    needs = [need for need in problem.needs if need.item is not None]
    short, value = model.amounts.copy(), 0
    for stop, eta_s in zip(stops, arrivals, strict=True):
        for row, units in stop.units.items():
            cost = None if eta_s is None else _unit_cost(problem, needs[row], stop.place, eta_s)
            if cost is not None:
                short[row] -= units
                value += units * cost
    return value + int(short @ model.price)
