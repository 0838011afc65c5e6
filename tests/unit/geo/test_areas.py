"""Circles, downwind squares, faulty drawings, and what lies inside an area."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
import shapely
from shapely.geometry import mapping

from geo.areas import (
    InvalidArea,
    PolygonProblem,
    area_from_geojson,
    area_m2,
    circle,
    downwind_square,
    inside,
    polygon_fault,
    polygon_problem,
    share_covered,
    touched,
    widened,
)
from geo.distance import bearing_deg, destination, geodesic_m
from geo.types import PositionProblem

HERE = (114.3, 30.6)


def polygon(*rings: list[tuple[float, float]]) -> dict[str, Any]:
    return {"type": "Polygon", "coordinates": [[list(at) for at in ring] for ring in rings]}


def test_every_corner_of_a_circle_lies_at_its_radius() -> None:
    ring = circle(HERE, 600.0)
    assert ring.exterior.is_ccw
    assert [geodesic_m(HERE, at) for at in ring.exterior.coords] == pytest.approx([600.0] * 97)
    assert area_m2(ring) == pytest.approx(math.pi * 600.0**2, rel=0.002)


@pytest.mark.parametrize(("wind_from", "towards"), [(0, 180), (90, 270), (225, 45), (360, 180)])
def test_the_square_lies_downwind_of_the_release(wind_from: float, towards: float) -> None:
    square = downwind_square(HERE, wind_from, 6_400.0)
    middle = square.centroid
    off_deg = (bearing_deg(HERE, (middle.x, middle.y)) - towards + 180) % 360 - 180
    assert abs(off_deg) < 0.1
    assert geodesic_m(HERE, (middle.x, middle.y)) == pytest.approx(3_200.0, rel=0.001)
    assert area_m2(square) == pytest.approx(6_400.0**2, rel=0.001)


def test_the_square_reaches_its_length_ahead_and_nothing_upwind() -> None:
    square = downwind_square(HERE, 270.0, 1_000.0)
    ahead = [destination(HERE, 90.0, metres) for metres in (10.0, 990.0, 1_010.0)]
    behind = destination(HERE, 270.0, 10.0)
    aside = [destination(HERE, heading, 480.0) for heading in (2.0, 178.0)]
    assert inside(square, np.array([*ahead, behind, *aside])) == [0, 1, 4, 5]


def test_a_distance_of_nothing_makes_no_area() -> None:
    with pytest.raises(ValueError, match="above zero"):
        circle(HERE, 0.0)
    with pytest.raises(ValueError, match="above zero"):
        downwind_square(HERE, 90.0, math.nan)


def test_a_bow_tie_is_refused_with_the_place_of_the_crossing() -> None:
    bow_tie = polygon([(114.2, 30.5), (114.4, 30.7), (114.4, 30.5), (114.2, 30.7), (114.2, 30.5)])
    fault = polygon_fault(bow_tie)
    assert fault is not None
    assert fault.code is PolygonProblem.CROSSES_ITSELF
    assert fault.at == pytest.approx((114.3, 30.6))
    with pytest.raises(InvalidArea):
        area_from_geojson(bow_tie)


SQUARE = [(114.0, 30.0), (114.4, 30.0), (114.4, 30.4), (114.0, 30.4), (114.0, 30.0)]
OUTSIDE = [(115.0, 30.0), (115.1, 30.0), (115.1, 30.1), (115.0, 30.0)]


@pytest.mark.parametrize(
    ("drawn", "problem"),
    [
        (polygon(SQUARE), None),
        ({"type": "Point", "coordinates": [114.0, 30.0]}, PolygonProblem.NOT_A_POLYGON),
        ({"type": "Polygon"}, PolygonProblem.NOT_A_POLYGON),
        ({"type": "Polygon", "coordinates": []}, PolygonProblem.NOT_A_POLYGON),
        ({"type": "Polygon", "coordinates": "x"}, PolygonProblem.NOT_A_POLYGON),
        (polygon(SQUARE[:2] + SQUARE[:1]), PolygonProblem.RING_TOO_SHORT),
        (polygon(SQUARE[:4]), PolygonProblem.RING_NOT_CLOSED),
        (polygon([SQUARE[0]] * 4), PolygonProblem.NO_AREA),
        (polygon([*SQUARE[:2], (114.2, 30.0), SQUARE[0]]), PolygonProblem.NO_AREA),
        (polygon(SQUARE, OUTSIDE), PolygonProblem.HOLE_OUTSIDE),
        (polygon([(lat, lon) for lon, lat in SQUARE]), PositionProblem.SWAPPED),
        (polygon([(0, 0), (200, 0), (1, 1), (0, 0)]), PositionProblem.LONGITUDE_OUT_OF_RANGE),
        (polygon([(114.0, math.nan), *SQUARE[1:]]), PositionProblem.NOT_A_NUMBER),
        ({"type": "Polygon", "coordinates": [[["a", "b"]]]}, PositionProblem.NOT_A_NUMBER),
        (polygon(SQUARE[:4] * 2_501 + SQUARE[:1]), PolygonProblem.TOO_MANY_VERTICES),
    ],
)
def test_a_drawn_area_is_refused_for_the_right_reason(
    drawn: dict[str, Any], problem: PolygonProblem | PositionProblem | None
) -> None:
    assert polygon_problem(drawn) == problem


def test_heights_in_a_drawn_area_are_left_out() -> None:
    drawn = polygon(SQUARE)
    drawn["coordinates"][0][0].append(23.0)
    assert area_from_geojson(drawn).has_z is False


def test_widening_an_area_moves_its_edge_by_that_many_metres() -> None:
    grown = widened(circle(HERE, 500.0), 250.0)
    assert area_m2(grown) == pytest.approx(math.pi * 750.0**2, rel=0.01)
    assert widened(shapely.Point(HERE), 100.0).contains(shapely.Point(HERE))


def test_what_lies_inside_is_found_and_half_covered_districts_count_half() -> None:
    area = shapely.box(114.0, 30.0, 114.2, 30.4)
    districts = [shapely.box(114.1, 30.1, 114.3, 30.2), shapely.box(116.0, 30.0, 116.1, 30.1)]
    assert touched(area, districts) == [0]
    assert share_covered(area, districts[0]) == pytest.approx(0.5, rel=0.001)
    assert inside(area, np.empty((0, 2))) == []
    assert area_from_geojson(mapping(area)).equals(area)
