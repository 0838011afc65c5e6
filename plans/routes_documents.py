"""Plan documents over HTTP: list, drafts, sections, steps, editions, triggers, days off."""

from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request

from core import transaction
from core.auth import Actor, allow
from core.transaction import IfMatch, SessionDep, operation_id
from core.wire import Page, Problem
from plans import docx_process, queries_documents, reading_documents
from plans import schemas_documents as schemas
from plans import schemas_documents_in as inputs
from plans import service_documents as service
from plans import service_documents_calendar as calendar
from plans import service_documents_editing as editing
from plans import service_documents_steps as steps
from plans import service_documents_watch as watch
from plans import views_documents as views
from plans.lifecycle_documents import PlanStatus
from resources.importing.routes import sent_file

router = transaction.router("plans")
reading = APIRouter(prefix="/api", tags=["plans"], generate_unique_id_function=operation_id)
"""A file that is read is no part of a transaction: nothing is kept of it."""
Reader = Annotated[Actor, allow("plans.read")]
Writer = Annotated[Actor, allow("plans.write")]
Stepper = Annotated[Actor, allow("plans.write", "plans.review", "plans.approve", "plans.file")]
Keeper = Annotated[Actor, allow("calendar.write")]
Offset = Annotated[int, Query(ge=0, le=10_000_000)]
Limit = Annotated[int, Query(ge=1, le=500)]
Area = Annotated[str | None, Query(pattern=r"^\d{6}(\d{3})?$")]
_READ: dict[int | str, dict[str, Any]] = {code: {"model": Problem} for code in (401, 403, 422)}
_ONE = _READ | {404: {"model": Problem}}
_ADD = _ONE | {409: {"model": Problem}}
_CHANGE = _ADD | {code: {"model": Problem} for code in (412, 428)}
_BINARY = {"schema": {"type": "string", "format": "binary"}}


@router.get("/plan-kinds", responses=_READ)
def list_plan_kinds(_actor: Reader) -> list[schemas.PlanKind]:
    """List the kinds of plans with their sections, and how each rule is known."""
    return views.kinds()


@router.get("/plan-documents", responses=_READ)
def list_plan_documents(
    session: SessionDep,
    _actor: Reader,
    q: Annotated[str, Query(max_length=100)] = "",
    kind: inputs.KindCode | None = None,
    status: PlanStatus | None = None,
    area: Area = None,
    sort: Literal["urgency", "code", "title", "issued"] = "urgency",
    offset: Offset = 0,
    limit: Limit = 100,
) -> Page[schemas.PlanNote]:
    """List plans; a text is looked for in Chinese, pinyin, first letters and English."""
    wish = reading_documents.Wish(q, kind, status, area, sort)
    return reading_documents.plans_page(session, wish, offset, limit)


@router.get("/plan-reminders", responses=_READ)
def list_plan_reminders(session: SessionDep, _actor: Reader) -> list[schemas.PlanReminder]:
    """List what is over or near its legal time, and triggers nobody has answered."""
    return reading_documents.reminders(session)


@router.post("/plan-documents", status_code=201, responses=_ADD)
def draft_plan_document(
    session: SessionDep, actor: Writer, wanted: inputs.PlanDocumentIn
) -> schemas.PlanDocument:
    """Begin a plan from the skeleton of its kind, or from sections that were read."""
    plan = service.draft_plan(session, actor, wanted)
    return reading_documents.whole(session, actor, plan.id)


@router.get("/plan-documents/{plan_id}", responses=_ONE)
def get_plan_document(session: SessionDep, actor: Reader, plan_id: UUID) -> schemas.PlanDocument:
    """Show a whole edition."""
    return reading_documents.whole(session, actor, plan_id)


@router.patch("/plan-documents/{plan_id}", responses=_CHANGE)
def change_plan_document(
    session: SessionDep,
    actor: Writer,
    plan_id: UUID,
    patch: inputs.PlanDocumentPatch,
    seen: IfMatch,
) -> schemas.PlanDocument:
    """Change the head of a draft."""
    editing.change_head(session, actor, plan_id, seen, patch)
    return reading_documents.whole(session, actor, plan_id)


@router.post("/plan-documents/{plan_id}/sections", status_code=201, responses=_ADD)
def add_plan_section(
    session: SessionDep, actor: Writer, plan_id: UUID, wanted: inputs.SectionAddIn
) -> schemas.PlanSection:
    """Add a section to a draft."""
    return editing.add_section(session, actor, plan_id, wanted)


@router.put("/plan-sections/{section_id}", responses=_CHANGE)
def change_plan_section(
    session: SessionDep,
    actor: Writer,
    section_id: UUID,
    wanted: inputs.SectionIn,
    seen: IfMatch,
) -> schemas.PlanSection:
    """Write a section of a draft anew."""
    return editing.change_section(session, actor, section_id, seen, wanted)


