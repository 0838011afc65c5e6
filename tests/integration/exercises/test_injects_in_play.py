"""Injects come into the world by themselves and by hand, and players see nothing before they do."""

import base64
import io
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Thread
from typing import Any
from uuid import UUID

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response
from PIL import Image
from sqlalchemy import func, select, text, update
from sqlalchemy.orm import Session

import exercises.worlds
from app.migrate import create_world
from core import clock
from core.db import LIVE, Database
from core.errors import Conflict
from core.models import Event
from exercises import giving, service_injects
from exercises.giving_doing import system_actor
from exercises.models import Exercise
from exercises.stepping import Stepper
from geo.models import Closure
from incidents.models import Incident
from resources.models import Depot, Lot, Team, TeamCapability
from tests.integration.exercises.conftest import AT_NIGHT

Door = Callable[[str], TestClient]
PLACE = {"lon": 114.35, "lat": 30.53}
LEAK = {"kind": "hazmat_leak", "title": "槽车泄漏", "position": PLACE, "place_name": "珞狮南路"}
SQUARE = [[114.35, 30.53], [114.352, 30.53], [114.352, 30.532], [114.35, 30.53]]


def inject(name: str, doing: dict[str, Any], to: str = "duty_officer", **more: Any) -> Any:
    trigger = {key: more.pop(key) for key in list(more) if key in TRIGGER}
    return {"id": name, "trigger": trigger, "to": [to], "doing": doing, **more}


TRIGGER = ("at_s", "after", "delay_s", "when", "latest_s", "by_hand")


def tell(text: str, **more: Any) -> dict[str, Any]:
    return {"do": "tell", "sender": {"zh": "群众"}, "text": {"zh": text}, **more}


def ordered(incident: str | None = None) -> dict[str, Any]:
    return {"measure": "ordered", "incident": incident, "at_least": 1}


ACT = {"text": {"zh": "派出队伍"}, "within_s": 300, "when": [ordered("A")]}
REPORT_UP = {"text": {"zh": "发出初报"}, "within_s": 600, "when": [
    {"measure": "reported", "incident": "A", "at_least": 1}]}  # fmt: skip
LOOK = {"text": {"zh": "通知群众避险"}}


def script(city: Session, world_free: str, item: str) -> dict[str, Any]:
    closing = {
        "kind": "accident",
        "reason": "断桥",
        "area": {"type": "Polygon", "coordinates": [SQUARE]},
    }
    lose = {"do": "lose_teams", "capability": world_free, "near": PLACE, "count": 1,
            "reason": {"zh": "发动机故障"}}  # fmt: skip
    spoilt = {"do": "lose_stock", "item": item, "percent": 50, "reason": {"zh": "受潮"}}
    return {
        "format": "muster-scenario/1",
        "id": "chlorine",
        "title": {"zh": "液氯泄漏"},
        "summary": {"zh": "演练用"},
        "kind": "tabletop",
        "objectives": [{"zh": "十分钟内启动响应"}],
        "begins_local": "2026-01-01T08:00",
        "lasts_s": 7200,
        "injects": [
            inject("call", {"do": "report", "incident": "A", "report": LEAK}, at_s=0,
                   expected=[ACT, REPORT_UP, LOOK]),
            inject("secret", tell("只有导演知道"), hidden=True, at_s=30),
            inject("more", {"do": "correct", "incident": "A", "change": {"deaths": 2}}, after="call",
                   delay_s=60),
            inject("placard", tell("牌号1017", media="placard_1017.svg"), after="more", delay_s=30),
            inject("bridge", {"do": "close_road", "closure": closing}, at_s=200, hidden=True),
            inject("broken", lose, at_s=210),
            inject("damp", spoilt, at_s=220),
            inject("rain", {"do": "set_weather", "condition": {"weather": "rain"}}, at_s=230),
            inject("asked", tell("队伍在哪"), at_s=240, when=[{"measure": "ordered",
                   "incident": "A", "at_most": 0}]),
            inject("outside", {"do": "lose_stock", "item": "1999999", "percent": 5,
                   "reason": {"zh": "受潮"}}, at_s=250),
            inject("then", tell("外区的后续"), after="outside", delay_s=10),
            inject("spare", tell("另有一车被困"), to="commander", by_hand=True),
        ],
    }  # fmt: skip


