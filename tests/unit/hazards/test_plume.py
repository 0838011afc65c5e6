"""Gaussian plume and puff: conservation, symmetry, direction, and what is refused."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from geo.distance import haversine_m
from hazards.plume import (
    Air,
    Stability,
    Sun,
    plume_footprint,
    plume_kg_m3,
    puff_footprint,
    puff_peak_kg_m3,
    spread_m,
    stability_of,
)

HERE = (114.30, 30.60)
STEADY = Air(3.0, 270.0, Stability.D, urban=False)


@pytest.mark.parametrize(
    ("wind", "sun", "expected"),
    [
        (1.5, Sun.STRONG, "A"),
        (5.5, Sun.STRONG, "C"),
        (4.0, Sun.OVERCAST, "D"),
        (2.5, Sun.CLEAR_NIGHT, "F"),
        (4.0, Sun.CLEAR_NIGHT, "E"),
        (8.0, Sun.MODERATE, "D"),
    ],
)
def test_the_class_of_the_air_follows_wind_and_sun(wind: float, sun: Sun, expected: str) -> None:
    assert stability_of(wind, sun) == expected


def test_a_plume_carries_through_every_section_what_is_released() -> None:
    for x in (200.0, 1000.0, 5000.0):
        across, upwards = spread_m(STEADY, np.array([x]))
        y = np.linspace(-8 * across[0], 8 * across[0], 4001)
        ground = plume_kg_m3(2.0, 0.0, STEADY, np.full_like(y, x), y)
        per_metre = np.trapezoid(ground, y)
        through = per_metre * STEADY.wind_m_s * upwards[0] * np.sqrt(np.pi / 2)
        assert through == pytest.approx(2.0, rel=1e-6)


def test_stable_air_and_little_wind_carry_a_gas_farther() -> None:
    def reach(air: Air) -> float:
        return plume_footprint(HERE, 1.0, 0.0, air, 1e-5).reaches_m

    assert reach(Air(2.0, 0.0, Stability.F)) > reach(Air(2.0, 0.0, Stability.D))
    assert reach(Air(2.0, 0.0, Stability.D)) > reach(Air(2.0, 0.0, Stability.A))
    assert reach(Air(2.0, 0.0, Stability.D)) > reach(Air(8.0, 0.0, Stability.D))


def test_the_edge_of_the_area_has_the_concentration_asked_for() -> None:
    found = plume_footprint(HERE, 1.0, 0.0, STEADY, 2e-5)
    assert not found.is_cut_off
    x = np.array([500.0])
    across, _ = spread_m(STEADY, x)
    centre = plume_kg_m3(1.0, 0.0, STEADY, x, np.zeros(1))
    half = across * np.sqrt(2 * np.log(centre / 2e-5))
    edge = plume_kg_m3(1.0, 0.0, STEADY, x, half)
    assert edge[0] == pytest.approx(2e-5, rel=1e-9)
    assert found.reaches_m > 500


@pytest.mark.parametrize(
    ("wind_from", "east", "north"), [(270.0, 1, 0), (0.0, 0, -1), (180.0, 0, 1)]
)
def test_the_area_lies_downwind(wind_from: float, east: int, north: int) -> None:
    area = plume_footprint(HERE, 1.0, 0.0, Air(3.0, wind_from, Stability.D), 1e-5).area
    middle = area.centroid
    assert np.sign(round((middle.x - HERE[0]) * 1000)) == east
    assert np.sign(round((middle.y - HERE[1]) * 1000)) == north
    assert haversine_m(HERE, (middle.x, middle.y)) > 100
    assert area.is_valid and isinstance(area, shapely.Polygon)


def test_nothing_above_the_limit_is_an_empty_area_and_what_goes_on_is_cut_off() -> None:
    assert plume_footprint(HERE, 1e-9, 0.0, STEADY, 1.0).area.is_empty
    assert plume_footprint(HERE, 1000.0, 0.0, STEADY, 1e-9).is_cut_off


def test_a_stack_keeps_the_ground_near_it_cleaner() -> None:
    x, y = np.array([150.0]), np.zeros(1)
    assert plume_kg_m3(1.0, 60.0, STEADY, x, y) < plume_kg_m3(1.0, 0.0, STEADY, x, y)


def test_a_puff_is_smaller_than_the_mass_it_holds_allows() -> None:
    found = puff_footprint(HERE, 500.0, 0.0, STEADY, 1e-5)
    assert found.reaches_m > 1000
    more = puff_footprint(HERE, 5000.0, 0.0, STEADY, 1e-5)
    assert more.area.area > found.area.area
    assert puff_peak_kg_m3(1.0, 0.0, STEADY, np.array([-50.0]), np.zeros(1))[0] == 0.0


def test_what_the_model_does_not_hold_for_is_refused() -> None:
    for wind, direction in ((0.4, 0.0), (3.0, 400.0), (float("nan"), 0.0)):
        with pytest.raises(ValueError, match="wind"):
            Air(wind, direction, Stability.D)
    for amount, height, limit in ((0.0, 0.0, 1e-5), (1.0, -3.0, 1e-5), (1.0, 0.0, 0.0)):
        with pytest.raises(ValueError, match=r"must be|height"):
            plume_footprint(HERE, amount, height, STEADY, limit)
