"""The list of exercises: from a template to running, people, progress, the clock told, drills due."""

import base64
import io
import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient
from PIL import Image
from sqlalchemy import func, select

import exercises.service_drills
import exercises.worlds
from app.migrate import create_world
from core import clock
from core.db import LIVE, Database
from core.local_time import BEIJING
from core.models import Event
from exercises import giving_media, telling
from exercises.models import ScenarioPicture
from exercises.models_injects import Inject
from tests.integration.exercises.conftest import AT_NIGHT

Door = Callable[[str], TestClient]
Json = dict[str, Any]


def told(database: Database, world: str, kind: str) -> list[Json]:
    """Return what events of a kind tell in a world, oldest first."""
    with database.picture(world) as session:
        query = select(Event.data).where(Event.kind == kind).order_by(Event.seq)
        return list(session.scalars(query))


def change(client: TestClient, row: Json, path: str, body: Any = None) -> Json:
    """Change an exercise on the basis of its newest version."""
    seen = client.get(f"/api/exercises/{row['id']}").json()
    answer = client.post(
        f"/api/exercises/{row['id']}/{path}",
        json=body,
        headers={"If-Match": f'"{seen["version"]}"'},
    )
    assert answer.status_code == 200, answer.text
    found: Json = answer.json()
    return found


@pytest.fixture
def shipped(director: TestClient) -> Json:
    """The first template that comes with the product."""
    found: Json = director.get("/api/exercise-templates").json()[0]
    assert found["is_shipped"]
    return found


def test_a_template_and_an_area_are_enough_and_the_rest_is_as_the_scenario_has_it(
    rehearsed: Database, director: TestClient, shipped: Json
) -> None:
    me = director.get("/api/me").json()["account"]["id"]
    wanted = {
        "template_id": shipped["id"],
        "area_code": "420111",
        "played_by_system": ["county_clerk", "team_leader"],
        "seats": [{"account_id": me, "role": "duty_officer", "jurisdiction_code": "420111"}],
    }
    planned = director.post("/api/exercises", json=wanted)
    assert planned.status_code == 201, planned.text
    row = planned.json()
    assert (row["title"], row["injects"]) == (shipped["title"]["zh"], shipped["injects"])
    assert (row["speed"], row["seed"]) == (shipped["speed"], shipped["seed"])
    assert row["plan_codes"] == shipped["plan_codes"]
    assert {seat["role"] for seat in row["seats"]} == {"director", "duty_officer"}
    assert "scenario" not in row
    exercises.worlds.prepare(rehearsed, row["id"], create_world)
    with rehearsed.picture(row["world"]) as session:
        begins = clock.now(session).astimezone(BEIJING)
    assert begins.isoformat().startswith(shipped["begins_local"])
    kept = director.post(f"/api/exercises/{row['id']}/template")
    assert kept.status_code == 201, kept.text
    assert not kept.json()["is_shipped"]


def test_a_template_leaves_as_one_file_and_comes_in_again_or_is_refused_by_its_place(
    director: TestClient, shipped: Json
) -> None:
    file = director.get(f"/api/exercise-templates/{shipped['id']}/file")
    assert "attachment" in file.headers["content-disposition"]
    scenario = json.loads(file.content)
    scenario["title"]["zh"] = "改名的模板"
    kept = director.post("/api/exercise-templates", json=scenario)
    assert kept.status_code == 201, kept.text
    assert kept.json()["title"]["zh"] == "改名的模板"
    again = director.get(f"/api/exercise-templates/{kept.json()['id']}/file").content
    assert json.loads(again) == scenario
    broken = json.loads(file.content)
    broken["injects"][1]["trigger"] = {"at_s": -5}
    broken["injects"][0]["doing"]["do"] = "dance"
    refused = director.post("/api/exercise-templates", json=broken)
    assert refused.status_code == 422, refused.text
    fields = {one["field"] for one in refused.json()["facts"]["fields"]}
    assert {"injects.0.doing", "injects.1.trigger.at_s"} <= fields
    unseen = json.loads(file.content)
    tells = [n for n, one in enumerate(unseen["injects"]) if one["doing"]["do"] == "tell"]
    unseen["injects"][tells[0]]["doing"]["media"] = "nobody.png"
    answer = director.post("/api/exercise-templates", json=unseen).json()
    assert (answer["code"], answer["facts"]["field"]) == (
        "picture_not_there",
        f"injects.{tells[0]}.doing.media",
    )
    gone = director.delete(
        f"/api/exercise-templates/{kept.json()['id']}", headers={"If-Match": '"1"'}
    )
    assert gone.status_code == 200, gone.text
    assert director.get(f"/api/exercise-templates/{kept.json()['id']}/file").status_code == 404


