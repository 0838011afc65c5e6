"""The materials' half as one transport problem over all depots: what a general solver is given.

Written from the format's rules alone. Trucks are left out: goods arrive after loading and driving.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from ortools.graph.python import min_cost_flow
from scipy import sparse

from app.bench.optimiser.general_solvers import Linear
from dispatch.optimiser.parts import PRIORITY_WEIGHT, IntArray, Need
from dispatch.optimiser.problem import Problem


@dataclass(frozen=True, slots=True, eq=False)
class FlowModel:
    """Arcs (A,) from sources (one item at one depot) to needs, with the price of a unit.

    Attributes
    ----------
    source, need, cost : (A,) where an arc begins and ends, and what a unit on it costs.
    held : (S,) units in each source.
    amounts, price : (N,) what each need asks, and the price of a unit short.
    """

    source: IntArray
    need: IntArray
    cost: IntArray
    held: IntArray
    amounts: IntArray
    price: IntArray


def flow_model(problem: Problem) -> FlowModel:
    """Every arc from a depot that holds a needed item and can be there while it is of use."""
    needs = [need for need in problem.needs if need.item is not None]
    held, number = _sources(problem, needs)
    by_item: dict[str, list[tuple[int, int]]] = {}
    for (item, depot), source in number.items():
        by_item.setdefault(item, []).append((source, depot))
    column = {incident.id: k for k, incident in enumerate(problem.incidents)}
    parts: list[tuple[IntArray, IntArray, IntArray]] = []
    for sink_row, need in enumerate(needs):
        rows = np.array(by_item.get(need.item or "", []), np.int64).reshape(-1, 2)
        price, in_time = _unit_price(problem, need, column[need.incident], rows[:, 1])
        kept = np.flatnonzero(in_time)
        parts.append((rows[kept, 0], np.full(len(kept), sink_row), price[kept]))
    sources, sinks, cost = (
        np.concatenate(part).astype(np.int64) for part in zip(*parts, strict=True)
    )
    priority = [PRIORITY_WEIGHT[problem.incidents[column[n.incident]].priority] for n in needs]
    short = problem.policy.weights.shortage * np.array(priority, np.int64)
    amounts = np.array([need.amount for need in needs], np.int64)
    return FlowModel(sources, sinks, cost, held, amounts, short)


def _sources(problem: Problem, needs: list[Need]) -> tuple[IntArray, dict[tuple[str, int], int]]:
    """Units held per needed item and depot, with the number of each."""
    wanted = {need.item for need in needs}
    row = {depot.id: k for k, depot in enumerate(problem.depots)}
    held: dict[tuple[str, int], int] = {}
    for lot in problem.lots:
        fresh = lot.expires_at is None or lot.expires_at > problem.now
        if lot.item in wanted and fresh:
            key = (lot.item, row[lot.depot])
            held[key] = held.get(key, 0) + lot.amount
    return np.array(list(held.values()), np.int64), {key: k for k, key in enumerate(held)}


def _unit_price(
    problem: Problem, need: Need, column: int, depots: IntArray
) -> tuple[IntArray, IntArray]:
    weights = problem.policy.weights
    travel = problem.travel.depots_to_incidents[depots, column]
    load = np.array([problem.depots[d].load_s for d in depots.tolist()], np.int64)
    eta_s, late_s, in_time = travel + load, np.zeros_like(travel), travel >= 0
    if need.latest_s is not None:
        late_s = np.maximum(eta_s - need.latest_s, 0)
        in_time &= eta_s <= int(need.latest_s * problem.policy.lateness_factor)
    priority = PRIORITY_WEIGHT[problem.incidents[column].priority]
    return priority * (weights.response_time * eta_s + weights.lateness * late_s), in_time


def cost_of_flow(model: FlowModel) -> int:
    """The least cost by OR-Tools' minimum-cost flow over every arc at once."""
    solver, _ = _solved_flow(model)
    return int(solver.optimal_cost())


def flows_of(model: FlowModel) -> IntArray:
    """Units on each arc (A,) of a cheapest flow."""
    solver, arcs = _solved_flow(model)
    return np.asarray(solver.flows(arcs), np.int64)


def _solved_flow(model: FlowModel) -> tuple[min_cost_flow.SimpleMinCostFlow, IntArray]:
    solver = min_cost_flow.SimpleMinCostFlow()
    sources, needs = len(model.held), len(model.amounts)
    root, sinks = sources + needs, sources + np.arange(needs)
    capacity = np.minimum(model.held[model.source], model.amounts[model.need])
    arcs = solver.add_arcs_with_capacity_and_unit_cost(
        model.source, sources + model.need, capacity, model.cost
    )
    solver.add_arcs_with_capacity_and_unit_cost(
        np.full(needs, root), sinks, model.amounts, model.price
    )
    solver.add_arcs_with_capacity_and_unit_cost(
        np.full(sources, root), np.arange(sources), model.held, np.zeros(sources, np.int64)
    )
    total = int(model.amounts.sum())
    nodes = np.concatenate((sinks, [root]))
    solver.set_nodes_supplies(nodes, np.concatenate((-model.amounts, [total])))
    if solver.solve() != solver.OPTIMAL:
        raise ArithmeticError("no minimum-cost flow although shortage is allowed")
    return solver, np.asarray(arcs)


def linear_of_flow(model: FlowModel) -> Linear:
    """The same problem as a linear program: arcs and shortages, sources and needs."""
    arcs, sources, needs = len(model.cost), len(model.held), len(model.amounts)
    ones = np.ones(arcs)
    out = sparse.csr_array((ones, (model.source, np.arange(arcs))), shape=(sources, arcs))
    into = sparse.csr_array((ones, (model.need, np.arange(arcs))), shape=(needs, arcs))
    matrix = sparse.bmat([[out, None], [into, sparse.eye_array(needs)]], format="csr")
    amounts = model.amounts.astype(np.float64)
    return Linear(
        np.concatenate((model.cost, model.price)).astype(np.float64),
        sparse.csr_array(matrix),
        np.concatenate((np.full(sources, -np.inf), amounts)),
        np.concatenate((model.held.astype(np.float64), amounts)),
        np.concatenate((np.full(arcs, np.inf), amounts)),
        np.zeros(arcs + needs, bool),
    )


def cost_of_nearest(model: FlowModel, problem: Problem) -> int:
    """What it costs when each need, the gravest first, empties the nearest depots in turn."""
    needs = [need for need in problem.needs if need.item is not None]
    priority = {incident.id: incident.priority for incident in problem.incidents}
    held, cost = model.held.copy(), 0
    for row in sorted(range(len(needs)), key=lambda k: (priority[needs[k].incident], k)):
        left = int(model.amounts[row])
        arcs = np.flatnonzero(model.need == row)
        for arc in arcs[np.argsort(model.cost[arcs], kind="stable")].tolist():
            taken = min(left, int(held[model.source[arc]]))
            held[model.source[arc]] -= taken
            left -= taken
            cost += taken * int(model.cost[arc])
            if not left:
                break
        cost += left * int(model.price[row])
    return cost
