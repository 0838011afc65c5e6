"""People inside an area are counted from a grid or shared out from townships; unknown stays unknown."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from pyproj import CRS

from geo.areas import circle
from geo.population import Township
from geo.raster import Raster
from hazards.people import PeopleMethod, counted, shared_out

WEST, NORTH, STEP = 114.0, 31.0, 0.01
GROUND = shapely.box(114.0, 30.0, 115.0, 31.0)


def grid_of(values: np.ndarray) -> Raster:
    step = (STEP, 0.0, WEST, 0.0, -STEP, NORTH)
    return Raster(values.astype(np.float32), step, CRS.from_epsg(4326), "people.tif")


def test_whole_cells_count_whole() -> None:
    values = np.random.default_rng(1).integers(0, 500, (50, 60)).astype(float)
    area = shapely.box(114.10, 30.70, 114.30, 30.90)
    found = counted(area, grid_of(values))
    assert found.number == values[10:30, 10:30].sum()
    assert (found.method, found.source, found.unknown_share) == (
        PeopleMethod.RASTER,
        "people.tif",
        0,
    )


def test_a_small_area_gets_its_part_of_a_cell() -> None:
    found = counted(
        shapely.box(114.102, 30.802, 114.107, 30.807), grid_of(np.full((50, 60), 1000.0))
    )
    assert found.number == pytest.approx(250, rel=0.05)


def test_cells_without_a_figure_are_told_as_unknown_and_not_as_empty() -> None:
    values = np.full((50, 60), 100.0)
    values[:, :20] = np.nan
    found = counted(shapely.box(114.10, 30.70, 114.30, 30.90), grid_of(values))
    assert found.number == pytest.approx(20_000)
    assert found.unknown_share == pytest.approx(0.5, abs=0.02)
    nothing = counted(shapely.box(114.02, 30.70, 114.10, 30.90), grid_of(values))
    assert nothing.number is None and nothing.unknown_share == 1.0


def test_an_area_half_beside_the_grid_is_half_unknown() -> None:
    found = counted(shapely.box(113.9, 30.7, 114.1, 30.9), grid_of(np.full((50, 60), 100.0)))
    assert found.unknown_share == pytest.approx(0.5, abs=0.02)
    assert counted(shapely.box(100, 20, 101, 21), grid_of(np.ones((5, 5)))).number is None


def test_townships_share_their_people_by_ground() -> None:
    towns = [Township(114.25, 30.5, 4000.0), Township(114.75, 30.5, 8000.0)]
    half = shapely.box(114.0, 30.0, 114.5, 30.5)
    found = shared_out(half, towns, None, GROUND)
    assert found.number == pytest.approx(2000, rel=0.01)
    assert found.method is PeopleMethod.TOWNSHIPS
    assert shared_out(GROUND, towns, None, GROUND).number == 12_000


def test_townships_without_a_figure_get_even_parts_of_what_the_city_leaves_over() -> None:
    towns = [Township(114.25, 30.5, 4000.0), Township(114.75, 30.5, None)]
    assert shared_out(GROUND, towns, 10_000, GROUND).number == 10_000
    assert shared_out(shapely.box(114.5, 30, 115, 31), towns, 10_000, GROUND).number == 6000
    assert shared_out(GROUND, towns, None, GROUND).number is None
    assert shared_out(GROUND, [], 10_000, GROUND).number is None


def test_many_townships_lose_nobody_even_at_one_place() -> None:
    rng = np.random.default_rng(3)
    towns = [Township(*rng.uniform((114.0, 30.0), (115.0, 31.0)), 100.0) for _ in range(60)]
    towns += [towns[0], towns[1]]
    assert shared_out(GROUND, towns, None, GROUND).number == pytest.approx(6200, abs=2)


def test_ground_beyond_the_city_is_unknown() -> None:
    towns = [Township(114.5, 30.5, 1000.0)]
    found = shared_out(shapely.box(114.5, 30.0, 115.5, 31.0), towns, None, GROUND)
    assert found.number == 500 and found.unknown_share == pytest.approx(0.5, abs=0.01)
    assert shared_out(circle((120.0, 20.0), 500), towns, None, GROUND).number is None
