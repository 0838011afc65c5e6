"""Who is on duty: declared, on shift, rested."""

from datetime import UTC, datetime, timedelta

import pytest

from resources.readiness import Declared, Span, is_on_duty, rest_until, too_short_a_rest

NOW = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
FINE = Declared(crew=None, out=False, out_until=None)
DAY = Span(NOW - 2 * HOUR, NOW + 10 * HOUR)
NIGHT = Span(NOW + 10 * HOUR, NOW + 22 * HOUR)


@pytest.mark.parametrize(
    ("declared", "shifts", "calendar", "on_duty"),
    [
        (FINE, [], False, True),
        (FINE, [], True, False),
        (FINE, [DAY], True, True),
        (FINE, [NIGHT], True, False),
        (Declared(0, False, None), [DAY], True, False),
        (Declared(5, True, None), [DAY], True, False),
        (Declared(5, True, NOW + HOUR), [DAY], True, False),
        (Declared(5, True, NOW), [DAY], True, True),
    ],
)
def test_a_team_is_on_duty_unless_it_is_out_unmanned_or_off_shift(
    declared: Declared, shifts: list[Span], calendar: bool, on_duty: bool
) -> None:
    assert is_on_duty(declared, shifts, calendar, NOW) is on_duty


def test_the_end_of_a_shift_is_no_longer_in_it() -> None:
    assert DAY.covers(DAY.starts_at)
    assert not DAY.covers(DAY.ends_at)


def test_only_long_work_calls_for_rest() -> None:
    after, rest = 12 * HOUR, 8 * HOUR
    assert rest_until(NOW - 13 * HOUR, NOW, after, rest) == NOW + rest
    assert rest_until(NOW - 11 * HOUR, NOW, after, rest) is None
    assert rest_until(None, NOW, after, rest) is None


def test_shifts_that_follow_at_once_are_one_and_a_short_gap_is_no_rest() -> None:
    late = Span(NIGHT.ends_at + 3 * HOUR, NIGHT.ends_at + 9 * HOUR)
    assert too_short_a_rest([NIGHT, DAY], 8 * HOUR) is None
    assert too_short_a_rest([late, NIGHT, DAY], 8 * HOUR) == (NIGHT, late)
    assert too_short_a_rest([late, NIGHT, DAY], 3 * HOUR) is None
