"""Weather, light and emergency running: by what factor they change the speeds of the table.

Origin of the figures, as in `geo.speeds`: R rule or published measurement, J judgement.

R   rain and snow: US FHWA road weather programme, average speeds on motorways 3-13 % lower in light
    rain, 3-16 % in heavy rain, 5-40 % in heavy snow; on arterials 10-25 % on wet and 30-40 % on
    snowy pavement. Values inside these ranges.
R   legal caps: Implementing Regulations of the Road Traffic Safety Law (State Council Order 405)
    art. 46: 30 km/h on ice; art. 81: 60 km/h on motorways where one sees less than 200 m.
J   night: worse sight, less traffic; never faster than by day until the site's own runs say so.
J   emergency running: lights and limits may be passed (Road Traffic Safety Law art. 53).
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from core.local_time import BEIJING
from geo.types import VehicleClass

DAY_HOURS = (6, 19)
"""Local hours from which and until which it counts as day: judgement for all of China."""


class Weather(StrEnum):
    """What lies on the road or hangs over it."""

    DRY = "dry"
    RAIN = "rain"
    HEAVY_RAIN = "heavy_rain"
    SNOW = "snow"
    ICE = "ice"
    FOG = "fog"


class Light(StrEnum):
    """Whether one sees the road."""

    DAY = "day"
    NIGHT = "night"


class HourBand(StrEnum):
    """Parts of the day between which traffic differs."""

    MORNING = "morning"
    DAY = "day"
    EVENING = "evening"
    NIGHT = "night"


class RoadGroup(StrEnum):
    """Road classes that weather and light change alike."""

    MOTORWAY = "motorway"
    MAIN = "main"
    LOCAL = "local"
    TRACK = "track"
    FOOTWAY = "footway"
    FERRY = "ferry"


BAND_HOURS: dict[HourBand, tuple[int, int]] = {
    HourBand.MORNING: (7, 9),
    HourBand.DAY: (9, 17),
    HourBand.EVENING: (17, 20),
    HourBand.NIGHT: (20, 7),
}
"""From and until which local hour a band lasts: judgement, usual peaks of a Chinese city."""

_MAIN = ("trunk", "primary", "secondary")
_PATHS = ("footway", "path", "cycleway", "bridleway", "steps")

# fmt: off
WEATHER_FACTOR: dict[Weather, dict[RoadGroup, float]] = {
    weather: dict(zip(RoadGroup, row, strict=True))
    for weather, row in {
        #                   motorway  main  local track  foot  ferry   origin
        Weather.DRY:        (1.00,    1.00, 1.00, 1.00,  1.00, 1.00),
        Weather.RAIN:       (0.93,    0.88, 0.90, 0.80,  0.95, 1.00),  # R, tracks J
        Weather.HEAVY_RAIN: (0.85,    0.78, 0.80, 0.60,  0.80, 0.80),  # R, tracks J
        Weather.SNOW:       (0.65,    0.65, 0.65, 0.50,  0.75, 0.90),  # R, tracks J
        Weather.ICE:        (0.45,    0.50, 0.50, 0.40,  0.60, 0.90),  # J, capped below
        Weather.FOG:        (0.65,    0.80, 0.90, 0.90,  1.00, 0.50),  # J, capped below
    }.items()
}

LIGHT_FACTOR: dict[Light, dict[RoadGroup, float]] = {
    light: dict(zip(RoadGroup, row, strict=True))
    for light, row in {
        Light.DAY:          (1.00,    1.00, 1.00, 1.00,  1.00, 1.00),
        Light.NIGHT:        (0.97,    1.00, 0.95, 0.80,  0.90, 1.00),  # J
    }.items()
}

EMERGENCY_FACTOR: dict[RoadGroup, float] = dict(zip(
    RoadGroup,              (1.10,    1.20, 1.15, 1.00,  1.00, 1.00),  # J
    strict=True,
))
# fmt: on

WEATHER_CAP_KMH: dict[Weather, dict[RoadGroup, float]] = {
    Weather.ICE: dict.fromkeys(RoadGroup, 30.0),
    Weather.FOG: {RoadGroup.MOTORWAY: 60.0},
}
"""What the law lets nobody pass in a weather, lights or not: R."""

MAY_RUN_IN_EMERGENCY = frozenset({VehicleClass.LIGHT, VehicleClass.FIRE_ENGINE})
"""Classes to which emergency running applies; a loaded lorry is not driven through red lights."""


def road_group(highway: str) -> RoadGroup:
    """The group of a road class."""
    name = highway.removesuffix("_link")
    if name == "motorway":
        return RoadGroup.MOTORWAY
    if name in _MAIN:
        return RoadGroup.MAIN
    if name in _PATHS:
        return RoadGroup.FOOTWAY
    return RoadGroup(name) if name in ("track", "ferry") else RoadGroup.LOCAL


def light_at(at: datetime) -> Light:
    """Whether it is day or night by the clock of the site."""
    begins, ends = DAY_HOURS
    return Light.DAY if begins <= at.astimezone(BEIJING).hour < ends else Light.NIGHT


def hour_band(at: datetime) -> HourBand:
    """The part of the day an instant lies in, by the clock of the site."""
    hour = at.astimezone(BEIJING).hour
    for band, (begins, ends) in BAND_HOURS.items():
        inside = begins <= hour < ends if begins < ends else hour >= begins or hour < ends
        if inside:
            return band
    raise AssertionError(hour)
