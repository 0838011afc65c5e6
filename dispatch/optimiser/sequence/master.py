"""The relaxed master problem over routes: it prices what rows ask for and what units are worth."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from ortools.linear_solver.python import model_builder_helper
from scipy import sparse

from dispatch.optimiser.parts import IntArray
from dispatch.optimiser.sequence.field import Field, FloatArray
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
) -> Relaxed | None:
    """The LP over some routes: each row served or short at its price, each unit at most once.

    None where the solver finds no optimal basis: numbers too far apart.
    """
    field = pool.field
    rows, units, count = field.amount.size, field.ready_s.size, columns.size
    matrix = _with_units(pool, columns)
    if cuts is not None and cuts.shape[0]:
        spare = sparse.csr_matrix((cuts.shape[0], rows))
        matrix = sparse.vstack([matrix, sparse.hstack([cuts, spare])], format="csr")
    below = matrix.shape[0] - rows
    free = np.full(count + rows, np.inf)
    most = np.concatenate([_most(field), np.ones(below)])
    low = np.concatenate([field.amount, np.full(below, -np.inf)])
    model: Any = model_builder_helper.ModelBuilderHelper()
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
        return None
    prices, values = np.array(solver.dual_values()), np.array(solver.variable_values())
    return Relaxed(
        solver.objective_value(),
        prices[:rows],
        np.maximum(0.0, -prices[rows : rows + units]),
        np.maximum(0.0, -prices[rows + units :]),
        values[:count],
        values[count:],
    )


def _most(field: Field) -> FloatArray:
    """Where nothing may stay short every row is served exactly once, else at least so much."""
    if field.short_price is None:
        return field.amount.astype(np.float64)
    return np.full(field.amount.size, np.inf)


def _with_units(pool: Pool, columns: IntArray) -> sparse.csr_matrix:
    """Rows over routes and shortages, then units over routes (R + K, N + R)."""
    rows, units, count = pool.field.amount.size, pool.field.ready_s.size, columns.size
    if count == len(pool.routes):
        row, column, share = pool.entry_row, pool.entry_column, pool.entry_units
    else:
        brought = pool.matrix(columns).tocoo()
        row, column, share = brought.row, brought.col, brought.data
    at = (
        np.concatenate([row, rows + pool.unit[columns], np.arange(rows)]),
        np.concatenate([column, np.arange(count), count + np.arange(rows)]),
    )
    data = np.concatenate([share.astype(np.float64), np.ones(count + rows)])
    return sparse.csr_matrix((data, at), (rows + units, count + rows))
