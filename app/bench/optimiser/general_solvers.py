"""General solvers at work on a pair model, built by arrays: HiGHS, CP-SAT, SCIP."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from ortools.linear_solver.python import model_builder_helper
from scipy import optimize, sparse

from app.bench.optimiser.pair_model import PairModel
from dispatch.optimiser.parts import IntArray

FloatArray = NDArray[np.float64]

HIGHS = "HiGHS"
CP_SAT = "CP-SAT as it comes"
CP_SAT_BEST = "CP-SAT, 1 worker, linearization level 2"
SCIP = "SCIP"
_SETTINGS = {
    CP_SAT: "",
    CP_SAT_BEST: "num_workers: 1 linearization_level: 2",
    SCIP: "limits/gap = 0",
}


@dataclass(frozen=True, slots=True, eq=False)
class Linear:
    """Minimise cost @ x with low <= matrix @ x <= high, 0 <= x <= upper, some x whole."""

    cost: FloatArray
    matrix: sparse.csr_array
    low: FloatArray
    high: FloatArray
    upper: FloatArray
    whole: NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """What a solver came back with; None where it found nothing."""

    solver: str
    seconds: float
    x: FloatArray | None
    bound: float | None


def linear_of(model: PairModel) -> Linear:
    """The pair model with a column of shortage for each need; shortage ends up whole by itself."""
    needs, pairs = model.units.shape
    teams = model.once.shape[0]
    matrix = sparse.bmat(
        [[model.units, sparse.eye_array(needs)], [model.once, None]], format="csr", dtype=np.float64
    )
    return Linear(
        np.concatenate((model.cost, model.price)).astype(np.float64),
        sparse.csr_array(matrix),
        np.concatenate((model.amounts, np.full(teams, -np.inf))).astype(np.float64),
        np.concatenate((np.full(needs, np.inf), np.ones(teams))),
        np.concatenate((np.ones(pairs), model.amounts)).astype(np.float64),
        np.concatenate((np.ones(pairs, bool), np.zeros(needs, bool))),
    )


def solve_linear(linear: Linear, solver: str, limit_s: float) -> Found:
    """Let a solver work for at most so long; the time includes building its model."""
    began = time.perf_counter()
    if solver == HIGHS:
        x, bound = _highs(linear, limit_s)
    else:
        x, bound = _by_model_builder(linear, solver, limit_s)
    return Found(solver, time.perf_counter() - began, x, bound)


def taken_of(model: PairModel, found: Found) -> IntArray | None:
    """The pairs taken (P,), rounded; None when nothing was found."""
    if found.x is None:
        return None
    return np.rint(found.x[: len(model.team)]).astype(np.int64)


def _highs(linear: Linear, limit_s: float) -> tuple[FloatArray | None, float | None]:
    answer = optimize.milp(
        linear.cost,
        integrality=linear.whole.astype(np.int64),
        bounds=optimize.Bounds(np.zeros(len(linear.cost)), linear.upper),
        constraints=optimize.LinearConstraint(linear.matrix, linear.low, linear.high),
        options={"time_limit": limit_s, "mip_rel_gap": 0.0},
    )
    return answer.x, answer.mip_dual_bound


def built(linear: Linear) -> model_builder_helper.ModelBuilderHelper:
    """The model as OR-Tools' model builder holds it, filled by arrays."""
    model = model_builder_helper.ModelBuilderHelper()
    columns: list[Any] = [np.zeros(len(linear.cost)), linear.upper, linear.cost]
    rows: list[Any] = [linear.low, linear.high, sparse.csr_matrix(linear.matrix)]
    model.fill_model_from_sparse_data(*columns, *rows)
    for column in np.flatnonzero(linear.whole).tolist():
        model.set_var_integrality(column, True)
    return model


def _by_model_builder(
    linear: Linear, solver: str, limit_s: float
) -> tuple[FloatArray | None, float | None]:
    helper = model_builder_helper.ModelSolverHelper("scip" if solver == SCIP else "sat")
    helper.set_time_limit_in_seconds(limit_s)
    if _SETTINGS[solver]:
        helper.set_solver_specific_parameters(_SETTINGS[solver])
    helper.solve(built(linear))
    if not helper.has_solution():
        return None, None
    return np.asarray(helper.variable_values()), float(helper.best_objective_bound())
