"""An improvement task goes from open to verified, or back; its due date stands as its day says."""

from datetime import date

import pytest

from exercises.errors_improvement import StepNotPossible
from exercises.improving import Standing, TaskState, TaskStep, after, standing

TODAY = date(2026, 11, 22)


def test_a_task_is_reported_done_and_then_verified() -> None:
    done = after(TaskState.OPEN, TaskStep.REPORT_DONE)
    assert (done, after(done, TaskStep.VERIFY)) == (TaskState.DONE, TaskState.VERIFIED)


def test_a_task_that_was_not_mended_is_sent_back_and_is_open_again() -> None:
    assert after(TaskState.DONE, TaskStep.SEND_BACK) is TaskState.OPEN


@pytest.mark.parametrize(
    ("state", "step"),
    [
        (TaskState.OPEN, TaskStep.VERIFY),
        (TaskState.VERIFIED, TaskStep.REPORT_DONE),
        (TaskState.VERIFIED, TaskStep.DROP),
        (TaskState.DROPPED, TaskStep.REPORT_DONE),
    ],
)
def test_what_leads_nowhere_is_refused(state: TaskState, step: TaskStep) -> None:
    with pytest.raises(StepNotPossible):
        after(state, step)


@pytest.mark.parametrize(
    ("due_on", "stands"),
    [
        (date(2026, 11, 21), Standing.OVERDUE),
        (date(2026, 11, 22), Standing.SOON),
        (date(2026, 11, 29), Standing.SOON),
        (date(2026, 11, 30), Standing.IN_TIME),
    ],
)
def test_the_due_day_itself_is_still_in_time(due_on: date, stands: Standing) -> None:
    assert standing(TaskState.OPEN, due_on, TODAY) is stands


def test_of_a_task_that_is_done_nothing_is_due_any_more() -> None:
    for state in (TaskState.DONE, TaskState.VERIFIED, TaskState.DROPPED):
        assert standing(state, date(2020, 1, 1), TODAY) is Standing.NONE
