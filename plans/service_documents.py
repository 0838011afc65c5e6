"""Plans as papers: begun, brought in, put into a new edition; reasons to revise and their answers.

``raise_trigger`` is what other parts call when a plan should be looked at again.
"""

from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import clock
from core.auth import Actor
from core.db import LIVE
from core.errors import Conflict, Forbidden, NotFound, require_version
from core.ids import new_id
from core.models import Jurisdiction
from core.outbox import Happening, record
from core.visibility import audience, sees
from plans import events_documents as events
from plans import models_documents as tables
from plans import queries_documents as queries
from plans import schemas_documents as schemas
from plans import schemas_documents_in as inputs
from plans import views_documents as views
from plans.copying_documents import copy_cards
from plans.kinds import KINDS, rules_of
from plans.lifecycle_documents import STANDING, PlanStatus, PlanStep, RevisionTrigger
from plans.models import Plan
from plans.resources_documents import standing_of

SOURCE_RESOURCES = "resources"
"""What a trigger is from that the watch over resources raised by itself."""


class PlansOutsideExercises(Forbidden):
    """Plans are kept in the live world; an exercise reads them."""

    zh = "预案在正式环境维护，演练中只能查阅。"


class NotYourPlan(Forbidden):
    """The plan belongs to {jurisdiction}, which is not one of your offices."""

    zh = "该预案属于 {jurisdiction}，不在您的管辖范围。"


class PlanCodeTaken(Conflict):
    """There is a plan {code} with the edition {edition} already."""

    zh = "编号 {code} 已有“{edition}”版。"


class EditionUnderWay(Conflict):
    """The edition {edition} of this plan is being written already."""

    zh = "该预案的“{edition}”版正在编制，请在其上修改。"


class PlanIsVoid(Conflict):
    """The plan is void; begin a new one."""

    zh = "该预案已废止，请新建预案。"


class TriggerAnswered(Conflict):
    """{name} answered this already."""

    zh = "{name}已答复该修订触发事项。"


class AnswerNeedsReason(Conflict):
    """Say why the plan need not be revised; see the field {field}."""

    zh = "请说明无需修订的理由。"


def require_own(actor: Actor, code: str) -> None:
    """Refuse whoever does not keep the plans of a jurisdiction, and everybody in an exercise."""
    if actor.world != LIVE:
        raise PlansOutsideExercises()
    if not sees(actor.prefixes, code):
        raise NotYourPlan(jurisdiction=code)


def draft_plan(session: Session, actor: Actor, wanted: inputs.PlanDocumentIn) -> Plan:
    """Begin a plan, with the skeleton of its kind or with the sections that were brought in."""
    require_own(actor, wanted.jurisdiction_code)
    if session.get(Jurisdiction, wanted.jurisdiction_code) is None:
        raise NotFound(noun="jurisdiction", field="jurisdiction_code")
    _require_free(session, wanted.code, wanted.edition)
    plan = _new_plan(session, wanted)
    session.add(_new_paper(session, actor, plan, wanted))
    chosen = wanted.sections if wanted.sections is not None else skeleton(wanted.kind)
    for position, one in enumerate(chosen):
        session.add(new_section(session, actor, plan, one, position))
    session.flush()
    tell(session, plan, events.PlanDrafted(plan=queries.note_of(session, plan)))
    return plan


def _require_free(session: Session, code: str, edition: str) -> None:
    taken = select(Plan.id).where(Plan.code == code, Plan.edition == edition)
    if session.scalar(taken) is not None:
        raise PlanCodeTaken(field="code", code=code, edition=edition)


def _new_plan(session: Session, wanted: inputs.PlanDocumentIn) -> Plan:
    plan = Plan(
        code=wanted.code,
        edition=wanted.edition,
        title=wanted.title,
        title_en=wanted.title_en or wanted.title,
        kind=wanted.kind,
        status=PlanStatus.DRAFT.value,
        jurisdiction_code=wanted.jurisdiction_code,
        incident_kinds=list(wanted.incident_kinds),
        condition="false",
        condition_text="",
        condition_text_en="",
        synthetic=False,
    )
    session.add(plan)
    session.flush()
    return plan


