"""A closure on the real roads: proposal, ways and arrivals follow at once, and come back exactly."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
import shapely
from sqlalchemy import func, select

import dispatch.queries_closure_impact as impacts
import dispatch.schemas_closure_impact as wire
import geo.schemas_closures as closures
import geo.service_closures
from app.wiring import DEMO_ROADS
from app.worker import Worker
from core.config import Environment, Settings
from core.db import Database
from core.models import Event
from dispatch.lifecycle import Step
from dispatch.models import Proposal
from geo.models import Closure
from geo.queries_closures import as_active
from geo.road_book import RoadBook
from resources.models import TeamCapability

SCENE = (114.35, 30.53)
NOON = datetime(2026, 11, 21, 4, 0, tzinfo=UTC)


class Watch:
    """A clock that stands where it is put."""

    def __init__(self) -> None:
        self.at = NOON

    def __call__(self) -> datetime:
        return self.at


@pytest.fixture(scope="module")
def roads(tmp_path_factory: pytest.TempPathFactory) -> RoadBook:
    book = RoadBook(DEMO_ROADS, tmp_path_factory.mktemp("roads"))
    book.open()
    return book


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def timed_desk(desk: Any, city_url: str, watch: Watch) -> Iterator[Any]:
    """The duty officer's desk at a noon that stands still."""
    desk.database = Database(city_url, clock=watch)
    yield desk
    desk.database.dispose()


@pytest.fixture
def worker(timed_desk: Any, roads: RoadBook) -> Iterator[Worker]:
    worker = Worker(Settings(environment=Environment.TEST), timed_desk.database, roads)
    worker.take_lead()
    yield worker
    worker.solver_process.close()


def ring(inner: float, outer: float) -> dict[str, Any]:
    """A belt around the scene, in degrees: who is outside cannot get in."""
    belt = shapely.Point(SCENE).buffer(outer) - shapely.Point(SCENE).buffer(inner)
    found: dict[str, Any] = shapely.geometry.mapping(belt)
    return found


def draw(desk: Any, area: dict[str, Any], **more: Any) -> closures.Closure:
    wanted = closures.ClosureIn.model_validate(
        {"kind": "control", "reason": "现场管制", "area": area} | more
    )
    with desk.database.transaction() as session:
        return geo.service_closures.draw_closure(session, desk.duty, wanted)


def lift(desk: Any, closure: closures.Closure) -> None:
    with desk.database.transaction() as session:
        geo.service_closures.lift_closure(session, desk.duty, closure.id, closure.version)


def impact_of(desk: Any, roads: RoadBook, closure_id: UUID) -> wire.ClosureImpact:
    with desk.database.picture() as session:
        row = session.get_one(Closure, closure_id)
        return impacts.impact(session, desk.duty, roads, as_active(row))


@pytest.fixture
def order(timed_desk: Any, worker: Worker) -> Any:
    """One team on its way to the scene."""
    desk = timed_desk
    code = desk.read(
        select(TeamCapability.capability_code)
        .group_by(TeamCapability.capability_code)
        .order_by(func.count().desc())
        .limit(1)
    )[0]
    desk.need(desk.incident(*SCENE), capability_code=code, quantity=1)
    worker.catch_up()
    [order] = desk.accept(desk.proposal(newest(desk).id))
    desk.step(order, Step.ACKNOWLEDGE)
    desk.step(order, Step.DEPART)
    worker.catch_up()
    return desk.order(order.id)


def newest(desk: Any) -> Proposal:
    row: Proposal = desk.read(select(Proposal).order_by(Proposal.number))[-1]
    return row


def figures(desk: Any, order: Any) -> tuple[Any, ...]:
    now = desk.order(order.id)
    picks = [
        (pick.team_id, pick.travel_s, pick.eta_s) for pick in desk.proposal(newest(desk).id).picks
    ]
    return now.travel_s, now.distance_m, now.eta_at, now.route, now.no_way_since, picks


