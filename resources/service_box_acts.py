"""What is done with scanned boxes: received, handed over, sent, returned, counted, seen, voided.

Each goes through the service that does the same by hand, so a scan can do nothing that the ledger
would refuse. They return the identifiers of the lines they wrote.
"""

from collections.abc import Callable, Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.auth import Actor
from core.visibility import require_visible
from resources import (
    queries_movements,
    schemas_labels,
    schemas_stock,
    service_loans,
    service_movements,
    service_transfers,
)
from resources.boxes import Act, BoxState, expected_in_books
from resources.errors_labels import (
    BoxesNotWhole,
    BoxesOfOtherDepots,
    BoxNotOut,
    DestinationRequired,
    DifferenceUnexplained,
    MoreThanBoxed,
    ReceiverRequired,
)
from resources.models import Lot
from resources.models_labels import Label
from resources.models_stock import StockLoan, StockTransfer
from resources.service_boxes import (
    Box,
    by_lot,
    locked,
    lots_of,
    require_kept,
    settle_standing,
)
from resources.service_ledger import Entry, lock_lots, mark_changed, post, tell_lots, vouch
from resources.stock import MovementKind

Scan = schemas_labels.ScanIn


def receive(session: Session, actor: Actor, scan: Scan, boxes: list[Box]) -> list[UUID]:
    """Take boxes into one's depot: awaited ones are a receipt, others arrive by their transfer."""
    for box in boxes:
        _explained(box, scan)
    awaited = [box for box in boxes if BoxState(box.record.state) is BoxState.AWAITED]
    coming = [box for box in boxes if BoxState(box.record.state) is BoxState.ON_TRANSFER]
    if scan.missing == "lost":
        missing = _not_scanned(session, coming)
        boxes += missing
        coming += missing
    return _receive_awaited(session, actor, scan, awaited) + _arrive(session, actor, scan, coming)


def _explained(box: Box, scan: Scan) -> None:
    if box.counted > box.held:
        raise MoreThanBoxed(box=box.name, boxed=box.held, asked=box.counted)
    if box.counted < box.held and not (box.given.note or scan.note):
        raise DifferenceUnexplained(field="note", box=box.name, boxed=box.held, asked=box.counted)


def _receive_awaited(
    session: Session, actor: Actor, scan: Scan, boxes: Sequence[Box]
) -> list[UUID]:
    require_kept(actor, boxes)
    lots = lots_of(session, boxes)
    entries = [
        Entry(
            box.lot_id,
            MovementKind.RECEIPT,
            box.counted,
            paper_number=scan.paper_number,
            note=box.given.note or scan.note,
        )
        for box in boxes
        if box.counted
    ]
    for box in boxes:
        _put(box, box.lot_id)
    return _posted(session, list(lots.values()), entries)


def _put(box: Box, lot_id: UUID) -> None:
    """Note that a box stands in a depot with what was counted; an empty one is not there."""
    box.row.lot_id = lot_id
    box.row.amount = box.counted
    box.row.state = (BoxState.IN_STOCK if box.counted else BoxState.MISSING).value


def _posted(session: Session, lots: Sequence[Lot], entries: Sequence[Entry]) -> list[UUID]:
    if not entries:
        return []
    lines = post(session, lots, entries)
    tell_lots(session, {entry.lot_id for entry in entries})
    return [line.id for line in lines]


def _not_scanned(session: Session, boxes: Sequence[Box]) -> list[Box]:
    """Lock the other boxes of the same transfers: nobody has seen them."""
    transfers = {box.row.transfer_id for box in boxes}
    query = select(Label).where(
        Label.transfer_id.in_(transfers), Label.state == BoxState.ON_TRANSFER
    )
    seen = {box.row.id for box in boxes}
    others = [row for row in session.scalars(query) if row.id not in seen]
    given = {row.id: schemas_labels.ScannedBox(code=row.code, amount=0) for row in others}
    found = [
        box for box in locked(session, given) if BoxState(box.record.state) is BoxState.ON_TRANSFER
    ]
    for box in found:
        box.was_scanned = False
    return found


def _arrive(session: Session, actor: Actor, scan: Scan, boxes: Sequence[Box]) -> list[UUID]:
    """Take boxes in by their transfers; what a box lacks is lost on the way."""
    of_transfer: dict[UUID, list[Box]] = {}
    for box in boxes:
        assert box.row.transfer_id is not None
        of_transfer.setdefault(box.row.transfer_id, []).append(box)
    records = queries_movements.transfers_by_id(session, of_transfer)
    for record in records.values():
        require_visible(actor.prefixes, record.to_jurisdiction_code, "label")
    _lock_ends(session, list(of_transfer))
    written: list[UUID] = []
    for transfer_id in sorted(of_transfer):
        carried = of_transfer[transfer_id]
        arrived = sum(box.counted for box in carried)
        part = service_transfers.Part(
            arrived, sum(box.held for box in carried) - arrived, _notes(scan, carried)
        )
        record = queries_movements.transfers_by_id(session, [transfer_id])[transfer_id]
        lines = service_transfers.take_in_part(session, record, record.version, part)
        service_transfers.tell_change(session, transfer_id)
        into = session.get_one(StockTransfer, transfer_id).to_lot_id
        assert into is not None
        for box in carried:
            _put(box, into)
        written += [line.id for line in lines]
    return written