@dataclass
class Running:
    """An exercise that runs, with those who take part in it."""

    database: Database
    id: str
    world: str
    director: TestClient
    duty: TestClient
    observer: TestClient
    account: dict[str, str]

    def at(self, client: TestClient, path: str, method: str = "GET", body: Any = None,
           seen: int | None = None) -> Response:  # fmt: skip
        headers = {} if seen is None else {"If-Match": f'"{seen}"'}
        address = f"/w/{self.world}/api/{path}"
        return client.request(method, address, json=body, headers=headers)

    def live(self, step: str, body: Any = None) -> None:
        seen = self.director.get(f"/api/exercises/{self.id}").json()["version"]
        answer = self.director.post(
            f"/api/exercises/{self.id}/{step}", json=body, headers={"If-Match": f'"{seen}"'}
        )
        assert answer.status_code == 200, answer.text

    def jump(self, second: int) -> None:
        self.live("jump", {"to": (AT_NIGHT + timedelta(seconds=second)).isoformat()})

    def play_to(self, second: int) -> None:
        """Start it and give what is due by a second."""
        self.live("start")
        self.jump(second)
        self.step()

    def step(self) -> None:
        Stepper(self.database, self.world, [giving.step]).step()

    def board(self) -> dict[str, Any]:
        answer = self.at(self.director, "injects")
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    def inject(self, ref: str) -> dict[str, Any]:
        return next(one for one in self.board()["injects"] if one["ref"] == ref)

    def states(self) -> dict[str, str]:
        return {one["ref"]: one["state"] for one in self.board()["injects"]}

    def texts(self, client: TestClient) -> list[str]:
        rows = self.at(client, "messages").json()
        return [
            one["doing"]["text"]["zh"] if one["doing"]["text"] else one["doing"]["do"]
            for one in rows
        ]


@pytest.fixture
def running(rehearsed: Database, director: TestClient, door: Door) -> Iterator[Running]:
    """An exercise with a scenario, its players seated and inside, its clock going."""
    duty, observer = door("duty"), door("planner")
    with rehearsed.picture(LIVE) as city:
        scenario = script(city, *_lost_things(city))
    wanted = {"area_code": "420111", "begins_at": AT_NIGHT.isoformat(), "scenario": scenario}
    planned = director.post("/api/exercises", json=wanted)
    assert planned.status_code == 201, planned.text
    exercises.worlds.prepare(rehearsed, planned.json()["id"], create_world)
    one = Running(rehearsed, planned.json()["id"], planned.json()["world"], director, duty,
                  observer, {})  # fmt: skip
    for client, role in ((duty, "duty_officer"), (observer, "observer")):
        account = client.get("/api/me").json()["account"]["id"]
        one.account[role] = account
        seat = {"account_id": account, "role": role, "jurisdiction_code": "420111"}
        assert director.post(f"/api/exercises/{one.id}/seats", json=seat).status_code == 201
    for client in (director, duty, observer):
        assert client.post(f"/api/exercises/{one.id}/enter").status_code == 200
    yield one
    one.live("end")


def _lost_things(city: Session) -> tuple[str, str]:
    """A capability of a free team of Hongshan, and an item that lies there."""
    free = (
        select(TeamCapability.capability_code)
        .join(Team)
        .where(Team.jurisdiction_code == "420111", Team.state == "available")
        .where(Team.retired_at.is_(None), Team.out_reason.is_(None))
        .order_by(TeamCapability.capability_code)
    )
    stored = select(Lot.item_code).where(Lot.quantity - Lot.reserved > 10).order_by(Lot.item_code)
    return city.scalars(free).first() or "", city.scalars(_of_hongshan(stored)).first() or ""


def _of_hongshan(query: Any) -> Any:
    return query.join(Depot).where(Depot.jurisdiction_code.startswith("420111"))


