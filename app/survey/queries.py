"""Reads for a survey: teams, depots, stock, facilities and agreements of an area and around it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, case, cast, func, not_, select
from sqlalchemy.orm import Session, selectinload
from sqlalchemy.types import BigInteger

from app.survey import models, schemas
from app.survey.scope import Scope
from core.errors import NotFound
from core.models import Jurisdiction
from core.visibility import prefix_of, visible
from core.wire import Page
from geo.models_places import Place
from hazards.models import HazardSource
from resources.models import Depot, Facility, Item, Lot, Team, TeamCapability, Truck
from resources.models_requisition import Requisition, RequisitionLine
from resources.models_sharing import MutualAid
from resources.models_stock import SafetyStock
from resources.queries_seen import in_force
from resources.queries_trust import age_days_sql, percent_sql
from resources.stock import civil_day

_REQUISITIONED = ("in_use", "returned", "settled")
MOST_REQUISITIONED = 200


def jurisdiction(session: Session, code: str) -> Jurisdiction:
    """Return a county, city or province."""
    row = session.get(Jurisdiction, code)
    if row is None or row.level == "township":
        raise NotFound(noun="jurisdiction")
    return row


def agreements(session: Session, code: str, now: datetime) -> list[schemas.SurveyAgreement]:
    """Return the agreements by which others help an area, in force at an instant."""
    query = select(MutualAid).where(in_force(now)).options(selectinload(MutualAid.terms))
    ordered = session.scalars(query.order_by(MutualAid.provider_code, MutualAid.number))
    inside = prefix_of(code)
    rows = [row for row in ordered if code.startswith(prefix_of(row.receiver_code))]
    names = names_of(session, [row.provider_code for row in rows])
    return [
        schemas.SurveyAgreement(
            provider_code=row.provider_code,
            provider_name=names.get(row.provider_code, row.provider_code),
            number=row.number,
            valid_to=row.valid_to,
            terms=[schemas.SurveyTerm.model_validate(term) for term in row.terms],
        )
        for row in rows
        if not row.provider_code.startswith(inside)
    ]


def seat(session: Session, area: Jurisdiction) -> schemas.SurveyPoint | None:
    """Return the settlement that an area is named after, if its people are on record."""
    query = (
        select(
            Place.name,
            func.ST_X(Place.position).label("lon"),
            func.ST_Y(Place.position).label("lat"),
        )
        .where(Place.name == area.name, Place.population.is_not(None))
        .where(func.starts_with(Place.jurisdiction_code, area.prefix))
        .order_by(Place.population.desc(), Place.id)
    )
    row = session.execute(query.limit(1)).first()
    return None if row is None else schemas.SurveyPoint(**row._mapping)


def names_of(session: Session, codes: Sequence[str]) -> dict[str, str]:
    """Return the names of jurisdictions by code."""
    query = select(Jurisdiction.code, Jurisdiction.name).where(Jurisdiction.code.in_(set(codes)))
    return {row.code: row.name for row in session.execute(query)}


def hazard_sources(session: Session, prefix: str) -> tuple[int, int]:
    """Return how many hazard sources an area has, and how many of them are major hazards."""
    graded = func.count().filter(HazardSource.major_hazard_grade.is_not(None))
    row = session.execute(
        select(func.count(), graded)
        .select_from(HazardSource)
        .where(visible(HazardSource.jurisdiction_code, [prefix]))
    ).one()
    return row[0], row[1]


def teams(session: Session, scope: Scope, now: datetime) -> list[dict[str, Any]]:
    """Return the teams in a survey as plain values, by code."""
    query = (
        select(
            Team.id,
            Team.code,
            Team.name,
            Team.kind,
            Team.jurisdiction_code,
            Team.address,
            Team.leader_name,
            Team.phone,
            Team.headcount,
            Team.crew,
            _out_of_service(now).label("out"),
            Team.vehicle,
            Team.turnout_s,
            func.ST_X(Team.home).label("lon"),
            func.ST_Y(Team.home).label("lat"),
            age_days_sql(Team.confirmed_at, now).label("age_days"),
        )
        .where(visible(Team.jurisdiction_code, scope.prefixes), Team.retired_at.is_(None))
        .order_by(Team.code)
    )
    rows = [dict(row._mapping) for row in session.execute(query)]
    abilities = _abilities(session, scope)
    return [row | {"capabilities": abilities.get(row.pop("id"), {})} for row in rows]


def _out_of_service(now: datetime) -> ColumnElement[bool]:
    declared = and_(
        Team.out_reason.is_not(None), func.coalesce(Team.out_until > now, Team.out_until.is_(None))
    )
    away = Team.state.in_(("maintenance", "unavailable"))
    return func.coalesce(declared | away | (Team.crew == 0), declared | away)


def _abilities(session: Session, scope: Scope) -> dict[UUID, dict[str, int]]:
    query = (
        select(TeamCapability.team_id, TeamCapability.capability_code, TeamCapability.units)
        .join(Team, Team.id == TeamCapability.team_id)
        .where(visible(Team.jurisdiction_code, scope.prefixes), Team.retired_at.is_(None))
        .order_by(TeamCapability.team_id, TeamCapability.capability_code)
    )
    found: dict[UUID, dict[str, int]] = {}
    for team_id, code, units in session.execute(query):
        found.setdefault(team_id, {})[code] = units
    return found


def depots(session: Session, scope: Scope, now: datetime) -> list[dict[str, Any]]:
    """Return the depots in a survey as plain values, by code."""
    columns = (Depot.code, Depot.name, Depot.kind, Depot.jurisdiction_code, Depot.address)
    query = (
        select(
            *columns,
            Depot.keeper_name,
            Depot.phone,
            Depot.load_s,
            func.ST_X(Depot.position).label("lon"),
            func.ST_Y(Depot.position).label("lat"),
            age_days_sql(Depot.confirmed_at, now).label("age_days"),
        )
        .where(visible(Depot.jurisdiction_code, scope.prefixes), Depot.retired_at.is_(None))
        .order_by(Depot.code)
    )
    return [dict(row._mapping) for row in session.execute(query)]


def stock(session: Session, scope: Scope, now: datetime) -> list[schemas.SurveyStock]:
    """Return what each depot has of each item, added up in the database."""
    percent = percent_sql(Lot.confirmed_at, now)
    expired = func.coalesce(Lot.expires_on < civil_day(now), False)
    free = cast(func.floor(cast(Lot.quantity, BigInteger) * percent / 100), BigInteger)
    usable = case((expired, 0), else_=func.greatest(0, free - Lot.reserved))
    query = (
        select(
            Depot.code.label("depot_code"),
            Lot.item_code,
            func.sum(Lot.quantity).label("counted"),
            func.coalesce(func.sum(Lot.quantity).filter(expired), 0).label("expired"),
            func.coalesce(func.sum(Lot.reserved).filter(not_(expired)), 0).label("promised"),
            func.sum(usable).label("relied_on"),
            func.min(Lot.expires_on).filter(not_(expired)).label("expires_on"),
            func.max(age_days_sql(Lot.confirmed_at, now)).label("age_days"),
        )
        .join(Depot, Depot.id == Lot.depot_id)
        .where(visible(Depot.jurisdiction_code, scope.prefixes), Depot.retired_at.is_(None))
        .where(Lot.quantity > 0)
        .group_by(Depot.code, Lot.item_code)
        .order_by(Depot.code, Lot.item_code)
    )
    return [schemas.SurveyStock(**row._mapping) for row in session.execute(query)]


def items(session: Session, codes: Sequence[str]) -> list[schemas.Named]:
    """Return how items are called and counted, by code."""
    query = select(Item).where(Item.code.in_(set(codes))).order_by(Item.code)
    return [schemas.Named.model_validate(row) for row in session.scalars(query)]


def trucks(session: Session, prefix: str) -> list[schemas.SurveyTruck]:
    """Return the lorries of an area's depots."""
    query = (
        select(
            Truck.plate,
            Depot.code.label("depot_code"),
            Truck.vehicle,
            Truck.payload_kg,
            Truck.hazardous_permit,
            Truck.state,
        )
        .join(Depot, Depot.id == Truck.depot_id)
        .where(visible(Depot.jurisdiction_code, [prefix]), Depot.retired_at.is_(None))
        .where(Truck.state != "retired")
        .order_by(Truck.plate)
    )
    return [schemas.SurveyTruck(**row._mapping) for row in session.execute(query)]


