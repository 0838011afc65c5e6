"""Draws the danger areas that run cards want, by the ordinary rules; what cannot be drawn is said.

A response must not fail because of a drawing: the reason goes into the duty log instead.
"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

import hazards.queries
import hazards.service
from core.auth import Actor
from core.errors import DomainError
from core.outbox import undone_together
from hazards.schemas_how import HazardAreaIn
from incidents import service as incident_service
from incidents.models import Incident
from incidents.queries import point_of
from incidents.schemas import LogEntryIn
from plans.schemas_cards import CardArea


def draw_card_areas(
    session: Session, actor: Actor, incident_id: UUID, areas: Sequence[CardArea]
) -> None:
    """Draw the areas of the cards that came into force; by the guide only where none stands yet."""
    for one in areas:
        if one.method == "guide" and hazards.queries.areas_of(session, incident_id):
            continue
        try:
            with undone_together(session):
                how = HazardAreaIn.model_validate({"how": _how(session, incident_id, one)})
                hazards.service.draw_areas(session, actor, incident_id, how)
        except DomainError as error:
            _say(session, actor, incident_id, one, error)


def _how(session: Session, incident_id: UUID, one: CardArea) -> dict[str, Any]:
    if one.method == "guide":
        return {"method": "guide", "note": one.note}
    at = point_of(session.get_one(Incident, incident_id).position)
    point = {"lon": at.lon, "lat": at.lat}
    return {"method": "buffer", "points": [point], "distance_m": one.distance_m, "note": one.note}


def _say(
    session: Session, actor: Actor, incident_id: UUID, one: CardArea, error: DomainError
) -> None:
    what = one.note or one.method
    text = f"响应卡要求划定危险区（{what}），未能划定：{error.message('zh-CN')}"
    incident_service.write_log_entry(session, actor, incident_id, LogEntryIn(text=text))
