"""The steps of a plan's life: reviewed, approved, issued, filed, in force, evaluated, void."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import clock
from core.auth import Actor
from core.errors import Conflict, Forbidden, Invalid, require_version
from plans import events_documents as events
from plans import models_documents as tables
from plans import queries_documents as queries
from plans import schemas_documents_in as inputs
from plans import views_documents as views
from plans.kinds import kind_of
from plans.lifecycle_documents import (
    PERMISSION,
    SIGNED,
    STANDING,
    PlanStatus,
    PlanStep,
    next_status,
    require_open,
)
from plans.models import Plan
from plans.resources_documents import standing_of
from plans.service_documents import note_step, require_own, tell


class StepNotAllowed(Forbidden):
    """You may not take this step ({step}); it needs the permission {permission}."""

    zh = "您没有进行此步骤（{step}）的权限（{permission}）。"


class PlanIncomplete(Conflict):
    """The plan lacks sections that it must have: {sections}."""

    zh = "预案缺少必备内容：{sections}。"


class SignatureNeeded(Invalid):
    """State who signs, in what function; see the field {field}."""

    zh = "请填写签署人及职务（{field}）。"


class DateOutOfOrder(Invalid):
    """The day {day} lies before {before} or in the future; see the field {field}."""

    zh = "日期 {day} 早于 {before} 或晚于今日，请检查字段 {field}。"


class FiledWhere(Invalid):
    """State where the plan is filed; see the field {field}."""

    zh = "请填写报备单位（{field}）。"


class NothingToTakeBack(Conflict):
    """The plan has taken no step that could be taken back."""

    zh = "没有可以撤回的步骤。"


class AnotherEditionStands(Conflict):
    """The edition {edition} of this plan stands meanwhile; end it first."""

    zh = "该预案的另一版本（{edition}）现行有效，请先将其废止。"


def take_step(
    session: Session, actor: Actor, plan_id: UUID, seen: int | None, wanted: inputs.PlanStepIn
) -> Plan:
    """Take a plan one step on; the step keeps who took it, who signed and what it changed."""
    plan = queries.find_row(session, plan_id, lock=True)
    require_own(actor, plan.jurisdiction_code)
    if not actor.may(PERMISSION[wanted.step]):
        raise StepNotAllowed(step=wanted.step.value, permission=PERMISSION[wanted.step])
    require_version(seen, plan.version, queries.note_of(session, plan).model_dump(mode="json"))
    following = next_status(plan.status, wanted.step)
    on = wanted.on or queries.today(session)
    paper = queries.paper_of(session, plan)
    filed, accepted = paper.filed_on is not None, paper.accepted_on is not None
    require_open(plan.status, wanted.step, filed=filed, accepted=accepted)
    session.add(paper)
    _require_fit(session, plan, paper, wanted, on)
    changes = _changes(session, plan, paper, wanted, on)
    if wanted.step is PlanStep.ENFORCE:
        _take_over(session, actor, plan)
    row = _kept(session, actor, plan, paper, wanted, on, following, changes)
    session.add(row)
    for name, value in changes.items():
        setattr(_holder(plan, paper, name), name, value)
    plan.status = following.value
    plan.version += 1
    session.flush()
    told = queries.note_of(session, plan)
    tell(session, plan, events.PlanStepped(plan=told, step=row.step, remark=row.remark))
    return plan


def _require_fit(
    session: Session,
    plan: Plan,
    paper: tables.PlanDocument,
    wanted: inputs.PlanStepIn,
    on: date,
) -> None:
    if wanted.step in SIGNED and not (wanted.signer_name and wanted.signer_function):
        raise SignatureNeeded(field="signer_name" if not wanted.signer_name else "signer_function")
    if wanted.step is PlanStep.FILE and not wanted.filed_to:
        raise FiledWhere(field="filed_to")
    if wanted.step in (PlanStep.REVIEW, PlanStep.APPROVE):
        rows = queries.sections_of(session, plan.id)
        lacking = [one for one in views.missing_of(kind_of(plan.kind), rows) if one.demanded]
        if lacking:
            names = "、".join(f"{one.number} {one.title}" for one in lacking)
            raise PlanIncomplete(sections=names)
    before = _not_before(plan, paper, wanted.step)
    if on > queries.today(session) or (before is not None and on < before):
        raise DateOutOfOrder(field="on", day=on.isoformat(), before=str(before or "-"))


def _not_before(plan: Plan, paper: tables.PlanDocument, step: PlanStep) -> date | None:
    """Return the day of the step that must have come first."""
    match step:
        case PlanStep.ISSUE:
            return paper.approved_on
        case PlanStep.ACCEPT_FILING:
            return paper.filed_on
        case PlanStep.FILE | PlanStep.ENFORCE | PlanStep.EVALUATE:
            return plan.issued_on
        case _:
            return None


def _changes(
    session: Session,
    plan: Plan,
    paper: tables.PlanDocument,
    wanted: inputs.PlanStepIn,
    on: date,
) -> dict[str, Any]:
    """Return what a step writes into the plan beside its state."""
    match wanted.step:
        case PlanStep.APPROVE:
            return {"approved_on": on, "standing": standing_of(session, plan)}
        case PlanStep.SEND_BACK:
            return {"approved_on": None, "standing": None}
        case PlanStep.ISSUE:
            return {"issued_on": on}
        case PlanStep.FILE:
            return {"filed_on": on, "filed_to": wanted.filed_to, "accepted_on": None}
        case PlanStep.ACCEPT_FILING:
            return {"accepted_on": on, "receipt": wanted.receipt or paper.receipt}
        case PlanStep.ENFORCE:
            return {"in_force_on": on}
        case PlanStep.EVALUATE:
            return {"evaluated_on": on}
        case PlanStep.RETIRE:
            return {"void_on": on}
        case _:
            return {}


def _holder(plan: Plan, paper: tables.PlanDocument, name: str) -> Plan | tables.PlanDocument:
    return plan if name == "issued_on" else paper


def _kept(
    session: Session,
    actor: Actor,
    plan: Plan,
    paper: tables.PlanDocument,
    wanted: inputs.PlanStepIn,
    on: date,
    following: PlanStatus,
    changes: dict[str, Any],
) -> tables.PlanStepTaken:
    signed = wanted.step in SIGNED
    rows = queries.sections_of(session, plan.id)
    before = {name: _plain(getattr(_holder(plan, paper, name), name)) for name in changes}
    return tables.PlanStepTaken(
        plan_id=plan.id,
        step=wanted.step.value,
        from_status=plan.status,
        to_status=following.value,
        on=on,
        at=clock.now(session),
        account_id=actor.account_id,
        account_name=actor.name,
        signer_name=wanted.signer_name or None,
        signer_function=wanted.signer_function or None,
        digest=views.digest_of(plan, paper, rows) if signed else None,
        remark=wanted.remark,
        before=before,
    )


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _take_over(session: Session, actor: Actor, plan: Plan) -> None:
    """Void the edition that stands, in the same moment in which the new one comes into force."""
    query = select(Plan).where(Plan.code == plan.code, Plan.id != plan.id).with_for_update()
    for old in session.scalars(query.order_by(Plan.id)):
        if PlanStatus(old.status) in STANDING:
            paper = queries.paper_of(session, old)
            session.add(paper)
            row = note_step(session, actor, old, PlanStep.RETIRE, remark=plan.edition)
            row.before = {"void_on": _plain(paper.void_on), "followed_by": str(plan.id)}
            paper.void_on = queries.today(session)
    session.flush()


def take_back(
    session: Session, actor: Actor, plan_id: UUID, seen: int | None, wanted: inputs.TakeBackIn
) -> Plan:
    """Take back the last step of a plan; an edition that it ended stands again."""
    plan = queries.find_row(session, plan_id, lock=True)
    require_own(actor, plan.jurisdiction_code)
    require_version(seen, plan.version, queries.note_of(session, plan).model_dump(mode="json"))
    row = _last(session, plan)
    permission = PERMISSION[PlanStep(row.step)]
    if not actor.may(permission):
        raise StepNotAllowed(step=row.step, permission=permission)
    _require_place(session, plan, row)
    _undo(session, actor, plan, row, wanted.reason)
    if row.step == PlanStep.ENFORCE:
        _bring_back(session, actor, plan, wanted.reason)
    return plan


def _require_place(session: Session, plan: Plan, row: tables.PlanStepTaken) -> None:
    """Refuse to let an edition stand again beside another that stands."""
    if PlanStatus(row.from_status) not in STANDING or PlanStatus(plan.status) in STANDING:
        return
    query = select(Plan).where(
        Plan.code == plan.code, Plan.id != plan.id, Plan.status.in_(sorted(STANDING))
    )
    other = session.scalar(query.with_for_update())
    if other is not None:
        raise AnotherEditionStands(edition=other.edition)


def _last(session: Session, plan: Plan) -> tables.PlanStepTaken:
    standing = [one for one in queries.steps_of(session, plan.id) if one.taken_back_at is None]
    if not standing or "followed_by" in standing[-1].before:
        raise NothingToTakeBack()
    return standing[-1]


def _undo(
    session: Session, actor: Actor, plan: Plan, row: tables.PlanStepTaken, reason: str
) -> None:
    paper = queries.paper_of(session, plan)
    for name, value in row.before.items():
        if name != "followed_by":
            day = isinstance(value, str) and name.endswith("_on")
            setattr(_holder(plan, paper, name), name, date.fromisoformat(value) if day else value)
    row.taken_back_at, row.taken_back_by_name = clock.now(session), actor.name
    row.taken_back_why = reason
    plan.status = row.from_status
    plan.version += 1
    session.flush()
    told = queries.note_of(session, plan)
    tell(session, plan, events.PlanStepTakenBack(plan=told, step=row.step, reason=reason))


def _bring_back(session: Session, actor: Actor, plan: Plan, reason: str) -> None:
    """Let the edition stand again that gave way to this one."""
    query = select(tables.PlanStepTaken).where(
        tables.PlanStepTaken.before["followed_by"].astext == str(plan.id),
        tables.PlanStepTaken.taken_back_at.is_(None),
    )
    for row in session.scalars(query):
        _undo(session, actor, queries.find_row(session, row.plan_id, lock=True), row, reason)
