"""Movements by hand, transfers, loans, safety stock and warnings over HTTP."""

from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import Query

from core import transaction
from core.auth import Actor, allow
from core.config import get_settings
from core.transaction import IfMatch, SessionDep
from core.wire import Page, Problem
from resources import (
    queries_movements,
    schemas_stock,
    service_loans,
    service_movements,
    service_stock,
    service_transfers,
)

router = transaction.router("stock")
Reader = Annotated[Actor, allow("picture.read")]
StockKeeper = Annotated[Actor, allow("lots.write")]
Offset = Annotated[int, Query(ge=0, le=10_000_000)]
Limit = Annotated[int, Query(ge=1, le=500)]

_READ: dict[int | str, dict[str, Any]] = {code: {"model": Problem} for code in (401, 403, 422)}
_ONE = _READ | {404: {"model": Problem}}
_ENTER = _ONE | {409: {"model": Problem}}
_CHANGE = _ENTER | {code: {"model": Problem} for code in (412, 428)}


@router.post("/lots/{lot_id}/receipts", status_code=201, responses=_CHANGE)
def receive_stock(
    session: SessionDep,
    actor: StockKeeper,
    lot_id: UUID,
    came: schemas_stock.ReceiptIn,
    if_match: IfMatch,
) -> schemas_stock.Moved:
    """Put goods that came in into a lot."""
    return service_movements.receive(session, actor, lot_id, if_match, came)


@router.post("/lots/{lot_id}/losses", status_code=201, responses=_CHANGE)
def lose_stock(
    session: SessionDep,
    actor: StockKeeper,
    lot_id: UUID,
    loss: schemas_stock.LossIn,
    if_match: IfMatch,
) -> schemas_stock.Moved:
    """Write off goods that are gone."""
    return service_movements.lose(session, actor, lot_id, if_match, loss)


@router.post("/stock-issues", status_code=201, responses=_ENTER)
def hand_out_stock(
    session: SessionDep, actor: StockKeeper, wanted: schemas_stock.IssueIn
) -> schemas_stock.Moved:
    """Hand goods out of a depot, the earliest expiry first."""
    return service_movements.hand_out(session, actor, wanted)


@router.post("/stock-movements/{movement_id}/undo", status_code=201, responses=_ENTER)
def undo_movement(
    session: SessionDep, actor: StockKeeper, movement_id: UUID, why: schemas_stock.UndoIn
) -> schemas_stock.Moved:
    """Take a line of the ledger back by a counter-movement."""
    return service_movements.undo(session, actor, movement_id, why)


@router.get("/lots/{lot_id}/promises", responses=_ONE)
def list_promises(session: SessionDep, actor: Reader, lot_id: UUID) -> list[schemas_stock.Promise]:
    """Return what orders hold of a lot, and until when."""
    lot = service_stock.get_lot(session, actor, lot_id)
    return queries_movements.promises(session, lot.id)


@router.get("/item-balances", responses=_READ)
def list_item_balances(
    session: SessionDep, actor: Reader, depot_id: UUID | None = None
) -> list[schemas_stock.ItemBalance]:
    """Return what is here, promised, free, on the way and handed out, item by item."""
    return queries_movements.item_balances(session, actor.prefixes, depot_id)


@router.get("/stock-transfers", responses=_READ)
def list_transfers(
    session: SessionDep,
    actor: Reader,
    state: Literal["in_transit", "received", "turned_back"] | None = None,
    depot_id: UUID | None = None,
    offset: Offset = 0,
    limit: Limit = 100,
) -> Page[schemas_stock.StockTransfer]:
    """List transfers from and to one's own jurisdictions."""
    return queries_movements.list_transfers(
        session, actor.prefixes, state=state, depot_id=depot_id, offset=offset, limit=limit
    )


@router.post("/stock-transfers", status_code=201, responses=_ENTER)
def send_transfer(
    session: SessionDep, actor: StockKeeper, wanted: schemas_stock.TransferIn
) -> schemas_stock.StockTransfer:
    """Send goods to another depot."""
    return service_transfers.send(session, actor, wanted)


@router.post("/stock-transfers/{transfer_id}/receive", responses=_CHANGE)
def receive_transfer(
    session: SessionDep,
    actor: StockKeeper,
    transfer_id: UUID,
    arrived: schemas_stock.EndTransferIn,
    if_match: IfMatch,
) -> schemas_stock.StockTransfer:
    """Take the goods of a transfer into the depot of arrival."""
    return service_transfers.take_in(session, actor, transfer_id, if_match, arrived)


@router.post("/stock-transfers/{transfer_id}/turn-back", responses=_CHANGE)
def turn_back_transfer(
    session: SessionDep,
    actor: StockKeeper,
    transfer_id: UUID,
    back: schemas_stock.EndTransferIn,
    if_match: IfMatch,
) -> schemas_stock.StockTransfer:
    """Put goods in transit back where they came from."""
    return service_transfers.turn_back(session, actor, transfer_id, if_match, back)


@router.get("/stock-loans", responses=_READ)
def list_loans(
    session: SessionDep,
    actor: Reader,
    state: Literal["open", "settled", "undone"] | None = None,
    depot_id: UUID | None = None,
    lot_id: UUID | None = None,
    offset: Offset = 0,
    limit: Limit = 100,
) -> Page[schemas_stock.StockLoan]:
    """List reusable goods that were handed out."""
    return queries_movements.list_loans(
        session,
        actor.prefixes,
        state=state,
        depot_id=depot_id,
        lot_id=lot_id,
        offset=offset,
        limit=limit,
    )


@router.post("/stock-loans/{loan_id}/settle", responses=_CHANGE)
def settle_loan(
    session: SessionDep,
    actor: StockKeeper,
    loan_id: UUID,
    settling: schemas_stock.SettleLoanIn,
    if_match: IfMatch,
) -> schemas_stock.StockLoan:
    """Take goods back, or write them off as lost."""
    return service_loans.settle(session, actor, loan_id, if_match, settling)


@router.get("/safety-stocks", responses=_READ)
def list_safety_stocks(
    session: SessionDep, actor: Reader, depot_id: UUID | None = None
) -> list[schemas_stock.SafetyStock]:
    """List how much of which item depots must have free."""
    return queries_movements.safety_stocks(session, actor.prefixes, depot_id)


@router.put("/safety-stocks", responses=_CHANGE)
def set_safety_stock(
    session: SessionDep,
    actor: StockKeeper,
    wanted: schemas_stock.SafetyStockIn,
    if_match: IfMatch,
) -> schemas_stock.SafetyStock | None:
    """Say how much of an item a depot must have free; zero ends the rule.

    Where there is none yet its version is 0.
    """
    return service_movements.change_safety_stock(session, actor, if_match, wanted)


@router.get("/stock-warnings", responses=_READ)
def list_stock_warnings(
    session: SessionDep,
    actor: Reader,
    within_days: Annotated[int | None, Query(ge=0, le=3650)] = None,
    limit: Limit = 200,
) -> list[schemas_stock.StockWarning]:
    """List what is expired, below safety stock, overdue or expiring soon; the most urgent first."""
    days = get_settings().expiry_warning_days if within_days is None else within_days
    return queries_movements.stock_warnings(session, actor.prefixes, within_days=days, limit=limit)
