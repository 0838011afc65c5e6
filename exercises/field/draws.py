"""Seeded draws that do not depend on the order in which things are asked about.

Each draw has a generator of its own, made from the exercise's seed, the name of the thing and the
purpose: a further team, or a team asked earlier, changes nobody else's luck.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from random import Random


@dataclass(frozen=True, slots=True)
class Luck:
    """The luck of one thing in one exercise; ``thing`` is a name that every run of it shares."""

    seed: int
    thing: str

    def of(self, purpose: str) -> Random:
        """Return the generator for one purpose."""
        return Random(f"{self.seed}/{self.thing}/{purpose}")

    def happens(self, purpose: str, share: float) -> bool:
        """Say whether what happens to a share of all things happens to this one."""
        return self.of(purpose).random() < share


@dataclass(frozen=True, slots=True)
class Spread:
    """A lognormal distribution by its median and the deviation of its logarithm, within bounds."""

    median: float
    sigma: float
    least: float
    most: float

    def draw(self, luck: Luck, purpose: str) -> float:
        """Return what one thing draws of it."""
        drawn = self.median * math.exp(luck.of(purpose).gauss(0.0, self.sigma))
        return min(max(drawn, self.least), self.most)


def choose(luck: Luck, purpose: str, weights: Mapping[str, float]) -> str:
    """Return one of several, as likely as its weight says."""
    drawn = luck.of(purpose).random() * sum(weights.values())
    for name, weight in weights.items():
        drawn -= weight
        if drawn < 0:
            return name
    return list(weights)[-1]
