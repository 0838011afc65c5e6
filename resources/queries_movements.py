"""Reads beside the ledger: transfers, loans, safety stock, item balances, promises, warnings."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Integer, Row, Select, and_, cast, func, null, select
from sqlalchemy.orm import Session, aliased

from core import clock
from core.visibility import visible
from core.wire import Page
from resources import schemas_stock
from resources.models import Depot, Item, Lot, StockMovement
from resources.models_stock import SafetyStock, StockLoan, StockTransfer
from resources.queries import page
from resources.stock import civil_day

_ITEM = (Item.name.label("item_name"), Item.name_en.label("item_name_en"), Item.unit)
_OF_LOT = (Lot.item_code, Lot.batch, *_ITEM)
FREE = Lot.quantity - Lot.reserved


def transfers_by_id(
    session: Session, ids: Iterable[UUID]
) -> dict[UUID, schemas_stock.StockTransfer]:
    """Return the named transfers in the order of their ids."""
    named = _transfers().where(StockTransfer.id.in_(list(ids))).order_by(StockTransfer.id)
    rows = session.execute(named)
    return {row.id: _transfer(row) for row in rows}


def list_transfers(
    session: Session,
    prefixes: Sequence[str],
    *,
    state: str | None,
    depot_id: UUID | None,
    offset: int,
    limit: int,
) -> Page[schemas_stock.StockTransfer]:
    """Return a page of transfers that begin or end in one's jurisdictions, the newest first."""
    conditions: list[ColumnElement[bool]] = [
        visible(_FROM.jurisdiction_code, prefixes) | visible(_TO.jurisdiction_code, prefixes)
    ]
    if state is not None:
        conditions.append(StockTransfer.state == state)
    if depot_id is not None:
        conditions.append((_FROM.id == depot_id) | (_TO.id == depot_id))
    query = _transfers().where(*conditions)
    total = session.scalar(select(func.count()).select_from(query.subquery())) or 0
    newest = query.order_by(StockTransfer.sent_at.desc(), StockTransfer.id)
    rows = session.execute(newest.offset(offset).limit(limit))
    return page([_transfer(row) for row in rows], total, offset)


_FROM = aliased(Depot)
_TO = aliased(Depot)
_TRANSFER_COLUMNS = [column.name for column in StockTransfer.__table__.columns]


def _transfers() -> Select[Any]:
    return (
        select(
            *(getattr(StockTransfer, name) for name in _TRANSFER_COLUMNS),
            _FROM.id.label("from_depot_id"),
            _FROM.name.label("from_depot_name"),
            _FROM.jurisdiction_code.label("from_jurisdiction_code"),
            _TO.name.label("to_depot_name"),
            _TO.jurisdiction_code.label("to_jurisdiction_code"),
            *_OF_LOT,
        )
        .join(Lot, Lot.id == StockTransfer.from_lot_id)
        .join(Item, Item.code == Lot.item_code)
        .join(_FROM, _FROM.id == Lot.depot_id)
        .join(_TO, _TO.id == StockTransfer.to_depot_id)
    )


def _transfer(row: Row[Any]) -> schemas_stock.StockTransfer:
    return schemas_stock.StockTransfer(**row._mapping)


def loans_by_id(session: Session, ids: Iterable[UUID]) -> dict[UUID, schemas_stock.StockLoan]:
    """Return the named loans in the order of their ids."""
    today = civil_day(clock.now(session))
    rows = session.execute(_loans().where(StockLoan.id.in_(list(ids))).order_by(StockLoan.id))
    return {row.id: _loan(row, today) for row in rows}


def list_loans(
    session: Session,
    prefixes: Sequence[str],
    *,
    state: str | None,
    depot_id: UUID | None,
    lot_id: UUID | None,
    offset: int,
    limit: int,
) -> Page[schemas_stock.StockLoan]:
    """Return a page of loans from one's jurisdictions, the first due first."""
    conditions = [visible(Depot.jurisdiction_code, prefixes)]
    if state is not None:
        conditions.append(StockLoan.state == state)
    if depot_id is not None:
        conditions.append(Lot.depot_id == depot_id)
    if lot_id is not None:
        conditions.append(StockLoan.lot_id == lot_id)
    query = _loans().where(*conditions)
    total = session.scalar(select(func.count()).select_from(query.subquery())) or 0
    today = civil_day(clock.now(session))
    due = query.order_by(StockLoan.due_on.asc().nulls_last(), StockLoan.lent_at, StockLoan.id)
    rows = session.execute(due.offset(offset).limit(limit))
    return page([_loan(row, today) for row in rows], total, offset)


_LOAN_COLUMNS = [column.name for column in StockLoan.__table__.columns]


