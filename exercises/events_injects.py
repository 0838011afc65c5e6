"""What happens to injects and on evaluation sheets, as the exercise's own log keeps it."""

from typing import Literal

from core.outbox import Happening
from exercises.schemas_evaluations import EvaluationView
from exercises.schemas_injects import InjectView


class InjectGiven(Happening):
    """It came: by the clock, by its conditions or by the director's hand."""

    kind: Literal["inject.given"] = "inject.given"
    inject: InjectView


class InjectFailed(Happening):
    """It could not be given; its trouble says why."""

    kind: Literal["inject.failed"] = "inject.failed"
    inject: InjectView


class InjectSkipped(Happening):
    """The director leaves it out; what waits for it goes on from here."""

    kind: Literal["inject.skipped"] = "inject.skipped"
    inject: InjectView


class InjectAdded(Happening):
    """The director made one up."""

    kind: Literal["inject.added"] = "inject.added"
    inject: InjectView


class InjectChanged(Happening):
    """The director put it off or wrote it anew before it came."""

    kind: Literal["inject.changed"] = "inject.changed"
    inject: InjectView


class InjectRead(Happening):
    """Somebody whom it was told opened it, or said that it is understood."""

    kind: Literal["inject.read"] = "inject.read"
    inject: InjectView


class InjectJudged(Happening):
    """What was expected after it was met, or its time ran out."""

    kind: Literal["inject.judged"] = "inject.judged"
    inject: InjectView


class EvaluationNoted(Happening):
    """An observer noted something on a sheet."""

    kind: Literal["evaluation.noted"] = "evaluation.noted"
    evaluation: EvaluationView
