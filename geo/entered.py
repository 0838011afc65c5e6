"""Positions and areas as people and devices enter them: with their datum, taken over in WGS-84."""

import math
from typing import Annotated, Any

import numpy as np
from pydantic import BeforeValidator, Field
from pydantic_core import PydanticCustomError

from core.wire import Point, PolygonArea
from geo.datum import array_to_wgs84, to_wgs84
from geo.types import Datum, PositionProblem, position_problem

_DATUM = "The datum of the coordinates as read off the source; they are stored in WGS-84."
DatumIn = Annotated[Datum, Field(description=_DATUM, examples=["GCJ02"])]


class EnteredPoint(Point):
    """A position in the datum it was read in; it is converted and stored in WGS-84."""

    datum: DatumIn = Datum.WGS84


class EnteredArea(PolygonArea):
    """A GeoJSON polygon in the datum it was drawn in; it is converted and stored in WGS-84."""

    datum: DatumIn = Datum.WGS84


def position_in_wgs84(given: Any) -> Any:
    """Convert an object with ``lon``, ``lat`` and perhaps ``datum``; refuse swapped numbers.

    What is not a pair of numbers is left for the shape to refuse. The datum is not handed on: from
    here on every position is WGS-84.
    """
    if not isinstance(given, dict):
        return given
    rest = {name: value for name, value in given.items() if name != "datum"}
    datum = _known(given.get("datum", Datum.WGS84))
    pair = _numbers([given.get("lon"), given.get("lat")])
    if pair is None:
        return rest
    _refuse_swapped(*pair, {"field": "lon"})
    lon, lat = to_wgs84(*pair, datum)
    return rest | {"lon": lon, "lat": lat}


def area_in_wgs84(given: Any) -> Any:
    """Convert the corners of a drawn polygon as ``position_in_wgs84`` does a position."""
    if not isinstance(given, dict):
        return given
    if given.get("type") == "MultiPolygon" and isinstance(given.get("coordinates"), list):
        return _areas_in_wgs84(given)
    rest = {name: value for name, value in given.items() if name != "datum"}
    datum = _known(given.get("datum", Datum.WGS84))
    rings = given.get("coordinates")
    if not isinstance(rings, list) or not all(isinstance(ring, list) for ring in rings):
        return rest
    return rest | {"coordinates": [_ring_in_wgs84(ring, datum) for ring in rings]}


def _areas_in_wgs84(given: dict[str, Any]) -> dict[str, Any]:
    rest = {name: value for name, value in given.items() if name != "datum"}
    datum = given.get("datum", Datum.WGS84)
    parts = [{"datum": datum, "coordinates": one} for one in rest["coordinates"]]
    return rest | {"coordinates": [area_in_wgs84(part)["coordinates"] for part in parts]}


PointIn = Annotated[Point, BeforeValidator(position_in_wgs84, json_schema_input_type=EnteredPoint)]
AreaIn = Annotated[PolygonArea, BeforeValidator(area_in_wgs84, json_schema_input_type=EnteredArea)]


def _ring_in_wgs84(ring: list[Any], datum: Datum) -> list[Any]:
    pairs = [_numbers(corner) for corner in ring]
    known = [pair for pair in pairs if pair is not None]
    if len(known) != len(ring) or not ring:
        return ring
    for lon, lat in known:
        _refuse_swapped(lon, lat, {"field": "coordinates"})
    if datum in (Datum.WGS84, Datum.CGCS2000):
        return [list(pair) for pair in known]
    converted: list[Any] = array_to_wgs84(np.array(known), datum).tolist()
    return converted


def _known(datum: Any) -> Datum:
    try:
        return Datum(datum)
    except ValueError:
        facts = {"field": "datum", "given": str(datum)[:50], "expected": ", ".join(Datum)}
        raise PydanticCustomError(
            "unknown_datum", "{given} is not a known datum; known are {expected}", facts
        ) from None


def _refuse_swapped(lon: float, lat: float, facts: dict[str, Any]) -> None:
    if position_problem(lon, lat) is PositionProblem.SWAPPED:
        raise PydanticCustomError(
            "longitude_latitude_swapped",
            "longitude and latitude seem to be swapped ({lon}, {lat})",
            facts | {"lon": lon, "lat": lat},
        )


def _numbers(pair: Any) -> tuple[float, float] | None:
    """Return two finite numbers, None for anything else."""
    if not isinstance(pair, list | tuple) or len(pair) != 2:
        return None
    try:
        lon, lat = float(pair[0]), float(pair[1])
    except (TypeError, ValueError):
        return None
    return (lon, lat) if math.isfinite(lon) and math.isfinite(lat) else None
