"""A sample incident as expressions and places see it: one on record, or facts typed in."""

from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy.orm import Session

from core import clock
from core.auth import Actor
from core.local_time import BEIJING
from geo.service import locate
from incidents.kinds import LABELS, IncidentKind
from incidents.models import Incident
from incidents.queries import find_incident
from plans import queries
from plans.errors_cards import FactUnknown
from plans.facts import BASIC_FACTS, FactValue, IncidentFacts, incident_facts
from plans.holding import Scene
from plans.messages import LEVEL_NAMES
from plans.schemas_cards import CardFact, SampleIncident
from plans.service_messages import facts_told

TEXT_FACTS = frozenset({"kind", "substance_un", "spill", "container"})


class Sample(NamedTuple):
    """What is known of a sample, where and when it is, and the incident where it is one."""

    facts: IncidentFacts
    scene: Scene
    incident: Incident | None


def card_facts() -> list[CardFact]:
    """List the facts that expressions and texts can name."""
    names = [(name, True) for name in BASIC_FACTS]
    told = ("title", "place_name", "number", "reported_at", "plan_title", "response_level_name")
    return [
        CardFact(
            name=name,
            value="text" if name in TEXT_FACTS or not read else "number",
            in_expressions=read,
        )
        for name, read in (*names, *((name, False) for name in (*told, "now")))
    ]


def sample_of(
    session: Session, actor: Actor, given: SampleIncident, jurisdiction_code: str
) -> Sample:
    """Return a sample; one that names no place is in the plan's own jurisdiction."""
    if given.incident_id is not None:
        incident = find_incident(session, actor.prefixes, given.incident_id)
        return Sample(
            queries.facts_of(session, incident), queries.scene_of(session, incident), incident
        )
    local = (given.at or clock.now(session)).astimezone(BEIJING)
    code = jurisdiction_code
    if given.lon is not None and given.lat is not None:
        code = locate(session, given.lon, given.lat, "lon")
    scene = Scene(code, given.lon, given.lat, given.place_name, local)
    return Sample(_facts(given, local), scene, None)


def _facts(given: SampleIncident, local: datetime) -> IncidentFacts:
    if given.kind not in tuple(IncidentKind):
        raise FactUnknown(field="kind", name="kind", value=given.kind)
    clocked: dict[str, Any] = {
        "hour": local.hour,
        "weekday": local.isoweekday(),
        "month": local.month,
    }
    for name, value in given.facts.items():
        if name == "kind" or value is None:
            continue
        if name not in BASIC_FACTS or not _is_value(name, value):
            raise FactUnknown(field="facts", name=name, value=str(value))
        clocked[name] = float(value) if name == "wind_speed_ms" else value
    return incident_facts(given.kind, **clocked)


def _is_value(name: str, value: FactValue) -> bool:
    if name in TEXT_FACTS:
        return isinstance(value, str)
    if isinstance(value, bool) or not isinstance(value, int | float) or value < 0:
        return False
    return name == "wind_speed_ms" or isinstance(value, int)


def told_of(
    session: Session, sample: Sample, response_level: int, plan_title: str, language: str
) -> dict[str, object]:
    """Return what texts can name of a sample, as it is said in a language."""
    if sample.incident is not None:
        return facts_told(session, sample.incident, response_level, plan_title, language)
    label = LABELS[IncidentKind(sample.facts.kind)]
    known: dict[str, object] = dict(sample.facts.known)
    return known | {
        "kind": label.name if language == "zh" else label.name_en,
        "place_name": sample.scene.place_name,
        "now": sample.scene.local_at.strftime("%Y-%m-%d %H:%M"),
        "plan_title": plan_title,
        "response_level_name": LEVEL_NAMES[language][response_level - 1],
    }
