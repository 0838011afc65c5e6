"""What closes roads, for whom and when: areas and marked stretches of road, less what is spared."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias
from uuid import UUID

from shapely.geometry.base import BaseGeometry

from geo.types import VehicleClass

WATER = "flood"
"""The kind of closure that runs under bridges."""


@dataclass(frozen=True)
class MarkedRoad:
    """A stretch of road: its line in degrees, WGS-84, and its road's name, empty where unknown.

    ``one_way`` closes only the direction in which the line runs.
    """

    line: tuple[tuple[float, float], ...]
    name: str = ""
    one_way: bool = False


@dataclass(frozen=True)
class RoadClosure:
    """An area whose roads give no passage, or marked stretches of road that give none.

    Attributes
    ----------
    area : polygon or multipolygon in degrees, WGS-84, valid; None where only stretches are closed
    closed_to : the vehicle classes it stops; None stops all
    spares_bridges : a flood under a bridge does not close the bridge, a gas cloud does
    valid_from, valid_to : from when until when (end excluded); None is open-ended
    roads : stretches marked on the map, closed beside the area
    spared : stretches inside that stay open, by an officer's word
    """

    area: BaseGeometry | None
    closed_to: frozenset[VehicleClass] | None = None
    spares_bridges: bool = False
    valid_from: datetime | None = None
    valid_to: datetime | None = None
    roads: tuple[MarkedRoad, ...] = ()
    spared: tuple[MarkedRoad, ...] = ()

    def holds_at(self, at: datetime) -> bool:
        """Whether the closure is in force at an instant."""
        begun = self.valid_from is None or self.valid_from <= at
        return begun and (self.valid_to is None or at < self.valid_to)

    def stops(self, vehicle: VehicleClass) -> bool:
        """Whether the closure applies to a vehicle class."""
        return self.closed_to is None or vehicle in self.closed_to


@dataclass(frozen=True)
class ActiveClosure:
    """A closure that holds now; id and version say whether the roads must be weighted anew."""

    id: UUID
    version: int
    kind: str
    area: BaseGeometry | None
    valid_from: datetime
    valid_to: datetime | None
    roads: tuple[MarkedRoad, ...] = ()
    spared: tuple[MarkedRoad, ...] = ()
    closed_to: frozenset[VehicleClass] | None = None
    spares_bridges: bool | None = None
    """None leaves it to the kind: water under a bridge leaves the bridge open."""

    @property
    def key(self) -> tuple[UUID, int]:
        """What identifies this state of the closure."""
        return self.id, self.version

    def as_road_closure(self) -> RoadClosure:
        """The closure as the roads know it."""
        by_kind = self.kind == WATER
        return RoadClosure(
            self.area,
            closed_to=self.closed_to,
            spares_bridges=by_kind if self.spares_bridges is None else self.spares_bridges,
            roads=self.roads,
            spared=self.spared,
        )


Closing: TypeAlias = BaseGeometry | RoadClosure
"""A closure, or a bare polygon that closes everything inside to everybody."""


def active_closures(closures: Iterable[RoadClosure], at: datetime) -> list[RoadClosure]:
    """The closures in force at an instant, in the given order."""
    return [closure for closure in closures if closure.holds_at(at)]


def as_closure(closing: Closing) -> RoadClosure:
    """A closure from a bare polygon; refuses empty and invalid areas, and one that closes nothing.

    Raises
    ------
    ValueError : an area is empty or crosses itself, or there is neither area nor marked road.
    """
    closure = closing if isinstance(closing, RoadClosure) else RoadClosure(closing)
    if closure.area is None and closure.roads:
        return closure
    if closure.area is None or closure.area.is_empty or not closure.area.is_valid:
        raise ValueError("a closure needs a valid, non-empty area or a marked road")
    return closure
