"""Writes of stock: lots entered and corrected, and the ledger of reserving, issuing, returning.

A lot is only ever changed under its row lock, taken in id order, and every change leaves a line in
the ledger, so that the sum of the lines is the balance.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from core import clock, outbox
from core.auth import Actor
from core.errors import Conflict, NotFound, require_version
from core.visibility import audience, require_visible, sees
from resources import queries_stock, schemas
from resources.errors import (
    LotAlreadyEntered,
    LotExpired,
    LotUnconfirmed,
    MadeAfterExpiry,
    NoteRequired,
    NotLoadedForOrder,
    NotReservedForOrder,
    QuantityBelowReserved,
    StockNotFree,
    UnknownDepot,
    UnknownItem,
)
from resources.events import LotChanged, LotEntered
from resources.models import Depot, Item, Lot, StockMovement
from resources.service import touch_depots
from resources.stock import (
    Balance,
    MovementKind,
    StockLine,
    change_of,
    civil_day,
    is_confirmed,
    is_expired,
    merged,
)


def lock_lots(session: Session, lot_ids: Iterable[UUID]) -> list[Lot]:
    """Lock the named lots in id order and return them as they are now."""
    query = (
        select(Lot)
        .where(Lot.id.in_(list(lot_ids)))
        .order_by(Lot.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return list(session.scalars(query))


def enter_lot(session: Session, actor: Actor, entered: schemas.LotIn) -> schemas.Lot:
    """Enter a lot into a depot of one's own jurisdiction, with its opening balance."""
    depot = session.get(Depot, entered.depot_id)
    if depot is None or depot.retired_at or not sees(actor.prefixes, depot.jurisdiction_code):
        raise UnknownDepot(field="depot_id", value=str(entered.depot_id))
    if session.get(Item, entered.item_code) is None:
        raise UnknownItem(field="item_code", value=entered.item_code)
    now = clock.now(session)
    _require_dates(entered.batch, entered.made_on, entered.expires_on, civil_day(now))
    lot = Lot(
        **entered.model_dump(),
        reserved=0,
        confirmed_at=now,
        synthetic=False,
        version=1,
    )
    try:
        with session.begin_nested():
            session.add(lot)
    except IntegrityError:
        raise LotAlreadyEntered(
            field="batch", item_code=entered.item_code, batch=entered.batch
        ) from None
    _write(session, lot, MovementKind.OPENING, entered.quantity)
    record = _record(session, [lot], LotEntered)[lot.id]
    touch_depots(session, [entered.depot_id])
    return record


def _require_dates(batch: str, made_on: date | None, expires_on: date | None, today: date) -> None:
    if made_on is not None and expires_on is not None and made_on > expires_on:
        raise MadeAfterExpiry(
            field="made_on", made_on=made_on.isoformat(), expires_on=expires_on.isoformat()
        )
    if expires_on is not None and is_expired(expires_on, today):
        raise LotExpired(field="expires_on", lot=batch, expires_on=expires_on.isoformat())


def correct_lot(
    session: Session, actor: Actor, lot_id: UUID, seen: int | None, patch: schemas.LotPatch
) -> schemas.Lot:
    """Correct a lot after a count, or confirm it as it stands; a changed quantity says why."""
    lot = _own_lot(session, actor, lot_id)
    record = queries_stock.lots_by_id(session, [lot_id])[lot_id]
    require_version(seen, lot.version, record.model_dump(mode="json"))
    if patch.quantity is not None and patch.quantity != lot.quantity:
        _adjust(session, lot, patch.quantity, patch.note)
    if "expires_on" in patch.model_fields_set:
        _change_expiry(lot, patch.expires_on)
    if patch.confirmed or patch.quantity is not None:
        lot.confirmed_at = clock.now(session)
    lot.version += 1
    return _record(session, [lot], LotChanged)[lot.id]


def _adjust(session: Session, lot: Lot, quantity: int, note: str | None) -> None:
    if not note:
        raise NoteRequired(field="note")
    if quantity < lot.reserved:
        raise QuantityBelowReserved(
            field="quantity", lot=lot.batch, reserved=lot.reserved, asked=quantity
        )
    change = quantity - lot.quantity
    lot.quantity = quantity
    _write(session, lot, MovementKind.ADJUST, change, note=note)


def _change_expiry(lot: Lot, expires_on: date | None) -> None:
    if expires_on is not None and lot.made_on is not None and lot.made_on > expires_on:
        raise MadeAfterExpiry(
            field="expires_on",
            made_on=lot.made_on.isoformat(),
            expires_on=expires_on.isoformat(),
        )
    lot.expires_on = expires_on


def _own_lot(session: Session, actor: Actor, lot_id: UUID) -> Lot:
    found = lock_lots(session, [lot_id])
    if not found:
        raise NotFound(noun="lot")
    depot = session.get_one(Depot, found[0].depot_id)
    require_visible(actor.prefixes, depot.jurisdiction_code, "lot")
    return found[0]


def reserve(session: Session, lines: Sequence[StockLine], order_id: UUID) -> None:
    """Promise stock to an order: only what is free, in date and confirmed; all lines or none."""
    wanted = merged(lines)
    lots = _locked(session, wanted)
    for line in wanted:
        _require_usable(session, lots[line.lot_id])
        _require_free(lots[line.lot_id], line.amount)
    _move(session, lots, wanted, MovementKind.RESERVE, order_id)


