"""Every write of responses: starting and raising a plan, ending it, its timed tasks."""

from datetime import datetime, timedelta
from uuid import UUID

from pydantic import BaseModel
from sqlalchemy.orm import Session

from core import clock
from core.auth import Actor
from core.errors import Conflict, require_version
from core.outbox import Happening, record
from incidents import service as incident_service
from incidents.events import IncidentStoodDown
from incidents.hearing import heard_by
from incidents.models import Incident
from incidents.queries import find_incident, needs_of
from incidents.schemas import NeedIn
from plans import models, queries, schemas
from plans.asking import asks, match_view, missing_from
from plans.events import (
    ActivationEnded,
    ActivationRaised,
    ActivationStarted,
    TaskGiven,
    TaskReopened,
    TaskSettled,
)
from plans.lifecycle import ActivationState, TaskState, is_higher, require_next_task
from plans.matching import IN_FORCE, match


class PlanNotInForce(Conflict):
    """The plan {plan} is {status}; only a plan in force can be started."""

    zh = "预案 {plan} 当前未生效（{status}），只有已生效的预案才能启动。"


class NoRunCard(Conflict):
    """The plan {plan} has no run card for response level {response_level}."""

    zh = "预案 {plan} 没有 {response_level} 级响应的响应卡。"


class ResponseNotHigher(Conflict):
    """The plan {plan} is in force at level {current}; only a higher level can follow."""

    zh = "预案 {plan} 已按 {current} 级响应启动，只能提升响应级别；如需降低，请先终止。"


class ActivationHasEnded(Conflict):
    """This response ended at {ended_at}."""

    zh = "该响应已于 {ended_at} 终止。"


def matching_plans(session: Session, actor: Actor, incident_id: UUID) -> list[schemas.PlanMatch]:
    """Return the plans that answer an incident, best first, with why and what they would raise."""
    incident = find_incident(session, actor.prefixes, incident_id)
    facts = queries.facts_of(session, incident)
    held = match(queries.whole_plans(session), facts, incident.jurisdiction_code)
    return [match_view(one, facts) for one in held if one.matches]


def start_response(
    session: Session, actor: Actor, incident_id: UUID, decision: schemas.ActivationIn
) -> schemas.Activation:
    """Put a plan in force at a level, or raise it: only what is missing is asked for on top."""
    incident = find_incident(session, actor.prefixes, incident_id, lock=True)
    if incident.state == "closed":
        raise incident_service.over(incident)
    plan = queries.find_plan(session, decision.plan_id)
    card = _card(plan, decision.response_level)
    facts = queries.facts_of(session, incident)
    wanted = asks(plan, card, facts)
    standing = queries.activations_of(session, incident.id)
    current = next((one for one in standing if one.plan_id == plan.id), None)
    if current is None:
        row = _started(session, actor, incident, plan, card, decision)
    else:
        row = _raised(session, plan, card, decision, current)
    activation = queries.activation_view(row)
    happened = ActivationRaised if current else ActivationStarted
    _record(session, incident, happened(activation=activation))
    level = min(one.response_level for one in [*standing, row])
    incident_service.set_response(session, actor, incident.id, level)
    _raise_needs(session, actor, row, wanted)
    _give_tasks(session, incident, row, card)
    return activation


def end_activation(
    session: Session, actor: Actor, activation_id: UUID, seen: int | None
) -> schemas.Activation:
    """End one response: its open needs end and its open tasks are no longer needed."""
    incident, row = _locked_activation(session, actor, activation_id)
    require_version(seen, row.version, queries.activation_view(row).model_dump(mode="json"))
    _require_standing(row)
    activation = _end(session, incident, row)
    incident_service.end_needs(session, incident, row.id)
    rest = queries.activations_of(session, incident.id)
    level = min((one.response_level for one in rest), default=None)
    if level != incident.response_level:
        incident_service.set_response(session, actor, incident.id, level)
    return activation


def end_with_incident(session: Session, happening: BaseModel) -> None:
    """End every response on an incident that was stood down; a reaction to it."""
    assert isinstance(happening, IncidentStoodDown)
    incident = session.get_one(Incident, happening.incident.id)
    for row in queries.activations_of(session, incident.id):
        _end(session, incident, row)


def settle_task(
    session: Session, actor: Actor, task_id: UUID, seen: int | None, patch: schemas.TaskPatch
) -> schemas.Task:
    """Settle a task as done or not needed, or open it again while its response is in force."""
    incident_id = queries.incident_of_task(session, actor.prefixes, task_id)
    incident = find_incident(session, actor.prefixes, incident_id, lock=True)
    row = session.get_one(
        models.Task, task_id, with_for_update={"key_share": True}, populate_existing=True
    )
    require_version(seen, row.version, queries.task_view(row).model_dump(mode="json"))
    require_next_task(row.state, patch.state)
    if TaskState(patch.state) is TaskState.OPEN:
        _require_standing(session.get_one(models.Activation, row.activation_id))
    return _settle(session, incident, row, patch.state, actor.name, patch.note)


def _card(plan: schemas.Plan, response_level: int) -> schemas.RunCard:
    if plan.status != IN_FORCE:
        raise PlanNotInForce(plan=plan.code, status=plan.status)
    for card in plan.run_cards:
        if card.response_level == response_level:
            return card
    raise NoRunCard(field="response_level", plan=plan.code, response_level=response_level)


