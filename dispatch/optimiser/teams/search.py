"""The state of one search for teams: the best answer, the best bound, the packages seen."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

import numpy as np

from dispatch.optimiser.budget import Watch
from dispatch.optimiser.parts import IntArray
from dispatch.optimiser.teams.board import Board
from dispatch.optimiser.teams.packages import SCALE, Block, Package
from dispatch.optimiser.teams.prices import Prices, no_prices
from dispatch.optimiser.teams.pricing import Pricer, Round


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
    """One search: best answer, bound, and the packages seen; values are scaled.

    Attributes
    ----------
    prices, base : the best prices so far, and the bound they give by themselves.
    bound : the best bound, by prices or by proof.
    """

    board: Board
    blocks: list[Block]
    watch: Watch
    report: Callable[[Assignment], None] | None = None
    best: list[Package] = field(default_factory=list)
    value: int = 2**62
    bound: int = -(2**62)
    base: int = -(2**62)
    prices: Prices = field(init=False)
    pricer: Pricer = field(init=False)
    seen: dict[tuple[int, tuple[int, ...]], Package] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.prices = no_prices(len(self.board.problem.teams), self.board.cover)
        self.pricer = Pricer(self.blocks)

    def keep(self, packages: Iterable[Package]) -> None:
        """Remember packages, each once."""
        for package in packages:
            self.seen.setdefault((package.block, package.teams), package)

    def consider(self, packages: list[Package]) -> bool:
        """Take an answer when it is better than the best so far, and say whether it was."""
        self.keep(packages)
        value = self.true_value(packages)
        if value >= self.value:
            return False
        self.best, self.value = packages, value
        return True

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

    def price_all(self, prices: Prices) -> Round:
        """Price every block; the sum of the least prices, less what was collected, is a bound."""
        found = self.pricer.price(prices.on_top(self.board.cover), prices.cover)
        self.keep(found.packages)
        base = int(found.values.sum()) - prices.collected(self.board.cover)
        if base > self.base:
            self.base, self.prices = base, prices
            self.raise_bound(base)
        return found

    def raise_bound(self, bound: int) -> None:
        """Note that no answer is below this."""
        self.bound = max(self.bound, bound)

    def extra(self, packages: list[Package]) -> IntArray:
        """What each package (P,) costs above its block's least, at the prices of the bound."""
        on_top = self.prices.on_top(self.board.cover)
        least = self.pricer.price(on_top, self.prices.cover).values.tolist()
        earned = [self.prices.earned(block) for block in self.blocks]
        return np.array(
            [
                p.cost
                + int(on_top[list(p.teams)].sum())
                - earned[p.block] * len(p.teams)
                - least[p.block]
                for p in packages
            ],
            np.int64,
        )

    def nearest(self, count: int) -> list[Package]:
        """The packages seen that are nearest to their block's least price, in the order seen."""
        packages = list(self.seen.values())
        if len(packages) <= count:
            return packages
        near = np.argsort(self.extra(packages), kind="stable")[:count]
        return [packages[k] for k in sorted(near.tolist())]

    def is_closed(self) -> bool:
        """No whole-number answer lies between bound and value."""
        return self.would_close(self.bound)

    def would_close(self, bound: int) -> bool:
        """Whether no whole-number answer lies between this bound and the value."""
        return _whole(bound) >= self.value // SCALE

    def is_cut(self) -> bool:
        """Whether an incident was too large for one table: then the compact model is used."""
        return any(block.shares is not None for block in self.blocks)

    def gap(self) -> float:
        """Relative distance of the best answer and the bound."""
        return (self.value - self.bound) / max(1, abs(self.value))

    def result(self) -> Assignment:
        """The best answer so far in true units."""
        objective = self.value // SCALE
        bound = min(_whole(self.bound), objective)
        constant = self.board.constant
        return Assignment(tuple(self.best), objective + constant, bound + constant)

    def tell(self) -> None:
        """Report the answer of the moment, unless it is the last one anyway."""
        if self.report is not None and not self.is_closed():
            self.report(self.result())


def _whole(scaled: int) -> int:
    """The least whole value that is not below a scaled bound."""
    return -(-scaled // SCALE)
