"""Positions on the ground: what a longitude/latitude pair is, its datum, and why one is refused."""

from __future__ import annotations

import math
from enum import StrEnum
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int32]
BoolArray = NDArray[np.bool_]

CHINA_BOUNDS = (73.0, 3.0, 136.0, 54.0)
"""West, south, east, north of the area in which a Chinese office can mean a place, degrees."""


class LonLat(NamedTuple):
    """A position in degrees, longitude first, WGS-84 unless a datum beside it says otherwise."""

    lon: float
    lat: float


class Datum(StrEnum):
    """The reference a position was given in; only WGS-84 and CGCS2000 are ever stored."""

    WGS84 = "WGS84"
    CGCS2000 = "CGCS2000"
    GCJ02 = "GCJ02"
    BD09 = "BD09"


class VehicleClass(StrEnum):
    """What a team or a load travels in, as far as the roads care."""

    LIGHT = "light"
    FIRE_ENGINE = "fire_engine"
    HEAVY_TRUCK = "heavy_truck"
    HAZMAT_CARRIER = "hazmat_carrier"
    BUS = "bus"
    BOAT_TRAILER = "boat_trailer"
    FOOT = "foot"


class PositionProblem(StrEnum):
    """Why a position is refused; the text lives in the message catalogues."""

    NOT_A_NUMBER = "position_not_a_number"
    LONGITUDE_OUT_OF_RANGE = "longitude_out_of_range"
    LATITUDE_OUT_OF_RANGE = "latitude_out_of_range"
    SWAPPED = "longitude_latitude_swapped"
    OUTSIDE_REGION = "position_outside_region"


class InvalidPosition(ValueError):
    """A position that cannot be meant as it was written."""

    def __init__(self, problem: PositionProblem, lon: float, lat: float) -> None:
        super().__init__(f"{problem.value}: lon={lon!r} lat={lat!r}")
        self.problem = problem
        self.lon = lon
        self.lat = lat


def position_problem(
    lon: float, lat: float, bounds: tuple[float, float, float, float] | None = None
) -> PositionProblem | None:
    """Say why a position is refused, None when it can stand; `bounds` is west, south, east, north.

    A pair is called swapped when it fits only with its two numbers exchanged: inside the bounds
    where they are given, inside China where the latitude is impossible.
    """
    if not (math.isfinite(lon) and math.isfinite(lat)):
        return PositionProblem.NOT_A_NUMBER
    if _inside(lat, lon, bounds or CHINA_BOUNDS) and not _inside(lon, lat, bounds or CHINA_BOUNDS):
        return PositionProblem.SWAPPED
    if not -180.0 <= lon <= 180.0:
        return PositionProblem.LONGITUDE_OUT_OF_RANGE
    if not -90.0 <= lat <= 90.0:
        return PositionProblem.LATITUDE_OUT_OF_RANGE
    if bounds is not None and not _inside(lon, lat, bounds):
        return PositionProblem.OUTSIDE_REGION
    return None


def checked(
    lon: float, lat: float, bounds: tuple[float, float, float, float] | None = None
) -> LonLat:
    """Give the position back, or raise `InvalidPosition` with the reason."""
    problem = position_problem(lon, lat, bounds)
    if problem is not None:
        raise InvalidPosition(problem, lon, lat)
    return LonLat(float(lon), float(lat))


def _inside(lon: float, lat: float, bounds: tuple[float, float, float, float]) -> bool:
    west, south, east, north = bounds
    return west <= lon <= east and south <= lat <= north
