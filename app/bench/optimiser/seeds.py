"""How many seeds each contender is given: all for us, fewer for those that take long."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Effort:
    """Seeds for us, for ourselves where each takes long, for slow peers, for very slow ones."""

    ours: range
    ours_long: range
    slow: range
    very_slow: range
    peer_limit_s: float

    @property
    def once(self) -> range:
        """One seed, for peers that use up their limit and are not expected to find much."""
        return self.ours[:1]


FULL = Effort(range(1, 21), range(1, 11), range(1, 6), range(1, 3), 20.0)
QUICK = Effort(range(1, 4), range(1, 3), range(1, 3), range(1, 2), 5.0)
