"""An exercise is planned, gets a world, a clock and players, and leaves the live world as it was."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from fastapi.testclient import TestClient
from sqlalchemy import Connection, func, select, text

import exercises.queries
import exercises.service
import exercises.worlds
from app.dry_run_world import begin, entered
from app.migrate import create_world
from app.permissions import PERMISSIONS
from core import clock, outbox
from core.auth import acting_as
from core.db import LIVE, Database
from core.models import Event, World
from exercises.models import Exercise
from exercises.schemas import ExerciseIn
from resources.models import Depot, Lot, StockMovement, Team
from tests.integration.exercises.conftest import AT_NIGHT

Door = Callable[[str], TestClient]


def step(client: TestClient, exercise_id: str, name: str, body: Any = None) -> Any:
    """Take one step with an exercise, based on its newest version."""
    seen = client.get(f"/api/exercises/{exercise_id}").json()["version"]
    return client.post(
        f"/api/exercises/{exercise_id}/{name}", json=body, headers={"If-Match": f'"{seen}"'}
    )


def test_its_world_holds_the_resources_of_its_area_and_nothing_that_happened(
    rehearsed: Database, exercise: dict[str, Any]
) -> None:
    assert exercise["state"] == "ready", exercise["trouble"]
    assert exercise["copied"] > 100, "the director is told how much came along"
    with rehearsed.picture(exercise["world"]) as session:
        codes = set(session.scalars(select(Team.jurisdiction_code)))
        held = session.scalar(select(func.sum(Lot.quantity)))
        moved = session.scalar(select(func.sum(StockMovement.quantity_change)))
        phones = session.scalars(select(Team.phone).where(Team.phone.is_not(None))).all()
        happened = session.scalar(select(func.count()).select_from(Event))
        youngest = session.scalar(select(func.max(Team.confirmed_at)))
    with rehearsed.picture(LIVE) as session:
        stored = (
            select(func.sum(Lot.quantity))
            .join(Depot)
            .where(Depot.jurisdiction_code.startswith("420111"))
        )
        assert held == moved == session.scalar(stored)
        newest = select(func.max(Team.confirmed_at)).where(Team.retired_at.is_(None))
        live_youngest = session.scalar(newest.where(Team.jurisdiction_code == "420111"))
    assert codes
    assert all(code.startswith("420111") for code in codes)
    assert phones == []
    assert happened == 0
    assert youngest is not None
    assert live_youngest is not None
    assert youngest - AT_NIGHT == live_youngest - rehearsed.clock()


def test_its_clock_stands_goes_runs_fast_and_is_set_forward(
    rehearsed: Database, director: TestClient, exercise: dict[str, Any]
) -> None:
    name, wall = exercise["world"], rehearsed.clock

    def shown() -> datetime:
        with rehearsed.picture(name) as session:
            return clock.now(session)

    assert shown() == AT_NIGHT
    assert step(director, exercise["id"], "start").json()["state"] == "running"
    wall.move(minutes=1)  # type: ignore[attr-defined]
    assert shown() == AT_NIGHT + timedelta(minutes=10)
    assert step(director, exercise["id"], "pause").json()["state"] == "paused"
    wall.move(minutes=3)  # type: ignore[attr-defined]
    assert shown() == AT_NIGHT + timedelta(minutes=10)
    to = (AT_NIGHT + timedelta(minutes=30)).isoformat()
    assert step(director, exercise["id"], "jump", {"to": to}).status_code == 200
    back = step(director, exercise["id"], "jump", {"to": AT_NIGHT.isoformat()})
    assert (back.status_code, back.json()["code"]) == (422, "clock_goes_back")
    assert step(director, exercise["id"], "resume").json()["speed"] == 10.0
    assert step(director, exercise["id"], "speed", {"speed": 2.0}).status_code == 200
    wall.move(minutes=1)  # type: ignore[attr-defined]
    assert shown() == AT_NIGHT + timedelta(minutes=32)


def test_a_player_acts_in_the_exercise_by_their_seat_and_only_there(
    rehearsed: Database, door: Door, director: TestClient, exercise: dict[str, Any]
) -> None:
    clerk = door("clerk-hongshan")
    account = clerk.get("/api/me").json()["account"]["id"]
    wanted = {"account_id": account, "role": "duty_officer", "jurisdiction_code": "420111"}
    assert clerk.post(f"/api/exercises/{exercise['id']}/enter").status_code == 403
    seats = director.post(f"/api/exercises/{exercise['id']}/seats", json=wanted)
    assert seats.status_code == 201, seats.text
    entered = clerk.post(f"/api/exercises/{exercise['id']}/enter")
    assert entered.status_code == 200, entered.text
    inside = entered.json()["address"] + "api"
    me = clerk.get(f"{inside}/me").json()
    assert (me["world"]["kind"], [one["role"] for one in me["grants"]]) == (
        "exercise",
        ["duty_officer"],
    )
    told = {"kind": "hazmat_leak", "title": "演练泄漏", "position": {"lon": 114.4, "lat": 30.5}}
    reported = clerk.post(f"{inside}/incidents", json=told | {"address": "演练地点"})
    assert reported.status_code in (201, 422), reported.text
    assert clerk.post("/api/incidents", json=told).status_code == 403


def test_nobody_reaches_another_world_with_the_session_of_one(
    door: Door, director: TestClient, exercise: dict[str, Any]
) -> None:
    assert director.post(f"/api/exercises/{exercise['id']}/enter").status_code == 200
    secret = director.cookies.get(f"muster_session_{exercise['world']}")
    assert secret
    stranger = door("duty")
    stranger.cookies.clear()
    for name, address in (
        ("muster_session", "/api/me"),
        ("muster_session", f"{exercise['address']}api/me"),
        (f"muster_session_{exercise['world']}", "/api/me"),
        (f"muster_session_{exercise['world']}", "/w/exercise_000000000000/api/me"),
    ):
        stranger.cookies.clear()
        answer = stranger.get(address, headers={"Cookie": f"{name}={secret}"})
        assert answer.status_code == 401, (name, address)


def test_what_all_worlds_share_is_refused_politely_inside_an_exercise(
    director: TestClient, exercise: dict[str, Any]
) -> None:
    director.post(f"/api/exercises/{exercise['id']}/enter")
    answer = director.patch(f"{exercise['address']}api/me", json={"locale": "en"})
    assert (answer.status_code, answer.json()["code"]) == (403, "not_in_an_exercise")
    assert director.get("/api/me").json()["account"]["locale"] == "zh-CN"


def test_its_role_holds_no_right_on_any_live_table(
    rehearsed: Database, exercise: dict[str, Any]
) -> None:
    query = text(
        "SELECT relname FROM pg_class WHERE relnamespace = 'live'::regnamespace"
        " AND relkind IN ('r', 'v') AND ("
        " has_table_privilege(:role, oid, 'SELECT, INSERT, UPDATE, DELETE, TRUNCATE')"
        " OR has_any_column_privilege(:role, oid, 'SELECT, INSERT, UPDATE'))"
    )
    tables = text("SELECT count(*) FROM pg_tables WHERE schemaname = 'live'")
    with rehearsed.engine.connect() as connection:
        role = {"role": f"muster_world_{exercise['world']}"}
        assert connection.execute(query, role).all() == []
        assert connection.execute(tables).scalar_one() > 60


def test_an_exercise_that_is_over_can_be_removed_with_its_world(
    rehearsed: Database, director: TestClient, exercise: dict[str, Any]
) -> None:
    seen = director.get(f"/api/exercises/{exercise['id']}").json()["version"]
    early = director.delete(f"/api/exercises/{exercise['id']}", headers={"If-Match": f'"{seen}"'})
    assert (early.status_code, early.json()["code"]) == (409, "still_open")
    ended = step(director, exercise["id"], "end").json()
    removed = director.delete(
        f"/api/exercises/{exercise['id']}", headers={"If-Match": f'"{ended["version"]}"'}
    )
    assert removed.status_code == 200, removed.text
    exercises.worlds.remove(rehearsed, exercise["world"])
    with rehearsed.picture(LIVE) as session:
        assert session.get(World, exercise["world"]) is None
        schemas = text("SELECT count(*) FROM pg_namespace WHERE nspname = :name")
        assert session.scalar(schemas, {"name": exercise["world"]}) == 0
    assert director.get(f"{exercise['address']}api/me").status_code == 401


def test_one_that_was_removed_was_held_and_its_number_is_used_up(
    rehearsed: Database, director: TestClient, exercise: dict[str, Any]
) -> None:
    def drilled() -> str:
        clocks = director.get("/api/drill-clocks").json()
        return str(next(one["last_title"] for one in clocks if one["id"] == "body:420111:洪山区"))

    assert step(director, exercise["id"], "start").status_code == 200
    ended = step(director, exercise["id"], "end").json()
    assert drilled() == exercise["title"]
    seen = {"If-Match": f'"{ended["version"]}"'}
    assert director.delete(f"/api/exercises/{exercise['id']}", headers=seen).status_code == 200
    assert drilled() == exercise["title"]
    assert director.get(f"/api/exercises/{exercise['id']}").status_code == 404
    assert exercise["id"] not in {one["id"] for one in director.get("/api/exercises").json()}
    with rehearsed.transaction() as session:
        row = session.get_one(Exercise, exercise["id"])
        row.number = f"{row.number.rpartition('-')[0]}-999"
    for number in ("1000", "1001"):
        wanted = {"title": "又一场", "kind": "tabletop", "area_code": "420111"}
        planned = director.post("/api/exercises", json=wanted).json()
        assert planned["number"].endswith(f"-{number}"), planned["number"]


def test_a_world_that_was_never_made_is_cleared_away_all_the_same(
    rehearsed: Database, director: TestClient
) -> None:
    wanted = {"title": "未建成", "kind": "tabletop", "area_code": "420111"}
    planned = director.post("/api/exercises", json=wanted).json()
    exercises.worlds.remove(rehearsed, planned["world"])
    with rehearsed.picture(LIVE) as session:
        assert session.get(World, planned["world"]) is None


def test_a_dry_run_is_in_no_list_and_the_live_world_hears_nothing_of_it(
    rehearsed: Database, director: TestClient
) -> None:
    wall = datetime(2026, 1, 1, tzinfo=UTC)
    database = Database(rehearsed.url, exercise_wall=lambda: wall)
    wanted = ExerciseIn(title="推演", kind="tabletop", area_code="420111", begins_at=AT_NIGHT)
    with database.transaction() as session:
        actor = acting_as(session, PERMISSIONS, "commander")
        before = outbox.last_seq(session)
    with entered(database, actor, wanted) as view:
        begin(database, view, wall, None)
        listed = {one["id"] for one in director.get("/api/exercises").json()}
        assert str(view.id) not in listed
        assert director.get(f"/api/exercises/{view.id}").status_code == 404
        with database.picture() as session:
            assert view.id not in exercises.queries.preparing(session)
            assert view.world not in exercises.queries.running_worlds(session)
            assert exercises.queries.open_count(session) == len(
                [one for one in exercises.queries.exercises(session, ["42"], actor.account_id)
                 if one.state in ("preparing", "ready", "running", "paused")]
            )  # fmt: skip
        with database.picture(view.world) as session:
            assert clock.now(session) == AT_NIGHT
            youngest = session.scalar(select(func.max(Team.confirmed_at)))
        assert youngest is not None
        assert AT_NIGHT - timedelta(days=30) < youngest <= AT_NIGHT, "as old as it was, not newer"
    with database.picture() as session:
        assert outbox.last_seq(session) == before
        assert session.get(World, view.world) is None
    database.dispose()


def test_what_a_killed_dry_run_left_is_taken_away_by_the_next_and_one_that_goes_on_is_not(
    rehearsed: Database,
) -> None:
    wanted = ExerciseIn(title="推演", kind="tabletop", area_code="420111", begins_at=AT_NIGHT)
    with rehearsed.transaction() as session:
        actor = acting_as(session, PERMISSIONS, "commander")
        settled = exercises.service.as_settled(session, actor, wanted)
        lost = exercises.service.entered(session, actor, settled, "试演-遗留")
        lost.is_dry = True
        session.flush()
        left = lost.world
    with (
        entered(rehearsed, actor, wanted) as first,
        entered(rehearsed, actor, wanted) as second,
        rehearsed.picture() as session,
    ):
        query = select(Exercise.world).where(Exercise.is_dry)
        assert set(session.scalars(query)) == {first.world, second.world}
        assert session.get(World, left) is None


def test_worlds_come_and_go_without_waiting_for_the_live_world_or_making_it_wait(
    rehearsed: Database, director: TestClient
) -> None:
    """Somebody reads every shared table and does not end; somebody signs in meanwhile."""
    wanted = {"title": "来去", "kind": "tabletop", "area_code": "420111"}
    planned = director.post("/api/exercises", json=wanted).json()
    tables = text(
        "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'shared'::regnamespace"
    )
    holds = text(
        "SELECT DISTINCT relation::regclass::text FROM pg_locks WHERE mode = ANY(:modes)"
        " AND relation IN (SELECT oid FROM pg_class WHERE relnamespace = 'shared'::regnamespace)"
    )
    strong = {
        "modes": ["ShareLock", "ShareRowExclusiveLock", "ExclusiveLock", "AccessExclusiveLock"]
    }
    held: list[str] = []

    def noted(connection: Connection, world: str) -> None:
        create_world(connection, world)
        held.extend(connection.scalars(holds, strong))

    with rehearsed.engine.connect() as reader:
        for name in reader.scalars(tables).all():
            reader.execute(text(f'SELECT 1 FROM shared."{name}" LIMIT 1'))
        exercises.worlds.prepare(rehearsed, planned["id"], noted)
        assert director.get(f"/api/exercises/{planned['id']}").json()["state"] == "ready"
        exercises.worlds.remove(rehearsed, planned["world"])
        gone = text("SELECT count(*) FROM pg_namespace WHERE nspname = :world")
        assert reader.scalar(gone, {"world": planned["world"]}) == 0
    assert held == []
