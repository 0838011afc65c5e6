"""Asks for the next shift when those who came first have nearly worked their hours."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import clock
from core.auth import Actor
from core.grants import Grant
from core.outbox import record
from core.visibility import prefix_of
from incidents.hearing import heard_by
from incidents.lifecycle import is_over
from incidents.models import Incident
from plans import models, queries, schemas
from plans.events import ActivationRelieved
from plans.lasting import is_relief_due, next_relief
from plans.service_asking import settle_needs


def reliefs_due(session: Session) -> list[models.Activation]:
    """Return the standing responses of which somebody has to be relieved by now."""
    now = clock.now(session)
    query = select(models.Activation).where(models.Activation.ended_at.is_(None))
    rows = session.scalars(query.order_by(models.Activation.id))
    return [row for row in rows if any(is_relief_due(one, now) for one in _asks(row))]


def ask_reliefs(session: Session) -> int:
    """Ask for every relief that is due, in the name of whoever started the response."""
    asked = 0
    for found in reliefs_due(session):
        incident = session.get_one(Incident, found.incident_id, with_for_update={"key_share": True})
        row = session.get_one(
            models.Activation, found.id, with_for_update=True, populate_existing=True
        )
        if row.ended_at is None and not is_over(incident.state):
            asked += _relieve(session, incident, row)
    return asked


def _asks(row: models.Activation) -> list[schemas.ActivationAsk]:
    return [schemas.ActivationAsk.model_validate(one) for one in row.asks]


def _relieve(session: Session, incident: Incident, row: models.Activation) -> int:
    now = clock.now(session)
    kept: list[schemas.ActivationAsk] = []
    new: list[schemas.ActivationAsk] = []
    for one in _asks(row):
        due = is_relief_due(one, now)
        new += [next_relief(one, now)] if due else []
        kept.append(one.model_copy(update={"relieved": True}) if due else one)
    if not new:
        return 0
    row.asks = [one.model_dump(mode="json") for one in (*kept, *new)]
    row.version += 1
    session.flush()
    record(
        session,
        ActivationRelieved(activation=queries.activation_view(row)),
        audience=heard_by(session, incident.id, incident.jurisdiction_code),
        incident_id=incident.id,
    )
    settle_needs(session, _acting_for(session, incident, row), incident)
    return len(new)


def _acting_for(session: Session, incident: Incident, row: models.Activation) -> Actor:
    """Whoever started the response, with sight of this incident and no other right."""
    code = incident.jurisdiction_code
    return Actor(
        account_id=row.started_by,
        username="",
        name=row.started_by_name,
        locale="zh-CN",
        team_id=None,
        world=session.info["world"],
        grants=(Grant("duty_officer", code, code, prefix_of(code)),),
        permissions=frozenset(),
        session_id=None,
    )
