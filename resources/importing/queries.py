"""Reads of imports: batches and their rows, what an office taught, and what a list is held against."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any
from uuid import UUID

from geoalchemy2.shape import to_shape
from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session

from core.models import Jurisdiction
from core.visibility import prefix_of, visible
from geo.models import Boundary
from geo.models_places import Place
from resources.importing.fields import Kind
from resources.importing.matching import Known
from resources.importing.models import (
    EnteredPosition,
    ImportBatch,
    ImportJob,
    ImportMemory,
    ImportRow,
)
from resources.importing.placing import County, Ground, NamedPlace
from resources.models import Capability, Depot, Facility, Item, Lot, Team, TeamCapability, Truck

FACILITY_KINDS = {"shelters": "shelter", "hospitals": "hospital"}


def batch_of(session: Session, batch_id: UUID) -> ImportBatch | None:
    """Return a batch as it is stored."""
    return session.get(ImportBatch, batch_id)


def job_of(session: Session, batch_id: UUID) -> ImportJob | None:
    """Return the work under way on a batch, if there is any."""
    return session.get(ImportJob, batch_id)


def batches(
    session: Session, prefixes: Sequence[str], *, offset: int, limit: int
) -> tuple[list[ImportBatch], int]:
    """Return batches of one's own offices, the newest first, and how many there are."""
    mine = visible(ImportBatch.jurisdiction_code, prefixes)
    total = session.scalar(select(func.count()).select_from(ImportBatch).where(mine)) or 0
    query = select(ImportBatch).where(mine).order_by(ImportBatch.created_at.desc(), ImportBatch.id)
    return list(session.scalars(query.offset(offset).limit(limit))), total


def rows_of(
    session: Session,
    batch_id: UUID,
    *,
    outcome: str | None = None,
    q: str | None = None,
    warnings: bool = False,
    offset: int = 0,
    limit: int | None = None,
) -> tuple[list[ImportRow], int]:
    """Return rows of a batch in the order of the file, narrowed down, and how many there are."""
    conditions: list[ColumnElement[bool]] = [ImportRow.batch_id == batch_id]
    if outcome is not None:
        conditions.append(ImportRow.outcome == outcome)
    if q:
        text = func.array_to_string(ImportRow.cells, " ") + " " + ImportRow.label
        conditions.append(text.icontains(q, autoescape=True))
    if warnings:
        conditions.append(func.jsonb_array_length(ImportRow.problems) > 0)
    total = session.scalar(select(func.count()).select_from(ImportRow).where(*conditions)) or 0
    query = select(ImportRow).where(*conditions).order_by(ImportRow.number).offset(offset)
    return list(session.scalars(query if limit is None else query.limit(limit))), total


def counts_of(session: Session, batch_id: UUID) -> dict[str, int]:
    """Return how many rows would be added, changed, left, removed, or are faulty."""
    query = select(ImportRow.outcome, func.count()).where(ImportRow.batch_id == batch_id)
    counts = dict.fromkeys(("added", "changed", "unchanged", "removed", "error"), 0)
    counts |= {row[0]: int(row[1]) for row in session.execute(query.group_by(ImportRow.outcome))}
    warned = select(func.count()).where(
        ImportRow.batch_id == batch_id,
        ImportRow.outcome != "error",
        func.jsonb_array_length(ImportRow.problems) > 0,
    )
    return counts | {"warned": session.scalar(warned) or 0}


def memory_of(session: Session, code: str, kind: str) -> ImportMemory | None:
    """Return what an office taught about lists of a kind."""
    return session.get(ImportMemory, (code, kind))


def remembered(session: Session, code: str, kind: str) -> dict[str, str]:
    """Return which column names of an office mean which field; offices above teach those below."""
    above = [code[:2] + "0000", code[:4] + "00", code[:6], code]
    found: dict[str, str] = {}
    for one in dict.fromkeys(above):
        memory = memory_of(session, one, kind)
        found |= memory.columns if memory else {}
    return found


def catalogues(session: Session, kind: Kind, office: str) -> dict[str, list[list[str]]]:
    """Return the lists that cells of a kind name entries of: stored key first, names behind."""
    wanted = {one.catalogue for one in kind.fields if one.catalogue}
    readers: dict[str, Callable[[Session, str], list[list[str]]]] = {
        "items": _items,
        "capabilities": _capabilities,
        "depots": _depots,
        "jurisdictions": _jurisdictions,
    }
    return {name: readers[name](session, office) for name in sorted(wanted)}


def _items(session: Session, _office: str) -> list[list[str]]:
    rows = session.execute(select(Item.code, Item.name, Item.name_en).order_by(Item.code))
    return [[code, code, name, _bare(name), name_en] for code, name, name_en in rows]


def _bare(name: str) -> str:
    """Return 瓶装饮用水（箱） as 瓶装饮用水: lists leave away what stands in brackets."""
    return name.partition("（")[0]


def _capabilities(session: Session, _office: str) -> list[list[str]]:
    rows = session.execute(select(Capability.code, Capability.name, Capability.name_en))
    return [[code, code, name, name_en] for code, name, name_en in rows]


