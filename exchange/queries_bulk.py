"""Reads of what other systems call our rows, and of what names those rows here."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.visibility import prefix_of, visible
from exchange.bulk_comparing import Named
from exchange.models import ExternalRef
from exchange.schemas_bulk import ExternalName
from resources.importing.fields import Kind
from resources.models import Depot, Facility, Lot, Team, Truck
from resources.models_experts import Expert

NOUN_OF = {
    "teams": "team",
    "depots": "depot",
    "trucks": "truck",
    "lots": "lot",
    "shelters": "facility",
    "hospitals": "facility",
    "experts": "expert",
}


def refs(
    session: Session, office: str, source: str, noun: str, external_ids: Sequence[str]
) -> dict[str, ExternalRef]:
    """Return the rows a system has named, by its own names."""
    query = select(ExternalRef).where(
        ExternalRef.office_code == office,
        ExternalRef.source == source,
        ExternalRef.noun == noun,
        ExternalRef.external_id.in_(external_ids),
    )
    return {row.external_id: row for row in session.scalars(query)}


def named(
    session: Session, kind: Kind, office: str, source: str, external_ids: Sequence[str]
) -> dict[str, Named]:
    """Return what a system calls rows of a kind, with what names each here as things are now."""
    found = refs(session, office, source, NOUN_OF[kind.name], external_ids)
    keys = _keys(session, kind, office, [row.object_id for row in found.values()])
    return {
        external_id: Named(row.object_id, row.sent, keys.get(row.object_id))
        for external_id, row in found.items()
    }


def _keys(
    session: Session, kind: Kind, office: str, ids: Sequence[UUID]
) -> dict[UUID, Mapping[str, Any]]:
    prefixes = [prefix_of(office)]
    match kind.name:
        case "lots":
            columns = (Lot.id, Lot.depot_id, Lot.item_code, Lot.batch)
            query = select(*columns).join(Depot, Depot.id == Lot.depot_id)
            rows = session.execute(
                query.where(Lot.id.in_(ids), visible(Depot.jurisdiction_code, prefixes))
            )
            return {
                row[0]: {"depot_id": str(row[1]), "item_code": row[2], "batch": row[3]}
                for row in rows
            }
        case "trucks":
            plates = select(Truck.id, Truck.plate).join(Depot, Depot.id == Truck.depot_id)
            found = session.execute(
                plates.where(Truck.id.in_(ids), visible(Depot.jurisdiction_code, prefixes))
            )
            return {row[0]: {"plate": row[1]} for row in found}
        case _:
            tables: dict[str, Any] = {"teams": Team, "depots": Depot, "experts": Expert}
            table = tables.get(kind.name, Facility)
            codes = select(table.id, table.code).where(table.id.in_(ids))
            mine = session.execute(codes.where(visible(table.jurisdiction_code, prefixes)))
            return {row[0]: {"code": row[1]} for row in mine}


def others(
    session: Session, office: str, source: str, noun: str, object_ids: Sequence[UUID]
) -> dict[UUID, str]:
    """Return the names a system already has for rows of ours."""
    query = select(ExternalRef.object_id, ExternalRef.external_id).where(
        ExternalRef.office_code == office,
        ExternalRef.source == source,
        ExternalRef.noun == noun,
        ExternalRef.object_id.in_(object_ids),
    )
    return {row[0]: row[1] for row in session.execute(query)}


def depot_codes(
    session: Session, office: str, source: str, external_ids: Sequence[str]
) -> dict[str, str]:
    """Return the code of each depot that a system has named."""
    query = (
        select(ExternalRef.external_id, Depot.code)
        .join(Depot, Depot.id == ExternalRef.object_id)
        .where(
            ExternalRef.office_code == office,
            ExternalRef.source == source,
            ExternalRef.noun == "depot",
            ExternalRef.external_id.in_(external_ids),
        )
    )
    return {row[0]: row[1] for row in session.execute(query)}


def external_names(
    session: Session, office: str, source: str, noun: str, *, offset: int, limit: int
) -> tuple[list[ExternalName], int]:
    """Return one page of what a system calls rows of ours, by its names, and how many there are."""
    mine = (
        ExternalRef.office_code == office,
        ExternalRef.source == source,
        ExternalRef.noun == noun,
    )
    total = session.scalar(select(func.count()).select_from(ExternalRef).where(*mine)) or 0
    query = select(ExternalRef).where(*mine).order_by(ExternalRef.external_id)
    rows = [
        ExternalName(
            external_id=row.external_id,
            id=row.object_id,
            sent=row.sent,
            sent_at=row.sent_at,
            sent_by=row.sent_by,
        )
        for row in session.scalars(query.offset(offset).limit(limit))
    ]
    return rows, total
