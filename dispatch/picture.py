"""One consistent picture of everything that the solver decides upon, read in one transaction."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

import geo.queries_roads
from core import clock, outbox
from dispatch import queries, queries_orders
from dispatch.models import Proposal, Steering
from dispatch.optimiser.parts import Policy
from dispatch.optimiser.policies import BALANCED
from dispatch.queries_agreements import left_of_items
from dispatch.queries_orders import RunningOrder
from dispatch.queries_policies import SeenCover, solver_cover, solver_policies
from geo.road_state import RoadsNow
from incidents.models import Incident, Need
from resources.models import Item
from resources.queries_seen import InForce, agreements_in_force
from resources.queries_sharing import teams_lent
from resources.queries_solver import (
    SolverDepot,
    SolverLot,
    SolverTeam,
    SolverTruck,
    solver_depots,
    solver_lots,
    solver_teams,
    solver_trucks,
)


@dataclass(frozen=True, slots=True)
class SeenIncident:
    """An open incident."""

    id: UUID
    title: str
    priority: int
    jurisdiction_code: str
    lon: float
    lat: float


@dataclass(frozen=True, slots=True)
class SeenNeed:
    """An open need; ``remaining`` is what is still to be brought, running teams included."""

    id: UUID
    incident_id: UUID
    capability_code: str | None
    item_code: str | None
    least: int | None
    latest_at: datetime
    quantity: int
    remaining: int
    work_s: int | None = None
    grade: int | None = None


@dataclass(frozen=True, slots=True)
class SeenItem:
    """An item that somebody needs."""

    code: str
    name: str
    unit: str
    kg: float
    litres: float
    hazardous: bool


@dataclass(frozen=True)
class Picture:
    """Everything the solver decides upon, as of one event."""

    basis_seq: int
    now: datetime
    incidents: list[SeenIncident]
    needs: list[SeenNeed]
    teams: list[SolverTeam]
    depots: list[SolverDepot]
    trucks: list[SolverTruck]
    lots: list[SolverLot]
    items: dict[str, SeenItem]
    running: list[RunningOrder]
    steerings: list[Steering]
    agreements: list[InForce]
    roads: RoadsNow
    previous: Proposal | None
    policy: Policy = BALANCED
    lent: Mapping[UUID, str] = field(default_factory=dict)
    left_of_items: Mapping[tuple[UUID, str], int] = field(default_factory=dict)
    policies: Sequence[Policy] = ()
    cover: Sequence[SeenCover] = ()


def read_picture(session: Session, also_items: Collection[str] = ()) -> Picture:
    """Read the picture; the session must see one instant (``Database.picture``).

    Stock is read of items that somebody needs, and of those named beside.
    """
    now = clock.now(session)
    incidents = _incidents(session)
    running = queries_orders.running_orders(session)
    needs = _needs(session, incidents, running)
    needed = {need.item_code for need in needs if need.item_code is not None}
    items = _items(session, needed | set(also_items))
    depots = solver_depots(session) if items else []
    in_use = {depot.id for depot in depots}
    policy, policies = solver_policies(session)
    agreements = agreements_in_force(session, now)
    return Picture(
        basis_seq=outbox.last_seq(session),
        now=now,
        incidents=incidents,
        needs=needs,
        teams=solver_teams(session),
        depots=depots,
        trucks=[row for row in solver_trucks(session) if row.state == "available"],
        lots=[row for row in solver_lots(session, sorted(items)) if row.depot_id in in_use],
        items=items,
        running=running,
        steerings=queries.steering_rows(session),
        agreements=agreements,
        lent=teams_lent(session),
        left_of_items=left_of_items(session, agreements),
        roads=geo.queries_roads.roads_now(session, now),
        previous=queries.newest_answer(session),
        policy=policy,
        policies=policies,
        cover=solver_cover(session),
    )


def _place(column: Any) -> tuple[Any, Any]:
    return func.ST_X(column), func.ST_Y(column)


def _incidents(session: Session) -> list[SeenIncident]:
    query = (
        select(
            Incident.id,
            Incident.title,
            Incident.priority,
            Incident.jurisdiction_code,
            *_place(Incident.position),
        )
        .where(Incident.state.in_(queries.OPEN_INCIDENT))
        .order_by(Incident.id)
    )
    return [SeenIncident(*row) for row in session.execute(query)]


def _needs(
    session: Session, incidents: Sequence[SeenIncident], running: Sequence[RunningOrder]
) -> list[SeenNeed]:
    open_ids = [incident.id for incident in incidents]
    query = (
        select(Need).where(Need.state == "open", Need.incident_id.in_(open_ids)).order_by(Need.id)
    )
    rows = list(session.scalars(query))
    cover = queries_orders.cover_of(session, [row.id for row in rows])
    under_way: dict[str, int] = defaultdict(int)
    for order in running:
        for need_id, amount in order.fills.items():
            under_way[need_id] += amount
    return [_need(row, cover[row.id][0] - under_way[str(row.id)]) for row in rows]


def _need(row: Need, settled: int) -> SeenNeed:
    """Return a need less what is settled: served by teams gone again, or goods already promised."""
    return SeenNeed(
        id=row.id,
        incident_id=row.incident_id,
        capability_code=row.capability_code,
        item_code=row.item_code,
        least=None if row.least is None else max(1, row.least - settled),
        latest_at=row.latest_at,
        quantity=row.quantity,
        remaining=max(0, row.quantity - settled),
        work_s=row.work_s,
        grade=row.grade,
    )


def _items(session: Session, codes: set[str]) -> dict[str, SeenItem]:
    if not codes:
        return {}
    query = select(Item.code, Item.name, Item.unit, Item.kg, Item.litres, Item.hazardous).where(
        Item.code.in_(codes)
    )
    return {row[0]: SeenItem(*row) for row in session.execute(query)}
