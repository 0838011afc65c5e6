"""Writes of transfers: goods leave a depot, are in transit, arrive in another or turn back."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from core import clock, outbox
from core.auth import Actor
from core.errors import NotFound, require_version
from core.ids import new_id
from core.visibility import audience, require_visible
from resources import queries_movements, schemas_stock
from resources.errors import MoreThanSent, NoteRequired, SameDepot, TransferOver, UnknownDepot
from resources.errors_labels import TransferPartlyIn
from resources.events import LotChanged, LotEntered, StockTransferEnded, StockTransferSent
from resources.models import Depot, Lot, StockMovement
from resources.models_stock import StockTransfer
from resources.service import touch_depots
from resources.service_ledger import Entry, lock_lots, own_lot, post, tell_lots, vouch
from resources.stock import Change, MovementKind

NO_EXPIRY = "长期"
"""What tells goods without an expiry from others of their batch."""


def send(
    session: Session, actor: Actor, wanted: schemas_stock.TransferIn
) -> schemas_stock.StockTransfer:
    """Send goods of one's own lot to another depot: they are in transit until it has them.

    The other depot may belong to anybody; its keeper takes them in.
    """
    lot = own_lot(session, actor, wanted.from_lot_id)
    depot = session.get(Depot, wanted.to_depot_id)
    if depot is None or depot.retired_at:
        raise UnknownDepot(field="to_depot_id", value=str(wanted.to_depot_id))
    if depot.id == lot.depot_id:
        raise SameDepot()
    transfer = StockTransfer(
        id=new_id(),
        from_lot_id=lot.id,
        to_depot_id=depot.id,
        quantity=wanted.quantity,
        received=0,
        lost=0,
        state="in_transit",
        paper_number=wanted.paper_number,
        note=wanted.note,
        due_on=wanted.due_on,
        sent_at=clock.now(session),
        sent_by=session.info.get("actor_name"),
    )
    session.add(transfer)
    post(session, [lot], [_leg(transfer, lot, MovementKind.TRANSFER_OUT, wanted.quantity)])
    tell_lots(session, [lot.id])
    return _tell(session, transfer.id, StockTransferSent)


def _leg(transfer: StockTransfer, lot: Lot, kind: MovementKind, amount: int) -> Entry:
    return Entry(
        lot.id,
        kind,
        amount,
        transfer_id=transfer.id,
        paper_number=transfer.paper_number,
        note=transfer.end_note or transfer.note,
    )


def take_in(
    session: Session,
    actor: Actor,
    transfer_id: UUID,
    seen: int | None,
    arrived: schemas_stock.EndTransferIn,
) -> schemas_stock.StockTransfer:
    """Take the goods of a transfer into one's own depot; what is missing is lost on the way."""
    record = _record(session, transfer_id)
    require_visible(actor.prefixes, record.to_jurisdiction_code, "stock_transfer")
    _require_in_transit(record.state)
    outstanding = record.quantity - record.received - record.lost
    if arrived.received > outstanding:
        raise MoreThanSent(sent=outstanding, asked=arrived.received)
    if arrived.received < outstanding and not arrived.note:
        raise NoteRequired(field="note")
    part = Part(arrived.received, outstanding - arrived.received, arrived.note)
    take_in_part(session, record, seen, part)
    return _tell(session, transfer_id, StockTransferEnded)


@dataclass(frozen=True)
class Part:
    """What of a transfer is accounted for now: so much arrived, so much is lost."""

    arrived: int
    lost: int
    note: str | None


def take_in_part(
    session: Session, record: schemas_stock.StockTransfer, seen: int | None, part: Part
) -> list[StockMovement]:
    """Account for a part of a transfer; when nothing is outstanding any more it has ended.

    Whoever calls has checked that the taker keeps the depot of arrival.
    """
    into, is_fresh = _lot_at(session, record)
    lots = {lot.id: lot for lot in lock_lots(session, [record.from_lot_id, into])}
    transfer = _open_transfer(session, record, seen)
    if part.arrived + part.lost > transfer.quantity - transfer.received - transfer.lost:
        raise MoreThanSent(sent=transfer.quantity, asked=part.arrived + part.lost)
    transfer.received += part.arrived
    transfer.lost += part.lost
    transfer.to_lot_id = into
    transfer.end_note = part.note or transfer.end_note
    if transfer.received + transfer.lost == transfer.quantity:
        _end(session, transfer, "received", transfer.end_note)
    else:
        transfer.version += 1
    accounted = part.arrived + part.lost
    legs = [_leg(transfer, lots[record.from_lot_id], MovementKind.TRANSFER_END, accounted)]
    if part.arrived:
        legs.append(_leg(transfer, lots[into], MovementKind.TRANSFER_IN, part.arrived))
        vouch(session, lots[into], "hand_over")
    lines = post(session, list(lots.values()), legs)
    tell_lots(session, [record.from_lot_id], LotChanged)
    tell_lots(session, [into], LotEntered if is_fresh else LotChanged)
    if is_fresh:
        touch_depots(session, [record.to_depot_id])  # after the lots: the order of all locks
    return lines


