"""HTTP of sites for new stations: ask, look how far it has come, stop."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Request

from core import transaction
from core.auth import Actor, allow
from core.transaction import SessionDep
from core.wire import Problem
from dispatch import schemas_siting as schemas
from dispatch import service_siting as service
from dispatch.coverage_situation import CoverageBook
from dispatch.siting_desk import SitingDesk

router = transaction.router("dispatch")

READS: dict[int | str, dict[str, Any]] = {code: {"model": Problem} for code in (401, 403)}
ONE = READS | {404: {"model": Problem}}
ASKS = ONE | {409: {"model": Problem}, 422: {"model": Problem}}
Planner = Annotated[Actor, allow("sites.plan")]


@router.get("/sitings", responses=READS)
def list_sitings(request: Request, actor: Planner) -> list[schemas.Siting]:
    """Return one's own questions about sites, the newest first; a restart forgets them."""
    return _desk(request).of(actor.account_id)


@router.post("/sitings", status_code=202, responses=ASKS)
def ask_siting(
    request: Request, session: SessionDep, actor: Planner, wanted: schemas.SitingIn
) -> schemas.Siting:
    """Ask where stations should be built; the answer is worked out in the background."""
    book: CoverageBook = request.app.state.coverage_book
    return service.ask_siting(book, _desk(request), session, actor, wanted)


@router.get("/sitings/{siting_id}", responses=ONE)
def get_siting(request: Request, actor: Planner, siting_id: UUID) -> schemas.Siting:
    """Return one's own question and how far it has come."""
    return service.get_siting(_desk(request), actor, siting_id)


@router.post("/sitings/{siting_id}/stop", responses=ONE)
def stop_siting(request: Request, actor: Planner, siting_id: UUID) -> schemas.Siting:
    """End one's own question."""
    return service.stop_siting(_desk(request), actor, siting_id)


def _desk(request: Request) -> SitingDesk:
    desk: SitingDesk = request.app.state.siting_desk
    return desk
