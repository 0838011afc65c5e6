"""Travel times without roads: lengthened straight lines, slow, all marked as estimated."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from shapely.geometry.base import BaseGeometry

from geo.areas import metres_within
from geo.closures import Closing
from geo.distance import haversine_m, haversine_matrix_m
from geo.driving import AS_SHIPPED, Speeds
from geo.route import Route, TravelMatrix
from geo.speeds import DETOUR_FACTOR, estimate_m_per_s
from geo.types import FloatArray, IntArray, LonLat, VehicleClass


def estimate_seconds(
    sources: FloatArray,
    targets: FloatArray,
    vehicles: Sequence[VehicleClass],
    speeds: Speeds = AS_SHIPPED,
) -> IntArray:
    """Guess the seconds from n sources, one vehicle each, to m targets: int32, shape (n, m)."""
    speed = np.array([_m_per_s(vehicle, speeds) for vehicle in vehicles], dtype=np.float64)
    needed = haversine_matrix_m(sources, targets) / speed[:, None]
    return np.asarray(np.ceil(needed), dtype=np.int32)


def estimate_pairs_seconds(
    sources: FloatArray,
    targets: FloatArray,
    vehicle: VehicleClass,
    speeds: Speeds = AS_SHIPPED,
) -> IntArray:
    """Guess the seconds of single pairs, (k, 2) and (k, 2) degrees: int32, shape (k,)."""
    needed = haversine_m(sources, targets) / _m_per_s(vehicle, speeds)
    return np.asarray(np.ceil(needed), dtype=np.int32)


def estimate_route(
    source: tuple[float, float],
    target: tuple[float, float],
    vehicle: VehicleClass,
    speeds: Speeds = AS_SHIPPED,
) -> Route:
    """Guess a way: the straight line on the map, with the lengthened distance and the slow time."""
    straight_m = float(haversine_m(source, target))
    needed_s = straight_m / _m_per_s(vehicle, speeds)
    return Route(
        line=[LonLat(*source), LonLat(*target)],
        seconds=int(np.ceil(needed_s)),
        metres=straight_m * DETOUR_FACTOR,
        estimated=True,
        leg_seconds=[0.0, needed_s],
    )


def _m_per_s(vehicle: VehicleClass, speeds: Speeds) -> float:
    return estimate_m_per_s(vehicle) * speeds.overall_factor(vehicle)


class StraightLineTravel:
    """Stands in where the road file is missing: the service runs, every time is marked a guess.

    Closures cannot be honoured, because no road is known that they could close.
    """

    road_file_hash: str | None = None

    def __init__(self, speeds: Speeds = AS_SHIPPED) -> None:
        self._speeds = speeds

    def matrix(
        self,
        sources: FloatArray,
        targets: FloatArray,
        vehicle: VehicleClass | Sequence[VehicleClass],
    ) -> TravelMatrix:
        """Estimated times from every source to every target; see `geo.travel.TravelTimes`."""
        vehicles = vehicle_of_each(vehicle, len(sources))
        places = (as_places(sources), as_places(targets))
        seconds = estimate_seconds(*places, vehicles, self._speeds)
        return TravelMatrix(seconds, np.ones(seconds.shape, dtype=np.bool_))

    def route(
        self, source: tuple[float, float], target: tuple[float, float], vehicle: VehicleClass
    ) -> Route | None:
        """The straight line, marked as estimated."""
        as_places([source, target])
        return estimate_route(source, target, VehicleClass(vehicle), self._speeds)

    def routes(
        self,
        source: tuple[float, float],
        target: tuple[float, float],
        vehicle: VehicleClass,
        avoid: Sequence[BaseGeometry] = (),
        count: int = 3,
    ) -> list[Route]:
        """The one straight line, whatever it crosses; it says how far through what."""
        only = self.route(source, target, vehicle)
        inside_m = metres_within(only.line, avoid) if only is not None and avoid else 0.0
        return [replace(only, metres_inside=inside_m)] if only is not None else []

    def with_closures(self, polygons: Sequence[Closing]) -> StraightLineTravel:
        """The same guesses: a straight line knows no closed road."""
        return self

    def with_speeds(self, speeds: Speeds) -> StraightLineTravel:
        """The guesses in other conditions: slower in bad weather, never faster."""
        return StraightLineTravel(speeds)


def vehicle_of_each(
    vehicle: VehicleClass | Sequence[VehicleClass], count: int
) -> list[VehicleClass]:
    """One vehicle class per source, from one for all or from a list as long as the sources."""
    if isinstance(vehicle, str):
        return [VehicleClass(vehicle)] * count
    vehicles = [VehicleClass(each) for each in vehicle]
    if len(vehicles) != count:
        raise ValueError(f"{len(vehicles)} vehicle classes for {count} sources")
    return vehicles


def as_places(lonlat: object) -> FloatArray:
    """Positions as an (n, 2) array of finite degrees, or `ValueError`."""
    places = np.asarray(lonlat, dtype=np.float64).reshape(-1, 2)
    if not np.isfinite(places).all() or (np.abs(places) > [180.0, 90.0]).any():
        raise ValueError("a position is not a finite longitude and latitude in degrees")
    return places
