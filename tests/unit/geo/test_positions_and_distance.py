"""Positions are checked with a precise reason; distances agree with the ellipsoid."""

from __future__ import annotations

import math

import numpy as np
import pytest

from geo.distance import bearing_deg, destination, geodesic_m, haversine_m, haversine_matrix_m
from geo.types import InvalidPosition, PositionProblem, checked, position_problem

WUHAN = (113.6, 29.9, 115.1, 31.4)


@pytest.mark.parametrize(
    ("lon", "lat", "problem"),
    [
        (114.3, 30.6, None),
        (30.6, 114.3, PositionProblem.SWAPPED),
        (math.nan, 30.6, PositionProblem.NOT_A_NUMBER),
        (math.inf, 30.6, PositionProblem.NOT_A_NUMBER),
        (1143.0, 30.6, PositionProblem.LONGITUDE_OUT_OF_RANGE),
        (114.3, 306.0, PositionProblem.LATITUDE_OUT_OF_RANGE),
        (0.0, 0.0, PositionProblem.OUTSIDE_REGION),
        (121.5, 31.2, PositionProblem.OUTSIDE_REGION),
    ],
)
def test_a_position_is_refused_for_the_right_reason(
    lon: float, lat: float, problem: PositionProblem | None
) -> None:
    assert position_problem(lon, lat, WUHAN) == problem


def test_without_bounds_a_swapped_pair_of_china_is_still_noticed() -> None:
    assert position_problem(30.6, 114.3) is PositionProblem.SWAPPED
    assert position_problem(1.5, 42.5) is None


def test_a_refused_position_says_which_numbers_it_had() -> None:
    with pytest.raises(InvalidPosition) as refused:
        checked(30.6, 114.3)
    assert (refused.value.lon, refused.value.lat) == (30.6, 114.3)
    assert refused.value.problem is PositionProblem.SWAPPED


def test_great_circle_and_geodesic_agree_within_six_parts_in_a_thousand() -> None:
    hankou, tianhe = (114.286, 30.585), (114.208, 30.784)
    assert haversine_m(hankou, tianhe) == pytest.approx(geodesic_m(hankou, tianhe), rel=0.006)
    assert geodesic_m(hankou, tianhe) == pytest.approx(23_300, rel=0.01)


def test_a_table_of_distances_has_a_row_for_each_source() -> None:
    table = haversine_matrix_m(np.array([[114.3, 30.6]]), np.array([[114.3, 30.6], [114.4, 30.6]]))
    assert table.shape == (1, 2)
    assert table[0] == pytest.approx([0.0, float(haversine_m((114.3, 30.6), (114.4, 30.6)))])


def test_going_out_and_measuring_gives_heading_and_distance_back() -> None:
    end = destination((114.3, 30.6), 225.0, 5_000.0)
    assert geodesic_m((114.3, 30.6), end) == pytest.approx(5_000.0)
    assert bearing_deg((114.3, 30.6), end) == pytest.approx(225.0)
