"""Writes of loans: reusable goods handed out stay on the list until they are back or lost."""

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import clock, outbox
from core.auth import Actor
from core.errors import NotFound, require_version
from core.visibility import audience, require_visible
from resources import queries_movements, schemas_stock
from resources.errors import LoanSettled, MoreThanLent, NoteRequired
from resources.events import StockLoanChanged
from resources.models import Depot, Item, Lot, StockMovement
from resources.models_stock import StockLoan
from resources.service_ledger import Entry, lock_lots, post, tell_lots
from resources.stock import MovementKind, StockLine


def is_reusable(session: Session, item_code: str) -> bool:
    """Say whether an item is expected back after use."""
    return session.get_one(Item, item_code).reusable


def lend(
    session: Session,
    lot: Lot,
    amount: int,
    borrower: str,
    *,
    due_on: date | None = None,
    order_id: UUID | None = None,
) -> StockLoan:
    """Note that reusable goods of a lot are out and expected back."""
    loan = StockLoan(
        lot_id=lot.id,
        order_id=order_id,
        borrower=borrower,
        quantity=amount,
        returned=0,
        lost=0,
        state="open",
        lent_at=clock.now(session),
        lent_by=session.info.get("actor_name"),
        due_on=due_on,
    )
    session.add(loan)
    session.flush()
    return loan


def lend_for_order(
    session: Session, lots: Mapping[UUID, Lot], lines: Sequence[StockLine], order_id: UUID
) -> None:
    """Expect the reusable goods of a delivery back; what is used up is not."""
    loans = [
        lend(session, lots[line.lot_id], line.amount, "", order_id=order_id)
        for line in lines
        if is_reusable(session, lots[line.lot_id].item_code)
    ]
    tell_loans(session, [loan.id for loan in loans])


def settle(
    session: Session,
    actor: Actor,
    loan_id: UUID,
    seen: int | None,
    settling: schemas_stock.SettleLoanIn,
) -> schemas_stock.StockLoan:
    """Take goods back into the lot they came from, or write them off as lost with a reason."""
    loan, lot = _own_loan(session, actor, loan_id)
    record = queries_movements.loans_by_id(session, [loan_id])[loan_id]
    require_version(seen, loan.version, record.model_dump(mode="json"))
    back, lost = settling.returned, settling.lost
    if loan.state != "open":
        raise LoanSettled()
    if back + lost > record.outstanding:
        raise MoreThanLent(outstanding=record.outstanding, asked=back + lost)
    if lost and not settling.note:
        raise NoteRequired(field="note")
    kinds = ((MovementKind.RETURN, back), (MovementKind.LOSS_OUTSIDE, lost))
    entries = [
        Entry(
            lot.id,
            kind,
            amount,
            loan_id=loan.id,
            order_id=None,
            paper_number=settling.paper_number,
            note=settling.note,
        )
        for kind, amount in kinds
        if amount
    ]
    post(session, [lot], entries)
    change_loan(loan, back, lost)
    tell_lots(session, [lot.id])
    return tell_loans(session, [loan.id])[loan.id]


def _own_loan(session: Session, actor: Actor, loan_id: UUID) -> tuple[StockLoan, Lot]:
    """Lock the lot of a loan, then the loan."""
    lot_id = session.scalar(select(StockLoan.lot_id).where(StockLoan.id == loan_id))
    if lot_id is None:
        raise NotFound(noun="stock_loan")
    [lot] = lock_lots(session, [lot_id])
    depot = session.get_one(Depot, lot.depot_id)
    require_visible(actor.prefixes, depot.jurisdiction_code, "stock_loan")
    return locked_loan(session, loan_id), lot


def locked_loan(session: Session, loan_id: UUID) -> StockLoan:
    """Lock a loan whose lot is locked already."""
    return session.get_one(StockLoan, loan_id, with_for_update=True, populate_existing=True)


def change_loan(loan: StockLoan, back: int, lost: int) -> None:
    """Note what came back or is lost; a loan of which nothing is out is settled, else open."""
    loan.returned += back
    loan.lost += lost
    loan.state = "settled" if loan.returned + loan.lost == loan.quantity else "open"
    loan.version += 1


def undo_on_loan(session: Session, line: StockMovement) -> None:
    """Let a loan follow a line that is taken back: the issue, a return or a loss."""
    if line.loan_id is None:
        return
    loan = locked_loan(session, line.loan_id)
    if line.kind == MovementKind.ISSUE:
        if loan.returned or loan.lost:
            raise LoanSettled()
        loan.state = "undone"
        loan.version += 1
    elif line.kind == MovementKind.RETURN:
        change_loan(loan, -line.quantity_change, 0)
    else:
        change_loan(loan, 0, line.delivered_change)
    tell_loans(session, [loan.id])


def tell_loans(session: Session, loan_ids: Sequence[UUID]) -> dict[UUID, schemas_stock.StockLoan]:
    """Tell everybody how loans stand now."""
    session.flush()
    records = queries_movements.loans_by_id(session, loan_ids)
    for loan in records.values():
        happening = StockLoanChanged(stock_loan=loan)
        outbox.record(session, happening, audience=audience(loan.jurisdiction_code))
    return records
