"""From the call to a response in one step: what would answer a report, and both at once."""

from datetime import datetime

from sqlalchemy.orm import Session

from core import clock
from core.auth import Actor
from core.local_time import BEIJING
from core.visibility import sees
from geo.service import OutsideYourJurisdiction, locate
from incidents import service as incident_service
from incidents.models import Incident
from incidents.queries import find_incident, incident_view
from incidents.schemas import IncidentIn
from plans import queries, schemas
from plans.asking import match_view
from plans.holding import Scene
from plans.matching import match
from plans.schemas_reporting import Responded, ResponseIn
from plans.service import start_response

_NOT_COLUMNS = frozenset({"position", "caller_name", "caller_phone"})


def plans_for_report(session: Session, actor: Actor, report: IncidentIn) -> list[schemas.PlanMatch]:
    """Return the plans that would answer a report not registered yet, best first."""
    code = locate(session, report.position.lon, report.position.lat, "position")
    if not sees(actor.prefixes, code):
        raise OutsideYourJurisdiction(field="position", jurisdiction=code)
    known = {name: value for name, value in report if name not in _NOT_COLUMNS}
    unregistered = Incident(**known, reported_at=clock.now(session))
    facts = queries.facts_of(session, unregistered)
    scene = Scene(
        code, report.position.lon, report.position.lat, report.place_name, _local_now(session)
    )
    held = match(queries.whole_plans(session), facts, code)
    return [match_view(one, facts, scene) for one in held if one.matches]


def _local_now(session: Session) -> datetime:
    return clock.now(session).astimezone(BEIJING)


def report_and_respond(session: Session, actor: Actor, wanted: ResponseIn) -> Responded:
    """Register a report and start a plan on it: both, or neither."""
    incident = incident_service.report_incident(session, actor, wanted.report)
    decision = schemas.ActivationIn(
        plan_id=wanted.plan_id, response_level=wanted.response_level, matter=wanted.matter
    )
    activation = start_response(session, actor, incident.id, decision)
    row = find_incident(session, actor.prefixes, incident.id)
    return Responded(incident=incident_view(session, row), activation=activation)
