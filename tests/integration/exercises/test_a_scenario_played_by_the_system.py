"""A whole shipped scenario is played by the system alone, the clock jumping a minute at a time."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import delete, func, select

import dispatch.service
import dispatch.service_ways
import exercises.worlds
import incidents.service
from app.migrate import create_world
from app.worker import Worker
from core import clock, outbox
from core.config import Environment, Settings
from core.db import LIVE, Database
from core.models import Account, Event, Seat, World
from core.wire import Point
from dispatch.models import Order, Proposal
from dispatch.models_field import FieldReport
from dispatch.optimiser.solve import solve
from dispatch.schemas_acceptance import AcceptIn
from exercises import giving
from exercises.field import cast as casting
from exercises.field import commander, duty, orders, scenes
from exercises.field.model_errand import NO_WAY
from exercises.models import Exercise
from exercises.models_field import NOTED, SimDeed, SimOrder, SimScene
from exercises.models_injects import Inject
from exercises.scenarios import shipped
from geo.road_book import RoadBook
from incidents.models import Incident, LogEntry, Need, ReportStep, Sitrep
from incidents.schemas import IncidentIn, NeedIn
from plans.models import Task
from resources.models import ResourcePosition, Team

Door = Callable[[str], TestClient]
ROLES = ["commander", "duty_officer", "county_clerk", "team_leader"]
STEPS = (giving.step, orders.step, scenes.step, duty.step, commander.step)


@dataclass(frozen=True)
class Middle:
    """A moment in the middle of an exercise, and how orders stood ten minutes later."""

    seq: int
    at: datetime
    remembered: dict[str, list[dict[str, Any]]]
    orders_then: dict[UUID, str]
    orders_later: dict[UUID, str]


@dataclass
class Stage:
    """An exercise that is running, with the worker of its world beside it."""

    database: Database
    world: str
    worker: Worker
    middle: Middle | None = None

    def minutes(self, count: int, stride: int = 1) -> None:
        """Let the exercise go on, so many minutes at a time."""
        for _ in range(0, count, stride):
            self.database.clock.move(minutes=stride)  # type: ignore[attr-defined]
            self.steps()

    def steps(self) -> None:
        for step in STEPS:
            with self.database.transaction(self.world) as session:
                step(session)
        self.worker.catch_up()

    def read(self, query: Any) -> list[Any]:
        with self.database.picture(self.world) as session:
            return list(session.scalars(query))

    def remembered(self) -> dict[str, list[dict[str, Any]]]:
        """All that the simulated field remembers, but decisions that are counted anew."""
        with self.database.picture(self.world) as session:
            rows = {
                name: session.execute(select(kind.__table__)).mappings().all()
                for name, kind in NOTED.items()
            }
        return {
            name: sorted(
                (dict(row) for row in held if not row["thing"].startswith("decide ")),
                key=lambda row: str(row["thing"]),
            )
            for name, held in rows.items()
        }

    def orders(self) -> dict[UUID, str]:
        """How each order stands."""
        return {one.id: one.state for one in self.read(select(Order))}

    def keep_the_middle(self) -> None:
        """Note this moment, go on for ten minutes, and note how orders stand then."""
        with self.database.picture(self.world) as session:
            seq, at = outbox.last_seq(session), clock.now(session)
        remembered, then = self.remembered(), self.orders()
        self.minutes(10, stride=5)
        self.middle = Middle(seq, at, remembered, then, self.orders())


def staged(
    database: Database,
    director: TestClient,
    played: list[str],
    name: str = "chlorine_tanker",
    area: str = "420111",
) -> Stage:
    scenario = next(one for one in shipped() if one.id == name)
    wanted = {
        "scenario": scenario.model_dump(mode="json", exclude_unset=True),
        "area_code": area,
        "speed": 1.0,
        "played_by_system": played,
    }
    planned = director.post("/api/exercises", json=wanted)
    assert planned.status_code == 201, planned.text
    exercises.worlds.prepare(database, planned.json()["id"], create_world)
    seen = director.get(f"/api/exercises/{planned.json()['id']}").json()
    assert seen["state"] == "ready", seen["trouble"]
    started = director.post(
        f"/api/exercises/{seen['id']}/start", headers={"If-Match": f'"{seen["version"]}"'}
    )
    assert started.status_code == 200, started.text
    roads = RoadBook(None, Path())
    settings = Settings(environment=Environment.TEST)
    worker = Worker(settings, database, roads, seen["world"], solver=solve)
    worker.take_lead()
    return Stage(database, seen["world"], worker)


@pytest.fixture(scope="module")
def stage(rehearsed: Database, door: Door) -> Iterator[Stage]:
    """The chlorine scenario after three hours and a half in which only the system acted."""
    stage = staged(rehearsed, door("commander"), ROLES)
    try:
        stage.steps()
        stage.minutes(40, stride=2)
        stage.keep_the_middle()
        stage.minutes(10, stride=2)
        stage.minutes(150, stride=5)
        yield stage
    finally:
        stage.worker.solver_process.close()


def test_every_inject_was_given_that_the_district_alone_could_play(stage: Stage) -> None:
    states = {one.ref: one.state for one in stage.read(select(Inject))}
    waiting = {ref for ref, state in states.items() if state != "given"}
    assert waiting <= {"spare_driver", "province_asks", "pump"}, states


def test_the_response_was_started_and_teams_came_to_the_scene(stage: Stage) -> None:
    came = stage.read(select(Order).where(Order.arrived_at.is_not(None), Order.kind == "team"))
    incident = stage.read(select(Incident))[0]
    assert len(came) >= 8
    for order in came:
        assert order.issued_at <= order.acknowledged_at <= order.departed_at <= order.arrived_at
    first_s = min((one.arrived_at - incident.reported_at).total_seconds() for one in came)
    assert 300 < first_s < 3600


def test_needs_for_teams_were_met_before_the_danger_was_over(stage: Stage) -> None:
    needs = stage.read(select(Need).where(Need.capability_code.is_not(None)))
    assert len(needs) >= 8
    met = [one for one in needs if one.arrived >= (one.least or 1)]
    assert len(met) >= 0.6 * len(needs), [(one.label, one.quantity, one.arrived) for one in needs]


def test_the_danger_was_fought_down_people_freed_and_the_incident_closed(stage: Stage) -> None:
    kept = stage.read(select(SimScene))[0]
    incident = stage.read(select(Incident))[0]
    assert kept.controlled_at is not None
    assert (kept.scene["danger"], incident.trapped) == (0.0, 0)
    assert incident.serious_injuries >= 5
    assert incident.state == "closed"
    assert incident.stood_down_at > kept.controlled_at


def test_nobody_is_told_that_the_leak_is_sealed_before_the_field_has_sealed_it(
    stage: Stage,
) -> None:
    sealed = stage.read(select(Inject).where(Inject.ref == "plugged"))[0]
    kept = stage.read(select(SimScene))[0]
    assert sealed.given_at >= kept.controlled_at


def test_reports_were_sent_in_time_and_the_desk_took_down_what_it_heard(stage: Stage) -> None:
    kinds = set(stage.read(select(Sitrep.kind)))
    assert {"first", "final"} <= kinds
    steps = stage.read(select(ReportStep).where(ReportStep.sent_at.is_not(None)))
    assert steps
    assert all(one.sent_at <= one.due_at for one in steps)
    noted = stage.read(select(LogEntry.text).where(LogEntry.text.startswith("接报")))
    assert len(noted) >= 8
    assert any("网信值班" in text for text in noted), "for the commander, whom nobody plays"


def test_tasks_of_the_response_were_settled_in_turn_and_mostly_in_time(stage: Stage) -> None:
    tasks = stage.read(select(Task))
    done = [one for one in tasks if one.state == "done"]
    assert len(done) >= 0.8 * len(tasks) > 5
    assert sum(one.settled_at <= one.due_at for one in done) >= 0.6 * len(done)
    at = {one.id: one.settled_at for one in done}
    assert all(at[former] <= one.settled_at for one in done for former in one.after)
    first_at = min(one.arrived_at for one in stage.read(select(Order)) if one.arrived_at)
    assert min(at.values()) >= first_at


def test_when_the_danger_is_over_nobody_is_left_unknown(stage: Stage) -> None:
    incident = stage.read(select(Incident))[0]
    assert (incident.missing, incident.trapped) == (0, 0)
    assert incident.deaths is not None


def test_goods_were_loaded_and_delivered_by_clerks(stage: Stage) -> None:
    delivered = stage.read(
        select(Event.actor_name).where(Event.kind == "order.delivered").order_by(Event.seq)
    )
    assert delivered
    assert all(name.startswith(casting.MARK) and name.endswith("保管员") for name in delivered)


def test_everybody_the_system_played_is_named_so(stage: Stage) -> None:
    names = set(stage.read(select(Event.actor_name).where(Event.actor_name.is_not(None))))
    assert {name for name in names if not name.startswith(casting.MARK)} <= {
        "导调",
        "指挥长（演示）",
    }
    assert {f"{casting.MARK}指挥长", f"{casting.MARK}值班员"} <= names


def test_teams_were_seen_on_their_way_and_went_home(stage: Stage) -> None:
    seen = stage.read(select(ResourcePosition).where(ResourcePosition.source == "simulated"))
    assert len(seen) >= 8
    over = stage.read(select(Order).where(Order.state == "closed", Order.kind == "team"))
    assert over
    states = Counter(stage.read(select(Team.state).where(Team.id.in_([o.team_id for o in over]))))
    assert states["available"] == sum(states.values())


def test_who_speaks_for_a_scene_fights_it_or_frees_people(stage: Stage) -> None:
    with stage.database.picture(stage.world) as session:
        cast = casting.cast_of(session)
    assert cast is not None
    now = datetime.now(UTC)
    bus, medics, squad, engine = (
        scenes.Presence(uuid4(), uuid4(), name, {able: 1}, now, None)
        for name, able in (
            ("客车", "evacuation_transport"), ("急救", "medical_first_aid"),
            ("搜救", "search_rescue"), ("消防", "fire_suppression"),
        )
    )  # fmt: skip
    assert scenes.speaker(cast, "fire_explosion", [bus, medics, engine, squad]) == engine
    assert scenes.speaker(cast, "urban_flood", [bus, engine, squad]) == squad
    assert scenes.speaker(cast, "fire_explosion", [bus, medics]) == bus
    assert scenes.speaker(cast, "fire_explosion", []) is None


def test_calls_for_help_from_the_field_became_needs(stage: Stage) -> None:
    calls = stage.read(select(FieldReport).where(FieldReport.kind == "help"))
    assert calls
    assert any(one.need_id is not None for one in calls)
    over_at = stage.read(select(SimScene))[0].controlled_at
    assert all(one.told_at <= over_at for one in calls if one.lacking == "item")


def test_a_step_taken_again_at_the_same_instant_changes_nothing(stage: Stage) -> None:
    before = stage.read(select(func.max(Event.seq)))
    stage.steps()
    settled = stage.read(select(func.max(Event.seq)))
    stage.steps()
    assert stage.read(select(func.max(Event.seq))) == settled
    assert settled[0] - before[0] <= 3


def test_what_is_kept_names_things_that_every_run_shares(stage: Stage) -> None:
    things = [one.thing for one in stage.read(select(SimOrder))]
    assert len(things) == len(set(things))
    assert all("#" in thing for thing in things)
    assert all(one.due_at is not None for one in stage.read(select(SimDeed)))


def test_a_person_who_takes_a_seat_takes_over_at_once(stage: Stage) -> None:
    with stage.database.transaction(stage.world) as session:
        cast = casting.cast_of(session)
    assert cast is not None
    assert cast.plays("duty_officer", "420111")
    with stage.database.transaction(LIVE) as session:
        account = session.scalars(select(Account.id).where(Account.username == "duty")).one()
        seat = Seat(
            world=stage.world, account_id=account, role="duty_officer", jurisdiction_code="420111"
        )
        session.add(seat)
    with stage.database.transaction(stage.world) as session:
        cast = casting.cast_of(session)
    assert cast is not None
    assert not cast.plays("duty_officer", "420111")
    assert cast.plays("duty_officer", "420105")
    assert cast.plays("commander", "420111")
    with stage.database.transaction(LIVE) as session:
        session.execute(delete(Seat).where(Seat.account_id == account))


def test_nothing_of_it_is_done_in_the_live_world_or_while_paused(
    rehearsed: Database, stage: Stage
) -> None:
    with rehearsed.transaction(LIVE) as session:
        assert casting.cast_of(session) is None
        for step in STEPS[1:]:
            step(session)
        assert session.scalar(select(func.count()).select_from(SimOrder)) == 0
    set_state(rehearsed, stage.world, "paused")
    with rehearsed.transaction(stage.world) as session:
        assert casting.cast_of(session) is None
    set_state(rehearsed, stage.world, "running")


def set_state(database: Database, world: str, state: str) -> None:
    with database.transaction(LIVE) as session:
        session.scalars(select(Exercise).where(Exercise.world == world)).one().state = state


@pytest.fixture(scope="module")
def led(rehearsed: Database, door: Door) -> Iterator[Stage]:
    """An exercise in which the system leads the teams and people sit at the desks."""
    stage = staged(rehearsed, door("commander"), ["team_leader"])
    try:
        yield stage
    finally:
        stage.worker.solver_process.close()


def ordered_teams(stage: Stage, capability: str, count: int) -> list[Order]:
    """Send some teams to a new incident, as officers at their desks would."""
    with stage.database.transaction(stage.world) as session:
        cast = casting.cast_of(session)
        assert cast is not None
        officer = cast.officer("duty_officer", "席位")
        wanted = IncidentIn(
            kind="traffic_accident",
            title="追尾",
            position=Point(lon=114.4301, lat=30.5789),
            place_name="三环线东段",
        )
        incident = incidents.service.report_incident(session, officer, wanted)
        need = NeedIn(capability_code=capability, quantity=count, within_s=3600)
        incidents.service.raise_need(session, officer, incident.id, need)
    stage.worker.catch_up()
    with stage.database.transaction(stage.world) as session:
        newest = select(Proposal).where(Proposal.state == "proven").order_by(Proposal.number)
        row = list(session.scalars(newest))[-1]
        given = dispatch.service.accept_proposal(session, officer, row.id, row.version, AcceptIn())
    stage.worker.catch_up()
    return stage.read(select(Order).where(Order.id.in_(given.order_ids)).order_by(Order.number))


def order_now(stage: Stage, order: Order) -> Order:
    return stage.read(select(Order).where(Order.id == order.id))[0]


def test_a_team_before_a_closed_road_says_so_waits_and_turns_back(led: Stage) -> None:
    sent = ordered_teams(led, "traffic_control", 6)
    driving: list[Order] = []
    for _ in range(40):
        led.minutes(1)
        driving = [one for one in sent if order_now(led, one).state == "en_route"]
        if driving:
            break
    order = driving[0]
    with led.database.picture(led.world) as session:
        journey = dispatch.service_ways.journeys(session, [order.id])[0]
    with led.database.transaction(led.world) as session:
        dispatch.service_ways.store_ways(session, [dispatch.service_ways.Way(journey, None)])
    for _ in range(2):
        led.database.clock.move(seconds=30)  # type: ignore[attr-defined]
        with led.database.transaction(led.world) as session:
            orders.step(session)
    told = led.read(select(FieldReport).where(FieldReport.order_id == order.id))
    assert [one.kind for one in told] == ["note"]
    assert told[0].by_name.startswith(casting.MARK)
    led.database.clock.move(minutes=31)  # type: ignore[attr-defined]
    with led.database.transaction(led.world) as session:
        orders.step(session)
    turned = order_now(led, order)
    assert turned.released_at is not None
    assert turned.note == NO_WAY


def test_a_team_that_a_person_leads_waits_for_that_person(led: Stage) -> None:
    mine, others, *_more = ordered_teams(led, "fire_suppression", 9)
    with led.database.transaction(LIVE) as session:
        account = session.scalars(select(Account.id).where(Account.username == "duty")).one()
        seat = Seat(
            world=led.world, account_id=account, role="team_leader", jurisdiction_code="420111"
        )
        seat.team_id = mine.team_id
        session.add(seat)
    led.minutes(40, stride=10)
    assert order_now(led, mine).state == "issued"
    assert order_now(led, others).state != "issued"
    with led.database.transaction(LIVE) as session:
        session.execute(delete(Seat).where(Seat.account_id == account))
    led.minutes(20, stride=10)
    assert order_now(led, mine).state != "issued"


def test_a_scenario_in_an_area_without_its_places_is_refused_by_name(door: Door) -> None:
    scenario = next(one for one in shipped() if one.id == "workshop_explosion")
    wanted = {
        "scenario": scenario.model_dump(mode="json", exclude_unset=True),
        "area_code": "420111",
    }
    refused = door("commander").post("/api/exercises", json=wanted)
    assert refused.status_code == 422
    assert refused.json()["code"] == "scenario_elsewhere"
    assert "走马岭街道" in str(refused.json())


@pytest.fixture(scope="module")
def branched(stage: Stage, door: Door) -> Stage:
    """An exercise branched off the middle of the one that the system played, and started."""
    director, middle = door("commander"), stage.middle
    assert middle is not None
    wanted = {
        "title": "从中途推演",
        "area_code": "420111",
        "played_by_system": ["team_leader", "county_clerk"],
        "branch": {"world": stage.world, "seq": middle.seq, "at": middle.at.isoformat()},
    }
    planned = director.post("/api/exercises", json=wanted)
    assert planned.status_code == 201, planned.text
    exercises.worlds.prepare(stage.database, planned.json()["id"], create_world)
    made = Stage(stage.database, planned.json()["world"], stage.worker)
    made.middle = Middle(0, middle.at, made.remembered(), made.orders(), {})
    return made


def test_a_branch_has_the_simulated_field_as_it_stood_at_its_moment(
    stage: Stage, branched: Stage
) -> None:
    assert stage.middle is not None
    then = stage.middle.remembered
    assert all(len(rows) > 0 for rows in then.values())
    assert stage.remembered() != then
    assert branched.middle is not None
    assert branched.middle.remembered == then
    source, branch = (
        branched.read(select(Exercise).where(Exercise.world == one.world))[0]
        for one in (stage, branched)
    )
    assert (branch.seed, branch.speed, branch.kind) == (source.seed, source.speed, source.kind)


def test_a_branch_of_a_simulated_field_goes_on_as_its_source_did(
    stage: Stage, branched: Stage
) -> None:
    middle = stage.middle
    assert middle is not None
    assert branched.middle is not None
    assert branched.middle.orders_then == middle.orders_then
    set_state(branched.database, branched.world, "running")
    with branched.database.transaction(LIVE) as session:
        world = session.get_one(World, branched.world)
        world.clock_set_at, world.clock_speed = clock.now(session), 1.0
    for _ in range(2):
        branched.database.clock.move(minutes=5)  # type: ignore[attr-defined]
        for step in (orders.step, scenes.step):
            with branched.database.transaction(branched.world) as session:
                step(session)
    later = branched.orders()
    assert later != middle.orders_then
    assert later == {one: middle.orders_later[one] for one in later}