@router.delete("/plan-sections/{section_id}", responses=_CHANGE)
def remove_plan_section(
    session: SessionDep, actor: Writer, section_id: UUID, seen: IfMatch
) -> schemas.PlanSection:
    """Take a section out of a draft and return what it said."""
    return editing.remove_section(session, actor, section_id, seen)


@router.post("/plan-sections/{section_id}/move", responses=_CHANGE)
def move_plan_section(
    session: SessionDep,
    actor: Writer,
    section_id: UUID,
    wanted: inputs.SectionMoveIn,
    seen: IfMatch,
) -> list[schemas.PlanSection]:
    """Move a section one place; the sections in their new order are returned."""
    return editing.move_section(session, actor, section_id, seen, wanted.by)


@router.post("/plan-documents/{plan_id}/steps", responses=_CHANGE)
def take_plan_step(
    session: SessionDep, actor: Stepper, plan_id: UUID, wanted: inputs.PlanStepIn, seen: IfMatch
) -> schemas.PlanDocument:
    """Take a plan one step on in its life."""
    steps.take_step(session, actor, plan_id, seen, wanted)
    return reading_documents.whole(session, actor, plan_id)


@router.post("/plan-documents/{plan_id}/take-back", responses=_CHANGE)
def take_back_plan_step(
    session: SessionDep, actor: Stepper, plan_id: UUID, wanted: inputs.TakeBackIn, seen: IfMatch
) -> schemas.PlanDocument:
    """Take the last step back, with a reason."""
    steps.take_back(session, actor, plan_id, seen, wanted)
    return reading_documents.whole(session, actor, plan_id)


@router.post("/plan-documents/{plan_id}/editions", status_code=201, responses=_ADD)
def begin_plan_edition(
    session: SessionDep, actor: Writer, plan_id: UUID, wanted: inputs.EditionIn
) -> schemas.PlanDocument:
    """Begin the next edition as a copy; the one in force holds until it takes over."""
    plan = service.begin_edition(session, actor, plan_id, wanted)
    return reading_documents.whole(session, actor, plan.id)


@router.get("/plan-documents/{plan_id}/difference", responses=_ADD)
def compare_plan_editions(
    session: SessionDep, _actor: Reader, plan_id: UUID, before: UUID
) -> schemas.PlanDifference:
    """Show what changed in an edition against another, word by word."""
    return reading_documents.difference(session, before, plan_id)


@router.get("/plan-documents/{plan_id}/cards", responses=_ONE)
def list_position_cards(
    session: SessionDep, _actor: Reader, plan_id: UUID
) -> list[schemas.PositionCard]:
    """Show what each role does when the plan is started."""
    return reading_documents.cards_of_plan(session, plan_id)


@router.post("/plan-documents/{plan_id}/triggers", status_code=201, responses=_ADD)
def raise_plan_trigger(
    session: SessionDep, actor: Stepper, plan_id: UUID, wanted: inputs.TriggerIn
) -> schemas.PlanTrigger:
    """Raise a reason to revise a plan."""
    return service.raise_by_hand(session, actor, plan_id, wanted)


@router.post("/plan-triggers/{trigger_id}/answer", responses=_CHANGE)
def answer_plan_trigger(
    session: SessionDep,
    actor: Writer,
    trigger_id: UUID,
    wanted: inputs.TriggerAnswerIn,
    seen: IfMatch,
) -> schemas.PlanTrigger:
    """Answer a reason to revise: revise, or not needed because …"""
    return service.answer_trigger(session, actor, trigger_id, seen, wanted)


@router.post("/plan-checks", responses=_READ)
def check_plan_resources(
    request: Request, session: SessionDep, _actor: Writer
) -> schemas.PlanCheck:
    """Compare what every plan in force rests on with what stands now, at once."""
    percent = request.app.state.settings.plan_change_percent
    return schemas.PlanCheck(**watch.watch_resources(session, percent)._asdict())


@router.get("/working-years", responses=_READ)
def list_working_years(session: SessionDep, _actor: Reader) -> list[schemas.WorkingYear]:
    """List the years whose days off are known, with their sources."""
    return queries_documents.working_years(session)


@router.put("/working-years/{year}", responses=_CHANGE)
def enter_working_year(
    session: SessionDep,
    actor: Keeper,
    year: int,
    wanted: inputs.WorkingYearIn,
    seen: IfMatch,
) -> schemas.WorkingYear:
    """Enter the days off of a year; a year nobody entered has the version 0."""
    return calendar.enter_year(session, actor, year, seen, wanted)


@reading.post(
    "/plan-readings",
    responses=_READ | {413: {"model": Problem}},
    openapi_extra={"requestBody": {"content": {"application/octet-stream": _BINARY}}},
)
async def read_word_plan(
    _actor: Writer,
    content: Annotated[bytes, Depends(sent_file)],
    kind: inputs.KindCode | None = None,
) -> schemas.PlanReading:
    """Read a Word plan and show what was recognised; nothing is kept."""
    return reading_documents.reading(await docx_process.read_aside(content), kind)