def facilities(session: Session, prefix: str) -> list[dict[str, Any]]:
    """Return hospitals, shelters and schools of an area as plain values."""
    query = (
        select(
            Facility.kind,
            Facility.name,
            Facility.address,
            Facility.capacity,
            Facility.phone,
            func.ST_X(Facility.position).label("lon"),
            func.ST_Y(Facility.position).label("lat"),
        )
        .where(visible(Facility.jurisdiction_code, [prefix]), Facility.retired_at.is_(None))
        .order_by(Facility.kind, Facility.code)
    )
    return [dict(row._mapping) for row in session.execute(query)]


def safety(session: Session, prefix: str, now: datetime) -> list[schemas.SurveySafety]:
    """Return safety stock by item beside what is free and in date, over an area's depots."""
    in_date = func.coalesce(Lot.expires_on >= civil_day(now), Lot.expires_on.is_(None))
    free = (
        select(func.coalesce(func.sum(Lot.quantity - Lot.reserved), 0))
        .where(Lot.depot_id == SafetyStock.depot_id, Lot.item_code == SafetyStock.item_code)
        .where(in_date)
        .scalar_subquery()
    )
    each = (
        select(SafetyStock.item_code, SafetyStock.quantity, free.label("free"))
        .join(Depot, Depot.id == SafetyStock.depot_id)
        .where(visible(Depot.jurisdiction_code, [prefix]), Depot.retired_at.is_(None))
        .subquery()
    )
    query = (
        select(each.c.item_code, func.sum(each.c.quantity), func.sum(each.c.free))
        .group_by(each.c.item_code)
        .order_by(each.c.item_code)
    )
    return [
        schemas.SurveySafety(item_code=code, wanted=int(wanted), free=int(free))
        for code, wanted, free in session.execute(query)
    ]


