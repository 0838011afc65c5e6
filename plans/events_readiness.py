"""What can happen to the test of plans; each carries the run as it then is."""

from typing import Literal

from core.outbox import Happening
from plans.schemas_readiness import ReadinessRun, ReadinessSetting


class ReadinessRequested(Happening):
    """Somebody, or the clock, asked for a test of all plans."""

    kind: Literal["readiness.requested"] = "readiness.requested"
    readiness: ReadinessRun


class ReadinessStarted(Happening):
    """The test of all plans began, or began again after it was interrupted."""

    kind: Literal["readiness.started"] = "readiness.started"
    readiness: ReadinessRun


class ReadinessStopping(Happening):
    """Somebody stopped the test of all plans; it ends as soon as it looks up."""

    kind: Literal["readiness.stopping"] = "readiness.stopping"
    readiness: ReadinessRun


class ReadinessFinished(Happening):
    """The test of all plans came to its end."""

    kind: Literal["readiness.finished"] = "readiness.finished"
    readiness: ReadinessRun


class ReadinessLostIt(Happening):
    """Plans that could be carried out at the test before no longer can."""

    kind: Literal["readiness.lost"] = "readiness.lost"
    readiness: ReadinessRun


class ReadinessFailed(Happening):
    """The test of all plans could not be carried out."""

    kind: Literal["readiness.failed"] = "readiness.failed"
    readiness: ReadinessRun


class ReadinessCancelled(Happening):
    """The test of all plans was stopped."""

    kind: Literal["readiness.cancelled"] = "readiness.cancelled"
    readiness: ReadinessRun


class ReadinessSettingChanged(Happening):
    """Planners set where a plan is tested and with which incidents."""

    kind: Literal["readiness_setting.changed"] = "readiness_setting.changed"
    readiness_setting: ReadinessSetting
