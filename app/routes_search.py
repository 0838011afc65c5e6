"""One search over everything that has a place, over HTTP."""

from typing import Annotated, Any

from app.search import search_everything
from core import transaction
from core.auth import Actor, allow
from core.transaction import SessionDep
from core.wire import Problem
from geo.routes_places import Asked, NearLat, NearLon, Shown, seen_from
from geo.schemas_places import PlaceAnswer

router = transaction.router("site")
Reader = Annotated[Actor, allow("picture.read")]
_READ: dict[int | str, dict[str, Any]] = {code: {"model": Problem} for code in (401, 403, 422)}


@router.get("/search", responses=_READ)
def search(
    session: SessionDep,
    actor: Reader,
    q: Asked,
    limit: Shown = 12,
    near_lon: NearLon = None,
    near_lat: NearLat = None,
) -> PlaceAnswer:
    """Find places, milestones, coordinates and own records; say why where nothing can be found."""
    return search_everything(session, actor.prefixes, q, limit, seen_from(near_lon, near_lat))
