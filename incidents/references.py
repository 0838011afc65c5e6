"""Refuses records of the packages below that name an incident which is not there."""

from uuid import UUID

from pydantic import BaseModel
from sqlalchemy.orm import Session

from core.errors import Invalid
from geo.events import ClosureDrawn
from incidents.models import Incident
from resources.events_requisition import RequisitionDrafted


class UnknownIncident(Invalid):
    """The field {field} names an incident that does not exist: {value}."""

    zh = "字段 {field} 所指的突发事件不存在：{value}。"


def require_incident_of_closure(session: Session, happening: BaseModel) -> None:
    """Refuse a closure drawn for an unknown incident; a reaction to its drawing."""
    assert isinstance(happening, ClosureDrawn)
    _require(session, happening.closure.incident_id)


def require_incident_of_requisition(session: Session, happening: BaseModel) -> None:
    """Refuse a requisition drafted for an unknown incident; a reaction to its drafting."""
    assert isinstance(happening, RequisitionDrafted)
    _require(session, happening.requisition.incident_id)


def _require(session: Session, incident_id: UUID | None) -> None:
    if incident_id is not None and session.get(Incident, incident_id) is None:
        raise UnknownIncident(field="incident_id", value=str(incident_id))
