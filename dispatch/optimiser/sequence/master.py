"""The restricted master problem over routes: its relaxation prices the rows, its MIP chooses."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from ortools.linear_solver.python import model_builder_helper
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from dispatch.optimiser.parts import IntArray
from dispatch.optimiser.sequence.field import FloatArray, Field
from dispatch.optimiser.sequence.pool import Pool

GRAIN = 256.0
"""Prices are whole multiples of 1 / GRAIN: sums of them with whole costs are exact in a float."""
TINY = 1e-6


def grained(prices: FloatArray) -> FloatArray:
    """Prices rounded so that all reckoning with them is exact."""
    return np.asarray(np.rint(prices * GRAIN) / GRAIN)


@dataclass(frozen=True, slots=True, eq=False)
class Relaxed:
    """An optimal basis: value, prices of rows (R,) and units (K,), shares of routes, shortages."""

    value: float
    row: FloatArray
    unit: FloatArray
    cut: FloatArray
    share: FloatArray
    short: FloatArray

    @property
    def is_whole(self) -> bool:
        return bool((np.abs(self.share - np.rint(self.share)) < TINY).all())


def relax(
    pool: Pool,
    columns: IntArray,
    short_price: FloatArray,
    cuts: sparse.csr_matrix | None = None,
) -> Relaxed:
    """The LP over some routes: each row served or short at its price, each unit at most once."""
    field = pool.field
    rows, units, count = field.amount.size, field.ready_s.size, columns.size
    blocks = [
        [pool.matrix[:, columns], sparse.identity(rows)],
        [_unit_rows(pool, columns, units), None],
    ]
    if cuts is not None and cuts.shape[0]:
        blocks.append([cuts, None])
    matrix = sparse.bmat(blocks).tocsr()
    below = matrix.shape[0] - rows
    free = np.full(count + rows, np.inf)
    most = np.concatenate([_most(field), np.ones(below)])
    low = np.concatenate([field.amount, np.full(below, -np.inf)])
    model = model_builder_helper.ModelBuilderHelper()
    model.fill_model_from_sparse_data(
        np.zeros(count + rows),
        free,
        np.concatenate([pool.cost[columns], short_price]).astype(np.float64),
        low,
        most,
        matrix,
    )
    solver = model_builder_helper.ModelSolverHelper("glop")
    solver.solve(model)
    if not solver.has_solution():
        raise ArithmeticError("the master problem has no optimal basis")
    prices, values = np.array(solver.dual_values()), np.array(solver.variable_values())
    return Relaxed(
        solver.objective_value(),
        prices[:rows],
        np.maximum(0.0, -prices[rows : rows + units]),
        np.maximum(0.0, -prices[rows + units :]),
        values[:count],
        values[count:],
    )


@dataclass(frozen=True, slots=True, eq=False)
class Chosen:
    """A choice of routes with its cost; `proven` when no choice from the same routes is cheaper."""

    columns: IntArray
    cost: int
    proven: bool


def choose(
    pool: Pool,
    columns: IntArray,
    seconds: float,
    cuts: sparse.csr_matrix | None = None,
    below: float = np.inf,
) -> Chosen | None:
    """The cheapest whole choice among routes, with least amounts and groups; None: none found."""
    field = pool.field
    if not columns.size:
        return None
    count = columns.size
    blocks, low, high = _choice_rows(pool, columns)
    if cuts is not None and cuts.shape[0]:
        blocks.append(_padded(cuts, blocks[0].shape[1]))
        low.append(np.full(cuts.shape[0], -np.inf))
        high.append(np.ones(cuts.shape[0]))
    cost = np.zeros(blocks[0].shape[1])
    cost[:count] = pool.cost[columns]
    upper = np.ones_like(cost)
    if field.short_price is not None:
        rows = field.amount.size
        cost[count : count + rows] = field.short_price
        upper[count : count + rows] = field.amount
    if below < np.inf:
        blocks.append(sparse.csr_matrix(cost))
        low.append(np.array([-np.inf]))
        high.append(np.array([below]))
    found = milp(
        cost,
        integrality=np.ones(cost.size),
        bounds=Bounds(np.zeros(cost.size), upper),
        constraints=LinearConstraint(
            sparse.vstack(blocks, format="csc"), np.concatenate(low), np.concatenate(high)
        ),
        options={"mip_rel_gap": 0.0, "time_limit": max(0.01, seconds)},
    )
    if found.x is None:
        return Chosen(np.zeros(0, np.int64), 0, True) if found.status == 2 else None
    return Chosen(columns[found.x[:count] > 0.5], round(found.fun), found.status == 0)


def _choice_rows(
    pool: Pool, columns: IntArray
) -> tuple[list[sparse.csr_matrix], list[FloatArray], list[FloatArray]]:
    """Rows over routes, shortages (R), and whether each row is served at all (R)."""
    field = pool.field
    rows, units, count = field.amount.size, field.ready_s.size, columns.size
    brought, once = pool.matrix[:, columns], _unit_rows(pool, columns, units)
    low, high = [field.amount * 1.0, np.full(units, -np.inf)], [_most(field), np.ones(units)]
    if field.short_price is None:
        return [brought.tocsr(), once.tocsr()], low, high
    one = sparse.identity(rows, format="csr")
    none = sparse.csr_matrix((rows, count))
    amount = sparse.diags(field.amount * 1.0)
    blocks = [
        sparse.hstack([brought, one, sparse.csr_matrix((rows, rows))]),
        sparse.hstack([once, sparse.csr_matrix((units, 2 * rows))]),
        sparse.hstack([none, one, sparse.diags(field.least * 1.0)]),
        sparse.hstack([none, one, amount]),
    ]
    low += [np.full(rows, -np.inf), field.amount * 1.0]
    high += [field.amount * 1.0, np.full(rows, np.inf)]
    whole = np.flatnonzero(field.group >= 0)
    if whole.size:
        blocks.append(sparse.hstack([none, one, amount]).tocsr()[whole])
        low.append(field.amount[whole] * 1.0)
        high.append(field.amount[whole] * 1.0)
        links = _same_fate(field)
        blocks.append(sparse.hstack([sparse.csr_matrix((links.shape[0], count + rows)), links]))
        low.append(np.zeros(links.shape[0]))
        high.append(np.zeros(links.shape[0]))
    return [block.tocsr() for block in blocks], low, high


def _same_fate(field: Field) -> sparse.csr_matrix:
    """Rows of one group are served together: y of each equals y of the first."""
    first: dict[int, int] = {}
    pairs = []
    for row in np.flatnonzero(field.group >= 0).tolist():
        head = first.setdefault(int(field.group[row]), row)
        if head != row:
            pairs.append((head, row))
    data = np.tile([1.0, -1.0], len(pairs))
    at = np.repeat(np.arange(len(pairs)), 2)
    shape = (len(pairs), field.amount.size)
    return sparse.csr_matrix((data, (at, np.array(pairs, np.int64).reshape(-1))), shape)


def _most(field: Field) -> FloatArray:
    """Where nothing may stay short every row is served exactly once, else at least so much."""
    if field.short_price is None:
        return field.amount * 1.0
    return np.full(field.amount.size, np.inf)


def _unit_rows(pool: Pool, columns: IntArray, units: int) -> sparse.csr_matrix:
    at = (pool.unit[columns], np.arange(columns.size))
    return sparse.csr_matrix((np.ones(columns.size), at), (units, columns.size))


def _padded(cuts: sparse.csr_matrix, width: int) -> sparse.csr_matrix:
    missing = width - cuts.shape[1]
    if not missing:
        return cuts
    return sparse.hstack([cuts, sparse.csr_matrix((cuts.shape[0], missing))], format="csr")
