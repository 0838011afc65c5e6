"""What happens to surveys: a report was made and is kept."""

from typing import Literal

from app.survey.schemas import SurveyReportNote
from core.outbox import Happening


class SurveyReportPrepared(Happening):
    """A report was made; its files can be made from it at any time."""

    kind: Literal["survey_report.prepared"] = "survey_report.prepared"
    survey_report: SurveyReportNote
