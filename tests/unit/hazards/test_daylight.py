"""Day is sunrise to sunset at the place, whatever the clock on the wall says."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from hazards.daylight import Period, period_at, sun_height_deg

BEIJING_TIME = timezone(timedelta(hours=8))
WUHAN = (114.3, 30.6)


def at(month: int, day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=BEIJING_TIME)


@pytest.mark.parametrize(
    ("instant", "expected"),
    [
        (at(6, 21, 5, 10), Period.NIGHT),
        (at(6, 21, 5, 35), Period.DAY),
        (at(6, 21, 19, 15), Period.DAY),
        (at(6, 21, 19, 45), Period.NIGHT),
        (at(12, 22, 7, 0), Period.NIGHT),
        (at(12, 22, 7, 30), Period.DAY),
        (at(12, 22, 17, 10), Period.DAY),
        (at(12, 22, 17, 45), Period.NIGHT),
    ],
)
def test_the_sun_over_wuhan_rises_and_sets_at_the_known_times(
    instant: datetime, expected: Period
) -> None:
    assert period_at(*WUHAN, instant) is expected


def test_in_kashgar_it_is_still_night_when_wuhan_has_long_had_day() -> None:
    instant = at(3, 20, 7, 30)
    assert period_at(*WUHAN, instant) is Period.DAY
    assert period_at(75.99, 39.47, instant) is Period.NIGHT


def test_at_noon_of_the_june_solstice_the_sun_stands_as_high_as_the_tropic_allows() -> None:
    noon = datetime(2026, 6, 21, 4, 24, tzinfo=UTC)
    assert sun_height_deg(*WUHAN, noon) == pytest.approx(90 - (30.6 - 23.44), abs=0.2)


def test_an_instant_without_a_time_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        period_at(*WUHAN, datetime(2026, 6, 21, 12))  # noqa: DTZ001
