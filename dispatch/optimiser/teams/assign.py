"""Choosing teams for all incidents at once: packages and prices over the whole inventory.

Dantzig-Wolfe decomposition with one package per block. Every round gives a bound that holds for
the whole inventory; the gap is closed by listing all packages within it (`listing`).
"""

from __future__ import annotations

import numpy as np

from dispatch.optimiser.parts import IntArray
from dispatch.optimiser.teams import exact, listing
from dispatch.optimiser.teams.compact import solve_compact
from dispatch.optimiser.teams.greedy import pick_in_order
from dispatch.optimiser.teams.master import Master
from dispatch.optimiser.teams.packages import BARRED, SCALE, Block, Package, price_block
from dispatch.optimiser.teams.prices import Climb, Prices
from dispatch.optimiser.teams.pricing import Round
from dispatch.optimiser.teams.search import Assignment, Search

CLIMB_ROUNDS = 10
"""Rounds of the price climb before the first relaxation: they fill it with packages."""

CLIMB_STEP = 3000 * SCALE
"""First step of the climb: the order of a few minutes of response time."""

TOWARDS = 0.7
"""How far the next prices lie from the best ones towards those of the relaxation (Wentges 1997)."""

LISTING_SHARE = 0.35
"""Pricing stops when so much of the time is left: the choice among what was found needs it."""

ANSWER_EVERY = 5
"""Pricing rounds between attempts at a better answer by the prices of the moment."""

ROUNDS_CUT = 20
"""Pricing rounds when some incident is cut: then the gap is left to the compact model."""

COMPACT_PAIRS = 10_000
"""Up to so many allowed pairs a problem with a cut incident goes to the compact model at once."""

MANY_PACKAGES = 1_500
CHOOSING_SHARE = 0.4
"""With more packages than that the promising ones come first; share of the time left for each."""

MOST_PACKAGES = 12_000
"""Packages that a proof may list."""

CLOSE_ENOUGH = 3e-4
"""Relative distance of bound and relaxation at which listing beats more pricing rounds."""

WANTED = -(2**44)
"""Price that makes a team of a former answer be taken."""


def floor_answer(search: Search) -> Assignment:
    """The greedy answer, and the plain bound with every team free of charge."""
    _answer(search, search.prices, search.price_all(search.prices))
    return search.result()


def _answer(search: Search, prices: Prices, found: Round) -> None:
    """Consider the answer that these prices lead to, taken in order of priority."""
    search.consider(pick_in_order(search.blocks, search.board.cover, prices, found.packages))


def improve(search: Search, former: list[Package]) -> Assignment:
    """From the floor answer to the proven one, as far as the budget reaches."""
    if former:
        search.consider(former)
    if search.is_cut() and int(search.board.may_go.sum()) <= COMPACT_PAIRS:
        return _compact(search)
    _climb(search)
    gap = _generate(search)
    search.watch.mark("bound")
    if not search.is_closed() and not search.watch.is_over():
        _answer(search, search.prices, search.price_all(search.prices))
        _choose_among_known(search)
        search.tell()
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


def _climb(search: Search) -> None:
    """Let prices climb for some rounds, and keep every package they lead to."""
    climb = Climb(search.prices, search.board.cover, CLIMB_STEP)
    prices = search.prices
    for _ in range(min(CLIMB_ROUNDS, search.watch.budget.rounds)):
        if search.watch.is_over() or search.is_closed():
            return
        found = search.price_all(prices)
        cover = search.cover_used(found.packages).sum(axis=0)
        prices = climb.move(found.uses(prices.team.size), cover)


def _generate(search: Search) -> int:
    """Rounds of relaxation and pricing, near the best known prices; returns the gap left to it."""
    budget, gap = search.watch.budget, 2**60
    teams = sorted({team for _, package in search.seen for team in package})
    master = Master(search.blocks, search.prices.team.size, search.board.cover, teams)
    known = 0
    for number in range(min(budget.rounds, ROUNDS_CUT) if search.is_cut() else budget.rounds):
        packages = list(search.seen.values())[known:]
        known += len(packages)
        for package, cover in zip(packages, search.cover_used(packages), strict=True):
            master.add(package, cover)
        relaxed = master.solve(search.watch.left_s())
        if relaxed is None or search.is_closed():
            break
        value, prices = relaxed
        gap = int(value) - search.bound
        if gap <= max(SCALE // 2, CLOSE_ENOUGH * abs(value)) or _is_late(search):
            break
        trial = search.prices.towards(prices, TOWARDS)
        found = search.price_all(trial)
        if number % ANSWER_EVERY == ANSWER_EVERY - 1:
            _answer(search, trial, found)
    return max(gap, 0)


def _is_late(search: Search) -> bool:
    """Whether the rest of the time is needed for choosing among what was found."""
    watch = search.watch
    return watch.is_over() or watch.left_s() < LISTING_SHARE * watch.budget.seconds


def _choose_among_known(search: Search) -> None:
    """The best choice among the packages found so far; of very many, the most promising first."""
    columns = list(search.seen.values())
    shares = (1.0,) if len(columns) <= MANY_PACKAGES else (0.25, 0.5)
    extra = search.extra(columns)
    for share in shares:
        if search.watch.is_over():
            return
        most = int(np.quantile(extra, share))
        near = {k for k, price in enumerate(extra.tolist()) if price <= most}
        kept = [p for k, p in enumerate(columns) if k in near or p in search.best]
        _choose(search, kept, search.watch.left_s() * CHOOSING_SHARE)


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
            room = MOST_PACKAGES - len(packages)
            earns = search.prices.earned(block)
            packages += listing.list_packages(block, number, on_top, earns, margin, room)
    except listing.TooMany:
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
