"""Who reported an incident: shown only on request, and every look is on record."""

from uuid import UUID

from sqlalchemy.orm import Session

from core import clock
from core.auth import Actor
from core.errors import NotFound
from core.outbox import record
from core.visibility import audience
from incidents import models, queries
from incidents.events import CallerRead
from incidents.schemas import Caller, CallerAccess


def read_caller(session: Session, actor: Actor, incident_id: UUID) -> Caller:
    """Return the caller's name and number to call back; who looked is written into the events."""
    row = queries.find_incident(session, actor.prefixes, incident_id)
    caller = session.get(models.IncidentCaller, row.id)
    if caller is None:
        raise NotFound(noun="caller")
    access = CallerAccess(id=row.id, read_at=clock.now(session))
    record(
        session,
        CallerRead(caller=access),
        audience=audience(row.jurisdiction_code),
        incident_id=row.id,
    )
    return Caller(
        incident_id=row.id,
        name=caller.name,
        phone=caller.phone,
        destroy_after=caller.destroy_after,
    )