def _depots(session: Session, office: str) -> list[list[str]]:
    mine = visible(Depot.jurisdiction_code, [prefix_of(office)])
    query = select(Depot.id, Depot.code, Depot.name).where(mine, Depot.retired_at.is_(None))
    return [[str(row[0]), row[1], row[2]] for row in session.execute(query)]


def _jurisdictions(session: Session, office: str) -> list[list[str]]:
    prefix = prefix_of(office)
    mine = visible(Jurisdiction.code, [prefix])
    query = select(Jurisdiction.code, Jurisdiction.name, Jurisdiction.name_en).where(mine)
    return [[code, code, name, name_en or ""] for code, name, name_en in session.execute(query)]


def units_of_items(session: Session) -> dict[str, list[str]]:
    """Return the unit in which each item is counted, in both languages."""
    query = select(Item.code, Item.unit, Item.unit_en)
    return {code: [unit, unit_en] for code, unit, unit_en in session.execute(query)}


def ground_of(session: Session, office: str) -> Ground:
    """Return the counties and places of an office."""
    prefix = prefix_of(office)
    outlines = select(Boundary.code, Boundary.name, Boundary.area).where(
        Boundary.level == "county", func.starts_with(Boundary.code, prefix[:6])
    )
    counties = [County(row[0], row[1], to_shape(row[2])) for row in session.execute(outlines)]
    query = (
        select(
            Place.name,
            Place.kind,
            func.ST_X(Place.position),
            func.ST_Y(Place.position),
            Place.jurisdiction_code,
        )
        .where(func.starts_with(Place.jurisdiction_code, prefix[:6]))
        .order_by(func.coalesce(Place.population, 0).desc(), Place.id)
    )
    return Ground(counties, [NamedPlace(*row) for row in session.execute(query)])


def known_of(
    session: Session, kind: Kind, office: str, depot_ids: Iterable[str] | None
) -> list[Known]:
    """Return what exists of a kind in an office; lots only of these depots where they are named."""
    readers = {"lots": _known_lots, "teams": _known_teams, "depots": _known_depots, "trucks": _known_trucks}  # fmt: skip
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
        )
        for row in rows
    ]


def _placed(query: Select[Any], position: Any) -> Select[Any]:
    return query.add_columns(func.ST_X(position).label("lon"), func.ST_Y(position).label("lat"))


def _values(row: Any, names: Sequence[str]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in (*names, "lon", "lat")}


def _known_depots(session: Session, prefix: str) -> list[Known]:
    names = ("code", "name", "kind", "jurisdiction_code", "address", "keeper_name", "phone", "load_s")  # fmt: skip
    columns = [getattr(Depot, name) for name in names]
    holding = select(func.count()).where(Lot.depot_id == Depot.id, Lot.quantity > 0)
    query = select(Depot.id, Depot.version, Depot.retired_at, *columns).add_columns(
        holding.scalar_subquery().label("holding")
    )
    rows = session.execute(_placed(query, Depot.position).where(visible(Depot.jurisdiction_code, [prefix])))  # fmt: skip
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
    return [
        Known(
            id=truck.id,
            version=0,
            label=truck.plate,
            values={
                "plate": truck.plate,
                "depot_id": str(truck.depot_id),
                "vehicle": truck.vehicle,
                "payload_kg": truck.payload_kg,
                "hazardous_permit": truck.hazardous_permit,
            },
            retired=truck.state == "unavailable",
            state=truck.state,
        )
        for truck in session.scalars(query)
    ]


def _known_facilities(session: Session, kind: str, prefix: str) -> list[Known]:
    names = ("code", "name", "jurisdiction_code", "address", "capacity", "free", "phone")
    columns = [getattr(Facility, name) for name in names]
    query = _placed(select(Facility.id, Facility.version, *columns), Facility.position)
    mine = visible(Facility.jurisdiction_code, [prefix])
    rows = session.execute(query.where(Facility.kind == kind, mine))
    return [Known(row.id, row.version, row.name, _values(row, names)) for row in rows]


def taken_codes(session: Session, kind: Kind, codes: Sequence[str]) -> set[str]:
    """Return which codes or plates belong to something anywhere, seen or not."""
    columns: dict[str, Any] = {"teams": Team.code, "depots": Depot.code, "trucks": Truck.plate}
    column = columns.get(kind.name, Facility.code)
    return set(session.scalars(select(column).where(column.in_(codes))))


def approximate(session: Session, noun: str, prefixes: Sequence[str]) -> list[UUID]:
    """Return what was placed by its address alone, as far as it is visible."""
    tables: dict[str, Any] = {"team": Team, "depot": Depot, "facility": Facility}
    table = tables[noun]
    query = (
        select(EnteredPosition.object_id)
        .join(table, table.id == EnteredPosition.object_id)
        .where(
            EnteredPosition.noun == noun,
            EnteredPosition.approximate,
            visible(table.jurisdiction_code, prefixes),
        )
    )
    return list(session.scalars(query.order_by(EnteredPosition.object_id)))
