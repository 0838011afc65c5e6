"""Cutting incidents into blocks of needs that share teams, and tabling how teams count there."""

from __future__ import annotations

from itertools import product
from math import prod

import numpy as np

from dispatch.optimiser import constraints
from dispatch.optimiser.parts import IntArray, Need
from dispatch.optimiser.teams.board import Board
from dispatch.optimiser.teams.move_ups import build_move_ups
from dispatch.optimiser.teams.packages import SCALE, Block, Group

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
    needs = board.needs_of[incident]
    brought = board.counted_units(incident) * board.may_go[:, [incident]]
    parts = _components([board.problem.needs[n] for n in needs], brought)
    rows = [board.problem.needs[n] for n in needs]
    pieces = [_pieces(rows, part, brought) for part in parts]
    blocks = [_block(board, incident, piece, brought, part) for part in pieces for piece in part]
    idle_forced = np.flatnonzero((board.forced == incident) & ~brought.any(axis=1))
    if idle_forced.size:
        blocks.append(_waiting_block(board, incident, idle_forced))
    return blocks


def _pieces(needs: list[Need], part: list[int], brought: IntArray) -> list[list[int]]:
    """A part in pieces whose tables are affordable; needs bound to each other stay together."""
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
    vectors = brought[:, columns]
    kinds = len(np.unique(_vector_keys(vectors[vectors.any(axis=1)])))
    return states <= MOST_STATES and states * kinds * 4 <= MOST_ENTRIES


def _components(needs: list[Need], brought: IntArray) -> list[list[int]]:
    """Needs belong together when a team counts for both, or a group or capability joins them."""
    able = (brought > 0).astype(np.int64)
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


def _waiting_block(board: Board, incident: int, teams: IntArray) -> Block:
    stay = np.zeros((1, 1), np.int64)
    forced = tuple((int(t), int(board.cost[t, incident]) * SCALE, stay) for t in teams)
    none = np.zeros(0, np.int64)
    return Block(incident, 0, (), 0, np.zeros(1, np.int64), none, none, none, (), forced)


def _block(
    board: Board, incident: int, part: list[int], brought: IntArray, pieces: list[list[int]]
) -> Block:
    needs = [board.problem.needs[board.needs_of[incident][column]] for column in part]
    table = StateTable([need.amount for need in needs])
    vectors = brought[:, part]
    rows = np.flatnonzero(vectors.any(axis=1))
    free = rows[board.forced[rows] < 0]
    keys = _vector_keys(vectors[free])
    by_key = np.lexsort((free, keys))
    free, keys = free[by_key], keys[by_key]
    _, first, sizes = np.unique(keys, return_index=True, return_counts=True)
    cost = board.cost[free, incident] * SCALE
    shared = _shared_columns(needs)
    groups = tuple(
        _group(table, shared, vectors[free[at]], int(at), int(size), cost[at : at + size])
        for at, size in zip(first, sizes, strict=True)
    )
    earlier = [column for piece in pieces[: pieces.index(part)] for column in piece]
    forced = tuple(
        (*_forced_once(board, incident, t, earlier, brought), table.rows(ways))
        for t in rows[board.forced[rows] >= 0].tolist()
        for ways in [_splits(vectors[t], 1, shared)]
    )
    weight = constraints.priority_weight(board.problem.incidents[incident].priority)
    return Block(
        incident=incident,
        weight=weight,
        needs=tuple(board.needs_of[incident][column] for column in part),
        full=table.size - 1,
        penalty=_penalty(
            table, needs, board.dropped, weight * board.problem.policy.weights.shortage * SCALE
        ),
        teams=free,
        cost=cost,
        group_of=np.repeat(np.arange(len(groups)), sizes),
        groups=groups,
        forced=forced,
        shares=_shares(brought[free], pieces) if len(pieces) > 1 else None,
    )


def _forced_once(
    board: Board, incident: int, team: int, earlier: list[int], brought: IntArray
) -> tuple[int, int]:
    """A forced team and its cost belong to the first piece it counts in."""
    if brought[team, earlier].any():
        return -1, 0
    return team, int(board.cost[team, incident]) * SCALE


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