def test_before_the_start_all_wait_and_only_the_director_knows(running: Running) -> None:
    board = running.board()
    assert len(board["injects"]) == 12
    assert set(running.states().values()) == {"waiting"}
    assert {one["ref"]: one["due_s"] for one in board["injects"]}["placard"] == 90
    running.step()
    assert set(running.states().values()) == {"waiting"}
    assert running.at(running.duty, "injects").status_code == 403
    assert running.at(running.observer, "injects").status_code == 403
    assert running.at(running.duty, "messages").json() == []
    assert running.director.get("/api/me").status_code == 200
    assert running.director.get("/api/messages").status_code == 404


def test_an_incident_is_reported_for_real_and_told_to_those_it_is_for(running: Running) -> None:
    running.play_to(0)
    assert running.states()["call"] == "given"
    incidents = running.at(running.duty, "incidents").json()["rows"]
    assert [one["title"] for one in incidents] == ["槽车泄漏"]
    found = running.inject("call")
    assert found["incident_id"] == incidents[0]["id"] == found["result"]["incident_id"]
    assert running.texts(running.duty) == ["report"]
    assert running.texts(running.observer) == []
    with running.database.picture(running.world) as session:
        assert str(giving.incident_of(session, "A")) == incidents[0]["id"]
        assert giving.incident_of(session, "B") is None
        told = session.scalars(select(Event).where(Event.kind == "incident.reported")).one()
        assert told.actor_name == "导调"


def test_a_clock_that_stands_gives_nothing(running: Running) -> None:
    running.live("start")
    running.live("pause")
    running.jump(100)
    running.step()
    assert set(running.states().values()) == {"waiting"}
    running.live("resume")
    running.step()
    assert running.states()["placard"] == "given"


def test_a_jump_gives_everything_due_in_order_and_does_it_in_the_world(running: Running) -> None:
    running.play_to(245)
    given = [one for one in running.board()["injects"] if one["state"] == "given"]
    passed = {one["ref"]: one["passed_s"] for one in given}
    assert passed == {
        "call": 0, "secret": 30, "more": 60, "placard": 90, "bridge": 200, "broken": 210,
        "damp": 220, "rain": 230, "asked": 245,
    }  # fmt: skip
    with running.database.picture(running.world) as session:
        row = session.scalars(select(Incident)).one()
        closed = session.scalars(select(Closure)).one()
        out = session.scalars(select(Team).where(Team.out_note == "发动机故障")).one()
        kinds = list(session.scalars(select(Event.kind).order_by(Event.seq)))
    assert (row.deaths, closed.reason) == (2, "断桥")
    assert running.inject("broken")["result"]["teams"] == [{"id": str(out.id), "name": out.name}]
    assert running.inject("damp")["result"]["lost"] > 0
    assert kinds.index("incident.corrected") < kinds.index("closure.drawn")
    assert "road_condition.set" in kinds


def test_players_hear_of_what_was_given_to_them_and_of_nothing_else(running: Running) -> None:
    running.play_to(270)
    texts = running.texts(running.duty)
    assert texts[0] == "队伍在哪"
    assert "牌号1017" in texts
    assert "只有导演知道" not in texts
    everything = running.at(running.duty, "events?after=0&limit=1000").text
    everything += running.at(running.duty, "snapshot").text + running.at(running.duty, "log").text
    everything += running.at(running.duty, "replay/events").text
    for secret in ("只有导演知道", "外区的后续", "另有一车被困", "派出队伍", "close_road"):
        assert secret not in everything
    told = [one for one in running.at(running.duty, "events?after=0&limit=1000").json()["events"]
            if one["kind"] == "inject.given"]  # fmt: skip
    assert told
    assert all(one["inject"]["expected"] == [] and one["inject"]["script"] is None for one in told)
    live = running.duty.get(f"/api/exercises/{running.id}").text
    assert "牌号1017" not in live
    assert "另有一车被困" not in live


def test_whoever_plays_alone_hears_what_is_for_a_role_that_nobody_has(running: Running) -> None:
    running.play_to(5)
    spare = running.inject("spare")
    assert spare["told"] == ["commander"]
    path = f"injects/{spare['id']}/give"
    given = running.at(running.director, path, "POST", {}, spare["version"])
    assert given.status_code == 200, given.text
    assert given.json()["told"] == ["commander", "duty_officer"]
    assert running.texts(running.duty)[0] == "另有一车被困"
    duty = next(one for one in running.board()["players"] if "duty_officer" in one["roles"])
    assert duty["unread"] == len(running.texts(running.duty))


