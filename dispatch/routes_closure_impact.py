"""What a closure does, over HTTP: before it is drawn, and after."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Request

from core.auth import Actor, allow
from core.transaction import SessionDep, operation_id
from core.wire import Problem
from dispatch import queries_closure_impact as queries
from dispatch import schemas_closure_impact as schemas
from geo import queries_closures, service_closures
from geo.models import Closure

router = APIRouter(prefix="/api", tags=["closures"], generate_unique_id_function=operation_id)
"""Nothing is done here, so no answer is kept: impacts are long and asked while a pen moves."""
Reader = Annotated[Actor, allow("picture.read")]
Drawer = Annotated[Actor, allow("closures.draw")]
_READ: dict[int | str, dict[str, Any]] = {code: {"model": Problem} for code in (401, 403, 422)}
_ONE = _READ | {404: {"model": Problem}}


@router.post("/closures/preview", responses=_READ)
def preview_closure(
    request: Request, session: SessionDep, actor: Drawer, given: schemas.ClosurePreviewIn
) -> schemas.ClosureImpact:
    """Say what a closure would do; nothing is done."""
    closure = queries.thought_of(session, given)
    return queries.impact(session, actor, request.app.state.road_book, closure)


@router.get("/closures/{closure_id}/impact", responses=_ONE)
def closure_impact(
    request: Request, session: SessionDep, actor: Reader, closure_id: UUID
) -> schemas.ClosureImpact:
    """Say what a closure does, or will do when it begins, compared with the roads without it."""
    service_closures.get_closure(session, actor, closure_id)
    closure = queries_closures.as_active(session.get_one(Closure, closure_id))
    return queries.impact(session, actor, request.app.state.road_book, closure)
