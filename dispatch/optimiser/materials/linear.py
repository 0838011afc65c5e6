"""Linear programs from arrays, solved by GLOP, with the price of every row."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import scipy.sparse as sp
from ortools.linear_solver.python import model_builder_helper as mbh

LEAST_S = 0.02
FloatArray = np.typing.NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Relaxed:
    """Values of the variables (V,), prices of the rows (R,), and the value of the program."""

    values: FloatArray
    prices: FloatArray
    value: float


def solve_linear(
    price: FloatArray,
    most: FloatArray,
    rows: sp.csr_matrix,
    row_least: FloatArray,
    row_most: FloatArray,
    seconds: float = 60.0,
    least: FloatArray | None = None,
) -> Relaxed | None:
    """The least Σ price x with least (0) <= x <= most and row limits; None when there is none."""
    # the stub of the helper names arrays in a way that NumPy's own types never match
    helper: Any = mbh.ModelBuilderHelper()
    least = np.zeros(len(price)) if least is None else least
    helper.fill_model_from_sparse_data(least, most, price, row_least, row_most, rows)
    solver = mbh.ModelSolverHelper("glop")
    solver.set_time_limit_in_seconds(max(seconds, LEAST_S))
    solver.solve(helper)
    if solver.status() != mbh.SolveStatus.OPTIMAL:
        return None
    return Relaxed(
        np.asarray(solver.variable_values()),
        np.asarray(solver.dual_values()),
        float(solver.objective_value()),
    )
