"""Every read of incidents, needs, report steps, sitreps and the log, as the shapes that travel."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, TypeVar
from uuid import UUID

from geoalchemy2.shape import to_shape
from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session

from core import clock
from core.errors import NotFound
from core.models import Event
from core.visibility import visible
from core.wire import Page, Point
from incidents import models, schemas
from incidents.kinds import IncidentClass, IncidentKind
from incidents.level import Measure, ProposedLevel, propose_level
from incidents.reporting import late_s
from incidents.sitrep_text import Measures, measures_from

Row = TypeVar("Row")
View = TypeVar("View")

_KEPT_IN_PICTURE = timedelta(hours=24)


def find_incident(
    session: Session, prefixes: Sequence[str], incident_id: UUID, *, lock: bool = False
) -> models.Incident:
    """Return an incident that these prefixes see, fresh and locked when it is to be changed.

    Keys are not locked: a row that only refers to the incident, such as an assignment, need not
    wait, or an acceptance and a stand-down could each hold what the other wants.
    """
    query = select(models.Incident).where(
        models.Incident.id == incident_id, visible(models.Incident.jurisdiction_code, prefixes)
    )
    return _one(session, query, "incident", lock)


def find_readable(session: Session, prefixes: Sequence[str], incident_id: UUID) -> models.Incident:
    """Return an incident to be read: one's own, or one that one has sent something to."""
    query = select(models.Incident).where(models.Incident.id == incident_id, readable(prefixes))
    return _one(session, query, "incident", False)


def readable(prefixes: Sequence[str]) -> ColumnElement[bool]:
    """Return the condition that these prefixes may read an incident, whoever may change it."""
    entries = [f"j:{prefix}" for prefix in prefixes if prefix]
    heard = select(models.IncidentHearer.incident_id).where(
        visible(models.IncidentHearer.entry, entries)
    )
    own = visible(models.Incident.jurisdiction_code, prefixes)
    return or_(own, models.Incident.id.in_(heard))


def find_need(
    session: Session, prefixes: Sequence[str], need_id: UUID
) -> tuple[models.Incident, models.Need]:
    """Return a need with its incident, both locked, the incident first."""
    query = select(models.Need.incident_id).where(models.Need.id == need_id)
    incident_id = session.scalar(query)
    if incident_id is None:
        raise NotFound(noun="need")
    try:
        incident = find_incident(session, prefixes, incident_id, lock=True)
    except NotFound:
        raise NotFound(noun="need") from None
    wanted = select(models.Need).where(models.Need.id == need_id)
    return incident, _one(session, wanted, "need", True)


def _one(session: Session, query: Select[Row], noun: str, lock: bool) -> Row:
    if lock:
        query = query.with_for_update(key_share=True).execution_options(populate_existing=True)
    row = session.scalar(query)
    if row is None:
        raise NotFound(noun=noun)
    return row


def incident_view(session: Session, row: models.Incident) -> schemas.Incident:
    """Return one incident as it travels."""
    return incident_views(session, [row])[0]


def incident_views(session: Session, rows: Sequence[models.Incident]) -> list[schemas.Incident]:
    """Return incidents as they travel, with the proposed level and the report clocks."""
    steps: dict[UUID, list[models.ReportStep]] = {row.id: [] for row in rows}
    for step in steps_of(session, list(steps)):
        steps[step.incident_id].append(step)
    return [_incident(session, row, steps[row.id]) for row in rows]


def _incident(
    session: Session, row: models.Incident, steps: Sequence[models.ReportStep]
) -> schemas.Incident:
    now = clock.now(session)
    own = {name: getattr(row, name) for name in _INCIDENT_COLUMNS}
    return schemas.Incident(
        **own,
        position=point_of(row.position),
        proposed_level=_level(proposed_level(row)),
        report_steps=[
            schemas.ReportStep(
                **{name: getattr(step, name) for name in _STEP_COLUMNS},
                late_s=late_s(step.due_at, step.sent_at, now),
            )
            for step in steps
        ],
    )


_INCIDENT_COLUMNS = tuple(
    name
    for name in schemas.Incident.model_fields
    if name not in ("position", "proposed_level", "report_steps")
)
_STEP_COLUMNS = tuple(name for name in schemas.ReportStep.model_fields if name != "late_s")


