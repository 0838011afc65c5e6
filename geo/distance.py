"""Distances and headings over the ground, in metres and degrees."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray
from pyproj import Geod

from geo.types import FloatArray

EARTH_RADIUS_M = 6_371_008.8
"""Mean radius of the Earth (IUGG), metres."""

_GEOD = Geod(ellps="GRS80")


def haversine_m(from_lonlat: ArrayLike, to_lonlat: ArrayLike) -> FloatArray:
    """Great-circle distance between positions, element by element with broadcasting.

    Parameters
    ----------
    from_lonlat, to_lonlat : array_like, shape (..., 2), degrees

    Returns
    -------
    ndarray, shape (...), metres; within 0.6 % of the geodesic.

    Notes
    -----
    Sinnott, R. W., "Virtues of the Haversine", Sky and Telescope 68 (2), 1984.
    """
    start = np.radians(np.asarray(from_lonlat, dtype=np.float64))
    end = np.radians(np.asarray(to_lonlat, dtype=np.float64))
    half = np.sin((end - start) / 2.0) ** 2
    across = np.cos(start[..., 1]) * np.cos(end[..., 1]) * half[..., 0]
    return np.asarray(2.0 * EARTH_RADIUS_M * np.arcsin(np.sqrt(half[..., 1] + across)))


def haversine_matrix_m(sources: FloatArray, targets: FloatArray) -> FloatArray:
    """Great-circle distances of all pairs: shapes (n, 2) and (m, 2) in degrees to (n, m) metres."""
    return haversine_m(sources[:, None, :], targets[None, :, :])


def metres_per_degree(lat: float) -> FloatArray:
    """Length of a degree eastwards and northwards at a latitude, shape (2,), metres."""
    steps = np.array([[0.01, lat], [0.0, lat + 0.01]])
    return haversine_m(np.array([0.0, lat]), steps) * 100.0


def close_pairs(
    sources: FloatArray, targets: FloatArray, limit_m: FloatArray
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Rows and columns of the pairs that may lie within their limit, judged by latitude alone.

    Parameters
    ----------
    sources, targets : (n, 2), (m, 2) degrees; limit_m : (n, m) metres
    """
    metres_north = np.radians(np.abs(sources[:, None, 1] - targets[None, :, 1])) * EARTH_RADIUS_M
    row, column = np.nonzero(metres_north <= limit_m + 1.0)
    return row, column


def geodesic_m(from_lonlat: tuple[float, float], to_lonlat: tuple[float, float]) -> float:
    """Distance on the GRS80 ellipsoid (that of CGCS2000) between two positions, metres."""
    return float(_GEOD.inv(*from_lonlat, *to_lonlat)[2])


def bearing_deg(from_lonlat: tuple[float, float], to_lonlat: tuple[float, float]) -> float:
    """Heading at the start of the geodesic, degrees clockwise from north, 0 up to 360."""
    return float(_GEOD.inv(*from_lonlat, *to_lonlat)[0]) % 360.0


def destination(
    from_lonlat: tuple[float, float], heading_deg: float, distance_m: float
) -> tuple[float, float]:
    """The position reached over the geodesic from a start with a heading after a distance."""
    lon, lat, _ = _GEOD.fwd(*from_lonlat, heading_deg, distance_m)
    return float(lon), float(lat)
