"""Movements by hand: goods come in, are handed out, are lost; and a line is taken back."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from sqlalchemy import select, tuple_
from sqlalchemy.orm import Session

from core import clock, outbox
from core.auth import Actor
from core.errors import NotFound, require_version
from core.visibility import audience, sees
from resources import queries_movements, queries_stock, schemas_stock, service_loans
from resources.errors import (
    AlreadyUndone,
    EarlierLotFirst,
    NotEnoughFree,
    NotUndoable,
    UnitNotConvertible,
    UnitNotWhole,
    UnknownDepot,
    UnknownItem,
)
from resources.events import SafetyStockSet
from resources.models import Depot, Item, Lot, StockMovement
from resources.models_stock import SafetyStock, StockLoan
from resources.service_ledger import (
    Entry,
    lock_lots,
    mark_changed,
    own_lot,
    post,
    require_in_date,
    tell_lots,
)
from resources.stock import (
    UNDOABLE,
    Change,
    MovementKind,
    StockLine,
    civil_day,
    first_expired_first_out,
    is_expired,
)
from resources.units import NotConvertible, converted


def receive(
    session: Session, actor: Actor, lot_id: UUID, seen: int | None, came: schemas_stock.ReceiptIn
) -> schemas_stock.Moved:
    """Put goods that came in into a lot of one's own jurisdiction; it is confirmed by hand-over."""
    lot = _seen_lot(session, actor, lot_id, seen)
    line = Entry(
        lot.id,
        MovementKind.RECEIPT,
        _in_own_unit(session, lot.item_code, came),
        paper_number=came.paper_number,
        note=came.note,
    )
    return _done(session, post(session, [lot], [line]))


def lose(
    session: Session, actor: Actor, lot_id: UUID, seen: int | None, loss: schemas_stock.LossIn
) -> schemas_stock.Moved:
    """Write off goods of a lot that are gone; what is promised to orders cannot be lost unseen."""
    lot = _seen_lot(session, actor, lot_id, seen)
    amount = _in_own_unit(session, lot.item_code, loss)
    line = Entry(lot.id, MovementKind.LOSS, amount, paper_number=loss.paper_number, note=loss.note)
    return _done(session, post(session, [lot], [line]))


def _in_own_unit(
    session: Session,
    item_code: str,
    given: schemas_stock.ReceiptIn | schemas_stock.LossIn | schemas_stock.IssueIn,
) -> int:
    """Return an amount in the unit in which the item is kept; it must come out whole."""
    kept_in = session.get_one(Item, item_code).unit
    if given.unit is None:
        return given.quantity
    try:
        amount = converted(given.quantity, given.unit, kept_in)
    except NotConvertible:
        raise UnitNotConvertible(field="unit", given=given.unit, kept_in=kept_in) from None
    if amount.denominator != 1:
        raise UnitNotWhole(field="quantity", given=given.unit, kept_in=kept_in)
    return int(amount)


def _seen_lot(session: Session, actor: Actor, lot_id: UUID, seen: int | None) -> Lot:
    lot = own_lot(session, actor, lot_id)
    if seen != lot.version:
        record = queries_stock.lots_by_id(session, [lot_id])[lot_id]
        require_version(seen, lot.version, record.model_dump(mode="json"))
    return lot


