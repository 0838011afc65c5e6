"""Closures out of files over HTTP: looked at, applied, undone."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Request

from core import transaction
from core.auth import Actor, allow
from core.transaction import SessionDep, operation_id
from core.wire import Problem
from geo import schemas_closure_imports as schemas
from geo import schemas_closures, service_closure_imports
from geo.road_book import RoadBook
from geo.travel import RoadNetwork

router = transaction.router("closures")
looking = APIRouter(prefix="/api", tags=["closures"], generate_unique_id_function=operation_id)
"""A preview does nothing, so its answer is not kept."""
Drawer = Annotated[Actor, allow("closures.draw")]
_READ: dict[int | str, dict[str, Any]] = {code: {"model": Problem} for code in (401, 403, 409, 422)}
_ONE = _READ | {404: {"model": Problem}}


@looking.post("/closures/imports/preview", responses=_READ)
def preview_closure_import(
    request: Request, session: SessionDep, actor: Drawer, given: schemas.ClosureFileIn
) -> schemas.ImportPreview:
    """Say what a GeoJSON file or CAP message holds and would close; nothing is done."""
    book: RoadBook = request.app.state.road_book
    network = book.open()
    lines = network.lines if isinstance(network, RoadNetwork) else None
    wanted = request.headers.get("accept-language", "").lower()
    locale = "en" if wanted.startswith("en") else "zh-CN"
    return service_closure_imports.preview_import(session, actor, given, lines, locale)


@router.post("/closures/imports", status_code=201, responses=_READ)
def apply_closure_import(
    session: SessionDep, actor: Drawer, wanted: schemas.ClosureImportIn
) -> schemas.ImportApplied:
    """Close the chosen areas of a file, all of them or none."""
    return service_closure_imports.apply_import(session, actor, wanted)


@router.post("/closures/imports/{import_id}/lift", responses=_ONE)
def lift_closure_import(
    session: SessionDep, actor: Drawer, import_id: UUID
) -> list[schemas_closures.Closure]:
    """Undo an import: lift all its closures that are not over."""
    return service_closure_imports.lift_import(session, actor, import_id)
