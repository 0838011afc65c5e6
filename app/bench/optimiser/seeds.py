"""How many seeds each contender is given: all for us, fewer for those that take long."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Effort:
    """Seeds for us and for quick peers, for slow ones, and for those that use up their limit."""

    ours: range
    slow: range
    very_slow: range
    peer_limit_s: float


FULL = Effort(range(1, 21), range(1, 6), range(1, 4), 20.0)
QUICK = Effort(range(1, 4), range(1, 3), range(1, 2), 5.0)
