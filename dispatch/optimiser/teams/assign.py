"""Choosing teams for all incidents at once: packages and prices over the whole inventory.

Dantzig-Wolfe decomposition with one package per block. Every round gives a bound that holds for
the whole inventory; the gap is closed by listing all packages within it (`exact`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from dispatch.optimiser.budget import Watch
from dispatch.optimiser.parts import IntArray
from dispatch.optimiser.teams import exact
from dispatch.optimiser.teams.board import Board
from dispatch.optimiser.teams.compact import solve_compact
from dispatch.optimiser.teams.greedy import pick_in_order
from dispatch.optimiser.teams.master import Master, Prices, no_prices
from dispatch.optimiser.teams.packages import BARRED, SCALE, Block, Package, Priced, price_block

LISTING_SHARE = 0.35
"""Pricing stops when so much of the time is left: the choice among what was found needs it."""

ANSWER_EVERY = 10
"""Pricing rounds between attempts at a better answer by the prices of the moment."""

ROUNDS_CUT = 20
"""Pricing rounds when some incident is cut: then the gap is left to the compact model."""

COMPACT_PAIRS = 10_000
"""Up to so many allowed pairs a problem with a cut incident goes to the compact model at once."""

MANY_PACKAGES = 1_500
CHOOSING_SHARE = 0.4
"""With more packages than that the promising ones come first; share of the time left for each."""

CLOSE_ENOUGH = 3e-4
"""Relative distance of bound and relaxation at which listing beats more pricing rounds."""

WANTED = -(2**44)
"""Price that makes a team of a former answer be taken."""


@dataclass(frozen=True, slots=True)
class Assignment:
    """Packages, one per block, with value and bound of the teams' half (constant included)."""

    packages: tuple[Package, ...]
    objective: int
    bound: int

    @property
    def is_proven(self) -> bool:
        return self.bound >= self.objective


@dataclass(slots=True, eq=False)
class Search:
    """The state of one search: best answer, best bound, the prices that gave it."""

    board: Board
    blocks: list[Block]
    watch: Watch
    report: Callable[[Assignment], None] | None = None
    best: list[Package] = field(default_factory=list)
    value: int = 2**62
    bound: int = -(2**62)
    prices: Prices = field(init=False)
    master: Master = field(init=False)

    def __post_init__(self) -> None:
        teams = len(self.board.problem.teams)
        self.prices = no_prices(teams, self.board.cover)
        self.master = Master(self.blocks, teams, self.board.cover)

    def consider(self, packages: list[Package]) -> None:
        """Take an answer when it is better than the best so far."""
        for package in packages:
            self.master.add(package)
        value = self.true_value(packages)
        if value < self.value:
            self.best, self.value = packages, value

    def true_value(self, packages: list[Package]) -> int:
        """Scaled price of a choice: its packages and the cover it loses."""
        used: list[int] = self.cover_used(packages).sum(axis=0).tolist()
        lost = sum(
            rule.price * max(0, taken - rule.slack)
            for rule, taken in zip(self.board.cover, used, strict=True)
        )
        return sum(package.cost for package in packages) + SCALE * lost

    def cover_used(self, packages: list[Package]) -> IntArray:
        """Cover (P, K) each package takes from each rule, negative where it restores some."""
        used = np.zeros((len(packages), len(self.board.cover)), np.int64)
        for k, rule in enumerate(self.board.cover):
            for row, package in enumerate(packages):
                used[row, k] = rule.members[list(package.teams)].sum()
                if self.blocks[package.block].restores == k:
                    used[row, k] -= len(package.teams)
        return used

    def price_all(self, prices: Prices) -> list[Priced]:
        """Price every block; the sum of the least prices, less what was collected, is a bound."""
        on_top = prices.on_top(self.board.cover)
        found = [price_block(block, on_top, prices.earned(block)) for block in self.blocks]
        bound = sum(priced.value for priced in found) - prices.collected(self.board.cover)
        if bound > self.bound:
            self.bound, self.prices = bound, prices
        return found

    def is_closed(self) -> bool:
        """No whole-number answer lies between bound and value."""
        return _whole(self.bound) >= self.value // SCALE

    def is_cut(self) -> bool:
        """Whether an incident was too large for one table: then the compact model is used."""
        return any(block.shares is not None for block in self.blocks)

    def result(self) -> Assignment:
        """The best answer so far in true units."""
        objective = self.value // SCALE
        bound = min(_whole(self.bound), objective)
        constant = self.board.constant
        return Assignment(tuple(self.best), objective + constant, bound + constant)