def test_what_cannot_be_done_is_told_with_why_and_can_be_tried_again(running: Running) -> None:
    running.play_to(270)
    failed = running.inject("outside")
    assert (failed["state"], failed["trouble"]["code"]) == ("failed", "no_such_stock")
    assert running.states()["then"] == "waiting"
    again = running.at(
        running.director, f"injects/{failed['id']}/give", "POST", {}, failed["version"]
    )
    assert again.json()["state"] == "failed"
    doing = {"do": "report", "incident": "B", "report": LEAK | {"title": "改到本区"}}
    patched = running.at(running.director, f"injects/{failed['id']}", "PATCH", {"doing": doing},
                         again.json()["version"])  # fmt: skip
    assert patched.json()["state"] == "waiting", patched.text
    running.step()
    assert running.states()["outside"] == "given"
    with running.database.picture(running.world) as session:
        assert session.scalar(select(func.count()).select_from(Incident)) == 2
        assert session.scalar(select(func.count()).where(Event.kind == "incident.reported")) == 2


def test_what_was_expected_is_judged_from_the_log(running: Running) -> None:
    running.play_to(0)
    running.jump(290)
    assert [one["state"] for one in running.inject("call")["expected"]] == [
        "open", "open", "by_observer"]  # fmt: skip
    incident = running.inject("call")["incident_id"]
    sitrep = {"kind": "first", "addressed_to": "区应急局", "text": "初报"}
    sent = running.at(running.duty, f"incidents/{incident}/sitreps", "POST", sitrep)
    assert sent.status_code == 201, sent.text
    running.jump(320)
    running.step()
    orders, report, look = running.inject("call")["expected"]
    assert (orders["state"], report["state"], look["state"]) == ("missed", "met", "by_observer")
    player = next(one for one in running.board()["players"] if "duty_officer" in one["roles"])
    assert player["acts"] == 1
    assert report["met_at"] == (AT_NIGHT + timedelta(seconds=290)).isoformat().replace(
        "+00:00", "Z"
    )


def test_reading_is_kept_once_and_the_director_sees_who_read_what(running: Running) -> None:
    running.play_to(100)
    placard = running.inject("placard")
    read = running.at(running.duty, f"messages/{placard['id']}/read", "POST", {"understood": False})
    assert read.json()["understood_at"] is None, read.text
    for _twice in range(2):
        running.at(running.duty, f"messages/{placard['id']}/read", "POST", {"understood": True})
    found = running.inject("placard")["readings"]
    assert [one["understood_at"] is not None for one in found] == [True]
    hidden = running.inject("secret")["id"]
    assert (running.inject("secret")["told"], running.inject("placard")["told"]) == (
        [],
        ["duty_officer"],
    )
    peep = running.at(running.duty, f"messages/{hidden}/read", "POST", {})
    assert peep.status_code == 404
    with running.database.picture(running.world) as session:
        assert session.scalar(select(func.count()).where(Event.kind == "inject.read")) == 2
    player = next(one for one in running.board()["players"] if "duty_officer" in one["roles"])
    assert (player["read"], player["unread"]) == (1, 2)
    picture = running.at(running.duty, f"messages/{placard['id']}/media")
    assert picture.headers["content-type"].startswith("image/svg+xml")
    assert running.at(running.duty, f"messages/{hidden}/media").status_code == 404


def test_the_director_gives_skips_puts_off_and_makes_up(running: Running) -> None:
    running.play_to(0)
    more, spare = running.inject("more"), running.inject("spare")
    late = running.at(running.director, f"injects/{more['id']}/delay", "POST", {"by_s": 600},
                      more["version"])  # fmt: skip
    assert late.json()["due_s"] == 660
    assert running.inject("placard")["due_s"] == 690
    left = running.at(running.director, f"injects/{more['id']}/skip", "POST", {},
                      late.json()["version"])  # fmt: skip
    assert left.json()["state"] == "skipped"
    assert running.inject("placard")["due_s"] == 30
    given = running.at(
        running.director, f"injects/{spare['id']}/give", "POST", {}, spare["version"]
    )
    assert (given.json()["state"], bool(given.json()["given_by_name"])) == ("given", True)
    passed = running.at(running.director, f"injects/{spare['id']}/skip", "POST", {}, 99)
    assert (passed.status_code, passed.json()["code"]) == (409, "inject_passed")
    assert spare["title"] in passed.json()["detail"]
    for path in ("injects", f"injects/{spare['id']}/give"):
        assert running.at(running.duty, path, "POST", {}, 1).status_code == 403


