"""Taking back a step of an order that was reported by mistake: by a correcting entry, never erased.

What the order was before the step is read from its own events. All that the step did is put back
with it: the commitment, the team or lorry, the stock, the run on record and what the needs count.
"""

from datetime import datetime
from itertools import pairwise
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.dialects.postgresql import Range
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

import incidents.service_needs
import resources.service
from core import clock, outbox
from core.auth import Actor
from core.correcting import Correction, CorrectionIn, NothingToUndo, correction_of, course
from core.errors import Forbidden
from core.models import Event
from dispatch import events, queries_orders, schemas, service_steering
from dispatch.errors import IncidentOver, SentElsewhereMeanwhile, StepCannotBeUndone
from dispatch.issuing import EXCLUSION_VIOLATION
from dispatch.lifecycle import LIVE_ORDER, team_state_after
from dispatch.models import Assignment, Order
from dispatch.models_runs import Run
from dispatch.queries import OPEN_INCIDENT
from dispatch.run_rules import Excluded
from dispatch.service_orders import (
    Held,
    locked_order,
    need_ids_of,
    require_may_report,
    require_version_of,
    set_lines,
)
from incidents.models import Incident
from resources.lifecycle import TeamState
from resources.models import Team, Truck
from resources.service_undo import put_back_team, take_back_movement
from resources.stock import MovementKind

_STAMPS = ("acknowledged_at", "loaded_at", "departed_at", "arrived_at", "released_at", "closed_at")
_FINAL = ("order.redirected", "order.lapsed")
"""Not taken back: another order stands in the place of the one, the goods of the other are free."""

_PERMISSIONS = {
    "order.loaded": "deliveries.report",
    "order.delivered": "deliveries.report",
    "order.recalled": "orders.recall",
}


def undo_step(
    session: Session, actor: Actor, order_id: UUID, version: int | None, wanted: CorrectionIn
) -> schemas.Order:
    """Take back the last step of an order: everything is as before it, and both stay on record.

    Refused when the team or lorry has been sent elsewhere meanwhile, its keeper has changed it, the
    goods are gone, or the incident is over. Locks as every step does.
    """
    record = queries_orders.order(session, actor.prefixes, actor.team_id, order_id)
    require_may_report(session, actor, record)
    held = locked_order(session, record)
    require_version_of(session, held.order, version)
    step, before = _last_step(session, held.order)
    _require_may_take_back(actor, step)
    done = correction_of(session, step, held.order.state, before.state, wanted)
    left_in = held.order.state
    _put_back(session, held, before)
    if held.order.kind == "team":
        _put_back_team(session, actor, held, left_in)
    else:
        _put_back_goods(session, held, left_in)
    _correct_run(session, held.order, left_in)
    session.flush()
    cover = queries_orders.cover_of(session, need_ids_of(held.assignment))
    incidents.service_needs.cover_needs(session, cover)
    return _tell(session, order_id, done)


def _last_step(session: Session, order: Order) -> tuple[Event, schemas.Order]:
    """Return the event that brought an order into its state, and the order before it."""
    happened = course(session, "order", order.id, order.incident_id)
    for before, step in reversed(list(pairwise(happened))):
        if before.data["order"]["state"] != step.data["order"]["state"]:
            if step.kind in _FINAL:
                raise StepCannotBeUndone(number=order.number, state=order.state)
            return step, schemas.Order.model_validate(before.data["order"])
    raise NothingToUndo()


def _require_may_take_back(actor: Actor, step: Event) -> None:
    if not actor.may(_PERMISSIONS.get(step.kind, "orders.report")):
        raise Forbidden()


def _put_back(session: Session, held: Held, before: schemas.Order) -> None:
    order = held.order
    _hold_again(session, held, before.state)
    order.state = before.state
    for stamp in _STAMPS:
        setattr(order, stamp, getattr(before, stamp))
    order.note = before.note
    order.version += 1
    session.flush()


def _hold_again(session: Session, held: Held, state: str) -> None:
    """Renew a commitment that the step had ended; nobody may hold the team or lorry meanwhile."""
    if state in LIVE_ORDER:
        incident = session.get_one(Incident, held.order.incident_id)
        if incident.state not in OPEN_INCIDENT:
            raise IncidentOver(incident=incident.title)
    holds = state in LIVE_ORDER or (held.order.kind == "delivery" and state == "released")
    waits = held.order.kind == "delivery" and state in ("recalled", "turned_back")
    if held.assignment.state == "live" or not holds or waits:
        return
    if held.order.team_id is not None:
        resources.service.lock_teams(session, [held.order.team_id])
    begin = held.assignment.during.lower
    try:
        with session.begin_nested():
            until = _next_begin(session, held.assignment)
            held.assignment.during = Range(begin, until, bounds="[)")
            held.assignment.state = "live"
    except IntegrityError as error:
        if getattr(error.orig, "sqlstate", None) != EXCLUSION_VIOLATION:
            raise
        raise _sent_elsewhere(session, held) from None