def picture(colour: str, side: int = 40) -> str:
    """A picture as a file carries it."""
    written = io.BytesIO()
    Image.new("RGB", (side, side // 2), colour).save(written, "PNG")
    return base64.b64encode(written.getvalue()).decode()


def with_picture(scenario: Json, name: str, text: str) -> Json:
    """A scenario whose first inject that tells something shows a picture of its own."""
    made: Json = json.loads(json.dumps(scenario)) | {"pictures": {name: text}}
    told = next(one for one in made["injects"] if one["doing"]["do"] == "tell")
    told["doing"]["media"] = name
    told["trigger"], told["to"] = {"at_s": 0}, ["all"]
    return made


def test_a_template_carries_its_own_pictures_from_file_to_player(
    rehearsed: Database, director: TestClient, shipped: Json
) -> None:
    file = director.get(f"/api/exercise-templates/{shipped['id']}/file").json()
    scenario = with_picture(file, "gate-2.png", picture("red"))
    seen = director.post("/api/exercise-templates/preview", json=scenario).json()
    own = next(one for one in seen["pictures"] if one["is_own"])
    assert (seen["fits"], own["name"], own["shown"]) == (True, "gate-2.png", 1)
    assert (own["width_px"], own["height_px"]) == (40, 20)
    kept = director.post("/api/exercise-templates", json=scenario).json()
    again = director.get(f"/api/exercise-templates/{kept['id']}/file").json()
    content = base64.b64decode(again["pictures"]["gate-2.png"])
    assert Image.open(io.BytesIO(content)).format == "JPEG"
    second = director.post("/api/exercise-templates", json=again).json()
    wanted = {"template_id": kept["id"], "area_code": "420111"}
    row = director.post("/api/exercises", json=wanted).json()
    exercises.worlds.prepare(rehearsed, row["id"], create_world)
    for one in (kept, second):
        path = f"/api/exercise-templates/{one['id']}"
        assert director.delete(path, headers={"If-Match": '"1"'}).status_code == 200
    with rehearsed.transaction(row["world"]) as session:
        told = session.scalars(select(Inject).where(Inject.doing["media"].astext == "gate-2.png"))
        assert giving_media.picture_of(session, told.one().doing).content == content
        assert session.scalar(select(func.count()).select_from(ScenarioPicture)) == 1


def test_what_is_wrong_with_pictures_is_told_before_anything_is_kept(
    rehearsed: Database, director: TestClient, shipped: Json
) -> None:
    file = director.get(f"/api/exercise-templates/{shipped['id']}/file").json()
    nothing = base64.b64encode(b"<svg onload='alert(1)'/>").decode()
    for name, text, trouble in (
        ("a.png", nothing, "photo_unreadable"),
        ("a.jpg", "no base64", "photo_unreadable"),
        ("a.png", picture("blue", 5000), "photo_too_large"),
        ("a.png", f"sha256:{'0' * 64}", "not_there"),
    ):
        scenario = with_picture(file, name, text)
        seen = director.post("/api/exercise-templates/preview", json=scenario).json()
        assert [one["trouble"] for one in seen["pictures"] if one["is_own"]] == [trouble]
        assert not seen["fits"]
        refused = director.post("/api/exercise-templates", json=scenario)
        assert refused.status_code == 422, refused.text
        assert refused.json()["facts"]["field"] == f"pictures.{name}"
    named = with_picture(file, "../up.png", picture("red"))
    assert director.post("/api/exercise-templates/preview", json=named).status_code == 422


def test_people_are_found_by_name_and_pinyin_and_told_with_no_more_than_it_takes(
    director: TestClient, door: Door
) -> None:
    everybody = director.get("/api/exercise-people", params={"limit": 100}).json()
    assert set(everybody[0]) == {
        "account_id",
        "name",
        "roles",
        "jurisdiction_code",
        "jurisdiction_name",
    }
    clerk = door("clerk-hongshan").get("/api/me").json()["account"]
    for asked in ("洪山", "hongshan", "hs"):
        found = director.get("/api/exercise-people", params={"q": asked}).json()
        assert clerk["id"] in {one["account_id"] for one in found}, asked
    assert director.get("/api/exercise-people", params={"q": "查无此人"}).json() == []
    assert door("duty").get("/api/exercise-people").status_code == 403


def test_several_exercises_are_compared_by_what_happened_in_their_own_worlds(
    rehearsed: Database, director: TestClient, exercise: Json
) -> None:
    change(director, exercise, "start")
    rows = director.get("/api/exercise-progress").json()
    found = {one["exercise_id"]: one for one in rows}[exercise["id"]]
    assert (found["incidents_open"], found["needs"], found["orders"], found["overdue"]) == (0,) * 4
    assert found["elapsed_s"] == 0
    me = director.get("/api/me").json()["account"]["id"]
    seat = {"account_id": me, "role": "duty_officer", "jurisdiction_code": "420111"}
    wanted = {"title": "另一场", "kind": "tabletop", "area_code": "420111", "seats": [seat]}
    other = director.post("/api/exercises", json=wanted).json()
    exercises.worlds.prepare(rehearsed, other["id"], create_world)
    change(director, director.get(f"/api/exercises/{other['id']}").json(), "start")
    inside = director.post(f"/api/exercises/{other['id']}/enter").json()["address"] + "api"
    for place in (114.35, 114.36):
        body = {
            "kind": "fire_explosion",
            "title": "仓库起火",
            "position": {"lon": place, "lat": 30.5},
            "place_name": "珞狮南路",
        }
        reported = director.post(f"{inside}/incidents", json=body)
        assert reported.status_code == 201, reported.text
    rows = {one["exercise_id"]: one for one in director.get("/api/exercise-progress").json()}
    assert rows[other["id"]]["incidents_open"] == 2
    assert rows[exercise["id"]]["incidents_open"] == 0
    score = director.get(f"/api/exercises/{other['id']}/score").json()
    assert score["subject"]["until_seq"] == rows[other["id"]]["last_seq"] > 0
    assert rows[other["id"]]["over"] is None, "without a script nothing says when it is over"


def test_whoever_is_in_an_exercise_hears_how_its_clock_goes(
    rehearsed: Database, director: TestClient, exercise: Json
) -> None:
    world = exercise["world"]
    change(director, exercise, "start")
    change(director, exercise, "speed", {"speed": 20.0})
    rehearsed.clock.move(seconds=30)  # type: ignore[attr-defined]
    change(director, exercise, "pause")
    clocks = [one["clock"] for one in told(rehearsed, world, "clock.set")]
    assert [one["speed"] for one in clocks] == [10.0, 20.0, 0.0]
    assert clocks[-1]["at"] == (AT_NIGHT + timedelta(minutes=10)).isoformat().replace("+00:00", "Z")
    assert not telling.tell_clock(rehearsed, world), "what was told is not told again"
    director.post(f"/api/exercises/{exercise['id']}/enter")
    for path in ("me", "snapshot"):
        shown = director.get(f"{exercise['address']}api/{path}").json()["world"]["clock"]
        assert (shown["speed"], shown["at"]) == (0.0, clocks[-1]["at"])
    assert director.get("/api/me").json()["world"]["clock"] is None


def test_an_exercise_that_has_ended_is_looked_at_and_nothing_happens_in_it_any_more(
    director: TestClient, exercise: Json
) -> None:
    change(director, exercise, "start")
    me = director.get("/api/me").json()["account"]["id"]
    seat = {"account_id": me, "role": "commander", "jurisdiction_code": "420111"}
    assert director.post(f"/api/exercises/{exercise['id']}/seats", json=seat).status_code == 201
    change(director, exercise, "end")
    assert director.post(f"/api/exercises/{exercise['id']}/enter").status_code == 200
    inside = f"{exercise['address']}api"
    assert director.get(f"{inside}/snapshot").status_code == 200
    assert "incidents.report" not in director.get(f"{inside}/me").json()["permissions"]
    report = {"kind": "fire", "title": "结束后", "position": {"lon": 114.4, "lat": 30.5}}
    assert director.post(f"{inside}/incidents", json=report).status_code == 403


def test_a_drill_counts_for_its_body_and_its_plans_and_is_called_to_mind_once(
    rehearsed: Database, director: TestClient, exercise: Json
) -> None:
    def clocks() -> dict[str, Json]:
        return {one["id"]: one for one in director.get("/api/drill-clocks").json()}

    body = next(one for one in clocks().values() if one["jurisdiction_code"] == "420106")
    assert (body["standing"], body["due_on"], body["known"]) == ("never", None, "read")
    today = rehearsed.clock().date()
    plan = next((one for one in clocks().values() if one["noun"] == "plan"), None)
    wanted = {
        "jurisdiction_code": "420106",
        "title": "以往防汛推演",
        "kind": "tabletop",
        "held_on": (today - timedelta(days=700)).isoformat(),
        "plan_codes": [plan["plan_code"]] if plan else [],
    }
    entered = director.post("/api/drill-records", json=wanted)
    assert entered.status_code == 201, entered.text
    assert clocks()[body["id"]]["standing"] == "soon"
    if plan:
        assert clocks()[plan["id"]]["last_title"] == "以往防汛推演"
    with rehearsed.transaction(LIVE) as session:
        first = exercises.service_drills.tell_due(session)
    with rehearsed.transaction(LIVE) as session:
        second = exercises.service_drills.tell_due(session)
    assert body["id"] in {one.id for one in first}
    assert second == []
    assert told(rehearsed, LIVE, "drill_clock.due")[-1]["drill_clock"]["standing"] == "soon"
    change(director, exercise, "start")
    change(director, exercise, "end")
    held = next(one for one in clocks().values() if one["id"].startswith("body:420111"))
    assert (held["last_on"], held["standing"]) == (today.isoformat(), "in_time")
    late = director.post("/api/drill-records", json=wanted | {"held_on": "2027-01-01"})
    assert (late.status_code, late.json()["facts"]["field"]) == (422, "held_on")


def test_the_list_is_kept_by_the_live_world_and_is_not_reached_from_an_exercise(
    director: TestClient, exercise: Json
) -> None:
    director.post(f"/api/exercises/{exercise['id']}/enter")
    for path in ("exercises", "exercise-templates", "exercise-people", "drill-clocks"):
        answer = director.get(f"{exercise['address']}api/{path}")
        assert (answer.status_code, answer.json()["code"]) == (403, "live_world_only"), path
