"""What happens to studies: asked, taken on, answered, failed."""

from typing import Literal

from core.outbox import Happening
from dispatch.schemas_studies import Study


class StudyAsked(Happening):
    """An officer asked the optimiser something beside the proposal."""

    kind: Literal["study.asked"] = "study.asked"
    study: Study


class StudySolving(Happening):
    """A worker took the question on."""

    kind: Literal["study.solving"] = "study.solving"
    study: Study


class StudyAnswered(Happening):
    """The answer is there."""

    kind: Literal["study.answered"] = "study.answered"
    study: Study


class StudyFailed(Happening):
    """No answer could be worked out; the error says why."""

    kind: Literal["study.failed"] = "study.failed"
    study: Study
