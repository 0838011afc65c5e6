"""Road conditions set by officers, drives kept and judged, and speeds learnt from them."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from geoalchemy2.shape import to_shape
from sqlalchemy import func, select

import dispatch.service_learning
import dispatch.service_runs
import dispatch.triggers
import resources.service_positions
from app.field_simulator import FieldSimulator
from app.rehearsed_runs import rehearse
from app.run_keeping import keep_runs, learn_by_night
from app.worker import Worker
from core.config import Environment, Settings
from core.db import LIVE, Database
from core.models import Event
from dispatch.lifecycle import Step
from dispatch.models import Proposal
from dispatch.models_runs import Run
from geo import queries_roads, service_closures, service_roads
from geo.models_roads import SpeedFit
from geo.road_book import RoadBook
from geo.road_conditions import Light, Weather
from geo.schemas_closures import ClosureIn
from geo.schemas_roads import RoadConditionIn
from resources.models import TeamCapability
from resources.schemas import PositionIn
from tests.integration.dispatch.conftest import actor_named

Json = dict[str, Any]
ROADS = Path(__file__).parents[3] / "app" / "seed" / "data" / "roads" / "wuhan_fua_roads.osm.pbf"
SCENE = (114.35, 30.53)


class Watch:
    """A clock that stands at noon in Wuhan, after the city was seeded, until it is moved."""

    def __init__(self) -> None:
        tomorrow = datetime.now(UTC) + timedelta(days=1)
        self.at = tomorrow.replace(hour=4, minute=0, second=0, microsecond=0)

    def __call__(self) -> datetime:
        return self.at

    def move(self, seconds: float) -> None:
        self.at += timedelta(seconds=seconds)


@pytest.fixture(scope="module")
def roads(tmp_path_factory: pytest.TempPathFactory) -> RoadBook:
    return RoadBook(ROADS, tmp_path_factory.mktemp("roads"))


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def city_by_watch(city_url: str, watch: Watch) -> Iterator[Database]:
    database = Database(city_url, clock=watch)
    yield database
    database.dispose()


@pytest.fixture
def order(desk: Any, city_by_watch: Database) -> Any:
    """An order of one team to a fire, issued in the city whose clock stands."""
    desk.database = city_by_watch
    code = desk.read(
        select(TeamCapability.capability_code)
        .group_by(TeamCapability.capability_code)
        .order_by(func.count().desc())
        .limit(1)
    )[0]
    desk.need(desk.incident(), capability_code=code, quantity=1)
    return desk.accept(desk.solve())[0]


def runs(desk: Any) -> list[Run]:
    return desk.read(select(Run).order_by(Run.departed_at))


def depart(desk: Any, order: Any, roads: RoadBook) -> Run:
    desk.step(order, Step.ACKNOWLEDGE)
    desk.step(order, Step.DEPART)
    keep_runs(desk.database, roads, LIVE)
    [run] = runs(desk)
    return run


def test_a_drive_is_predicted_at_departure_and_measured_on_arrival(
    desk: Any, order: Any, watch: Watch, roads: RoadBook
) -> None:
    run = depart(desk, order, roads)
    assert (run.order_number, run.ended_at, run.source_from) == (order.number, None, "base")
    assert run.predicted_s is not None
    assert (run.weather, run.light, run.hour_band) == ("dry", "day", "day")
    assert sum(piece["seconds"] for piece in run.pieces) == pytest.approx(run.predicted_s, abs=1)
    assert run.road_file == roads.open().road_file_hash
    took_s = round(run.predicted_s * 1.2) + 130
    watch.move(took_s)
    desk.step(order, Step.ARRIVE)
    keep_runs(desk.database, roads, LIVE)
    keep_runs(desk.database, roads, LIVE)
    [run] = runs(desk)
    assert (run.actual_s, run.actual_from) == (took_s, "report")
    assert run.excluded == (None if run.predicted_s >= 120 else "too_short")


def test_a_late_report_is_corrected_by_where_the_team_was_seen(
    desk: Any, order: Any, watch: Watch, roads: RoadBook
) -> None:
    depart(desk, order, roads)
    watch.move(600)
    with desk.database.transaction() as session:
        place = PositionIn(team_id=order.team_id, lon=SCENE[0], lat=SCENE[1])
        resources.service_positions.record_position(session, place)
    keep_runs(desk.database, roads, LIVE)
    watch.move(3600)
    desk.step(order, Step.ARRIVE)
    keep_runs(desk.database, roads, LIVE)
    [run] = runs(desk)
    assert (run.actual_s, run.actual_from) == (600, "positions")


def test_a_recalled_drive_is_kept_and_says_nothing(
    desk: Any, order: Any, watch: Watch, roads: RoadBook
) -> None:
    depart(desk, order, roads)
    watch.move(120)
    desk.step(order, Step.RECALL, actor_named(desk.database, "commander"), note="改派他处")
    keep_runs(desk.database, roads, LIVE)
    [run] = runs(desk)
    assert (run.excluded, run.actual_s) == ("recalled", None)
    assert run.ended_at is not None


@pytest.mark.parametrize("marked", ["area", "stretch"])
def test_a_road_closed_on_the_way_leaves_the_drive_out(
    desk: Any, order: Any, watch: Watch, roads: RoadBook, marked: str
) -> None:
    run = depart(desk, order, roads)
    places = list(to_shape(run.way).coords)
    (x, y), after = places[len(places) // 2], places[len(places) // 2 + 1]
    ring = [(x - 0.001, y - 0.001), (x + 0.001, y - 0.001), (x, y + 0.001)]
    area = {"type": "Polygon", "coordinates": [[*ring, ring[0]]]}
    stretch = {"line": [(x, y), after], "name": ""}
    closed = {"area": area} if marked == "area" else {"roads": [stretch]}
    watch.move(60)
    with desk.database.transaction() as session:
        drawn = ClosureIn.model_validate({"kind": "accident", "reason": "事故"} | closed)
        service_closures.draw_closure(session, actor_named(desk.database, "duty"), drawn)
    watch.move(run.predicted_s + 200)
    desk.step(order, Step.ARRIVE)
    keep_runs(desk.database, roads, LIVE)
    assert runs(desk)[0].excluded == "closed_on_the_way"


def test_a_drive_in_fast_motion_says_nothing(
    desk: Any, order: Any, watch: Watch, roads: RoadBook
) -> None:
    with desk.database.picture() as session:
        wanted = dispatch.service_ways.journeys(session, [order.id])
    ways = dispatch.service_ways.find_ways(wanted, roads.travel_times())
    with desk.database.transaction() as session:
        dispatch.service_ways.store_ways(session, ways)
    depart(desk, order, roads)
    FieldSimulator(desk.database, factor=20.0).tick()
    [run] = runs(desk)
    assert run.excluded == "time_lapse"


@pytest.fixture
def taught(city_by_watch: Database, roads: RoadBook) -> Database:
    """A city with a history of synthetic drives."""
    assert rehearse(city_by_watch, roads, 260, 40, seed=3) > 180
    return city_by_watch


def learn(database: Database, username: str = "commander") -> Any:
    with database.transaction() as session:
        actor = actor_named(database, username)
        return dispatch.service_learning.learn_speeds(session, actor)


def test_speeds_are_learnt_put_in_force_and_switched_off_again(
    taught: Database, watch: Watch, roads: RoadBook
) -> None:
    fit = learn(taught)
    assert (fit.verdict, fit.reason, fit.active) == ("adopted", "adopted", True)
    assert fit.figures.median_after < 0.75 * fit.figures.median_before
    assert fit.figures.excluded > 0
    by_road = {(one.vehicle, one.road_class, one.hour_band): one.factor for one in fit.factors}
    assert by_road["light", "trunk", "evening"] < 0.9, "the stated model is slow in the peaks"
    with taught.picture() as session:
        now = queries_roads.roads_now(session, watch())
    assert now.corrections.id == str(fit.id)
    again = learn(taught)
    assert (again.verdict, again.reason, again.active) == ("kept_aside", "no_gain", False)
    actor = actor_named(taught, "commander")
    with taught.transaction() as session:
        row = service_roads.deactivate_fit(session, actor, fit.id, fit.version)
    assert not row.active
    with taught.picture() as session:
        assert queries_roads.roads_now(session, watch()).corrections.factors == {}
        kinds = list(session.scalars(select(Event.kind).order_by(Event.seq)))
    assert kinds[-3:] == ["speed_fit.activated", "speed_fit.made", "speed_fit.deactivated"]
    with taught.transaction() as session:
        row = service_roads.activate_fit(session, actor, fit.id, row.version)
    assert row.active, "what was switched off can be put in force again"


def test_by_night_speeds_are_learnt_once_and_only_from_something_new(
    taught: Database, watch: Watch
) -> None:
    learn_by_night(taught, LIVE)
    learn_by_night(taught, LIVE)
    watch.move(26 * 3600)
    learn_by_night(taught, LIVE)
    with taught.picture() as session:
        made = list(session.scalars(select(SpeedFit.made_by_name)))
    assert made == [None], "one fit a night, none without new drives"


def test_an_own_table_sets_learnt_factors_aside_and_is_part_of_the_state(
    taught: Database, watch: Watch
) -> None:
    fit = learn(taught)
    with taught.transaction() as session:
        own = service_roads.enter_table(session, "own.csv", {"light": {"primary": 40}}, "张工")
    with taught.picture() as session:
        now = queries_roads.roads_now(session, watch())
        kept = session.get_one(SpeedFit, fit.id)
    assert (now.table.id, now.corrections.factors) == (str(own.id), {})
    assert not kept.active
    assert learn(taught).reason == "too_few_runs", "drives under another table teach nothing"
    actor = actor_named(taught, "commander")
    with taught.transaction() as session, pytest.raises(service_roads.FitOfAnotherTable):
        service_roads.activate_fit(session, actor, fit.id, kept.version)
    with taught.transaction() as session:
        assert service_roads.set_table_aside(session) is not None


def test_a_word_on_the_weather_calls_for_a_new_solve_and_new_ways(
    desk: Any, city_url: str, watch: Watch
) -> None:
    database = Database(city_url, clock=watch)
    worker = Worker(Settings(environment=Environment.TEST), database, RoadBook(None, Path()))
    worker.take_lead()
    try:
        desk.need(desk.incident(), capability_code="fire_suppression", quantity=1)
        worker.catch_up()
        before = desk.read(select(Proposal).order_by(Proposal.number.desc()))[0]
        wanted = RoadConditionIn(weather=Weather.SNOW, note="大雪")
        with database.transaction() as session:
            word = service_roads.set_condition(session, actor_named(database, "duty"), wanted)
        worker.catch_up()
        after = desk.read(select(Proposal).order_by(Proposal.number.desc()))[0]
        assert after.number > before.number
        assert [one["code"] for one in after.reason] == ["road_condition.set"]
        assert after.picks[0]["eta_s"] > before.picks[0]["eta_s"]
        watch.at = word.valid_from + timedelta(hours=12)
        worker.catch_up()
        last = desk.read(select(Proposal).order_by(Proposal.number.desc()))[0]
        assert "roads.by_the_clock" in [one["code"] for one in last.reason], "night has fallen"
    finally:
        worker.solver_process.close()
        database.dispose()


def test_conditions_are_set_seen_and_withdrawn_over_http(sign_in: Any, noon: Any) -> None:
    duty: TestClient = sign_in("duty")
    assert duty.get("/api/road-conditions").json()["word"] is None
    ends = {"from_lon": 114.30, "from_lat": 30.56, "to_lon": 114.36, "to_lat": 30.52}
    dry_s = duty.get("/api/route", params=ends).json()["seconds"]
    body: Json = {"weather": "heavy_rain", "light": "night", "emergency": ["fire_engine"]}
    word = duty.post("/api/road-conditions", json=body).json()
    now = duty.get("/api/road-conditions").json()
    assert (now["weather"], now["light"], now["word"]["id"]) == ("heavy_rain", "night", word["id"])
    assert now["emergency"] == ["fire_engine"]
    assert duty.get("/api/route", params=ends).json()["seconds"] > dry_s
    factors = duty.get("/api/speeds").json()["factors"]
    assert {one["code"] for one in factors if one["holds"]} == {"heavy_rain", "night", "emergency"}
    path = f"/api/road-conditions/{word['id']}/withdraw"
    assert duty.post(path).status_code == 428
    assert duty.post(path, headers={"If-Match": '"1"'}).json()["withdrawn_at"] is not None
    assert duty.post(path, headers={"If-Match": '"2"'}).json()["code"] == "condition_withdrawn"
    assert duty.get("/api/road-conditions").json()["word"] is None
    assert duty.get("/api/road-conditions/words").json()["rows"][0]["id"] == word["id"]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"emergency": ["bus"]}, "no_emergency_running"),
        ({"valid_to": "2026-11-20T00:00:00Z"}, "condition_ends_before_it_begins"),
        ({"weather": "hail"}, "malformed"),
    ],
)
def test_a_condition_that_cannot_be_is_refused(sign_in: Any, change: Json, code: str) -> None:
    answer = sign_in("duty").post("/api/road-conditions", json={"weather": "rain"} | change)
    assert (answer.status_code, answer.json()["code"]) == (422, code)


def test_only_who_is_responsible_for_the_whole_area_says_how_one_drives(sign_in: Any) -> None:
    county: TestClient = sign_in("commander-hongshan")
    refused = county.post("/api/road-conditions", json={"weather": "rain"})
    assert (refused.status_code, refused.json()["code"]) == (403, "beyond_your_roads")
    assert county.get("/api/road-conditions").status_code == 200
    assert county.post("/api/speed-fits").json()["code"] == "beyond_your_roads"
    assert sign_in("duty").post("/api/speed-fits").status_code == 403


def test_a_word_holds_only_within_its_validity_and_the_newest_counts(
    desk: Any, city_by_watch: Database, watch: Watch
) -> None:
    duty = actor_named(city_by_watch, "duty")
    later = watch() + timedelta(hours=1)
    with city_by_watch.transaction() as session:
        service_roads.set_condition(session, duty, RoadConditionIn(weather=Weather.RAIN))
        coming = RoadConditionIn(
            weather=Weather.ICE, valid_from=later, valid_to=later + timedelta(hours=1)
        )
        service_roads.set_condition(session, duty, coming)
    found = []
    with city_by_watch.picture() as session:
        for hours in (0, 1.5, 2.5):
            at = watch() + timedelta(hours=hours)
            found.append(queries_roads.conditions_at(session, at).weather)
        assert queries_roads.conditions_now(session).coming[0].weather is Weather.ICE
        assert queries_roads.conditions_now(session).light is Light.DAY
    assert found == [Weather.RAIN, Weather.ICE, Weather.RAIN]


def test_drives_are_listed_counted_and_taken_away_as_a_table(
    taught: Database, desk: Any, sign_in: Any, served_city: Database, roads: RoadBook
) -> None:
    rehearse(served_city, roads, 30, 20, seed=5)
    duty: TestClient = sign_in("duty")
    page = duty.get("/api/runs", params={"days": 90, "limit": 10}).json()
    assert len(page["rows"]) == 10
    assert all(row["synthetic"] for row in page["rows"])
    found = duty.get("/api/runs/accuracy").json()
    assert found["overall"]["runs"] + sum(one["runs"] for one in found["excluded"]) == 30
    assert found["synthetic"] == 30
    way = duty.get(f"/api/runs/{page['rows'][0]['id']}/way").json()
    assert way["line"]["type"] == "LineString"
    left_out = duty.get("/api/runs", params={"which": "excluded"}).json()
    assert all(row["excluded"] for row in left_out["rows"])
    table = duty.get("/api/runs.csv").text
    assert table.startswith("\ufeff出发时间")
    assert table.count("\n") == 31
    clerk: TestClient = sign_in("clerk-hongshan")
    own = clerk.get("/api/runs", params={"limit": 500}).json()["rows"]
    assert {row["jurisdiction_code"][:6] for row in own} <= {"420111"}
