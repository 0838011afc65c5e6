"""Ways and arrivals of orders under way, and the simulator that moves demo teams along them."""

from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func, select

import dispatch.service_ways
from app.field_simulator import SIMULATOR_NAME, FieldSimulator
from core.models import Event
from dispatch.lifecycle import Step
from geo.road_book import RoadBook
from resources.models import ResourcePosition, Team, TeamCapability


def refresh(desk: Any, order_ids: list[UUID] | None = None) -> list[UUID]:
    """Work out the ways as the worker does, along straight lines."""
    with desk.database.picture() as session:
        wanted = dispatch.service_ways.journeys(session, order_ids)
    ways = dispatch.service_ways.find_ways(wanted, RoadBook(None, Path()).travel_times())
    with desk.database.transaction() as session:
        return dispatch.service_ways.store_ways(session, ways)


@pytest.fixture
def order(desk: Any) -> Any:
    code = desk.read(
        select(TeamCapability.capability_code)
        .group_by(TeamCapability.capability_code)
        .order_by(func.count().desc())
        .limit(1)
    )[0]
    desk.need(desk.incident(), capability_code=code, quantity=1)
    return desk.accept(desk.solve())[0]


def test_an_issued_order_gets_its_way_and_arrival_without_a_new_version(
    desk: Any, order: Any
) -> None:
    assert order.route is None
    assert refresh(desk, [order.id]) == [order.id]
    routed = desk.order(order.id)
    assert routed.version == order.version
    assert routed.route.coordinates[-1] == pytest.approx((114.35, 30.53))
    assert routed.estimated
    assert routed.eta_at > routed.issued_at
    assert desk.kinds()[-1] == "order.eta_changed"
    assert refresh(desk, [order.id]) == [], "what did not change is not told again"


def test_a_team_under_way_is_routed_from_where_it_was_last_seen(desk: Any, order: Any) -> None:
    refresh(desk, [order.id])
    desk.step(order, Step.ACKNOWLEDGE)
    desk.step(order, Step.DEPART)
    FieldSimulator(desk.database, factor=30.0).tick()
    refresh(desk)
    seen = desk.read(select(ResourcePosition).where(ResourcePosition.team_id == order.team_id))[0]
    assert seen.source == "simulated"
    before, after = order, desk.order(order.id)
    assert after.travel_s <= before.travel_s


def test_the_simulator_presses_no_button_unless_told_to(desk: Any, order: Any) -> None:
    FieldSimulator(desk.database, factor=1000.0).tick()
    assert desk.order(order.id).state == "issued"


def test_an_acting_simulator_brings_the_team_there_in_its_own_name(desk: Any, order: Any) -> None:
    refresh(desk, [order.id])
    simulator = FieldSimulator(desk.database, factor=1e9, acts=True)
    simulator.tick()
    assert desk.order(order.id).state == "issued", "people need a moment to react"
    desk.step(order, Step.ACKNOWLEDGE)
    desk.step(order, Step.DEPART)
    refresh(desk, [order.id])
    simulator.tick()
    assert desk.order(order.id).state == "on_scene"
    actors = desk.read(
        select(Event.actor_name).where(Event.kind == "order.arrived").order_by(Event.seq)
    )
    assert actors == [SIMULATOR_NAME]


def test_a_team_that_is_not_synthetic_is_never_moved(desk: Any, order: Any) -> None:
    refresh(desk, [order.id])
    with desk.database.transaction() as session:
        session.get_one(Team, order.team_id).synthetic = False
    desk.step(order, Step.ACKNOWLEDGE)
    desk.step(order, Step.DEPART)
    FieldSimulator(desk.database, factor=1e9, acts=True).tick()
    assert desk.order(order.id).state == "en_route"
