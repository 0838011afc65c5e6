"""Reads of stock: lots in pages with filters, and the ledger of a lot."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any
from uuid import UUID

from pypinyin import lazy_pinyin
from sqlalchemy import ColumnElement, Row, Select, func, not_, or_, select
from sqlalchemy.orm import Session, aliased

from core import clock
from core.visibility import visible
from core.wire import Page
from resources import schemas
from resources.models import Depot, Item, Lot, StockMovement
from resources.queries import ordering, page
from resources.queries_catalogue import stems_named
from resources.stock import UNDOABLE, Balance, MovementKind, civil_day, is_expired

LOT_ORDER = {
    "item_code": Lot.item_code,
    "batch": Lot.batch,
    "depot": Depot.name,
    "expires_on": Lot.expires_on,
    "quantity": Lot.quantity,
    "free": Lot.quantity - Lot.reserved,
    "confirmed_at": Lot.confirmed_at,
}


@dataclass(frozen=True)
class LotFilter:
    """What a list of lots is narrowed down to; None does not narrow."""

    depot_id: UUID | None = None
    item_code: str | None = None
    q: str | None = None
    expired: bool | None = None


def list_lots(
    session: Session,
    prefixes: Sequence[str],
    wanted: LotFilter,
    *,
    sort: str = "item_code",
    offset: int = 0,
    limit: int = 100,
) -> Page[schemas.Lot]:
    """Return a page of visible lots."""
    today = civil_day(clock.now(session))
    spoken = _items_read_as(session, wanted.q or "")
    spoken += _items_of_class(session, wanted.q or "")
    narrowed = _narrowed(wanted, spoken, today)
    conditions = [visible(Depot.jurisdiction_code, prefixes), *narrowed]
    counted = (
        select(func.count(Lot.id))
        .join(Depot, Depot.id == Lot.depot_id)
        .join(Item, Item.code == Lot.item_code)
        .where(*conditions)
    )
    query = _lots().where(*conditions).order_by(ordering(LOT_ORDER, sort), Lot.id)
    rows = [_lot(row, today) for row in session.execute(query.offset(offset).limit(limit))]
    return page(rows, session.scalar(counted) or 0, offset)


def _narrowed(wanted: LotFilter, spoken: Sequence[str], today: date) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if wanted.depot_id is not None:
        conditions.append(Lot.depot_id == wanted.depot_id)
    if wanted.item_code:
        conditions.append(Lot.item_code == wanted.item_code)
    if wanted.q:
        conditions.append(_mentions(wanted.q, spoken))
    if wanted.expired is not None:
        past = func.coalesce(Lot.expires_on < today, False)
        conditions.append(past if wanted.expired else not_(past))
    return conditions


def _items_read_as(session: Session, text: str) -> list[str]:
    """Return the codes of the items whose name reads like these letters, or has these initials."""
    letters = text.replace(" ", "").lower()
    if not (letters.isascii() and letters.isalpha()):
        return []
    catalogue = session.execute(select(Item.code, Item.name))
    return [code for code, name in catalogue if any(letters in r for r in _readings(name))]


def _items_of_class(session: Session, text: str) -> list[str]:
    """Return the codes of the items whose class is called so, today or by an older name."""
    stems = stems_named(session, text.strip()) if text.strip() else []
    if not stems:
        return []
    return [
        code
        for code in session.scalars(select(Item.code))
        if any(code.startswith(stem) for stem in stems)
    ]


@lru_cache(maxsize=4096)
def _readings(name: str) -> tuple[str, str]:
    """Return how a name reads in Latin letters, and its initials."""
    syllables = lazy_pinyin(name, errors="ignore")
    return "".join(syllables), "".join(syllable[0] for syllable in syllables)


def _mentions(text: str, spoken: Sequence[str]) -> ColumnElement[bool]:
    """Match the batch, or the short lists of items and depots first: those decide most lots."""
    named = (Item.name, Item.name_en, Item.code)
    items = select(Item.code).where(or_(*(f.icontains(text, autoescape=True) for f in named)))
    depots = select(Depot.id).where(Depot.name.icontains(text, autoescape=True))
    return or_(
        Lot.item_code.in_(items),
        Lot.item_code.in_(spoken),
        Lot.depot_id.in_(depots),
        Lot.batch.icontains(text, autoescape=True),
    )


def lots_by_id(session: Session, lot_ids: Iterable[UUID]) -> dict[UUID, schemas.Lot]:
    """Return the named lots with what is here, promised and free."""
    today = civil_day(clock.now(session))
    rows = session.execute(_lots().where(Lot.id.in_(list(lot_ids))))
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


def _lots() -> Select[Any]:
    return (
        select(
            *(getattr(Lot, name) for name in _LOT_COLUMNS),
            (Lot.quantity - Lot.reserved).label("free"),
            Depot.name.label("depot_name"),
            Depot.jurisdiction_code,
            Item.name.label("item_name"),
            Item.name_en.label("item_name_en"),
            Item.unit,
            Item.reusable,
        )
        .join(Depot, Depot.id == Lot.depot_id)
        .join(Item, Item.code == Lot.item_code)
    )


def _lot(row: Row[Any], today: date) -> schemas.Lot:
    return schemas.Lot(**row._mapping, expired=is_expired(row.expires_on, today))
