"""Danger areas hold again when the closing of their incident was a mistake."""

from pydantic import BaseModel
from sqlalchemy import select
from sqlalchemy.orm import Session

from hazards.models import HazardArea
from hazards.service import tell_drawn
from incidents.events import IncidentReopened


def restore_with_incident(session: Session, happening: BaseModel) -> None:
    """Let the areas hold again that were withdrawn with a closing taken back; a reaction to it.

    A stand-down withdraws none: what somebody withdrew since then stays withdrawn.
    """
    assert isinstance(happening, IncidentReopened)
    if happening.correction.undoes_kind != "incident.closed":
        return
    incident = happening.incident
    query = (
        select(HazardArea)
        .where(HazardArea.incident_id == incident.id)
        .where(HazardArea.withdrawn_at >= happening.correction.undoes_at)
        .order_by(HazardArea.id)
    )
    for row in session.scalars(query).all():
        row.withdrawn_at = None
        row.version += 1
        session.flush()
        tell_drawn(session, row, incident.jurisdiction_code)
