"""What can happen to responses and their tasks; each carries the full read model."""

from typing import Literal

from core.correcting import Correction
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


class ActivationLowered(Happening):
    """A plan in force stepped down to a lower response level."""

    kind: Literal["activation.lowered"] = "activation.lowered"
    activation: Activation


class ActivationRelieved(Happening):
    """The relief of those who came for a plan was asked for, as its run card has it."""

    kind: Literal["activation.relieved"] = "activation.relieved"
    activation: Activation


class ActivationEnded(Happening):
    """A plan is no longer in force on an incident."""

    kind: Literal["activation.ended"] = "activation.ended"
    activation: Activation


class ActivationCorrected(Happening):
    """The raising or the end of a response was a mistake and was taken back."""

    kind: Literal["activation.corrected"] = "activation.corrected"
    activation: Activation
    correction: Correction


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


class TaskTimed(Happening):
    """A task that waits for others may begin, or waits again; its time limit was set anew."""

    kind: Literal["task.timed"] = "task.timed"
    task: Task


class TaskTaken(Happening):
    """Somebody took a task on, or gave it back."""

    kind: Literal["task.taken"] = "task.taken"
    task: Task
