"""The stages of what falls due in days, and the hour from which a day is told of."""

from datetime import UTC, date, datetime, timedelta

import pytest

from alarms.notices import Stage, stage_of, told_from

DUE = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("days_before", "stage"),
    [
        (61, None),
        (60, Stage.AHEAD),
        (8, Stage.AHEAD),
        (7, Stage.DUE),
        (0, Stage.DUE),
        (-1, Stage.OVERDUE),
        (-400, Stage.OVERDUE),
    ],
)
def test_the_due_day_itself_is_in_time_and_the_day_after_is_overdue(
    days_before: int, stage: Stage | None
) -> None:
    assert stage_of(DUE, DUE - timedelta(days=days_before), timedelta(days=60)) is stage


def test_a_day_is_told_of_from_eight_in_the_morning_in_beijing() -> None:
    night = datetime(2026, 11, 21, 19, 0, tzinfo=UTC)  # three o'clock of the 22nd in Beijing
    assert told_from(night) == datetime(2026, 11, 22, 0, 0, tzinfo=UTC)
