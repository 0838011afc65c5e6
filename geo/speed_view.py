"""The speed table as people read it: the figures, what conditions do to them, what was learnt."""

from __future__ import annotations

import numpy as np

from geo.driving import Speeds
from geo.road_conditions import (
    BAND_HOURS,
    EMERGENCY_FACTOR,
    LIGHT_FACTOR,
    WEATHER_CAP_KMH,
    WEATHER_FACTOR,
    Light,
    RoadGroup,
    Weather,
    road_group,
)
from geo.road_state import RoadsNow
from geo.schemas_roads import FactorRow, SpeedRow, SpeedView
from geo.speeds import COLUMNS, HIGHWAYS, SPEED_ORIGIN, speeds_kmh
from geo.types import VehicleClass

_MEASURED = frozenset({Weather.RAIN, Weather.HEAVY_RAIN, Weather.SNOW})
_CAPPED = frozenset(WEATHER_CAP_KMH)


def speed_view(now: RoadsNow, table_source: str | None) -> SpeedView:
    """Return the table in force with every factor and its origin, and today's speeds."""
    return SpeedView(
        table_id=now.table.id,
        table_source=table_source,
        fit_id=now.corrections.id,
        vehicles=list(COLUMNS),
        rows=_rows(now.speeds),
        factors=[*_weather(now), *_light(now), _emergency(now)],
        bands=dict(BAND_HOURS),
    )


def _rows(speeds: Speeds) -> list[SpeedRow]:
    """One row a road class; today's speed is the table's times all factors, under the caps."""
    caps = speeds.caps_kmh()
    driven = {
        vehicle: np.minimum(speeds.table_kmh(vehicle) * speeds.factors(vehicle), caps)
        for vehicle in COLUMNS
    }
    band = speeds.conditions.hour_band
    return [
        SpeedRow(
            road_class=road,
            group=road_group(road),
            origin=SPEED_ORIGIN[road],
            kmh={vehicle: speeds.table.of(vehicle)[k] for vehicle in COLUMNS},
            shipped_kmh={vehicle: speeds_kmh(vehicle)[k] for vehicle in COLUMNS},
            now_kmh={vehicle: _rounded(driven[vehicle][k]) for vehicle in COLUMNS},
            learnt={vehicle: speeds.corrections.factor(vehicle, road, band) for vehicle in COLUMNS},
        )
        for k, road in enumerate(HIGHWAYS)
    ]


def _rounded(kmh: float) -> float | None:
    return round(float(kmh), 1) if kmh > 0 else None


def _named(factors: dict[RoadGroup, float]) -> dict[str, float]:
    return {group.value: factor for group, factor in factors.items()}


def _weather(now: RoadsNow) -> list[FactorRow]:
    return [
        FactorRow(
            kind="weather",
            code=weather,
            factors=_named(WEATHER_FACTOR[weather]),
            caps_kmh=_named(WEATHER_CAP_KMH.get(weather, {})),
            origin="R, J" if weather in _MEASURED | _CAPPED else "",
            holds=weather == now.conditions.weather,
        )
        for weather in Weather
    ]


def _light(now: RoadsNow) -> list[FactorRow]:
    return [
        FactorRow(
            kind="light",
            code=light,
            factors=_named(LIGHT_FACTOR[light]),
            caps_kmh={},
            origin="J" if light is Light.NIGHT else "",
            holds=light == now.conditions.light,
        )
        for light in Light
    ]


def _emergency(now: RoadsNow) -> FactorRow:
    running = [vehicle for vehicle in VehicleClass if now.speeds.runs_in_emergency(vehicle)]
    return FactorRow(
        kind="emergency",
        code="emergency",
        factors=_named(EMERGENCY_FACTOR),
        caps_kmh={},
        origin="J",
        holds=bool(running),
    )
