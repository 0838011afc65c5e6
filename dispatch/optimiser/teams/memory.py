"""What one solve leaves to the next: prices and packages, by the names of teams and incidents.

After one event most prices and packages still hold. They are a start only: names that are gone
are dropped, costs are counted anew, and the bound is always computed on the problem at hand.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from dispatch.optimiser.teams.packages import Block, Package, cost_of
from dispatch.optimiser.teams.prices import Prices
from dispatch.optimiser.teams.search import Search

MOST_KEPT = 20
"""Packages kept per block on average, the nearest first."""


@dataclass(slots=True)
class Memory:
    """Prices by team id and by (area, capability) of a cover rule; packages by incident id.

    Plain and small, so that it can be pickled from one process to the next.
    """

    teams: dict[str, int] = field(default_factory=dict)
    cover: dict[tuple[str, str], int] = field(default_factory=dict)
    packages: dict[str, list[tuple[str, ...]]] = field(default_factory=dict)

    def recall(self, search: Search) -> bool:
        """Start a search from what is remembered; whether there was anything."""
        if not self.packages:
            return False
        problem = search.board.problem
        row = {team.id: k for k, team in enumerate(problem.teams)}
        team = np.zeros(len(problem.teams), np.int64)
        for name, price in self.teams.items():
            if name in row:
                team[row[name]] = price
        cover = [self.cover.get((rule.area, rule.capability), 0) for rule in problem.cover]
        for number, block in enumerate(search.blocks):
            search.keep(self._remembered(search, number, block, row))
        search.price_all(Prices(team, np.array(cover, np.int64)))
        return True

    def _remembered(
        self, search: Search, number: int, block: Block, row: dict[str, int]
    ) -> Iterator[Package]:
        for names in self.packages.get(_name(search, block), ()):
            if all(name in row for name in names):
                teams = tuple(sorted(row[name] for name in names))
                cost = cost_of(block, teams)
                if cost is not None:
                    yield Package(number, teams, cost)

    def learn(self, search: Search) -> None:
        """Replace what is remembered by the prices of the bound and the packages near it."""
        problem = search.board.problem
        names = [team.id for team in problem.teams]
        priced = np.flatnonzero(search.prices.team)
        self.teams = {
            names[k]: price
            for k, price in zip(priced.tolist(), search.prices.team[priced].tolist(), strict=True)
        }
        self.cover = {
            (rule.area, rule.capability): price
            for rule, price in zip(problem.cover, search.prices.cover.tolist(), strict=True)
        }
        self.packages = {}
        for package in {*search.nearest(MOST_KEPT * len(search.blocks)), *search.best}:
            at = _name(search, search.blocks[package.block])
            self.packages.setdefault(at, []).append(tuple(names[team] for team in package.teams))
        for known in self.packages.values():
            known.sort()


def _name(search: Search, block: Block) -> str:
    """The incident of a block; a cover rule's area and capability where it restores cover."""
    problem = search.board.problem
    if block.restores < 0:
        return problem.incidents[block.incident].id
    rule = problem.cover[block.restores]
    return f"{rule.area}\n{rule.capability}"
