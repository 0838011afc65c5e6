"""Choosing among packages, and closing the gap by listing all that an optimum could contain."""

from __future__ import annotations

import numpy as np

from dispatch.optimiser.teams import exact, listing
from dispatch.optimiser.teams.packages import SCALE, Package
from dispatch.optimiser.teams.search import Search

MOST_PACKAGES = 4_000
"""Packages that a proof may list."""

CHOOSING_WORK, PROOF_WORK = 1.0, 4.0
"""Work on one choice and on one proof, in seconds as the solver counts them."""


def choose_near(search: Search, count: int, work: float = CHOOSING_WORK) -> bool:
    """The best choice among the `count` packages nearest to their block's least price.

    Says whether a better answer was found; that of the moment is always among them.
    """
    near = search.nearest(count)
    known, before = set(near), search.value
    _choose(search, near + [package for package in search.best if package not in known], work)
    return search.value < before


def _choose(search: Search, packages: list[Package], work: float) -> bool:
    """Take the best choice among some packages; whether that choice is proven among them."""
    base = _least_costs(packages, len(search.blocks))
    surplus = np.array([p.cost - base[p.block] for p in packages], np.int64)
    seed = search.board.problem.seed
    rules = search.board.cover
    used = search.cover_used(packages)
    limits = (search.watch.left_s(), work)
    chosen = exact.choose(packages, surplus, used, rules, SCALE, limits, seed, set(search.best))
    if chosen is None:
        return False
    if chosen[0]:
        search.consider(chosen[0])
    return chosen[1]


def _least_costs(packages: list[Package], blocks: int) -> list[int]:
    least = [2**62] * blocks
    for package in packages:
        least[package.block] = min(least[package.block], package.cost)
    return least


def close(search: Search, gap: int, most: int = MOST_PACKAGES) -> None:
    """List all packages within a margin and choose among them; widen until the choice is proven.

    Every answer up to `base + margin` consists of listed packages only. So a proven best choice
    of them is optimal when its value lies within the margin; otherwise nothing lies within it.
    More than `most` packages are not listed: then the gap stays.
    """
    base = search.base
    margin = max(2 * gap, 64 * SCALE)
    while not search.is_closed() and not search.watch.is_over():
        margin = min(margin, search.value - 1 - base)
        if not _choose_within(search, margin, most):
            return
        search.raise_bound(min(search.value, base + margin + 1))
        margin *= 2


def _choose_within(search: Search, margin: int, most: int) -> bool:
    """Take the best choice among all packages within the margin; whether that choice is proven."""
    on_top = search.prices.on_top(search.board.cover)
    packages: list[Package] = []
    try:
        for number, block in enumerate(search.blocks):
            room = most - len(packages)
            earns = search.prices.earned(block)
            packages += listing.list_packages(block, number, on_top, earns, margin, room)
            if search.watch.is_over():
                return False
    except listing.TooMany:
        return False
    return _choose(search, packages, PROOF_WORK)
