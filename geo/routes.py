"""Roads over HTTP."""

from typing import Annotated, Any

from fastapi import Query, Request

from core import clock, transaction
from core.auth import Actor, allow
from core.transaction import SessionDep
from core.wire import Problem
from geo import queries_closures, schemas
from geo.road_book import RoadBook

router = transaction.router("geo")
Reader = Annotated[Actor, allow("picture.read")]
Drawer = Annotated[Actor, allow("closures.draw")]

Offset = Annotated[int, Query(ge=0, le=10_000_000)]
Limit = Annotated[int, Query(ge=1, le=500)]
_READ: dict[int | str, dict[str, Any]] = {code: {"model": Problem} for code in (401, 403, 422)}
_ONE = _READ | {404: {"model": Problem}}
_CHANGE = _ONE | {code: {"model": Problem} for code in (409, 412, 428)}


@router.get("/roads", responses=_READ)
def road_status(request: Request, session: SessionDep, _actor: Reader) -> schemas.RoadStatus:
    """Say what the drive times rest on."""
    closures = queries_closures.active_closures(session, clock.now(session))
    wanted = request.headers.get("accept-language", "").lower()
    locale = "en" if wanted.startswith("en") else "zh-CN"
    return _book(request).status(len(closures), locale)


def _book(request: Request) -> RoadBook:
    book: RoadBook = request.app.state.road_book
    return book
