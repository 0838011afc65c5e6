"""The decision: a proposal asked for, and a proposal accepted, whole or for some incidents."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

import incidents.queries
import incidents.service_needs
import resources.service
from core import clock
from core.auth import Actor
from core.errors import NotFound, require_version
from dispatch import (
    events,
    issuing,
    queries,
    queries_orders,
    schemas,
    service_promises,
    staleness,
)
from dispatch.choosing import Chosen, choose, trips_of
from dispatch.errors import (
    IncidentOver,
    ProposalAlreadyDecided,
    ProposalNotReady,
    ProposalStale,
)
from dispatch.lifecycle import LIVE_ORDER, UNFINISHED_PROPOSAL, proposal_is_acceptable
from dispatch.models import Assignment, Order, OrderLine, Proposal
from dispatch.schemas_acceptance import Accepted, AcceptIn
from dispatch.service_solving import new_proposal, tell
from incidents.models import Incident, Need
from resources.lifecycle import TeamState
from resources.models import Team

Record = dict[str, Any]


def settle_proposal(session: Session, actor: Actor, proposal_id: UUID) -> schemas.Proposal:
    """Say that the best answer so far is enough: the solve ends with it, or with its first one.

    A solve that has ended already stays as it is.
    """
    row = session.get(Proposal, proposal_id, with_for_update=True)
    if row is None or not queries.concerns(row, actor.prefixes):
        raise NotFound(noun="proposal")
    searching = row.state == "solving" or (row.state == "feasible" and "solve" not in row.timings_s)
    if searching and row.settled_by_name is None:
        row.settled_by_name = actor.name
        row.version += 1
        session.flush()
        tell(session, events.ProposalSettled, row)
    return queries.proposal_out(row, actor.prefixes)


def request_proposal(session: Session, actor: Actor) -> schemas.Proposal:
    """Ask for a fresh proposal; one that already waits for a worker answers the wish."""
    waiting = session.scalar(
        select(Proposal)
        .where(Proposal.state.in_(UNFINISHED_PROPOSAL))
        .order_by(Proposal.number.desc())
        .limit(1)
    )
    if waiting is not None and waiting.state == "requested":
        return queries.proposal_out(waiting, actor.prefixes)
    reason = {"code": "requested_by_officer", "facts": {"name": actor.name}}
    return queries.proposal_out(new_proposal(session, [reason]), actor.prefixes)


@dataclass(frozen=True)
class Running:
    """A running order that the acceptance ends or changes, with its commitment, both locked."""

    order: Order
    assignment: Assignment


def accept_proposal(
    session: Session,
    actor: Actor,
    proposal_id: UUID,
    version: int | None,
    wanted: AcceptIn,
) -> Accepted:
    """Accept a proposal: all that it changes for the named incidents is done at once, or nothing.

    Locks incidents and needs, the proposal, running orders, teams, lorries and lots, in this order.
    """
    seen = session.get(Proposal, proposal_id)
    if seen is None or not queries.concerns(seen, actor.prefixes):
        raise NotFound(noun="proposal")
    chosen = choose(session, seen, wanted, actor.prefixes)
    if seen.state != "accepted":
        _refuse_taken(session, chosen)  # before anything is locked: most rivals end here
    need_ids = _lock_incidents(session, chosen)
    row = _locked_proposal(session, proposal_id, version, actor)
    if row.version != seen.version or row.basis_seq != seen.basis_seq:
        raise ProposalStale(changed=f"proposal {row.number}")
    running = _lock_running(session, chosen)
    teams = {team.id: team for team in resources.service.lock_teams(session, chosen.team_ids)}
    trucks = resources.service.lock_trucks(session, chosen.truck_ids) if chosen.truck_ids else []
    _require_still_true(session, row, chosen, running)
    ended = _end_running(session, chosen, running, wanted.note)
    orders, lines = _issue(session, actor, row, chosen, running)
    _set_states(session, chosen, teams, running)
    resources.service.set_truck_states(session, trucks, "assigned")
    service_promises.promise(session, orders, lines)
    _cover(session, need_ids)
    _tell_orders(session, chosen, running, orders)
    _decide(session, actor, row)
    return Accepted(
        proposal_id=row.id, order_ids=[order.id for order in orders], recalled_order_ids=ended
    )


def _lock_incidents(session: Session, chosen: Chosen) -> list[UUID]:
    """Lock the incidents and their needs; return the ids of the needs.

    Keys are not locked: a refusal that already holds a need refers to the incident by its key.
    """
    ids = chosen.incident_ids
    rows = session.scalars(
        select(Incident)
        .where(Incident.id.in_(ids))
        .order_by(Incident.id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    gaining = {UUID(pick["incident_id"]) for pick in (*chosen.new, *chosen.redirected)}
    gaining |= {UUID(one["incident_id"]) for one in chosen.deliveries}
    for incident in rows:
        if incident.id in gaining and incident.state not in queries.OPEN_INCIDENT:
            raise IncidentOver(incident=incident.title)
    need_ids = list(session.scalars(select(Need.id).where(Need.incident_id.in_(ids))))
    incidents.queries.locked_needs(session, need_ids)
    return need_ids


def _locked_proposal(
    session: Session, proposal_id: UUID, version: int | None, actor: Actor
) -> Proposal:
    row = session.get_one(Proposal, proposal_id, with_for_update=True, populate_existing=True)
    if row.state == "accepted":
        raise ProposalAlreadyDecided(number=row.number, decided_by=row.decided_by_name)
    if not proposal_is_acceptable(row.state):
        raise ProposalNotReady(number=row.number, state=row.state)
    record = queries.proposal_out(row, actor.prefixes).model_dump(mode="json")
    require_version(version, row.version, record)
    return row


def _lock_running(session: Session, chosen: Chosen) -> dict[UUID, Running]:
    """Lock the running orders that end or change, by team."""
    if not chosen.ended_order_ids:
        return {}
    query = (
        select(Order, Assignment)
        .join(Assignment, Assignment.id == Order.assignment_id)
        .where(Order.id.in_(chosen.ended_order_ids))
        .order_by(Order.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return {
        order.team_id: Running(order, assignment)
        for order, assignment in session.execute(query)
        if order.team_id is not None
    }


def _require_still_true(
    session: Session, row: Proposal, chosen: Chosen, running: dict[UUID, Running]
) -> None:
    """Refuse when a chosen team is taken, or anything chosen changed since the picture was read."""
    _refuse_taken(session, chosen)
    over = [one.order for one in running.values() if one.order.state not in LIVE_ORDER]
    if over or len(running) != len(chosen.ended_order_ids):
        raise ProposalStale(changed="、".join(f"#{order.number}" for order in over) or "order")
    ids = [*chosen.incident_ids, *chosen.need_ids, *chosen.team_ids, *chosen.lot_ids]
    changed = staleness.changed_since(session, row.basis_seq, ids)
    if changed:
        raise ProposalStale(changed="、".join(changed[:5]), names=changed)


def _refuse_taken(session: Session, chosen: Chosen) -> None:
    teams = [UUID(pick["team_id"]) for pick in chosen.new]
    issuing.refuse_committed(session, teams, chosen.truck_ids)


def _end_running(
    session: Session, chosen: Chosen, running: dict[UUID, Running], note: str
) -> list[UUID]:
    """End the orders of redirected and recalled teams; give kept ones their new share."""
    now = clock.now(session)
    ends = [(pick, "redirected") for pick in chosen.redirected]
    ends += [(one, "recalled") for one in chosen.recalled]
    for record, state in ends:
        old = running[UUID(record["team_id"])]
        old.order.state = state
        old.order.released_at = now
        old.order.note = note or old.order.note
        old.order.version += 1
        issuing.end_assignment(old.assignment, now)
    for pick in chosen.refilled:
        kept = running[UUID(pick["team_id"])]
        kept.assignment.fills = pick["fills"]
        kept.order.version += 1
    session.flush()
    return [running[UUID(record["team_id"])].order.id for record, _state in ends]


def _issue(
    session: Session,
    actor: Actor,
    row: Proposal,
    chosen: Chosen,
    running: dict[UUID, Running],
) -> tuple[list[Order], list[OrderLine]]:
    assignments: list[Assignment] = []
    orders: list[Order] = []
    lines: list[OrderLine] = []
    for pick in (*chosen.new, *chosen.redirected):
        old = running.get(UUID(pick["team_id"]))
        assignment, order = issuing.team_order(
            session, actor, row.id, pick, old.order.id if old else None
        )
        assignments.append(assignment)
        orders.append(order)
    for trip, until_s in trips_of(chosen.deliveries):
        commitment, delivery, its_lines = issuing.delivery_order(
            session, actor, row.id, trip, until_s
        )
        assignments.append(commitment)
        orders.append(delivery)
        lines += its_lines
    issuing.commit_resources(session, assignments)
    issuing.name_recipients(session, orders)
    session.add_all(orders)
    session.flush()
    session.add_all(lines)
    session.flush()
    return orders, lines


def _set_states(
    session: Session, chosen: Chosen, teams: dict[UUID, Team], running: dict[UUID, Running]
) -> None:
    sent = [UUID(pick["team_id"]) for pick in (*chosen.new, *chosen.redirected)]
    changes = [(teams[team_id], TeamState.ASSIGNED) for team_id in sent]
    for one in chosen.recalled:
        team_id = UUID(one["team_id"])
        left = running[team_id].order.departed_at is not None
        changes.append((teams[team_id], TeamState.RETURNING if left else TeamState.AVAILABLE))
    resources.service.set_team_states(session, changes)


def _cover(session: Session, need_ids: Sequence[UUID]) -> None:
    session.flush()
    cover = queries_orders.cover_of(session, need_ids)
    incidents.service_needs.cover_needs(session, cover)


def _tell_orders(
    session: Session, chosen: Chosen, running: dict[UUID, Running], orders: Sequence[Order]
) -> None:
    def ids(records: Sequence[Record]) -> list[UUID]:
        return [running[UUID(record["team_id"])].order.id for record in records]

    issuing.tell(session, events.OrderRedirected, ids(chosen.redirected))
    issuing.tell(session, events.OrderRecalled, ids(chosen.recalled))
    issuing.tell(session, events.OrderEtaChanged, ids(chosen.refilled))
    issuing.tell(session, events.OrderIssued, [order.id for order in orders])


def _decide(session: Session, actor: Actor, row: Proposal) -> None:
    row.state = "accepted"
    row.decided_at = clock.now(session)
    row.decided_by = actor.account_id
    row.decided_by_name = actor.name
    row.version += 1
    session.flush()
    tell(session, events.ProposalAccepted, row)
