"""Whoever acknowledges the alarm of a call for help has acknowledged the call, and the reverse."""

from uuid import UUID

from pydantic import BaseModel
from sqlalchemy.orm import Session

import alarms.service
import dispatch.service_field
from alarms.events import AlarmAcknowledged
from alarms.kinds import Kind
from dispatch.events_field import FieldReportAcknowledged


def acknowledge_call(session: Session, happening: BaseModel) -> None:
    """Let the phone that asked for help know who has taken its alarm."""
    assert isinstance(happening, AlarmAcknowledged)
    alarm = happening.alarm
    if alarm.kind == Kind.HELP_ASKED:
        name = alarm.acknowledged_by_name or ""
        dispatch.service_field.acknowledge_by_alarm(session, UUID(alarm.subject), name)


def acknowledge_alarm(session: Session, happening: BaseModel) -> None:
    """An alarm about a call that somebody has seen calls nobody any more."""
    assert isinstance(happening, FieldReportAcknowledged)
    report = happening.field_report
    if report.kind == "help":
        alarms.service.acknowledge_cause(
            session, Kind.HELP_ASKED, str(report.id), report.acknowledged_by_name or ""
        )
