"""How fast one drives now: the table, changed by conditions and by what was learnt from runs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeAlias

import numpy as np

from geo.road_conditions import (
    EMERGENCY_FACTOR,
    LIGHT_FACTOR,
    MAY_RUN_IN_EMERGENCY,
    WEATHER_CAP_KMH,
    WEATHER_FACTOR,
    HourBand,
    Light,
    Weather,
    hour_band,
    light_at,
    road_group,
)
from geo.speeds import HIGHWAYS, Kmh, speeds_kmh
from geo.types import FloatArray, VehicleClass

SHIPPED = "shipped"
NOTHING_LEARNT = "none"
SpeedKey: TypeAlias = tuple[str, ...]


@dataclass(frozen=True)
class RoadConditions:
    """How one drives now, in the whole area: weather, light, hour and who runs in emergency."""

    weather: Weather = Weather.DRY
    light: Light = Light.DAY
    hour_band: HourBand = HourBand.DAY
    emergency: frozenset[VehicleClass] = frozenset()

    @classmethod
    def by_the_clock(cls, at: datetime) -> RoadConditions:
        """What holds when nobody has said anything: dry, light and hour as the clock has them."""
        return cls(light=light_at(at), hour_band=hour_band(at))

    @property
    def key(self) -> SpeedKey:
        """What identifies the conditions; the hour is left to the corrections, which ask for it."""
        return (self.weather, self.light, *sorted(self.emergency & MAY_RUN_IN_EMERGENCY))

    def factor(self, vehicle: VehicleClass, highway: str) -> float:
        """By what the table's speed of a class is multiplied; a walker knows no emergency."""
        group = road_group(highway)
        changed = WEATHER_FACTOR[self.weather][group] * LIGHT_FACTOR[self.light][group]
        runs = vehicle in self.emergency and vehicle in MAY_RUN_IN_EMERGENCY
        return changed * EMERGENCY_FACTOR[group] if runs else changed

    def cap_kmh(self, highway: str) -> float:
        """The speed nobody may pass in this weather; infinite where the weather caps nothing."""
        return WEATHER_CAP_KMH.get(self.weather, {}).get(road_group(highway), np.inf)


@dataclass(frozen=True)
class SpeedCorrections:
    """Factors learnt from runs per vehicle class, road class and hour band; 1 where none is."""

    id: str = NOTHING_LEARNT
    factors: Mapping[tuple[VehicleClass, str, HourBand], float] = field(
        default_factory=dict, hash=False
    )

    def key_at(self, band: HourBand) -> SpeedKey:
        """What identifies the factors of an hour band."""
        return (self.id, band) if self.factors else ()

    def factor(self, vehicle: VehicleClass, highway: str, band: HourBand) -> float:
        """The learnt factor on the speed."""
        return self.factors.get((vehicle, highway, band), 1.0)


@dataclass(frozen=True)
class SpeedTable:
    """The site's speeds, km/h in the order of `HIGHWAYS`; a class not named has the shipped."""

    id: str = SHIPPED
    kmh: Mapping[VehicleClass, tuple[Kmh, ...]] = field(default_factory=dict, hash=False)

    def of(self, vehicle: VehicleClass) -> tuple[Kmh, ...]:
        """The speeds of one vehicle class; None where it may not go."""
        return self.kmh.get(vehicle) or speeds_kmh(vehicle)


@dataclass(frozen=True)
class Speeds:
    """What a vehicle's speed follows from: the table, the conditions, and what was learnt."""

    conditions: RoadConditions = RoadConditions()
    corrections: SpeedCorrections = SpeedCorrections()
    table: SpeedTable = SpeedTable()

    @property
    def key(self) -> SpeedKey:
        """What identifies these speeds: equal keys mean equal speeds of all classes."""
        learnt = self.corrections.key_at(self.conditions.hour_band)
        return (self.table.id, *self.conditions.key, *learnt)

    def runs_in_emergency(self, vehicle: VehicleClass) -> bool:
        """Whether posted limits do not bind the class now."""
        return vehicle in self.conditions.emergency & MAY_RUN_IN_EMERGENCY

    def table_kmh(self, vehicle: VehicleClass) -> FloatArray:
        """The table's speeds of a class in the order of `HIGHWAYS`, 0 where it may not go, (k,)."""
        return np.array([kmh or 0 for kmh in self.table.of(vehicle)], dtype=np.float64)

    def factors(self, vehicle: VehicleClass) -> FloatArray:
        """By what each class of road is faster or slower now, in the order of `HIGHWAYS`, (k,)."""
        return self._row(lambda road: self._factor(vehicle, road))

    def caps_kmh(self) -> FloatArray:
        """The speed nobody may pass on each class of road in this weather, (k,)."""
        return self._row(self.conditions.cap_kmh)

    def overall_factor(self, vehicle: VehicleClass) -> float:
        """By what a guess without roads is slowed: an estimate never becomes faster."""
        return min(1.0, self._factor(vehicle, "secondary"))

    def _factor(self, vehicle: VehicleClass, highway: str) -> float:
        now = self.conditions
        learnt = self.corrections.factor(vehicle, highway, now.hour_band)
        return now.factor(vehicle, highway) * learnt

    @staticmethod
    def _row(of: Callable[[str], float]) -> FloatArray:
        return np.array([of(road) for road in HIGHWAYS], dtype=np.float64)


AS_SHIPPED = Speeds()
"""By day, dry, nothing learnt, the speeds of the table as it is shipped."""
