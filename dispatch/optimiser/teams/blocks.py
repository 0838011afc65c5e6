"""Cutting incidents into blocks of needs that share teams, and tabling how teams count there."""

from __future__ import annotations

from math import prod

import numpy as np

from dispatch.optimiser import constraints
from dispatch.optimiser.parts import IntArray, Need
from dispatch.optimiser.teams.board import Board, Served
from dispatch.optimiser.teams.move_ups import build_move_ups
from dispatch.optimiser.teams.packages import SCALE, Block
from dispatch.optimiser.teams.states import StateTable

MOST_STATES = 40_000
MOST_ENTRIES = 4_000_000
"""Largest tables of a block; an incident beyond them is cut into several blocks."""


def build_blocks(board: Board) -> list[Block]:
    """Every incident's blocks and the stand-by moves of every cover rule.

    Forced teams that count for nothing get a block without needs.
    """
    blocks: list[Block] = []
    for incident in range(len(board.problem.incidents)):
        blocks.extend(_blocks_of(board, incident))
    return blocks + build_move_ups(board)


def _blocks_of(board: Board, incident: int) -> list[Block]:
    served = Served(*board.brought(incident))
    needs = [board.problem.needs[n] for n in board.needs_of[incident]]
    pieces = [_pieces(needs, part, served.units) for part in _components(needs, served.units)]
    blocks = [_block(board, incident, piece, served, part) for part in pieces for piece in part]
    idle = set(np.flatnonzero(board.forced == incident).tolist())
    idle -= set(served.teams[served.units.any(axis=1)].tolist())
    if idle:
        blocks.append(_waiting_block(board, incident, sorted(idle)))
    return blocks


def _pieces(needs: list[Need], part: list[int], brought: IntArray) -> list[list[int]]:
    """A part in pieces whose tables are affordable; needs bound to each other stay together."""
    if _is_affordable(needs, part, brought):
        return [part]
    bound = _components([needs[column] for column in part], np.zeros((0, len(part)), np.int64))
    pieces: list[list[int]] = []
    for columns in ([part[k] for k in piece] for piece in bound):
        if pieces and _is_affordable(needs, [*pieces[-1], *columns], brought):
            pieces[-1] = [*pieces[-1], *columns]
        else:
            pieces.append(columns)
    return pieces


def _is_affordable(needs: list[Need], columns: list[int], brought: IntArray) -> bool:
    states = prod(needs[column].amount + 1 for column in columns)
    if states > MOST_STATES:
        return False
    vectors = brought[:, columns]
    at_most = min(len(vectors), prod((vectors.max(axis=0, initial=0) + 1).tolist()))
    if states * at_most * 4 <= MOST_ENTRIES:
        return True
    kinds = len(np.unique(_vector_keys(vectors[vectors.any(axis=1)])))
    return states * kinds * 4 <= MOST_ENTRIES


def _components(needs: list[Need], brought: IntArray) -> list[list[int]]:
    """Needs belong together when a team counts for both, or a group or capability joins them."""
    able = (brought > 0).astype(np.float64)
    joined = (able.T @ able) > 0
    for a, first in enumerate(needs):
        for b, second in enumerate(needs):
            same_group = first.group is not None and first.group == second.group
            joined[a, b] |= same_group or first.capability == second.capability
    parts: list[list[int]] = []
    left = list(range(len(needs)))
    while left:
        part = [left.pop(0)]
        for column in part:
            found = [other for other in left if joined[column, other]]
            part.extend(found)
            left = [other for other in left if other not in found]
        parts.append(sorted(part))
    return parts


def _waiting_block(board: Board, incident: int, teams: list[int]) -> Block:
    none = np.zeros(0, np.int64)
    return Block(
        incident=incident,
        weight=0,
        needs=(),
        full=0,
        start=np.zeros(1, np.int64),
        teams=none,
        cost=none,
        size=none,
        most=none,
        leads_to=np.zeros((0, 1, 1), np.int64),
        sent=tuple(teams),
        sent_cost=int(board.cost[teams, incident].sum()) * SCALE,
    )


def _block(
    board: Board, incident: int, part: list[int], served: Served, pieces: list[list[int]]
) -> Block:
    table = StateTable([board.problem.needs[board.needs_of[incident][column]] for column in part])
    vectors = served.units[:, part]
    rows = np.flatnonzero(vectors.any(axis=1))
    must = board.forced[served.teams[rows]] >= 0
    free, held = rows[~must], rows[must]
    cost = board.cost[served.teams[free], incident] * SCALE
    keys = _vector_keys(vectors[free])
    order = np.lexsort((cost, keys))
    free, cost = free[order], cost[order]
    _, first, size = np.unique(keys[order], return_index=True, return_counts=True)
    kinds = vectors[free[first]]
    worth = _worth_having(cost, size)
    weight = constraints.priority_weight(board.problem.incidents[incident].priority)
    price = weight * board.problem.policy.weights.shortage * SCALE
    earlier = [column for piece in pieces[: pieces.index(part)] for column in piece]
    sent = served.teams[held[~served.units[held][:, earlier].any(axis=1)]]
    return Block(
        incident=incident,
        weight=weight,
        needs=tuple(board.needs_of[incident][column] for column in part),
        full=table.size - 1,
        start=_send(table, vectors[held], table.penalty(board.dropped, price)),
        teams=served.teams[free],
        cost=cost,
        size=size,
        most=np.minimum(size, np.maximum(table.most_useful(kinds), worth)),
        leads_to=table.leads_to(kinds),
        sent=tuple(sent.tolist()),
        sent_cost=int(board.cost[sent, incident].sum()) * SCALE,
        shares=_shares(served.units[free], pieces) if len(pieces) > 1 else None,
    )


def _worth_having(cost: IntArray, size: IntArray) -> IntArray:
    """How many teams (G,) of each group are paid for coming, whatever they count for."""
    totals = np.concatenate(([0], np.cumsum(cost < 0)))
    ends = np.cumsum(size)
    return np.asarray(totals[ends] - totals[ends - size], np.int64)


def _send(table: StateTable, vectors: IntArray, start: IntArray) -> IntArray:
    """Price (S,) of what stays short of each state once these teams have come as well."""
    if len(vectors):
        for leads_to in table.leads_to(vectors):
            start = start[leads_to].min(axis=0)
    return start


def _shares(brought: IntArray, pieces: list[list[int]]) -> IntArray:
    """In how many pieces (n,) each team counts."""
    counted = [brought[:, piece].any(axis=1).astype(np.int64) for piece in pieces]
    return np.maximum(np.sum(counted, axis=0, dtype=np.int64), 1).astype(np.int64)


def _vector_keys(vectors: IntArray) -> IntArray:
    """One number (n,) per distinct vector of units."""
    keys = np.zeros(len(vectors), np.int64)
    for column in vectors.T:
        keys = keys * (int(column.max(initial=0)) + 1) + column
    return keys
