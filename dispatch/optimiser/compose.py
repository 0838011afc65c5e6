"""Composing a whole solution: terms, bound, picks with reasons, shortfalls, differences."""

from __future__ import annotations

import platform
from dataclasses import dataclass
from importlib.metadata import version

import numpy as np

from dispatch.optimiser import fairness, score
from dispatch.optimiser.budget import Watch
from dispatch.optimiser.caution import NO_CAUTION, Caution
from dispatch.optimiser.materials.deliver import Supply
from dispatch.optimiser.materials.stock import Stock
from dispatch.optimiser.reasons import explain
from dispatch.optimiser.reasons.changes import Changes
from dispatch.optimiser.reasons.group_shortfalls import speak_for_groups
from dispatch.optimiser.reasons.item_shortfalls import explain_item_shortfalls
from dispatch.optimiser.reasons.moves import chosen_moves, moves_of
from dispatch.optimiser.reasons.team_shortfalls import explain_team_shortfalls
from dispatch.optimiser.solution import Part, Reason, Shortfall, Solution, Status
from dispatch.optimiser.teams import fills
from dispatch.optimiser.teams.assign import Assignment
from dispatch.optimiser.teams.board import Board
from dispatch.optimiser.teams.packages import Block


@dataclass(frozen=True, slots=True, eq=False)
class Laid:
    """A problem laid out for the optimiser."""

    board: Board
    blocks: list[Block]
    stock: Stock
    previous: Solution | None
    watch: Watch
    caution: Caution = NO_CAUTION


def fills_of(laid: Laid, answer: Assignment) -> explain.Fills:
    """Which units each pair of team and incident fills of each need."""
    sent = [
        (team, laid.blocks[package.block].incident)
        for package in answer.packages
        for team in package.teams
        if laid.blocks[package.block].restores < 0
    ]
    return fills.fill_needs(laid.board, sent)


def compose(laid: Laid, answer: Assignment, supply: Supply, *, last: bool = True) -> Solution:
    """A whole solution; only the `last` answer says who would go instead of each pick."""
    problem, board = laid.board.problem, laid.board
    filled = fills_of(laid, answer)
    explainer = explain.Explainer(board, laid.blocks, answer.packages, filled, last)
    terms = score.terms_of(board, filled, supply.deliveries, chosen_moves(explainer))
    objective = score.weighted(problem, terms)
    bound = min(answer.bound + supply.bound, objective)
    picks = explain.explain_picks(explainer)
    districts = fairness.district_shares(problem, picks, supply.deliveries)
    previous, changes = laid.previous, Changes(explainer, picks)
    return Solution(
        problem=problem.id,
        status=Status.OPTIMAL if bound >= objective else Status.FEASIBLE,
        objective=objective,
        bound=bound,
        gap=0.0 if bound >= objective else (objective - bound) / max(1, abs(objective)),
        terms=terms,
        picks=picks,
        deliveries=supply.deliveries,
        trips=supply.trips,
        shortfalls=_shortfalls(laid, filled, supply),
        moves=moves_of(explainer),
        difference=changes.against_running(),
        versus_previous=None if previous is None else changes.against(previous),
        unmet_pins=_unmet_pins(board),
        parts={
            "teams": _part(objective - supply.objective, answer.bound),
            "materials": _part(supply.objective, supply.bound),
        },
        districts=districts,
        inequality=fairness.inequality(districts),
        timings_s=_timings(laid.watch),
        versions=_versions(),
    )


def _timings(watch: Watch) -> dict[str, float]:
    watch.mark("explain")
    return watch.timings_s()


def _part(objective: int, bound: int) -> Part:
    status = Status.OPTIMAL if bound >= objective else Status.FEASIBLE
    return Part(status, objective, min(bound, objective))


def _shortfalls(laid: Laid, filled: explain.Fills, supply: Supply) -> tuple[Shortfall, ...]:
    problem = laid.board.problem
    short = score.shortages(problem, filled.values(), supply.deliveries)
    found = explain_team_shortfalls(laid.board, filled, short)
    found += explain_item_shortfalls(problem, laid.stock, supply.deliveries, short)
    told = speak_for_groups(problem, found)
    return tuple(sorted(told, key=lambda shortfall: shortfall.need))


def _unmet_pins(board: Board) -> tuple[Shortfall, ...]:
    """Pins that could not hold; `need` is empty, team and incident are in the facts."""
    return tuple(
        Shortfall(
            "",
            0,
            code,
            {
                "team": board.problem.teams[team].id,
                "incident": board.problem.incidents[incident].id,
            },
            Reason("lift_pin"),
        )
        for team, incident, code in board.unmet_pins
    )


def _versions() -> dict[str, str]:
    return {
        "python": platform.python_version(),
        "numpy": np.__version__,
        "ortools": version("ortools"),
    }
