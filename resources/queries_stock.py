"""Reads of stock: named lots as everybody is told of them, and the ledger of a lot."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, func, select
from sqlalchemy.orm import Session, aliased

from core import clock
from core.wire import Page
from resources import schemas
from resources.models import Depot, Item, Lot, StockMovement
from resources.stock import UNDOABLE, Balance, MovementKind, civil_day, is_expired


def lots_by_id(session: Session, lot_ids: Iterable[UUID]) -> dict[UUID, schemas.Lot]:
    """Return the named lots with what is here, promised and free, in the order of their ids."""
    today = civil_day(clock.now(session))
    rows = session.execute(_lots().where(Lot.id.in_(list(lot_ids))).order_by(Lot.id))
    return {row.id: _lot(row, today) for row in rows}


def movements(session: Session, lot_id: UUID) -> list[schemas.StockMovement]:
    """Return the ledger of a lot in order, with what was here after each line."""
    order = (StockMovement.at, StockMovement.id)
    undoing = aliased(StockMovement)
    query = (
        select(
            StockMovement,
            func.sum(StockMovement.quantity_change).over(order_by=order),
            select(undoing.id).where(undoing.undoes_id == StockMovement.id).exists(),
        )
        .where(StockMovement.lot_id == lot_id)
        .order_by(*order)
    )
    return [_movement(*row) for row in session.execute(query)]


def movements_page(
    session: Session, lot_id: UUID, *, offset: int, limit: int
) -> Page[schemas.StockMovement]:
    """Return a page of the ledger of a lot, the newest line first.

    What was here after a line is what is here now, less what the newer lines did.
    """
    undoing = aliased(StockMovement)
    newest = (StockMovement.at.desc(), StockMovement.id.desc())
    mine = StockMovement.lot_id == lot_id
    undone = select(undoing.id).where(undoing.undoes_id == StockMovement.id).exists()
    query = select(StockMovement, undone).where(mine).order_by(*newest)
    newer = select(StockMovement.quantity_change).where(mine).order_by(*newest).limit(offset)
    here = session.scalar(select(func.sum(StockMovement.quantity_change)).where(mine)) or 0
    here -= session.scalar(select(func.sum(newer.subquery().c.quantity_change))) or 0
    rows = []
    for line, is_undone in session.execute(query.offset(offset).limit(limit)):
        rows.append(_movement(line, here, is_undone))
        here -= line.quantity_change
    total = session.scalar(select(func.count()).select_from(StockMovement).where(mine)) or 0
    after = offset + len(rows)
    return Page(rows=rows, total=total, next_offset=after if rows and after < total else None)


def newest_movements(
    session: Session, lines: Sequence[StockMovement]
) -> list[schemas.StockMovement]:
    """Return lines just written, one a lot, whose lots are locked: what is here now is after them.

    The lots' whole ledgers, which may be long, are not read.
    """
    here = {lot.id: lot.quantity for lot in _lots_here(session, lines)}
    return [_movement(line, here[line.lot_id], False) for line in lines]


def _lots_here(session: Session, lines: Sequence[StockMovement]) -> Sequence[Lot]:
    return session.scalars(select(Lot).where(Lot.id.in_([line.lot_id for line in lines]))).all()


_MOVEMENT_COLUMNS = [
    name
    for name in schemas.StockMovement.model_fields
    if name not in ("quantity_after", "undone", "undoable")
]


def _movement(row: StockMovement, quantity_after: int, undone: bool) -> schemas.StockMovement:
    by_hand = row.order_id is None and MovementKind(row.kind) in UNDOABLE
    return schemas.StockMovement(
        **{name: getattr(row, name) for name in _MOVEMENT_COLUMNS},
        quantity_after=quantity_after,
        undone=undone,
        undoable=by_hand and not undone,
    )


def moved_for_order(
    session: Session, order_id: UUID, lot_ids: Sequence[UUID]
) -> dict[UUID, Balance]:
    """Return what the ledger says one order did to each lot: reserved, loaded, handed over."""
    query = (
        select(
            StockMovement.lot_id,
            func.sum(StockMovement.quantity_change),
            func.sum(StockMovement.reserved_change),
            func.sum(StockMovement.on_the_way_change),
            func.sum(StockMovement.delivered_change),
        )
        .where(StockMovement.order_id == order_id, StockMovement.lot_id.in_(lot_ids))
        .group_by(StockMovement.lot_id)
    )
    return {row[0]: Balance(*(int(part) for part in row[1:])) for row in session.execute(query)}


_LOT_COLUMNS = (
    "id",
    "depot_id",
    "item_code",
    "batch",
    "made_on",
    "expires_on",
    "quantity",
    "reserved",
    "on_the_way",
    "delivered",
    "confirmed_at",
    "confirmed_by",
    "confirmed_how",
    "changed_at",
    "changed_by",
    "synthetic",
    "version",
)


def lot_columns() -> list[Any]:
    """Return the columns of a lot with its depot and its item, as everybody is told of it."""
    return [
        *(getattr(Lot, name) for name in _LOT_COLUMNS),
        (Lot.quantity - Lot.reserved).label("free"),
        Depot.name.label("depot_name"),
        Depot.jurisdiction_code,
        Item.name.label("item_name"),
        Item.name_en.label("item_name_en"),
        Item.unit,
        Item.reusable,
    ]


def _lots() -> Select[Any]:
    return (
        select(*lot_columns())
        .join(Depot, Depot.id == Lot.depot_id)
        .join(Item, Item.code == Lot.item_code)
    )


def _lot(row: Row[Any], today: date) -> schemas.Lot:
    return schemas.Lot(**row._mapping, expired=is_expired(row.expires_on, today))
