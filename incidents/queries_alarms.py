"""What of incidents may deserve an alarm: report steps that were not made, needs not covered."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from incidents.models import Incident, Need, ReportStep

_UNDER_WAY = ("reported", "responding")


@dataclass(frozen=True, slots=True)
class OpenStep:
    """A report that was not sent yet."""

    id: UUID
    incident_id: UUID
    title: str
    jurisdiction_code: str
    from_level: str
    to_level: str
    due_at: datetime


@dataclass(frozen=True, slots=True)
class UncoveredNeed:
    """An open need of which a part is promised by nobody."""

    id: UUID
    incident_id: UUID
    title: str
    jurisdiction_code: str
    label: str
    label_en: str
    item_code: str | None
    quantity: int
    committed: int
    raised_at: datetime


def open_steps(session: Session, due_before: datetime) -> list[OpenStep]:
    """Return the reports of incidents not closed that are due before an instant and not sent."""
    query = (
        select(
            ReportStep.id,
            Incident.id,
            Incident.title,
            Incident.jurisdiction_code,
            ReportStep.from_level,
            ReportStep.to_level,
            ReportStep.due_at,
        )
        .join(Incident, Incident.id == ReportStep.incident_id)
        .where(
            Incident.state != "closed",
            ReportStep.sent_at.is_(None),
            ReportStep.due_at < due_before,
        )
        .order_by(ReportStep.due_at, ReportStep.id)
    )
    return [OpenStep(*row) for row in session.execute(query)]


def uncovered_needs(session: Session) -> list[UncoveredNeed]:
    """Return the open needs of incidents under way that are not wholly committed."""
    query = (
        select(
            Need.id,
            Incident.id,
            Incident.title,
            Incident.jurisdiction_code,
            Need.label,
            Need.label_en,
            Need.item_code,
            Need.quantity,
            Need.committed,
            Need.raised_at,
        )
        .join(Incident, Incident.id == Need.incident_id)
        .where(
            Need.state == "open",
            Need.committed < Need.quantity,
            Incident.state.in_(_UNDER_WAY),
        )
        .order_by(Need.id)
    )
    rows: Sequence[Any] = session.execute(query).all()
    return [UncoveredNeed(*row) for row in rows]
