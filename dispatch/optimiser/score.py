"""The terms of the objective for a finished choice, one by one, unweighted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from dispatch.optimiser.parts import PRIORITY_WEIGHT, Need
from dispatch.optimiser.problem import Problem
from dispatch.optimiser.solution import TERMS, Delivery
from dispatch.optimiser.teams.board import Board


def terms_of(
    board: Board,
    fills: dict[tuple[int, int], dict[str, int]],
    deliveries: tuple[Delivery, ...],
    moves: Sequence[tuple[int, int]] = (),
) -> dict[str, int]:
    """Every term: shortage, lateness and response by priority; cover, disturbance, distance.

    `moves` are stand-by moves that belong to the choice, as (team, cover rule).
    """
    terms = dict.fromkeys(TERMS, 0)
    priority = {i.id: PRIORITY_WEIGHT[i.priority] for i in board.problem.incidents}
    terms["shortage"] = sum(
        priority[need.incident] * short
        for need, short in shortages(board.problem, fills.values(), deliveries)
    )
    for team, incident in fills:
        weight = PRIORITY_WEIGHT[board.problem.incidents[incident].priority]
        terms["lateness"] += weight * int(board.late_s[team, incident])
        terms["response_time"] += weight * int(board.eta_s[team, incident])
        terms["distance_cost"] += _distance(board, team, incident)
    _add_deliveries(board.problem, deliveries, terms)
    terms["cover_lost"] = _cover_lost(board, fills, moves)
    terms["distance_cost"] += sum(board.problem.cover[rule].travel[team] for team, rule in moves)
    terms["disturbance"] = _disturbance(board, fills)
    return terms


def weighted(problem: Problem, terms: Mapping[str, int]) -> int:
    """The objective: the sum of policy weight x term."""
    return sum(getattr(problem.policy.weights, name) * terms[name] for name in TERMS)


def shortages(
    problem: Problem, fills: Iterable[Mapping[str, int]], deliveries: Iterable[Delivery]
) -> list[tuple[Need, int]]:
    """Each need with what stays short of it."""
    filled: dict[str, int] = {}
    for given in fills:
        for need, units in given.items():
            filled[need] = filled.get(need, 0) + units
    for delivery in deliveries:
        filled[delivery.need] = filled.get(delivery.need, 0) + delivery.amount
    return [(need, need.amount - filled.get(need.id, 0)) for need in problem.needs]


def _distance(board: Board, team: int, incident: int) -> int:
    if board.on_scene[team, incident]:
        return 0
    driven = int(board.problem.travel.teams_to_incidents[team, incident])
    return driven + board.problem.teams[team].tier * board.problem.policy.tier_price_s


def _add_deliveries(
    problem: Problem, deliveries: tuple[Delivery, ...], terms: dict[str, int]
) -> None:
    needs = {need.id: need for need in problem.needs}
    weights = {i.id: PRIORITY_WEIGHT[i.priority] for i in problem.incidents}
    for delivery in deliveries:
        need = needs[delivery.need]
        weight = weights[need.incident] * delivery.amount
        terms["response_time"] += weight * delivery.eta_s
        if need.latest_s is not None:
            terms["lateness"] += weight * max(0, delivery.eta_s - need.latest_s)


def _cover_lost(
    board: Board,
    fills: dict[tuple[int, int], dict[str, int]],
    moves: Sequence[tuple[int, int]],
) -> int:
    """Cover after the moves: a moved team is lost where it was and counts where it goes."""
    used = np.zeros(len(board.problem.teams), bool)
    used[[team for team, _ in (*fills, *moves)]] = True
    back = np.bincount([rule for _, rule in moves], minlength=len(board.cover)).tolist()
    return sum(
        row.weight * max(0, int((rule.members & used).sum()) - rule.slack - moved)
        for rule, row, moved in zip(board.cover, board.problem.cover, back, strict=True)
    )


def _disturbance(board: Board, fills: dict[tuple[int, int], dict[str, int]]) -> int:
    return sum(
        int(board.disturbed_s[team])
        for team in np.flatnonzero(board.disturbed_s)
        if (int(team), int(board.running_at[team])) not in fills
    )
