"""Orders by hand: an officer sends a named team now, under the same locks as an acceptance."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

import geo.queries_roads
import incidents.queries
import incidents.service_needs
import resources.queries
import resources.service
from core import clock
from core.auth import Actor
from core.errors import NotFound, require_version
from core.visibility import sees
from dispatch import events, issuing, queries_by_hand, queries_orders, schemas, service_steering
from dispatch.errors import (
    BeyondYourJurisdiction,
    IncidentOver,
    TeamAlreadyCommitted,
    TeamPinnedElsewhere,
)
from dispatch.errors_by_hand import (
    OrderToLeaveHasChanged,
    ReasonForOverriding,
    TeamCannotBeSent,
    TeamThereAlready,
)
from dispatch.fitness_by_hand import fills_for_named, fitness_of
from dispatch.lifecycle import MOVABLE_ORDER, Step, state_after
from dispatch.models import Assignment, Order
from dispatch.queries import OPEN_INCIDENT
from dispatch.schemas_by_hand import OrderIn, Rather
from geo.road_book import RoadBook
from incidents.models import Incident, Need
from resources.lifecycle import FREE, TeamState
from resources.models import Team

CAN_BE_SENT = FREE | {TeamState.RETURNING}
"""A team on its way home can turn round."""


@dataclass(frozen=True)
class Sending:
    """A team to be sent to an incident, what it is doing now, and the needs that are open there."""

    team: Team
    incident: Incident
    needs: Sequence[Need]
    running: Order | None


def order_by_hand(
    session: Session, actor: Actor, roads: RoadBook, version: int | None, wanted: OrderIn
) -> schemas.Order:
    """Send a team to an incident now; the order is like any that came of a proposal.

    Locks incidents and needs, the order that is left, then the team: the order in which all lock.
    """
    sending = _locked(session, actor, wanted)
    _require_version(session, sending.team, version)
    require_can_be_sent(session, actor, sending)
    if not wanted.reason and reason_required(session, actor, sending):
        raise ReasonForOverriding(field="reason")
    fills = _fills(sending, wanted)
    left = _leave(session, sending, wanted.reason)
    service_steering.lift_exclusion(session, actor, sending.team, sending.incident)
    order = _issue(session, actor, roads, sending, fills, wanted)
    resources.service.set_team_state(session, sending.team, TeamState.ASSIGNED)
    _cover(session, sending, left)
    issuing.tell(session, events.OrderRedirected, [left.id] if left else [])
    return issuing.tell(session, events.OrderIssued, [order.id])[0].order


def require_can_be_sent(session: Session, actor: Actor, sending: Sending) -> None:
    """Refuse what cannot be ordered at all; what only speaks against it is no refusal."""
    team, incident, running = sending.team, sending.incident, sending.running
    if incident.state not in OPEN_INCIDENT:
        raise IncidentOver(incident=incident.title, field="incident_id")
    if team.retired_at is not None:
        raise TeamCannotBeSent(team=team.name, state="retired", field="team_id")
    if running is not None:
        _require_may_leave(session, actor, sending, running)
    elif team.state not in CAN_BE_SENT:
        raise TeamCannotBeSent(team=team.name, state=team.state, field="team_id")
    for row in queries_by_hand.steerings_of(session, team.id):
        if row.kind == "pin" and row.incident_id != incident.id:
            there = session.get_one(Incident, row.incident_id)
            raise TeamPinnedElsewhere(team=team.name, incident=there.title)


def _require_may_leave(session: Session, actor: Actor, sending: Sending, running: Order) -> None:
    if running.incident_id == sending.incident.id:
        raise TeamThereAlready(team=sending.team.name, field="team_id")
    if running.state not in MOVABLE_ORDER:
        raise TeamCannotBeSent(team=sending.team.name, state=running.state, field="team_id")
    there = session.get_one(Incident, running.incident_id)
    if not sees(actor.prefixes, there.jurisdiction_code):
        raise BeyondYourJurisdiction(jurisdiction=there.jurisdiction_code)


def reason_required(session: Session, actor: Actor, sending: Sending) -> bool:
    """Say whether the officer must say why: work is left, a refusal overruled, or another wish."""
    if sending.running is not None:
        return True
    held = queries_by_hand.steerings_of(session, sending.team.id)
    if any(row.kind == "exclusion" and row.incident_id == sending.incident.id for row in held):
        return True
    wish = rather_of(session, actor, sending)
    return wish is not None and wish.elsewhere is not None


def rather_of(session: Session, actor: Actor, sending: Sending) -> Rather | None:
    """Return what the open proposal would do instead, as far as the officer may see it."""
    return queries_by_hand.rather(session, actor.prefixes, sending.team.id, sending.incident.id)


def look_at(session: Session, actor: Actor, team_id: UUID, incident_id: UUID) -> Sending:
    """Return team, incident and open needs as they stand, locked by nobody."""
    incident = incidents.queries.find_incident(session, actor.prefixes, incident_id)
    team = queries_by_hand.seen_team(session, actor.prefixes, team_id)
    needs = incidents.queries.needs_of(session, incident.id, open_only=True)
    return Sending(team, incident, needs, queries_by_hand.live_order(session, team.id))


def _locked(session: Session, actor: Actor, wanted: OrderIn) -> Sending:
    seen = look_at(session, actor, wanted.team_id, wanted.incident_id)
    _require_free_or_left(session, seen, wanted.instead_of)
    ids = {seen.incident.id} | ({seen.running.incident_id} if seen.running else set())
    held = session.scalars(
        select(Incident)
        .where(Incident.id.in_(ids))
        .order_by(Incident.id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    ).all()
    incident = next(row for row in held if row.id == seen.incident.id)
    need_ids = list(session.scalars(select(Need.id).where(Need.incident_id.in_(ids))))
    needs = incidents.queries.locked_needs(session, need_ids)
    running = queries_by_hand.live_order(session, seen.team.id, lock=True)
    team = resources.service.lock_teams(session, [seen.team.id])[0]
    here = [row for row in needs if row.incident_id == incident.id and row.state == "open"]
    now = Sending(team, incident, here, running)
    _require_free_or_left(session, now, wanted.instead_of)
    return now


def _require_free_or_left(session: Session, sending: Sending, instead_of: UUID | None) -> None:
    """A committed team is refused with who holds it, unless its very order is to be left."""
    held = sending.running.id if sending.running else None
    if held == instead_of:
        return
    if held is None or instead_of is not None:
        raise OrderToLeaveHasChanged(team=sending.team.name, field="instead_of")
    issuing.refuse_committed(session, [sending.team.id])
    raise TeamAlreadyCommitted(team=sending.team.name, team_id=str(sending.team.id), incident="")


def _require_version(session: Session, team: Team, version: int | None) -> None:
    if version == team.version:
        return
    current = resources.queries.teams_by_id(session, [team.id])[team.id]
    require_version(version, team.version, current.model_dump(mode="json"))


def _fills(sending: Sending, wanted: OrderIn) -> dict[UUID, int]:
    if wanted.need_ids is None:
        return dict(fitness_of(sending.team, sending.needs).fills)
    named = set(wanted.need_ids)
    needs = [need for need in sending.needs if need.id in named]
    if len(needs) != len(named):
        raise NotFound(noun="need", field="need_ids")
    return fills_for_named(sending.team, needs)


def _leave(session: Session, sending: Sending, reason: str) -> Order | None:
    """End the order that the team leaves, and its commitment."""
    order = sending.running
    if order is None:
        return None
    now = clock.now(session)
    order.state = state_after(Step.REDIRECT, order.kind, order.state)
    order.released_at = now
    order.note = reason or order.note
    order.version += 1
    assignment = session.get_one(
        Assignment, order.assignment_id, with_for_update=True, populate_existing=True
    )
    issuing.end_assignment(assignment, now)
    session.flush()
    return order


def _issue(
    session: Session,
    actor: Actor,
    roads: RoadBook,
    sending: Sending,
    fills: dict[UUID, int],
    wanted: OrderIn,
) -> Order:
    team, left = sending.team, sending.running
    times = roads.travel_times(geo.queries_roads.roads_now(session, clock.now(session)))
    trip = queries_by_hand.journey(session, times, team, left, sending.incident)
    pick: dict[str, Any] = {
        "team_id": str(team.id),
        "incident_id": str(sending.incident.id),
        "fills": {str(need_id): units for need_id, units in fills.items()},
        "vehicle": team.vehicle,
        "travel_s": trip.travel_s,
        "eta_s": trip.eta_s,
        "estimated": trip.estimated,
        "reason": {"code": "by_hand", "facts": {"name": actor.name, "why": wanted.reason}},
    }
    replaces = left.id if left else None
    assignment, order = issuing.team_order(session, actor, None, pick, replaces)
    order.note = wanted.reason or None
    issuing.commit_resources(session, [assignment])
    issuing.name_recipients(session, [order])
    session.add(order)
    session.flush()
    return order


def _cover(session: Session, sending: Sending, left: Order | None) -> None:
    need_ids = [need.id for need in sending.needs]
    if left is not None:
        old = session.get_one(Assignment, left.assignment_id)
        need_ids += [UUID(one) for one in old.fills]
    session.flush()
    incidents.service_needs.cover_needs(session, queries_orders.cover_of(session, need_ids))
