"""Takes an edit of lots back as a whole: every line by a counter-movement, every field as it was.

Refused as a whole where somebody has built on it since: a field that was set again, goods that are
promised or gone, a transfer that was taken in.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import clock
from core.auth import Actor
from core.errors import DomainError, NotFound
from resources import (
    queries_lots,
    schemas_bulk,
    schemas_stock,
    service_movements,
    service_transfers,
)
from resources.bulk import PLAIN, Change, Plan
from resources.errors import AlreadyUndone, LotAlreadyEntered
from resources.errors_bulk import (
    EditAlreadyUndone,
    FieldChangedMeanwhile,
    GoodsArrived,
    LotNotThere,
    NotYourEdit,
)
from resources.models import Lot, StockMovement
from resources.models_edits import StockEdit
from resources.models_stock import SafetyStock, StockTransfer
from resources.schemas_lots import LotRow
from resources.service_bulk import Plans, refuse, tell, told, written
from resources.service_ledger import Entry, lock_lots, mark_changed, post
from resources.stock import Change as Moved
from resources.stock import MovementKind

WHY = "撤销修改"
"""Stands in the ledger beside a line that takes another back."""


def list_edits(session: Session, actor: Actor, limit: int) -> list[schemas_bulk.StockEdit]:
    """Return one's own latest edits, the newest first."""
    query = select(StockEdit).where(StockEdit.by == actor.account_id)
    rows = session.scalars(query.order_by(StockEdit.at.desc(), StockEdit.id.desc()).limit(limit))
    return [schemas_bulk.StockEdit.model_validate(row) for row in rows]


def undo_edit(session: Session, actor: Actor, edit_id: UUID, locale: str) -> schemas_bulk.BulkOut:
    """Take one's own edit back, whole or not at all."""
    edit = session.get(StockEdit, edit_id, with_for_update=True)
    if edit is None:
        raise NotFound(noun="stock_edit")
    if edit.by != actor.account_id:
        raise NotYourEdit(by_name=edit.by_name)
    if edit.undone_at is not None:
        raise EditAlreadyUndone()
    kept = {UUID(row["lot_id"]): row for row in edit.rows}
    ruled = any("safety_stock" in row.get("set", {}) for row in kept.values())
    lock = service_movements.lock_with_siblings if ruled else lock_lots
    lots = {lot.id: lot for lot in lock(session, kept)}
    seen = {
        row.id: row
        for row in queries_lots.rows_by_id(session, actor.prefixes, list(kept), own=True)
    }
    plans: Plans = {one: _plan(session, row, seen.get(one)) for one, row in kept.items()}
    action: Any = edit.action
    refuse(plans, seen, action, locale)
    for one, row in kept.items():
        _restore(session, actor, lots[one], row)
    edit.undone_at = clock.now(session)
    session.flush()
    tell(session, list(lots.values()))
    after = {
        row.id: row
        for row in queries_lots.rows_by_id(session, actor.prefixes, list(kept), own=True)
    }
    return told(plans, after, action, locale, edit_id=edit.id)


def _plan(session: Session, row: Mapping[str, Any], lot: LotRow | None) -> Plan:
    """Return what taking back one row changes, or what stands in the way."""
    if lot is None:
        return Plan(refusal=LotNotThere())
    changes = [Change(name, after, before) for name, (before, after) in row.get("set", {}).items()]
    for one in changes:
        if written(getattr(lot, one.field)) != one.before:
            now = written(getattr(lot, one.field))
            return Plan(changes, FieldChangedMeanwhile(name=one.field, now=now))
    batch = next((one.after for one in changes if one.field == "batch"), None)
    if batch is not None and _is_taken(session, lot, batch):
        return Plan(changes, LotAlreadyEntered(item_code=lot.item_code, batch=batch))
    return _plan_movement(session, row, lot, changes)


def _is_taken(session: Session, lot: LotRow, batch: str) -> bool:
    query = select(Lot.id).where(
        Lot.depot_id == lot.depot_id, Lot.item_code == lot.item_code, Lot.batch == batch
    )
    return session.scalar(query) is not None


def _plan_movement(
    session: Session, row: Mapping[str, Any], lot: LotRow, changes: list[Change]
) -> Plan:
    refusal: DomainError | None = None
    if row.get("confirmed") and not row.get("movement_id"):
        changes.append(Change("confirmed_how", lot.confirmed_how, row["confirmed"][0][2]))
    if row.get("movement_id"):
        line = session.get_one(StockMovement, UUID(row["movement_id"]))
        after = lot.quantity - line.quantity_change
        changes.append(Change("quantity", lot.quantity, after))
        if session.scalar(select(StockMovement.id).where(StockMovement.undoes_id == line.id)):
            refusal = AlreadyUndone()
        elif after < lot.reserved:
            refusal = FieldChangedMeanwhile(name="quantity", now=lot.quantity)
    if row.get("transfer_id"):
        transfer = session.get_one(StockTransfer, UUID(row["transfer_id"]))
        changes.append(Change("quantity", lot.quantity, lot.quantity + transfer.quantity))
        if transfer.state != "in_transit" or transfer.received or transfer.lost:
            refusal = GoodsArrived()
    return Plan(changes, refusal)


def _restore(session: Session, actor: Actor, lot: Lot, row: Mapping[str, Any]) -> None:
    if row.get("movement_id"):
        _counter(session, lot, UUID(row["movement_id"]))
    if row.get("transfer_id"):
        _turn_back(session, actor, UUID(row["transfer_id"]))
    if row.get("confirmed"):
        _trust_as_before(lot, *row["confirmed"])
    changes: Mapping[str, Any] = row.get("set", {})
    for name in PLAIN:
        if name in changes:
            before = changes[name][0]
            is_day = name != "batch" and before is not None
            setattr(lot, name, date.fromisoformat(before) if is_day else before)
    mark_changed(session, lot)
    session.flush()
    if "safety_stock" in changes:
        _safety_as_before(session, actor, lot, changes["safety_stock"][0])


def _counter(session: Session, lot: Lot, movement_id: UUID) -> None:
    """Write the line that does the opposite."""
    line = session.get_one(StockMovement, movement_id)
    done = Moved(
        line.quantity_change, line.reserved_change, line.on_the_way_change, line.delivered_change
    )
    entry = Entry(lot.id, MovementKind.UNDO, 0, undoes_id=line.id, undone=done, note=WHY)
    post(session, [lot], [entry])


def _turn_back(session: Session, actor: Actor, transfer_id: UUID) -> None:
    transfer = session.get_one(StockTransfer, transfer_id)
    back = schemas_stock.EndTransferIn(received=transfer.quantity, note=WHY)
    service_transfers.turn_back(session, actor, transfer_id, transfer.version, back)


def _trust_as_before(lot: Lot, before: list[Any], after: list[Any]) -> None:
    """Trust a lot as it was trusted before, unless somebody has vouched for it since."""
    if written(lot.confirmed_at) == after[0]:
        lot.confirmed_at = datetime.fromisoformat(before[0])
        lot.confirmed_by, lot.confirmed_how = before[1], before[2]


def _safety_as_before(session: Session, actor: Actor, lot: Lot, quantity: int | None) -> None:
    """Set the rule of a depot and item once, though several rows of an edit may name it."""
    rule = session.get(SafetyStock, (lot.depot_id, lot.item_code), populate_existing=True)
    if (rule.quantity if rule else None) != quantity:
        wanted = schemas_stock.SafetyStockIn(
            depot_id=lot.depot_id, item_code=lot.item_code, quantity=quantity or 0
        )
        service_movements.set_safety_stock(session, actor, wanted)
