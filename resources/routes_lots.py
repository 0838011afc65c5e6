"""Lots in lists over HTTP: narrowed down and sorted by any column, and taken out as shown."""

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Query, Request

from core import clock, transaction
from core.auth import Actor, allow
from core.transaction import SessionDep
from core.visibility import prefix_of
from core.wire import Instant, Latitude, Longitude, Page, Problem
from geo import queries_roads
from geo.errors import require_position
from geo.road_book import RoadBook
from geo.types import VehicleClass
from resources import queries_lot_summary, queries_lots, queries_near, schemas_lots
from resources.lot_filter import LotFilter
from resources.schemas import ConfirmedHow

router = transaction.router("lots")
Reader = Annotated[Actor, allow("picture.read")]

Offset = Annotated[int, Query(ge=0, le=10_000_000)]
Limit = Annotated[int, Query(ge=1, le=500)]
Search = Annotated[str | None, Query(max_length=100)]
Amount = Annotated[int | None, Query(ge=0, le=1_000_000_000)]
Sort = Annotated[
    str,
    Query(
        max_length=200,
        pattern=r"^-?[a-z_]+(,-?[a-z_]+)*$",
        examples=["item_name,-quantity"],
        description="Up to five columns; a minus before one lets it fall. The unknown comes last.",
    ),
]
_READ: dict[int | str, dict[str, Any]] = {code: {"model": Problem} for code in (401, 403, 422)}


def lot_filter(
    depot_id: Annotated[list[UUID] | None, Query(max_length=500)] = None,
    item_code: Annotated[list[str] | None, Query(max_length=500)] = None,
    jurisdiction_code: Annotated[list[str] | None, Query(max_length=100)] = None,
    batch: Search = None,
    q: Search = None,
    expired: bool | None = None,
    expires_before: date | None = None,
    expires_after: date | None = None,
    confirmed_before: Instant | None = None,
    confirmed_after: Instant | None = None,
    confirmed_how: Annotated[list[ConfirmedHow] | None, Query(max_length=5)] = None,
    quantity_min: Amount = None,
    quantity_max: Amount = None,
    free_min: Amount = None,
    free_max: Amount = None,
    below_safety: bool | None = None,
    reusable: bool | None = None,
    synthetic: bool | None = None,
    own: bool | None = None,
) -> LotFilter:
    """Return the filter that an address asks for."""
    return LotFilter(
        depot_id=tuple(depot_id or ()),
        item_code=tuple(item_code or ()),
        jurisdiction_code=tuple(prefix_of(code) for code in jurisdiction_code or ()),
        batch=batch,
        q=q,
        expired=expired,
        expires_before=expires_before,
        expires_after=expires_after,
        confirmed_before=confirmed_before,
        confirmed_after=confirmed_after,
        confirmed_how=tuple(confirmed_how or ()),
        quantity_min=quantity_min,
        quantity_max=quantity_max,
        free_min=free_min,
        free_max=free_max,
        below_safety=below_safety,
        reusable=reusable,
        synthetic=synthetic,
        own=own,
    )


Wanted = Annotated[LotFilter, Depends(lot_filter)]


@router.get("/lots/summary", responses=_READ)
def summarise_lots(session: SessionDep, actor: Reader, wanted: Wanted) -> schemas_lots.LotSummary:
    """Return how many lots a list holds, where they lie, and their sum if of one item."""
    return queries_lot_summary.summarise_lots(session, actor.prefixes, wanted)


@router.get("/lots/near", responses=_READ)
def find_nearest_lots(
    request: Request,
    session: SessionDep,
    actor: Reader,
    item_code: Annotated[str, Query(pattern=r"^[1-3](\d{2}){3}$", examples=["2990101"])],
    lon: Longitude,
    lat: Latitude,
    vehicle: VehicleClass = VehicleClass.HEAVY_TRUCK,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> schemas_lots.NearLots:
    """Return the lots of an item that are the nearest by drive time; unknown times come last."""
    place = require_position(lon, lat, "lon")
    book: RoadBook = request.app.state.road_book
    travel = book.travel_times(queries_roads.roads_now(session, clock.now(session)))
    return queries_near.nearest_lots(
        session, actor.prefixes, item_code, place, travel, vehicle, limit
    )


@router.get("/lots", responses=_READ)
def list_lots(
    session: SessionDep,
    actor: Reader,
    wanted: Wanted,
    sort: Sort = "item_code",
    offset: Offset = 0,
    limit: Limit = 100,
) -> Page[schemas_lots.LotRow]:
    """List lots by depot, item, area, text, dates, amounts or safety stock, in any order."""
    return queries_lots.list_lots(
        session, actor.prefixes, wanted, sort=sort, offset=offset, limit=limit
    )
