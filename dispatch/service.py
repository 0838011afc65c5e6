"""The decision: a proposal asked for, and a proposal accepted, whole or for some incidents."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby, zip_longest
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
from core.visibility import sees
from dispatch import events, issuing, queries, queries_orders, schemas, service_promises, staleness
from dispatch.errors import (
    BeyondYourJurisdiction,
    IncidentOver,
    NothingToAccept,
    ProposalAlreadyDecided,
    ProposalNotReady,
    ProposalStale,
)
from dispatch.lifecycle import LIVE_ORDER, UNFINISHED_PROPOSAL, proposal_is_acceptable
from dispatch.models import Assignment, Order, OrderLine, Proposal
from dispatch.service_solving import new_proposal, tell
from incidents.models import Incident, Need
from resources.lifecycle import TeamState
from resources.models import Team

Record = dict[str, Any]


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
class Chosen:
    """What of a proposal is accepted."""

    new: list[Record]
    redirected: list[Record]
    refilled: list[Record]
    recalled: list[Record]
    deliveries: list[Record]

    @property
    def incident_ids(self) -> set[UUID]:
        """The incidents that gain or lose something."""
        gaining = {row["incident_id"] for row in self._rows() if row.get("incident_id")}
        losing = {row["from_incident_id"] for row in (*self.redirected, *self.recalled)}
        return {UUID(one) for one in gaining | losing}

    @property
    def team_ids(self) -> list[UUID]:
        """The teams that get another place."""
        moved = (*self.new, *self.redirected, *self.recalled)
        return sorted({UUID(row["team_id"]) for row in moved})

    @property
    def truck_ids(self) -> list[UUID]:
        """The lorries that are sent."""
        return sorted({UUID(row["truck_id"]) for row in self.deliveries})

    @property
    def lot_ids(self) -> list[UUID]:
        """The lots that goods are taken from."""
        return sorted({UUID(row["lot_id"]) for row in self.deliveries})

    @property
    def ended_order_ids(self) -> list[UUID]:
        """The running orders that end or change."""
        rows = (*self.redirected, *self.refilled, *self.recalled)
        return sorted({UUID(row["order_id"]) for row in rows})

    @property
    def need_ids(self) -> set[UUID]:
        """The needs that are served."""
        served = {need for row in (*self.new, *self.redirected) for need in row["fills"]}
        return {UUID(one) for one in served | {row["need_id"] for row in self.deliveries}}

    def _rows(self) -> Iterable[Record]:
        return (*self.new, *self.redirected, *self.refilled, *self.deliveries)

    def is_empty(self) -> bool:
        """Say whether nothing would change."""
        return not (*self._rows(), *self.recalled)


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
    wanted: schemas.AcceptIn,
) -> schemas.Accepted:
    """Accept a proposal: all that it changes for the named incidents is done at once, or nothing.

    Locks incidents and needs, the proposal, running orders, teams, lorries and lots, in this order.
    """
    seen = session.get(Proposal, proposal_id)
    if seen is None or not queries.concerns(seen, actor.prefixes):
        raise NotFound(noun="proposal")
    running_fills = _running_fills(session, seen)
    chosen = _choose(seen, wanted, actor, running_fills)
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
    return schemas.Accepted(
        proposal_id=row.id, order_ids=[order.id for order in orders], recalled_order_ids=ended
    )


def _running_fills(session: Session, row: Proposal) -> dict[str, dict[str, int]]:
    ids = [UUID(pick["order_id"]) for pick in row.picks if pick["order_id"] is not None]
    if not ids:
        return {}
    query = select(Order.id, Assignment.fills).join(Assignment).where(Order.id.in_(ids))
    return {str(order_id): fills for order_id, fills in session.execute(query)}


def _choose(
    row: Proposal, wanted: schemas.AcceptIn, actor: Actor, running: dict[str, dict[str, int]]
) -> Chosen:
    """Return what is accepted; a county accepts only what lies wholly within its own area."""
    whole = sees(actor.prefixes, row.jurisdiction_code)
    named = None if wanted.incident_ids is None else {str(one) for one in wanted.incident_ids}

    def meant(record: Record, incident_id: str | None) -> bool:
        if named is not None:
            return incident_id in named
        return whole or all(sees(actor.prefixes, code) for code in record["jurisdictions"])

    picks = [pick for pick in row.picks if meant(pick, pick["incident_id"])]
    deliveries = [one for one in row.deliveries if meant(one, one["incident_id"])]
    if not whole:
        _require_within(actor, [*picks, *deliveries])
    leaving = row.difference.get("recalled", []) if whole else []
    chosen = Chosen(
        new=[pick for pick in picks if pick["status"] == "new"],
        redirected=[pick for pick in picks if pick["status"] == "redirected"],
        refilled=[
            pick
            for pick in picks
            if pick["status"] == "kept" and running.get(pick["order_id"]) != pick["fills"]
        ],
        recalled=[one for one in leaving if named is None or one["from_incident_id"] in named],
        deliveries=deliveries,
    )
    nothing_meant = not whole or (named is not None and not picks)
    if nothing_meant and chosen.is_empty():
        raise NothingToAccept()
    return chosen


def _require_within(actor: Actor, records: Sequence[Record]) -> None:
    for record in records:
        outside = [code for code in record["jurisdictions"] if not sees(actor.prefixes, code)]
        if outside:
            raise BeyondYourJurisdiction(jurisdiction=outside[0])


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
    for trip, until_s in _trips(chosen.deliveries):
        commitment, delivery, its_lines = issuing.delivery_order(
            session, actor, row.id, trip, until_s
        )
        assignments.append(commitment)
        orders.append(delivery)
        lines += its_lines
    issuing.commit_resources(session, assignments)
    session.add_all(orders)
    session.flush()
    session.add_all(lines)
    session.flush()
    return orders, lines


def _trips(deliveries: Sequence[Record]) -> list[tuple[list[Record], int | None]]:
    """Return each trip's lines with the second at which the same lorry's next trip begins."""

    def of_trip(row: Record) -> tuple[str, int]:
        return row["truck_id"], row["trip"]

    ordered = sorted(deliveries, key=of_trip)
    trips = [list(rows) for _key, rows in groupby(ordered, key=of_trip)]
    found: list[tuple[list[Record], int | None]] = []
    for trip, following in zip_longest(trips, trips[1:]):
        same = following is not None and following[0]["truck_id"] == trip[0]["truck_id"]
        found.append((trip, following[0]["start_s"] if same and following else None))
    return found


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
