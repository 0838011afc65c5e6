"""Every write of incidents: reporting, correcting, responding, standing down, closing.

Needs are written in ``service_needs``; reports upwards and the log in ``service_reports``; their
functions are offered here too, so that others know one door.
"""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from geoalchemy2.shape import from_shape
from shapely.geometry import Point
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from core import clock
from core.auth import Actor
from core.errors import require_version
from core.local_time import day_of
from core.models import Jurisdiction
from core.outbox import record
from core.visibility import sees
from core.wire import Point as WirePoint
from geo.service import OutsideYourJurisdiction, locate
from incidents import lifecycle, models, queries
from incidents.errors import (
    InTheFuture,
    MayNotBeEmpty,
    NeedsStillOpen,
    UnknownKind,
)
from incidents.events import (
    IncidentClosed,
    IncidentCorrected,
    IncidentReported,
    IncidentResponding,
    IncidentStoodDown,
)
from incidents.hearing import heard_by, let_hear
from incidents.kinds import IncidentKind
from incidents.lifecycle import IncidentState
from incidents.report_steps import lay_out
from incidents.reporting import tier_of
from incidents.schemas import Incident, IncidentIn, IncidentPatch
from incidents.service_needs import (
    cancel_need,
    change_need,
    cover_needs,
    end_needs,
    over,
    raise_need,
    require_running,
)
from incidents.service_reports import make_hop, send_sitrep, write_log_entry

__all__ = [
    "cancel_need",
    "change_need",
    "close_incident",
    "correct_incident",
    "cover_needs",
    "destroy_callers",
    "end_needs",
    "let_hear",
    "make_hop",
    "over",
    "raise_need",
    "report_incident",
    "require_running",
    "send_sitrep",
    "set_response",
    "stand_down",
    "write_log_entry",
]

CALLER_KEPT = timedelta(days=30)
"""How long after closing the caller's data may still be needed for supplementary reports."""

_PRIORITY = {1: 1, 2: 1, 3: 2, 4: 3, None: 3}
_REQUIRED = ("title", "description", "position", "place_name", "priority", "facts")
_NOT_COLUMNS = frozenset({"position", "caller_name", "caller_phone"})

Happened = (
    IncidentReported | IncidentCorrected | IncidentResponding | IncidentStoodDown | IncidentClosed
)


def report_incident(session: Session, actor: Actor, report: IncidentIn) -> Incident:
    """Take down a report: number it, find its jurisdiction, start the report clocks."""
    now = clock.now(session)
    _require_known(report, now)
    code = _jurisdiction(session, actor, report.position)
    row = models.Incident(
        **{name: value for name, value in report if name not in _NOT_COLUMNS},
        number=_next_number(session, now),
        state=IncidentState.REPORTED.value,
        jurisdiction_code=code,
        position=_stored(report.position),
        reported_at=now,
        received_by=_receiving_tier(session, actor),
        created_by=actor.account_id,
    )
    row.priority = report.priority or _PRIORITY[queries.proposed_level(row).level]
    session.add(row)
    session.flush()
    if report.caller_name or report.caller_phone:
        caller = models.IncidentCaller(incident_id=row.id, name=report.caller_name)
        caller.phone = report.caller_phone
        session.add(caller)
    lay_out(session, row)
    return _record(session, row, IncidentReported)


def correct_incident(
    session: Session, actor: Actor, incident_id: UUID, seen: int | None, patch: IncidentPatch
) -> Incident:
    """Change what is known; the level is proposed again and the report chain follows it."""
    row = _changeable(session, actor, incident_id, seen)
    if row.state == IncidentState.CLOSED:
        raise over(row)
    given = {name: getattr(patch, name) for name in patch.model_fields_set}
    for name in _REQUIRED:
        if name in given and given[name] is None:
            raise MayNotBeEmpty(field=name)
    before = row.jurisdiction_code
    position = given.pop("position", None)
    if position is not None:
        row.jurisdiction_code = _jurisdiction(session, actor, position)
        row.position = _stored(position)
    for name, value in given.items():
        setattr(row, name, value)
    row.version += 1
    lay_out(session, row)
    return _record(session, row, IncidentCorrected, before)


