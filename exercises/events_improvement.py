"""What happens to findings and improvement tasks, in the live world's log."""

from typing import Literal

from core.outbox import Happening
from exercises.schemas_improvement import FindingView, ImprovementTaskView


class FindingRecorded(Happening):
    """Somebody records what went wrong in an exercise or in an incident."""

    kind: Literal["finding.recorded"] = "finding.recorded"
    finding: FindingView


class FindingCorrected(Happening):
    """A finding is put otherwise; the log keeps how it was."""

    kind: Literal["finding.corrected"] = "finding.corrected"
    finding: FindingView


class FindingWithdrawn(Happening):
    """A finding is withdrawn, with a reason."""

    kind: Literal["finding.withdrawn"] = "finding.withdrawn"
    finding: FindingView


class FindingRestored(Happening):
    """A finding that was withdrawn stands again."""

    kind: Literal["finding.restored"] = "finding.restored"
    finding: FindingView


class FindingTriggered(Happening):
    """A finding told a plan to look at itself again."""

    kind: Literal["finding.triggered"] = "finding.triggered"
    finding: FindingView


class ImprovementTaskSet(Happening):
    """Somebody is given something to mend by a day."""

    kind: Literal["improvement_task.set"] = "improvement_task.set"
    improvement_task: ImprovementTaskView


class ImprovementTaskChanged(Happening):
    """What is to be done, by whom or by when is changed."""

    kind: Literal["improvement_task.changed"] = "improvement_task.changed"
    improvement_task: ImprovementTaskView


class ImprovementTaskStepped(Happening):
    """A task is reported done, verified, sent back or dropped."""

    kind: Literal["improvement_task.stepped"] = "improvement_task.stepped"
    improvement_task: ImprovementTaskView


class ImprovementTaskTakenBack(Happening):
    """The last step of a task is taken back."""

    kind: Literal["improvement_task.taken_back"] = "improvement_task.taken_back"
    improvement_task: ImprovementTaskView


class ImprovementTaskDue(Happening):
    """A task falls due within a week, or is overdue."""

    kind: Literal["improvement_task.due"] = "improvement_task.due"
    improvement_task: ImprovementTaskView
