"""The master problem over packages: its relaxation gives each team and cover rule a price."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

import numpy as np
from ortools.math_opt.python import mathopt

from dispatch.optimiser.parts import IntArray
from dispatch.optimiser.teams.board import CoverRule
from dispatch.optimiser.teams.packages import SCALE, Block, Package
from dispatch.optimiser.teams.prices import Prices

SPARE_ROWS = 256


class Master:
    """The restricted master LP: one package per block, each team at most once, cover priced.

    GLOP's primal simplex goes on from its last basis when packages are added, but begins anew when
    a row is: so spare rows wait for teams that are wanted later.
    """

    def __init__(
        self, blocks: list[Block], count: int, rules: tuple[CoverRule, ...], teams: Iterable[int]
    ) -> None:
        self._restores = [block.restores for block in blocks]
        self._count, self._rules = count, rules
        self._model = mathopt.Model()
        self._model.objective.is_maximize = False
        self._blocks = [self._model.add_linear_constraint(lb=1.0, ub=1.0) for _ in blocks]
        self._cover = [self._cover_row(rule) for rule in rules]
        self._teams: dict[int, mathopt.LinearConstraint] = {}
        self._spare: list[mathopt.LinearConstraint] = []
        self._columns: list[mathopt.Variable] = []
        for team in teams:
            self._team_row(team)
        none = mathopt.SparseVectorFilter[mathopt.Variable](filtered_items=[])
        self._wanted = mathopt.ModelSolveParameters(
            variable_values_filter=none, reduced_costs_filter=none
        )
        self._solver = mathopt.IncrementalSolver(self._model, mathopt.SolverType.GLOP)

    def _cover_row(self, rule: CoverRule) -> mathopt.LinearConstraint:
        row = self._model.add_linear_constraint(ub=float(rule.slack))
        lost = self._model.add_variable(lb=0.0)
        row.set_coefficient(lost, -1.0)
        self._model.objective.set_linear_coefficient(lost, float(rule.price * SCALE))
        return row

    def _team_row(self, team: int) -> mathopt.LinearConstraint:
        if team not in self._teams:
            if not self._spare:
                self._spare = [self._model.add_linear_constraint(ub=1.0) for _ in range(SPARE_ROWS)]
            self._teams[team] = self._spare.pop()
        return self._teams[team]

    def add(self, package: Package, cover: IntArray) -> None:
        """Add a package and the cover (K,) it takes from each rule."""
        column = self._model.add_variable(lb=0.0)
        self._columns.append(column)
        self._model.objective.set_linear_coefficient(column, float(package.cost))
        self._blocks[package.block].set_coefficient(column, 1.0)
        for team in package.teams:
            self._team_row(team).set_coefficient(column, 1.0)
        for row, used in zip(self._cover, cover.tolist(), strict=True):
            if used:
                row.set_coefficient(column, float(used))

    def solve(self, seconds: float) -> tuple[float, Prices] | None:
        """Value of the relaxation and the prices it gives; None when the LP solver gave up."""
        result = self._solver.solve(params=_how(seconds), model_params=self._wanted)
        if result.termination.reason != mathopt.TerminationReason.OPTIMAL:
            return None
        team = np.zeros(self._count, np.int64)
        team[list(self._teams)] = _prices(result.dual_values(list(self._teams.values())))
        dearest = np.array([rule.price * SCALE for rule in self._rules], np.int64)
        cover = np.minimum(_prices(result.dual_values(self._cover)), dearest)
        return result.objective_value(), Prices(team, cover)

    def shares(self) -> dict[int, float]:
        """The share of each package, by the order they were added in, that is not nought."""
        result = self._solver.solve(params=_how(10.0))
        if result.termination.reason != mathopt.TerminationReason.OPTIMAL:
            return {}
        values = result.variable_values(self._columns)
        return {k: value for k, value in enumerate(values) if value > 1e-6}


def _how(seconds: float) -> mathopt.SolveParameters:
    return mathopt.SolveParameters(
        time_limit=timedelta(seconds=max(seconds, 0.01)),
        lp_algorithm=mathopt.LPAlgorithm.PRIMAL_SIMPLEX,
        presolve=mathopt.Emphasis.OFF,
    )


def _prices(duals: list[float]) -> IntArray:
    """Duals of rows that must not be exceeded, as whole numbers that are never negative."""
    return np.maximum(np.rint(-np.array(duals, np.float64)), 0).astype(np.int64)
