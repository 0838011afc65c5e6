"""Every write of responses: starting, raising, stepping down and ending a plan.

Their tasks are written in ``service_tasks``, their needs follow in ``service_asking``.
"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from pydantic import BaseModel
from sqlalchemy.orm import Session

from core import clock
from core.auth import Actor
from core.db import LIVE
from core.errors import Conflict, require_version
from core.outbox import Happening, record
from incidents import service as incident_service
from incidents.events import IncidentStoodDown
from incidents.hearing import heard_by
from incidents.models import Incident
from incidents.queries import find_incident
from plans import drawing, models, queries, schemas
from plans.asking import asks, cards_up_to, match_view, sum_at
from plans.events import (
    ActivationEnded,
    ActivationLowered,
    ActivationRaised,
    ActivationStarted,
)
from plans.holding import not_here
from plans.lifecycle import ActivationState, is_higher
from plans.matching import STANDING, match
from plans.schemas_cards import CardContact
from plans.service_asking import asks_from, fresh_of, planned_views, settle_needs, with_fresh
from plans.service_messages import fill_messages
from plans.service_tasks import ActivationHasEnded, drop_tasks, give_tasks, settle, settle_task

__all__ = [
    "ActivationHasEnded",
    "end_activation",
    "end_with_incident",
    "locked_activation",
    "lower_response",
    "matching_plans",
    "require_standing",
    "settle",
    "settle_task",
    "start_response",
]


class PlanNotInForce(Conflict):
    """The plan {plan} is {status}; only a plan in force can be started."""

    zh = "预案 {plan} 当前未生效（{status}），只有已生效的预案才能启动。"


class NoRunCard(Conflict):
    """The plan {plan} has no run card in use for response level {response_level}."""

    zh = "预案 {plan} 没有已启用的 {response_level} 级响应卡。"


class ResponseNotHigher(Conflict):
    """The plan {plan} is in force at level {current}; starting it again only raises it."""

    zh = "预案 {plan} 已按 {current} 级响应启动，再次启动只能提升级别；如需降低，请使用“降级”。"


class ResponseNotLower(Conflict):
    """The plan {plan} is in force at level {current}; it steps down only to a lower one."""

    zh = "预案 {plan} 当前为 {current} 级响应，只能降到更低的级别。"


def matching_plans(session: Session, actor: Actor, incident_id: UUID) -> list[schemas.PlanMatch]:
    """Return the plans that answer an incident, best first, with why and what they would raise."""
    incident = find_incident(session, actor.prefixes, incident_id)
    facts = queries.facts_of(session, incident)
    scene = queries.scene_of(session, incident)
    standing = queries.activations_of(session, incident.id)
    needs = planned_views(session, incident)
    held = match(queries.whole_plans(session), facts, incident.jurisdiction_code)
    views = []
    for one in held:
        if one.matches:
            view = match_view(one, facts, scene)
            levels = []
            for level in view.levels:
                found = sum_at(one.plan, level.response_level, facts, scene)
                fresh = fresh_of(session, standing, needs, one.plan.id, found)
                levels.append(with_fresh(level, fresh))
            views.append(view.model_copy(update={"levels": levels}))
    return views


def start_response(
    session: Session, actor: Actor, incident_id: UUID, decision: schemas.ActivationIn
) -> schemas.Activation:
    """Put a plan in force at a level, or raise it: only what the level adds is asked for on top."""
    incident = find_incident(session, actor.prefixes, incident_id, lock=True)
    if incident.state == "closed":
        raise incident_service.over(incident)
    plan = queries.find_plan(session, decision.plan_id)
    _require_card(plan, decision.response_level)
    standing = queries.activations_of(session, incident.id)
    current = next((one for one in standing if one.plan_id == plan.id), None)
    before = current.response_level if current else None
    if current is None:
        current = _started(session, actor, incident, plan, decision)
        standing = [*standing, current]
    elif not is_higher(decision.response_level, current.response_level):
        raise ResponseNotHigher(field="response_level", plan=plan.code, current=before)
    else:
        current.state = ActivationState.RAISED.value
        current.version += 1
    _take_over(session, incident, plan, decision, current, before)
    activation = queries.activation_view(current)
    happened = ActivationStarted if before is None else ActivationRaised
    _record(session, incident, happened(activation=activation))
    level = min(one.response_level for one in standing)
    incident_service.set_response(session, actor, incident.id, level)
    settle_needs(session, actor, incident)
    new = _cards(session, incident, plan, current.response_level, before)
    give_tasks(session, incident, current, new)
    drawing.draw(session, actor, incident.id, [area for card in new for area in card.areas])
    return activation


def _require_card(plan: schemas.Plan, response_level: int) -> None:
    if plan.status not in STANDING:
        raise PlanNotInForce(plan=plan.code, status=plan.status)
    if not any(card.response_level == response_level for card in plan.run_cards):
        raise NoRunCard(field="response_level", plan=plan.code, response_level=response_level)


def _cards(
    session: Session,
    incident: Incident,
    plan: schemas.Plan,
    response_level: int,
    above: int | None = None,
) -> list[schemas.RunCard]:
    """Return the cards up to a level, or only those above another, that hold here and now."""
    scene = queries.scene_of(session, incident)
    return [
        card
        for card in cards_up_to(plan, response_level)
        if (above is None or card.response_level < above)
        and not_here(scene, card.places, card.windows) is None
    ]


def _started(
    session: Session,
    actor: Actor,
    incident: Incident,
    plan: schemas.Plan,
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
        response_level=decision.response_level,
        state=ActivationState.IN_FORCE.value,
        matter=decision.matter or incident.title,
        expected_duration_s=1,
        measures=[],
        asks=[],
        matched_because=[one._asdict() for one in held.because or held.not_because],
        started_at=clock.now(session),
        started_by=actor.account_id,
        started_by_name=actor.name,
    )
    session.add(row)
    return row


def _take_over(
    session: Session,
    incident: Incident,
    plan: schemas.Plan,
    decision: schemas.ActivationIn,
    row: models.Activation,
    before: int | None,
) -> None:
    """Write into a response what the cards up to its level say, and what they add to its asks."""
    facts = queries.facts_of(session, incident)
    scene = queries.scene_of(session, incident)
    found = asks(plan, decision.response_level, facts, scene)
    added = asks_from(session, found, before)
    row.asks = [*row.asks, *(one.model_dump(mode="json") for one in added)]
    row.left_out = [one.model_dump(mode="json") for one in found.left_out]
    row.response_level = decision.response_level
    row.matter = decision.matter or row.matter
    _lay_out(session, incident, plan, row)
    row.expected_duration_s = decision.expected_duration_s or row.expected_duration_s
    session.flush()


def _lay_out(
    session: Session, incident: Incident, plan: schemas.Plan, row: models.Activation
) -> None:
    """Show what holds at the level of a response: measures, contacts, texts, areas, duration."""
    cards = _cards(session, incident, plan, row.response_level)
    own = [card for card in plan.run_cards if card.response_level == row.response_level]
    row.expected_duration_s = max((card.expected_duration_s for card in own), default=3600)
    row.measures = _each_once("code", [one for card in cards for one in card.measures])
    row.contacts = _contacts(session, [one for card in cards for one in card.contacts])
    row.areas = [one.model_dump(mode="json") for card in cards for one in card.areas]
    texts = _each_once("ref", [one for card in reversed(cards) for one in card.messages])
    row.messages = fill_messages(session, incident, row, texts)


def _contacts(session: Session, named: Sequence[CardContact]) -> list[dict[str, Any]]:
    """Return whom to reach, each function once; from an exercise nobody real is rung up."""
    found = _each_once("function", named)
    if session.info["world"] != LIVE:
        return [one | {"phone": ""} for one in found]
    return found


def _each_once(name: str, things: Sequence[BaseModel]) -> list[dict[str, Any]]:
    found: dict[Any, dict[str, Any]] = {}
    for one in things:
        found.setdefault(getattr(one, name), one.model_dump(mode="json"))
    return list(found.values())


def lower_response(
    session: Session, actor: Actor, activation_id: UUID, seen: int | None, wanted: schemas.LowerIn
) -> schemas.Activation:
    """Step down: what only the higher level asked for ends, or is left for release if under way."""
    incident, row = locked_activation(session, actor, activation_id)
    require_version(seen, row.version, queries.activation_view(row).model_dump(mode="json"))
    require_standing(row)
    require_lower(row, wanted.response_level)
    row.asks = kept_asks(row, wanted.response_level)
    row.response_level = wanted.response_level
    row.state = ActivationState.LOWERED.value
    _lay_out(session, incident, queries.find_plan(session, row.plan_id), row)
    row.version += 1
    session.flush()
    activation = queries.activation_view(row)
    _record(session, incident, ActivationLowered(activation=activation))
    settle_needs(session, actor, incident)
    drop_tasks(session, incident, row, above=wanted.response_level)
    _follow_level(session, actor, incident)
    return activation


def require_lower(row: models.Activation, response_level: int) -> None:
    """Refuse to step down to the level in force or to a higher one."""
    if response_level <= row.response_level:
        current = row.response_level
        raise ResponseNotLower(field="response_level", plan=row.plan_code, current=current)


def kept_asks(row: models.Activation, response_level: int | None) -> list[dict[str, Any]]:
    """Return the asks of a response that a lower level has too; ended, it has none."""
    if response_level is None:
        return []
    return [one for one in row.asks if one["response_level"] >= response_level]


def end_activation(
    session: Session, actor: Actor, activation_id: UUID, seen: int | None
) -> schemas.Activation:
    """End one response: what it alone asked for ends, its open tasks are no longer needed."""
    incident, row = locked_activation(session, actor, activation_id)
    require_version(seen, row.version, queries.activation_view(row).model_dump(mode="json"))
    require_standing(row)
    activation = _end(session, incident, row)
    settle_needs(session, actor, incident)
    _follow_level(session, actor, incident)
    return activation


def _follow_level(session: Session, actor: Actor, incident: Incident) -> None:
    rest = queries.activations_of(session, incident.id)
    level = min((one.response_level for one in rest), default=None)
    if level != incident.response_level:
        incident_service.set_response(session, actor, incident.id, level)


def end_with_incident(session: Session, happening: BaseModel) -> None:
    """End every response on an incident that was stood down; a reaction to it."""
    assert isinstance(happening, IncidentStoodDown)
    incident = session.get_one(Incident, happening.incident.id)
    for row in queries.activations_of(session, incident.id):
        _end(session, incident, row)


def _end(session: Session, incident: Incident, row: models.Activation) -> schemas.Activation:
    drop_tasks(session, incident, row, above=None)
    row.state = ActivationState.ENDED.value
    row.ended_at = clock.now(session)
    row.version += 1
    session.flush()
    activation = queries.activation_view(row)
    _record(session, incident, ActivationEnded(activation=activation))
    return activation


def locked_activation(
    session: Session, actor: Actor, activation_id: UUID
) -> tuple[Incident, models.Activation]:
    """Lock the incident of a response, then the response."""
    incident_id = queries.incident_of_activation(session, actor.prefixes, activation_id)
    incident = find_incident(session, actor.prefixes, incident_id, lock=True)
    row = session.get_one(
        models.Activation,
        activation_id,
        with_for_update={"key_share": True},
        populate_existing=True,
    )
    return incident, row


def require_standing(row: models.Activation) -> None:
    """Refuse a step on a response that has ended."""
    if row.ended_at is not None:
        raise ActivationHasEnded(ended_at=row.ended_at.isoformat(timespec="seconds"))


def _record(session: Session, incident: Incident, happened: Happening) -> None:
    record(
        session,
        happened,
        audience=heard_by(session, incident.id, incident.jurisdiction_code),
        incident_id=incident.id,
    )
