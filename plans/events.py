"""What can happen to responses and their tasks; each carries the full read model."""

from typing import Literal

from core.outbox import Happening
from plans.schemas import Activation, Task


class ActivationStarted(Happening):
    """A plan came into force on an incident."""

    kind: Literal["activation.started"] = "activation.started"
    activation: Activation


class ActivationRaised(Happening):
    """A plan in force was raised to a higher response level."""

    kind: Literal["activation.raised"] = "activation.raised"
    activation: Activation


class ActivationEnded(Happening):
    """A plan is no longer in force on an incident."""

    kind: Literal["activation.ended"] = "activation.ended"
    activation: Activation


class TaskGiven(Happening):
    """A named role was given a task with its time limit."""

    kind: Literal["task.given"] = "task.given"
    task: Task


class TaskSettled(Happening):
    """A task was done, or is no longer needed."""

    kind: Literal["task.settled"] = "task.settled"
    task: Task


class TaskReopened(Happening):
    """A settled task is to be done after all."""

    kind: Literal["task.reopened"] = "task.reopened"
    task: Task