def _started(
    session: Session,
    actor: Actor,
    incident: Incident,
    plan: schemas.Plan,
    card: schemas.RunCard,
    decision: schemas.ActivationIn,
) -> models.Activation:
    """Put a plan in force; starting states matter, level, expected duration and measures."""
    facts = queries.facts_of(session, incident)
    held = match([plan], facts, incident.jurisdiction_code)[0]
    row = models.Activation(
        incident_id=incident.id,
        plan_id=plan.id,
        plan_code=plan.code,
        plan_title=plan.title,
        plan_title_en=plan.title_en,
        plan_edition=plan.edition,
        response_level=card.response_level,
        state=ActivationState.IN_FORCE.value,
        matter=decision.matter or incident.title,
        expected_duration_s=decision.expected_duration_s or card.expected_duration_s,
        measures=card.measures,
        matched_because=[one._asdict() for one in held.because or held.not_because],
        started_at=clock.now(session),
        started_by=actor.account_id,
        started_by_name=actor.name,
    )
    session.add(row)
    session.flush()
    return row


def _raised(
    session: Session,
    plan: schemas.Plan,
    card: schemas.RunCard,
    decision: schemas.ActivationIn,
    row: models.Activation,
) -> models.Activation:
    if not is_higher(card.response_level, row.response_level):
        raise ResponseNotHigher(field="response_level", plan=plan.code, current=row.response_level)
    row.response_level = card.response_level
    row.state = ActivationState.RAISED.value
    row.matter = decision.matter or row.matter
    row.expected_duration_s = decision.expected_duration_s or card.expected_duration_s
    row.measures = card.measures
    row.version += 1
    session.flush()
    return row


def _raise_needs(
    session: Session,
    actor: Actor,
    activation: models.Activation,
    wanted: list[schemas.RaisedNeed],
) -> None:
    """Ask for what the run card wants beyond what this response already asks for."""
    asked: dict[str, int] = {}
    for need in needs_of(session, activation.incident_id, open_only=True):
        if need.activation_id == activation.id:
            code = need.capability_code or need.item_code or ""
            asked[code] = asked.get(code, 0) + need.quantity
    for one in missing_from(wanted, asked):
        incident_service.raise_need(
            session,
            actor,
            activation.incident_id,
            NeedIn(
                capability_code=one.capability_code,
                item_code=one.item_code,
                quantity=one.quantity,
                least=one.least,
                within_s=one.within_s,
                label=one.label,
            ),
            activation_id=activation.id,
            label_en=one.label_en,
            explanation=one.explanation,
        )


def _give_tasks(
    session: Session, incident: Incident, activation: models.Activation, card: schemas.RunCard
) -> None:
    """Give the tasks of a run card, those already given under a lower level left out."""
    given = {(task.title, task.role_name) for task in queries.tasks_of(session, activation.id)}
    now = clock.now(session)
    for template in card.tasks:
        if (template.title, template.role_name) in given:
            continue
        row = _task(activation, template, now, position=len(given) + 1)
        given.add((template.title, template.role_name))
        session.add(row)
        session.flush()
        _record(session, incident, TaskGiven(task=queries.task_view(row)))


def _task(
    activation: models.Activation, template: schemas.TaskTemplate, now: datetime, position: int
) -> models.Task:
    return models.Task(
        activation_id=activation.id,
        incident_id=activation.incident_id,
        position=position,
        title=template.title,
        title_en=template.title_en,
        role_name=template.role_name,
        role_name_en=template.role_name_en,
        due_at=now + timedelta(seconds=template.limit_s),
        state=TaskState.OPEN.value,
    )


def _locked_activation(
    session: Session, actor: Actor, activation_id: UUID
) -> tuple[Incident, models.Activation]:
    incident_id = queries.incident_of_activation(session, actor.prefixes, activation_id)
    incident = find_incident(session, actor.prefixes, incident_id, lock=True)
    row = session.get_one(
        models.Activation,
        activation_id,
        with_for_update={"key_share": True},
        populate_existing=True,
    )
    return incident, row


def _require_standing(row: models.Activation) -> None:
    if row.ended_at is not None:
        raise ActivationHasEnded(ended_at=row.ended_at.isoformat(timespec="seconds"))


def _end(session: Session, incident: Incident, row: models.Activation) -> schemas.Activation:
    for task in queries.tasks_of(session, row.id):
        if task.state == TaskState.OPEN:
            by = session.info.get("actor_name")
            _settle(session, incident, task, TaskState.NOT_NEEDED.value, by, None)
    row.state = ActivationState.ENDED.value
    row.ended_at = clock.now(session)
    row.version += 1
    session.flush()
    activation = queries.activation_view(row)
    _record(session, incident, ActivationEnded(activation=activation))
    return activation


def _settle(
    session: Session,
    incident: Incident,
    row: models.Task,
    state: str,
    by_name: str | None,
    note: str | None,
) -> schemas.Task:
    reopened = state == TaskState.OPEN
    row.state = state
    row.settled_at = None if reopened else clock.now(session)
    row.settled_by_name = None if reopened else by_name
    row.note = note if note is not None else row.note
    row.version += 1
    session.flush()
    task = queries.task_view(row)
    _record(session, incident, TaskReopened(task=task) if reopened else TaskSettled(task=task))
    return task


def _record(session: Session, incident: Incident, happened: Happening) -> None:
    record(
        session,
        happened,
        audience=heard_by(session, incident.id, incident.jurisdiction_code),
        incident_id=incident.id,
    )