def _loans() -> Select[Any]:
    return (
        select(
            *(getattr(StockLoan, name) for name in _LOAN_COLUMNS),
            (StockLoan.quantity - StockLoan.returned - StockLoan.lost).label("outstanding"),
            Depot.id.label("depot_id"),
            Depot.name.label("depot_name"),
            Depot.jurisdiction_code,
            *_OF_LOT,
        )
        .join(Lot, Lot.id == StockLoan.lot_id)
        .join(Depot, Depot.id == Lot.depot_id)
        .join(Item, Item.code == Lot.item_code)
    )


def _loan(row: Row[Any], today: date) -> schemas_stock.StockLoan:
    overdue = row.state == "open" and row.due_on is not None and row.due_on < today
    return schemas_stock.StockLoan(**row._mapping, overdue=overdue)


def in_date(today: date) -> ColumnElement[bool]:
    """Return the condition that a lot is not past its date."""
    return Lot.expires_on.is_(None) | (Lot.expires_on >= today)


def safety_stocks(
    session: Session,
    prefixes: Sequence[str],
    depot_id: UUID | None = None,
    item_code: str | None = None,
) -> list[schemas_stock.SafetyStock]:
    """Return what depots must have free of which item, beside what is free there and in date."""
    today = civil_day(clock.now(session))
    here = and_(
        Lot.depot_id == SafetyStock.depot_id, Lot.item_code == SafetyStock.item_code, in_date(today)
    )
    free = select(func.coalesce(func.sum(FREE), 0)).where(here).scalar_subquery()
    query = (
        select(
            *(column for column in SafetyStock.__table__.columns),
            Depot.name.label("depot_name"),
            Depot.jurisdiction_code,
            *_ITEM,
            free.label("free"),
        )
        .join(Depot, Depot.id == SafetyStock.depot_id)
        .join(Item, Item.code == SafetyStock.item_code)
        .where(visible(Depot.jurisdiction_code, prefixes))
        .order_by(Depot.code, SafetyStock.item_code)
    )
    if depot_id is not None:
        query = query.where(SafetyStock.depot_id == depot_id)
    if item_code is not None:
        query = query.where(SafetyStock.item_code == item_code)
    return [schemas_stock.SafetyStock(**row._mapping) for row in session.execute(query)]


def item_balances(
    session: Session, prefixes: Sequence[str], depot_id: UUID | None = None
) -> list[schemas_stock.ItemBalance]:
    """Return what is here, promised, on the way and handed out of every item that is kept."""
    today = civil_day(clock.now(session))
    sums = {name: func.sum(getattr(Lot, name)) for name in _ACCOUNTS}
    conditions = [visible(Depot.jurisdiction_code, prefixes), Depot.retired_at.is_(None)]
    if depot_id is not None:
        conditions.append(Depot.id == depot_id)
    safety = (
        select(func.coalesce(func.sum(SafetyStock.quantity), 0))
        .join(_KEPT, _KEPT.id == SafetyStock.depot_id)
        .where(SafetyStock.item_code == Item.code, visible(_KEPT.jurisdiction_code, prefixes))
    )
    if depot_id is not None:
        safety = safety.where(_KEPT.id == depot_id)
    rule = select(SafetyStock.version).where(
        SafetyStock.depot_id == depot_id, SafetyStock.item_code == Item.code
    )
    version = (
        cast(null(), Integer) if depot_id is None else func.coalesce(rule.scalar_subquery(), 0)
    )
    query = (
        select(
            Item.code.label("item_code"),
            *_ITEM,
            Item.reusable,
            func.count(Lot.id).label("lots"),
            *(total.label(name) for name, total in sums.items()),
            func.sum(FREE).label("free"),
            func.coalesce(func.sum(FREE).filter(~in_date(today)), 0).label("expired"),
            safety.scalar_subquery().label("safety"),
            version.label("safety_version"),
        )
        .join(Lot, Lot.item_code == Item.code)
        .join(Depot, Depot.id == Lot.depot_id)
        .where(*conditions)
        .group_by(Item.code)
        .order_by(Item.code)
    )
    return [schemas_stock.ItemBalance(**row._mapping) for row in session.execute(query)]


_ACCOUNTS = ("quantity", "reserved", "on_the_way", "delivered")
_KEPT = aliased(Depot)


def promises(session: Session, lot_id: UUID) -> list[schemas_stock.Promise]:
    """Return what orders still hold of a lot, the oldest promise first."""
    held = func.sum(StockMovement.reserved_change)
    query = (
        select(
            StockMovement.order_id,
            held.label("amount"),
            func.min(StockMovement.at).label("made_at"),
            func.max(StockMovement.expires_at).label("expires_at"),
            func.min(StockMovement.by_name).label("by_name"),
        )
        .where(StockMovement.lot_id == lot_id, StockMovement.order_id.is_not(None))
        .group_by(StockMovement.order_id)
        .having(held > 0)
        .order_by(func.min(StockMovement.at))
    )
    return [schemas_stock.Promise(**row._mapping) for row in session.execute(query)]