def requisitioned(session: Session, prefix: str) -> list[schemas.SurveyRequisitioned]:
    """Return what was requisitioned in an area so far, the latest first."""
    query = (
        select(
            Requisition.owner_name,
            RequisitionLine.name,
            RequisitionLine.quantity,
            RequisitionLine.unit,
            Requisition.state,
        )
        .join(RequisitionLine, RequisitionLine.requisition_id == Requisition.id)
        .where(visible(Requisition.jurisdiction_code, [prefix]))
        .where(Requisition.state.in_(_REQUISITIONED))
        .order_by(Requisition.created_at.desc(), RequisitionLine.position)
        .limit(MOST_REQUISITIONED)
    )
    return [schemas.SurveyRequisitioned(**row._mapping) for row in session.execute(query)]


_NOTED = list(schemas.SurveyReportNote.model_fields)


def reports(
    session: Session, prefixes: Sequence[str], code: str | None, offset: int, limit: int
) -> Page[schemas.SurveyReportNote]:
    """Return the reports that were made, the newest first, without their pictures."""
    conditions = [visible(models.SurveyReport.readers_code, prefixes)]
    if code is not None:
        conditions.append(models.SurveyReport.jurisdiction_code == code)
    total = session.scalar(select(func.count(models.SurveyReport.id)).where(*conditions)) or 0
    query = select(*(getattr(models.SurveyReport, name) for name in _NOTED)).where(*conditions)
    newest = query.order_by(
        models.SurveyReport.prepared_at.desc(), models.SurveyReport.edition.desc()
    )
    rows = session.execute(newest.offset(offset).limit(limit))
    found = [schemas.SurveyReportNote(**row._mapping) for row in rows]
    following = offset + len(found)
    return Page(rows=found, total=total, next_offset=following if following < total else None)


def report(session: Session, prefixes: Sequence[str], report_id: UUID) -> models.SurveyReport:
    """Return a report whose readers one belongs to."""
    query = select(models.SurveyReport).where(
        models.SurveyReport.id == report_id, visible(models.SurveyReport.readers_code, prefixes)
    )
    row = session.scalar(query)
    if row is None:
        raise NotFound(noun="survey_report")
    return row


def report_view(row: models.SurveyReport) -> schemas.SurveyReport:
    """Return a report as it travels: with its summary, without its picture."""
    return schemas.SurveyReport.model_validate(row)


def report_note(row: models.SurveyReport) -> schemas.SurveyReportNote:
    """Return a report as lists and events tell of it."""
    return schemas.SurveyReportNote.model_validate(row)


def last_edition(session: Session, code: str) -> int:
    """Return the number of the last edition of an area's report; nought before the first."""
    query = select(func.max(models.SurveyReport.edition)).where(
        models.SurveyReport.jurisdiction_code == code
    )
    return session.scalar(query) or 0
