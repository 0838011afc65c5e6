"""Generating packages: rounds of relaxation and pricing until bound and relaxation nearly meet."""

from __future__ import annotations

from collections.abc import Callable

from dispatch.optimiser.teams.master import Master
from dispatch.optimiser.teams.packages import SCALE, Package
from dispatch.optimiser.teams.prices import Climb, Prices
from dispatch.optimiser.teams.search import Search

CLIMB_ROUNDS = 15
"""Rounds of the price climb before the first relaxation: they fill it with packages."""

CLIMB_STEP = 3000 * SCALE
"""First step of the climb: the order of a few minutes of response time."""

TOWARDS = 0.7
"""How far the next prices lie from the best ones towards those of the relaxation.

Smoothing of prices: Wentges 1997; Pessoa, Sadykov, Uchoa & Vanderbeck 2018.
"""

LISTING_SHARE = 0.35
"""Pricing stops when so much of the time is left: the choice among what was found needs it."""

ROUNDS_CUT = 20
"""Pricing rounds when some incident is cut: then the gap is left to the compact model."""

NEAR = 0.02
"""Relative distance of bound and relaxation at which packages are worth choosing among."""

CLOSE_ENOUGH = 3e-4
"""Relative distance of bound and relaxation at which listing beats more pricing rounds."""

TIGHT = 1e-6
"""The same where listing was too much."""


def climb_prices(search: Search) -> None:
    """Let prices climb for some rounds, and keep every package they lead to."""
    climb = Climb(search.prices, search.board.cover, CLIMB_STEP)
    prices = search.prices
    for _ in range(min(CLIMB_ROUNDS, search.watch.budget.rounds)):
        if search.watch.is_over() or search.is_closed():
            return
        found = search.price_all(prices)
        cover = search.cover_used(found.packages).sum(axis=0)
        prices = climb.move(found.uses(prices.team.size), cover)


class Generation:
    """Rounds of relaxation and pricing near the best known prices; can be taken up again.

    Attributes
    ----------
    gap : what lies between bound and relaxation, scaled; nothing is known yet while it is huge.
    """

    def __init__(self, search: Search) -> None:
        self.gap = 2**60
        self._search = search
        teams = sorted({team for _, package in search.seen for team in package})
        count = search.prices.team.size
        self._master = Master(search.blocks, count, search.board.cover, teams)
        self._known = 0
        most = search.watch.budget.rounds
        self._rounds = min(most, ROUNDS_CUT) if search.is_cut() else most

    def run(self, close_enough: float, when_near: Callable[[], None] | None = None) -> int:
        """Go on until bound and relaxation are relatively this close; returns the gap left.

        `when_near` is called once, when the packages begin to be those of good answers.
        """
        search = self._search
        while self._rounds > 0:
            self._rounds -= 1
            relaxed = self._relax()
            if relaxed is None or search.is_closed() or search.watch.is_over():
                break
            value, prices = relaxed
            self.gap = max(0, int(value) - search.base)
            if self.gap <= max(SCALE // 2, close_enough * abs(value)) or _is_late(search):
                break
            if when_near is not None and self.gap <= NEAR * abs(value):
                when_near()
                when_near = None
            search.price_all(search.prices.towards(prices, TOWARDS))
        return self.gap

    def shares(self) -> list[tuple[Package, float]]:
        """The packages in the relaxation's answer, and the share of each."""
        values = self._master.shares()
        packages = list(self._search.seen.values())
        return [(packages[k], share) for k, share in values.items()]

    def _relax(self) -> tuple[float, Prices] | None:
        """Value and prices of the relaxation over all packages seen by now."""
        packages = list(self._search.seen.values())[self._known :]
        self._known += len(packages)
        for package, cover in zip(packages, self._search.cover_used(packages), strict=True):
            self._master.add(package, cover)
        return self._master.solve(self._search.watch.left_s())


def _is_late(search: Search) -> bool:
    """Whether the rest of the time is needed for choosing among what was found."""
    watch = search.watch
    return watch.is_over() or watch.left_s() < LISTING_SHARE * watch.budget.seconds
