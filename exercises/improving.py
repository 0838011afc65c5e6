"""The life of an improvement task, pure: its steps, who may take them, when it is overdue."""

from datetime import date, timedelta
from enum import StrEnum

from exercises.errors_improvement import StepNotPossible

SOON = timedelta(days=7)


class TaskState(StrEnum):
    """Where an improvement task stands."""

    OPEN = "open"
    DONE = "done"
    VERIFIED = "verified"
    DROPPED = "dropped"


class TaskStep(StrEnum):
    """What is done with an improvement task."""

    REPORT_DONE = "report_done"
    VERIFY = "verify"
    SEND_BACK = "send_back"
    DROP = "drop"


class Standing(StrEnum):
    """How the due date of an open task stands; of one that is not open nothing is due."""

    IN_TIME = "in_time"
    SOON = "soon"
    OVERDUE = "overdue"
    NONE = "none"


_LEADS_TO = {
    (TaskState.OPEN, TaskStep.REPORT_DONE): TaskState.DONE,
    (TaskState.DONE, TaskStep.VERIFY): TaskState.VERIFIED,
    (TaskState.DONE, TaskStep.SEND_BACK): TaskState.OPEN,
    (TaskState.OPEN, TaskStep.DROP): TaskState.DROPPED,
    (TaskState.DONE, TaskStep.DROP): TaskState.DROPPED,
}
NEEDS_REASON = frozenset({TaskStep.SEND_BACK, TaskStep.DROP})
"""Steps that say why."""


def after(state: TaskState, step: TaskStep) -> TaskState:
    """Return the state that a step leads to; what leads nowhere is refused."""
    found = _LEADS_TO.get((state, step))
    if found is None:
        raise StepNotPossible(step=step.value, state=state.value)
    return found


def standing(state: TaskState, due_on: date, today: date) -> Standing:
    """Return how a task's due date stands on a day; the due date itself is still in time."""
    if state is not TaskState.OPEN:
        return Standing.NONE
    if due_on < today:
        return Standing.OVERDUE
    return Standing.SOON if due_on - today <= SOON else Standing.IN_TIME