def test_a_detour_changes_the_arrival_of_an_order_under_way_and_lifting_gives_it_back(
    timed_desk: Any, worker: Worker, order: Any, roads: RoadBook
) -> None:
    desk = timed_desk
    before, proposals = figures(desk, order), newest(desk).number
    line = order.route.coordinates
    middle = shapely.Point(line[len(line) // 2]).buffer(0.0015)
    drawn = draw(desk, shapely.geometry.mapping(middle))
    worker.catch_up()
    detour = desk.order(order.id)
    assert detour.travel_s > before[0]
    assert detour.eta_at > before[2]
    assert detour.version == order.version, "an arrival worked out again refuses nobody's step"
    assert newest(desk).number > proposals
    assert {one["code"] for one in newest(desk).reason} == {"closure.drawn"}
    found = impact_of(desk, roads, drawn.id)
    mine = [one for one in found.effects if one.resource_id == order.team_id]
    assert [(one.change, one.under_orders) for one in mine] == [("later", True)]
    lift(desk, drawn)
    worker.catch_up()
    assert figures(desk, order) == before


def test_who_can_no_longer_arrive_says_so_and_is_listed(
    timed_desk: Any, worker: Worker, order: Any, roads: RoadBook, watch: Watch
) -> None:
    desk = timed_desk
    before = figures(desk, order)
    drawn = draw(desk, ring(0.004, 0.006))
    worker.catch_up()
    cut = desk.order(order.id)
    assert (cut.eta_at, cut.travel_s, cut.route) == (None, None, None)
    assert cut.no_way_since == watch.at
    told = desk.read(
        select(Event.data).where(Event.kind == "order.eta_changed").order_by(Event.seq)
    )
    assert told[-1]["order"]["eta_at"] is None
    assert told[-1]["order"]["no_way_since"] is not None
    found = impact_of(desk, roads, drawn.id)
    assert found.cut is not None and found.cut > 0
    first = found.effects[0]
    assert (first.resource_id, first.change, first.after_s) == (order.team_id, "cut", None)
    assert first.before_s == before[0]
    cuts = [one.change == "cut" for one in found.effects]
    assert cuts == sorted(cuts, reverse=True), "who cannot get through stands before who can"
    watch.at += timedelta(minutes=1)
    worker.catch_up()
    assert desk.order(order.id).no_way_since == cut.no_way_since, "since when is kept"
    watch.at -= timedelta(minutes=1)
    lift(desk, drawn)
    worker.catch_up()
    assert figures(desk, order) == before


def test_a_planned_closure_changes_nothing_until_its_time_and_nothing_after_it(
    timed_desk: Any, worker: Worker, order: Any, roads: RoadBook, watch: Watch
) -> None:
    desk = timed_desk
    before = figures(desk, order)
    times = {"valid_from": NOON + timedelta(minutes=5), "valid_to": NOON + timedelta(minutes=6)}
    drawn = draw(desk, ring(0.004, 0.006), **times)
    worker.catch_up()
    assert figures(desk, order)[:5] == before[:5]
    coming = impact_of(desk, roads, drawn.id)
    assert coming.at == times["valid_from"] and coming.cut, "what it will do is known before"
    watch.at = times["valid_from"]
    worker.catch_up()
    assert desk.order(order.id).eta_at is None
    assert {one["code"] for one in newest(desk).reason} == {"closure.begun"}
    watch.at = times["valid_to"]
    worker.catch_up()
    after = desk.order(order.id)
    assert (after.travel_s, after.no_way_since) == (before[0], None)
    assert [kind for kind in desk.kinds() if kind.startswith("closure.")] == [
        "closure.drawn",
        "closure.begun",
        "closure.ended",
    ]


def test_opening_one_stretch_inside_brings_a_team_through_again(
    timed_desk: Any, worker: Worker, order: Any
) -> None:
    desk = timed_desk
    route = order.route
    drawn = draw(desk, ring(0.004, 0.006))
    worker.catch_up()
    assert desk.order(order.id).eta_at is None
    along = closures.MarkedRoad(line=route.coordinates)
    with desk.database.transaction() as session:
        geo.service_closures.spare_road(session, desk.duty, drawn.id, along, 1)
    worker.catch_up()
    assert desk.order(order.id).travel_s == order.travel_s, "its own road is open again"


def test_a_preview_says_what_a_closure_would_do_and_does_nothing(
    timed_desk: Any, worker: Worker, order: Any, roads: RoadBook
) -> None:
    desk = timed_desk
    before = figures(desk, order), desk.kinds()

    def thought(**more: Any) -> wire.ClosureImpact:
        given = wire.ClosurePreviewIn.model_validate({"area": ring(0.004, 0.006)} | more)
        with desk.database.picture() as session:
            return impacts.impact(session, desk.duty, roads, impacts.thought_of(session, given))

    found = thought()
    assert found.road_data and found.segments and found.km and found.km > 0
    assert found.cut and found.incidents == 1 and found.complete
    assert sum(road.segments for road in found.roads) == found.segments
    walkers = thought(closed_to=["foot"])
    assert walkers.segments == found.segments
    assert {one.vehicle for one in walkers.effects} <= {"foot"}
    assert len(walkers.effects) < len(found.effects)
    drawn = draw(desk, ring(0.004, 0.006))
    same = impact_of(desk, roads, drawn.id)
    assert [one.model_dump() for one in same.effects] == [one.model_dump() for one in found.effects]
    lift(desk, drawn)
    worker.catch_up()
    assert figures(desk, order) == before[0]


def test_without_roads_nothing_is_known_and_nothing_is_zero(
    timed_desk: Any, worker: Worker, order: Any
) -> None:
    drawn = draw(timed_desk, ring(0.004, 0.006))
    found = impact_of(timed_desk, RoadBook(None, Path()), drawn.id)
    assert not found.road_data
    assert (found.segments, found.km, found.cut, found.later) == (None, None, None, None)
