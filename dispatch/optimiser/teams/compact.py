"""One compact model of all teams at once, for problems with an incident too large for a table.

Every allowed pair is a yes-or-no variable and every need has a shortage variable; the bound of
CP-SAT holds for the whole inventory. Slower than packages and prices, and without their limits.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from ortools.sat.python import cp_model

from dispatch.optimiser import constraints
from dispatch.optimiser.parts import Need
from dispatch.optimiser.teams.board import Board
from dispatch.optimiser.teams.move_ups import build_move_ups
from dispatch.optimiser.teams.packages import SCALE

Pair = tuple[int, int]


@dataclass(slots=True, eq=False)
class Sum:
    """A weighted sum of variables while it is built."""

    variables: list[cp_model.IntVar] = field(default_factory=list)
    weights: list[int] = field(default_factory=list)

    def add(self, variable: cp_model.IntVar, weight: int) -> None:
        """One variable more."""
        self.variables.append(variable)
        self.weights.append(weight)

    def expression(self) -> Any:
        """The sum as the solver takes it."""
        return cp_model.LinearExpr.weighted_sum(self.variables, self.weights)


@dataclass(slots=True, eq=False)
class _Model:
    """The model while it is built: variables of pairs, terms of the objective."""

    board: Board
    model: cp_model.CpModel = field(default_factory=cp_model.CpModel)
    goes: dict[Pair, cp_model.IntVar] = field(default_factory=dict)
    price: Sum = field(default_factory=Sum)


def solve_compact(
    board: Board, hint: set[Pair], seconds: float, seed: int
) -> tuple[list[Pair], int] | None:
    """Pairs of team and place to send, and a bound on the objective without its constant.

    A place is an incident's column, or -1 - k for a stand-by move to the area of cover rule k.

    None when no answer was found in time.
    """
    built = _Model(board)
    _add_pairs(built)
    for incident, needs in enumerate(board.needs_of):
        if needs:
            _add_needs(built, incident, needs)
    _add_cover(built)
    built.model.minimize(built.price.expression())
    for pair, variable in built.goes.items():
        built.model.add_hint(variable, pair in hint)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.linearization_level = 2
    solver.parameters.random_seed = seed % 2**31
    solver.parameters.max_time_in_seconds = max(seconds, 0.05)
    status = solver.solve(built.model)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return None
    sent = [pair for pair, variable in built.goes.items() if solver.boolean_value(variable)]
    return sent, int(np.ceil(solver.best_objective_bound - 1e-6))


def _add_pairs(built: _Model) -> None:
    """Each team goes to at most one place; a forced team to its own."""
    board = built.board
    moves = {-1 - block.restores: block for block in build_move_ups(board)}
    cost = {
        (t, place): c // SCALE
        for place, block in moves.items()
        for t, c in zip(block.teams.tolist(), block.cost.tolist(), strict=True)
    }
    for team in range(len(board.problem.teams)):
        places = np.flatnonzero(board.may_go[team]).tolist()
        cost.update({(team, incident): int(board.cost[team, incident]) for incident in places})
        places += [place for place in moves if (team, place) in cost]
        for place in places:
            variable = built.model.new_bool_var("")
            built.goes[team, place] = variable
            built.price.add(variable, cost[team, place])
            if place >= 0 and board.forced[team] == place:
                built.model.add(variable == 1)
        if len(places) > 1:
            built.model.add_at_most_one(built.goes[team, place] for place in places)


def _add_needs(built: _Model, incident: int, needs: tuple[int, ...]) -> None:
    rows = [built.board.problem.needs[n] for n in needs]
    weight = constraints.priority_weight(built.board.problem.incidents[incident].priority)
    price = weight * built.board.problem.policy.weights.shortage
    whole: dict[str, cp_model.IntVar] = {}
    brought = _brought(built, incident, rows)
    for need in rows:
        short = built.model.new_int_var(0, need.amount, "")
        built.price.add(short, price)
        served = built.model.new_bool_var("")
        if need.group is not None:
            served = whole.setdefault(need.group, served)
            built.model.add(short <= need.amount * (1 - served))
        if need.id in built.board.dropped:
            built.model.add(served == 0)
        units = brought[need.id].expression()
        built.model.add(units + short >= need.amount)
        built.model.add(short >= need.amount * (1 - served))
        built.model.add(units >= need.least * served)


def _brought(built: _Model, incident: int, needs: list[Need]) -> dict[str, Sum]:
    """Units that come for each need in time; a unit counts for one need of its capability."""
    board = built.board
    units = board.counted_units(incident)
    shared = {n.capability for n in needs if sum(m.capability == n.capability for m in needs) > 1}
    total: dict[str, Sum] = {need.id: Sum() for need in needs}
    for team in np.flatnonzero(board.may_go[:, incident]).tolist():
        goes = built.goes[team, incident]
        spent: dict[str, list[cp_model.IntVar]] = {}
        for need, most in zip(needs, units[team].tolist(), strict=True):
            if most and need.capability in shared:
                part = built.model.new_int_var(0, most, "")
                spent.setdefault(need.capability or "", []).append(part)
                total[need.id].add(part, 1)
            elif most:
                total[need.id].add(goes, most)
        for code, parts in spent.items():
            has = int(board.units[team, board.capability[code]])
            built.model.add(cp_model.LinearExpr.sum(parts) <= has * goes)
    return total


def _add_cover(built: _Model) -> None:
    for k, rule in enumerate(built.board.cover):
        lost = built.model.new_int_var(0, rule.most_lost, "")
        used = [variable for (team, _), variable in built.goes.items() if rule.members[team]]
        moved = [variable for (_, place), variable in built.goes.items() if place == -1 - k]
        taken = cp_model.LinearExpr.sum(used) - cp_model.LinearExpr.sum(moved)
        built.model.add(taken - lost <= rule.slack)
        built.price.add(lost, rule.price)