class StateTable:
    """All vectors of missing amounts, numbered in mixed radix.

    Attributes
    ----------
    size : number of states S.
    missing : (n, S) amount missing of each need in each state.
    stride : (n,) weight of each need in the state's number.
    """

    def __init__(self, amounts: list[int]) -> None:
        radix = np.array(amounts, np.int64) + 1
        self.stride = np.concatenate(([1], np.cumprod(radix[:-1]))).astype(np.int64)
        self.size = int(np.prod(radix))
        numbers = np.arange(self.size, dtype=np.int64)
        self.missing = (numbers // self.stride[:, None]) % radix[:, None]
        self._taken: dict[tuple[int, int], IntArray] = {}

    def take(self, column: int, units: int) -> IntArray:
        """Each state's share of number for one need after `units` came."""
        key = (column, units)
        if key not in self._taken:
            left = np.maximum(self.missing[column] - units, 0)
            self._taken[key] = left * self.stride[column]
        return self._taken[key]

    def rows(self, vectors: list[tuple[int, ...]]) -> IntArray:
        """The states (R, S) each vector of units leads to."""
        found = np.zeros((len(vectors), self.size), np.intp)
        for row, vector in enumerate(vectors):
            for column, units in enumerate(vector):
                found[row] += self.take(column, units)
        return found


def _shared_columns(needs: list[Need]) -> list[list[int]]:
    """Columns of needs for the same capability: a unit counts for one of them only."""
    columns: dict[str, list[int]] = {}
    for column, need in enumerate(needs):
        columns.setdefault(need.capability or "", []).append(column)
    return list(columns.values())


def _group(
    table: StateTable,
    shared: list[list[int]],
    vector: IntArray,
    first: int,
    size: int,
    cost: IntArray,
) -> Group:
    """Only the cheapest ceil(amount / units) of a group can be useful, and any with a bonus."""
    full = table.missing[:, -1]
    useful = 0
    for columns in shared:
        open_columns = [column for column in columns if vector[column]]
        if open_columns:
            asked, brought = int(full[open_columns].sum()), int(vector[open_columns].max())
            useful = max(useful, -(-asked // brought))
    most = min(size, max(useful, int((cost < 0).sum())))
    vectors: list[tuple[int, ...]] = []
    copies: list[int] = []
    for count in range(most + 1):
        ways = _splits(vector, count, shared)
        vectors.extend(ways)
        copies.extend([count] * len(ways))
    return Group(first, size, np.array(copies, np.int64), table.rows(vectors))


def _splits(vector: IntArray, count: int, shared: list[list[int]]) -> list[tuple[int, ...]]:
    """Every way `count` teams of one vector can spread units over needs for the same capability."""
    if all(len(columns) == 1 for columns in shared):
        return [tuple(int(units) * count for units in vector)]
    parts = [_spread(vector, columns, count) for columns in shared]
    ways = []
    for choice in product(*parts):
        units = [0] * len(vector)
        for columns, amounts in zip(shared, choice, strict=True):
            for column, amount in zip(columns, amounts, strict=True):
                units[column] = amount
        ways.append(tuple(units))
    return ways


def _spread(vector: IntArray, columns: list[int], count: int) -> list[tuple[int, ...]]:
    """Units of one capability over the needs that may still use them, all of them spent."""
    open_columns = [column for column in columns if vector[column]]
    if len(columns) == 1 or not open_columns:
        return [tuple(int(vector[column]) * count for column in columns)]
    total = int(vector[open_columns].max()) * count
    ways = _compositions(total, len(open_columns))
    return [
        tuple(dict(zip(open_columns, way, strict=True)).get(column, 0) for column in columns)
        for way in ways
    ]


def _compositions(total: int, parts: int) -> list[tuple[int, ...]]:
    if parts == 1:
        return [(total,)]
    return [
        (head, *tail)
        for head in range(total + 1)
        for tail in _compositions(total - head, parts - 1)
    ]


def _penalty(table: StateTable, needs: list[Need], dropped: frozenset[str], price: int) -> IntArray:
    """Price (S,) of what each state leaves short; below `least` or in a broken group all of it."""
    short = np.zeros((len(needs), table.size), np.int64)
    for column, need in enumerate(needs):
        filled = need.amount - table.missing[column]
        useless = (filled < need.least) | (need.id in dropped)
        short[column] = np.where(useless, need.amount, table.missing[column])
    for group in {need.group for need in needs if need.group is not None}:
        columns = [column for column, need in enumerate(needs) if need.group == group]
        broken = (short[columns] > 0).any(axis=0)
        for column in columns:
            short[column] = np.where(broken, needs[column].amount, short[column])
    return np.asarray(short.sum(axis=0) * price, np.int64)
