"""Reads of holds: what keepers have set aside, for what and until when."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session

from core.visibility import visible
from core.wire import Page
from resources import schemas_holds
from resources.models import Depot, Item, Lot
from resources.models_holds import StockHold
from resources.queries import page


@dataclass(frozen=True)
class HoldFilter:
    """What a list of holds is narrowed down to; None does not narrow."""

    state: str | None = None
    depot_id: UUID | None = None
    lot_id: UUID | None = None


def holds_by_id(session: Session, ids: Iterable[UUID]) -> dict[UUID, schemas_holds.StockHold]:
    """Return the named holds in the order of their ids."""
    rows = session.execute(_holds().where(StockHold.id.in_(list(ids))).order_by(StockHold.id))
    return {row.id: schemas_holds.StockHold(**row._mapping) for row in rows}


def list_holds(
    session: Session, prefixes: Sequence[str], wanted: HoldFilter, *, offset: int, limit: int
) -> Page[schemas_holds.StockHold]:
    """Return a page of holds in one's jurisdictions, what ends first before the others."""
    conditions: list[ColumnElement[bool]] = [visible(Depot.jurisdiction_code, prefixes)]
    if wanted.state is not None:
        conditions.append(StockHold.state == wanted.state)
    if wanted.depot_id is not None:
        conditions.append(Lot.depot_id == wanted.depot_id)
    if wanted.lot_id is not None:
        conditions.append(StockHold.lot_id == wanted.lot_id)
    query = _holds().where(*conditions)
    total = session.scalar(select(func.count()).select_from(query.subquery())) or 0
    ordered = query.order_by(StockHold.state != "open", StockHold.expires_at, StockHold.id)
    rows = session.execute(ordered.offset(offset).limit(limit))
    return page([schemas_holds.StockHold(**row._mapping) for row in rows], total, offset)


def run_out(session: Session, now: datetime, limit: int) -> list[tuple[UUID, UUID]]:
    """Return holds whose time is over and their lots, in the order in which lots are locked."""
    query = (
        select(StockHold.id, StockHold.lot_id)
        .where(StockHold.state == "open", StockHold.expires_at <= now)
        .order_by(StockHold.expires_at, StockHold.id)
        .limit(limit)
    )
    return sorted(((row[0], row[1]) for row in session.execute(query)), key=lambda row: row[1])


_COLUMNS = [column.name for column in StockHold.__table__.columns]


def _holds() -> Select[Any]:
    return (
        select(
            *(getattr(StockHold, name) for name in _COLUMNS),
            Depot.id.label("depot_id"),
            Depot.name.label("depot_name"),
            Depot.jurisdiction_code,
            Lot.item_code,
            Item.name.label("item_name"),
            Item.name_en.label("item_name_en"),
            Item.unit,
            Lot.batch,
        )
        .join(Lot, Lot.id == StockHold.lot_id)
        .join(Item, Item.code == Lot.item_code)
        .join(Depot, Depot.id == Lot.depot_id)
    )
