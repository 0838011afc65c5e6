"""How committed goods move: reserved, sent by transfer or to the scene, counted in, sent back.

Goods for a depot go by the ordinary transfer between two depots, so that nothing leaves the ledger;
goods for the scene are loaded and handed over like a delivery, under the supply's own id.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from aid import schemas as wire
from aid.errors import CountNoteNeeded, CountTooHigh
from aid.models import AidRequest, AidSupply
from core import clock
from core.auth import Actor
from resources import service_loans, service_stock, service_transfers
from resources.models import Lot
from resources.models_stock import StockLoan, StockTransfer
from resources.schemas_stock import EndTransferIn, SettleLoanIn, TransferIn
from resources.service_ledger import Entry, lock_lots, post, tell_lots
from resources.stock import MovementKind, StockLine


def _of_lots(supplies: Iterable[AidSupply]) -> list[tuple[AidSupply, StockLine]]:
    """The goods among supplies, in the order in which lots are locked."""
    found = [(one, StockLine(one.lot_id, one.amount)) for one in supplies if one.lot_id is not None]
    return sorted(found, key=lambda pair: (pair[1].lot_id, pair[0].id))


def _lock(session: Session, goods: Sequence[tuple[AidSupply, StockLine]]) -> None:
    lock_lots(session, {line.lot_id for _, line in goods})


def reserve(session: Session, supplies: Iterable[AidSupply], until: datetime) -> None:
    """Promise the goods of these supplies until an instant; all of them or none."""
    goods = _of_lots(supplies)
    _lock(session, goods)
    for one, line in goods:
        service_stock.reserve(session, [line], one.id, expires_at=until)


def unreserve(session: Session, supplies: Iterable[AidSupply], *, lapsed: bool = False) -> None:
    """Free the goods of these supplies again."""
    goods = _of_lots(supplies)
    _lock(session, goods)
    for one, line in goods:
        service_stock.unreserve(session, [line], one.id, lapsed=lapsed)


def ship(
    session: Session,
    actor: Actor,
    row: AidRequest,
    supplies: Iterable[AidSupply],
    paper_number: str | None,
) -> None:
    """Let promised goods leave: to the receiver's depot by transfer, else straight to the scene."""
    goods = _of_lots(supplies)
    _lock(session, goods)
    for one, line in goods:
        if row.to_depot_id is None:
            service_stock.issue(session, [line], one.id)
            continue
        service_stock.unreserve(session, [line], one.id)
        wanted = TransferIn(
            from_lot_id=line.lot_id,
            to_depot_id=row.to_depot_id,
            quantity=line.amount,
            paper_number=paper_number,
            note=row.number,
        )
        one.transfer_id = service_transfers.send(session, actor, wanted).id


def require_plausible(one: AidSupply, count: wire.ReceivedIn) -> None:
    """Refuse a count above what was sent, and one below it that does not say why."""
    counted = count.received + count.damaged
    if counted > one.amount:
        raise CountTooHigh(field="supplies", counted=counted, sent=one.amount)
    if count.received < one.amount and not count.note:
        raise CountNoteNeeded(field="note")


def receive(
    session: Session,
    actor: Actor,
    supplies: Sequence[AidSupply],
    counts: Mapping[UUID, wire.ReceivedIn],
) -> None:
    """Take goods in as they were counted; what is damaged or missing does not enter the stock."""
    for one, line in _of_lots(supplies):
        count = counts[one.id]
        if one.transfer_id is not None:
            _take_in(session, actor, one.transfer_id, count.received, count.note)
        else:
            _hand_over(session, one, line, count)
    for one in supplies:
        count = counts[one.id]
        one.received_at = clock.now(session)
        one.received, one.damaged = count.received, count.damaged
        one.receipt_note = count.note


def _take_in(
    session: Session, actor: Actor, transfer_id: UUID, received: int, note: str | None
) -> None:
    """End a transfer; what a keeper has taken in beside this request already counts towards it."""
    transfer = session.get_one(StockTransfer, transfer_id, populate_existing=True)
    if transfer.state == "turned_back":  # its goods lie where they came from: nothing arrived
        if received:
            raise CountTooHigh(field="supplies", counted=received, sent=0)
        return
    if transfer.state == "received" and transfer.received == received:
        return
    if transfer.received > received:
        raise CountTooHigh(field="supplies", counted=transfer.received, sent=received)
    arrived = EndTransferIn(received=received - transfer.received, note=note)
    service_transfers.take_in(session, actor, transfer_id, transfer.version, arrived)


