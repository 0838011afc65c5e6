"""The duty officer played by the system: takes down, starts plans, answers the field, reports.

It settles the tasks of plans, too, and takes upon itself the alarms that call the desk.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

import alarms.service
import dispatch.queries_field
import dispatch.service_field
import incidents.queries
import incidents.service
import incidents.service_reports
import plans.queries
import plans.service
from alarms.kinds import CALLING
from alarms.models import Alarm
from alarms.schemas import AcknowledgeManyIn, SeenAlarm
from core.auth import Actor
from core.errors import NotFound
from core.visibility import sees
from dispatch.models import Order
from dispatch.models_field import FieldReport
from dispatch.queries import OPEN_INCIDENT
from dispatch.schemas_field import FieldAnswerIn, FieldNeedIn
from exercises.field import model_roles as model
from exercises.field.cast import TITLES, Cast, cast_of
from exercises.field.deeds import Deed, do_next
from exercises.models_injects import Inject
from incidents.models import Incident, ReportStep, Sitrep
from incidents.reporting import LIMIT, TIERS, Tier
from incidents.schemas import LogEntryIn, SitrepIn
from plans.models import Task
from plans.schemas import ActivationIn, TaskPatch

ROLE = "duty_officer"
HELP_WITHIN_S = 2700
MOST_TAKEN = 200
"""Alarms that are taken upon the desk at once."""
LOOKED_AT = "已知悉，正在处理"
STEADFAST = "已收到，增援力量正在调派，请注意安全、坚守待援"


def step(session: Session) -> None:
    """Do the one thing that has been due longest at the desk."""
    cast = cast_of(session)
    if cast is None or ROLE not in cast.played:
        return
    query = select(Incident).where(Incident.state != "closed").order_by(Incident.number)
    mine = [one for one in session.scalars(query) if cast.plays(ROLE, one.jurisdiction_code)]
    if not mine:
        return
    running = [one for one in mine if one.state in OPEN_INCIDENT]
    deeds = [
        *_responses(session, cast, running),
        *_reports(session, cast, mine),
        *_calls(session, cast, mine),
        *_words(session, cast, running),
        *_tasks(session, cast, running),
        *_alarms(session, cast),
    ]
    do_next(session, cast, cast.officer(ROLE, TITLES[ROLE]), ROLE, deeds)


def _responses(session: Session, cast: Cast, running: Sequence[Incident]) -> list[Deed]:
    """Start the plan that answers best, and look every quarter of an hour whether to raise it."""
    found = []
    for one in running:
        luck = cast.luck(f"{ROLE}/{one.number}")
        if one.response_level is None:
            after_s = model.STARTS_RESPONSE_S.draw(luck, "response")
            does = partial(_start, session, one.id)
            found.append(Deed(f"start {one.number}", one.reported_at, after_s, does))
        nth = int((cast.now - one.reported_at).total_seconds() // model.JUDGES_EVERY_S)
        if nth >= 1 and one.response_level is not None:
            does = partial(_raise, session, one.id)
            after_s = nth * model.JUDGES_EVERY_S
            found.append(Deed(f"judge {one.number} {nth}", one.reported_at, after_s, does))
    return found


def _start(session: Session, incident_id: UUID, actor: Actor) -> None:
    matches = plans.service.matching_plans(session, actor, incident_id)
    if not matches:
        raise NotFound(noun="plan")
    best = matches[0]
    level = best.suggested_level or max(one.response_level for one in best.levels)
    decision = ActivationIn(plan_id=best.plan_id, response_level=level)
    plans.service.start_response(session, actor, incident_id, decision)


def _raise(session: Session, incident_id: UUID, actor: Actor) -> None:
    """Raise a standing response to what its triggers now suggest; it is never lowered here."""
    standing = {one.plan_id: one for one in plans.queries.activations_of(session, incident_id)}
    for match in plans.service.matching_plans(session, actor, incident_id):
        current = standing.get(match.plan_id)
        wanted = match.suggested_level
        if current is None or wanted is None or wanted >= current.response_level:
            continue
        decision = ActivationIn(plan_id=match.plan_id, response_level=wanted)
        plans.service.start_response(session, actor, incident_id, decision)


def _reports(session: Session, cast: Cast, mine: Sequence[Incident]) -> list[Deed]:
    """Make the hops of the report chain in time, follow up, and report the end."""
    ids = [one.id for one in mine]
    steps: dict[UUID, list[ReportStep]] = {}
    for one in incidents.queries.steps_of(session, ids):
        steps.setdefault(one.incident_id, []).append(one)
    final = func.bool_or(Sitrep.kind == "final")
    last = select(Sitrep.incident_id, func.count(), func.max(Sitrep.at), final)
    rows = session.execute(last.where(Sitrep.incident_id.in_(ids)).group_by(Sitrep.incident_id))
    sent = {row[0]: _Sent(*row[1:]) for row in rows}
    found = []
    for incident in mine:
        found += _hops(session, cast, incident, steps.get(incident.id, []))
        found += _further(session, cast, incident, sent.get(incident.id))
    return found


class _Sent(NamedTuple):
    """What was reported of an incident so far: how often, when last, and whether for good."""

    times: int
    last_at: datetime
    is_final: bool


def _further(session: Session, cast: Cast, incident: Incident, sent: _Sent | None) -> list[Deed]:
    """Report beyond the chain: first of all, again as things go on, and at the end."""
    luck = cast.luck(f"{ROLE}/{incident.number}/report")
    send = partial(_send, session, incident.id, None)
    if sent is None:
        after_s = model.reports_after_s(luck, LIMIT[Tier(incident.received_by)].total_seconds())
        return [Deed(f"first {incident.number}", incident.reported_at, after_s, send)]
    if incident.state in OPEN_INCIDENT:
        after_s = model.FOLLOWS_UP_S.draw(luck, f"follow-up {sent.times}")
        return [Deed(f"follow-up {incident.number} {sent.times}", sent.last_at, after_s, send)]
    if incident.stood_down_at is None or sent.is_final:
        return []
    after_s = model.FINAL_REPORT_S.draw(luck, "final")
    return [Deed(f"final {incident.number}", incident.stood_down_at, after_s, send)]


def _hops(
    session: Session, cast: Cast, incident: Incident, steps: Sequence[ReportStep]
) -> list[Deed]:
    found = []
    for one in steps:
        tier, mine = TIERS.index(Tier(one.from_level)), TIERS.index(Tier(incident.received_by))
        if one.sent_at is not None or tier > mine:
            continue
        own = tier == mine
        luck = cast.luck(f"{ROLE}/{incident.number}/hop {one.position}")
        allowed_s = (one.due_at - one.started_at).total_seconds()
        after_s = model.reports_after_s(luck, allowed_s)
        does = (
            partial(_send, session, incident.id, one.id)
            if own
            else partial(_hop, session, incident.id, one.id)
        )
        found.append(Deed(f"hop {incident.number} {one.position}", one.started_at, after_s, does))
    return found


def _hop(session: Session, incident_id: UUID, step_id: UUID, actor: Actor) -> None:
    incidents.service.make_hop(session, actor, incident_id, step_id)


def _send(session: Session, incident_id: UUID, step_id: UUID | None, actor: Actor) -> None:
    """Send the report that the system drafts, as an officer in a hurry would."""
    draft = incidents.service_reports.propose_sitrep(session, actor, incident_id, None)
    report = SitrepIn(
        kind=draft.kind, addressed_to=draft.addressed_to, text=draft.text, settles_step_id=step_id
    )
    incidents.service.send_sitrep(session, actor, incident_id, report)


def _calls(session: Session, cast: Cast, mine: Sequence[Incident]) -> list[Deed]:
    """Answer calls for help from the field: a need is raised, or a word sent."""
    known = {one.id for one in mine}
    found = []
    for call, incident in dispatch.queries_field.open_calls(session):
        if incident.id not in known or incident.state not in OPEN_INCIDENT:
            continue
        named = call.capability_code or call.item_code or "people"
        thing = f"help {incident.number} {call.team_name} {named} {call.told_at:%H%M%S}"
        after_s = model.ANSWERS_HELP_S.draw(cast.luck(thing), "help")
        does = partial(_answer, session, call.id)
        found.append(Deed(thing, call.told_at, after_s, does))
    return found


def _answer(session: Session, call_id: UUID, actor: Actor) -> None:
    call = session.get_one(FieldReport, call_id)
    if call.lacking == "people" and call.capability_code is None:
        said = FieldAnswerIn(answer=STEADFAST)
        dispatch.service_field.answer_report(session, actor, call_id, call.version, said)
        return
    wanted = FieldNeedIn(within_s=HELP_WITHIN_S)
    dispatch.service_field.raise_need_from(session, actor, call_id, call.version, wanted)


def _tasks(session: Session, cast: Cast, running: Sequence[Incident]) -> list[Deed]:
    """Settle the tasks of responses, each in its turn, once somebody is there to do them."""
    numbers = {one.id: one.number for one in running}
    came = exists().where(Order.incident_id == Task.incident_id, Order.arrived_at.is_not(None))
    waiting = select(Task).where(
        Task.incident_id.in_(list(numbers)), Task.state == "open", ~Task.blocked, came
    )
    found = []
    for one in session.scalars(waiting.order_by(Task.incident_id, Task.position)):
        thing = f"task {numbers[one.incident_id]} {one.response_level} {one.ref}"
        after_s = model.settles_after_s(cast.luck(f"{ROLE}/{thing}"), one.limit_s)
        since = one.due_at - timedelta(seconds=one.limit_s)
        found.append(Deed(thing, since, after_s, partial(_settle, session, one.id)))
    return found


def _settle(session: Session, task_id: UUID, actor: Actor) -> None:
    row = session.get_one(Task, task_id)
    patch = TaskPatch(state="done")
    plans.service.settle_task(session, actor, task_id, row.version, patch)


def _alarms(session: Session, cast: Cast) -> list[Deed]:
    """Take upon the desk what calls it, together: what has been looked at calls nobody any more."""
    calling = _calling(session, cast)
    if not calling:
        return []
    since = min(one.raised_at for one in calling)
    thing = f"alarms {since:%d%H%M%S}"
    after_s = model.ACKNOWLEDGES_S.draw(cast.luck(f"{ROLE}/{thing}"), "acknowledge")
    return [Deed(thing, since, after_s, partial(_acknowledge, session, cast))]


def _calling(session: Session, cast: Cast) -> list[Alarm]:
    query = select(Alarm).where(
        Alarm.kind.in_([one.value for one in CALLING]),
        Alarm.ended_at.is_(None),
        Alarm.acknowledged_at.is_(None),
    )
    rows = session.scalars(query.order_by(Alarm.raised_at, Alarm.id))
    return [
        one
        for one in rows
        if cast.plays(ROLE, one.jurisdiction_code)
        and sees([cast.area_prefix], one.jurisdiction_code)
    ]


def _acknowledge(session: Session, cast: Cast, actor: Actor) -> None:
    seen = [SeenAlarm(id=one.id, version=one.version) for one in _calling(session, cast)]
    if not seen:
        return
    taker = replace(actor, permissions=frozenset({"alarms.acknowledge"}))
    wanted = AcknowledgeManyIn(alarms=seen[:MOST_TAKEN], note=LOOKED_AT)
    alarms.service.acknowledge_alarms(session, taker, wanted)


def _words(session: Session, cast: Cast, running: Sequence[Incident]) -> list[Deed]:
    """Take down in the log what the desk was told from outside, or what nobody else was."""
    if not running:
        return []
    seated = {role for role, _prefix, _team in cast.seats}
    query = select(Inject.ref, Inject.doing, Inject.given_at, Inject.roles).where(
        Inject.state == "given", ~Inject.hidden, Inject.doing["do"].astext == "tell"
    )
    found = []
    for ref, doing, given_at, roles in session.execute(query):
        mine = {ROLE, "all"} & set(roles) or not seated & set(roles)
        if given_at is None or not mine:
            continue
        text = f"接报（{doing['sender']['zh']}）：{doing['text']['zh']}"
        does = partial(_note, session, running[-1].id, text)
        after_s = model.NOTES_S.draw(cast.luck(f"{ROLE}/{ref}"), "note")
        found.append(Deed(f"note {ref}", given_at, after_s, does))
    return found


def _note(session: Session, incident_id: UUID, text: str, actor: Actor) -> None:
    incidents.service.write_log_entry(session, actor, incident_id, LogEntryIn(text=text))
