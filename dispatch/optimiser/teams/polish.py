"""Better answers by solving parts anew: some incidents that compete, all others left as they are.

A part of some sixty incidents is solved like a whole problem, mostly to its optimum, and starts
from the packages and prices that are known (large neighbourhood search; Shaw 1998). Parts begin
where the answer loses most against the bound: by a package dearer than its block's cheapest, or
by leaving a priced team unused.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from dispatch.optimiser.budget import Budget, Watch
from dispatch.optimiser.teams.board import BoolArray
from dispatch.optimiser.teams.closing import choose_near, close
from dispatch.optimiser.teams.generate import CLOSE_ENOUGH, Generation
from dispatch.optimiser.teams.packages import Package, without
from dispatch.optimiser.teams.prices import Prices
from dispatch.optimiser.teams.search import Search

PART = 60
"""Blocks solved anew at a time."""

PATIENCE = 3
"""Parts without a better answer after which the search stops."""

NEAR_SHARE = 0.5
"""Share of the packages seen, the nearest first, whose teams say which blocks compete."""

FloatArray = NDArray[np.float64]


def polish(search: Search, near_enough: float = 0.0) -> None:
    """Solve one part after the other anew, until that no longer helps or the gap is this small."""
    visits = np.zeros(len(search.blocks))
    failed = 0
    for _ in range(search.watch.budget.rounds):
        is_done = search.is_closed() or search.gap() <= near_enough
        if is_done or failed >= PATIENCE or search.watch.is_over():
            return
        numbers = _part(search, visits)
        visits[numbers] += 1
        if _solve_part(search, numbers):
            failed = 0
            search.tell()
        else:
            failed += 1


def _part(search: Search, visits: FloatArray) -> list[int]:
    """The block that loses most, and those that compete with it and its competitors for teams.

    Dear teams count for more: what is scarce is what blocks compete for.
    """
    wanted = _wanted(search)
    loss = _loss(search, wanted) / (1.0 + visits)
    dear = search.prices.team[search.prices.team > 0].astype(np.float64)
    rivals = (wanted * dear if dear.size else wanted) @ wanted.T
    part = [int(np.argmax(loss))]
    pull = rivals[part[0]].copy()
    while len(part) < PART:
        pull[part] = -1.0
        part.append(int(np.argmax(pull + 1e-12 * loss)))
        pull += 0.5 * rivals[part[-1]]
    return sorted(part)


def _wanted(search: Search) -> FloatArray:
    """Which priced teams (B, P) the nearest packages of each block hold."""
    priced = np.flatnonzero(search.prices.team)
    column = {team: k for k, team in enumerate(priced.tolist())}
    near = search.nearest(int(NEAR_SHARE * len(search.seen)))
    wanted = np.zeros((len(search.blocks), max(priced.size, 1)))
    for package in near + search.best:
        wanted[package.block, [column[team] for team in package.teams if team in column]] = 1.0
    return wanted


def _loss(search: Search, wanted: FloatArray) -> FloatArray:
    """What each block (B,) loses against the bound: its package's extra, unused teams it wants."""
    idle = search.prices.team.astype(np.float64)
    idle[[team for package in search.best for team in package.teams]] = 0.0
    unused = idle[np.flatnonzero(search.prices.team)]
    loss = search.extra(search.best).astype(np.float64)
    if unused.size:
        loss += wanted @ unused
    return np.asarray(loss, np.float64)


def _solve_part(search: Search, numbers: list[int]) -> bool:
    """Solve some blocks anew with the teams that the others leave; whether that is better."""
    number_of = {block: k for k, block in enumerate(numbers)}
    others = [package for package in search.best if package.block not in number_of]
    gone = np.zeros(search.prices.team.size, bool)
    gone[[team for package in others for team in package.teams]] = True
    part = _part_search(search, numbers, gone, others)
    for package in search.seen.values():
        if package.block in number_of and not gone[list(package.teams)].any():
            part.keep([replace(package, block=number_of[package.block])])
    part.consider([replace(p, block=number_of[p.block]) for p in search.best if p not in others])
    part.price_all(Prices(np.where(gone, 0, search.prices.team), search.prices.cover))
    gap = Generation(part).run(CLOSE_ENOUGH)
    choose_near(part, len(part.seen))
    close(part, gap)
    better = others + [replace(p, block=numbers[p.block]) for p in part.best]
    search.keep(replace(p, block=numbers[p.block]) for p in part.seen.values())
    return search.consider(sorted(better, key=lambda package: package.block))


def _part_search(
    search: Search, numbers: list[int], gone: BoolArray, others: list[Package]
) -> Search:
    """A search over some blocks; the cover that the others take is no longer free to lose."""
    taken = search.cover_used(others).sum(axis=0).tolist()
    rules = tuple(
        replace(rule, slack=rule.slack - used)
        for rule, used in zip(search.board.cover, taken, strict=True)
    )
    budget = search.watch.budget
    watch = Watch(Budget(max(search.watch.left_s(), 0.0), budget.rounds, budget.stop))
    blocks = [without(search.blocks[number], gone) for number in numbers]
    return Search(replace(search.board, cover=rules), blocks, watch)
