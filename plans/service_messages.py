"""Fills the texts of run cards with what is known of the incident when they come into force."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy.orm import Session

from core import clock
from core.local_time import BEIJING
from incidents.kinds import LABELS, IncidentKind
from incidents.models import Incident
from plans import models, queries, schemas
from plans.messages import LEVEL_NAMES, filled


def fill_messages(
    session: Session, incident: Incident, row: models.Activation, texts: Sequence[dict[str, Any]]
) -> list[dict[str, Any]]:
    """Return the texts of a response with their facts filled in, in both languages."""
    told = {
        language: facts_told(session, incident, row.response_level, title, language)
        for language, title in (("zh", row.plan_title), ("en", row.plan_title_en))
    }
    return [
        schemas.FilledMessage(
            ref=one["ref"],
            to=one["to"],
            title=one["title"],
            text=filled(one["text"], told["zh"], "zh"),
            text_en=filled(one["text_en"] or one["text"], told["en"], "en"),
        ).model_dump(mode="json")
        for one in texts
    ]


def facts_told(
    session: Session, incident: Incident, response_level: int, plan_title: str, language: str
) -> dict[str, object]:
    """Return everything a text can name, as it is said in a language."""
    known: dict[str, object] = dict(queries.facts_of(session, incident).known)
    label = LABELS[IncidentKind(incident.kind)]
    reported = incident.reported_at.astimezone(BEIJING)
    return known | {
        "kind": label.name if language == "zh" else label.name_en,
        "title": incident.title,
        "place_name": incident.place_name,
        "number": incident.number,
        "reported_at": reported.strftime("%Y-%m-%d %H:%M"),
        "now": clock.now(session).astimezone(BEIJING).strftime("%Y-%m-%d %H:%M"),
        "plan_title": plan_title,
        "response_level_name": LEVEL_NAMES[language][response_level - 1],
    }
