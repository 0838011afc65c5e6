"""What plans are held against: teams, stock and roads of one instant as columns (pure).

Everything that the dispatcher's rules say about a team or a lot is worked out before: who is free
and on duty, by how much an aged row counts later, what may be relied on of a lot, who may help
whom. `Ground` holds the outcome, so that thousands of cases are arithmetic on arrays.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

IntArray = NDArray[np.int64]
BoolArray = NDArray[np.bool_]

NO_WAY = -1
"""A drive that does not exist. Never a number to calculate with."""
NEVER_S = 2**40
"""Later than every deadline: a team that does not come, a shift that does not end."""


def graded(code: str | None, grade: int | None) -> str | None:
    """Return a capability as it is asked for: with its grade where it has one, as dispatch does."""
    return code if code is None or grade is None else f"{code}@{grade}"


class Standing(IntEnum):
    """Whether a team could be sent now, and if not, why."""

    ABLE = 0
    NOT_FREE = 1
    OFF_DUTY = 2


@dataclass(frozen=True, slots=True)
class Spot:
    """A place at which plans are tested, and why there."""

    key: str
    name: str
    jurisdiction_code: str
    lon: float
    lat: float
    why: str
    source: str = ""


@dataclass(frozen=True, slots=True)
class Force:
    """A team as far as a result names it."""

    id: UUID
    name: str
    jurisdiction_code: str
    lon: float = 0.0
    lat: float = 0.0
    vehicle: str = ""


@dataclass(frozen=True, slots=True)
class Lorry:
    """A lorry of a depot; None is no stated limit."""

    payload_kg: float | None = None
    volume_l: float | None = None
    hazmat: bool = False


@dataclass(frozen=True, slots=True)
class Store:
    """A depot as far as a result names it; its goods leave in its lorries only."""

    id: UUID
    name: str
    jurisdiction_code: str
    load_s: int
    lorries: tuple[Lorry, ...]
    lon: float = 0.0
    lat: float = 0.0
    vehicle: str = ""


@dataclass(frozen=True, slots=True)
class Goods:
    """Mass, volume and danger of one unit of an item."""

    kg: float = 0.0
    litres: float = 0.0
    hazardous: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Shelf:
    """One item over all depots (D,), whole units.

    Attributes
    ----------
    usable : may leave: neither expired nor too old, less what age takes away, less what is promised
    expired : counted in lots past their day; stale : in lots older than the policy allows
    doubted : counted in usable lots but not relied on because of their age
    safety : what must stay free by the site's own rule; told beside, never taken off (the
        dispatcher does not either)
    """

    usable: IntArray
    expired: IntArray
    stale: IntArray
    doubted: IntArray
    safety: IntArray


@dataclass(frozen=True, eq=False)
class Ground:
    """Everything a case is solved on: p places, t teams, d depots.

    Attributes
    ----------
    standing : (t,) `Standing`; ready_s : (t,) turnout and what age adds; later_s : (t,) the latter
    shift_end_s : (t,) seconds until the shift ends, `NEVER_S` without one
    units : (t,) units by capability, and by capability and grade ("water_rescue@2")
    drive_s : (p, t) from the base, s, `NO_WAY` without a way; estimated : (p, t) a guess, no road
    agreed : (p, t) the team may help there: same city, lent, or under an agreement in force
    haul_s : (p, d) drive of the depot's lorries; shared : (p, d) the depot is of the same city
    lent_items : by place and depot row, what other cities' depots may send there under agreements
        (None: everything), each with the amount that is left, None for no limit
    """

    spots: tuple[Spot, ...]
    teams: tuple[Force, ...]
    depots: tuple[Store, ...]
    items: Mapping[str, Goods]
    standing: NDArray[np.int8]
    ready_s: IntArray
    later_s: IntArray
    shift_end_s: IntArray
    units: Mapping[str, IntArray]
    drive_s: IntArray
    estimated: BoolArray
    agreed: BoolArray
    haul_s: IntArray
    shared: BoolArray
    shelves: Mapping[str, Shelf]
    lent_items: Mapping[tuple[int, int], Mapping[str, int | None] | None] = field(
        default_factory=dict
    )

    def units_of(self, code: str) -> IntArray:
        """Units (t,) of a capability that each team brings; nothing where nobody has it."""
        return self.units.get(code, np.zeros(len(self.teams), np.int64))

    def arrive_s(self, spot: int) -> IntArray:
        """When each team is there (t,), s from the order; `NEVER_S` where there is no way."""
        drive = self.drive_s[spot].astype(np.int64)
        return np.where(drive >= 0, self.ready_s + drive, NEVER_S)

    def counts(self, spot: int) -> BoolArray:
        """Which teams (t,) may be counted on at a place, as far as anything but time goes."""
        able: BoolArray = self.standing == Standing.ABLE
        return np.asarray(able & self.agreed[spot] & (self.drive_s[spot] >= 0), np.bool_)

    def sendable(self, spot: int, item: str) -> IntArray:
        """Units (d,) of an item that each depot may send to a place, before time and lorries."""
        shelf = self.shelves.get(item)
        if shelf is None:
            return np.zeros(len(self.depots), np.int64)
        found = np.where(self.shared[spot], shelf.usable, 0)
        for row in np.flatnonzero(~self.shared[spot] & (shelf.usable > 0)).tolist():
            found[row] = self._lent(spot, row, item, int(shelf.usable[row]))
        return found

    def _lent(self, spot: int, depot: int, item: str, usable: int) -> int:
        if (spot, depot) not in self.lent_items:
            return 0
        terms = self.lent_items[spot, depot]
        if terms is None:
            return usable
        if item not in terms:
            return 0
        left = terms[item]
        return usable if left is None else min(usable, left)
