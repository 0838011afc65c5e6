"""The steps of an order, from acknowledged to back at base, each with all its consequences."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

import incidents.queries
import incidents.service_needs
import resources.service
import resources.service_stock
from core import clock
from core.auth import Actor
from core.errors import NotFound, require_version
from core.outbox import Happening
from core.visibility import sees
from dispatch import events, issuing, queries_orders, schemas
from dispatch.errors import NoteRequired, NotYourOrder
from dispatch.lifecycle import (
    KEEPS_AWAY,
    RULES,
    Step,
    ends_assignment,
    state_after,
    team_state_after,
)
from dispatch.models import Assignment, Order, OrderLine
from dispatch.service_steering import exclude_after_refusal
from dispatch.told_times import is_late, moment_of
from incidents.models import Incident
from resources.lifecycle import TeamState
from resources.models import Depot, Team
from resources.stock import StockLine

_COMMAND = ("commander", "duty_officer")
_HAPPENINGS: dict[Step, type[Happening]] = {
    Step.ACKNOWLEDGE: events.OrderAcknowledged,
    Step.DECLINE: events.OrderDeclined,
    Step.LOAD: events.OrderLoaded,
    Step.DEPART: events.OrderDeparted,
    Step.ARRIVE: events.OrderArrived,
    Step.DELIVER: events.OrderDelivered,
    Step.RELEASE: events.OrderReleased,
    Step.RECALL: events.OrderRecalled,
    Step.TURN_BACK: events.OrderTurnedBack,
    Step.CLOSE: events.OrderClosed,
}


@dataclass(frozen=True)
class Held:
    """An order under its lock, with all that its step may change."""

    order: Order
    assignment: Assignment
    lines: list[OrderLine]

    @property
    def stock_lines(self) -> list[StockLine]:
        """What of which lot is on the order."""
        return [StockLine(line.lot_id, line.amount) for line in self.lines]


def report_step(
    session: Session,
    actor: Actor,
    order_id: UUID,
    version: int | None,
    step: Step,
    remark: schemas.OrderRemark,
) -> schemas.Order:
    """Take one step of an order: state, team, commitment, stock and needs change together.

    Locks the needs, the order, then team, lorry and lots: the order in which all lock.
    """
    record = queries_orders.order(session, actor.prefixes, actor.team_id, order_id)
    require_may_report(session, actor, record)
    held = locked_order(session, record)
    require_version_of(session, held.order, version)
    _advance(session, held, step, remark)
    if held.order.kind == "team":
        _move_team(session, actor, held, step)
    else:
        _move_goods(session, held, step)
    session.flush()
    cover = queries_orders.cover_of(session, need_ids_of(held.assignment))
    incidents.service_needs.cover_needs(session, cover)
    return issuing.tell(session, _HAPPENINGS[step], [order_id])[0].order


def require_version_of(session: Session, order: Order, version: int | None) -> None:
    """Refuse a step that was not based on the order as it is now."""
    if version == order.version:
        return
    current = queries_orders.views(session, [order.id])[0].order
    require_version(version, order.version, current.model_dump(mode="json"))


def require_may_report(session: Session, actor: Actor, record: schemas.Order) -> None:
    """A leader reports for the own team, a clerk for depots of the own area, command for all."""
    if record.team_id is not None and record.team_id == actor.team_id:
        return
    home = _home_code(session, record)
    scene = session.get_one(Incident, record.incident_id).jurisdiction_code
    for grant in actor.grants:
        area = [grant.prefix]
        if grant.role in _COMMAND and (sees(area, home) or sees(area, scene)):
            return
        if grant.role == "county_clerk" and record.kind == "delivery" and sees(area, home):
            return
    raise NotYourOrder()


def _home_code(session: Session, record: schemas.Order) -> str:
    if record.team_id is not None:
        return session.get_one(Team, record.team_id).jurisdiction_code
    return session.get_one(Depot, record.depot_id).jurisdiction_code


def end_unloaded(session: Session, order_id: UUID, step: Step, note: str) -> bool:
    """End a delivery whose promise has run out, unless it was loaded meanwhile; needs are locked.

    Returns whether it was ended.
    """
    held = _held(session, order_id)
    if held.order.state not in RULES[step].delivery_from or held.order.loaded_at is not None:
        return False
    _advance(session, held, step, schemas.OrderRemark(note=note))
    _free_truck(session, held.order)
    resources.service_stock.unreserve(session, held.stock_lines, order_id, lapsed=True)
    set_lines(held, "cancelled")
    return True


def locked_order(session: Session, record: schemas.Order) -> Held:
    """Lock the needs that an order serves, then the order with its commitment."""
    incidents.queries.locked_needs(session, sorted(UUID(one) for one in record.fills))
    return _held(session, record.id)


def _held(session: Session, order_id: UUID) -> Held:
    found = session.execute(
        select(Order, Assignment)
        .join(Assignment, Assignment.id == Order.assignment_id)
        .where(Order.id == order_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one_or_none()
    if found is None:
        raise NotFound(noun="order")
    lines = session.scalars(
        select(OrderLine)
        .where(OrderLine.order_id == order_id)
        .order_by(OrderLine.position)
        .execution_options(populate_existing=True)
    )
    return Held(found[0], found[1], list(lines))


def need_ids_of(assignment: Assignment) -> list[UUID]:
    """The needs that a commitment serves."""
    return [UUID(need_id) for need_id in assignment.fills]


def _advance(session: Session, held: Held, step: Step, remark: schemas.OrderRemark) -> None:
    order, now = held.order, clock.now(session)
    to = state_after(step, order.kind, order.state)
    if RULES[step].note_required and not remark.note:
        raise NoteRequired(field="note")
    order.state = to
    order.version += 1
    if remark.note:
        order.note = remark.note
    happened_at = moment_of(remark.happened_at, now, _earlier(order))
    stamp = RULES[step].stamp
    if step is Step.DELIVER and order.arrived_at is None:
        stamp = "arrived_at"
    if stamp is not None:
        setattr(order, stamp, happened_at)
        if is_late(happened_at, now):
            order.told_later = {**order.told_later, stamp: now.isoformat()}
    if ends_assignment(order.kind, to) and held.assignment.state == "live":
        issuing.end_assignment(held.assignment, now)
    session.flush()


def _earlier(order: Order) -> list[datetime | None]:
    """Return the moments that the next step of an order must follow."""
    return [
        order.issued_at,
        order.acknowledged_at,
        order.loaded_at,
        order.departed_at,
        order.arrived_at,
        order.released_at,
    ]


def _move_team(session: Session, actor: Actor, held: Held, step: Step) -> None:
    order = held.order
    assert order.team_id is not None
    team = resources.service.lock_teams(session, [order.team_id])[0]
    departed = order.departed_at is not None
    wanted = TeamState(team_state_after(order.state, departed))
    if step is not Step.CLOSE or _is_free_again(session, team):
        resources.service.set_team_state(session, team, wanted)
    if step in KEEPS_AWAY:
        incident = session.get_one(Incident, order.incident_id)
        exclude_after_refusal(session, actor, team, incident, order.note or "")


def _is_free_again(session: Session, team: Team) -> bool:
    """Say whether the close of an order brings the team home.

    Not when a newer order holds it, nor when its keeper has meanwhile sent it to maintenance, to
    restock, or retired it: that word stands.
    """
    on_its_way = team.state == TeamState.RETURNING and team.retired_at is None
    return on_its_way and not queries_orders.holders(session, [team.id])


def _move_goods(session: Session, held: Held, step: Step) -> None:
    """Let lorry and stock follow the step; goods loaded and recalled come back at the close."""
    back = step in (Step.DECLINE, Step.RECALL) and held.order.loaded_at is None
    returned = step is Step.CLOSE and held.lines[0].state == "cancelled"
    if back or step is Step.CLOSE:
        _free_truck(session, held.order)
    if back:
        _move_lines(session, held, "cancelled", resources.service_stock.unreserve)
    elif step in (Step.RECALL, Step.TURN_BACK):
        set_lines(held, "cancelled")
    elif step is Step.LOAD:
        _move_lines(session, held, "loaded", resources.service_stock.issue)
    elif step is Step.DELIVER:
        _move_lines(session, held, "delivered", resources.service_stock.deliver)
    elif returned and held.order.loaded_at is not None:
        resources.service_stock.return_to_stock(session, held.stock_lines, held.order.id)


def _move_lines(session: Session, held: Held, state: str, move: Callable[..., Any]) -> None:
    move(session, held.stock_lines, held.order.id)
    set_lines(held, state)


def set_lines(held: Held, state: str) -> None:
    """Give every line of an order the same state."""
    for line in held.lines:
        line.state = state


def _free_truck(session: Session, order: Order) -> None:
    """Free the lorry unless another trip of it is still to be driven."""
    assert order.truck_id is not None
    trucks = resources.service.lock_trucks(session, [order.truck_id])
    if not queries_orders.truck_holders(session, [order.truck_id]):
        resources.service.set_truck_states(session, trucks, "available")
