"""The officer's word to the optimiser: pin a team to an incident, exclude it, lift that."""

from uuid import UUID

from pydantic import BaseModel
from sqlalchemy import select
from sqlalchemy.orm import Session

from core import clock, outbox
from core.auth import Actor
from core.correcting import NothingToUndo
from core.errors import NotFound, require_version
from core.outbox import Happening
from core.visibility import audience, sees
from dispatch import events, schemas
from dispatch.errors import (
    AlreadySteered,
    IncidentOver,
    SteeringAlreadyLifted,
    TeamCannotBeSteered,
    TeamPinnedElsewhere,
)
from dispatch.models import Steering
from dispatch.queries import OPEN_INCIDENT
from incidents.events import IncidentReopened, IncidentStoodDown
from incidents.models import Incident
from resources.models import Team

_CANNOT_GO = ("maintenance", "unavailable")


def set_steering(session: Session, actor: Actor, wanted: schemas.SteeringIn) -> schemas.Steering:
    """Pin a team to an open incident or exclude it from there; one word for each pair at a time."""
    incident = _open_incident(session, actor, wanted.incident_id)
    team = session.get(Team, wanted.team_id, with_for_update=True)
    if team is None:
        raise NotFound(noun="team", field="team_id")
    _refuse_contradiction(session, wanted, team)
    if wanted.kind == "pin":
        _require_can_go(session, team, incident)
    return _enter(session, actor.account_id, actor.name, wanted, team, incident)


def exclude_after_refusal(
    session: Session, actor: Actor, team: Team, incident: Incident, reason: str
) -> None:
    """Keep a team that declined away from this incident until an officer lifts that."""
    for row in _open(session, team.id, incident.id):
        _lift(session, actor.account_id, row, team, incident)
    wanted = schemas.SteeringIn(
        kind="exclusion", team_id=team.id, incident_id=incident.id, reason=reason[:300]
    )
    _enter(session, actor.account_id, actor.name, wanted, team, incident)


def lift_exclusion(session: Session, actor: Actor, team: Team, incident: Incident) -> None:
    """Lift what kept a team away from an incident: it is sent there, or stays there, after all."""
    for row in _open(session, team.id, incident.id):
        if row.kind == "exclusion":
            _lift(session, actor.account_id, row, team, incident)


def lift_steering(
    session: Session, actor: Actor, steering_id: UUID, version: int | None
) -> schemas.Steering:
    """Lift a pin or an exclusion."""
    row = session.get(Steering, steering_id, with_for_update=True)
    if row is None:
        raise NotFound(noun="steering")
    incident = session.get_one(Incident, row.incident_id)
    team = session.get_one(Team, row.team_id)
    if not sees(actor.prefixes, incident.jurisdiction_code):
        raise NotFound(noun="steering")
    if row.lifted_at is not None:
        raise SteeringAlreadyLifted()
    record = schemas.Steering.model_validate(row).model_dump(mode="json")
    require_version(version, row.version, record)
    return _lift(session, actor.account_id, row, team, incident)


def restore_steering(
    session: Session, actor: Actor, steering_id: UUID, version: int | None
) -> schemas.Steering:
    """Let a pin or an exclusion hold again that was lifted by mistake, while its incident runs."""
    row = session.get(Steering, steering_id, with_for_update=True)
    if row is None:
        raise NotFound(noun="steering")
    incident = _open_incident(session, actor, row.incident_id)
    record = schemas.Steering.model_validate(row).model_dump(mode="json")
    require_version(version, row.version, record)
    if row.lifted_at is None:
        raise NothingToUndo()
    team = session.get_one(Team, row.team_id, with_for_update=True)
    wanted = schemas.SteeringIn.model_validate(row, from_attributes=True)
    _refuse_contradiction(session, wanted, team)
    return _restore(session, row, team, incident)


def restore_with_incident(session: Session, happening: BaseModel) -> None:
    """Restore what was said about teams for an incident that is reopened; a reaction to it."""
    assert isinstance(happening, IncidentReopened)
    incident = session.get_one(Incident, happening.incident.id)
    if incident.state not in OPEN_INCIDENT:
        return
    query = (
        select(Steering)
        .where(Steering.incident_id == incident.id)
        .where(Steering.lifted_at >= happening.correction.undoes_at)
        .order_by(Steering.id)
    )
    for row in session.scalars(query.with_for_update()).all():
        team = session.get_one(Team, row.team_id)
        pinned = row.kind == "pin" and _pinned_to(session, team.id) is not None
        if not pinned and not _open(session, team.id, incident.id):
            _restore(session, row, team, incident)


