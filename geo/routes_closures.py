"""Closures over HTTP: drawn, marked, changed, opened in part, lifted; roads pointed at."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Query, Request

from core import transaction
from core.auth import Actor, allow
from core.errors import NotFound
from core.transaction import IfMatch, SessionDep
from core.wire import Latitude, Longitude, Page, Problem
from geo import queries_closures, service_closures
from geo import schemas_closures as schemas
from geo.closed_extent import unmatched
from geo.errors import require_position
from geo.marked_roads import RoadLines
from geo.road_book import RoadBook
from geo.road_pieces import PieceScope, piece_at
from geo.travel import RoadNetwork

router = transaction.router("closures")
Reader = Annotated[Actor, allow("picture.read")]
Drawer = Annotated[Actor, allow("closures.draw")]

Offset = Annotated[int, Query(ge=0, le=10_000_000)]
Limit = Annotated[int, Query(ge=1, le=500)]
_READ: dict[int | str, dict[str, Any]] = {code: {"model": Problem} for code in (401, 403, 422)}
_ONE = _READ | {404: {"model": Problem}}
_CHANGE = _ONE | {code: {"model": Problem} for code in (409, 412, 428)}


class NoRoadHere(NotFound):
    """No road lies within 80 m of this place."""

    zh = "该位置 80 米内没有道路。"


class NoRoadNetwork(NotFound):
    """There is no road network: no road can be marked."""

    zh = "没有路网数据，无法标记路段。"


@router.get("/closures", responses=_READ)
def list_closures(
    session: SessionDep,
    actor: Reader,
    state: Annotated[list[schemas.ClosureState], Query()] = [],  # noqa: B006
    q: Annotated[str, Query(max_length=100)] = "",
    import_id: UUID | None = None,
    offset: Offset = 0,
    limit: Limit = 100,
) -> Page[schemas.Closure]:
    """List closures, newest first: in these states, with this text, of one import."""
    return queries_closures.list_closures(
        session,
        actor.prefixes,
        states=state,
        text=q,
        import_id=import_id,
        offset=offset,
        limit=limit,
    )


@router.post("/closures", status_code=201, responses=_READ)
def draw_closure(session: SessionDep, actor: Drawer, drawn: schemas.ClosureIn) -> schemas.Closure:
    """Close the roads of an area, or stretches of road."""
    return service_closures.draw_closure(session, actor, drawn)


@router.get("/closures/unmatched", responses=_READ)
def unmatched_closures(
    request: Request, session: SessionDep, actor: Reader
) -> list[schemas.UnmatchedClosure]:
    """List closures with marked stretches that the road network in use no longer has."""
    lines = _lines(request)
    if lines is None:
        return []
    found = []
    for closure in queries_closures.snapshot_closures(session, actor.prefixes):
        roads, spared = (
            unmatched(queries_closures.marked([one.model_dump() for one in part]), lines)
            for part in (closure.roads, closure.spared)
        )
        if roads or spared:
            found.append(
                schemas.UnmatchedClosure(closure_id=closure.id, roads=roads, spared=spared)
            )
    return found


@router.get("/closures/{closure_id}", responses=_ONE)
def get_closure(session: SessionDep, actor: Reader, closure_id: UUID) -> schemas.Closure:
    """Return one closure."""
    return service_closures.get_closure(session, actor, closure_id)


@router.patch("/closures/{closure_id}", responses=_CHANGE)
def change_closure(
    session: SessionDep,
    actor: Drawer,
    closure_id: UUID,
    patch: schemas.ClosurePatch,
    if_match: IfMatch,
) -> schemas.Closure:
    """Change extent, times or another part of a closure."""
    return service_closures.change_closure(session, actor, closure_id, patch, if_match)


@router.post("/closures/{closure_id}/open-road", responses=_CHANGE)
def open_road(
    session: SessionDep,
    actor: Drawer,
    closure_id: UUID,
    opened: schemas.SparedRoad,
    if_match: IfMatch,
) -> schemas.Closure:
    """Open one stretch of road inside a closure to traffic."""
    return service_closures.spare_road(session, actor, closure_id, opened.road, if_match)


@router.post("/closures/{closure_id}/close-road", responses=_CHANGE)
def close_road(
    session: SessionDep,
    actor: Drawer,
    closure_id: UUID,
    closed: schemas.ClosedAgain,
    if_match: IfMatch,
) -> schemas.Closure:
    """Close a stretch again that was opened inside a closure."""
    return service_closures.close_road_again(session, actor, closure_id, closed.index, if_match)


@router.post("/closures/{closure_id}/lift", responses=_CHANGE)
def lift_closure(
    session: SessionDep, actor: Drawer, closure_id: UUID, if_match: IfMatch
) -> schemas.Closure:
    """Open the roads of a closure again."""
    return service_closures.lift_closure(session, actor, closure_id, if_match)


@router.post("/closures/{closure_id}/restore", responses=_CHANGE)
def restore_closure(
    session: SessionDep, actor: Drawer, closure_id: UUID, if_match: IfMatch
) -> schemas.Closure:
    """Put a closure in force again that was lifted by mistake."""
    return service_closures.restore_closure(session, actor, closure_id, if_match)


@router.get("/roads/piece", responses=_ONE)
def road_piece(
    request: Request,
    _actor: Reader,
    lon: Longitude,
    lat: Latitude,
    scope: PieceScope = PieceScope.PIECE,
) -> schemas.PointedRoad:
    """Return the road at a place: between two junctions, or as far as its name goes."""
    place = require_position(lon, lat, "lon")
    lines = _lines(request)
    if lines is None:
        raise NoRoadNetwork()
    piece = piece_at(lines, place, scope)
    if piece is None:
        raise NoRoadHere()
    return schemas.PointedRoad(
        scope=scope,
        roads=[schemas.MarkedRoad.model_validate(road) for road in piece.roads],
        name=piece.name,
        road_class=piece.road_class,
        metres=round(piece.metres),
        segments=piece.segments,
        is_bridge=piece.is_bridge,
        is_one_way=piece.is_one_way,
        off_m=round(piece.off_m),
    )


def _lines(request: Request) -> RoadLines | None:
    book: RoadBook = request.app.state.road_book
    network = book.open()
    return network.lines if isinstance(network, RoadNetwork) else None
