"""Which ground is covered, counted by hand on small grids and against plain counting."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from geo.coverage import Coverage, Grid, Standard, best_move, grid_over, outline, settle

SQUARE = shapely.box(114.0, 30.0, 114.1, 30.1)


def test_a_grid_covers_an_area_with_cells_of_one_size() -> None:
    grid = grid_over(SQUARE, 1000)
    assert 80 <= grid.count <= 121
    assert shapely.contains_xy(SQUARE, *grid.middle.T).all()
    whole = outline(grid, np.ones(grid.count, bool))
    assert whole.area == pytest.approx(grid.count * grid.step.prod(), rel=1e-6)


def test_people_live_in_the_cell_nearest_to_their_township() -> None:
    grid = settle(grid_over(SQUARE, 2000), [(114.05, 30.05), (114.0501, 30.0501)], [700, 300])
    assert grid.people.sum() == 1000
    assert (grid.people > 0).sum() <= 2


def random_case(seed: int) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    seconds = rng.integers(-1, 1800, (6, 40)).astype(np.int32)
    return seconds, rng.integers(0, 6, 15), rng.integers(0, 300, 15), rng.random(15) < 0.7


def by_hand(seconds: np.ndarray, home: np.ndarray, ready: np.ndarray, able: np.ndarray, s: int):
    rows = seconds[home]
    return ((rows >= 0) & (rows + ready[:, None] <= s) & able[:, None]).sum(axis=0)


@pytest.mark.parametrize("seed", range(8))
def test_teams_in_time_are_counted_while_they_leave_and_come_back(seed: int) -> None:
    seconds, home, ready, able = random_case(seed)
    coverage = Coverage(Standard("fire", 900, 2), seconds, home, ready, able)
    np.testing.assert_array_equal(coverage.teams, by_hand(seconds, home, ready, able, 900))
    before = coverage.teams.copy()
    gone = int(np.flatnonzero(able)[0])
    lost = coverage.lost_without(gone)
    covered = coverage.short() == 0
    coverage.leave(gone)
    coverage.leave(gone)
    able[gone] = False
    np.testing.assert_array_equal(coverage.teams, by_hand(seconds, home, ready, able, 900))
    np.testing.assert_array_equal(lost & coverage.known, covered & (coverage.short() > 0))
    coverage.come_back(gone)
    np.testing.assert_array_equal(coverage.teams, before)


def test_ground_without_a_road_is_neither_covered_nor_a_gap() -> None:
    seconds = np.array([[100, -1, 2000]], np.int32)
    coverage = Coverage(Standard("fire", 600), seconds, [0], [0], [True])
    assert coverage.short().tolist() == [0, 0, 1]
    assert coverage.share(np.array([1.0, 50.0, 3.0])) == 0.25


def test_a_move_gains_people_and_its_donor_pays() -> None:
    seconds = np.array([[100, 100, 5000], [5000, 100, 100], [5000, 5000, 100]], np.int32)
    coverage = Coverage(Standard("fire", 600), seconds, [0], [0], [True])
    people = np.array([10.0, 10.0, 50.0])
    found = best_move(coverage, people, seconds, 0, [1, 2])
    assert found is not None
    assert (found.home, found.gained, found.lost) == (1, 60.0, 20.0)
    assert best_move(coverage, np.array([10.0, 10.0, 0.0]), seconds, 0, [2]) is None


def test_the_outline_of_some_cells_holds_their_middles_and_no_others() -> None:
    grid = grid_over(SQUARE, 1500)
    chosen = np.random.default_rng(3).random(grid.count) < 0.4
    area = outline(grid, chosen)
    np.testing.assert_array_equal(shapely.contains_xy(area, *grid.middle.T), chosen)
    assert outline(grid, np.zeros(grid.count, bool)).is_empty


def test_an_area_smaller_than_a_cell_has_one_cell() -> None:
    grid = grid_over(shapely.box(114.0, 30.0, 114.0001, 30.0001), 1000)
    assert isinstance(grid, Grid) and grid.count == 1