def stock_warnings(
    session: Session, prefixes: Sequence[str], *, within_days: int, limit: int
) -> list[schemas_stock.StockWarning]:
    """Return what keepers should look at, the most urgent first, at most ``limit`` of each kind."""
    today = civil_day(clock.now(session))
    found = [
        *_dated(session, prefixes, today, Lot.expires_on < today, limit),
        *_dated(session, prefixes, today, _soon(today, within_days), limit),
        *_short(session, prefixes),
        *_overdue_loans(session, prefixes, today, limit),
        *_overdue_transfers(session, prefixes, today, limit),
    ]
    found.sort(key=lambda one: (_URGENCY.index(one.kind), one.on or date.max, one.item_code))
    return found


def _soon(today: date, within_days: int) -> ColumnElement[bool]:
    return Lot.expires_on.between(today, today + timedelta(days=within_days))


_URGENCY = ("expired", "below_safety", "loan_overdue", "transfer_overdue", "expiring")


def _dated(
    session: Session, prefixes: Sequence[str], today: date, when: ColumnElement[bool], limit: int
) -> list[schemas_stock.StockWarning]:
    query = (
        select(Lot.id, Lot.depot_id, Lot.expires_on, Lot.quantity, *_OF_LOT, *_DEPOT)
        .join(Depot, Depot.id == Lot.depot_id)
        .join(Item, Item.code == Lot.item_code)
        .where(
            visible(Depot.jurisdiction_code, prefixes),
            when,
            Lot.quantity > 0,
        )
        .order_by(Lot.expires_on)
        .limit(limit)
    )
    return [
        _warning(
            row,
            kind="expired" if row.expires_on < today else "expiring",
            lot_id=row.id,
            batch=row.batch,
            amount=row.quantity,
            on=row.expires_on,
            days=(row.expires_on - today).days,
        )
        for row in session.execute(query)
    ]


_DEPOT = (Depot.name.label("depot_name"), Depot.jurisdiction_code)


def _warning(row: Any, **told: Any) -> schemas_stock.StockWarning:
    named = {name: getattr(row, name) for name in _WHERE}
    empty = {"lot_id": None, "batch": None, "wanted": None, "on": None, "days": None}
    return schemas_stock.StockWarning(**(named | empty | told))


_WHERE = (
    "jurisdiction_code", "depot_id", "depot_name", "item_code", "item_name", "item_name_en", "unit",
)  # fmt: skip


def _short(session: Session, prefixes: Sequence[str]) -> list[schemas_stock.StockWarning]:
    return [
        _warning(row, kind="below_safety", amount=row.free, wanted=row.quantity)
        for row in safety_stocks(session, prefixes)
        if row.free < row.quantity
    ]


def _overdue_loans(
    session: Session, prefixes: Sequence[str], today: date, limit: int
) -> list[schemas_stock.StockWarning]:
    query = _loans().where(
        visible(Depot.jurisdiction_code, prefixes),
        StockLoan.state == "open",
        StockLoan.due_on < today,
    )
    rows = session.execute(query.order_by(StockLoan.due_on).limit(limit))
    return [
        _warning(
            row,
            kind="loan_overdue",
            lot_id=row.lot_id,
            batch=row.batch,
            amount=row.outstanding,
            on=row.due_on,
            days=(row.due_on - today).days,
        )
        for row in rows
    ]


def _overdue_transfers(
    session: Session, prefixes: Sequence[str], today: date, limit: int
) -> list[schemas_stock.StockWarning]:
    query = _transfers().where(
        visible(_FROM.jurisdiction_code, prefixes) | visible(_TO.jurisdiction_code, prefixes),
        StockTransfer.state == "in_transit",
        StockTransfer.due_on < today,
    )
    rows = session.execute(query.order_by(StockTransfer.due_on).limit(limit))
    return [
        schemas_stock.StockWarning(
            kind="transfer_overdue",
            jurisdiction_code=row.to_jurisdiction_code,
            depot_id=row.to_depot_id,
            depot_name=row.to_depot_name,
            item_code=row.item_code,
            item_name=row.item_name,
            item_name_en=row.item_name_en,
            unit=row.unit,
            lot_id=row.from_lot_id,
            batch=row.batch,
            amount=row.quantity,
            wanted=None,
            on=row.due_on,
            days=(row.due_on - today).days,
        )
        for row in rows
    ]
