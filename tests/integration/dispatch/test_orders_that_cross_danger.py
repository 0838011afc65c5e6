"""Orders whose way leads through a hazard area are told, with the way round it on the real roads."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import shapely
from sqlalchemy import func, select

import dispatch.service_ways
from app.danger import crossings, inside_report
from app.wiring import DEMO_ROADS
from geo.areas import circle
from geo.road_book import RoadBook
from resources.models import TeamCapability


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RoadBook]:
    """The roads of the demo city."""
    yield RoadBook(DEMO_ROADS, tmp_path_factory.mktemp("roads"))


@pytest.fixture
def order(desk: Any, book: RoadBook) -> Any:
    """An order with its way over the roads."""
    busiest = (
        select(TeamCapability.capability_code)
        .group_by(TeamCapability.capability_code)
        .order_by(func.count().desc())
        .limit(1)
    )
    desk.need(desk.incident(), capability_code=desk.read(busiest)[0], quantity=1)
    made = desk.accept(desk.solve())[0]
    with desk.database.picture() as session:
        wanted = dispatch.service_ways.journeys(session, [made.id])
    ways = dispatch.service_ways.find_ways(wanted, book.travel_times())
    with desk.database.transaction() as session:
        dispatch.service_ways.store_ways(session, ways)
    return desk.order(made.id)


def told(desk: Any, book: RoadBook, area: Any) -> list[Any]:
    with desk.database.picture() as session:
        return crossings(session, desk.duty, area, book)


def test_an_order_through_an_area_is_told_with_a_way_that_keeps_out(
    desk: Any, order: Any, book: RoadBook
) -> None:
    line = shapely.LineString(order.route.coordinates)
    middle = line.interpolate(0.5, normalized=True)
    area = circle((middle.x, middle.y), 60.0)
    [crossing] = [one for one in told(desk, book, area) if one.order_id == order.id]
    assert crossing.metres_inside > 0
    assert crossing.outcome in ("round", "none")
    if crossing.round is not None:
        way = shapely.LineString(crossing.round.line.coordinates)
        assert not way.buffer(-1e-7).intersects(area.buffer(-1e-5))
        assert crossing.round.longer_s is None or crossing.round.longer_s >= -1


def test_an_order_whose_goal_or_start_lies_inside_is_told_as_such(
    desk: Any, order: Any, book: RoadBook
) -> None:
    start, *_, goal = order.route.coordinates
    [into] = [one for one in told(desk, book, circle(goal, 300.0)) if one.order_id == order.id]
    assert (into.outcome, into.round) == ("goal_inside", None)
    [out] = [one for one in told(desk, book, circle(start, 50.0)) if one.order_id == order.id]
    assert (out.outcome, out.round) == ("start_inside", None)


def test_an_area_beside_all_ways_is_crossed_by_none_and_roads_without_a_file_are_unknown(
    desk: Any, order: Any, book: RoadBook
) -> None:
    far = circle((114.02, 30.40), 200.0)
    assert told(desk, book, far) == []
    with desk.database.picture() as session:
        report = inside_report(session, desk.duty, far, order.incident_id, RoadBook(None, Path()))
    assert report.roads.known is False and report.orders == []