def lift_with_incident(session: Session, happening: BaseModel) -> None:
    """Lift what was said about teams for an incident that was stood down; a reaction to it."""
    assert isinstance(happening, IncidentStoodDown)
    incident = session.get_one(Incident, happening.incident.id)
    query = (
        select(Steering)
        .where(Steering.incident_id == incident.id, Steering.lifted_at.is_(None))
        .order_by(Steering.id)
        .with_for_update()
    )
    for row in session.scalars(query).all():
        team = session.get_one(Team, row.team_id)
        _lift(session, session.info.get("actor_id"), row, team, incident)


def _open_incident(session: Session, actor: Actor, incident_id: UUID) -> Incident:
    incident = session.get(Incident, incident_id, with_for_update={"key_share": True})
    if incident is None or not sees(actor.prefixes, incident.jurisdiction_code):
        raise NotFound(noun="incident", field="incident_id")
    if incident.state not in OPEN_INCIDENT:
        raise IncidentOver(incident=incident.title)
    return incident


def _open(session: Session, team_id: UUID, incident_id: UUID) -> list[Steering]:
    query = select(Steering).where(
        Steering.team_id == team_id,
        Steering.incident_id == incident_id,
        Steering.lifted_at.is_(None),
    )
    return list(session.scalars(query.with_for_update()))


def _refuse_contradiction(session: Session, wanted: schemas.SteeringIn, team: Team) -> None:
    if _open(session, wanted.team_id, wanted.incident_id):
        raise AlreadySteered(team=team.name)
    if wanted.kind != "pin":
        return
    elsewhere = _pinned_to(session, team.id)
    if elsewhere is not None:
        raise TeamPinnedElsewhere(team=team.name, incident=elsewhere)


def _pinned_to(session: Session, team_id: UUID) -> str | None:
    return session.scalar(
        select(Incident.title)
        .join(Steering, Steering.incident_id == Incident.id)
        .where(Steering.team_id == team_id, Steering.kind == "pin", Steering.lifted_at.is_(None))
    )


def _require_can_go(session: Session, team: Team, incident: Incident) -> None:
    if team.retired_at is not None:
        raise TeamCannotBeSteered(team=team.name, state="retired", field="team_id")
    if team.state in _CANNOT_GO:
        raise TeamCannotBeSteered(team=team.name, state=team.state, field="team_id")


def _enter(
    session: Session,
    by: UUID,
    by_name: str,
    wanted: schemas.SteeringIn,
    team: Team,
    incident: Incident,
) -> schemas.Steering:
    row = Steering(
        kind=wanted.kind,
        team_id=team.id,
        incident_id=incident.id,
        reason=wanted.reason,
        set_at=clock.now(session),
        set_by=by,
        set_by_name=by_name,
        version=1,
    )
    session.add(row)
    session.flush()
    return _tell(session, events.SteeringSet, row, team, incident)


def _lift(
    session: Session, by: UUID | None, row: Steering, team: Team, incident: Incident
) -> schemas.Steering:
    row.lifted_at = clock.now(session)
    row.lifted_by = by
    row.version += 1
    session.flush()
    return _tell(session, events.SteeringLifted, row, team, incident)


def _restore(session: Session, row: Steering, team: Team, incident: Incident) -> schemas.Steering:
    row.lifted_at, row.lifted_by = None, None
    row.version += 1
    session.flush()
    return _tell(session, events.SteeringRestored, row, team, incident)


def _tell(
    session: Session, happening: type[Happening], row: Steering, team: Team, incident: Incident
) -> schemas.Steering:
    out = schemas.Steering.model_validate(row)
    heard_by = audience(incident.jurisdiction_code, team.jurisdiction_code)
    outbox.record(
        session,
        happening(steering=out),  # type: ignore[call-arg]
        audience=heard_by,
        incident_id=incident.id,
    )
    return out
