"""Packages: the cheapest set of teams for one incident at given prices, by dynamic programming.

The state is the vector of what is still missing of each need; a team takes its units off it.
Teams that count alike form a group, of which only the cheapest few can be used, so that the
whole inventory is priced exactly (Dantzig-Wolfe pricing of a covering problem by a
multi-dimensional knapsack recursion; Desaulniers, Desrosiers & Solomon, Column Generation, 2005).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from dispatch.optimiser.parts import IntArray

SCALE = 16
"""Blocks count in sixteenths, so that whole-number team prices lose less than one unit of bound."""

BARRED = 2**53
"""Price of a team that must not be used now; far above any real price, far below overflow."""


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """Needs of one incident that share teams, and every team that counts for them.

    Attributes
    ----------
    incident : column of the incident.
    needs : indices of the needs, one per dimension of the state.
    full : the state in which everything is missing.
    start : (S,) price of what each state leaves short once the forced teams have come, scaled.
    teams, cost : (n,) team rows and scaled price of sending, by group, the cheapest first.
    size, most : (G,) teams of each group, and how many of them can be useful at most.
    leads_to : (G, W, S) the states that one team more of a group leads to, one per way to count.
    sent, sent_cost : teams that must go, and what sending them costs, scaled. A team that counts
        in several blocks of its incident is sent by the first of them.
    shares : (n,) in how many blocks of the incident each team counts, or None when only here.
        An incident too large for one table is cut: a package then misses what its teams bring
        to the other blocks, and the bound shares each team's price among them.
    restores : the cover rule whose loss the block's teams make good; then there is no incident
        (-1) and each team earns the rule's price. Otherwise -1.
    """

    incident: int
    weight: int
    needs: tuple[int, ...]
    full: int
    start: IntArray
    teams: IntArray
    cost: IntArray
    size: IntArray
    most: IntArray
    leads_to: IntArray
    sent: tuple[int, ...] = ()
    sent_cost: int = 0
    shares: IntArray | None = None
    restores: int = -1

    @property
    def place(self) -> int:
        """Where the block's teams go: the incident's column, or -1 - k for cover rule k."""
        return self.incident if self.restores < 0 else -1 - self.restores

    @property
    def first(self) -> IntArray:
        """Where each group (G,) begins in the block's teams."""
        return np.asarray(self.size.cumsum() - self.size, np.int64)


@dataclass(frozen=True, slots=True)
class Package:
    """Teams sent together to one block, with their true scaled cost and the shortage left."""

    block: int
    teams: tuple[int, ...]
    cost: int


@dataclass(frozen=True, slots=True, eq=False)
class Priced:
    """What pricing one block found.

    Attributes
    ----------
    value : nothing that serves the block can cost less at the given team prices.
    teams : the teams of a cheapest package.
    cost : its true cost, team prices not counted.
    """

    value: int
    teams: tuple[int, ...]
    cost: int


def price_block(block: Block, price: IntArray, earns: int = 0) -> Priced:
    """The cheapest package of a block when each team costs its `price` (T,) on top.

    Exact in integers over every team of the block. `earns` is what a team of a block that
    restores cover gets back.
    """
    reduced = block.cost + price[block.teams] - earns
    ladder = climb(block, reduced)
    picked, state = _walk_back(ladder, block.full)
    cost = int(block.cost[picked].sum()) + int(block.start[state]) + block.sent_cost
    teams = tuple(sorted([*block.sent, *block.teams[picked].tolist()]))
    least = ladder.least
    if block.shares is not None:
        least = climb(block, reduced // block.shares).least
    value = int(least[block.full]) + block.sent_cost + int(price[list(block.sent)].sum())
    return Priced(value, teams, cost)


@dataclass(frozen=True, slots=True, eq=False)
class Ladder:
    """The recursion team by team: each rung offers one team more.

    Attributes
    ----------
    order : (n,) positions of the block's teams, cheapest first within each group.
    rungs : (position, price, leads_to (W, S)) of each team offered.
    prices : per rung and at the end, the least price (S,) of each state so far.
    """

    order: IntArray
    rungs: list[tuple[int, int, IntArray]]
    prices: list[IntArray]

    @property
    def least(self) -> IntArray:
        """The least price (S,) of each state with every team offered."""
        return self.prices[-1]


def climb(block: Block, reduced: IntArray) -> Ladder:
    """Offer the block's teams one by one, the most useful number of each group.

    Parameters
    ----------
    reduced : (n,) cost + price of each team of the block.
    """
    group_of = np.repeat(np.arange(block.size.size), block.size)
    order = np.lexsort((reduced, group_of))
    ladder = Ladder(order, [], [block.start])
    for first, most, leads_to in zip(
        block.first.tolist(), block.most.tolist(), block.leads_to, strict=True
    ):
        for at in order[first : first + most].tolist():
            price, before = int(reduced[at]), ladder.prices[-1]
            used = before[leads_to[0]] if len(leads_to) == 1 else before[leads_to].min(axis=0)
            ladder.rungs.append((at, price, leads_to))
            ladder.prices.append(np.minimum(before, used + price))
    return ladder


def _walk_back(ladder: Ladder, state: int) -> tuple[list[int], int]:
    """Positions of the teams of a cheapest package from `state`, and the state they leave."""
    picked: list[int] = []
    for rung in range(len(ladder.rungs) - 1, -1, -1):
        at, _, leads_to = ladder.rungs[rung]
        before, after = ladder.prices[rung], ladder.prices[rung + 1]
        if after[state] < before[state]:
            picked.append(at)
            ways = leads_to[:, state]
            state = int(ways[int(before[ways].argmin())])
    return picked, state


def cost_of(block: Block, teams: tuple[int, ...]) -> int | None:
    """The true scaled cost of sending exactly these teams, None where some cannot serve there."""
    free = [team for team in teams if team not in block.sent]
    if len(free) + len(block.sent) != len(teams):
        return None
    group_of = np.repeat(np.arange(block.size.size), block.size)
    cost, states = block.sent_cost, {block.full}
    for team in free:
        at = np.flatnonzero(block.teams == team)
        if not at.size:
            return None
        leads_to = block.leads_to[group_of[at[0]]]
        states = {int(after) for state in states for after in leads_to[:, state]}
        cost += int(block.cost[at[0]])
    return cost + min(int(block.start[state]) for state in states)


def without(block: Block, gone: NDArray[np.bool_]) -> Block:
    """The block when it can no longer have the teams (T,) that are gone."""
    here = ~gone[block.teams]
    group_of = np.repeat(np.arange(block.size.size), block.size)[here]
    size = np.bincount(group_of, minlength=block.size.size)
    return replace(
        block,
        teams=block.teams[here],
        cost=block.cost[here],
        size=size,
        most=np.minimum(block.most, size),
        shares=None if block.shares is None else block.shares[here],
    )
