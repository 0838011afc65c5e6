"""What closes roads, for whom and when: the closures that hold at an instant, as polygons."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from geo.types import BoolArray, VehicleClass


@dataclass(frozen=True)
class RoadClosure:
    """An area whose roads give no passage.

    Attributes
    ----------
    area : polygon or multipolygon in degrees, WGS-84, valid
    closed_to : the vehicle classes it stops; None stops all
    spares_bridges : a flood under a bridge does not close the bridge, a gas cloud does
    valid_from, valid_to : from when until when (end excluded); None is open-ended
    """

    area: BaseGeometry
    closed_to: frozenset[VehicleClass] | None = None
    spares_bridges: bool = False
    valid_from: datetime | None = None
    valid_to: datetime | None = None

    def holds_at(self, at: datetime) -> bool:
        """Whether the closure is in force at an instant."""
        begun = self.valid_from is None or self.valid_from <= at
        return begun and (self.valid_to is None or at < self.valid_to)

    def stops(self, vehicle: VehicleClass) -> bool:
        """Whether the closure applies to a vehicle class."""
        return self.closed_to is None or vehicle in self.closed_to


Closing: TypeAlias = BaseGeometry | RoadClosure
"""A closure, or a bare polygon that closes everything inside to everybody."""


def active_closures(closures: Iterable[RoadClosure], at: datetime) -> list[RoadClosure]:
    """The closures in force at an instant, in the given order."""
    return [closure for closure in closures if closure.holds_at(at)]


def as_closure(closing: Closing) -> RoadClosure:
    """A closure from a bare polygon; refuses empty and invalid areas."""
    closure = closing if isinstance(closing, RoadClosure) else RoadClosure(closing)
    if closure.area.is_empty or not closure.area.is_valid:
        raise ValueError("a closure needs a valid, non-empty area")
    return closure


def closed_segments(
    closure: RoadClosure, segments: shapely.STRtree, segment_is_bridge: BoolArray
) -> BoolArray:
    """Which segments a closure shuts: those that meet its area, bridges spared where it says so.

    Parameters
    ----------
    segments : tree of the s segment lines; segment_is_bridge : (s,) bool
    """
    shut = np.zeros(len(segment_is_bridge), dtype=np.bool_)
    shut[segments.query(closure.area, predicate="intersects")] = True
    if closure.spares_bridges:
        shut &= ~segment_is_bridge
    return shut
