"""Rows of drive times: worked out once per state of the roads, told while under way, never mixed."""

from __future__ import annotations

from collections.abc import Sequence
from threading import Event

import numpy as np
import pytest
import shapely

from geo.coverage import grid_over
from geo.coverage_times import Base, CoverageTimes, roads_near, rows_of
from geo.route import TravelMatrix
from geo.straight_line import StraightLineTravel
from geo.types import FloatArray, VehicleClass

GRID = grid_over(shapely.box(114.0, 30.0, 114.05, 30.05), 1000)
BASES = [Base(114.0 + k / 1000, 30.0, VehicleClass.FIRE_ENGINE) for k in range(90)]


class Roads:
    """Drive times that say how often they were asked; ground east of 114.04 has no road."""

    road_file_hash = "abc"

    def __init__(self, slower_s: int = 0, wait: Event | None = None) -> None:
        self.asked = 0
        self.slower_s, self.wait = slower_s, wait

    def matrix(
        self,
        sources: FloatArray,
        targets: FloatArray,
        vehicle: VehicleClass | Sequence[VehicleClass],
    ) -> TravelMatrix:
        if self.wait is not None:
            assert self.wait.wait(10)
        self.asked += len(sources)
        far = np.abs(sources[:, None, 0] - targets[None, :, 0]) * 1000
        off = (sources[:, None, 0] > 114.04) | (targets[None, :, 0] > 114.04)
        return TravelMatrix((far + self.slower_s).astype(np.int32), off)


def test_a_row_is_worked_out_once_and_kept_for_its_state_of_the_roads() -> None:
    book, roads = CoverageTimes(), Roads()
    first = book.rows("now", GRID, roads, BASES[:10])
    again = book.rows("now", GRID, roads, BASES[:20])
    assert roads.asked == 20
    assert all(again[base] is first[base] for base in first)
    closed = Roads(slower_s=500)
    later = book.rows("closed", GRID, closed, BASES[:10])
    assert closed.asked == 10
    assert (later[BASES[0]].seconds != first[BASES[0]].seconds).any()
    assert book.rows("now", GRID, roads, BASES[:20])[BASES[0]] is first[BASES[0]]


def test_states_of_long_ago_are_forgotten() -> None:
    book, roads = CoverageTimes(), Roads()
    for state in ("a", "b", "c", "a"):
        book.rows(state, GRID, roads, BASES[:5])
    assert roads.asked == 20


def test_who_does_not_wait_is_told_how_far_it_has_come() -> None:
    go = Event()
    book, roads = CoverageTimes(), Roads(wait=go)
    begun = book.ask("now", GRID, roads, BASES, patience_s=0.0)
    assert (begun.done, begun.of, begun.is_done) == (0, 90, False)
    go.set()
    assert len(book.rows("now", GRID, roads, BASES)) == 90
    assert roads.asked == 90
    assert book.ask("now", GRID, roads, BASES, patience_s=0.0).is_done


def test_a_failure_is_told_and_tried_again() -> None:
    class Broken(Roads):
        def matrix(self, *_given: object) -> TravelMatrix:
            raise RuntimeError("the road file is gone")

    book = CoverageTimes()
    with pytest.raises(RuntimeError):
        book.rows("now", GRID, Broken(), BASES[:3])
    assert len(book.rows("now", GRID, Roads(), BASES[:3])) == 3


def test_ground_without_a_road_is_never_reached_but_a_base_without_one_has_guesses() -> None:
    on_road, off_road = rows_of(GRID, Roads(), [BASES[0], BASES[60]])
    east = GRID.middle[:, 0] > 114.04
    assert (on_road.seconds[east] == -1).all() and (on_road.seconds[~east] >= 0).all()
    assert not on_road.estimated
    assert off_road.estimated and (off_road.seconds >= 0).all()
    np.testing.assert_array_equal(roads_near(GRID, Roads()), ~east)


def test_without_any_roads_everything_is_known_by_guess() -> None:
    straight = StraightLineTravel()
    assert roads_near(GRID, straight).all()
    row = rows_of(GRID, straight, BASES[:1])[0]
    assert row.estimated and (row.seconds >= 0).all()
