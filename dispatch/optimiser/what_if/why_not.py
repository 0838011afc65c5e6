"""Why not this team? What forbids it, or what it would cost: forced, and solved again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from dispatch.optimiser import constraints
from dispatch.optimiser.budget import Budget
from dispatch.optimiser.files.fields import ProblemError
from dispatch.optimiser.files.writing import plain
from dispatch.optimiser.problem import Problem
from dispatch.optimiser.solution import Reason, Solution, Status
from dispatch.optimiser.solve import solve
from dispatch.optimiser.teams.board import Board, lay_out
from dispatch.optimiser.teams.memory import Memory
from dispatch.optimiser.what_if.asking import Solver, what_if
from dispatch.optimiser.what_if.comparison import Comparison
from dispatch.optimiser.what_if.edits import Edit, Exclude, Pin, Unpin


class Obstacle(StrEnum):
    """What keeps a team from an incident: a closed list."""

    NOTHING_TO_SERVE = "nothing_to_serve"
    BRINGS_NOTHING = "brings_nothing"
    NONE_REACHABLE = "none_reachable"
    TOO_LATE = "too_late"
    NONE_FREE = "none_free"
    NO_STAFF = "no_staff"
    AGREEMENT_MISSING = "agreement_missing"
    EXCLUDED_BY_OFFICER = "excluded_by_officer"
    PINNED_ELSEWHERE = "pinned_elsewhere"
    ON_SCENE_ELSEWHERE = "on_scene_elsewhere"


OFFICERS_WORD = frozenset(
    (Obstacle.EXCLUDED_BY_OFFICER, Obstacle.PINNED_ELSEWHERE, Obstacle.ON_SCENE_ELSEWHERE)
)
"""The officer can lift these; so the price is told as well."""


@dataclass(frozen=True, slots=True)
class Without:
    """The best answer without one pick, everything else free to move.

    `price` is what the objective rises by; `joins` the teams that come to the incident instead.
    """

    team: str
    incident: str
    price: int
    at_least: int
    proven: bool
    joins: tuple[str, ...]
    difference: Comparison

    def to_json(self) -> dict[str, Any]:
        """The answer as plain data."""
        return {
            "price": self.price,
            "at_least": self.at_least,
            "proven": self.proven,
            "joins": list(self.joins),
            "difference": self.difference.to_json(),
        }


@dataclass(frozen=True, slots=True)
class WhyNot:
    """Why a team does not go to an incident.

    Attributes
    ----------
    sent : it does go there in the base; the price is then none.
    instead : for a team that is sent, the best answer without it, everything else free to move.
    obstacle : the first rule that forbids it, with its facts; None: nothing does.
    price : what forcing it costs in the objective; None where the rule is not the officer's.
    at_least : the price proven from below; equal to `price` when both answers are proven.
    price_terms : the price term by term; they add up to it.
    difference : what would change, and who gives way.
    """

    team: str
    incident: str | None
    sent: bool = False
    obstacle: Reason | None = None
    price: int | None = None
    at_least: int | None = None
    price_terms: Mapping[str, int] = field(default_factory=dict)
    difference: Comparison | None = None
    solution: Solution | None = None
    instead: Without | None = None

    @property
    def possible(self) -> bool:
        """Whether the rules let the team go there."""
        return self.obstacle is None

    @property
    def gives_way(self) -> tuple[str, ...]:
        """The teams that would be sent elsewhere or nowhere instead."""
        if self.difference is None:
            return ()
        moved = (*self.difference.redirected, *self.difference.recalled)
        return tuple(change.team for change in moved if change.team != self.team)

    def to_json(self) -> dict[str, Any]:
        """The answer as plain data, without the forced solution."""
        return {
            "team": self.team,
            "incident": self.incident,
            "possible": self.possible,
            "sent": self.sent,
            "obstacle": plain(self.obstacle),
            "price": self.price,
            "at_least": self.at_least,
            "price_terms": dict(self.price_terms),
            "gives_way": list(self.gives_way),
            "difference": None if self.difference is None else self.difference.to_json(),
            "instead": None if self.instead is None else self.instead.to_json(),
        }


def why_not(
    problem: Problem,
    base: Solution,
    team: str,
    incident: str | None = None,
    *,
    budget: Budget | None = None,
    memory: Memory | None = None,
    solver: Solver = solve,
) -> WhyNot:
    """Why a team does not go to an incident: the rule that forbids it, or the price of forcing it.

    Without an incident the one is taken where the team is sent, else where it may go and is worth
    most by itself, else the one it is nearest to.

    Raises
    ------
    ProblemError
        When there is no such team or incident.
    """
    board = lay_out(problem)
    row = _place(problem.teams, team, "team")
    if incident is None:
        incident = next((pick.incident for pick in base.picks if pick.team == team), None)
    column = _best_incident(board, row) if incident is None else _column(problem, incident)
    if column is None:
        return WhyNot(team, None, obstacle=Reason(Obstacle.NOTHING_TO_SERVE))
    there = problem.incidents[column].id
    if any(pick.team == team and pick.incident == there for pick in base.picks):
        instead = next_best_jointly(
            problem, base, team, there, budget=budget, memory=memory, solver=solver
        )
        return WhyNot(team, there, sent=True, price=0, at_least=0, instead=instead)
    obstacle = obstacle_of(board, row, column)
    if obstacle is not None and obstacle.code not in OFFICERS_WORD:
        return WhyNot(team, there, obstacle=obstacle)
    pin = [Pin(team, there)]
    forced = what_if(problem, base, pin, budget=budget, memory=memory, solver=solver)
    return WhyNot(
        team,
        there,
        obstacle=obstacle,
        price=forced.difference.change,
        at_least=forced.solution.bound - base.objective,
        price_terms=forced.difference.price_terms(),
        difference=forced.difference,
        solution=forced.solution,
    )


def _place(rows: Sequence[Any], row_id: str, path: str) -> int:
    for place, row in enumerate(rows):
        if row.id == row_id:
            return place
    raise ProblemError(path, "unknown_reference", f"there is no '{row_id}'")


def _column(problem: Problem, incident: str) -> int:
    return _place(problem.incidents, incident, "incident")


def _best_incident(board: Board, team: int) -> int | None:
    """Where the team may go and fills most by weight, the nearest of equals; else the nearest."""
    worth = [_worth(board, team, column) for column in range(len(board.needs_of))]
    allowed = [k for k, value in enumerate(worth) if value and obstacle_of(board, team, k) is None]
    reached = allowed or [k for k, needs in enumerate(board.needs_of) if needs]
    if not reached:
        return None
    eta = board.eta_s[team]
    far = constraints.NO_LIMIT_S
    return min(reached, key=lambda k: (-worth[k], int(eta[k]) if eta[k] >= 0 else far, k))


def _worth(board: Board, team: int, column: int) -> int:
    weight = constraints.priority_weight(board.problem.incidents[column].priority)
    return weight * int(board.counted_units(column)[team].sum()) if board.needs_of[column] else 0


def obstacle_of(board: Board, team: int, column: int) -> Reason | None:
    """The first thing that keeps a team from an incident: rules that nobody lifts come first."""
    problem = board.problem
    row = problem.teams[team]
    eta = int(board.eta_s[team, column])
    lasting: tuple[tuple[bool, Obstacle, dict[str, object]], ...] = (
        (_brings_nothing(board, team, column), Obstacle.BRINGS_NOTHING, {"units": dict(row.units)}),
        (eta < 0, Obstacle.NONE_REACHABLE, {}),
        (_is_late(board, team, column), Obstacle.TOO_LATE, _late_facts(board, team, column)),
        (not row.staffed, Obstacle.NO_STAFF, {}),
        (not row.agreed, Obstacle.AGREEMENT_MISSING, {"jurisdiction": row.jurisdiction}),
        (not board.usable[team], Obstacle.NONE_FREE, {}),
        (bool(board.excluded[team, column]), Obstacle.EXCLUDED_BY_OFFICER, {}),
    )
    for holds, code, facts in lasting:
        if holds:
            return Reason(code, facts)
    held_at = int(board.forced[team])
    if held_at in (-1, column):
        return None
    pinned = any(pin.team == row.id for pin in problem.pins)
    code = Obstacle.PINNED_ELSEWHERE if pinned else Obstacle.ON_SCENE_ELSEWHERE
    return Reason(code, {"held_by_incident": problem.incidents[held_at].id})


def _brings_nothing(board: Board, team: int, column: int) -> bool:
    needs = [board.problem.needs[n] for n in board.needs_of[column]]
    return not any(need.capability in board.problem.teams[team].units for need in needs)


def _is_late(board: Board, team: int, column: int) -> bool:
    return not bool(board.counted_units(column)[team].any())


def _late_facts(board: Board, team: int, column: int) -> dict[str, object]:
    units = board.problem.teams[team].units
    needs = [board.problem.needs[n] for n in board.needs_of[column]]
    until = [
        constraints.useful_until_s(need, board.problem.policy)
        for need in needs
        if need.capability in units
    ]
    return {
        "eta_s": int(board.eta_s[team, column]),
        "useful_until_s": max(until, default=0),
    }


def next_best_jointly(
    problem: Problem,
    base: Solution,
    team: str,
    incident: str,
    *,
    budget: Budget | None = None,
    memory: Memory | None = None,
    solver: Solver = solve,
) -> Without:
    """The exact price of doing without a pick when all other incidents may change as well.

    Never above the `next_best` price of the answer, which leaves the other incidents as they are.
    """
    board = lay_out(problem)
    row, column = _place(problem.teams, team, "team"), _column(problem, incident)
    edits: list[Edit] = [Unpin(team), Exclude(team, incident)]
    found = what_if(problem, base, edits, budget=budget, memory=memory, solver=solver)
    left = int(board.disturbed_s[row]) if int(board.running_at[row]) == column else 0
    inertia = left * problem.policy.weights.disturbance
    came = {pick.team for pick in base.picks if pick.incident == incident}
    joins = [p.team for p in found.solution.picks if p.incident == incident and p.team not in came]
    return Without(
        team,
        incident,
        price=found.difference.change + inertia,
        at_least=found.solution.bound - base.objective + inertia,
        proven=base.status is found.solution.status is Status.OPTIMAL,
        joins=tuple(joins),
        difference=found.difference,
    )


__all__ = ["Obstacle", "WhyNot", "Without", "next_best_jointly", "obstacle_of", "why_not"]
