"""Holds over HTTP: set goods aside, use them, extend, release, list."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Query

from core import transaction
from core.auth import Actor, allow
from core.transaction import IfMatch, SessionDep
from core.wire import Page, Problem
from resources import queries_holds, schemas_holds, service_holds

router = transaction.router("stock")
Reader = Annotated[Actor, allow("picture.read")]
StockKeeper = Annotated[Actor, allow("lots.write")]

_READ: dict[int | str, dict[str, Any]] = {code: {"model": Problem} for code in (401, 403, 422)}
_ENTER = _READ | {code: {"model": Problem} for code in (404, 409)}
_CHANGE = _ENTER | {code: {"model": Problem} for code in (412, 428)}


@router.get("/stock-holds", responses=_READ)
def list_stock_holds(
    session: SessionDep,
    actor: Reader,
    state: schemas_holds.HoldState = None,
    depot_id: UUID | None = None,
    lot_id: UUID | None = None,
    offset: Annotated[int, Query(ge=0, le=10_000_000)] = 0,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> Page[schemas_holds.StockHold]:
    """List what keepers have set aside, what ends first before the others."""
    wanted = queries_holds.HoldFilter(state=state, depot_id=depot_id, lot_id=lot_id)
    return queries_holds.list_holds(session, actor.prefixes, wanted, offset=offset, limit=limit)


@router.post("/stock-holds", status_code=201, responses=_ENTER)
def hold_stock(
    session: SessionDep, actor: StockKeeper, wanted: schemas_holds.HoldIn
) -> schemas_holds.StockHold:
    """Set goods of a lot aside for a purpose until a time."""
    return service_holds.hold(session, actor, wanted)


@router.post("/stock-holds/{hold_id}/release", responses=_CHANGE)
def release_hold(
    session: SessionDep,
    actor: StockKeeper,
    hold_id: UUID,
    why: schemas_holds.EndHoldIn,
    if_match: IfMatch,
) -> schemas_holds.StockHold:
    """Free goods that were set aside."""
    return service_holds.release(session, actor, hold_id, if_match, why)


@router.post("/stock-holds/{hold_id}/extend", responses=_CHANGE)
def extend_hold(
    session: SessionDep,
    actor: StockKeeper,
    hold_id: UUID,
    wish: schemas_holds.ExtendHoldIn,
    if_match: IfMatch,
) -> schemas_holds.StockHold:
    """Keep goods set aside until another time."""
    return service_holds.extend(session, actor, hold_id, if_match, wish)


@router.post("/stock-holds/{hold_id}/use", responses=_CHANGE)
def use_hold(
    session: SessionDep,
    actor: StockKeeper,
    hold_id: UUID,
    wish: schemas_holds.UseHoldIn,
    if_match: IfMatch,
) -> schemas_holds.HoldUsed:
    """Hand out goods that were set aside, to their purpose."""
    return service_holds.use(session, actor, hold_id, if_match, wish)
