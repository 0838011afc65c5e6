"""Stand-by moves as blocks of their own: idle teams may restore the cover that the choice takes.

A rule's block has the cover it may lose as its only 'need', with nothing to pay for what stays
open: the rule's own price in the master problem is what a move earns. A moved team leaves every
rule it is a member of, so donors pay as for any team that is used.
"""

from __future__ import annotations

import numpy as np

from dispatch.optimiser.parts import IntArray
from dispatch.optimiser.teams.board import Board, BoolArray
from dispatch.optimiser.teams.packages import SCALE, Block


def build_move_ups(board: Board) -> list[Block]:
    """One block per cover rule that can lose something, where the policy allows moves."""
    if not board.problem.policy.move_ups:
        return []
    blocks = []
    for k, rule in enumerate(board.cover):
        teams = np.flatnonzero(may_move_up(board, k))
        if rule.most_lost and rule.price and teams.size:
            blocks.append(_block(board, k, rule.most_lost, teams))
    return blocks


def may_move_up(board: Board, k: int) -> BoolArray:
    """Which teams (T,) may be moved to restore rule `k`.

    Idle teams with the capability that do not serve the rule where they are, and could stand
    there within `within_s` x `lateness_factor`: help later than that counts for nothing.
    """
    problem, rule = board.problem, board.problem.cover[k]
    seconds = np.array(rule.travel, np.int64)
    ready = np.array([team.ready_s for team in problem.teams], np.int64)
    able = np.array([rule.capability in team.units for team in problem.teams], bool)
    idle = board.usable & (board.running_at < 0) & (board.forced < 0)
    in_time = (seconds >= 0) & (
        ready + seconds <= int(rule.within_s * problem.policy.lateness_factor)
    )
    return np.asarray(idle & able & in_time & ~board.cover[k].members, bool)


def move_up_cost(board: Board, k: int) -> IntArray:
    """The weighted price (T,) of driving to the area of rule `k`."""
    seconds = np.maximum(np.array(board.problem.cover[k].travel, np.int64), 0)
    return np.asarray(board.problem.policy.weights.distance_cost * seconds, np.int64)


def _block(board: Board, k: int, most: int, teams: IntArray) -> Block:
    cost = move_up_cost(board, k)[teams] * SCALE
    cheapest = np.argsort(cost, kind="stable")
    return Block(
        incident=-1,
        weight=0,
        needs=(),
        full=most,
        start=np.zeros(most + 1, np.int64),
        teams=teams[cheapest],
        cost=cost[cheapest],
        size=np.array([teams.size]),
        most=np.array([min(most, teams.size)]),
        leads_to=np.maximum(np.arange(most + 1) - 1, 0)[None, None, :],
        restores=k,
    )