def hand_out(session: Session, actor: Actor, wanted: schemas_stock.IssueIn) -> schemas_stock.Moved:
    """Hand goods out of a depot, the earliest expiry first; reusable ones are expected back.

    No version is asked for: what is taken is checked against what is free under the lots' locks.
    """
    _own_depot(session, actor, wanted.depot_id)
    lots = _lots_of_item(session, wanted.depot_id, wanted.item_code)
    amount = _in_own_unit(session, wanted.item_code, wanted)
    wanted = wanted.model_copy(update={"quantity": amount, "unit": None})
    lines = _lines(session, lots, wanted)
    taken = {lot.id: lot for lot in lots}
    loans: dict[UUID, StockLoan] = {}
    if service_loans.is_reusable(session, wanted.item_code):
        loans = {
            line.lot_id: service_loans.lend(
                session, taken[line.lot_id], line.amount, wanted.to, due_on=wanted.due_on
            )
            for line in lines
        }
    note = f"{wanted.to}：{wanted.note}" if wanted.note else wanted.to
    entries = [
        Entry(
            line.lot_id,
            MovementKind.ISSUE,
            line.amount,
            loan_id=loans[line.lot_id].id if loans else None,
            paper_number=wanted.paper_number,
            note=note,
        )
        for line in lines
    ]
    written = post(session, lots, entries)
    told = service_loans.tell_loans(session, [loan.id for loan in loans.values()])
    return _done(session, written, list(told.values()))


def _own_depot(session: Session, actor: Actor, depot_id: UUID) -> Depot:
    depot = session.get(Depot, depot_id)
    if depot is None or depot.retired_at or not sees(actor.prefixes, depot.jurisdiction_code):
        raise UnknownDepot(field="depot_id", value=str(depot_id))
    return depot


def _lots_of_item(session: Session, depot_id: UUID, item_code: str) -> list[Lot]:
    if session.get(Item, item_code) is None:
        raise UnknownItem(field="item_code", value=item_code)
    query = select(Lot.id).where(Lot.depot_id == depot_id, Lot.item_code == item_code)
    return lock_lots(session, list(session.scalars(query)))


def _lines(session: Session, lots: Sequence[Lot], wanted: schemas_stock.IssueIn) -> list[StockLine]:
    today = civil_day(clock.now(session))
    usable = [lot for lot in lots if not is_expired(lot.expires_on, today)]
    if wanted.lot_id is not None:
        return [_named_line(session, lots, usable, wanted, wanted.lot_id)]
    lines = first_expired_first_out(usable, wanted.quantity)
    free = sum(lot.quantity - lot.reserved for lot in usable)
    if free < wanted.quantity:
        raise NotEnoughFree(item_code=wanted.item_code, free=free, asked=wanted.quantity)
    return lines


def _named_line(
    session: Session,
    lots: Sequence[Lot],
    usable: Sequence[Lot],
    wanted: schemas_stock.IssueIn,
    lot_id: UUID,
) -> StockLine:
    """Take one lot; one that expires earlier goes first unless the clerk says otherwise."""
    named = next((lot for lot in lots if lot.id == lot_id), None)
    if named is None:
        raise NotFound(noun="lot", field="lot_id")
    require_in_date(session, named)
    [first, *_] = first_expired_first_out(usable, 1) or [StockLine(named.id, 1)]
    earlier = next(lot for lot in lots if lot.id == first.lot_id)
    if earlier.expires_on != named.expires_on and not wanted.out_of_order:
        raise EarlierLotFirst(
            lot=earlier.batch,
            lot_id=str(earlier.id),
            expires_on=str(earlier.expires_on),
            free=earlier.quantity - earlier.reserved,
        )
    return StockLine(named.id, wanted.quantity)


def undo(
    session: Session, actor: Actor, movement_id: UUID, why: schemas_stock.UndoIn
) -> schemas_stock.Moved:
    """Take a line back by one that does the opposite; nothing is ever struck out."""
    line = session.get(StockMovement, movement_id)
    if line is None:
        raise NotFound(noun="stock_movement")
    lot = own_lot(session, actor, line.lot_id)
    kind = MovementKind(line.kind)
    if kind not in UNDOABLE or line.order_id is not None:
        raise NotUndoable(kind=kind.value)
    if session.scalar(select(StockMovement.id).where(StockMovement.undoes_id == line.id)):
        raise AlreadyUndone()
    service_loans.undo_on_loan(session, line)
    done = Change(
        line.quantity_change, line.reserved_change, line.on_the_way_change, line.delivered_change
    )
    entry = Entry(
        lot.id,
        MovementKind.UNDO,
        0,
        loan_id=line.loan_id,
        undoes_id=line.id,
        undone=done,
        note=why.note,
    )
    return _done(session, post(session, [lot], [entry]))


