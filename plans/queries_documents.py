"""Every read of plan documents: the list with its clocks, one edition, the calendar."""

from collections.abc import Iterable, Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core import clock
from core.errors import NotFound
from core.local_time import BEIJING
from core.models import Jurisdiction
from plans import models_documents as tables
from plans import schemas_documents as schemas
from plans import views_documents as views
from plans.filing import Calendar, Clock, Dates, clocks
from plans.filing_years import SHIPPED
from plans.kinds import kind_of
from plans.lifecycle_documents import STANDING, PlanStatus
from plans.models import Plan, RunCard


def today(session: Session) -> date:
    """Return the civil day of the world's clock."""
    return clock.now(session).astimezone(BEIJING).date()


def calendar(session: Session) -> Calendar:
    """Return the days off that are known: those shipped, and over them those the site entered."""
    exceptions: dict[date, bool] = {}
    years: set[int] = set()
    for year in working_years(session):
        years.add(year.year)
        exceptions |= {one.day: one.working for one in year.days}
    return Calendar(exceptions, years)


def working_years(session: Session) -> list[schemas.WorkingYear]:
    """Return the years whose days off are known, with their sources."""
    rows = {row.year: row for row in session.scalars(select(tables.WorkingYear))}
    shipped = [views.shipped_year(one) for one in SHIPPED if one.year not in rows]
    entered = [views.working_year(row) for row in rows.values()]
    return sorted([*shipped, *entered], key=lambda one: one.year)


def find_row(session: Session, plan_id: UUID, *, lock: bool = False) -> Plan:
    """Return an edition; plans are no secret among staff."""
    query = select(Plan).where(Plan.id == plan_id)
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    row = session.scalar(query)
    if row is None:
        raise NotFound(noun="plan", field="plan_id")
    return row


def paper_of(session: Session, plan: Plan) -> tables.PlanDocument:
    """Return what a plan is as a paper; one without any has an empty one that is not kept."""
    return session.get(tables.PlanDocument, plan.id) or tables.PlanDocument(
        plan_id=plan.id,
        number="",
        unit="",
        command_body=[],
        risk="",
        resource_links=[],
        created_at=clock.now(session),
    )


def sections_of(session: Session, plan_id: UUID) -> list[tables.PlanSection]:
    """Return the sections of an edition in order, annexes last."""
    query = select(tables.PlanSection).where(tables.PlanSection.plan_id == plan_id)
    order = (tables.PlanSection.annex, tables.PlanSection.position, tables.PlanSection.id)
    return list(session.scalars(query.order_by(*order)))


def find_section(session: Session, section_id: UUID) -> tables.PlanSection:
    """Return one section."""
    row = session.get(tables.PlanSection, section_id, populate_existing=True)
    if row is None:
        raise NotFound(noun="plan_section", field="section_id")
    return row


def steps_of(session: Session, plan_id: UUID) -> list[tables.PlanStepTaken]:
    """Return the steps of an edition, the oldest first."""
    query = select(tables.PlanStepTaken).where(tables.PlanStepTaken.plan_id == plan_id)
    return list(session.scalars(query.order_by(tables.PlanStepTaken.at, tables.PlanStepTaken.id)))


def triggers_of(
    session: Session, plan_ids: Iterable[UUID], *, open_only: bool = False
) -> list[tables.PlanTrigger]:
    """Return reasons to revise, the newest first."""
    query = select(tables.PlanTrigger).where(tables.PlanTrigger.plan_id.in_(list(plan_ids)))
    if open_only:
        query = query.where(tables.PlanTrigger.answered_at.is_(None))
    order = (tables.PlanTrigger.raised_at.desc(), tables.PlanTrigger.id.desc())
    return list(session.scalars(query.order_by(*order)))


def editions_of(session: Session, code: str) -> list[Plan]:
    """Return all editions of a plan, the latest made first."""
    return list(session.scalars(select(Plan).where(Plan.code == code).order_by(Plan.id.desc())))


def cards_of(session: Session, plan_id: UUID) -> int:
    """Return how many run cards an edition has."""
    query = select(func.count()).select_from(RunCard).where(RunCard.plan_id == plan_id)
    return session.scalar(query) or 0


def notes(session: Session, rows: Sequence[Plan]) -> list[schemas.PlanNote]:
    """Return editions as lists tell of them, with the clocks that run."""
    ids = [row.id for row in rows]
    papers = {
        one.plan_id: one
        for one in session.scalars(
            select(tables.PlanDocument).where(tables.PlanDocument.plan_id.in_(ids))
        )
    }
    open_ones: dict[UUID, int] = {}
    for one in triggers_of(session, ids, open_only=True):
        open_ones[one.plan_id] = open_ones.get(one.plan_id, 0) + 1
    codes = {row.jurisdiction_code for row in rows}
    named = select(Jurisdiction.code, Jurisdiction.name).where(Jurisdiction.code.in_(codes))
    names = {row.code: row.name for row in session.execute(named)}
    days, now = calendar(session), today(session)
    return [
        views.note(
            row,
            papers.get(row.id),
            jurisdiction_name=names.get(row.jurisdiction_code, row.jurisdiction_code),
            running=running(row, papers.get(row.id), days, now),
            open_triggers=open_ones.get(row.id, 0),
        )
        for row in rows
    ]


def running(
    plan: Plan, paper: tables.PlanDocument | None, days: Calendar, now: date
) -> list[Clock]:
    """Return the legal clocks of an edition; a void one and one without paper has none."""
    if paper is None or plan.status == PlanStatus.VOID:
        return []
    kind = kind_of(plan.kind)
    dates = Dates(
        issued_on=plan.issued_on,
        filed_on=paper.filed_on,
        accepted_on=paper.accepted_on,
        evaluated_on=paper.evaluated_on,
        standing=PlanStatus(plan.status) in STANDING,
        filed_by_law=kind.filing is not None or kind.family == "enterprise",
        evaluated_every_years=kind.evaluated_every_years,
    )
    return clocks(dates, days, now)


def note_of(session: Session, plan: Plan) -> schemas.PlanNote:
    """Return one edition as lists and events tell of it."""
    return notes(session, [plan])[0]


def all_plans(session: Session) -> list[Plan]:
    """Return every edition in the order of codes, the latest made first within one."""
    return list(session.scalars(select(Plan).order_by(Plan.code, Plan.id.desc())))


def standing_plans(session: Session) -> list[Plan]:
    """Return the editions that answer incidents."""
    states = [one.value for one in STANDING]
    return list(session.scalars(select(Plan).where(Plan.status.in_(states)).order_by(Plan.code)))
