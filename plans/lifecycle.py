"""States of a response and of a task, and which may follow which."""

from enum import StrEnum

from core.errors import IllegalTransition


class ActivationState(StrEnum):
    """Whether a response is in force, perhaps at another level than the one it began with."""

    IN_FORCE = "in_force"
    RAISED = "raised"
    LOWERED = "lowered"
    ENDED = "ended"


class TaskState(StrEnum):
    """Whether a task is still to be done."""

    OPEN = "open"
    DONE = "done"
    NOT_NEEDED = "not_needed"


STATES_ZH = {
    TaskState.OPEN: "待办",
    TaskState.DONE: "已完成",
    TaskState.NOT_NEEDED: "无需办理",
}


class TaskStepRefused(IllegalTransition):
    """A task that is {state} cannot become {wanted}."""

    zh = "任务当前为“{state_zh}”，不能转为“{wanted_zh}”。"


_NEXT_TASK: dict[TaskState, frozenset[TaskState]] = {
    TaskState.OPEN: frozenset({TaskState.DONE, TaskState.NOT_NEEDED}),
    TaskState.DONE: frozenset({TaskState.OPEN}),
    TaskState.NOT_NEEDED: frozenset({TaskState.OPEN}),
}


def require_next_task(state: str, wanted: str) -> None:
    """Refuse a step that the life of a task does not have; nothing is settled twice."""
    if TaskState(wanted) not in _NEXT_TASK[TaskState(state)]:
        raise TaskStepRefused(
            noun="task",
            state=state,
            wanted=wanted,
            state_zh=STATES_ZH[TaskState(state)],
            wanted_zh=STATES_ZH[TaskState(wanted)],
        )


def is_higher(wanted: int, current: int) -> bool:
    """Say whether a response level is above another; level 1 is the highest."""
    return wanted < current
