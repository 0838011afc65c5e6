"""Reads of imports: batches and their rows, what an office taught, catalogues and the ground."""

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from geoalchemy2.shape import to_shape
from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from core.models import Jurisdiction
from core.visibility import prefix_of, visible
from geo.models import Boundary
from geo.models_places import Place
from resources.importing.fields import Kind
from resources.importing.models import (
    EnteredPosition,
    ImportBatch,
    ImportJob,
    ImportMemory,
    ImportRow,
)
from resources.importing.placing import County, Ground, NamedPlace
from resources.models import Capability, Depot, Facility, Item, Team, Truck
from resources.models_catalogue import SupplyClass, SupplySynonym
from resources.models_experts import Expert


def batch_of(session: Session, batch_id: UUID) -> ImportBatch | None:
    """Return a batch as it is stored."""
    return session.get(ImportBatch, batch_id)


def job_of(session: Session, batch_id: UUID) -> ImportJob | None:
    """Return the work under way on a batch, if there is any."""
    return session.get(ImportJob, batch_id)


def batches(
    session: Session,
    prefixes: Sequence[str],
    *,
    hidden: Sequence[str] = (),
    offset: int,
    limit: int,
) -> tuple[list[ImportBatch], int]:
    """Return batches of one's own offices, the newest first, and how many there are."""
    seen = visible(ImportBatch.jurisdiction_code, prefixes)
    mine = seen & ImportBatch.kind.not_in(hidden)
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
        "classes": _classes,
    }
    return {name: readers[name](session, office) for name in sorted(wanted)}


def _items(session: Session, _office: str) -> list[list[str]]:
    columns = Item.code, Item.name, Item.name_en, Item.own_code
    rows = session.execute(select(*columns).order_by(Item.code))
    return [
        [code, code, name, _bare(name), name_en, own or ""] for code, name, name_en, own in rows
    ]


def _classes(session: Session, _office: str) -> list[list[str]]:
    """Classes by code, name and older names; a name that many classes have is left to the top."""
    columns = SupplyClass.code, SupplyClass.name, SupplyClass.name_en
    rows = session.execute(select(*columns).order_by(SupplyClass.code)).all()
    older = session.execute(select(SupplySynonym.class_code, SupplySynonym.name)).all()
    named = Counter(row[1] for row in rows)
    found = [[row[0], row[0], row[1], row[2] or ""] for row in rows if named[row[1]] == 1]
    found += [[row[0], row[0], f"{row[0]} {row[1]}"] for row in rows if named[row[1]] > 1]
    return found + [[code, name] for code, name in older]


def codes_in_use(session: Session) -> tuple[list[str], dict[str, str]]:
    """Return the codes of all classes, and of all items with their names."""
    items = session.execute(select(Item.code, Item.name))
    return list(session.scalars(select(SupplyClass.code))), {row[0]: row[1] for row in items}


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


def abilities(session: Session) -> dict[str, dict[str, list[str]]]:
    """Return in what each capability is counted, and which capabilities measure which."""
    rows = session.scalars(select(Capability).order_by(Capability.code)).all()
    measures: dict[str, list[str]] = {}
    for one in rows:
        if one.measures is not None:
            measures.setdefault(one.measures, []).append(one.code)
    return {"units": {one.code: [one.unit, one.unit_en] for one in rows}, "measures": measures}


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


def taken_codes(session: Session, kind: Kind, codes: Sequence[str]) -> set[str]:
    """Return which codes or plates belong to something anywhere, seen or not."""
    columns: dict[str, Any] = {
        "teams": Team.code, "depots": Depot.code, "trucks": Truck.plate, "experts": Expert.code,
        "items": Item.code, "classes": SupplyClass.code,
    }  # fmt: skip
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
