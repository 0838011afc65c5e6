"""Packages: the cheapest set of teams for one incident at given prices, by dynamic programming.

The state is the vector of what is still missing of each need; a team takes its units off it.
Teams that count alike form a group, of which only the cheapest few can be used, so that the
whole inventory is priced exactly (Dantzig-Wolfe pricing of a covering problem by a
multi-dimensional knapsack recursion; Desaulniers, Desrosiers & Solomon, Column Generation, 2005).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dispatch.optimiser.parts import IntArray

SCALE = 16
"""Blocks count in sixteenths, so that whole-number team prices lose less than one unit of bound."""

BARRED = 2**53
"""Price of a team that must not be used now; far above any real price, far below overflow."""


@dataclass(frozen=True, slots=True, eq=False)
class Group:
    """Teams of one block that count alike.

    Attributes
    ----------
    first, size : where the group lies in the block's teams.
    copies : (R,) how many of the group's teams row r uses.
    leads_to : (R, S) the state that row r leads to from each state.
    """

    first: int
    size: int
    copies: IntArray
    leads_to: IntArray


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """Needs of one incident that share teams, and every team that counts for them.

    Attributes
    ----------
    incident : column of the incident.
    needs : indices of the needs, one per dimension of the state.
    full : the state in which everything is missing.
    penalty : (S,) price of what each state leaves short, scaled.
    teams, cost, group_of : (n,) team rows in group order, scaled price of sending, group number.
    forced : teams that must go, as (team, scaled cost, leads_to (O, S), a row per way to count);
        team -1 where another block of the same incident sends it.
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
    penalty: IntArray
    teams: IntArray
    cost: IntArray
    group_of: IntArray
    groups: tuple[Group, ...]
    forced: tuple[tuple[int, int, IntArray], ...]
    shares: IntArray | None = None
    restores: int = -1

    @property
    def place(self) -> int:
        """Where the block's teams go: the incident's column, or -1 - k for cover rule k."""
        return self.incident if self.restores < 0 else -1 - self.restores


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
    order, layers, best = layered(block, reduced)
    forced_layers = _force(block, best)
    state = _after_forced(block, forced_layers, block.full)
    chosen, true_cost = _walk_back(block, layers, best, order, state)
    sent = [team for team, _, _ in block.forced if team >= 0]
    forced_cost = sum(cost for _, cost, _ in block.forced)
    forced_price = forced_cost + sum(int(price[team]) for team in sent)
    if block.shares is not None:
        _, _, shared = layered(block, reduced // block.shares)
        forced_layers = _force(block, shared)
    value = int(forced_layers[-1][block.full]) + forced_price
    return Priced(value, tuple(sorted([*sent, *chosen])), true_cost + forced_cost)


def _force(block: Block, best: IntArray) -> list[IntArray]:
    """Least prices (S,) before and after each forced team, its own price left out."""
    layers = [best]
    for _, _, leads_to in block.forced:
        layers.append(layers[-1][leads_to].min(axis=0))
    return layers


Layers = list[tuple[IntArray, IntArray]]


def layered(block: Block, reduced: IntArray) -> tuple[IntArray, Layers, IntArray]:
    """The recursion over groups, forced teams left out.

    Parameters
    ----------
    reduced : (n,) cost + price of each team of the block.

    Returns
    -------
    order : (n,) positions, cheapest first within each group.
    layers : per group, the least prices (S,) before it and the price of each of its rows (R,).
    best : (S,) least price after all groups.
    """
    order = np.lexsort((reduced, block.group_of))
    ranked = reduced[order]
    best = block.penalty
    layers: Layers = []
    for group in block.groups:
        most = int(group.copies[-1])
        sums = np.zeros(most + 1, np.int64)
        ranked[group.first : group.first + most].cumsum(out=sums[1:])
        row_cost = sums[group.copies]
        layers.append((best, row_cost))
        best = np.minimum.reduce(best.take(group.leads_to) + row_cost[:, None], axis=0)
    return order, layers, best


def _after_forced(block: Block, layers: list[IntArray], state: int) -> int:
    for (_, _, leads_to), before in zip(reversed(block.forced), reversed(layers[:-1]), strict=True):
        ways = leads_to[:, state]
        state = int(ways[int(np.argmin(before[ways]))])
    return state


def _walk_back(
    block: Block,
    layers: Layers,
    best: IntArray,
    order: IntArray,
    state: int,
) -> tuple[list[int], int]:
    """The teams of a cheapest package from `state`, and their true cost with the shortage left."""
    chosen: list[int] = []
    cost = 0
    for group, (before, row_cost) in zip(reversed(block.groups), reversed(layers), strict=True):
        ways = group.leads_to[:, state]
        row = int((before.take(ways) + row_cost).argmin())
        state = int(ways[row])
        copies = int(group.copies[row])
        if not copies:
            continue
        picked = order[group.first : group.first + copies]
        chosen.extend(int(team) for team in block.teams[picked])
        cost += int(block.cost[picked].sum())
    return chosen, cost + int(block.penalty[state])
