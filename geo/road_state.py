"""The roads as they are now: what is closed, how one drives, and what was learnt from runs."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeAlias

from geo.closures import ActiveClosure
from geo.driving import RoadConditions, SpeedCorrections, SpeedKey, Speeds, SpeedTable

__all__ = ["RoadConditions", "RoadsNow", "SpeedCorrections", "SpeedTable", "Speeds", "StateKey"]

StateKey: TypeAlias = tuple[frozenset[object], SpeedKey]


@dataclass(frozen=True)
class RoadsNow:
    """Everything that travel times depend on, beside the road file; equal keys, equal times."""

    closures: tuple[ActiveClosure, ...] = ()
    conditions: RoadConditions = field(default_factory=RoadConditions)
    corrections: SpeedCorrections = field(default_factory=SpeedCorrections)
    table: SpeedTable = field(default_factory=SpeedTable)

    @property
    def speeds(self) -> Speeds:
        """What the speeds follow from."""
        return Speeds(self.conditions, self.corrections, self.table)

    @property
    def key(self) -> StateKey:
        """What identifies this state of the roads, whatever the order of the closures."""
        return frozenset(closure.key for closure in self.closures), self.speeds.key
