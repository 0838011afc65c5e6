"""Day or night at a place and time, as the distance tables mean it: day is sunrise to sunset."""

from __future__ import annotations

import math
from datetime import UTC, datetime
from enum import StrEnum

_EPOCH = datetime(2000, 1, 1, 12, tzinfo=UTC)
_RISE_AND_SET_DEG = -0.833
"""Height of the sun's centre when its upper limb is on the horizon, refraction included."""


class Period(StrEnum):
    """Half of the day for which a distance holds."""

    DAY = "day"
    NIGHT = "night"


def period_at(lon: float, lat: float, at: datetime) -> Period:
    """Day between sunrise and sunset at the place, else night; the instant needs a time zone."""
    if at.tzinfo is None:
        raise ValueError("an instant without a time zone is neither day nor night")
    risen = sun_height_deg(lon, lat, at) > _RISE_AND_SET_DEG
    return Period.DAY if risen else Period.NIGHT


def sun_height_deg(lon: float, lat: float, at: datetime) -> float:
    """Height of the sun's centre over the horizon, degrees, without refraction.

    Notes
    -----
    Low-precision solar coordinates of the Astronomical Almanac (section C, "Low precision formulas
    for the Sun"), good to 0.01 degrees from 1950 to 2050: some seconds of sunrise.
    """
    days = (at - _EPOCH).total_seconds() / 86_400.0
    anomaly = math.radians((357.528 + 0.985_600_3 * days) % 360.0)
    mean_lon = 280.460 + 0.985_647_4 * days
    ecliptic = math.radians(mean_lon + 1.915 * math.sin(anomaly) + 0.020 * math.sin(2 * anomaly))
    tilt = math.radians(23.439 - 0.000_000_4 * days)
    ascension = math.atan2(math.cos(tilt) * math.sin(ecliptic), math.cos(ecliptic))
    declination = math.asin(math.sin(tilt) * math.sin(ecliptic))
    sidereal = math.radians((280.460_618_37 + 360.985_647_366_29 * days + lon) % 360.0)
    here = math.radians(lat)
    height = math.sin(here) * math.sin(declination) + math.cos(here) * math.cos(
        declination
    ) * math.cos(sidereal - ascension)
    return math.degrees(math.asin(height))