def unreserve(session: Session, lines: Sequence[StockLine], order_id: UUID) -> None:
    """Take back a promise whose goods have not left the depot."""
    _move_held(session, lines, order_id, MovementKind.RELEASE)


def issue(session: Session, lines: Sequence[StockLine], order_id: UUID) -> None:
    """Load promised goods: they leave the depot, and the promise with them."""
    _move_held(session, lines, order_id, MovementKind.ISSUE)


def _move_held(
    session: Session, lines: Sequence[StockLine], order_id: UUID, kind: MovementKind
) -> None:
    wanted = merged(lines)
    lots = _locked(session, wanted)
    _require_ledger(session, wanted, order_id, lots, lambda b: b.reserved, NotReservedForOrder)
    _move(session, lots, wanted, kind, order_id)


def deliver(session: Session, lines: Sequence[StockLine], order_id: UUID) -> None:
    """Confirm that goods handed over at the scene had been loaded for this order.

    The stock was reduced when they were loaded, so the ledger gets no further line.
    """
    wanted = merged(lines)
    lots = _locked(session, wanted)
    _require_ledger(session, wanted, order_id, lots, lambda b: -b.quantity, NotLoadedForOrder)


def return_to_stock(session: Session, lines: Sequence[StockLine], order_id: UUID) -> None:
    """Put loaded goods that were not handed over back into the lot they came from."""
    deliver(session, lines, order_id)
    wanted = merged(lines)
    _move(session, _locked(session, wanted), wanted, MovementKind.RETURN, order_id)


def _locked(session: Session, wanted: Sequence[StockLine]) -> dict[UUID, Lot]:
    lots = {lot.id: lot for lot in lock_lots(session, [line.lot_id for line in wanted])}
    for line in wanted:
        if line.lot_id not in lots:
            raise NotFound(noun="lot", lot_id=str(line.lot_id))
    return lots


def _require_usable(session: Session, lot: Lot) -> None:
    now = clock.now(session)
    if lot.expires_on is not None and is_expired(lot.expires_on, civil_day(now)):
        raise LotExpired(lot=lot.batch, lot_id=str(lot.id), expires_on=lot.expires_on.isoformat())
    if not is_confirmed(lot.confirmed_at, now):
        raise LotUnconfirmed(
            lot=lot.batch,
            lot_id=str(lot.id),
            confirmed_at=lot.confirmed_at.isoformat(timespec="seconds"),
        )


def _require_free(lot: Lot, asked: int) -> None:
    free = Balance(lot.quantity, lot.reserved).free
    if free < asked:
        raise StockNotFree(
            lot=lot.batch, lot_id=str(lot.id), item_code=lot.item_code, free=free, asked=asked
        )


def _require_ledger(
    session: Session,
    wanted: Sequence[StockLine],
    order_id: UUID,
    lots: dict[UUID, Lot],
    held_in: Callable[[Balance], int],
    refusal: type[Conflict],
) -> None:
    """Refuse to move more for an order than the ledger shows it holds."""
    known = queries_stock.moved_for_order(session, order_id, list(lots))
    for line in wanted:
        held = held_in(known.get(line.lot_id, Balance(0, 0)))
        if held < line.amount:
            lot = lots[line.lot_id]
            raise refusal(lot=lot.batch, lot_id=str(lot.id), held=held, asked=line.amount)


def _move(
    session: Session,
    lots: dict[UUID, Lot],
    wanted: Sequence[StockLine],
    kind: MovementKind,
    order_id: UUID,
) -> None:
    for line in wanted:
        lot = lots[line.lot_id]
        change = change_of(kind, line.amount)
        lot.quantity += change.quantity
        lot.reserved += change.reserved
        lot.version += 1
        _write(session, lot, kind, line.amount, order_id=order_id)
    _record(session, [lots[line.lot_id] for line in wanted], LotChanged)


def _write(
    session: Session,
    lot: Lot,
    kind: MovementKind,
    amount: int,
    *,
    order_id: UUID | None = None,
    note: str | None = None,
) -> None:
    """Write one line of the ledger."""
    change = change_of(kind, amount)
    session.add(
        StockMovement(
            lot_id=lot.id,
            kind=kind.value,
            quantity_change=change.quantity,
            reserved_change=change.reserved,
            order_id=order_id,
            at=clock.now(session),
            by=session.info.get("actor_id"),
            note=note,
        )
    )


def _record(
    session: Session, lots: Sequence[Lot], happening: type[LotEntered] | type[LotChanged]
) -> dict[UUID, schemas.Lot]:
    session.flush()
    records = queries_stock.lots_by_id(session, [lot.id for lot in lots])
    for lot in records.values():
        outbox.record(session, happening(lot=lot), audience=audience(lot.jurisdiction_code))
    return records


def get_lot(session: Session, actor: Actor, lot_id: UUID) -> schemas.Lot:
    """Return a lot that the actor may see."""
    lot = queries_stock.lots_by_id(session, [lot_id]).get(lot_id)
    if lot is None:
        raise NotFound(noun="lot")
    require_visible(actor.prefixes, lot.jurisdiction_code, "lot")
    return lot


def ledger(session: Session, actor: Actor, lot_id: UUID) -> list[schemas.StockMovement]:
    """Return the ledger of a lot that the actor may see."""
    return queries_stock.movements(session, get_lot(session, actor, lot_id).id)
