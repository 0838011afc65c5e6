"""Sketches where a gas exceeds limits by a Gaussian plume or puff: for planning only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry

from geo.areas import circle
from geo.types import LonLat
from hazards.daylight import Period
from hazards.errors import NoPublishedDistance, SubstanceMissing
from hazards.plume import (
    FARTHEST_M,
    LEAST_WIND_M_S,
    NEAREST_M,
    Air,
    Footprint,
    Stability,
    Sun,
    plume_footprint,
    puff_footprint,
    stability_of,
)
from hazards.schemas_how import ByGuide, ByPlume, LimitIn
from hazards.sketch import Scene, Sketch
from hazards.sketch_guide import by_guide

PLANNING_ONLY = "plume_for_planning_flat_open_ground_passive_gas"
FROM_MEMORY = "limit_not_verified"
SKY_UNKNOWN = "sky_unknown_most_stable_taken"
WIND_SLOW = "wind_below_model_taken_as_1_m_s_circle_drawn"
SPEED_UNKNOWN = "wind_speed_unknown_1_m_s_taken"
DIRECTION_UNKNOWN = "wind_direction_unknown_circle_drawn"
CUT_OFF = "plume_goes_on_beyond_10_km"
TOO_NEAR = "limit_not_exceeded_beyond_100_m_circle_drawn"
SHORTER = "guide_distance_is_longer_and_goes_first"
ENDS_EARLY = "release_ends_before_the_plume_has_gone_so_far"

SOURCE = "高斯烟羽/烟团模型（Pasquill–Gifford 稳定度，Briggs 1973 / Slade 1968 扩散参数）"
EDITION = "Gauss-PG"


@dataclass(frozen=True)
class _Weather:
    """The air that is calculated with, whether it has a direction, and what was assumed."""

    air: Air
    has_direction: bool
    cautions: tuple[str, ...]


def by_plume(how: ByPlume, scene: Scene) -> list[Sketch]:
    """One area for each limit, the lowest limit (the largest area) last."""
    at = LonLat(how.position.lon, how.position.lat) if how.position else scene.at
    weather = _weather(how, scene)
    guide_m = _guide_distance_m(how, scene)
    highest_first = sorted(how.limits, key=lambda limit: -limit.mg_m3)
    return [_of_limit(how, scene, at, weather, limit, guide_m) for limit in highest_first]


def _weather(how: ByPlume, scene: Scene) -> _Weather:
    speed = how.wind_speed_ms if how.wind_speed_ms is not None else scene.wind_speed_m_s
    towards = how.wind_from_deg if how.wind_from_deg is not None else scene.wind_from_deg
    cautions: list[str] = []
    is_slow = speed is not None and speed < LEAST_WIND_M_S
    if speed is None:
        cautions.append(SPEED_UNKNOWN)
    if is_slow:
        cautions.append(WIND_SLOW)
    elif towards is None:
        cautions.append(DIRECTION_UNKNOWN)
    stability, assumed = _stability(how, scene, speed)
    taken = max(LEAST_WIND_M_S, speed if speed is not None else LEAST_WIND_M_S)
    air = Air(taken, float(towards or 0), stability, how.built_up)
    return _Weather(air, towards is not None and not is_slow, (*cautions, *assumed))


def _stability(
    how: ByPlume, scene: Scene, speed: float | None
) -> tuple[Stability, tuple[str, ...]]:
    """The class entered, else by wind and sky, else the most stable of the half of the day."""
    if how.stability is not None:
        return Stability(how.stability), ()
    wind = speed if speed is not None else LEAST_WIND_M_S
    if how.sky is not None:
        return stability_of(wind, Sun(how.sky)), ()
    calmest = Sun.OVERCAST if scene.period is Period.DAY else Sun.CLEAR_NIGHT
    return stability_of(wind, calmest), (SKY_UNKNOWN,)


def _of_limit(
    how: ByPlume,
    scene: Scene,
    at: LonLat,
    weather: _Weather,
    limit: LimitIn,
    guide_m: float | None,
) -> Sketch:
    print_ = _footprint(how, at, weather.air, limit)
    outline, reaches_m = _outline(at, print_, weather.has_direction)
    cautions = [PLANNING_ONLY, *weather.cautions]
    if print_.reaches_m == 0.0:
        cautions.append(TOO_NEAR)
    if print_.is_cut_off:
        cautions.append(CUT_OFF)
    if limit.tag == "GK":
        cautions.append(FROM_MEMORY)
    if guide_m is not None and guide_m > reaches_m:
        cautions.append(SHORTER)
    if how.duration_s is not None and how.duration_s * weather.air.wind_m_s < reaches_m:
        cautions.append(ENDS_EARLY)
    basis = _basis(how, scene, at, weather) | {
        "limit": limit.model_dump(),
        "reaches_m": round(reaches_m),
        "guide_m": None if guide_m is None else round(guide_m),
    }
    return Sketch("plume", outline, reaches_m, SOURCE, EDITION, tuple(cautions), basis)


def _footprint(how: ByPlume, at: LonLat, air: Air, limit: LimitIn) -> Footprint:
    limit_kg_m3 = limit.mg_m3 * 1e-6
    if how.rate_kg_s is not None:
        return plume_footprint(at, how.rate_kg_s, how.height_m, air, limit_kg_m3)
    assert how.mass_kg is not None
    return puff_footprint(at, how.mass_kg, how.height_m, air, limit_kg_m3)


def _outline(at: LonLat, found: Footprint, has_direction: bool) -> tuple[BaseGeometry, float]:
    """The footprint, or all ground so far away where the wind has no direction.

    Nearer than the model holds it says nothing: then the area is at least a circle so wide.
    """
    near = circle(at, NEAREST_M)
    reaches_m = max(NEAREST_M, found.reaches_m)
    if not has_direction:
        return circle(at, reaches_m), reaches_m
    whole = shapely.union_all([near, found.area])
    parts = [part for part in shapely.get_parts(whole) if part.geom_type == "Polygon"]
    return shapely.union_all(parts), reaches_m


def _guide_distance_m(how: ByPlume, scene: Scene) -> float | None:
    """The longest distance that the guide gives for the same release, None where it gives none."""
    number = how.substance_un or scene.substance_un
    try:
        guide = ByGuide(
            method="guide",
            substances=[number] if number else [],
            wind_from_deg=how.wind_from_deg,
            wind_speed_ms=how.wind_speed_ms,
        )
        return max(area.distance_m or 0.0 for area in by_guide(guide, scene))
    except (NoPublishedDistance, SubstanceMissing):
        return None


def _basis(how: ByPlume, scene: Scene, at: LonLat, weather: _Weather) -> dict[str, Any]:
    entered = how.model_dump(
        mode="json",
        include={"rate_kg_s", "mass_kg", "duration_s", "height_m", "sky", "built_up", "note"},
    )
    known = weather.has_direction
    return entered | {
        "method": "plume",
        "substance_un": how.substance_un or scene.substance_un,
        "substance_name": how.substance_name,
        "lon": at.lon,
        "lat": at.lat,
        "wind_from_deg": weather.air.wind_from_deg if known else None,
        "wind_speed_ms": weather.air.wind_m_s,
        "stability": weather.air.stability.value,
        "period": scene.period.value,
        "holds_from_m": NEAREST_M,
        "holds_to_m": FARTHEST_M,
    }
