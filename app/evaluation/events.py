"""What happens to evaluation reports: made, made anew from later facts, edited, taken away."""

from typing import Literal

from app.evaluation.schemas import EvaluationReportNote
from core.outbox import Happening


class EvaluationReportMade(Happening):
    """Somebody had an evaluation report made of an exercise or an incident."""

    kind: Literal["evaluation_report.made"] = "evaluation_report.made"
    evaluation_report: EvaluationReportNote


class EvaluationReportRefreshed(Happening):
    """A report was read anew; what people wrote in it stayed."""

    kind: Literal["evaluation_report.refreshed"] = "evaluation_report.refreshed"
    evaluation_report: EvaluationReportNote


class EvaluationReportEdited(Happening):
    """Somebody changed the text of a section, or let an earlier one stand again."""

    kind: Literal["evaluation_report.edited"] = "evaluation_report.edited"
    evaluation_report: EvaluationReportNote
    section: str
