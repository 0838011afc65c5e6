"""The clock of an exercise stands, goes and runs fast, and never goes back."""

from datetime import UTC, datetime, timedelta

import pytest

from core.world_clock import WorldClock

SET = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
NIGHT = datetime(2026, 7, 2, 19, 30, tzinfo=UTC)


@pytest.mark.parametrize(("speed", "shown_s"), [(0.0, 0), (1.0, 60), (10.0, 600), (0.5, 30)])
def test_an_exercise_goes_as_fast_as_it_was_told(speed: float, shown_s: int) -> None:
    clock = WorldClock(NIGHT, SET, speed)
    assert clock.shows(SET + timedelta(minutes=1)) == NIGHT + timedelta(seconds=shown_s)


def test_a_wall_clock_behind_the_setting_shows_the_setting() -> None:
    assert WorldClock(NIGHT, SET, 10.0).shows(SET - timedelta(hours=1)) == NIGHT