def point_of(position: Any) -> Point:
    """Return a stored point as it travels."""
    shape = to_shape(position)
    return Point(lon=shape.x, lat=shape.y)


def proposed_level(row: models.Incident) -> ProposedLevel:
    """Return the level that the statutory thresholds give for what is known of an incident."""
    measured: dict[Measure, float | None] = {
        "deaths": row.deaths,
        "serious_injuries": row.serious_injuries,
        "loss_yuan": row.loss_yuan,
        "burnt_area_ha": _number(row.facts.get("burnt_area_ha")),
    }
    since = row.occurred_at or row.reported_at
    return propose_level(IncidentKind(row.kind), measured, since, _class(row.facts))


def _number(value: Any) -> float | None:
    return float(value) if isinstance(value, int | float) and value >= 0 else None


def _class(facts: dict[str, Any]) -> IncidentClass | None:
    value = facts.get("incident_class")
    return IncidentClass(value) if value in tuple(IncidentClass) else None


def _level(found: ProposedLevel) -> schemas.LevelProposal:
    return schemas.LevelProposal(
        level=found.level,
        decided_by=list(found.decided_by),
        measures=[
            schemas.LevelMeasure(measure=one.measure, value=one.value, level=one.level)
            for one in found.measures
        ],
        unknown=list(found.unknown),
        source=found.source,
        reassess_until=found.reassess_until,
    )


def steps_of(session: Session, incident_ids: Sequence[UUID]) -> list[models.ReportStep]:
    """Return the report steps of incidents in order."""
    query = (
        select(models.ReportStep)
        .where(models.ReportStep.incident_id.in_(incident_ids))
        .order_by(models.ReportStep.incident_id, models.ReportStep.position)
    )
    return list(session.scalars(query))


def incidents_page(
    session: Session, prefixes: Sequence[str], state: str | None, offset: int, limit: int
) -> Page[schemas.Incident]:
    """Return visible incidents, the latest reported first."""
    where = readable(prefixes)
    if state is not None:
        where = and_(where, models.Incident.state == state)
    query = select(models.Incident).where(where)
    ordered = query.order_by(models.Incident.reported_at.desc(), models.Incident.id.desc())
    rows = list(session.scalars(ordered.offset(offset).limit(limit)))
    return _page(session, query, incident_views(session, rows), offset)


def need_view(row: models.Need) -> schemas.Need:
    """Return a need as it travels."""
    return schemas.Need.model_validate(row)


def needs_page(session: Session, incident_id: UUID, offset: int, limit: int) -> Page[schemas.Need]:
    """Return the needs of an incident in the order in which they were raised."""
    query = select(models.Need).where(models.Need.incident_id == incident_id)
    rows = session.scalars(query.order_by(models.Need.id).offset(offset).limit(limit))
    return _page(session, query, [need_view(row) for row in rows], offset)


def needs_of(session: Session, incident_id: UUID, *, open_only: bool = False) -> list[models.Need]:
    """Return the needs of an incident, locked by nobody, in the order of their ids."""
    query = select(models.Need).where(models.Need.incident_id == incident_id)
    if open_only:
        query = query.where(models.Need.state == "open")
    return list(session.scalars(query.order_by(models.Need.id)))


def locked_needs(session: Session, ids: Sequence[UUID]) -> list[models.Need]:
    """Return needs by id, locked in id order and fresh."""
    query = select(models.Need).where(models.Need.id.in_(ids)).order_by(models.Need.id)
    fresh = query.with_for_update(key_share=True).execution_options(populate_existing=True)
    return list(session.scalars(fresh))


def codes_of(session: Session, incident_ids: Sequence[UUID]) -> dict[UUID, str]:
    """Return the jurisdiction of each incident."""
    query = select(models.Incident.id, models.Incident.jurisdiction_code).where(
        models.Incident.id.in_(incident_ids)
    )
    return {row.id: row.jurisdiction_code for row in session.execute(query)}


def sitrep_view(row: models.Sitrep) -> schemas.Sitrep:
    """Return a sitrep as it travels."""
    return schemas.Sitrep.model_validate(row)


def sitreps_of(session: Session, incident_id: UUID) -> list[models.Sitrep]:
    """Return the sitreps of an incident in the order of their numbers."""
    query = select(models.Sitrep).where(models.Sitrep.incident_id == incident_id)
    return list(session.scalars(query.order_by(models.Sitrep.number)))