def set_response(
    session: Session, actor: Actor, incident_id: UUID, response_level: int | None
) -> Incident:
    """Put a response level in force, or none; it is decided, never derived from the level."""
    row = queries.find_incident(session, actor.prefixes, incident_id, lock=True)
    starts = response_level is not None and row.state != IncidentState.RESPONDING
    if starts:
        lifecycle.require_next(row.state, IncidentState.RESPONDING)
        row.state = IncidentState.RESPONDING.value
        row.stood_down_at = None
    row.response_level = response_level
    row.version += 1
    return _record(session, row, IncidentResponding if starts else IncidentCorrected)


def stand_down(session: Session, actor: Actor, incident_id: UUID, seen: int | None) -> Incident:
    """Declare the response ended: nothing more is asked for, open needs end."""
    row = _changeable(session, actor, incident_id, seen)
    lifecycle.require_next(row.state, IncidentState.STOOD_DOWN)
    end_needs(session, row)
    row.state = IncidentState.STOOD_DOWN.value
    row.stood_down_at = clock.now(session)
    row.response_level = None
    row.version += 1
    return _record(session, row, IncidentStoodDown)


def close_incident(session: Session, actor: Actor, incident_id: UUID, seen: int | None) -> Incident:
    """Close an incident that was stood down; from now on its caller's data wait for destruction.

    Refused while needs are open. Orders are known above: dispatch refuses by a reaction to
    ``incident.closed`` while any is open.
    """
    row = _changeable(session, actor, incident_id, seen)
    lifecycle.require_next(row.state, IncidentState.CLOSED)
    still_open = queries.needs_of(session, row.id, open_only=True)
    if still_open:
        raise NeedsStillOpen(number=row.number, count=len(still_open))
    now = clock.now(session)
    row.state = IncidentState.CLOSED.value
    row.closed_at = now
    row.version += 1
    caller = session.get(models.IncidentCaller, row.id)
    if caller is not None:
        caller.destroy_after = now + CALLER_KEPT
    return _record(session, row, IncidentClosed)


def destroy_callers(session: Session) -> int:
    """Destroy the personal data of callers whose time is over; return how many there were."""
    due = models.IncidentCaller.destroy_after <= clock.now(session)
    query = delete(models.IncidentCaller).where(due).returning(models.IncidentCaller.incident_id)
    return len(session.scalars(query).all())


def _changeable(
    session: Session, actor: Actor, incident_id: UUID, seen: int | None
) -> models.Incident:
    row = queries.find_incident(session, actor.prefixes, incident_id, lock=True)
    if seen != row.version:
        require_version(
            seen, row.version, queries.incident_view(session, row).model_dump(mode="json")
        )
    return row


def _require_known(report: IncidentIn, now: datetime) -> None:
    if report.kind not in tuple(IncidentKind):
        raise UnknownKind(field="kind", value=report.kind)
    if report.occurred_at is not None and report.occurred_at > now + timedelta(minutes=1):
        raise InTheFuture(field="occurred_at", value=report.occurred_at.isoformat())


def _jurisdiction(session: Session, actor: Actor, position: WirePoint) -> str:
    """Return the county of a place, refusing one outside the region or outside the actor's."""
    code = locate(session, position.lon, position.lat, "position")
    if not sees(actor.prefixes, code):
        raise OutsideYourJurisdiction(field="position", jurisdiction=code)
    return code


def _receiving_tier(session: Session, actor: Actor) -> str:
    query = select(Jurisdiction.level).where(Jurisdiction.code == actor.home_code)
    return tier_of(session.scalar(query) or "county").value


def _next_number(session: Session, now: datetime) -> str:
    """Return the next number of the day; the lock is held until commit, so none is given twice."""
    world = session.info["world"]
    lock = func.pg_advisory_xact_lock(func.hashtext("incident.number"), func.hashtext(world))
    session.execute(select(lock))
    begins = f"突-{day_of(now)}-"
    query = select(func.count()).where(models.Incident.number.startswith(begins))
    return f"{begins}{(session.scalar(query) or 0) + 1:03d}"


def _stored(position: WirePoint) -> Any:
    return from_shape(Point(position.lon, position.lat), srid=4326)


def _record(
    session: Session, row: models.Incident, happening: type[Happened], *more_codes: str
) -> Incident:
    session.flush()
    incident = queries.incident_view(session, row)
    record(
        session,
        happening(incident=incident),
        audience=heard_by(session, row.id, row.jurisdiction_code, *more_codes),
        incident_id=row.id,
    )
    return incident
