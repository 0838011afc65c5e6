"""Turning accepted picks and deliveries into assignments and orders."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import Range
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from core import clock, outbox
from core.auth import Actor
from core.ids import new_id
from core.outbox import Happening
from dispatch import queries_orders
from dispatch.errors import TeamAlreadyCommitted, TruckAlreadyCommitted
from dispatch.models import Assignment, Order, OrderLine
from dispatch.queries_orders import OrderView
from resources import queries_readiness
from resources.models import Depot, Team, Truck
from resources.queries_readiness import Recipient

EXCLUSION_VIOLATION = "23P01"

Record = dict[str, Any]


def tell(
    session: Session, happening: type[Happening], order_ids: Sequence[UUID]
) -> list[OrderView]:
    """Record what happened to orders, each with its full read model."""
    session.flush()
    if not order_ids:
        return []
    found = queries_orders.views(session, order_ids)
    for view in found:
        outbox.record(
            session,
            happening(order=view.order),  # type: ignore[call-arg]
            audience=view.audience,
            incident_id=view.order.incident_id,
        )
    return found


def commit_resources(session: Session, assignments: Sequence[Assignment]) -> None:
    """Enter assignments; the database refuses whoever is committed already, and we say to whom."""
    try:
        with session.begin_nested():
            session.add_all(assignments)
    except IntegrityError as error:
        if getattr(error.orig, "sqlstate", None) != EXCLUSION_VIOLATION:
            raise
        team_ids = [row.team_id for row in assignments if row.team_id is not None]
        truck_ids = [row.truck_id for row in assignments if row.truck_id is not None]
        refuse_committed(session, team_ids, truck_ids)
        raise


def refuse_committed(
    session: Session, team_ids: Sequence[UUID], truck_ids: Sequence[UUID] = ()
) -> None:
    """Refuse teams and lorries that are committed already, naming the first and who holds it."""
    for team_id, title in sorted(queries_orders.holders(session, team_ids).items()):
        name = session.scalar(select(Team.name).where(Team.id == team_id))
        raise TeamAlreadyCommitted(team=name, team_id=str(team_id), incident=title)
    for truck_id, title in sorted(queries_orders.truck_holders(session, truck_ids).items()):
        truck = session.get_one(Truck, truck_id)
        raise TruckAlreadyCommitted(truck=truck.plate, truck_id=str(truck_id), incident=title)


def end_assignment(assignment: Assignment, now: datetime) -> None:
    """End a commitment now; one that had not begun ends when it would have begun."""
    begin = assignment.during.lower
    assert begin is not None
    assignment.during = Range(begin, max(now, begin + timedelta(microseconds=1)), bounds="[)")
    assignment.state = "ended"


def team_order(
    session: Session,
    actor: Actor,
    proposal_id: UUID | None,
    pick: Record,
    replaces_id: UUID | None,
) -> tuple[Assignment, Order]:
    """Return the commitment of a picked team and its order, not yet entered.

    Without a proposal an officer picked it; without `eta_s` nobody knows a way yet.
    """
    now = clock.now(session)
    assignment = Assignment(
        id=new_id(),
        team_id=UUID(pick["team_id"]),
        truck_id=None,
        incident_id=UUID(pick["incident_id"]),
        proposal_id=proposal_id,
        fills=pick["fills"],
        during=Range(now, None, bounds="[)"),
        state="live",
    )
    order = _order(actor, assignment, now, pick)
    order.kind = "team"
    order.team_id = assignment.team_id
    order.replaces_id = replaces_id
    order.reason = pick["reason"]
    return assignment, order


def delivery_order(
    session: Session, actor: Actor, proposal_id: UUID, trip: Sequence[Record], until: int | None
) -> tuple[Assignment, Order, list[OrderLine]]:
    """Return one trip of a lorry as commitment, order and lines, not yet entered.

    ``until`` is when the lorry's next trip begins, in seconds from now.
    """
    now = clock.now(session)
    first = trip[0]
    end = None if until is None else now + timedelta(seconds=until)
    assignment = Assignment(
        id=new_id(),
        team_id=None,
        truck_id=UUID(first["truck_id"]),
        incident_id=UUID(first["incident_id"]),
        proposal_id=proposal_id,
        fills=_amounts_by_need(trip),
        during=Range(now + timedelta(seconds=first["start_s"]), end, bounds="[)"),
        state="live",
    )
    order = _order(actor, assignment, now, first)
    order.kind = "delivery"
    order.depot_id = UUID(first["depot_id"])
    order.truck_id = assignment.truck_id
    order.replaces_id = None
    order.reason = {"code": "delivers_goods", "facts": {"trip": first["trip"]}}
    lines = [_line(order, position, row) for position, row in enumerate(trip, start=1)]
    return assignment, order, lines


def name_recipients(session: Session, orders: Sequence[Order]) -> None:
    """Write on each order whom it goes to: who is on duty in the team, or keeps the depot."""
    team_ids = [order.team_id for order in orders if order.team_id is not None]
    depot_ids = [order.depot_id for order in orders if order.depot_id is not None]
    of_teams = queries_readiness.recipients(session, team_ids, clock.now(session))
    depots = session.execute(
        select(Depot.id, Depot.keeper_name, Depot.phone).where(Depot.id.in_(depot_ids))
    )
    keepers = {row[0]: Recipient("keeper", row[1], row[2], True) for row in depots}
    for order in orders:
        named = of_teams.get(order.team_id, []) if order.team_id else []
        if order.depot_id is not None:
            named = [keepers[order.depot_id]]
        order.recipients = [one._asdict() for one in named if one.name or one.phone]


def _amounts_by_need(trip: Sequence[Record]) -> dict[str, int]:
    amounts: dict[str, int] = {}
    for row in trip:
        amounts[row["need_id"]] = amounts.get(row["need_id"], 0) + row["amount"]
    return amounts


def _order(actor: Actor, assignment: Assignment, now: datetime, row: Record) -> Order:
    return Order(
        id=new_id(),
        state="issued",
        assignment_id=assignment.id,
        proposal_id=assignment.proposal_id,
        incident_id=assignment.incident_id,
        vehicle=row["vehicle"],
        travel_s=row["travel_s"],
        estimated=row["estimated"],
        eta_at=None if row["eta_s"] is None else now + timedelta(seconds=row["eta_s"]),
        recipients=[],
        issued_at=now,
        issued_by=actor.account_id,
        issued_by_name=actor.name,
        version=1,
    )


def _line(order: Order, position: int, row: Record) -> OrderLine:
    copied = ("item_code", "item_name", "batch", "unit", "amount")
    return OrderLine(
        id=new_id(),
        order_id=order.id,
        position=position,
        lot_id=UUID(row["lot_id"]),
        need_id=UUID(row["need_id"]),
        state="reserved",
        **{name: row[name] for name in copied},
    )