def _whole(scaled: int) -> int:
    """The least whole value that is not below a scaled bound."""
    return -(-scaled // SCALE)


def floor_answer(search: Search) -> Assignment:
    """The greedy answer, and the plain bound with every team free of charge."""
    search.consider(pick_in_order(search.blocks, search.board.cover, search.prices))
    search.price_all(search.prices)
    return search.result()


def improve(search: Search, former: list[Package]) -> Assignment:
    """From the floor answer to the proven one, as far as the budget reaches."""
    if former:
        search.consider(former)
    if search.is_cut() and int(search.board.may_go.sum()) <= COMPACT_PAIRS:
        return _compact(search)
    gap = _generate(search)
    search.watch.mark("bound")
    if not search.is_closed() and not search.watch.is_over():
        search.consider(pick_in_order(search.blocks, search.board.cover, search.prices))
        _choose_among_known(search)
        _tell(search)
        if search.is_cut():
            return _compact(search)
        _close(search, gap)
    search.watch.mark("proof")
    return search.result()


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
    """Pairs as packages, each team in the first block of its incident in which it serves."""
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


def _tell(search: Search) -> None:
    if search.report is not None and not search.is_closed():
        search.report(search.result())


def _generate(search: Search) -> int:
    """Rounds of pricing, prices kept half-way to the best known ones; returns the gap to the LP."""
    trial = search.prices
    gap = 2**60
    budget = search.watch.budget
    for number in range(min(budget.rounds, ROUNDS_CUT) if search.is_cut() else budget.rounds):
        for block, priced in enumerate(search.price_all(trial)):
            search.master.add(Package(block, priced.teams, priced.cost))
        relaxed = search.master.solve()
        if relaxed is None or search.is_closed():
            break
        value, prices = relaxed
        gap = int(value) - search.bound
        if gap <= max(SCALE // 2, CLOSE_ENOUGH * abs(value)) or _is_late(search):
            break
        if number % ANSWER_EVERY == ANSWER_EVERY - 1:
            search.consider(pick_in_order(search.blocks, search.board.cover, prices))
        trial = search.prices.towards(prices, 0.5)
    return max(gap, 0)


def _is_late(search: Search) -> bool:
    """Whether the rest of the time is needed for choosing among what was found."""
    watch = search.watch
    return watch.is_over() or watch.left_s() < LISTING_SHARE * watch.budget.seconds


def _choose_among_known(search: Search) -> None:
    """The best choice among the packages found so far; of very many, the most promising first."""
    columns = search.master.columns
    shares = (1.0,) if len(columns) <= MANY_PACKAGES else (0.25, 0.5)
    extra = _extra_prices(search, columns)
    for share in shares:
        if search.watch.is_over():
            return
        most = int(np.quantile(extra, share))
        near = {k for k, price in enumerate(extra.tolist()) if price <= most}
        kept = [p for k, p in enumerate(columns) if k in near or p in search.best]
        _choose(search, kept, search.watch.left_s() * CHOOSING_SHARE)


def _extra_prices(search: Search, packages: list[Package]) -> IntArray:
    """How much each package costs above its block's least, at the prices of the best bound."""
    on_top = search.prices.on_top(search.board.cover)
    earned = [search.prices.earned(block) for block in search.blocks]
    least = [
        price_block(block, on_top, earns).value
        for block, earns in zip(search.blocks, earned, strict=True)
    ]
    return np.array(
        [
            p.cost + int((on_top[list(p.teams)] - earned[p.block]).sum()) - least[p.block]
            for p in packages
        ],
        np.int64,
    )


def _choose(search: Search, packages: list[Package], seconds: float) -> bool:
    """Take the best choice among some packages; whether that choice is proven among them."""
    base = _least_costs(packages, len(search.blocks))
    surplus = np.array([p.cost - base[p.block] for p in packages], np.int64)
    seed = search.board.problem.seed
    rules = search.board.cover
    used = search.cover_used(packages)
    chosen = exact.choose(packages, surplus, used, rules, SCALE, seconds, seed, set(search.best))
    if chosen is None:
        return False
    if chosen[0]:
        search.consider(chosen[0])
    return chosen[1]


def _least_costs(columns: list[Package], blocks: int) -> list[int]:
    least = [2**62] * blocks
    for package in columns:
        least[package.block] = min(least[package.block], package.cost)
    return least


def _close(search: Search, gap: int) -> None:
    """List all packages within a margin and choose among them; widen until the choice is proven.

    Every answer up to `base + margin` consists of listed packages only. So a proven best choice
    of them is optimal when its value lies within the margin; otherwise nothing lies within it.
    """
    base = search.bound
    margin = max(2 * gap, 64 * SCALE)
    while not search.is_closed() and not search.watch.is_over():
        margin = min(margin, search.value - 1 - base)
        if not _choose_within(search, margin):
            return
        search.bound = max(search.bound, min(search.value, base + margin + 1))
        margin *= 2


def _choose_within(search: Search, margin: int) -> bool:
    """Take the best choice among all packages within the margin; whether that choice is proven."""
    on_top = search.prices.on_top(search.board.cover)
    packages: list[Package] = []
    try:
        for number, block in enumerate(search.blocks):
            room = exact.MOST_PACKAGES - len(packages)
            packages += exact.list_packages(
                block, number, on_top, search.prices.earned(block), margin, room
            )
    except exact.TooMany:
        return False
    return _choose(search, packages, search.watch.left_s())


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