def test_when_its_planned_time_is_over_that_is_said_and_it_goes_on_until_somebody_ends_it(
    running: Running,
) -> None:
    running.play_to(60)
    assert running.board()["over"] is None
    running.jump(7200)
    board = running.board()
    assert (board["over"], board["state"]) == ("time", "running")
    rows = running.director.get("/api/exercise-progress").json()
    assert {one["exercise_id"]: one["over"] for one in rows}[running.id] == "time"


def test_when_the_script_is_through_and_every_response_has_ended_that_is_said_too(
    running: Running,
) -> None:
    running.play_to(270)
    for ref in ("outside", "then"):
        left = running.inject(ref)
        running.at(running.director, f"injects/{left['id']}/skip", "POST", {}, left["version"])
    assert (running.states()["spare"], running.board()["over"]) == ("waiting", None)
    with running.database.transaction(running.world) as session:
        session.execute(update(Incident).values(state="stood_down"))
    assert running.board()["over"] == "story", "what waits for a hand alone holds nothing up"


def test_what_the_director_makes_up_comes_at_once_or_at_its_time(running: Running) -> None:
    running.play_to(0)
    made = {"doing": tell("河堤渗水"), "to": ["duty_officer"]}
    added = running.at(running.director, "injects", "POST", made)
    assert (added.status_code, added.json()["state"], added.json()["ref"]) == (201, "given", "X1")
    assert running.texts(running.duty)[0] == "河堤渗水"
    later = running.at(running.director, "injects", "POST", made | {"trigger": {"at_s": 20}})
    assert (later.json()["state"], later.json()["due_s"]) == ("waiting", 20)
    waits = running.at(running.director, "injects", "POST", made | {"trigger": {"after": "X9"}})
    assert (waits.status_code, waits.json()["code"]) == (422, "unknown_predecessor")
    outside = LEAK | {"position": {"lon": 114.27, "lat": 30.6}}
    away = {"do": "report", "incident": "C", "report": outside}
    elsewhere = running.at(running.director, "injects", "POST", made | {"doing": away})
    assert elsewhere.json()["trouble"]["code"] == "outside_your_jurisdiction"
    wrong = {"do": "correct", "incident": "Z", "change": {"deaths": 1}}
    refused = running.at(running.director, "injects", "POST", made | {"doing": wrong})
    assert (refused.status_code, refused.json()["code"]) == (422, "unknown_incident_ref")


def test_what_the_director_types_is_by_the_clock_of_the_exercise(running: Running) -> None:
    running.play_to(0)
    at = AT_NIGHT.isoformat()
    report = LEAK | {"occurred_at": at}
    made = {"doing": {"do": "report", "incident": "D", "report": report}, "to": ["duty_officer"]}
    given = running.at(running.director, "injects", "POST", made).json()
    assert given["state"] == "given", given["trouble"]
    call = running.inject("spare")
    patch = {"doing": {"do": "report", "incident": "E", "report": report}}
    written = running.at(running.director, f"injects/{call['id']}", "PATCH", patch, call["version"])
    assert written.status_code == 200, written.text
    path = f"injects/{call['id']}/give"
    again = running.at(running.director, path, "POST", {}, written.json()["version"]).json()
    with running.database.picture(running.world) as session:
        for one in (given, again):
            incident = session.get_one(Incident, one["incident_id"])
            assert incident.occurred_at == AT_NIGHT


def test_what_the_director_puts_off_at_the_last_moment_does_not_come(running: Running) -> None:
    running.live("start")
    running.step()
    running.jump(35)
    secret = running.inject("secret")
    assert secret["due_s"] == 30
    stepping = Thread(target=running.step)
    with running.database.transaction(running.world) as session:
        actor = system_actor(running.world, "420111")
        service_injects.put_off(session, actor, UUID(secret["id"]), secret["version"], 600)
        stepping.start()
        while stepping.is_alive() and not _waits_for_the_director(session):
            time.sleep(0.02)
    stepping.join()
    assert running.inject("secret")["state"] == "waiting"
    assert running.states()["call"] == "given"


