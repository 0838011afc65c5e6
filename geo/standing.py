"""Says how a place lies to the roads: beside one, off them, cut off, in water, between two sides.

Nobody is put across a river in silence. Where the road file knows water, it decides. Where it knows
none, two roads on opposite sides of a place tell of a barrier: if the drive from one to the other
is more than three times as long as the straight line and a kilometre more, something lies there
that cannot be driven over (a river, a railway, a motorway), and the place may belong to either
side. A place off a motorway or trunk road may lie under it, or on an island that it crosses.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import shapely

from geo.distance import haversine_m
from geo.snapping import BESIDE_M, Snapped, Snapper, feet
from geo.speeds import HIGHWAYS, SNAP_LIMIT_M
from geo.straight_line import as_places
from geo.travel import RoadNetwork, TravelTimes
from geo.types import LonLat, VehicleClass
from geo.ways import points_on

BARRIER_TIMES, BARRIER_MORE_M = 3.0, 1_000.0
_FAST = ("motorway", "trunk")
"""Roads that are seldom entered between their junctions."""

_MUCH_NEARER_M = 30.0
_FARTHEST_M = 5_000.0
"""How far away another road is looked for."""


class Standing(StrEnum):
    """How a place lies to the roads of a vehicle class, the plainest first."""

    BESIDE_ROAD = "beside_road"
    OFF_ROAD = "off_road"
    OFF_FAST_ROAD = "off_fast_road"
    BETWEEN_SIDES = "between_sides"
    CUT_OFF = "cut_off"
    FAR = "far"
    ACROSS_WATER = "across_water"
    IN_WATER = "in_water"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class OtherSide:
    """A road on another side of a place: how far off it is, and how long it takes to get there."""

    at: LonLat
    metres: int
    seconds: int | None


@dataclass(frozen=True)
class PlaceOnRoads:
    """Where a place is put on the roads, and what is to be known about that.

    Attributes
    ----------
    off_road_m : metres to the road it is put on, None where there are no roads at all
    has_road_time : whether times from and to it are road times and not guesses
    cut_off_m : metres to a nearer road that is not joined to the network
    """

    standing: Standing
    off_road_m: int | None
    has_road_time: bool
    at: LonLat | None = None
    road: str = ""
    road_class: str = ""
    cut_off_m: int | None = None
    other_side: OtherSide | None = None


NO_ROADS = PlaceOnRoads(Standing.UNKNOWN, None, False)
"""Without a road file nothing can be said."""


def standing_of(
    snapped: Snapped,
    road_class: str,
    in_water: bool,
    cut_off_m: float | None,
    other: OtherSide | None,
) -> Standing:
    """The gravest thing to say about a place; `snapped` holds one."""
    off_road_m = float(snapped.off_road_m[0])
    if in_water:
        return Standing.IN_WATER
    if snapped.across_water[0]:
        return Standing.ACROSS_WATER
    if cut_off_m is not None:
        return Standing.CUT_OFF
    if other is not None:
        return Standing.BETWEEN_SIDES
    if off_road_m > SNAP_LIMIT_M:
        return Standing.FAR
    if off_road_m <= BESIDE_M:
        return Standing.BESIDE_ROAD
    return Standing.OFF_FAST_ROAD if road_class in _FAST else Standing.OFF_ROAD


def place_on_roads(
    travel: TravelTimes, at: tuple[float, float], vehicle: VehicleClass
) -> PlaceOnRoads:
    """How a place lies to the roads of a vehicle class as they are now."""
    place = LonLat(*as_places([at])[0].tolist())
    if not isinstance(travel, RoadNetwork):
        return NO_ROADS
    roads, snapper = travel.lines.roads, travel.snapper(vehicle)
    snapped = snapper.snap(np.array([place]))
    in_water = snapper.is_water(place)
    cut_off_m = cut_off_road_m(travel, vehicle, place)
    spot = LonLat(*points_on(roads, snapped)[0].tolist())
    other = None if in_water else _other_side(travel, vehicle, place, spot)
    segment = int(snapped.segment[0])
    road_class = HIGHWAYS[int(roads.highway[segment])]
    return PlaceOnRoads(
        standing=standing_of(snapped, road_class, in_water, cut_off_m, other),
        off_road_m=round(float(snapped.off_road_m[0])),
        has_road_time=not bool(snapped.off_network[0]),
        at=spot,
        road=str(roads.names[roads.name[segment]]),
        road_class=road_class,
        cut_off_m=round(cut_off_m) if cut_off_m is not None else None,
        other_side=other,
    )


def _other_side(
    network: RoadNetwork, vehicle: VehicleClass, place: LonLat, spot: LonLat
) -> OtherSide | None:
    """The road on another side of a place, where a barrier keeps it from the nearest spot."""
    found = road_on_another_side(network.snapper(vehicle), place)
    if found is None:
        return None
    there, metres = found
    ways = [network.route(*ends, vehicle) for ends in ((spot, there), (there, spot))]
    driven = min((way for way in ways if way is not None), key=lambda way: way.metres, default=None)
    apart_m = float(haversine_m(spot, there))
    if driven is not None and driven.metres <= BARRIER_TIMES * apart_m + BARRIER_MORE_M:
        return None
    return OtherSide(there, round(metres), driven.seconds if driven is not None else None)


def cut_off_road_m(network: RoadNetwork, vehicle: VehicleClass, place: LonLat) -> float | None:
    """Metres to a road that is much nearer than the network but not joined to it, None without."""
    snapper, roads = network.snapper(vehicle), network.lines.roads
    off_road_m = float(snapper.snap(np.array([place])).off_road_m[0])
    if off_road_m <= BESIDE_M:
        return None
    point, reach_m = snapper.plane(np.array(place)), min(off_road_m, _FARTHEST_M)
    corners = snapper.degrees(np.array([point - reach_m, point + reach_m])).reshape(-1)
    near = network.lines.tree.query(shapely.box(*corners), predicate="intersects")
    near = near[network.usable(vehicle)[near] & ~np.isin(near, snapper.segments)]
    if not len(near):
        return None
    ends = (snapper.plane(roads.lonlat[end[near]]) for end in (roads.tail, roads.head))
    nearest_m = float(feet(point, *ends)[2].min())
    return nearest_m if nearest_m < off_road_m - _MUCH_NEARER_M else None


def road_on_another_side(snapper: Snapper, place: LonLat) -> tuple[LonLat, float] | None:
    """The nearest spot of the network in quite another direction than the nearest one, metres."""
    off_road_m = float(snapper.snap(np.array([place])).off_road_m[0])
    if off_road_m <= BESIDE_M or off_road_m > _FARTHEST_M:
        return None
    point = snapper.plane(np.array(place))
    _, spots, metres = snapper.within(point, 2.5 * off_road_m + 300.0)
    toward = spots - point
    nearest = toward[np.argmin(metres)]
    aside = np.flatnonzero(toward @ nearest < 0.0)
    if not len(aside):
        return None
    chosen = aside[np.argmin(metres[aside])]
    lon, lat = snapper.degrees(spots[chosen]).tolist()
    return LonLat(lon, lat), float(metres[chosen])