def _new_paper(
    session: Session, actor: Actor, plan: Plan, wanted: inputs.PlanDocumentIn
) -> tables.PlanDocument:
    return tables.PlanDocument(
        plan_id=plan.id,
        number=wanted.number,
        unit=wanted.unit,
        command_body=[],
        risk="",
        resource_links=[],
        imported_from=wanted.imported_from,
        created_at=clock.now(session),
        created_by_name=actor.name,
    )


def skeleton(kind: str) -> list[inputs.SectionIn]:
    """Return the empty sections and annexes that a kind of plan has."""
    annexes = {rule.key for rule in KINDS[kind].annexes}
    return [
        inputs.SectionIn(
            number=rule.number,
            title=rule.title,
            level=rule.level,
            annex=rule.key in annexes,
            key=rule.key,
        )
        for rule in rules_of(KINDS[kind])
    ]


def new_section(
    session: Session, actor: Actor, plan: Plan, one: inputs.SectionIn, position: int
) -> tables.PlanSection:
    """Return a section that descends from no other."""
    known = {rule.key for rule in rules_of(KINDS[plan.kind])} if plan.kind in KINDS else set()
    return tables.PlanSection(
        plan_id=plan.id,
        origin_id=new_id(),
        position=position,
        annex=one.annex,
        level=one.level,
        key=one.key if one.key in known else None,
        number=one.number,
        title=one.title,
        text=one.text,
        changed_at=clock.now(session),
        changed_by_name=actor.name,
    )


def begin_edition(session: Session, actor: Actor, plan_id: UUID, wanted: inputs.EditionIn) -> Plan:
    """Begin the next edition of a plan as a copy; the present one holds until it takes over."""
    old = queries.find_row(session, plan_id, lock=True)
    require_own(actor, old.jurisdiction_code)
    if old.status == PlanStatus.VOID:
        raise PlanIsVoid()
    for one in queries.editions_of(session, old.code):
        if PlanStatus(one.status) not in STANDING and one.status != PlanStatus.VOID:
            raise EditionUnderWay(edition=one.edition)
    _require_free(session, old.code, wanted.edition)
    new = _copied_plan(session, actor, old, wanted.edition)
    copy_cards(session, old.id, new.id)
    if old.status == PlanStatus.IN_FORCE:
        note_step(session, actor, old, PlanStep.BEGIN_REVISION, remark=wanted.edition)
    session.flush()
    tell(session, new, events.PlanDrafted(plan=queries.note_of(session, new)))
    return new


def _copied_plan(session: Session, actor: Actor, old: Plan, edition: str) -> Plan:
    names = (
        "code", "title", "title_en", "kind", "jurisdiction_code", "incident_kinds", "condition",
        "condition_text", "condition_text_en", "synthetic",
    )  # fmt: skip
    own = {name: getattr(old, name) for name in names}
    new = Plan(**own, edition=edition, status=PlanStatus.DRAFT.value)
    session.add(new)
    session.flush()
    paper = queries.paper_of(session, old)
    session.add(
        tables.PlanDocument(
            plan_id=new.id,
            number="",
            unit=paper.unit,
            command_body=paper.command_body,
            risk=paper.risk,
            resource_links=paper.resource_links,
            based_on_id=old.id,
            created_at=clock.now(session),
            created_by_name=actor.name,
        )
    )
    kept = ("origin_id", "position", "annex", "level", "key", "number", "title", "text",
            "changed_at", "changed_by_name")  # fmt: skip
    for row in queries.sections_of(session, old.id):
        told = {name: getattr(row, name) for name in kept}
        session.add(tables.PlanSection(**told, plan_id=new.id))
    return new


def note_step(
    session: Session, actor: Actor, plan: Plan, step: PlanStep, remark: str = ""
) -> tables.PlanStepTaken:
    """Take a step that changes nothing but the state, as a consequence of something else."""
    following = {
        PlanStep.BEGIN_REVISION: PlanStatus.UNDER_REVISION,
        PlanStep.END_REVISION: PlanStatus.IN_FORCE,
        PlanStep.RETIRE: PlanStatus.VOID,
    }[step]
    row = tables.PlanStepTaken(
        plan_id=plan.id,
        step=step.value,
        from_status=plan.status,
        to_status=following.value,
        on=queries.today(session),
        at=clock.now(session),
        account_id=actor.account_id,
        account_name=actor.name,
        remark=remark,
        before={},
    )
    session.add(row)
    plan.status = following.value
    plan.version += 1
    session.flush()
    told = queries.note_of(session, plan)
    tell(session, plan, events.PlanStepped(plan=told, step=step.value, remark=remark))
    return row


