"""Who no longer gets through, and who comes later: one state of the roads held against another.

Pure: places and travel times in, effects out. What is unknown stays unknown, and who cannot get
through stands before everybody who can.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

import numpy as np

from geo.route import UNREACHABLE, TravelMatrix
from geo.travel import TravelTimes
from geo.types import BoolArray, IntArray, VehicleClass


class WayChange(StrEnum):
    """What becomes of a way."""

    CUT = "cut"
    LATER = "later"
    SOONER = "sooner"
    OPENED = "opened"


_ORDER = {WayChange.CUT: 0, WayChange.LATER: 1, WayChange.OPENED: 2, WayChange.SOONER: 3}


@dataclass(frozen=True)
class Sender:
    """A team or depot: where it is and what it drives."""

    kind: str
    id: UUID
    name: str
    lon: float
    lat: float
    vehicle: VehicleClass
    ordered_to: UUID | None = None
    """The incident it is under orders for."""


@dataclass(frozen=True)
class Scene:
    """An open incident."""

    id: UUID
    title: str
    lon: float
    lat: float


@dataclass(frozen=True)
class Effect:
    """What becomes of one way; None is no way."""

    sender: Sender
    scene: Scene
    change: WayChange
    before_s: int | None
    after_s: int | None

    @property
    def later_s(self) -> int | None:
        """By how much it comes later, None where there is no way before or after."""
        if self.before_s is None or self.after_s is None:
            return None
        return self.after_s - self.before_s


@dataclass(frozen=True)
class Effects:
    """All ways that change, worst first, with how many had no way or only a guess anyway."""

    changed: list[Effect]
    cut_before: int
    guessed: int

    def count(self, change: WayChange) -> int:
        """How many ways change in this manner."""
        return sum(one.change is change for one in self.changed)


def effects(
    senders: Sequence[Sender], scenes: Sequence[Scene], before: TravelTimes, after: TravelTimes
) -> Effects:
    """Hold the times from all senders to all scenes in two states of the roads against each other.

    A time that is only a straight-line guess knows nothing of closures and is not compared.
    """
    if not senders or not scenes:
        return Effects([], 0, 0)
    then, now = (_matrix(senders, scenes, times) for times in (before, after))
    guessed = then.estimated | now.estimated
    differs = (then.seconds != now.seconds) & ~guessed
    rows, columns = np.nonzero(differs)
    found = [
        _effect(senders[row], scenes[column], then.seconds[row, column], now.seconds[row, column])
        for row, column in zip(rows.tolist(), columns.tolist(), strict=True)
    ]
    cut = (then.seconds == UNREACHABLE) & (now.seconds == UNREACHABLE) & ~guessed
    return Effects(sorted(found, key=_worst_first), _count(cut), _count(guessed))


def _count(flags: BoolArray) -> int:
    return int(np.count_nonzero(flags))


def _matrix(senders: Sequence[Sender], scenes: Sequence[Scene], times: TravelTimes) -> TravelMatrix:
    sources = np.array([(one.lon, one.lat) for one in senders], dtype=np.float64)
    targets = np.array([(one.lon, one.lat) for one in scenes], dtype=np.float64)
    return times.matrix(sources, targets, [one.vehicle for one in senders])


def _effect(sender: Sender, scene: Scene, then: IntArray, now: IntArray) -> Effect:
    before_s = None if then == UNREACHABLE else int(then)
    after_s = None if now == UNREACHABLE else int(now)
    if after_s is None:
        change = WayChange.CUT
    elif before_s is None:
        change = WayChange.OPENED
    else:
        change = WayChange.LATER if after_s > before_s else WayChange.SOONER
    return Effect(sender, scene, change, before_s, after_s)


def _worst_first(effect: Effect) -> tuple[int, bool, int, str, str]:
    """Cut off first, those under orders leading, then the longest delays."""
    under_orders = effect.sender.ordered_to == effect.scene.id
    later_s = effect.later_s or 0
    return (
        _ORDER[effect.change],
        not under_orders,
        -later_s,
        effect.sender.name,
        effect.scene.title,
    )
