"""Writes of stock: lots entered and corrected, and what orders reserve, load, hand over, return."""

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from core import clock
from core.auth import Actor
from core.errors import Conflict, NotFound, require_version
from core.visibility import sees
from core.wire import Page
from resources import queries_stock, schemas, service_loans
from resources.errors import (
    LotAlreadyEntered,
    LotExpired,
    LotUnconfirmed,
    MadeAfterExpiry,
    NoteRequired,
    NotLoadedForOrder,
    NotReservedForOrder,
    UnknownDepot,
    UnknownItem,
)
from resources.events import LotEntered
from resources.models import Depot, Item, Lot
from resources.queries_seen import seen_lots
from resources.service import touch_depots
from resources.service_counting import count_many
from resources.service_counting_undo import undo_import
from resources.service_ledger import (
    Entry,
    lock_lots,
    mark_changed,
    own_lot,
    post,
    require_in_date,
    tell_lots,
    vouch,
)
from resources.stock import (
    CONFIRMED_WITHIN,
    Balance,
    MovementKind,
    StockLine,
    civil_day,
    is_confirmed,
    is_expired,
    merged,
)

__all__ = [
    "correct_lot",
    "count_many",
    "deliver",
    "enter_lot",
    "get_lot",
    "issue",
    "ledger",
    "lock_lots",
    "reserve",
    "return_to_stock",
    "undo_import",
    "unreserve",
]


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
        **entered.model_dump(exclude={"quantity"}),
        quantity=0,
        confirmed_at=now,
        confirmed_by=session.info.get("actor_name"),
        confirmed_how="count",
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
    post(session, [lot], [Entry(lot.id, MovementKind.OPENING, entered.quantity)])
    record = tell_lots(session, [lot.id], LotEntered)[lot.id]
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
    lot = own_lot(session, actor, lot_id)
    record = queries_stock.lots_by_id(session, [lot_id])[lot_id]
    require_version(seen, lot.version, record.model_dump(mode="json"))
    if patch.quantity is not None and patch.quantity != lot.quantity:
        _adjust(session, lot, patch.quantity, patch)
    if "expires_on" in patch.model_fields_set:
        _change_expiry(lot, patch.expires_on)
    if patch.confirmed or patch.quantity is not None:
        vouch(session, lot, patch.how)
    mark_changed(session, lot)
    return tell_lots(session, [lot.id])[lot.id]


def _adjust(session: Session, lot: Lot, quantity: int, patch: schemas.LotPatch) -> None:
    if not patch.note:
        raise NoteRequired(field="note")
    found = quantity - lot.quantity
    line = Entry(
        lot.id,
        MovementKind.STOCKTAKE,
        found,
        paper_number=patch.paper_number,
        note=patch.note,
    )
    post(session, [lot], [line])


def _change_expiry(lot: Lot, expires_on: date | None) -> None:
    if expires_on is not None and lot.made_on is not None and lot.made_on > expires_on:
        raise MadeAfterExpiry(
            field="expires_on",
            made_on=lot.made_on.isoformat(),
            expires_on=expires_on.isoformat(),
        )
    lot.expires_on = expires_on


def reserve(
    session: Session,
    lines: Sequence[StockLine],
    order_id: UUID,
    *,
    expires_at: datetime | None = None,
    counted_within: timedelta | None = CONFIRMED_WITHIN,
) -> None:
    """Promise stock to an order: only what is free, in date and confirmed; all lines or none.

    With ``expires_at`` the promise lapses then, unless the goods have been loaded. How old a count
    may be is the policy's word (``counted_within``; None: any age).
    """
    wanted = merged(lines)
    lots = _locked(session, wanted)
    for line in wanted:
        require_in_date(session, lots[line.lot_id])
        _require_confirmed(session, lots[line.lot_id], counted_within)
    _move(session, lots, wanted, MovementKind.RESERVE, order_id, expires_at)


def unreserve(
    session: Session, lines: Sequence[StockLine], order_id: UUID, *, lapsed: bool = False
) -> None:
    """Take back a promise whose goods have not left the depot, or let it lapse."""
    _move_held(session, lines, order_id, MovementKind.LAPSE if lapsed else MovementKind.RELEASE)


def issue(session: Session, lines: Sequence[StockLine], order_id: UUID) -> None:
    """Load promised goods: they leave the depot, and the promise with them."""
    _move_held(session, lines, order_id, MovementKind.LOAD)


def _move_held(
    session: Session, lines: Sequence[StockLine], order_id: UUID, kind: MovementKind
) -> None:
    wanted = merged(lines)
    lots = _locked(session, wanted)
    _require_ledger(session, wanted, order_id, lots, lambda b: b.reserved, NotReservedForOrder)
    _move(session, lots, wanted, kind, order_id)


def deliver(session: Session, lines: Sequence[StockLine], order_id: UUID) -> None:
    """Hand over at the scene what was loaded for this order; reusable goods are to come back."""
    wanted = merged(lines)
    lots = _move_loaded(session, wanted, order_id, MovementKind.DELIVER)
    service_loans.lend_for_order(session, lots, wanted, order_id)


def return_to_stock(session: Session, lines: Sequence[StockLine], order_id: UUID) -> None:
    """Put loaded goods that were not handed over back into the lot they came from."""
    _move_loaded(session, merged(lines), order_id, MovementKind.COME_BACK)


def _move_loaded(
    session: Session, wanted: Sequence[StockLine], order_id: UUID, kind: MovementKind
) -> dict[UUID, Lot]:
    lots = _locked(session, wanted)
    _require_ledger(session, wanted, order_id, lots, lambda b: b.on_the_way, NotLoadedForOrder)
    _move(session, lots, wanted, kind, order_id)
    return lots


def _locked(session: Session, wanted: Sequence[StockLine]) -> dict[UUID, Lot]:
    lots = {lot.id: lot for lot in lock_lots(session, [line.lot_id for line in wanted])}
    for line in wanted:
        if line.lot_id not in lots:
            raise NotFound(noun="lot", lot_id=str(line.lot_id))
    return lots


def _require_confirmed(session: Session, lot: Lot, within: timedelta | None) -> None:
    if not is_confirmed(lot.confirmed_at, clock.now(session), within):
        raise LotUnconfirmed(
            lot=lot.batch,
            lot_id=str(lot.id),
            confirmed_at=lot.confirmed_at.isoformat(timespec="seconds"),
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
    expires_at: datetime | None = None,
) -> None:
    entries = [
        Entry(line.lot_id, kind, line.amount, order_id=order_id, expires_at=expires_at)
        for line in wanted
    ]
    post(session, list(lots.values()), entries)
    tell_lots(session, [line.lot_id for line in wanted])


def get_lot(session: Session, actor: Actor, lot_id: UUID) -> schemas.Lot:
    """Return a lot that the actor may see."""
    lot = queries_stock.lots_by_id(session, [lot_id]).get(lot_id)
    if lot is None:
        raise NotFound(noun="lot")
    if not sees(actor.prefixes, lot.jurisdiction_code):
        shared = select(Lot.id).join(Depot, Depot.id == Lot.depot_id).where(Lot.id == lot_id)
        if session.scalar(shared.where(seen_lots(session, actor.prefixes))) is None:
            raise NotFound(noun="lot")
    return lot


def ledger(
    session: Session, actor: Actor, lot_id: UUID, *, offset: int, limit: int
) -> Page[schemas.StockMovement]:
    """Return a page of the ledger of a lot that the actor may see, the newest line first."""
    lot = get_lot(session, actor, lot_id)
    return queries_stock.movements_page(session, lot.id, offset=offset, limit=limit)
