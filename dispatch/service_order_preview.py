"""What an order by hand would mean, told before it is given; nothing is written."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

import geo.queries_roads
from core import clock
from core.auth import Actor
from core.errors import DomainError
from dispatch import queries_by_hand, service_by_hand, service_coverage
from dispatch.coverage_answer import View, side_of
from dispatch.coverage_situation import CoverageBook, Question
from dispatch.errors import NoGroundOnRecord
from dispatch.fitness_by_hand import Fitness, fitness_of, units_for
from dispatch.queries_by_hand import Journey
from dispatch.schemas import Reason
from dispatch.schemas_by_hand import CoverLost, Lacking, Leaving, OrderPreview, Served
from dispatch.service_by_hand import Sending
from incidents.models import Incident
from resources.lifecycle import FREE, TeamState
from resources.models import Team
from resources.queries_trust import site_trust
from resources.trust import age_days

COVER_PATIENCE_S = 0.4
MOST_CAPABILITIES = 4


def preview_order(
    session: Session, actor: Actor, book: CoverageBook, sending: Sending
) -> OrderPreview:
    """Say when the team would be there, what it can do there and what that would cost."""
    now = clock.now(session)
    times = book.roads.travel_times(geo.queries_roads.roads_now(session, now))
    team, incident = sending.team, sending.incident
    trip = queries_by_hand.journey(session, times, team, sending.running, incident)
    fitness = fitness_of(team, sending.needs)
    refusal = _refusal(session, actor, sending)
    return OrderPreview(
        team_id=team.id,
        team_name=team.name,
        team_state=team.state,
        team_version=team.version,
        incident_id=incident.id,
        incident_number=incident.number,
        incident_title=incident.title,
        refusal=refusal,
        cautions=_cautions(session, sending, trip, fitness, now),
        ready_s=trip.ready_s,
        travel_s=trip.travel_s,
        eta_s=trip.eta_s,
        estimated=trip.estimated,
        serves=_serves(sending, fitness),
        lacks=[
            Lacking(need_id=one.id, label=one.label, label_en=one.label_en) for one in fitness.lacks
        ],
        leaves=_leaves(session, sending),
        rather=service_by_hand.rather_of(session, actor, sending),
        cover=None if refusal else _cover(session, actor, book, team),
        reason_required=service_by_hand.reason_required(session, actor, sending),
    )


def _refusal(session: Session, actor: Actor, sending: Sending) -> Reason | None:
    try:
        service_by_hand.require_can_be_sent(session, actor, sending)
    except DomainError as error:
        facts = {name: value for name, value in error.facts.items() if name != "field"}
        said = {"zh": error.message("zh-CN"), "en": error.message("en")}
        return Reason(code=error.code, facts=facts | said)
    return None


def _cautions(
    session: Session, sending: Sending, trip: Journey, fitness: Fitness, now: datetime
) -> list[Reason]:
    team, found = sending.team, []
    if trip.travel_s is None:
        found.append(Reason(code="no_way", facts={}))
    if not any(units_for(team, need) for need in sending.needs):
        found.append(Reason(code="serves_nothing", facts={"open": len(sending.needs)}))
    elif not fitness.fills:
        found.append(Reason(code="covered_already", facts={}))
    if not team.on_duty and sending.running is None:
        found.append(Reason(code="off_duty", facts={}))
    age = age_days(team.confirmed_at, now)
    if site_trust().percent(age) < 100:
        found.append(Reason(code="call_first", facts={"days": age}))
    if team.state == TeamState.RETURNING:
        found.append(Reason(code="turns_round", facts={}))
    for row in queries_by_hand.steerings_of(session, team.id):
        if row.kind == "exclusion" and row.incident_id == sending.incident.id:
            facts = {"name": row.set_by_name, "why": row.reason}
            found.append(Reason(code="excluded", facts=facts))
    return found


def _serves(sending: Sending, fitness: Fitness) -> list[Served]:
    return [
        Served(
            need_id=need.id,
            label=need.label,
            label_en=need.label_en,
            quantity=need.quantity,
            committed=need.committed,
            units=fitness.fills[need.id],
        )
        for need in sending.needs
        if need.id in fitness.fills
    ]


def _leaves(session: Session, sending: Sending) -> Leaving | None:
    order = sending.running
    if order is None:
        return None
    title = session.get_one(Incident, order.incident_id).title
    return Leaving.model_validate(
        {
            "order_id": order.id,
            "number": order.number,
            "state": order.state,
            "incident_id": order.incident_id,
            "incident_title": title,
        }
    )


def _cover(
    session: Session, actor: Actor, book: CoverageBook, team: Team
) -> list[CoverLost] | None:
    """What each capability of a free team no longer covers; None while drive times are missing."""
    if team.state not in FREE:
        return []
    codes = sorted(one.capability_code for one in team.capabilities)[:MOST_CAPABILITIES]
    found: list[CoverLost] = []
    for code in codes:
        lost = _cover_of(session, actor, book, team, code)
        if lost is None:
            return None
        found += lost
    return sorted(found, key=lambda one: -one.people_lost)


def _cover_of(
    session: Session, actor: Actor, book: CoverageBook, team: Team, code: str
) -> Sequence[CoverLost] | None:
    try:
        situation = service_coverage.seen_by(book, session, actor, Question(code), COVER_PATIENCE_S)
    except NoGroundOnRecord:
        return []
    if situation.rows is None:
        return None
    view = View.of(situation.ground, actor.prefixes)
    before = side_of(situation, view, situation.coverage(), with_cells=False)
    after = side_of(situation, view, situation.coverage({team.id}), with_cells=False)
    lost = before.total.people_covered - after.total.people_covered
    if lost < 1:
        return []
    falls = {
        was.name: was.people_covered - left.people_covered
        for was, left in zip(before.districts, after.districts, strict=True)
    }
    worst = max(falls, key=lambda name: falls[name], default=None)
    return [
        CoverLost(
            capability_code=code,
            people_lost=round(lost),
            share_before=before.total.share,
            share_after=after.total.share,
            worst_district=worst,
        )
    ]
