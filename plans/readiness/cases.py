"""Solves one case: a plan at a response level at one place, against the ground of today.

`state` says what came out. "met": everything asked for is there within its time, proven. "short":
something is proven to be missing. "unknown": nothing known is missing, but how many are asked for
hangs on facts that the design case does not state. "unclear": goods for which neither a plan of
trips was found nor its impossibility proven in the time allowed.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Literal
from uuid import UUID

from plans.readiness.exact_goods import load_exactly
from plans.readiness.goods import Haulage, Loaded, filled
from plans.readiness.ground import Ground
from plans.readiness.supply import Asked, Filled, Supply, fill

State = Literal["met", "short", "unclear", "unknown", "empty"]
WORST_FIRST: tuple[State, ...] = ("short", "unclear", "unknown", "met", "empty")
"""An unknown never stands before what is known to be short, nor behind what is met."""


@dataclass(frozen=True, slots=True)
class Case:
    """A plan at a response level at a place (row of the ground), with what it asks for there."""

    plan_id: UUID
    plan_code: str
    response_level: int
    spot: int
    asked: tuple[Asked, ...]


@dataclass(frozen=True, eq=False)
class Solved:
    """The outcome of a case; `filled` in the order of what is asked, `depots` the plan draws on.

    `first_s` is when the first help of any kind is there, `last_s` when the last thing asked for
    is complete; None where that never comes or is not known.
    """

    case: Case
    filled: tuple[Filled, ...]
    depots: frozenset[int] = field(default_factory=frozenset)

    @property
    def state(self) -> State:
        """What came out, see the module."""
        if not self.filled:
            return "empty"
        missing = [one.missing for one in self.filled]
        known = [k for k, amount in enumerate(missing) if amount is not None]
        if any(missing[k] and self.filled[k].proven for k in known):
            return "short"
        if any(missing[k] for k in known):
            return "unclear"
        return "met" if len(known) == len(missing) else "unknown"

    @property
    def first_s(self) -> int | None:
        """When the first help is there, s."""
        return min((one.first_s for one in self.filled if one.first_s is not None), default=None)

    @property
    def last_s(self) -> int | None:
        """When the last thing asked for is complete, s; None if something never is."""
        times = [one.met_s for one in self.filled]
        return None if None in times or not times else max(t for t in times if t is not None)


class Solver:
    """Solves the cases of one ground; curves and stock of a place are worked out once."""

    def __init__(self, ground: Ground) -> None:
        self.ground = ground
        self.supply = Supply(ground)
        self._haulage: dict[int, Haulage] = {}

    def haulage(self, spot: int) -> Haulage:
        """What the depots can send to a place."""
        if spot not in self._haulage:
            self._haulage[spot] = Haulage(self.ground, spot)
        return self._haulage[spot]

    def solve(self, case: Case) -> Solved:
        """Solve one case; its teams' half exactly, its goods as `goods` says."""
        answers: dict[int, Filled] = {}
        for rows in by_capability(case.asked).values():
            curve = self.supply.curve(case.spot, case.asked[rows[0]].code)
            done = fill(curve, [case.asked[k] for k in rows])
            answers |= dict(zip(rows, done, strict=True))
        rows = [k for k, one in enumerate(case.asked) if one.is_item]
        done, depots = self.goods(case.spot, [case.asked[k] for k in rows])
        answers |= dict(zip(rows, done, strict=True))
        return Solved(case, tuple(answers[k] for k in range(len(case.asked))), depots)

    def goods(
        self,
        spot: int,
        asked: Sequence[Asked],
        without: Collection[int] = (),
        haulage: Haulage | None = None,
    ) -> tuple[list[Filled], frozenset[int]]:
        """Load for what is asked: quickly, and exactly where that leaves it open."""
        known = [one for one in asked if one.quantity is not None]
        if not asked:
            return [], frozenset()
        haulage = haulage or self.haulage(spot)
        plan, most = haulage.load(asked, without), haulage.most(asked, without)
        proven = False
        if _is_open(asked, plan, most):
            better, proven = load_exactly(haulage, known, without)
            rows = [k for k, one in enumerate(asked) if one.quantity is not None]
            if sum(better.got) >= sum(plan.got[k] for k in rows):
                plan = _spread(better, rows, len(asked))
        return filled(asked, plan, most, proven), plan.depots


def by_capability(asked: Sequence[Asked]) -> dict[str, list[int]]:
    """Rows of the capability needs by what they ask for."""
    found: dict[str, list[int]] = {}
    for row, one in enumerate(asked):
        if not one.is_item:
            found.setdefault(one.code, []).append(row)
    return found


def _is_open(asked: Sequence[Asked], plan: Loaded, most: Sequence[int]) -> bool:
    """Whether some thing falls short in the plan although the bound would allow more of it."""
    return any(
        plan.got[k] < min(one.quantity, most[k])
        for k, one in enumerate(asked)
        if one.quantity is not None
    )


def _spread(plan: Loaded, rows: Sequence[int], count: int) -> Loaded:
    """A plan for some rows, put back among all of them."""
    got: list[int] = [0] * count
    first: list[int | None] = [None] * count
    last: list[int | None] = [None] * count
    for k, row in enumerate(rows):
        got[row], first[row], last[row] = plan.got[k], plan.first_s[k], plan.last_s[k]
    return Loaded(got, first, last, plan.depots)
