"""Who sends something to an incident hears of it from then on: the team and its jurisdiction."""

from pydantic import BaseModel
from sqlalchemy.orm import Session

from core.visibility import audience
from dispatch.events import OrderIssued
from incidents.service import let_hear
from resources.models import Depot, Team


def let_senders_hear(session: Session, happening: BaseModel) -> None:
    """Let the jurisdiction of a team or depot, and the team, hear of the incident; a reaction."""
    assert isinstance(happening, OrderIssued)
    order = happening.order
    if order.team_id is not None:
        code = session.get_one(Team, order.team_id).jurisdiction_code
        entries = audience(code, teams=[order.team_id])
    else:
        entries = audience(session.get_one(Depot, order.depot_id).jurisdiction_code)
    let_hear(session, order.incident_id, entries)
