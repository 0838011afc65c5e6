"""States of a response and of a task, and which may follow which."""

from enum import StrEnum

from core.errors import IllegalTransition


class ActivationState(StrEnum):
    """Whether a response is in force, perhaps at a level above the one it began with."""

    IN_FORCE = "in_force"
    RAISED = "raised"
    ENDED = "ended"


class TaskState(StrEnum):
    """Whether a task is still to be done."""

    OPEN = "open"
    DONE = "done"
    NOT_NEEDED = "not_needed"


_NEXT_TASK: dict[TaskState, frozenset[TaskState]] = {
    TaskState.OPEN: frozenset({TaskState.DONE, TaskState.NOT_NEEDED}),
    TaskState.DONE: frozenset({TaskState.OPEN}),
    TaskState.NOT_NEEDED: frozenset({TaskState.OPEN}),
}


def require_next_task(state: str, wanted: str) -> None:
    """Refuse a step that the life of a task does not have; nothing is settled twice."""
    if TaskState(wanted) not in _NEXT_TASK[TaskState(state)]:
        raise IllegalTransition(noun="task", state=state, wanted=wanted)


def is_higher(wanted: int, current: int) -> bool:
    """Say whether a response level is above another; level 1 is the highest."""
    return wanted < current