def take_back_part(
    session: Session, transfer_id: UUID, lines: Sequence[StockMovement], note: str
) -> None:
    """Take back what arrived by these lines: it is in transit again; the lots are locked."""
    row = session.get_one(StockTransfer, transfer_id, with_for_update=True, populate_existing=True)
    lots = lock_lots(session, {line.lot_id for line in lines})
    arrived = sum(line.quantity_change for line in lines)
    accounted = -sum(line.on_the_way_change for line in lines)
    row.received -= arrived
    row.lost -= accounted - arrived
    row.state, row.ended_at, row.ended_by, row.end_note = "in_transit", None, None, None
    row.version += 1
    entries = [
        Entry(
            line.lot_id,
            MovementKind.UNDO,
            0,
            transfer_id=row.id,
            undoes_id=line.id,
            undone=changes_of(line),
            note=note,
        )
        for line in lines
    ]
    post(session, lots, entries)
    tell_lots(session, {line.lot_id for line in lines})
    tell_change(session, row.id)


def tell_change(session: Session, transfer_id: UUID) -> None:
    """Tell everybody how a transfer stands now: under way, or ended."""
    session.flush()
    is_over = _record(session, transfer_id).state != "in_transit"
    _tell(session, transfer_id, StockTransferEnded if is_over else StockTransferSent)


def changes_of(line: StockMovement) -> Change:
    """What a line did to its lot's accounts."""
    return Change(
        line.quantity_change, line.reserved_change, line.on_the_way_change, line.delivered_change
    )


def turn_back(
    session: Session,
    actor: Actor,
    transfer_id: UUID,
    seen: int | None,
    back: schemas_stock.EndTransferIn,
) -> schemas_stock.StockTransfer:
    """Put goods in transit back into the lot they came from; what is missing is lost."""
    record = _record(session, transfer_id)
    require_visible(actor.prefixes, record.from_jurisdiction_code, "stock_transfer")
    _require_in_transit(record.state)
    if back.received > record.quantity:
        raise MoreThanSent(sent=record.quantity, asked=back.received)
    if record.received or record.lost:
        raise TransferPartlyIn(received=record.received)
    if not back.note:
        raise NoteRequired(field="note")
    [lot] = lock_lots(session, [record.from_lot_id])
    transfer = _open_transfer(session, record, seen)
    _end(session, transfer, "turned_back", back.note)
    transfer.received = back.received
    lost = record.quantity - back.received
    transfer.lost = lost
    kinds = ((MovementKind.COME_BACK, back.received), (MovementKind.TRANSFER_END, lost))
    post(session, [lot], [_leg(transfer, lot, kind, amount) for kind, amount in kinds if amount])
    tell_lots(session, [lot.id])
    return _tell(session, transfer.id, StockTransferEnded)


def _record(session: Session, transfer_id: UUID) -> schemas_stock.StockTransfer:
    record = queries_movements.transfers_by_id(session, [transfer_id]).get(transfer_id)
    if record is None:
        raise NotFound(noun="stock_transfer")
    return record


def _open_transfer(
    session: Session, record: schemas_stock.StockTransfer, seen: int | None
) -> StockTransfer:
    """Lock a transfer after its lots."""
    row = session.get_one(StockTransfer, record.id, with_for_update=True, populate_existing=True)
    _require_in_transit(row.state)
    require_version(seen, row.version, record.model_dump(mode="json"))
    return row


def _require_in_transit(state: str) -> None:
    if state != "in_transit":
        raise TransferOver(state=state)


def _end(session: Session, transfer: StockTransfer, state: str, note: str | None) -> None:
    transfer.state = state
    transfer.ended_at = clock.now(session)
    transfer.ended_by = session.info.get("actor_name")
    transfer.end_note = note
    transfer.version += 1


def _lot_at(session: Session, record: schemas_stock.StockTransfer) -> tuple[UUID, bool]:
    """Return the lot of the same batch in the depot of arrival, entered empty if there is none.

    The second value says whether it was entered now.
    """
    origin = session.get_one(Lot, record.from_lot_id)
    batch = _batch_there(session, record.to_depot_id, origin)
    entering = (
        insert(Lot)
        .values(
            id=new_id(),
            depot_id=record.to_depot_id,
            item_code=origin.item_code,
            batch=batch,
            made_on=origin.made_on,
            expires_on=origin.expires_on,
            confirmed_at=clock.now(session),
            confirmed_by=session.info.get("actor_name"),
            confirmed_how="hand_over",
            synthetic=origin.synthetic,
        )
        .on_conflict_do_nothing()
        .returning(Lot.id)
    )
    fresh = session.scalar(entering)
    if fresh is not None:
        return fresh, True
    return session.scalars(_lots_named(record.to_depot_id, origin, batch)).one().id, False


def _lots_named(depot_id: UUID, origin: Lot, batch: str) -> Select[Lot]:
    key = (Lot.depot_id == depot_id, Lot.item_code == origin.item_code, Lot.batch == batch)
    return select(Lot).where(*key)


def _batch_there(session: Session, depot_id: UUID, origin: Lot) -> str:
    """Return under which batch goods are kept where they arrive.

    A batch of the same name with another expiry is another batch, as with goods that have no
    number: kept together, those that expire first would count as good for as long as the others.
    """
    there = session.scalar(_lots_named(depot_id, origin, origin.batch))
    if there is None or there.expires_on == origin.expires_on:
        return origin.batch
    return f"{origin.batch} {origin.expires_on or NO_EXPIRY}"


def _tell(
    session: Session,
    transfer_id: UUID,
    happening: type[StockTransferSent] | type[StockTransferEnded],
) -> schemas_stock.StockTransfer:
    session.flush()
    record = _record(session, transfer_id)
    heard_by = audience(record.from_jurisdiction_code, record.to_jurisdiction_code)
    outbox.record(session, happening(stock_transfer=record), audience=heard_by)
    return record
