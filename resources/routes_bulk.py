"""Edits of one or many lots in one go, and taking them back, over HTTP."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Query, Request

from core import transaction
from core.auth import Actor, allow
from core.transaction import SessionDep
from core.wire import Problem
from resources import schemas_bulk, service_bulk, service_bulk_undo

router = transaction.router("lots")
StockKeeper = Annotated[Actor, allow("lots.write")]

_READ: dict[int | str, dict[str, Any]] = {code: {"model": Problem} for code in (401, 403, 422)}
_CHANGE = _READ | {code: {"model": Problem} for code in (404, 409)}


def reader_locale(request: Request) -> str:
    """Return the language in which reasons are told."""
    return "en" if request.headers.get("accept-language", "").lower().startswith("en") else "zh-CN"


Locale = Annotated[str, Depends(reader_locale)]


@router.post("/lots/bulk", responses=_CHANGE)
def edit_lots(
    session: SessionDep, actor: StockKeeper, wanted: schemas_bulk.LotsEditIn, locale: Locale
) -> schemas_bulk.BulkOut:
    """Edit, confirm, move or write off many lots, all or none; with dry_run only say what would be.

    A single cell and a pasted block go this way too. Refused rows come back in the error's facts.
    """
    return service_bulk.edit_many(session, actor, wanted, locale)


@router.get("/stock-edits", responses=_READ)
def list_stock_edits(
    session: SessionDep, actor: StockKeeper, limit: Annotated[int, Query(ge=1, le=100)] = 20
) -> list[schemas_bulk.StockEdit]:
    """List one's own latest edits, the newest first."""
    return service_bulk_undo.list_edits(session, actor, limit)


@router.post("/stock-edits/{edit_id}/undo", responses=_CHANGE)
def undo_stock_edit(
    session: SessionDep, actor: StockKeeper, edit_id: UUID, locale: Locale
) -> schemas_bulk.BulkOut:
    """Take one's own edit back, whole or not at all."""
    return service_bulk_undo.undo_edit(session, actor, edit_id, locale)
