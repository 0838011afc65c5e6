"""Writes of holds: a keeper sets stock aside for a purpose; it is used, released, or lapses."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from core import clock, outbox
from core.auth import Actor
from core.errors import NotFound, require_version
from core.visibility import audience, require_visible
from resources import queries_holds, schemas_holds, schemas_stock, service_movements
from resources.errors_labels import HoldOver, HoldTooLong, MoreThanHeld
from resources.events_labels import StockHoldChanged, StockHoldMade
from resources.models import Depot, Lot
from resources.models_holds import StockHold
from resources.service_ledger import Entry, lock_lots, own_lot, post, require_in_date, tell_lots
from resources.stock import MovementKind

LONGEST = timedelta(days=90)
"""Goods are not set aside for longer: whoever still needs them says so again."""

LAPSED_NOTE = "预留到期，自动释放"
_AT_ONCE = 100


def hold(session: Session, actor: Actor, wanted: schemas_holds.HoldIn) -> schemas_holds.StockHold:
    """Set goods of one's own lot aside: only what is free and in date, and only for a time."""
    lot = own_lot(session, actor, wanted.lot_id)
    require_in_date(session, lot)
    _require_time(session, wanted.expires_at)
    row = StockHold(
        lot_id=lot.id,
        quantity=wanted.quantity,
        purpose=wanted.purpose,
        expires_at=wanted.expires_at,
        state="open",
        made_at=clock.now(session),
        made_by=session.info.get("actor_name"),
    )
    session.add(row)
    session.flush()
    post(session, [lot], [_line(row, MovementKind.RESERVE, wanted.purpose)])
    tell_lots(session, [lot.id])
    return _tell(session, row.id, StockHoldMade)


def _require_time(session: Session, expires_at: datetime) -> None:
    now = clock.now(session)
    if not now < expires_at <= now + LONGEST:
        raise HoldTooLong(field="expires_at", days=LONGEST.days)


def _line(row: StockHold, kind: MovementKind, note: str | None) -> Entry:
    until = row.expires_at if kind is MovementKind.RESERVE else None
    return Entry(row.lot_id, kind, row.quantity, hold_id=row.id, expires_at=until, note=note)


def release(
    session: Session, actor: Actor, hold_id: UUID, seen: int | None, why: schemas_holds.EndHoldIn
) -> schemas_holds.StockHold:
    """Free goods that were set aside."""
    row, lot = _own_hold(session, actor, hold_id, seen)
    post(session, [lot], [_line(row, MovementKind.RELEASE, why.note)])
    _end(session, row, "released", why.note)
    tell_lots(session, [lot.id])
    return _tell(session, row.id, StockHoldChanged)


def use(
    session: Session, actor: Actor, hold_id: UUID, seen: int | None, wish: schemas_holds.UseHoldIn
) -> schemas_holds.HoldUsed:
    """Hand out goods that were set aside, to their purpose: nobody else can take them between."""
    _lock_all_of_item(session, hold_id)
    row, lot = _own_hold(session, actor, hold_id, seen)
    amount = wish.quantity or row.quantity
    if amount > row.quantity:
        raise MoreThanHeld(held=row.quantity, asked=amount)
    post(session, [lot], [_line(row, MovementKind.RELEASE, wish.to)])
    _end(session, row, "used", wish.to)
    issue = schemas_stock.IssueIn(
        depot_id=lot.depot_id,
        item_code=lot.item_code,
        quantity=amount,
        to=wish.to,
        lot_id=lot.id,
        out_of_order=True,
        due_on=wish.due_on,
        paper_number=wish.paper_number,
        note=wish.note or row.purpose,
    )
    moved = service_movements.hand_out(session, actor, issue)
    told = _tell(session, row.id, StockHoldChanged)
    return schemas_holds.HoldUsed(hold=told, movements=moved.movements, loans=moved.loans)


def _lock_all_of_item(session: Session, hold_id: UUID) -> None:
    """Lock the lots that the handing out will lock, in id order, before the hold's own."""
    held, beside = aliased(Lot), aliased(Lot)
    query = (
        select(beside.id)
        .join(held, (held.depot_id == beside.depot_id) & (held.item_code == beside.item_code))
        .join(StockHold, StockHold.lot_id == held.id)
        .where(StockHold.id == hold_id)
    )
    lock_lots(session, session.scalars(query))


def extend(
    session: Session,
    actor: Actor,
    hold_id: UUID,
    seen: int | None,
    wish: schemas_holds.ExtendHoldIn,
) -> schemas_holds.StockHold:
    """Keep goods set aside until another time; what has lapsed is not brought back."""
    row, _lot = _own_hold(session, actor, hold_id, seen)
    _require_time(session, wish.expires_at)
    row.expires_at = wish.expires_at
    row.version += 1
    return _tell(session, row.id, StockHoldChanged)


def lapse_holds(session: Session) -> int:
    """Free the goods of holds whose time is over; return how many there were.

    A hold that somebody ends or extends meanwhile is left alone: lots are locked first, in id
    order, then the hold, and it is looked at again under its lock.
    """
    found = queries_holds.run_out(session, clock.now(session), _AT_ONCE)
    return sum(_lapse(session, hold_id, lot_id) for hold_id, lot_id in found)


def _lapse(session: Session, hold_id: UUID, lot_id: UUID) -> bool:
    [lot] = lock_lots(session, [lot_id])
    row = session.get_one(StockHold, hold_id, with_for_update=True, populate_existing=True)
    if row.state != "open" or row.expires_at > clock.now(session):
        return False
    post(session, [lot], [_line(row, MovementKind.LAPSE, LAPSED_NOTE)])
    _end(session, row, "lapsed", LAPSED_NOTE)
    tell_lots(session, [lot.id])
    _tell(session, row.id, StockHoldChanged)
    return True


def _own_hold(
    session: Session, actor: Actor, hold_id: UUID, seen: int | None
) -> tuple[StockHold, Lot]:
    """Lock the lot of a hold, then the hold; it must be open and as it was seen."""
    lot_id = session.scalar(select(StockHold.lot_id).where(StockHold.id == hold_id))
    if lot_id is None:
        raise NotFound(noun="stock_hold")
    [lot] = lock_lots(session, [lot_id])
    require_visible(
        actor.prefixes, session.get_one(Depot, lot.depot_id).jurisdiction_code, "stock_hold"
    )
    row = session.get_one(StockHold, hold_id, with_for_update=True, populate_existing=True)
    if row.state != "open":
        raise HoldOver(state=row.state)
    record = queries_holds.holds_by_id(session, [hold_id])[hold_id]
    require_version(seen, row.version, record.model_dump(mode="json"))
    return row, lot


def _end(session: Session, row: StockHold, state: str, note: str | None) -> None:
    row.state = state
    row.ended_at = clock.now(session)
    row.ended_by = session.info.get("actor_name")
    row.end_note = note
    row.version += 1


def _tell(
    session: Session, hold_id: UUID, happening: type[StockHoldMade] | type[StockHoldChanged]
) -> schemas_holds.StockHold:
    session.flush()
    record = queries_holds.holds_by_id(session, [hold_id])[hold_id]
    heard_by = audience(record.jurisdiction_code)
    outbox.record(session, happening(stock_hold=record), audience=heard_by)
    return record
