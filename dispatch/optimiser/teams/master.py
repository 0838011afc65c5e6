"""The master problem over packages: its relaxation gives each team and cover rule a price."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from ortools.linear_solver import pywraplp

from dispatch.optimiser.parts import IntArray
from dispatch.optimiser.teams.board import CoverRule
from dispatch.optimiser.teams.packages import SCALE, Block, Package


@dataclass(frozen=True, slots=True, eq=False)
class Prices:
    """Prices of teams (T,) and of cover rules, whole numbers, never negative."""

    team: IntArray
    cover: IntArray

    def on_top(self, rules: tuple[CoverRule, ...]) -> IntArray:
        """What using each team costs on top (T,): its own price and that of the cover it serves."""
        total = self.team.copy()
        for rule, price in zip(rules, self.cover, strict=True):
            total += rule.members * price
        return total

    def earned(self, block: Block) -> int:
        """What each team of a block that restores cover gets back."""
        return int(self.cover[block.restores]) if block.restores >= 0 else 0

    def collected(self, rules: tuple[CoverRule, ...]) -> int:
        """What the bound gives back: each team once, each rule's free slack."""
        slack = np.array([rule.slack for rule in rules], np.int64)
        return int(self.team.sum()) + int(self.cover @ slack)

    def towards(self, other: Prices, share: float) -> Prices:
        """These prices moved by `share` towards others, rounded to whole numbers."""
        return Prices(
            np.rint(self.team + share * (other.team - self.team)).astype(np.int64),
            np.rint(self.cover + share * (other.cover - self.cover)).astype(np.int64),
        )


def no_prices(teams: int, rules: tuple[CoverRule, ...]) -> Prices:
    """Every team and every rule free of charge."""
    return Prices(np.zeros(teams, np.int64), np.zeros(len(rules), np.int64))


class Master:
    """The restricted master LP: one package per block, each team at most once, cover priced.

    Columns are added as they are found; GLOP continues from its last basis.
    """

    def __init__(self, blocks: list[Block], teams: int, rules: tuple[CoverRule, ...]) -> None:
        self._restores = [block.restores for block in blocks]
        self.columns: list[Package] = []
        self._known: set[tuple[int, tuple[int, ...]]] = set()
        self._teams, self._rules = teams, rules
        self._solver = pywraplp.Solver.CreateSolver("GLOP")
        self._block_rows = [self._solver.Constraint(1.0, 1.0) for _ in blocks]
        self._team_rows: dict[int, pywraplp.Constraint] = {}
        self._cover_rows = [self._cover_row(rule) for rule in rules]
        self._solver.Objective().SetMinimization()

    def _cover_row(self, rule: CoverRule) -> pywraplp.Constraint:
        row = self._solver.Constraint(-self._solver.infinity(), float(rule.slack))
        lost = self._solver.NumVar(0.0, self._solver.infinity(), "")
        row.SetCoefficient(lost, -1.0)
        self._solver.Objective().SetCoefficient(lost, float(rule.price * SCALE))
        return row

    def add(self, package: Package) -> bool:
        """Add a package unless it is known already."""
        key = (package.block, package.teams)
        if key in self._known:
            return False
        self._known.add(key)
        self.columns.append(package)
        column = self._solver.NumVar(0.0, self._solver.infinity(), "")
        self._solver.Objective().SetCoefficient(column, float(package.cost))
        self._block_rows[package.block].SetCoefficient(column, 1.0)
        for team in package.teams:
            self._team_row(team).SetCoefficient(column, 1.0)
        for k, (rule, row) in enumerate(zip(self._rules, self._cover_rows, strict=True)):
            used = sum(bool(rule.members[team]) for team in package.teams)
            used -= len(package.teams) if self._restores[package.block] == k else 0
            if used:
                row.SetCoefficient(column, float(used))
        return True

    def _team_row(self, team: int) -> pywraplp.Constraint:
        if team not in self._team_rows:
            self._team_rows[team] = self._solver.Constraint(-self._solver.infinity(), 1.0)
        return self._team_rows[team]

    def solve(self) -> tuple[float, Prices] | None:
        """Value of the relaxation and the prices it gives; None when the LP solver gave up."""
        if self._solver.Solve() != pywraplp.Solver.OPTIMAL:
            return None
        team = np.zeros(self._teams, np.int64)
        for row_team, row in self._team_rows.items():
            team[row_team] = max(0, round(-row.dual_value()))
        cover = np.zeros(len(self._rules), np.int64)
        for k, (rule, row) in enumerate(zip(self._rules, self._cover_rows, strict=True)):
            cover[k] = min(rule.price * SCALE, max(0, round(-row.dual_value())))
        return self._solver.Objective().Value(), Prices(team, cover)