def _lock_ends(session: Session, transfer_ids: Sequence[UUID]) -> None:
    """Lock the lots at both ends of all transfers at once: their order is by identifier."""
    rows = session.scalars(select(StockTransfer).where(StockTransfer.id.in_(transfer_ids))).all()
    ends = {row.from_lot_id for row in rows} | {row.to_lot_id for row in rows if row.to_lot_id}
    lock_lots(session, ends)


def _notes(scan: Scan, boxes: Sequence[Box]) -> str | None:
    """Put what was said of single boxes and of all of them into one remark."""
    said = [f"{box.row.serial}/{box.row.of_count}：{box.given.note}" for box in boxes
            if box.given.note]  # fmt: skip
    missing = [f"{box.row.serial}/{box.row.of_count}" for box in boxes if not box.was_scanned]
    if missing:
        said.append(f"缺箱 {'、'.join(missing)}")
    return "；".join([*([scan.note] if scan.note else []), *said])[:500] or None


def hand_over(session: Session, actor: Actor, scan: Scan, boxes: list[Box]) -> list[UUID]:
    """Hand boxes out of one depot to somebody; reusable goods are expected back."""
    if not scan.to:
        raise ReceiverRequired(field="to")
    require_kept(actor, boxes)
    _require_one_depot(boxes)
    _lock_all_of_items(session, boxes)
    written: list[UUID] = []
    for lot_id, of_lot in by_lot(boxes).items():
        _require_held(of_lot)
        moved = service_movements.hand_out(session, actor, _issue(scan, of_lot))
        written += [line.id for line in moved.movements]
        for box in of_lot:
            _take_out(box, lot_id, scan.to, [loan.id for loan in moved.loans])
    return written


def _issue(scan: Scan, of_lot: Sequence[Box]) -> schemas_stock.IssueIn:
    """Return the issue of one lot's boxes: this lot and no other."""
    record = of_lot[0].record
    assert record.depot_id is not None and record.item_code is not None and scan.to is not None
    return schemas_stock.IssueIn(
        depot_id=record.depot_id,
        item_code=record.item_code,
        quantity=sum(box.counted for box in of_lot),
        to=scan.to,
        lot_id=of_lot[0].lot_id,
        out_of_order=scan.out_of_order,
        due_on=scan.due_on,
        paper_number=scan.paper_number,
        note=scan.note,
    )


def _require_one_depot(boxes: Sequence[Box]) -> None:
    for box in boxes:
        if box.record.depot_id != boxes[0].record.depot_id:
            raise BoxesOfOtherDepots(box=box.name, depot=box.record.depot_name)


def _lock_all_of_items(session: Session, boxes: Sequence[Box]) -> None:
    """Lock the lots of the same items in the depot: the earliest expiry is looked for in them."""
    items = {box.record.item_code for box in boxes}
    query = select(Lot.id).where(Lot.depot_id == boxes[0].record.depot_id, Lot.item_code.in_(items))
    lock_lots(session, session.scalars(query))


def _require_held(boxes: Sequence[Box]) -> None:
    for box in boxes:
        if not 0 < box.counted <= box.held:
            raise MoreThanBoxed(box=box.name, boxed=box.held, asked=box.counted)


def _take_out(box: Box, lot_id: UUID, to: str, loan_ids: Sequence[UUID]) -> None:
    """Note that a box left whole; of one that was opened the rest stays in stock."""
    settle_standing(box)
    box.row.lot_id = lot_id
    if box.counted < box.held:
        box.row.amount = box.held - box.counted
        return
    box.row.state = BoxState.HANDED_OVER.value
    box.row.to_name = to
    box.row.loan_id = loan_ids[0] if loan_ids else None


def send(session: Session, actor: Actor, scan: Scan, boxes: list[Box]) -> list[UUID]:
    """Send whole boxes to another depot: one transfer a lot, which they are received by."""
    if scan.to_depot_id is None:
        raise DestinationRequired(field="to_depot_id")
    require_kept(actor, boxes)
    lots_of(session, boxes)
    for box in boxes:
        if box.counted != box.held:
            raise BoxesNotWhole(box=box.name, boxed=box.held, asked=box.counted)
    for lot_id, of_lot in by_lot(boxes).items():
        wanted = schemas_stock.TransferIn(
            from_lot_id=lot_id,
            to_depot_id=scan.to_depot_id,
            quantity=sum(box.held for box in of_lot),
            due_on=scan.due_on,
            paper_number=scan.paper_number,
            note=scan.note,
        )
        transfer = service_transfers.send(session, actor, wanted)
        for box in of_lot:
            settle_standing(box)
            box.row.state = BoxState.ON_TRANSFER.value
            box.row.transfer_id = transfer.id
    return []


