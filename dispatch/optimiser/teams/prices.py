"""Prices of teams and of cover, and a quick climb towards good ones.

With any prices, what the blocks cost at least, less what the prices collect, is a bound on every
answer (Lagrangian relaxation). The climb raises the prices of teams that several blocks want and
lowers those of teams that none wants, each by a step of its own that grows while the direction
stays and shrinks when it turns. Only the sign of the slope counts, so that seconds and the far
larger prices of shortage need no common scale (resilient propagation: Riedmiller & Braun 1993).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dispatch.optimiser.parts import IntArray
from dispatch.optimiser.teams.board import CoverRule
from dispatch.optimiser.teams.packages import SCALE, Block

GROWS, TURNS, FALLS = 1.6, 0.8, 0.5
"""Factors of a step: the team is still wanted by several, is so again, or by none any more."""

BACK = 0.5
"""Prices fall by this share of a step."""


@dataclass(frozen=True, slots=True, eq=False)
class Prices:
    """Prices of teams (T,) and of cover rules (K,), scaled whole numbers, never negative."""

    team: IntArray
    cover: IntArray

    def on_top(self, rules: tuple[CoverRule, ...]) -> IntArray:
        """What using each team costs on top (T,): its own price and that of the cover it serves."""
        total = self.team.copy()
        for rule, price in zip(rules, self.cover, strict=True):
            total += rule.members * price
        return total

    def earned(self, block: Block) -> int:
        """What each team of a block that restores cover gets back."""
        return int(self.cover[block.restores]) if block.restores >= 0 else 0

    def collected(self, rules: tuple[CoverRule, ...]) -> int:
        """What the bound gives back: each team once, each rule's free slack."""
        slack = np.array([rule.slack for rule in rules], np.int64)
        return int(self.team.sum()) + int(self.cover @ slack)

    def towards(self, other: Prices, share: float) -> Prices:
        """These prices moved by `share` towards others, rounded to whole numbers."""
        return Prices(
            np.rint(self.team + share * (other.team - self.team)).astype(np.int64),
            np.rint(self.cover + share * (other.cover - self.cover)).astype(np.int64),
        )


def no_prices(teams: int, rules: tuple[CoverRule, ...]) -> Prices:
    """Every team and every rule free of charge."""
    return Prices(np.zeros(teams, np.int64), np.zeros(len(rules), np.int64))


class Climb:
    """The resilient climb: prices, steps and last directions of teams and cover rules together."""

    def __init__(self, prices: Prices, rules: tuple[CoverRule, ...], step: int) -> None:
        self._rules = rules
        self._value = np.concatenate((prices.team, prices.cover)).astype(np.float64)
        dearest = [rule.price * SCALE for rule in rules]
        self._most = np.concatenate((np.full(prices.team.size, np.inf), dearest))
        self._step = np.full(self._value.size, float(step))
        self._last = np.zeros(self._value.size)

    def move(self, uses: IntArray, cover_used: IntArray) -> Prices:
        """The next prices, from how often each team and each rule's cover was just taken."""
        slack = np.array([rule.slack for rule in self._rules], np.int64)
        slope = np.concatenate((uses - 1, cover_used - slack))
        over = (slope > 0) & (self._value < self._most)
        under = (slope < 0) & (self._value > 0)
        self._step[over & (self._last >= 0)] *= GROWS
        self._step[over & (self._last < 0)] *= TURNS
        self._step[under & (self._last > 0)] *= FALLS
        self._value += over * self._step - under * self._step * BACK
        np.clip(self._value, 0, self._most, out=self._value)
        self._last = np.where(over, 1.0, np.where(under, -1.0, self._last))
        return self.prices()

    def prices(self) -> Prices:
        """The prices of the moment as whole numbers."""
        whole = np.rint(self._value).astype(np.int64)
        teams = whole.size - len(self._rules)
        return Prices(whole[:teams], whole[teams:])
