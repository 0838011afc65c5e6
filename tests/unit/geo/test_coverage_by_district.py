"""Cover that differs from cell to cell, every move at once, gaps in pieces, and whose people."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from pyproj import CRS

from geo.coverage import Asked, Coverage, Level, Movable, best_moves, grid_over, outline, patches
from geo.population import PeopleSource, Township, by_area, from_raster, from_townships
from geo.raster import Raster
from geo.reach import Reach, nested

SQUARE = shapely.box(114.0, 30.0, 114.1, 30.1)


def case(seed: int, cells: int = 30) -> tuple[Coverage, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    seconds = rng.integers(-1, 1500, (7, cells)).astype(np.int32)
    asked = Asked(rng.integers(300, 1200, cells), rng.integers(0, 3, cells))
    home, ready = rng.integers(0, 7, 12), rng.integers(0, 300, 12)
    able = rng.random(12) < 0.8
    known = rng.random(cells) < 0.9
    cover = Coverage(asked, seconds, home, ready, able, known=known)
    return cover, seconds, rng.integers(0, 500, cells).astype(float)


@pytest.mark.parametrize("seed", range(10))
def test_each_cell_is_held_against_its_own_standard(seed: int) -> None:
    cover, seconds, _people = case(seed)
    for cell in range(len(cover.teams)):
        within, count = int(cover.within_s[cell]), int(cover.asked[cell])
        arrivals = [
            int(seconds[cover.home[t], cell] + cover.ready_s[t])
            for t in range(len(cover.able))
            if cover.able[t] and seconds[cover.home[t], cell] >= 0
        ]
        in_time = sum(arrival <= within for arrival in arrivals)
        assert cover.teams[cell] == in_time
        assert cover.short()[cell] == (max(0, count - in_time) if cover.known[cell] else 0)


@pytest.mark.parametrize("seed", range(10))
def test_the_best_move_of_every_team_is_the_best_of_all_that_were_tried(seed: int) -> None:
    cover, seconds, people = case(seed)
    weight = np.where(cover.known & (cover.asked > 0), people, 0.0)

    def covered(teams: np.ndarray) -> float:
        return float(weight[teams >= cover.asked].sum())

    movable = [
        Movable([team], int(cover.ready_s[team]), seconds)
        for team in range(len(cover.able))
        if cover.able[team]
    ]
    found = {move.team: move for move in best_moves(cover, people, movable)}
    before = covered(cover.teams)
    for alike in movable:
        team = alike.teams[0]
        without = cover.teams - cover.reaches(team)
        gains = [covered(without + cover.in_time(row, alike.ready_s)) - before for row in seconds]
        if max(gains) <= 0.5:
            assert team not in found
        else:
            move = found[team]
            assert move.gained - move.lost == pytest.approx(max(gains))
            assert gains[move.home] == pytest.approx(max(gains))


def test_teams_that_are_alike_are_tried_together_and_come_out_as_if_alone() -> None:
    cover, seconds, people = case(3)
    teams = np.flatnonzero(cover.able).tolist()
    cover.ready_s[:] = 60
    cover.teams = cover._count()
    together = best_moves(cover, people, [Movable(teams, 60, seconds)])
    alone = best_moves(cover, people, [Movable([team], 60, seconds) for team in teams])
    assert [(m.team, m.gained, m.lost) for m in together] == [
        (m.team, m.gained, m.lost) for m in alone
    ]


def test_a_cell_says_how_it_stands() -> None:
    seconds = np.array([[100, 100, 5000, 100, 100]], np.int32)
    asked = Asked(np.full(5, 600), np.array([1, 2, 1, 0, 3]))
    known = np.array([True, True, True, True, False])
    cover = Coverage(asked, seconds, [0], [0], [True], known=known)
    levels = [Level.JUST, Level.SHORT, Level.NONE, Level.NOTHING_ASKED, Level.UNKNOWN]
    assert cover.levels().tolist() == levels
    cover.leave(0)
    assert cover.levels().tolist()[:2] == [Level.NONE, Level.NONE]


def test_ground_that_is_cut_off_is_a_gap_where_it_has_roads() -> None:
    seconds = np.array([[100, -1]], np.int32)
    asked = Asked(np.full(2, 600), np.ones(2, np.int64))
    cover = Coverage(asked, seconds, [0], [0], [True], known=np.array([True, True]))
    assert cover.short().tolist() == [0, 1]


@pytest.mark.parametrize("seed", range(5))
def test_gaps_are_pieces_that_hold_each_cell_once_and_hang_together(seed: int) -> None:
    grid = grid_over(SQUARE, 900)
    chosen = np.random.default_rng(seed).random(grid.count) < 0.5
    pieces = patches(grid, chosen)
    every = np.concatenate(pieces)
    assert sorted(every.tolist()) == np.flatnonzero(chosen).tolist()
    for piece in pieces:
        one = np.zeros(grid.count, bool)
        one[piece] = True
        assert outline(grid, one).geom_type == "Polygon"
    assert patches(grid, np.zeros(grid.count, bool)) == []


def test_townships_without_a_figure_share_what_the_total_leaves_over() -> None:
    grid = grid_over(SQUARE, 1000)
    towns = [
        Township(114.02, 30.05, 4000.0),
        Township(114.08, 30.05, None),
        Township(120, 30, None),
    ]
    people = from_townships(grid, np.ones(grid.count, bool), towns, 10_000.0)
    west = grid.middle[:, 0] < 114.05
    assert people.source is PeopleSource.TOWNSHIPS
    assert people.number[west].sum() == pytest.approx(4000, rel=0.1)
    assert people.number.sum() == pytest.approx(7000)
    assert people.elsewhere == pytest.approx(3000)


def test_nobody_is_put_where_no_road_is() -> None:
    grid = grid_over(SQUARE, 1000)
    with_road = grid.middle[:, 1] > 30.05
    people = from_townships(grid, with_road, [Township(114.05, 30.01, 500.0)], None)
    assert people.number[~with_road].sum() == 0
    assert people.number.sum() == pytest.approx(500)


def test_without_any_figure_the_ground_counts_by_its_area() -> None:
    grid = grid_over(SQUARE, 1000)
    towns = [Township(114.05, 30.05, None)]
    for people in (
        from_townships(grid, np.ones(grid.count, bool), towns, None),
        from_townships(grid, np.ones(grid.count, bool), [], 100.0),
        by_area(grid),
    ):
        assert people.source is PeopleSource.AREA
        assert people.number.sum() == pytest.approx(grid.count)


@pytest.mark.parametrize("finer", [0.1, 0.5, 4.0])
def test_a_raster_of_people_is_counted_into_cells_whole(finer: float) -> None:
    grid = grid_over(SQUARE, 1000)
    step = float(grid.step[1]) * finer
    side = int(0.2 / step) + 1
    values = np.full((side, side), 8.0, np.float32)
    raster = Raster(values, (step, 0.0, 113.95, 0.0, -step, 30.15), CRS.from_epsg(4326))
    people = from_raster(grid, raster)
    inside = 8.0 * float(grid.step.prod()) * grid.count / step**2
    assert people.source is PeopleSource.RASTER
    assert people.number.sum() == pytest.approx(inside, rel=0.06)


def test_a_raster_that_says_nothing_or_lies_elsewhere_counts_nobody() -> None:
    grid = grid_over(SQUARE, 1000)
    empty = np.full((40, 40), np.nan, np.float32)
    here = Raster(empty, (0.005, 0.0, 113.95, 0.0, -0.005, 30.15), CRS.from_epsg(4326))
    there = Raster(empty + 1, (0.005, 0.0, 20.0, 0.0, -0.005, 50.0), CRS.from_epsg(4326))
    assert from_raster(grid, here).number.sum() == 0
    assert from_raster(grid, there).number.sum() == 0


def test_a_longer_reach_holds_every_shorter_one() -> None:
    areas = [shapely.box(0, 0, 2, 1), shapely.box(0.1, 0, 1, 3), shapely.box(0, 0, 1, 1)]
    found = nested([Reach(area, estimated=False) for area in areas])
    assert found[0].area.within(found[1].area) and found[1].area.within(found[2].area)
