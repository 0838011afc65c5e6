"""Keeps the stored report chain of an incident in step with what is known of it."""

from sqlalchemy.orm import Session

from incidents import models, queries
from incidents.kinds import IncidentKind
from incidents.reporting import Hop, Tier, chain, worse


def lay_out(session: Session, incident: models.Incident) -> None:
    """Make the open hops follow the level and the receipts; a hop that was made stays as it was."""
    session.flush()
    stored = {step.position: step for step in queries.steps_of(session, [incident.id])}
    sent = {step.position: step.sent_at for step in stored.values() if step.sent_at is not None}
    level = worse(incident.level, queries.proposed_level(incident).level)
    hops = chain(
        IncidentKind(incident.kind), level, Tier(incident.received_by), incident.reported_at, sent
    )
    for hop in hops:
        step = stored.pop(hop.position, None)
        if step is None:
            session.add(_step(incident, hop))
        elif step.sent_at is None:
            step.started_at, step.due_at, step.source = hop.started_at, hop.due_at, hop.source
    for surplus in stored.values():
        session.delete(surplus)
    session.flush()


def _step(incident: models.Incident, hop: Hop) -> models.ReportStep:
    return models.ReportStep(
        incident_id=incident.id,
        position=hop.position,
        from_level=hop.from_tier.value,
        to_level=hop.to_tier.value,
        started_at=hop.started_at,
        due_at=hop.due_at,
        source=hop.source,
    )
