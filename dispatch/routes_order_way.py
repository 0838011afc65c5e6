"""The way of an order told in steps, for the phone of the team that drives it."""

from typing import Annotated
from uuid import UUID

from fastapi import Request

from core import clock, transaction
from core.auth import Actor, allow
from core.errors import NotFound
from core.transaction import SessionDep
from core.wire import Problem
from dispatch import queries_orders, service_ways
from geo import queries_roads, queries_ways, schemas_ways
from geo.road_book import RoadBook
from geo.types import LonLat

router = transaction.router("dispatch")
OrderReader = Annotated[Actor, allow("picture.read", "orders.own")]


@router.get(
    "/orders/{order_id}/way", responses={code: {"model": Problem} for code in (401, 403, 404, 422)}
)
def get_order_way(
    request: Request, session: SessionDep, actor: OrderReader, order_id: UUID
) -> schemas_ways.Route:
    """Return the way of an order that has not arrived, in steps, from where its team was seen."""
    queries_orders.order(session, actor.prefixes, actor.team_id, order_id)
    found = service_ways.journeys(session, [order_id])
    journey = next((one for one in found if one.order_id == order_id), None)
    if journey is None:
        raise NotFound(noun="way")
    book: RoadBook = request.app.state.road_book
    travel = book.travel_times(queries_roads.roads_now(session, clock.now(session)))
    ends = LonLat(*journey.source), LonLat(*journey.target)
    wanted = request.headers.get("accept-language", "").lower()
    locale = "en" if wanted.startswith("en") else "zh-CN"
    return queries_ways.find_ways(travel, ends, journey.vehicle, [], 1, locale)
