"""Converts positions given in the Chinese web-map datums at the edge: GCJ-02 and BD-09 to WGS-84.

The offset of GCJ-02 has no published standard; these are the formulas of the open-source converters
in general use. CGCS2000 and WGS-84 differ by a few decimetres at most (plate motion since 2000),
less than the error of any position entered by hand, and are passed through unchanged. Outside the
rectangle around China the offset is not applied.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from geo.types import BoolArray, Datum, FloatArray, LonLat

_AXIS_M = 6_378_245.0
_ECCENTRICITY2 = 0.006_693_421_622_965_943_23
"""Krasovsky 1940 ellipsoid, on which the offset is defined."""

_OFFSET_RECTANGLE = (72.004, 0.8293, 137.8347, 55.8271)
_BD_TURN = np.pi * 3000.0 / 180.0
_INVERSE_ROUNDS = 8
"""Each round of the fixed-point search shrinks the error some 100 times; 8 leave nanometres."""


def to_wgs84(lon: float, lat: float, datum: Datum) -> LonLat:
    """A single position in WGS-84 from the datum it was given in."""
    found = array_to_wgs84([[lon, lat]], datum)[0]
    return LonLat(float(found[0]), float(found[1]))


def from_wgs84(lon: float, lat: float, datum: Datum) -> LonLat:
    """A single WGS-84 position in the datum an outside map wants."""
    found = array_from_wgs84([[lon, lat]], datum)[0]
    return LonLat(float(found[0]), float(found[1]))


def array_to_wgs84(lonlat: ArrayLike, datum: Datum) -> FloatArray:
    """Positions in WGS-84 from the datum they were given in, (n, 2) degrees to (n, 2) degrees.

    The offset has no closed inverse: it is solved by fixed-point search, to well under 1 mm.
    """
    given = np.asarray(lonlat, dtype=np.float64).reshape(-1, 2)
    match datum:
        case Datum.WGS84 | Datum.CGCS2000:
            return given.copy()
        case Datum.GCJ02:
            return _solve(given)
        case Datum.BD09:
            return _solve(_bd09_to_gcj02(given))


def array_from_wgs84(lonlat: ArrayLike, datum: Datum) -> FloatArray:
    """WGS-84 positions in the datum an outside map wants, (n, 2) degrees to (n, 2) degrees."""
    given = np.asarray(lonlat, dtype=np.float64).reshape(-1, 2)
    match datum:
        case Datum.WGS84 | Datum.CGCS2000:
            return given.copy()
        case Datum.GCJ02:
            return _wgs84_to_gcj02(given)
        case Datum.BD09:
            return _gcj02_to_bd09(_wgs84_to_gcj02(given))


def _solve(gcj02: FloatArray) -> FloatArray:
    guess = gcj02.copy()
    for _ in range(_INVERSE_ROUNDS):
        guess = guess + (gcj02 - _wgs84_to_gcj02(guess))
    return guess


def _wgs84_to_gcj02(lonlat: FloatArray) -> FloatArray:
    lon, lat = lonlat[:, 0], lonlat[:, 1]
    radians = np.radians(lat)
    bulge = 1.0 - _ECCENTRICITY2 * np.sin(radians) ** 2
    north_m, east_m = (
        _shift_north_m(lon - 105.0, lat - 35.0),
        _shift_east_m(lon - 105.0, lat - 35.0),
    )
    meridian_m = _AXIS_M * (1.0 - _ECCENTRICITY2) / (bulge * np.sqrt(bulge))
    parallel_m = _AXIS_M / np.sqrt(bulge) * np.cos(radians)
    shift = np.degrees(np.stack([east_m / parallel_m, north_m / meridian_m], axis=1))
    return np.asarray(lonlat + np.where(_offset_applies(lonlat)[:, None], shift, 0.0))


def _shift_north_m(x: FloatArray, y: FloatArray) -> FloatArray:
    metres = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * np.sqrt(np.abs(x))
    metres += (20.0 * np.sin(6.0 * x * np.pi) + 20.0 * np.sin(2.0 * x * np.pi)) * 2.0 / 3.0
    metres += (20.0 * np.sin(y * np.pi) + 40.0 * np.sin(y / 3.0 * np.pi)) * 2.0 / 3.0
    waves = 160.0 * np.sin(y / 12.0 * np.pi) + 320.0 * np.sin(y * np.pi / 30.0)
    return np.asarray(metres + waves * 2.0 / 3.0)


def _shift_east_m(x: FloatArray, y: FloatArray) -> FloatArray:
    metres = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * np.sqrt(np.abs(x))
    metres += (20.0 * np.sin(6.0 * x * np.pi) + 20.0 * np.sin(2.0 * x * np.pi)) * 2.0 / 3.0
    metres += (20.0 * np.sin(x * np.pi) + 40.0 * np.sin(x / 3.0 * np.pi)) * 2.0 / 3.0
    waves = 150.0 * np.sin(x / 12.0 * np.pi) + 300.0 * np.sin(x / 30.0 * np.pi)
    return np.asarray(metres + waves * 2.0 / 3.0)


def _gcj02_to_bd09(lonlat: FloatArray) -> FloatArray:
    lon, lat = lonlat[:, 0], lonlat[:, 1]
    radius = np.hypot(lon, lat) + 0.00002 * np.sin(lat * _BD_TURN)
    angle = np.arctan2(lat, lon) + 0.000003 * np.cos(lon * _BD_TURN)
    return np.stack([radius * np.cos(angle) + 0.0065, radius * np.sin(angle) + 0.006], axis=1)


def _bd09_to_gcj02(lonlat: FloatArray) -> FloatArray:
    guess = lonlat - [0.0065, 0.006]
    for _ in range(_INVERSE_ROUNDS):
        guess = guess + (lonlat - _gcj02_to_bd09(guess))
    return np.asarray(guess)


def _offset_applies(lonlat: FloatArray) -> BoolArray:
    west, south, east, north = _OFFSET_RECTANGLE
    lon, lat = lonlat[:, 0], lonlat[:, 1]
    return np.asarray((lon >= west) & (lon <= east) & (lat >= south) & (lat <= north))
