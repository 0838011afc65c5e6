"""What can happen to reports from the field; each carries the full read model."""

from typing import Literal

from core.outbox import Happening
from dispatch.schemas_field import FieldReport


class FieldReportSent(Happening):
    """Somebody on the ground wrote or showed something, or asked for help."""

    kind: Literal["field_report.sent"] = "field_report.sent"
    field_report: FieldReport


class FieldReportAcknowledged(Happening):
    """The command centre has seen it, by name."""

    kind: Literal["field_report.acknowledged"] = "field_report.acknowledged"
    field_report: FieldReport


class FieldReportSettled(Happening):
    """A call for help was answered: by a need, or in words."""

    kind: Literal["field_report.settled"] = "field_report.settled"
    field_report: FieldReport
