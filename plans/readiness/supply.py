"""The teams' half of a case: units by capability as they come in, against needs with deadlines.

What is proven. By the dispatcher's rules a team sent to a scene counts there with all it can do,
and its units of one capability may be split over needs for it. One scene at a time therefore falls
apart into its capabilities, and for one capability the needs are nested by deadline: taking them in
the order of their deadlines fills as many units as can be filled at all (each unit that is there by
an early deadline is there by a later one). So "met" and "missing" of the teams' half are exact, no
bound; a property test holds them against the dispatcher's own solver. A least useful amount
lowers what counts, never whether a need is met.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from plans.readiness.ground import NEVER_S, Ground, IntArray


@dataclass(frozen=True, slots=True)
class Asked:
    """One thing a level asks for: a capability or an item, how many, within what time.

    `quantity` is None while facts that it hangs on are unknown; it is never taken for zero.
    """

    code: str
    is_item: bool
    label: str
    label_en: str
    quantity: int | None
    within_s: int
    least: int | None = None
    unknown: tuple[str, ...] = ()
    why: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Curve:
    """Units of one capability as they reach a place: teams in the order of their arrival.

    `teams` (n,) rows, `at_s` (n,) arrivals, `units` (n,), `together` (n,) units until then.
    """

    teams: IntArray
    at_s: IntArray
    units: IntArray
    together: IntArray

    def by(self, seconds: int) -> int:
        """Units that are there by a time."""
        row = int(np.searchsorted(self.at_s, seconds, side="right"))
        return int(self.together[row - 1]) if row else 0

    def when(self, units: int) -> int | None:
        """When so many units are there, s; None if never so many come."""
        row = int(np.searchsorted(self.together, units))
        return int(self.at_s[row]) if row < len(self.at_s) else None


@dataclass(frozen=True, slots=True)
class Filled:
    """How far one asked thing is met: `covered` in time, the time of the last unit, what is spare.

    `slack` is how many units more than needed come in time (0 or less where it is short);
    `until` is how many units of the curve this and all earlier deadlines take.
    """

    asked: Asked
    covered: int
    first_s: int | None
    met_s: int | None
    slack: int
    until: int
    proven: bool = True

    @property
    def missing(self) -> int | None:
        """How many are missing; None while it is unknown how many are asked for."""
        if self.asked.quantity is None:
            return None
        useless = self.covered < (self.asked.least or 0)
        return self.asked.quantity - (0 if useless else self.covered)


class Supply:
    """Curves of a ground, each worked out once."""

    def __init__(self, ground: Ground) -> None:
        self.ground = ground
        self._curves: dict[tuple[int, str], Curve] = {}

    def curve(self, spot: int, code: str) -> Curve:
        """The curve of a capability at a place."""
        key = spot, code
        if key not in self._curves:
            self._curves[key] = curve_of(self.ground, spot, code)
        return self._curves[key]


def curve_of(ground: Ground, spot: int, code: str, at_s: IntArray | None = None) -> Curve:
    """Who comes with a capability, in the order of arrival.

    Parameters
    ----------
    at_s : (t,) other arrivals than the ground's, for instance with a bridge closed, s
    """
    arrive_s = ground.arrive_s(spot) if at_s is None else at_s
    units = ground.units_of(code)
    counts = ground.counts(spot) & (arrive_s <= ground.shift_end_s)
    rows = np.flatnonzero(counts & (units > 0) & (arrive_s < NEVER_S))
    order = rows[np.lexsort((rows, arrive_s[rows]))]
    return Curve(order, arrive_s[order], units[order], np.cumsum(units[order]))


def fill(curve: Curve, asked: Sequence[Asked]) -> list[Filled]:
    """Fill the needs for one capability, the earliest deadline first; exact (see the module)."""
    found: dict[int, Filled] = {}
    taken = wanted = 0
    for row in sorted(range(len(asked)), key=lambda k: (asked[k].within_s, k)):
        one = asked[row]
        if one.quantity is None:
            found[row] = Filled(one, 0, None, None, 0, 0, proven=False)
            continue
        there = curve.by(one.within_s)
        covered = min(one.quantity, max(0, there - taken))
        wanted += one.quantity
        found[row] = Filled(
            asked=one,
            covered=covered,
            first_s=curve.when(taken + 1),
            met_s=curve.when(taken + one.quantity),
            slack=there - wanted,
            until=wanted,
        )
        taken += covered
    return [found[row] for row in range(len(asked))]
