"""The whole choice among routes at hand: a small integer problem, by CP-SAT on one thread."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from ortools.sat.python import cp_model
from scipy import sparse

from dispatch.optimiser.parts import IntArray
from dispatch.optimiser.sequence.pool import Pool


@dataclass(frozen=True, slots=True, eq=False)
class Chosen:
    """Routes chosen and their cost (None: there is no choice); `proven`: none of these is cheaper.

    `bound` lies below every choice from the same routes.
    """

    columns: IntArray
    cost: int | None
    bound: float
    proven: bool


def choose(
    pool: Pool, columns: IntArray, seconds: float, cuts: sparse.csr_matrix | None = None
) -> Chosen:
    """The cheapest whole choice among routes, least amounts and groups kept.

    One worker with a full linear relaxation: with more, or without, CP-SAT is slower on these
    set partitioning problems (measured; HiGHS takes three to eight times as long).
    """
    model = cp_model.CpModel()
    routes = [model.new_bool_var("") for _ in range(columns.size)]
    short = _add_rows(model, pool, columns, routes)
    _add_units(model, pool, columns, routes)
    if cuts is not None:
        for row in range(cuts.shape[0]):
            model.add_at_most_one(_members(cuts, row, routes))
    model.minimize(
        cp_model.LinearExpr.weighted_sum(routes, pool.cost[columns].tolist())
        + cp_model.LinearExpr.weighted_sum(short, _short_prices(pool))
    )
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.linearization_level = 2
    solver.parameters.max_time_in_seconds = max(0.01, seconds)
    status = solver.solve(model)
    if status == cp_model.INFEASIBLE:
        return Chosen(np.zeros(0, np.int64), None, np.inf, True)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return Chosen(np.zeros(0, np.int64), None, -np.inf, False)
    taken = np.array([bool(solver.value(route)) for route in routes], bool)
    proven = status == cp_model.OPTIMAL
    cost = round(solver.objective_value)
    return Chosen(columns[taken], cost, cost if proven else solver.best_objective_bound, proven)


def _members(
    matrix: sparse.csr_matrix, row: int, routes: list[cp_model.IntVar]
) -> list[cp_model.IntVar]:
    return [routes[k] for k in matrix.indices[matrix.indptr[row] : matrix.indptr[row + 1]]]


def _short_prices(pool: Pool) -> list[int]:
    prices = pool.field.short_price
    return [] if prices is None else [int(price) for price in prices.tolist()]


def _add_units(
    model: cp_model.CpModel, pool: Pool, columns: IntArray, routes: list[cp_model.IntVar]
) -> None:
    """Each unit takes at most one route."""
    of_unit: dict[int, list[cp_model.IntVar]] = {}
    for route, unit in zip(routes, pool.unit[columns].tolist(), strict=True):
        of_unit.setdefault(unit, []).append(route)
    for own in of_unit.values():
        if len(own) > 1:
            model.add_at_most_one(own)


def _add_rows(
    model: cp_model.CpModel, pool: Pool, columns: IntArray, routes: list[cp_model.IntVar]
) -> list[cp_model.IntVar]:
    """Rows are served exactly once or, where they may be short, brought units plus shortage."""
    field, brought = pool.field, pool.matrix(columns).tocsr()
    if field.short_price is None:
        for row in range(field.amount.size):
            model.add_exactly_one(_members(brought, row, routes))
        return []
    short = [model.new_int_var(0, int(amount), "") for amount in field.amount]
    whole: dict[int, cp_model.IntVar] = {}
    for row, amount in enumerate(field.amount.tolist()):
        units = brought.data[brought.indptr[row] : brought.indptr[row + 1]].astype(int).tolist()
        given = cp_model.LinearExpr.weighted_sum(_members(brought, row, routes), units)
        model.add(given + short[row] >= amount)
        group, least = int(field.group[row]), int(field.least[row])
        if group >= 0:
            together = whole.setdefault(group, model.new_bool_var(""))
            model.add(short[row] == amount - amount * together)
        elif least > 1:
            served = model.new_bool_var("")
            model.add(short[row] <= amount - least * served)
            model.add(short[row] >= amount - amount * served)
    return short
