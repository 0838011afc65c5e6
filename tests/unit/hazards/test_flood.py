"""Water at a level covers the ground below it that it can come to, and nothing else."""

from __future__ import annotations

from collections import deque

import numpy as np
import pytest
import shapely
from pyproj import CRS

from geo.raster import Raster
from hazards.flood import NotUnderWater, flooded, wet_cells

WEST, NORTH, STEP = 114.0, 30.6, 0.0005


def grid_of(values: np.ndarray) -> Raster:
    step = (STEP, 0.0, WEST, 0.0, -STEP, NORTH)
    return Raster(values.astype(np.float32), step, CRS.from_epsg(4326), "synthetic.tif")


def middle_of(row: int, column: int) -> tuple[float, float]:
    return WEST + (column + 0.5) * STEP, NORTH - (row + 0.5) * STEP


def water_poured(values: np.ndarray, level_m: float, start: tuple[int, int]) -> np.ndarray:
    """Cell after cell, neighbour by neighbour: slow and plain."""
    wet = np.zeros(values.shape, dtype=bool)
    waiting = deque([start] if values[start] < level_m else [])
    while waiting:
        row, column = waiting.popleft()
        if wet[row, column]:
            continue
        wet[row, column] = True
        for down in (-1, 0, 1):
            for right in (-1, 0, 1):
                at = (row + down, column + right)
                inside = 0 <= at[0] < values.shape[0] and 0 <= at[1] < values.shape[1]
                if inside and not wet[at] and values[at] < level_m:
                    waiting.append(at)
    return wet


def rolling_ground(seed: int) -> np.ndarray:
    rng = np.random.default_rng(seed)
    coarse = rng.uniform(15, 35, (8, 10))
    ground = np.kron(coarse, np.ones((6, 6))) + rng.normal(0, 1.5, (48, 60))
    ground[rng.random(ground.shape) < 0.02] = np.nan
    return ground


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("level_m", [20.0, 24.0, 28.0])
def test_the_wet_cells_are_those_that_poured_water_reaches(seed: int, level_m: float) -> None:
    ground = rolling_ground(seed)
    start = np.unravel_index(np.nanargmin(ground), ground.shape)
    at = (int(start[0]), int(start[1]))
    found = wet_cells(grid_of(ground), level_m, np.array([middle_of(*at)]))
    assert (found == water_poured(ground.astype(np.float32), level_m, at)).all()


@pytest.mark.parametrize("seed", range(4))
def test_the_outline_holds_every_wet_cell_and_the_bands_lie_in_each_other(seed: int) -> None:
    ground = rolling_ground(seed)
    row, column = (int(one) for one in np.unravel_index(np.nanargmin(ground), ground.shape))
    grid, source = grid_of(ground), np.array([middle_of(row, column)])
    flood = flooded(grid, 26.0, source)
    wet = wet_cells(grid, 26.0, source)
    assert flood.cells == wet.sum()
    for at in zip(*np.nonzero(wet), strict=True):
        assert flood.area.intersects(shapely.Point(*middle_of(*at)))
    depths = [band.from_m for band in flood.bands]
    assert depths == sorted(depths) and depths[0] == 0.0
    areas = [band.area.area for band in flood.bands]
    assert areas == sorted(areas, reverse=True)
    assert flood.deepest_m == pytest.approx(
        26.0 - np.nanmin(np.where(wet, ground, np.nan)), abs=1e-4
    )


def test_a_dyke_keeps_low_ground_behind_it_dry() -> None:
    ground = np.full((20, 20), 20.0)
    ground[:, 10] = 30.0
    flood = flooded(grid_of(ground), 25.0, np.array([middle_of(5, 3)]))
    assert flood.area.intersects(shapely.Point(*middle_of(10, 5)))
    assert not flood.area.intersects(shapely.Point(*middle_of(10, 15)))
    ground[7, 10] = 24.0
    breached = flooded(grid_of(ground), 25.0, np.array([middle_of(5, 3)]))
    assert breached.area.intersects(shapely.Point(*middle_of(10, 15)))


def test_water_at_the_edge_of_the_grid_and_beside_unknown_ground_is_said() -> None:
    bowl = np.full((20, 20), 30.0)
    bowl[5:15, 5:15] = 20.0
    held = flooded(grid_of(bowl), 25.0, np.array([middle_of(10, 10)]))
    assert not held.is_cut_off and not held.beside_unknown
    bowl[5:15, 14] = np.nan
    assert flooded(grid_of(bowl), 25.0, np.array([middle_of(10, 10)])).beside_unknown
    bowl[5:15, 5:] = 20.0
    assert flooded(grid_of(bowl), 25.0, np.array([middle_of(10, 10)])).is_cut_off


def test_a_source_above_the_level_is_refused_with_its_height() -> None:
    ground = np.full((5, 5), 31.5)
    with pytest.raises(NotUnderWater) as refused:
        flooded(grid_of(ground), 25.0, np.array([middle_of(2, 2)]))
    assert refused.value.ground_m == pytest.approx(31.5)
    with pytest.raises(NotUnderWater) as beside:
        flooded(grid_of(ground), 25.0, np.array([[100.0, 20.0]]))
    assert beside.value.ground_m is None


def test_a_river_drawn_as_several_places_floods_both_banks() -> None:
    ground = np.full((20, 30), 30.0)
    ground[4:8, 3:9] = 20.0
    ground[12:16, 20:26] = 20.0
    both = flooded(grid_of(ground), 25.0, np.array([middle_of(5, 5), middle_of(13, 22)]))
    assert len(shapely.get_parts(both.area)) == 2


def test_a_ragged_shore_is_rounded_to_few_corners_and_still_holds_the_water() -> None:
    rng = np.random.default_rng(5)
    ground = np.where(rng.random((400, 400)) < 0.35, 30.0, 20.0)
    ground[200, 200] = 20.0
    grid, source = grid_of(ground), np.array([middle_of(200, 200)])
    flood = flooded(grid, 25.0, source)
    assert len(shapely.get_coordinates(flood.area)) <= 4_000
    wet = np.argwhere(wet_cells(grid, 25.0, source))
    some = wet[rng.integers(0, len(wet), 300)]
    assert all(flood.area.intersects(shapely.Point(*middle_of(*at))) for at in some)
