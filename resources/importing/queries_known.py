"""What an office has of a kind already: what a list is held against, row by row."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from core.visibility import prefix_of, visible
from resources.importing.fields import Kind
from resources.importing.matching import Known
from resources.models import Depot, Facility, Item, Lot, Team, TeamCapability, Truck
from resources.models_catalogue import SupplyClass
from resources.models_experts import Expert
from resources.models_requisition import Requisition, RequisitionLine

FACILITY_KINDS = {"shelters": "shelter", "hospitals": "hospital"}


def known_of(
    session: Session, kind: Kind, office: str, depot_ids: Iterable[str] | None
) -> list[Known]:
    """Return what exists of a kind in an office; lots only of these depots where they are named."""
    readers: dict[str, Callable[[Session, str], list[Known]]] = {
        "lots": _known_lots,
        "teams": _known_teams,
        "depots": _known_depots,
        "trucks": _known_trucks,
        "experts": _known_experts,
        "items": _known_items,
        "classes": _known_classes,
    }
    prefix = prefix_of(office)
    if kind.name in FACILITY_KINDS:
        return _known_facilities(session, FACILITY_KINDS[kind.name], prefix)
    if kind.name == "lots" and depot_ids is not None:
        return _known_lots(session, prefix, [UUID(one) for one in depot_ids])
    return readers[kind.name](session, prefix)


def _known_lots(session: Session, prefix: str, depots: list[UUID] | None = None) -> list[Known]:
    query = (
        select(
            Lot.id, Lot.version, Lot.depot_id, Lot.item_code, Lot.batch, Lot.quantity,
            Lot.made_on, Lot.expires_on, Lot.reserved, Item.name,
        )
        .join(Depot, Depot.id == Lot.depot_id)
        .join(Item, Item.code == Lot.item_code)
        .where(visible(Depot.jurisdiction_code, [prefix]))
    )  # fmt: skip
    if depots is not None:
        query = query.where(Lot.depot_id.in_(depots))
    return [
        Known(
            id=row.id,
            version=row.version,
            label=f"{row.name} · {row.batch}",
            values={
                "depot_id": str(row.depot_id),
                "item_code": row.item_code,
                "batch": row.batch,
                "quantity": row.quantity,
                "made_on": row.made_on.isoformat() if row.made_on else None,
                "expires_on": row.expires_on.isoformat() if row.expires_on else None,
            },
            reserved=row.reserved,
        )
        for row in session.execute(query.order_by(Lot.id))
    ]


def _known_teams(session: Session, prefix: str) -> list[Known]:
    names = ("code", "name", "kind", "jurisdiction_code", "address", "leader_name", "phone",
             "vehicle", "headcount", "turnout_s")  # fmt: skip
    columns = [getattr(Team, name) for name in names]
    query = _placed(select(Team.id, Team.version, Team.state, Team.retired_at, *columns), Team.home)
    rows = session.execute(query.where(visible(Team.jurisdiction_code, [prefix])))
    able: dict[UUID, dict[str, int]] = {}
    brought = select(TeamCapability.team_id, TeamCapability.capability_code, TeamCapability.units)
    for team_id, code, units in session.execute(brought):
        able.setdefault(team_id, {})[code] = units
    return [
        Known(
            id=row.id,
            version=row.version,
            label=row.name,
            values=_values(row, names) | {"capabilities": able.get(row.id, {})},
            retired=row.retired_at is not None,
            state=row.state,
            borrowed=row.kind == "requisitioned",
        )
        for row in rows
    ]


def _placed(query: Select[Any], position: Any) -> Select[Any]:
    return query.add_columns(func.ST_X(position).label("lon"), func.ST_Y(position).label("lat"))


def _values(row: Any, names: Sequence[str]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in (*names, "lon", "lat")}


def _known_depots(session: Session, prefix: str) -> list[Known]:
    names = ("code", "name", "kind", "jurisdiction_code", "address", "keeper_name", "phone", "load_s")  # noqa: E501  # fmt: skip
    columns = [getattr(Depot, name) for name in names]
    holding = select(func.count()).where(Lot.depot_id == Depot.id, Lot.quantity > 0)
    query = select(Depot.id, Depot.version, Depot.retired_at, *columns).add_columns(
        holding.scalar_subquery().label("holding")
    )
    rows = session.execute(_placed(query, Depot.position).where(visible(Depot.jurisdiction_code, [prefix])))  # noqa: E501  # fmt: skip
    return [
        Known(
            id=row.id,
            version=row.version,
            label=row.name,
            values=_values(row, names),
            retired=row.retired_at is not None,
            reserved=row.holding,
        )
        for row in rows
    ]


def _known_trucks(session: Session, prefix: str) -> list[Known]:
    query = (
        select(Truck)
        .join(Depot, Depot.id == Truck.depot_id)
        .where(visible(Depot.jurisdiction_code, [prefix]))
    )
    held = select(RequisitionLine.truck_id).join(Requisition).where(Requisition.state == "in_use")
    borrowed = set(session.scalars(held.where(RequisitionLine.truck_id.is_not(None))))
    return [
        Known(
            id=truck.id,
            version=truck.version,
            label=truck.plate,
            values={
                "plate": truck.plate,
                "depot_id": str(truck.depot_id),
                "vehicle": truck.vehicle,
                "payload_kg": truck.payload_kg,
                "hazardous_permit": truck.hazardous_permit,
            },
            retired=truck.state == "retired",
            state=truck.state,
            borrowed=truck.id in borrowed,
        )
        for truck in session.scalars(query)
    ]


def _known_facilities(session: Session, kind: str, prefix: str) -> list[Known]:
    names = ("code", "name", "jurisdiction_code", "address", "capacity", "free", "phone")
    columns = [getattr(Facility, name) for name in names]
    query = _placed(
        select(Facility.id, Facility.version, Facility.retired_at, *columns), Facility.position
    )
    mine = visible(Facility.jurisdiction_code, [prefix])
    rows = session.execute(query.where(Facility.kind == kind, mine))
    return [
        Known(row.id, row.version, row.name, _values(row, names), row.retired_at is not None)
        for row in rows
    ]


def _known_experts(session: Session, prefix: str) -> list[Known]:
    query = select(Expert).where(visible(Expert.jurisdiction_code, [prefix]))
    names = ("code", "name", "expertise", "organisation", "post", "phone", "jurisdiction_code")
    return [
        Known(
            id=one.id,
            version=one.version,
            label=one.name,
            values={name: getattr(one, name) for name in names},
            retired=one.retired_at is not None,
        )
        for one in session.scalars(query)
    ]


def _known_items(session: Session, _prefix: str) -> list[Known]:
    names = ("code", "own_code", "name", "name_en", "unit", "unit_en", "kg", "litres", "hazardous",
             "reusable")  # fmt: skip
    counted = select(func.count()).where(Lot.item_code == Item.code).scalar_subquery()
    rows = session.execute(select(Item, counted))
    return [
        Known(
            id=one.id,
            version=one.version,
            label=one.name,
            values={name: getattr(one, name) for name in names},
            reserved=lots,
        )
        for one, lots in rows
    ]


def _known_classes(session: Session, _prefix: str) -> list[Known]:
    return [
        Known(one.id, one.version, one.name, {name: getattr(one, name) for name in ("code", "name", "name_en")})  # noqa: E501
        for one in session.scalars(select(SupplyClass))
    ]  # fmt: skip
