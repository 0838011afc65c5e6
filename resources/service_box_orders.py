"""Labelled boxes on delivery orders: which fit, loaded, handed over, missing at the scene.

The order's own step moves the goods; here is only what becomes of the boxes, and what is written
off because a box did not arrive.
"""

from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from resources import queries_labels, schemas_labels, service_loans
from resources.boxes import BoxState
from resources.errors_labels import BoxesExceedOrder, BoxNotOnOrder, MoreThanBoxed
from resources.models_stock import StockLoan
from resources.service_boxes import Box, by_lot, locked, lots_of, settle_standing
from resources.service_ledger import Entry, post, tell_lots
from resources.stock import MovementKind


def require_on_order(boxes: Sequence[Box], wanted: Mapping[UUID, int]) -> None:
    """Refuse boxes of other lots than the order takes, and more of a lot than it takes."""
    for lot_id, of_lot in by_lot(boxes).items():
        if lot_id not in wanted:
            raise BoxNotOnOrder(box=of_lot[0].name, item=of_lot[0].record.item_name)
        for box in of_lot:
            if not 0 < box.counted <= box.held:
                raise MoreThanBoxed(box=box.name, boxed=box.held, asked=box.counted)
        boxed = sum(box.counted for box in of_lot)
        if boxed > wanted[lot_id]:
            batch = of_lot[0].record.batch
            raise BoxesExceedOrder(lot=batch, asked=wanted[lot_id], boxed=boxed)


def put_on_order(boxes: Sequence[Box], order_id: UUID) -> None:
    """Note that boxes were loaded; of one that was opened the rest stays in stock."""
    for box in boxes:
        settle_standing(box)
        if box.counted < box.held:
            box.row.amount = box.held - box.counted
            continue
        box.row.state = BoxState.ON_ORDER.value
        box.row.order_id = order_id
        box.row.loan_id = box.row.to_name = None


def with_missing(session: Session, boxes: Sequence[Box], order_id: UUID) -> list[Box]:
    """Lock the other boxes of an order beside those scanned at the scene: they did not arrive.

    All of them must be on this order.
    """
    for box in boxes:
        if box.row.order_id != order_id:
            raise BoxNotOnOrder(box=box.name, item=box.record.item_name)
    scanned = {box.row.id for box in boxes}
    others = {
        one.id: schemas_labels.ScannedBox(code=one.code, amount=0)
        for one in queries_labels.boxes_under_way(session, order_id=order_id)
        if one.id not in scanned
    }
    missing = locked(session, others) if others else []
    for box in missing:
        box.was_scanned = False
    return [*boxes, *missing]


def hand_over_at_scene(session: Session, boxes: Sequence[Box], order_id: UUID, to: str) -> None:
    """Note who took the boxes; what did not arrive is written off from what was handed out."""
    for box in boxes:
        lacking = box.held - box.counted
        if lacking < 0:
            raise MoreThanBoxed(box=box.name, boxed=box.held, asked=box.counted)
        box.row.amount = box.counted
        box.row.state = (BoxState.HANDED_OVER if box.counted else BoxState.MISSING).value
        box.row.to_name = to
    lots = lots_of(session, [box for box in boxes if box.counted < box.held])
    for lot_id, of_lot in by_lot([box for box in boxes if box.counted < box.held]).items():
        lacking = sum(box.held - box.counted for box in of_lot)
        loan = _loan(session, order_id, lot_id)
        note = "；".join(f"{box.name}：{box.given.note or '未到'}" for box in of_lot)[:500]
        entry = Entry(
            lot_id,
            MovementKind.LOSS_OUTSIDE,
            lacking,
            loan_id=loan.id if loan else None,
            note=note,
        )
        post(session, [lots[lot_id]], [entry])
        if loan is not None:
            service_loans.change_loan(loan, 0, lacking)
            service_loans.tell_loans(session, [loan.id])
    tell_lots(session, lots)


def _loan(session: Session, order_id: UUID, lot_id: UUID) -> StockLoan | None:
    of_order = (StockLoan.order_id == order_id, StockLoan.lot_id == lot_id)
    loan_id = session.scalar(select(StockLoan.id).where(*of_order, StockLoan.state == "open"))
    return None if loan_id is None else service_loans.locked_loan(session, loan_id)
