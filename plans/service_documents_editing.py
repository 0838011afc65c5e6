"""Changing a draft: its head, its sections one by one, their order."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy.orm import Session

from core import clock
from core.auth import Actor
from core.errors import Conflict, require_version
from plans import events_documents as events
from plans import models_documents as tables
from plans import queries_documents as queries
from plans import schemas_documents as schemas
from plans import schemas_documents_in as inputs
from plans import views_documents as views
from plans.lifecycle_documents import EDITABLE, STATUS_ZH, PlanStatus
from plans.models import Plan
from plans.service_documents import new_section, require_own, tell

_OF_THE_PLAN = ("title", "title_en", "incident_kinds")


class PlanNotEditable(Conflict):
    """The plan is {status}; send it back or begin a new edition to change it."""

    zh = "预案当前为“{status_zh}”，不能修改；请先退回为草案，或编制新版。"


def change_head(
    session: Session,
    actor: Actor,
    plan_id: UUID,
    seen: int | None,
    patch: inputs.PlanDocumentPatch,
) -> Plan:
    """Change what stands at the head of a draft."""
    plan = _draft(session, actor, plan_id)
    require_version(seen, plan.version, queries.note_of(session, plan).model_dump(mode="json"))
    paper = queries.paper_of(session, plan)
    session.add(paper)
    told = patch.model_dump(mode="json", exclude_unset=True, exclude_none=True)
    for name, value in told.items():
        setattr(plan if name in _OF_THE_PLAN else paper, name, value)
    _edited(session, plan, None)
    return plan


def change_section(
    session: Session, actor: Actor, section_id: UUID, seen: int | None, wanted: inputs.SectionIn
) -> schemas.PlanSection:
    """Write a section of a draft anew; two people can write two sections at the same time."""
    plan, row = _draft_section(session, actor, section_id, seen)
    row.number, row.title, row.text = wanted.number, wanted.title, wanted.text
    row.level, row.annex = wanted.level, wanted.annex
    _touch(session, actor, row)
    _edited(session, plan, row.title)
    return views.section(row)


def add_section(
    session: Session, actor: Actor, plan_id: UUID, wanted: inputs.SectionAddIn
) -> schemas.PlanSection:
    """Add a section to a draft, after another or at the end."""
    plan = _draft(session, actor, plan_id)
    rows = queries.sections_of(session, plan_id)
    own = wanted.model_dump(exclude={"after_id"})
    row = new_section(session, actor, plan, inputs.SectionIn(**own), position=0)
    place = next((n for n, one in enumerate(rows, 1) if one.id == wanted.after_id), len(rows))
    session.add(row)
    _number([*rows[:place], row, *rows[place:]])
    _edited(session, plan, row.title)
    return views.section(row)


def remove_section(
    session: Session, actor: Actor, section_id: UUID, seen: int | None
) -> schemas.PlanSection:
    """Take a section out of a draft; what it said is returned, so that it can be put back."""
    plan, row = _draft_section(session, actor, section_id, seen)
    told = views.section(row)
    session.delete(row)
    _edited(session, plan, row.title)
    return told


def move_section(
    session: Session, actor: Actor, section_id: UUID, seen: int | None, by: int
) -> list[schemas.PlanSection]:
    """Move a section one place up or down; at the edge it stays."""
    plan, row = _draft_section(session, actor, section_id, seen)
    rows = queries.sections_of(session, plan.id)
    place = rows.index(row)
    wanted = place + by
    if 0 <= wanted < len(rows) and rows[wanted].annex == row.annex:
        rows[place], rows[wanted] = rows[wanted], rows[place]
        _number(rows)
        _touch(session, actor, row)
        _edited(session, plan, row.title)
    return [views.section(one) for one in queries.sections_of(session, plan.id)]


def _draft(session: Session, actor: Actor, plan_id: UUID) -> Plan:
    plan = queries.find_row(session, plan_id, lock=True)
    require_own(actor, plan.jurisdiction_code)
    status = PlanStatus(plan.status)
    if status not in EDITABLE:
        raise PlanNotEditable(status=status.value, status_zh=STATUS_ZH[status])
    return plan


def _draft_section(
    session: Session, actor: Actor, section_id: UUID, seen: int | None
) -> tuple[Plan, tables.PlanSection]:
    """Lock the plan, then look at the section again: the plan's lock keeps all its sections."""
    plan = _draft(session, actor, queries.find_section(session, section_id).plan_id)
    row = queries.find_section(session, section_id)
    require_version(seen, row.version, views.section(row).model_dump(mode="json"))
    return plan, row


def _touch(session: Session, actor: Actor, row: tables.PlanSection) -> None:
    row.changed_at, row.changed_by_name = clock.now(session), actor.name
    row.version += 1


def _number(rows: Sequence[tables.PlanSection]) -> None:
    for position, row in enumerate(rows):
        row.position = position


def _edited(session: Session, plan: Plan, section: str | None) -> None:
    """Count the change, so that nobody signs a text other than the one that was seen."""
    plan.version += 1
    session.flush()
    told = queries.note_of(session, plan)
    tell(session, plan, events.PlanEdited(plan=told, section=section))
