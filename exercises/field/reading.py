"""Reads what the simulated field needs of the orders that are open, in one light query."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from dispatch.lifecycle import OPEN_ORDER
from dispatch.models import Assignment, Order
from exercises.field.draws import Luck
from exercises.field.model_errand import Errand
from exercises.models_field import SimOrder
from incidents.models import Need
from resources.models import Depot, ResourcePosition, Team, Truck

WATCHED = (*OPEN_ORDER, "recalled", "turned_back")
"""States of orders that still go somewhere by themselves."""


@dataclass(frozen=True, slots=True)
class Seen:
    """An open order, who carries it out, and what the field remembers of it."""

    order_id: UUID
    number: int
    version: int
    incident_id: UUID
    resource_id: UUID
    name: str
    code: str
    """Of the team's or the depot's jurisdiction."""
    label: str
    """What the resource is called in every run: the team's code, the lorry's plate."""
    strength: float
    fills: dict[str, int]
    errand: Errand
    kept: SimOrder | None
    position_at: datetime | None
    position_from: str | None

    @property
    def is_team(self) -> bool:
        """Say whether it is a team, which is seen on the map; a lorry is not."""
        return self.errand.kind == "team"

    def is_quiet(self, now: datetime) -> bool:
        """Say whether nothing can have come about since it was last looked at."""
        kept, errand = self.kept, self.errand
        if kept is None or kept.state != errand.state or kept.eta_at != errand.eta_at:
            return False
        if (kept.stuck_since is None) != (errand.no_way_since is None):
            return errand.state != "en_route"
        if kept.supplies_at is not None and kept.supplies_at <= now:
            return False
        return kept.next_at is None or kept.next_at > now


def open_orders(session: Session, ids: Sequence[UUID] | None = None) -> list[Seen]:
    """Return all open orders, or those named, in the order of their numbers."""
    query = (
        select(
            Order.id, Order.number, Order.version, Order.incident_id, Order.kind, Order.state,
            Order.issued_at, Order.acknowledged_at, Order.loaded_at, Order.departed_at,
            Order.arrived_at, Order.released_at, Order.replaces_id, Order.travel_s, Order.eta_at,
            Order.no_way_since, func.lower(Assignment.during).label("begins_at"), Assignment.fills,
            Order.team_id, Order.truck_id,
            Team.code.label("team_code"), Team.name.label("team_name"), Team.turnout_s,
            Team.headcount, Team.crew, Team.jurisdiction_code.label("team_area"),
            Depot.name.label("depot_name"), Depot.load_s,
            Depot.jurisdiction_code.label("depot_area"), Truck.plate,
            ResourcePosition.at.label("position_at"), ResourcePosition.source.label("source"),
            SimOrder,
        )
        .join(Assignment, Assignment.id == Order.assignment_id)
        .outerjoin(Team, Team.id == Order.team_id)
        .outerjoin(Depot, Depot.id == Order.depot_id)
        .outerjoin(Truck, Truck.id == Order.truck_id)
        .outerjoin(ResourcePosition, ResourcePosition.team_id == Order.team_id)
        .outerjoin(SimOrder, SimOrder.order_id == Order.id)
        .where(Order.state.in_(WATCHED))
        .order_by(Order.number)
        .execution_options(populate_existing=True)
    )  # fmt: skip
    if ids is not None:
        query = query.where(Order.id.in_(ids))
    return [_seen(row) for row in session.execute(query)]


def _seen(row: Any) -> Seen:
    team = row.kind == "team"
    crew = row.crew if row.crew is not None else row.headcount
    return Seen(
        order_id=row.id,
        number=row.number,
        version=row.version,
        incident_id=row.incident_id,
        resource_id=row.team_id if team else row.truck_id,
        name=row.team_name if team else row.depot_name,
        code=row.team_area if team else row.depot_area,
        label=row.team_code if team else row.plate,
        strength=crew / row.headcount if team else 1.0,
        fills={need_id: int(amount) for need_id, amount in row.fills.items()},
        errand=_errand(row, team),
        kept=row.SimOrder,
        position_at=row.position_at,
        position_from=row.source,
    )


def _errand(row: Any, team: bool) -> Errand:
    kept: SimOrder | None = row.SimOrder
    return Errand(
        kind=row.kind,
        state=row.state,
        issued_at=row.issued_at,
        begins_at=row.begins_at,
        acknowledged_at=row.acknowledged_at,
        loaded_at=row.loaded_at,
        departed_at=row.departed_at,
        arrived_at=row.arrived_at,
        released_at=row.released_at,
        declared_s=row.turnout_s if team else row.load_s,
        on_the_road=row.replaces_id is not None,
        travel_s=row.travel_s,
        eta_at=row.eta_at,
        no_way_since=row.no_way_since,
        lost_s=0.0 if kept is None else kept.lost_s,
        ends_at=None if kept is None else kept.ends_at,
    )


def enter(session: Session, seen: Sequence[Seen]) -> None:
    """Remember orders seen for the first time, each under the name it has in every run."""
    fresh = [one for one in seen if one.kept is None]
    if not fresh:
        return
    earlier, later = aliased(Order), aliased(Order)
    same = (earlier.team_id == later.team_id) | (earlier.truck_id == later.truck_id)
    query = (
        select(later.id, func.count(earlier.id))
        .join(earlier, same & (earlier.number <= later.number))
        .where(later.id.in_([one.order_id for one in fresh]))
        .group_by(later.id)
    )
    nth = {row[0]: row[1] for row in session.execute(query)}
    for one in fresh:
        thing = f"{one.label}#{nth[one.order_id]}"
        session.add(SimOrder(order_id=one.order_id, thing=thing, state=""))
    session.flush()


def luck_of(seed: int, one: Seen) -> Luck:
    """Return the luck of an order that is remembered already."""
    assert one.kept is not None
    return Luck(seed, one.kept.thing)


def capability_of(session: Session, one: Seen) -> tuple[str | None, int | None]:
    """Return the capability for which a team works, and how long that was said to take."""
    ids = [UUID(need_id) for need_id in one.fills]
    query = (
        select(Need.capability_code, Need.work_s)
        .where(Need.id.in_(ids), Need.capability_code.is_not(None))
        .order_by(Need.capability_code)
        .limit(1)
    )
    found = session.execute(query).first()
    return (None, None) if found is None else (found[0], found[1])