def _done(
    session: Session,
    lines: Sequence[StockMovement],
    loans: Sequence[schemas_stock.StockLoan] = (),
) -> schemas_stock.Moved:
    lots = tell_lots(session, {line.lot_id for line in lines})
    return schemas_stock.Moved(
        lots=list(lots.values()),
        movements=queries_stock.newest_movements(session, lines),
        loans=list(loans),
    )


def change_safety_stock(
    session: Session, actor: Actor, seen: int | None, wanted: schemas_stock.SafetyStockIn
) -> schemas_stock.SafetyStock | None:
    """Set a rule upon the one that was seen (version 0: none), and tell of the lots it is for."""
    lots = lock_with_siblings(session, _held(session, wanted))
    row = session.get(SafetyStock, (wanted.depot_id, wanted.item_code), with_for_update=True)
    known = queries_movements.safety_stocks(
        session, actor.prefixes, wanted.depot_id, wanted.item_code
    )
    record = known[0].model_dump(mode="json") if known else wanted.model_dump(mode="json")
    require_version(seen, row.version if row else 0, record)
    done = set_safety_stock(session, actor, wanted)
    tell_lots(session, [lot.id for lot in lots])
    return done


def _held(session: Session, wanted: schemas_stock.SafetyStockIn) -> list[UUID]:
    query = select(Lot.id).where(Lot.depot_id == wanted.depot_id, Lot.item_code == wanted.item_code)
    return list(session.scalars(query))


def lock_with_siblings(session: Session, lot_ids: Iterable[UUID]) -> list[Lot]:
    """Lock lots and the others of their items in their depots, which share a safety stock."""
    named = select(Lot.depot_id, Lot.item_code).where(Lot.id.in_(list(lot_ids)))
    query = select(Lot.id).where(tuple_(Lot.depot_id, Lot.item_code).in_(named))
    return lock_lots(session, session.scalars(query).all())


def set_safety_stock(
    session: Session, actor: Actor, wanted: schemas_stock.SafetyStockIn
) -> schemas_stock.SafetyStock | None:
    """Say how much of an item a depot of one's own must have free; zero ends the rule.

    The lots it is for get a new version: whoever still sees the old rule at one of them is asked.
    """
    _own_depot(session, actor, wanted.depot_id)
    if session.get(Item, wanted.item_code) is None:
        raise UnknownItem(field="item_code", value=wanted.item_code)
    row = session.get(SafetyStock, (wanted.depot_id, wanted.item_code), with_for_update=True)
    if row is None:
        row = SafetyStock(depot_id=wanted.depot_id, item_code=wanted.item_code, version=0)
    for lot in lock_lots(session, _held(session, wanted)):
        mark_changed(session, lot)
    if wanted.quantity == 0:
        _end_safety_stock(session, actor, row)
        return None
    row.quantity = wanted.quantity
    row.set_at = clock.now(session)
    row.set_by = session.info.get("actor_name")
    row.version += 1
    session.add(row)
    session.flush()
    return _tell_safety_stock(session, actor, row)


def _end_safety_stock(session: Session, actor: Actor, row: SafetyStock) -> None:
    if row.version:
        _tell_safety_stock(session, actor, row, ended=True)
        session.delete(row)
        session.flush()


def _tell_safety_stock(
    session: Session, actor: Actor, row: SafetyStock, *, ended: bool = False
) -> schemas_stock.SafetyStock:
    [record] = queries_movements.safety_stocks(session, actor.prefixes, row.depot_id, row.item_code)
    if ended:
        record = record.model_copy(update={"quantity": 0})
    heard_by = audience(record.jurisdiction_code)
    outbox.record(session, SafetyStockSet(safety_stock=record), audience=heard_by)
    return record
