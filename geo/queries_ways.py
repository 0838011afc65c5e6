"""Reads of ways: the quickest, others that differ, and how their ends lie to the roads."""

from collections.abc import Sequence
from dataclasses import asdict

from shapely.geometry.base import BaseGeometry

from core.wire import LineString, Point
from geo import schemas_ways
from geo.route import Route
from geo.standing import PlaceOnRoads, place_on_roads
from geo.standing_words import place_words, way_words
from geo.travel import TravelTimes
from geo.types import LonLat, VehicleClass


def find_ways(
    travel: TravelTimes,
    ends: tuple[LonLat, LonLat],
    vehicle: VehicleClass,
    avoid: Sequence[BaseGeometry],
    count: int,
    locale: str,
) -> schemas_ways.Route:
    """The quickest way and up to `count - 1` others, round some areas where that is possible."""
    found = travel.routes(*ends, vehicle, avoid, count)
    ways = [way_told(route) for route in found] or [_no_way(ends)]
    best = ways[0]
    source, target = (place_told(travel, end, vehicle, locale) for end in ends)
    return schemas_ways.Route(
        **best.model_dump(),
        alternatives=ways[1:],
        source=source,
        target=target,
        avoided=len(avoid),
        message=way_words(bool(found), best.estimated, best.metres_inside, locale),
    )


def place_told(
    travel: TravelTimes, at: LonLat, vehicle: VehicleClass, locale: str
) -> schemas_ways.PlaceOnRoads:
    """How a place lies to the roads, as it travels, in the reader's language."""
    place = place_on_roads(travel, at, vehicle)
    return schemas_ways.PlaceOnRoads(
        standing=place.standing,
        message=place_words(place, locale),
        off_road_m=place.off_road_m,
        has_road_time=place.has_road_time,
        position=Point(lon=place.at.lon, lat=place.at.lat) if place.at else None,
        road=place.road,
        road_class=place.road_class,
        cut_off_m=place.cut_off_m,
        other_side=_other_side(place),
    )


def _other_side(place: PlaceOnRoads) -> schemas_ways.OtherSide | None:
    other = place.other_side
    if other is None:
        return None
    position = Point(lon=other.at.lon, lat=other.at.lat)
    return schemas_ways.OtherSide(position=position, metres=other.metres, seconds=other.seconds)


def way_told(route: Route) -> schemas_ways.Way:
    """A way as it travels."""
    points = [(round(lon, 6), round(lat, 6)) for lon, lat in route.line]
    return schemas_ways.Way(
        line=LineString(type="LineString", coordinates=points),
        seconds_at=[round(at_s) for at_s in route.leg_seconds],
        seconds=route.seconds,
        metres=round(route.metres),
        metres_inside=round(route.metres_inside),
        estimated=route.estimated,
        steps=[schemas_ways.RouteStep(**asdict(step)) for step in route.steps],
    )


def _no_way(ends: tuple[LonLat, LonLat]) -> schemas_ways.Way:
    line = LineString(type="LineString", coordinates=list(ends))
    return schemas_ways.Way(
        line=line,
        seconds_at=[],
        seconds=None,
        metres=None,
        metres_inside=0,
        estimated=False,
        steps=[],
    )