def _waits_for_the_director(session: Session) -> bool:
    waiting = text(
        "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
        " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
    )
    return bool(session.scalar(waiting))


def test_a_step_that_fails_stops_no_other_and_is_told(running: Running) -> None:
    def fails(_session: Session) -> None:
        raise Conflict()

    done: list[str] = []
    running.live("start")
    stepper = Stepper(
        running.database, running.world, [fails, lambda one: done.append(one.info["world"])]
    )
    stepper.step()
    assert done == [running.world]
    with running.database.picture(LIVE) as session:
        trouble = session.scalar(select(Exercise.trouble).where(Exercise.world == running.world))
    assert trouble is not None
    assert "Conflict" in trouble
    assert running.board()["trouble"] == trouble
    running.step()
    assert running.board()["trouble"] is None


def test_an_observer_notes_on_the_sheet_and_corrects_by_a_new_entry(running: Running) -> None:
    running.play_to(0)
    sheet = running.at(running.observer, "evaluations").json()
    keys = {one["key"]: one for one in sheet["criteria"]}
    assert {"objective:0", "expected:call:2", "aspect:command", "free"} <= set(keys)
    assert keys["expected:call:1"]["judged"] == "open"
    call = running.inject("call")
    assert keys["expected:call:1"]["inject"] == {"zh": call["title"], "en": call["title_en"]}
    assert (keys["free"]["inject"], "call" in call["title"]) == (None, False)
    picture = io.BytesIO()
    Image.new("RGB", (40, 30), "red").save(picture, "JPEG")
    first = {"criterion": "expected:call:2", "rating": "M", "note": "未通知",
             "photo": base64.b64encode(picture.getvalue()).decode()}  # fmt: skip
    noted = running.at(running.observer, "evaluations", "POST", first)
    assert noted.status_code == 201, noted.text
    with running.database.picture(running.world) as session:
        shown = clock.now(session).isoformat().replace("+00:00", "Z")
    assert noted.json()["at"] == shown
    assert (
        running.at(running.observer, f"evaluations/{noted.json()['id']}/photo").content[:2]
        == b"\xff\xd8"
    )
    again = {"criterion": "expected:call:2", "points": 80, "corrects_id": noted.json()["id"]}
    assert running.at(running.observer, "evaluations", "POST", again).status_code == 201
    assert running.at(running.observer, "evaluations", "POST", again).status_code == 409
    theirs = again | {"corrects_id": noted.json()["id"]}
    assert running.at(running.director, "evaluations", "POST", theirs).status_code == 409
    assert running.at(running.duty, "evaluations").status_code == 403
    entries = running.at(running.director, "evaluations").json()["entries"]
    assert [(one["points"], one["rating"]) for one in entries] == [(80, None), (None, "M")]
    assert entries[1]["corrected_by"] == entries[0]["id"]
    assert "未通知" not in running.at(running.duty, "events?after=0&limit=1000").text


def test_what_a_phone_noted_without_a_net_bears_the_moment_of_the_press_and_never_one_ahead(
    running: Running,
) -> None:
    running.play_to(600)
    with running.database.picture(running.world) as session:
        now = clock.now(session)
    pressed = now - timedelta(minutes=4)
    told = {"criterion": "free", "note": "对讲机无人应答"}
    late = told | {"happened_at": pressed.isoformat()}
    noted = running.at(running.observer, "evaluations", "POST", late)
    assert datetime.fromisoformat(noted.json()["at"]) == pressed
    ahead = told | {"happened_at": (now + timedelta(hours=1)).isoformat()}
    assert running.at(running.observer, "evaluations", "POST", ahead).status_code == 422
    before = told | {"happened_at": (now - timedelta(hours=3)).isoformat()}
    begun = running.at(running.observer, "evaluations", "POST", before).json()["at"]
    assert timedelta(minutes=9) < now - datetime.fromisoformat(begun) < timedelta(minutes=12)
