"""HTTP of orders by hand: what one would mean, and giving it."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Request

from core import transaction
from core.auth import Actor, allow
from core.transaction import IfMatch, SessionDep
from core.wire import Problem
from dispatch import schemas, service_by_hand, service_order_preview
from dispatch.coverage_situation import CoverageBook
from dispatch.schemas_by_hand import OrderIn, OrderPreview

router = transaction.router("dispatch")
Issuer = Annotated[Actor, allow("orders.issue")]
_READS: dict[int | str, dict[str, Any]] = {
    code: {"model": Problem} for code in (401, 403, 404, 422)
}
_WRITES = _READS | {code: {"model": Problem} for code in (409, 412, 428)}


@router.get("/order-preview", responses=_READS)
def preview_order(
    request: Request, session: SessionDep, actor: Issuer, team_id: UUID, incident_id: UUID
) -> OrderPreview:
    """Say what sending a team to an incident would mean, before it is ordered."""
    sending = service_by_hand.look_at(session, actor, team_id, incident_id)
    return service_order_preview.preview_order(session, actor, _book(request), sending)


@router.post("/orders", status_code=201, responses=_WRITES)
def issue_order(
    request: Request, session: SessionDep, actor: Issuer, version: IfMatch, wanted: OrderIn
) -> schemas.Order:
    """Send a team to an incident now, whatever the proposal says; based on the team as seen."""
    return service_by_hand.order_by_hand(session, actor, _book(request).roads, version, wanted)


def _book(request: Request) -> CoverageBook:
    book: CoverageBook = request.app.state.coverage_book
    return book