def raise_trigger(
    session: Session,
    plan_id: UUID,
    trigger: RevisionTrigger,
    because: dict[str, Any],
    *,
    text: str = "",
    source: str | None = "system",
) -> schemas.PlanTrigger | None:
    """Say that a plan should be looked at again, and why; somebody must answer.

    ``source`` names what raised it by itself: while one from there is open, no second is raised
    and None is returned; the open one then tells the newest reason. None is a person.
    """
    plan = queries.find_row(session, plan_id, lock=True)
    standing = _open_from(session, plan_id, trigger, source)
    if standing is not None:
        if standing.because != because:
            standing.because, standing.text = because, text
            standing.version += 1
            session.flush()
            renewed = events.PlanTriggerRenewed(plan_trigger=views.trigger(standing, plan))
            tell(session, plan, renewed)
        return None
    row = tables.PlanTrigger(
        plan_id=plan_id,
        trigger=trigger.value,
        source=source,
        because=because,
        text=text,
        raised_at=clock.now(session),
        raised_by_name=session.info.get("actor_name") if source is None else None,
    )
    session.add(row)
    session.flush()
    told = views.trigger(row, plan)
    tell(session, plan, events.PlanTriggered(plan_trigger=told))
    return told


def _open_from(
    session: Session, plan_id: UUID, trigger: RevisionTrigger, source: str | None
) -> tables.PlanTrigger | None:
    if source is None:
        return None
    query = select(tables.PlanTrigger).where(
        tables.PlanTrigger.plan_id == plan_id,
        tables.PlanTrigger.trigger == trigger.value,
        tables.PlanTrigger.source == source,
        tables.PlanTrigger.answered_at.is_(None),
    )
    return session.scalar(query)


def raise_by_hand(
    session: Session, actor: Actor, plan_id: UUID, wanted: inputs.TriggerIn
) -> schemas.PlanTrigger:
    """Raise a reason to revise a plan, in one's own words."""
    require_own(actor, queries.find_row(session, plan_id).jurisdiction_code)
    raised = raise_trigger(session, plan_id, wanted.trigger, {}, text=wanted.text, source=None)
    assert raised is not None  # only what raises itself is not raised twice
    return raised


def answer_trigger(
    session: Session,
    actor: Actor,
    trigger_id: UUID,
    seen: int | None,
    wanted: inputs.TriggerAnswerIn,
) -> schemas.PlanTrigger:
    """Answer a reason to revise: the plan comes under revision, or need not, because …"""
    row = session.get(tables.PlanTrigger, trigger_id, with_for_update=True)
    if row is None:
        raise NotFound(noun="plan_trigger")
    plan = queries.find_row(session, row.plan_id, lock=True)
    require_own(actor, plan.jurisdiction_code)
    if row.answered_at is not None:
        raise TriggerAnswered(name=row.answered_by_name)
    require_version(seen, row.version, views.trigger(row, plan).model_dump(mode="json"))
    if wanted.answer == "not_needed" and not wanted.text:
        raise AnswerNeedsReason(field="text")
    row.answer, row.answer_text = wanted.answer, wanted.text
    row.answered_at, row.answered_by_name = clock.now(session), actor.name
    row.version += 1
    if row.source == SOURCE_RESOURCES and wanted.answer == "not_needed":
        paper = queries.paper_of(session, plan)  # what is left is what is watched from now on
        session.add(paper)
        paper.standing = standing_of(session, plan)
    if wanted.answer == "revise" and plan.status == PlanStatus.IN_FORCE:
        note_step(session, actor, plan, PlanStep.BEGIN_REVISION, remark=wanted.text)
    session.flush()
    told = views.trigger(row, plan)
    tell(session, plan, events.PlanTriggerAnswered(plan_trigger=told))
    return told


def tell(session: Session, plan: Plan, happened: Happening) -> None:
    """Record what happened to a plan for those who see its jurisdiction."""
    record(session, happened, audience=audience(plan.jurisdiction_code))