def _next_begin(session: Session, assignment: Assignment) -> datetime | None:
    """Return when the next trip of the same lorry begins, None where nothing follows."""
    if assignment.truck_id is None:
        return None
    following = select(Assignment.during).where(
        Assignment.truck_id == assignment.truck_id,
        Assignment.state == "live",
        Assignment.during.op(">>")(assignment.during),
    )
    begins = [one.lower for one in session.scalars(following) if one.lower is not None]
    later = [one for one in begins if one > clock.now(session)]
    return min(later, default=None)


def _sent_elsewhere(session: Session, held: Held) -> SentElsewhereMeanwhile:
    order = held.order
    own = Assignment.team_id == order.team_id
    if order.team_id is None:
        own = Assignment.truck_id == order.truck_id
    query = (
        select(Order.number, Incident.title)
        .join(Assignment, Assignment.id == Order.assignment_id)
        .join(Incident, Incident.id == Order.incident_id)
        .where(own, Assignment.state == "live", Order.id != order.id)
        .order_by(Order.number.desc())
        .limit(1)
    )
    number, incident = session.execute(query).one()
    if order.team_id is not None:
        name = session.get_one(Team, order.team_id).name
    else:
        name = session.get_one(Truck, order.truck_id).plate
    return SentElsewhereMeanwhile(resource=name, number=number, incident=incident)


def _put_back_team(session: Session, actor: Actor, held: Held, left_in: str) -> None:
    order = held.order
    assert order.team_id is not None
    team = resources.service.lock_teams(session, [order.team_id])[0]
    if left_in in ("declined", "turned_back"):
        incident = session.get_one(Incident, order.incident_id)
        service_steering.lift_exclusion(session, actor, team, incident)
    if order.state not in LIVE_ORDER and queries_orders.holders(session, [team.id]):
        return  # it comes home no more under this order: a newer one holds it
    brought = team_state_after(left_in, departed=True)
    back_to = "assigned" if order.state == "issued" else None
    back_to = back_to or team_state_after(order.state, order.departed_at is not None)
    put_back_team(session, team, TeamState(brought), TeamState(back_to))


def _put_back_goods(session: Session, held: Held, left_in: str) -> None:
    """Turn round the movement of stock that the step made, and send the lorry again."""
    order, loaded = held.order, held.order.loaded_at is not None
    assert order.truck_id is not None
    if held.assignment.state == "live" or left_in == "closed":
        trucks = resources.service.lock_trucks(session, [order.truck_id])
        resources.service.set_truck_states(session, trucks, "assigned")
    match left_in:
        case "loaded":
            _turn_round(session, held, MovementKind.LOAD, "reserved")
        case "delivered":
            _turn_round(session, held, MovementKind.DELIVER, "loaded")
        case "declined" | "recalled" | "turned_back" if loaded:
            set_lines(held, "loaded")
        case "declined" | "recalled":
            _turn_round(session, held, MovementKind.RELEASE, "reserved")
        case "closed" if loaded and held.lines[0].state == "cancelled":
            _turn_round(session, held, MovementKind.COME_BACK, "cancelled")


def _turn_round(session: Session, held: Held, kind: MovementKind, lines: str) -> None:
    take_back_movement(session, held.stock_lines, held.order.id, kind)
    set_lines(held, lines)


def _correct_run(session: Session, order: Order, left_in: str) -> None:
    """Let a drive that a mistaken report began or ended say nothing false about speeds."""
    if order.departed_at is None:
        session.execute(delete(Run).where(Run.order_id == order.id))
    elif order.state == "en_route" and left_in != "en_route":
        kept = Run.excluded.is_distinct_from(Excluded.TIME_LAPSE)
        open_again = {"ended_at": None, "actual_s": None, "actual_from": None, "excluded": None}
        session.execute(update(Run).where(Run.order_id == order.id, kept).values(**open_again))


def _tell(session: Session, order_id: UUID, done: Correction) -> schemas.Order:
    view = queries_orders.views(session, [order_id])[0]
    outbox.record(
        session,
        events.OrderCorrected(order=view.order, correction=done),
        audience=view.audience,
        incident_id=view.order.incident_id,
    )
    return view.order
