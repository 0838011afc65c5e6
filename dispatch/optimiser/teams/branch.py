"""Branch and price: closing what listing cannot, one contested team at a time.

Where the relaxation halves a scarce team between two incidents, its bound stays below every real
answer. Then either the team does not serve the one incident, or it serves none of the others:
each child leaves the team out of some blocks, and its own prices give a better bound. The node
with the least bound is opened next, and that least bound is the bound of the whole problem
(Barnhart, Johnson, Nemhauser, Savelsbergh & Vance, Operations Research 46, 1998).
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass, field

import numpy as np

from dispatch.optimiser.teams.closing import choose_near, close
from dispatch.optimiser.teams.generate import CLOSE_ENOUGH, Generation
from dispatch.optimiser.teams.packages import Package, cost_of, without
from dispatch.optimiser.teams.prices import Prices
from dispatch.optimiser.teams.search import Search

MOST_NODES = 200
FIRST_NODES = 6
"""Nodes opened at most, in all and before parts are solved anew."""

FEW_PACKAGES = 3_000
"""Packages that the proof of one node may list."""

NEAR_NODE = 1_200
NODE_WORK = 0.3
WHOLE = 1e-4
"""A share this near to nought or one is taken as whole."""

Pair = tuple[int, int]
"""A team and a block that it must not serve."""


@dataclass(order=True, slots=True)
class _Node:
    """A part of all answers: those in which no pair left out is used; the least bound first."""

    bound: int
    number: int
    left_out: frozenset[Pair] = field(compare=False)
    prices: Prices = field(compare=False)
    contested: Pair | None = field(compare=False)


class Branching:
    """The nodes still open; can be interrupted and taken up again."""

    def __init__(self, search: Search, generation: Generation) -> None:
        self._search = search
        root = _contested(search, generation)
        self._nodes = [_Node(search.bound, 0, frozenset(), search.prices, root)]
        self._opened = 0

    def run(self, most: int, near_enough: float = 0.0) -> None:
        """Open at most so many nodes, until the answer is proven or the relative gap this small."""
        search, end = self._search, self._opened + min(most, 4 * self._search.watch.budget.rounds)
        while self._nodes and self._opened < end and search.gap() > near_enough:
            if search.would_close(self._nodes[0].bound):
                self._nodes = []
            elif not self._split():
                return
        if not self._nodes:
            search.raise_bound(search.value)

    def _split(self) -> bool:
        """Open the children of the node with the least bound; False when that was not possible."""
        search, node = self._search, self._nodes[0]
        if node.contested is None:
            return False
        children = []
        for left_out in _children(search, node, node.contested):
            self._opened += 1
            child = _open(search, node, left_out, self._opened)
            if child is None:
                return False
            children.append(child)
        heapq.heappop(self._nodes)
        for child in children:
            if not search.would_close(child.bound):
                heapq.heappush(self._nodes, child)
        search.raise_bound(min([search.value, *(other.bound for other in self._nodes)]))
        return True


def _children(
    search: Search, node: _Node, contested: Pair
) -> tuple[frozenset[Pair], frozenset[Pair]]:
    """Without the team in its block, and without it in every other block."""
    team, number = contested
    others = {
        (team, k)
        for k, block in enumerate(search.blocks)
        if k != number and bool((block.teams == team).any())
    }
    return node.left_out | {contested}, node.left_out | others


def _open(search: Search, parent: _Node, left_out: frozenset[Pair], number: int) -> _Node | None:
    """Bound a child, look for a better answer in it, and find the pair to branch on next.

    None when the time is over before the child is done.
    """
    part = _part(search, left_out)
    part.price_all(parent.prices)
    if search.watch.is_over():
        return None
    generation = Generation(part)
    gap = generation.run(CLOSE_ENOUGH)
    if not part.is_closed():
        choose_near(part, NEAR_NODE, NODE_WORK)
        close(part, gap, FEW_PACKAGES)
    search.keep(part.seen.values())
    if part.value < search.value and search.consider(part.best):
        search.tell()
    if search.watch.is_over():
        return None
    bound = max(parent.bound, part.value if part.is_closed() else part.bound)
    contested = None if part.is_closed() else _contested(part, generation)
    return _Node(bound, number, left_out, part.prices, contested)


def _part(search: Search, left_out: frozenset[Pair]) -> Search:
    """A search among the answers of a child for one better than the best."""
    gone = {k: np.zeros(search.prices.team.size, bool) for k in sorted({k for _, k in left_out})}
    for team, k in left_out:
        gone[k][team] = True
    blocks = [
        without(block, gone[k]) if k in gone else block for k, block in enumerate(search.blocks)
    ]
    part = Search(search.board, blocks, search.watch)
    part.best, part.value = search.best, search.value
    for number, block in enumerate(blocks):
        cost = cost_of(block, block.sent)
        if cost is not None:
            part.keep([Package(number, block.sent, cost)])
    part.keep(
        package
        for package in [*search.nearest(NEAR_NODE), *search.best]
        if package.block not in gone or not gone[package.block][list(package.teams)].any()
    )
    return part


def _contested(search: Search, generation: Generation) -> Pair | None:
    """The dearest team that the relaxation gives to a block in part; None when there is none."""
    given: dict[Pair, float] = {}
    for package, share in generation.shares():
        for team in package.teams:
            given[team, package.block] = given.get((team, package.block), 0.0) + share
    split = {pair: share for pair, share in given.items() if WHOLE < share < 1 - WHOLE}
    return max(
        split,
        key=lambda pair: (
            (int(search.prices.team[pair[0]]) + 1) * min(split[pair], 1 - split[pair]),
            pair,
        ),
        default=None,
    )
