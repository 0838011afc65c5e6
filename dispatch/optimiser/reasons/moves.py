"""Stand-by moves: those of the choice with what each saves, or suggestions outside of it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from dispatch.optimiser.parts import IntArray
from dispatch.optimiser.reasons.explain import Explainer
from dispatch.optimiser.solution import Donor, Move
from dispatch.optimiser.teams.board import Board, BoolArray


def moves_of(explainer: Explainer) -> tuple[Move, ...]:
    """The moves of the choice where the policy prices them inside it, else suggestions."""
    if not explainer.board.problem.policy.move_ups:
        return suggest_moves(explainer)
    chosen = chosen_moves(explainer)
    return tuple(_priced(explainer, team, rule) for team, rule in chosen)


def chosen_moves(explainer: Explainer) -> list[tuple[int, int]]:
    """Each moved team with the cover rule it restores, in order of rules and teams."""
    return sorted(
        (
            (team, explainer.blocks[package.block].restores)
            for package in explainer.packages
            if explainer.blocks[package.block].restores >= 0
            for team in package.teams
        ),
        key=lambda move: (move[1], move[0]),
    )


def _priced(explainer: Explainer, team: int, rule: int) -> Move:
    """A move with the donors that lose cover by it, and what the objective loses without it."""
    board = explainer.board
    lost = _lost(explainer)
    donors = [k for k, row in enumerate(board.cover) if row.members[team] and lost[k] > 0]
    without = _lost(explainer, team, rule)
    gained = sum(
        row.price * int(after - before)
        for row, before, after in zip(board.cover, lost, without, strict=True)
    )
    move = _move(board, team, rule)
    weights = board.problem.policy.weights
    return replace(
        move,
        priced=True,
        saves=gained - weights.distance_cost * move.drive_s,
        donors=tuple(_donor(board, k) for k in donors),
    )


def _lost(explainer: Explainer, team: int = -1, rule: int = -1) -> IntArray:
    """Teams of cover lost (K,) by the choice, or by the choice without one of its moves."""
    used, back = explainer.used.copy(), explainer.restored.copy()
    if team >= 0:
        used[team] = False
        back[rule] -= 1
    taken = [int((row.members & used).sum()) - row.slack for row in explainer.board.cover]
    return np.asarray(np.maximum(np.array(taken, np.int64) - back, 0), np.int64)


def _move(board: Board, team: int, rule: int) -> Move:
    row, mover = board.problem.cover[rule], board.problem.teams[team]
    drive_s = int(row.travel[team])
    return Move(
        team=mover.id,
        area=row.area,
        capability=row.capability,
        rule=rule,
        eta_s=mover.ready_s + drive_s,
        drive_s=drive_s,
        restores=row.weight,
    )


def _donor(board: Board, rule: int) -> Donor:
    row = board.problem.cover[rule]
    return Donor(row.area, row.capability, rule, row.weight)


def suggest_moves(explainer: Explainer) -> tuple[Move, ...]:
    """Stand-by moves of idle teams that restore lost cover without taking any away.

    The nearest idle team with the capability that no rule needs where it is; each moves once.
    """
    board = explainer.board
    idle = board.usable & (~explainer.used) & (board.running_at < 0)
    moved: set[int] = set()
    moves: list[Move] = []
    order = sorted(range(len(board.cover)), key=lambda k: (-board.problem.cover[k].weight, k))
    for k in order:
        rule = board.cover[k]
        lost = int((rule.members & explainer.used).sum()) - rule.slack
        for _ in range(max(0, lost)):
            team = _mover(explainer, k, idle, moved)
            if team is None:
                break
            moved.add(team)
            moves.append(_move(board, team, k))
    return tuple(moves)


def _mover(explainer: Explainer, k: int, idle: BoolArray, moved: set[int]) -> int | None:
    board, row = explainer.board, explainer.board.problem.cover[k]
    best: tuple[int, int] | None = None
    for team in np.flatnonzero(idle & ~board.cover[k].members):
        able = row.capability in board.problem.teams[team].units and row.travel[team] >= 0
        if not able or int(team) in moved or _is_needed(explainer, int(team)):
            continue
        eta = board.problem.teams[team].ready_s + row.travel[team]
        best = min(best or (eta, int(team)), (eta, int(team)))
    return None if best is None else best[1]


def _is_needed(explainer: Explainer, team: int) -> bool:
    """Whether a cover rule would lose when this idle team leaves."""
    used = explainer.used
    return any(
        rule.members[team] and int((rule.members & used).sum()) >= rule.slack
        for rule in explainer.board.cover
    )