def log_entry_view(row: models.LogEntry) -> schemas.LogEntry:
    """Return a log entry as it travels."""
    return schemas.LogEntry.model_validate(row)


def log_page(
    session: Session, incident_id: UUID, offset: int, limit: int
) -> Page[schemas.LogEntry]:
    """Return the log of an incident, the oldest entry first."""
    query = select(models.LogEntry).where(models.LogEntry.incident_id == incident_id)
    ordered = query.order_by(models.LogEntry.at, models.LogEntry.id)
    rows = session.scalars(ordered.offset(offset).limit(limit))
    return _page(session, query, [log_entry_view(row) for row in rows], offset)


def log_entry_of(session: Session, incident_id: UUID, entry_id: UUID) -> models.LogEntry | None:
    """Return one entry of an incident's log, or None when it is not there."""
    query = select(models.LogEntry).where(
        models.LogEntry.id == entry_id, models.LogEntry.incident_id == incident_id
    )
    return session.scalar(query)


def measures_taken(session: Session, incident_id: UUID) -> Measures:
    """Return what was done so far, folded from the event log: responses and orders."""
    query = (
        select(Event.kind, Event.at, Event.data)
        .where(
            Event.incident_id == incident_id,
            or_(Event.kind.startswith("activation."), Event.kind.startswith("order.")),
            Event.kind != "order.eta_changed",
        )
        .order_by(Event.seq)
    )
    return measures_from((row.kind, row.at, row.data) for row in session.execute(query))


def snapshot_incidents(
    session: Session, prefixes: Sequence[str], incident_ids: Sequence[UUID] | None = None
) -> list[schemas.Incident]:
    """Return the incidents of the picture: not closed, or closed within the last day."""
    where = in_picture(session, prefixes, incident_ids)
    rows = session.scalars(select(models.Incident).where(where).order_by(models.Incident.id))
    return incident_views(session, list(rows))


def snapshot_needs(
    session: Session, prefixes: Sequence[str], incident_ids: Sequence[UUID] | None = None
) -> list[schemas.Need]:
    """Return all needs of the incidents of the picture."""
    where = in_picture(session, prefixes, incident_ids)
    query = select(models.Need).join(models.Incident).where(where).order_by(models.Need.id)
    return [need_view(row) for row in session.scalars(query)]


def snapshot_sitreps(
    session: Session, prefixes: Sequence[str], incident_ids: Sequence[UUID] | None = None
) -> list[schemas.Sitrep]:
    """Return the sitreps of the incidents of the picture."""
    where = in_picture(session, prefixes, incident_ids)
    query = select(models.Sitrep).join(models.Incident).where(where).order_by(models.Sitrep.id)
    return [sitrep_view(row) for row in session.scalars(query)]


def snapshot_log_entries(
    session: Session, prefixes: Sequence[str], incident_ids: Sequence[UUID] | None = None
) -> list[schemas.LogEntry]:
    """Return the log entries of the incidents of the picture."""
    where = in_picture(session, prefixes, incident_ids)
    query = select(models.LogEntry).join(models.Incident).where(where)
    rows = session.scalars(query.order_by(models.LogEntry.at, models.LogEntry.id))
    return [log_entry_view(row) for row in rows]


def in_picture(
    session: Session, prefixes: Sequence[str], incident_ids: Sequence[UUID] | None
) -> ColumnElement[bool]:
    """Return the condition on ``Incident`` that a snapshot draws from.

    Beside those of the area it takes the named ones: those that own teams are committed to.
    """
    scope = visible(models.Incident.jurisdiction_code, prefixes)
    if incident_ids:
        scope = or_(scope, models.Incident.id.in_(incident_ids))
    closed_at = models.Incident.closed_at
    recent = or_(closed_at.is_(None), closed_at > clock.now(session) - _KEPT_IN_PICTURE)
    return and_(scope, recent)


def _page(session: Session, query: Select[Row], rows: list[View], offset: int) -> Page[View]:
    total = session.scalar(select(func.count()).select_from(query.subquery())) or 0
    following = offset + len(rows)
    return Page[Any](rows=rows, total=total, next_offset=following if following < total else None)