def _hand_over(session: Session, one: AidSupply, line: StockLine, count: wire.ReceivedIn) -> None:
    """Hand goods over at the scene; reusable ones are on loan, what is missing is written off."""
    if count.received:
        service_stock.deliver(session, [StockLine(line.lot_id, count.received)], one.id)
    gone = line.amount - count.received
    if not gone:
        return
    lots = lock_lots(session, [line.lot_id])
    entry = Entry(line.lot_id, MovementKind.TRANSFER_END, gone, order_id=one.id, note=count.note)
    post(session, lots, [entry])
    tell_lots(session, [line.lot_id])


def send_back(
    session: Session,
    actor: Actor,
    supplies: Sequence[AidSupply],
    amounts: Mapping[UUID, wire.BackIn],
) -> None:
    """Send goods back to the depot they came from; those at the scene are on loan already."""
    for one, line in _of_lots(supplies):
        _require_back(one, amounts[one.id])
        amount = amounts[one.id].amount
        if one.transfer_id is None or not amount:
            continue
        there = session.get_one(StockTransfer, one.transfer_id).to_lot_id
        home = session.get_one(Lot, line.lot_id).depot_id
        assert there is not None
        wanted = TransferIn(from_lot_id=there, to_depot_id=home, quantity=amount, note=one.note)
        one.back_transfer_id = service_transfers.send(session, actor, wanted).id
    for one in supplies:
        one.sent_back_at = clock.now(session)
        one.back = amounts[one.id].amount if one.lot_id is not None else one.received
        one.back_note = amounts[one.id].note


def _require_back(one: AidSupply, back: wire.BackIn) -> None:
    received = one.received or 0
    if back.amount > received:
        raise CountTooHigh(field="supplies", counted=back.amount, sent=received)


def take_back(
    session: Session,
    actor: Actor,
    supplies: Sequence[AidSupply],
    amounts: Mapping[UUID, wire.BackIn],
) -> None:
    """Count one's own goods in again: by the transfer back, or by settling the loan."""
    for one, _line in _of_lots(supplies):
        count = amounts[one.id]
        sent = one.back or 0
        if count.amount > sent:
            raise CountTooHigh(field="supplies", counted=count.amount, sent=sent)
        if count.amount < sent and not count.note:
            raise CountNoteNeeded(field="note")
        if one.back_transfer_id is not None:
            _take_in(session, actor, one.back_transfer_id, count.amount, count.note)
        elif one.transfer_id is None:
            _settle(session, actor, one, count)
        one.back, one.back_note = count.amount, count.note or one.back_note
    for one in supplies:
        one.back_at = clock.now(session)


def _settle(session: Session, actor: Actor, one: AidSupply, count: wire.BackIn) -> None:
    """Settle the loan of goods that were handed over at the scene; others just come back."""
    loan = session.scalar(select(StockLoan).where(StockLoan.order_id == one.id))
    if loan is None:
        _return(session, one, count)
        return
    if loan.state != "open":
        return
    lost = loan.quantity - loan.returned - loan.lost - count.amount
    if count.amount + lost == 0:
        return
    note = count.note or one.back_note or one.note
    if lost and not note:
        raise CountNoteNeeded(field="note")
    settling = SettleLoanIn(returned=count.amount, lost=lost, note=note)
    service_loans.settle(session, actor, loan.id, loan.version, settling)


def _return(session: Session, one: AidSupply, count: wire.BackIn) -> None:
    """Put goods into stock again that nobody expected back: what was not used up."""
    assert one.lot_id is not None
    lots = lock_lots(session, [one.lot_id])
    if count.amount:
        note = count.note or one.note
        post(session, lots, [Entry(one.lot_id, MovementKind.RETURN, count.amount, note=note)])
        tell_lots(session, [one.lot_id])