def take_back(session: Session, actor: Actor, scan: Scan, boxes: list[Box]) -> list[UUID]:
    """Take boxes back that were handed over: into stock, or lost with a reason."""
    require_kept(actor, boxes)
    lots = lots_of(session, boxes)
    written: list[UUID] = []
    for box in boxes:
        lost = box.given.lost
        if box.counted + lost > box.held or box.counted + lost == 0:
            raise MoreThanBoxed(box=box.name, boxed=box.held, asked=box.counted + lost)
        written += _settle(session, box, lots[box.lot_id], scan)
        settle_standing(box)
        box.row.loan_id = box.row.to_name = None
        _put(box, box.lot_id)
    tell_lots(session, lots)
    return written


def _settle(session: Session, box: Box, lot: Lot, scan: Scan) -> list[UUID]:
    """Write what came back of a box and what did not, on its loan where it was lent."""
    note = box.given.note or scan.note
    if box.given.lost and not note:
        raise DifferenceUnexplained(field="note", box=box.name, boxed=box.held, asked=box.counted)
    loan = _loan_of(session, box, lot)
    kinds = ((MovementKind.RETURN, box.counted), (MovementKind.LOSS_OUTSIDE, box.given.lost))
    entries = [
        Entry(lot.id, kind, amount, loan_id=loan.id if loan else None, note=note)
        for kind, amount in kinds
        if amount
    ]
    lines = post(session, [lot], entries)
    if loan is not None:
        service_loans.change_loan(loan, box.counted, box.given.lost)
        service_loans.tell_loans(session, [loan.id])
    return [line.id for line in lines]


def _loan_of(session: Session, box: Box, lot: Lot) -> StockLoan | None:
    """Lock the loan on which a box is out; what is used up has none and comes back all the same."""
    loan_id = box.row.loan_id
    if loan_id is None and box.row.order_id is not None:
        of_order = (StockLoan.order_id == box.row.order_id, StockLoan.lot_id == lot.id)
        loan_id = session.scalar(select(StockLoan.id).where(*of_order))
    if loan_id is None:
        return None
    loan = service_loans.locked_loan(session, loan_id)
    out = loan.quantity - loan.returned - loan.lost
    if loan.state != "open" or box.counted + box.given.lost > out:
        raise BoxNotOut(box=box.name)
    return loan


def count(session: Session, actor: Actor, scan: Scan, boxes: list[Box]) -> list[UUID]:
    """Enter what was counted in boxes; the books follow by the difference, which says why."""
    require_kept(actor, boxes)
    lots = lots_of(session, boxes)
    entries: list[Entry] = []
    for lot_id, of_lot in by_lot(boxes).items():
        known = lots[lot_id].quantity
        for box in of_lot:
            expected = _expected(box, known)
            known -= expected
            if box.counted != expected:
                note = box.given.note or scan.note
                if not note:
                    raise DifferenceUnexplained(
                        field="note", box=box.name, boxed=expected, asked=box.counted
                    )
                found = box.counted - expected
                entries.append(Entry(lot_id, MovementKind.STOCKTAKE, found, note=note))
            _put(box, lot_id)
    return _posted(session, list(lots.values()), entries)


def _expected(box: Box, lot_quantity: int) -> int:
    """Return what the books know of a box: nothing of one that was noted as missing."""
    if BoxState(box.record.state) is BoxState.MISSING:
        return 0
    return expected_in_books(box.held, lot_quantity)


def see(session: Session, actor: Actor, scan: Scan, boxes: list[Box]) -> list[UUID]:
    """Vouch for the lots of boxes that somebody has seen."""
    require_kept(actor, boxes)
    lots = lots_of(session, boxes)
    for lot in lots.values():
        vouch(session, lot, "seen")
        mark_changed(session, lot)
    for box in boxes:
        settle_standing(box)
    tell_lots(session, lots)
    return []


def make_void(session: Session, actor: Actor, scan: Scan, boxes: list[Box]) -> list[UUID]:
    """Take labels out of use; the goods stay in the books."""
    require_kept(actor, boxes)
    for box in boxes:
        settle_standing(box)
        box.row.state = BoxState.VOID.value
    return []


ACTS: dict[Act, Callable[[Session, Actor, Scan, list[Box]], list[UUID]]] = {
    Act.RECEIVE: receive,
    Act.HAND_OVER: hand_over,
    Act.SEND: send,
    Act.RETURN: take_back,
    Act.COUNT: count,
    Act.SEEN: see,
    Act.VOID: make_void,
}
