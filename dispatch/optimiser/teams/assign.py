"""Choosing teams for all incidents at once: packages and prices over the whole inventory.

Dantzig-Wolfe decomposition with one package per block. Every round gives a bound that holds for
the whole inventory; the gap is closed by listing all packages within it (`listing`).
"""

from __future__ import annotations

import numpy as np

from dispatch.optimiser.parts import IntArray
from dispatch.optimiser.teams.branch import FIRST_NODES, MOST_NODES, Branching
from dispatch.optimiser.teams.closing import choose_near, close
from dispatch.optimiser.teams.compact import solve_compact
from dispatch.optimiser.teams.generate import CLOSE_ENOUGH, TIGHT, Generation, climb_prices
from dispatch.optimiser.teams.greedy import pick_in_order
from dispatch.optimiser.teams.memory import Memory
from dispatch.optimiser.teams.packages import BARRED, Block, Package, price_block
from dispatch.optimiser.teams.polish import polish
from dispatch.optimiser.teams.prices import Prices
from dispatch.optimiser.teams.pricing import Round
from dispatch.optimiser.teams.search import Assignment, Search

COMPACT_PAIRS = 10_000
"""Up to so many allowed pairs a problem with a cut incident goes to the compact model at once."""

FEW_NEAR, SOME_NEAR, MANY_NEAR = 1_200, 1_500, 4_000
"""Packages to choose among, the nearest first, as the search goes on."""

MANY_BLOCKS = 120
"""From so many blocks on, parts are solved anew before the whole is branched on."""

FAR, WIDE, NEAR = 1e-2, 2e-3, 1e-3
"""Relative gaps that say what pays next: parts solved anew, more packages, nodes opened."""

WANTED = -(2**44)
"""Price that makes a team of a former answer be taken."""


def floor_answer(search: Search) -> Assignment:
    """The greedy answer, and the plain bound with every team free of charge."""
    _answer(search, search.prices, search.price_all(search.prices))
    return search.result()


def _answer(search: Search, prices: Prices, found: Round) -> None:
    """Consider the answer that these prices lead to, taken in order of priority."""
    search.consider(pick_in_order(search.blocks, search.board.cover, prices, found.packages))


def improve(search: Search, former: list[Package], memory: Memory | None = None) -> Assignment:
    """From the floor answer to the proven one, as far as the budget reaches.

    `memory` of an earlier search is where this one starts, and is brought up to date at its end.
    """
    found = _improve(search, former, memory)
    if memory is not None:
        memory.learn(search)
    return found


def _improve(search: Search, former: list[Package], memory: Memory | None) -> Assignment:
    """Few blocks are mostly closed at once by listing; many need good answers on the way."""
    if former:
        search.consider(former)
    if search.is_cut() and int(search.board.may_go.sum()) <= COMPACT_PAIRS:
        return _compact(search)
    if memory is None or not memory.recall(search):
        climb_prices(search)
    generation, many = Generation(search), len(search.blocks) > MANY_BLOCKS
    gap = generation.run(CLOSE_ENOUGH, (lambda: _choose(search, FEW_NEAR)) if many else None)
    search.watch.mark("bound")
    if not many and not search.is_cut():
        close(search, gap)
    if not search.is_closed() and not search.watch.is_over():
        _answer(search, search.prices, search.price_all(search.prices))
        _choose(search, SOME_NEAR)
        if search.is_cut():
            return _compact(search)
        _go_on(search, generation)
    search.watch.mark("proof")
    return search.result()


def _go_on(search: Search, generation: Generation) -> None:
    """Where listing was too much: tighter prices, more packages, parts anew, branching."""
    if search.is_closed() or search.watch.is_over():
        return
    many = len(search.blocks) > MANY_BLOCKS
    if many:
        polish(search, FAR)
    generation.run(TIGHT)
    if many and search.gap() < NEAR:
        close(search, search.value - search.base)
    branching = Branching(search, generation)
    if many:
        branching.run(FIRST_NODES, NEAR)
        polish(search, NEAR)
        _choose_widely(search)
    branching.run(MOST_NODES)
    if many:
        polish(search)
    if search.gap() < NEAR:
        close(search, search.value - search.base)


def _choose_widely(search: Search) -> None:
    """With a gap of more than a few thousandths it pays to choose among far more packages."""
    if search.gap() > WIDE:
        _choose(search, MANY_NEAR)


def _choose(search: Search, count: int) -> None:
    """A better answer from the packages seen, reported."""
    if search.watch.is_over() or search.is_closed():
        return
    if choose_near(search, count):
        search.tell()


def _compact(search: Search) -> Assignment:
    """The compact model's answer, or the floor when it found none in time.

    `objective` is only an upper estimate here: packages of a cut incident do not see all they fill.
    """
    board, found = search.board, search.result()
    hint = {(t, search.blocks[p.block].place) for p in found.packages for t in p.teams}
    answer = solve_compact(board, hint, search.watch.left_s(), board.problem.seed)
    search.watch.mark("proof")
    if answer is None:
        return found
    sent, bound = answer
    packages = _spread(search.blocks, sent, len(board.problem.teams))
    bound = max(found.bound, bound + board.constant)
    return Assignment(tuple(packages), max(bound, found.objective), bound)


def _spread(blocks: list[Block], sent: list[tuple[int, int]], teams: int) -> list[Package]:
    """Pairs as packages, each team in the first block of its place in which it serves."""
    left: dict[int, set[int]] = {}
    for team, place in sent:
        left.setdefault(place, set()).add(team)
    packages = []
    for number, block in enumerate(blocks):
        price = np.full(teams, BARRED, np.int64)
        price[sorted(left.get(block.place, ()))] = WANTED
        found = price_block(block, price)
        left.get(block.place, set()).difference_update(found.teams)
        packages.append(Package(number, found.teams, found.cost))
    return packages


def former_packages(
    blocks: list[Block], teams_at: dict[int, IntArray], teams: int
) -> list[Package]:
    """A former answer as packages, as far as its teams still may go where it sent them."""
    packages = []
    for number, block in enumerate(blocks):
        price = np.full(teams, BARRED, np.int64)
        price[teams_at.get(block.place, np.zeros(0, np.int64))] = WANTED
        found = price_block(block, price)
        packages.append(Package(number, found.teams, found.cost))
    return packages


__all__ = ["Assignment", "Search", "floor_answer", "former_packages", "improve"]
