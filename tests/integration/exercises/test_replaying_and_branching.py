"""A drawn course of real acts: replayed to any moment, branched off, made into a scenario."""

import json
import os
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from random import Random
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import func, select, text

import exercises.worlds
from app import replaying
from app.migrate import create_world
from app.permissions import PERMISSIONS
from app.testing.replayed import golden_of
from core.auth import acting_as
from core.db import LIVE, Database
from dispatch.lifecycle import LIVE_ORDER
from dispatch.models import Assignment, Order, OrderLine
from exercises.branching import take
from exercises.replay import Picture, fold, picture_at
from exercises.replay_log import Span
from exercises.replay_short import whole_lines
from exercises.scenario import Scenario
from incidents.models import Incident, IncidentCaller
from resources.models import Lot, Team

Door = Callable[[str], TestClient]
Json = dict[str, Any]
BUSY = ("assigned", "en_route", "on_scene")
SEED, ACTS = 20_261_122, 60
GOLDEN = "GOLDEN_REPLAY"
"""Names the file to write the drawn course to, which the client must fold alike."""
CALLER, PHONE = "周小川", "13800138000"
SHOWN = {
    "incident": "incidents", "need": "needs", "activation": "activations", "task": "tasks",
    "hazard_area": "hazard_areas", "closure": "closures", "team": "teams", "depot": "depots",
    "facility": "facilities", "hazard_source": "hazard_sources", "order": "orders",
    "sitrep": "sitreps", "log_entry": "log_entries", "steering": "steerings", "alarm": "alarms",
}  # fmt: skip


class Desk:
    """A duty officer who acts by the dice, and looks at the whole picture after each act."""

    def __init__(self, http: TestClient, random: Random) -> None:
        self.http, self.random = http, random
        self.seen: dict[int, Json] = {}
        self.incidents: list[str] = []

    def look(self) -> Json:
        """Take the picture as it stands now."""
        snapshot: Json = self.http.get("/api/snapshot").json()
        self.seen[snapshot["seq"]] = snapshot
        return snapshot

    def send(self, method: str, path: str, body: Json, version: int | None = None) -> Json | None:
        """Make a call; what the service refuses changes nothing, and is no concern here."""
        headers = {"If-Match": f'"{version}"'} if version is not None else {}
        answer = self.http.request(method, f"/api{path}", json=body, headers=headers)
        assert answer.status_code < 500, answer.text
        told: Json | None = answer.json() if answer.status_code < 300 else None
        return told

    def act(self) -> None:
        """Do one thing that an officer does, to something drawn from the picture."""
        now = self.look()
        acts = (self.report, self.correct, self.need, self.change_need, self.close_road)
        acts += (self.lift, self.remark, self.order, self.step, self.team, self.report_up)
        acts += (self.plan, self.settle, self.steer)
        self.random.choice(acts)(now)

    def one(self, now: Json, plural: str) -> Json | None:
        """Draw one of the things in the picture."""
        rows = now[plural]
        return self.random.choice(rows) if rows else None

    def report(self, _now: Json) -> None:
        """Take down a report with a caller."""
        lon, lat = 114.30 + self.random.random() / 10, 30.52 + self.random.random() / 10
        body = {
            "kind": "hazmat_leak", "title": f"泄漏{len(self.incidents)}", "place_name": "某路",
            "description": f"{CALLER}报警，电话{PHONE}", "position": {"lon": lon, "lat": lat},
            "caller_name": CALLER, "caller_phone": PHONE, "substance_un": "1017",
            "spill": "large", "wind_from_deg": 90, "wind_speed_ms": 2.0, "exposed": 40,
        }  # fmt: skip
        told = self.send("POST", "/incidents", body)
        assert told is not None
        self.incidents.append(told["id"])

    def correct(self, now: Json) -> None:
        """Correct what is known of an incident."""
        if row := self.one(now, "incidents"):
            body = {"serious_injuries": self.random.randrange(40), "trapped": 2}
            self.send("PATCH", f"/incidents/{row['id']}", body, row["version"])

    def need(self, now: Json) -> None:
        """Raise a need."""
        if row := self.one(now, "incidents"):
            body = {"capability_code": "hazmat_control", "quantity": 2, "within_s": 1800}
            self.send("POST", f"/incidents/{row['id']}/needs", body)

    def change_need(self, now: Json) -> None:
        """Ask for more, or for nothing any more."""
        if row := self.one(now, "needs"):
            body = self.random.choice([{"quantity": 5}, {"cancelled": True}])
            self.send("PATCH", f"/needs/{row['id']}", body, row["version"])

    def close_road(self, _now: Json) -> None:
        """Close an area to traffic."""
        west, south = 114.3 + self.random.random() / 10, 30.55
        ring = [[west, south], [west + 0.01, south], [west + 0.01, south + 0.01], [west, south]]
        area = {"type": "Polygon", "coordinates": [ring]}
        self.send("POST", "/closures", {"kind": "flood", "reason": "积水", "area": area})

    def lift(self, now: Json) -> None:
        """Open a road again."""
        if row := self.one(now, "closures"):
            self.send("POST", f"/closures/{row['id']}/lift", {}, row["version"])

    def remark(self, now: Json) -> None:
        """Write into the log."""
        if row := self.one(now, "incidents"):
            self.send("POST", f"/incidents/{row['id']}/log", {"text": f"已通知{CALLER}"})

    def order(self, now: Json) -> None:
        """Send a free team."""
        free = [one for one in now["teams"] if one["state"] == "available" and one["on_duty"]]
        if (row := self.one(now, "incidents")) and free:
            team = self.random.choice(free)
            body = {"team_id": team["id"], "incident_id": row["id"], "reason": "先行出动"}
            self.send("POST", "/orders", body, team["version"])

    def step(self, now: Json) -> None:
        """Report how an order goes on."""
        if row := self.one(now, "orders"):
            leads_to = {"issued": "acknowledge", "acknowledged": "depart", "en_route": "arrive"}
            step = leads_to.get(row["state"], "release")
            self.send("POST", f"/orders/{row['id']}/{step}", {"note": ""}, row["version"])
            at = {"lon": 114.3 + self.random.random() / 10, "lat": 30.55}
            self.send("POST", "/positions", {"team_id": row["team_id"], "source": "phone", **at})

    def team(self, now: Json) -> None:
        """Take a team off duty or back."""
        if row := self.one(now, "teams"):
            state = self.random.choice(["maintenance", "available"])
            self.send("PATCH", f"/teams/{row['id']}", {"state": state}, row["version"])

    def report_up(self, now: Json) -> None:
        """Send a report upwards."""
        if row := self.one(now, "incidents"):
            body = {"kind": "first", "addressed_to": "省厅", "text": f"现场由{CALLER}指挥"}
            self.send("POST", f"/incidents/{row['id']}/sitreps", body)

    def plan(self, now: Json) -> None:
        """Start the plan that matches best."""
        if row := self.one(now, "incidents"):
            matches = self.http.get(f"/api/incidents/{row['id']}/plan-matches").json()
            if matches:
                body = {"plan_id": matches[0]["plan_id"], "response_level": 3, "matter": "泄漏"}
                self.send("POST", f"/incidents/{row['id']}/activations", body)

    def settle(self, now: Json) -> None:
        """Settle a task."""
        if row := self.one(now, "tasks"):
            self.send("PATCH", f"/tasks/{row['id']}", {"state": "done"}, row["version"])

    def steer(self, now: Json) -> None:
        """Pin a team to an incident."""
        row, team = self.one(now, "incidents"), self.one(now, "teams")
        if row and team:
            body = {"kind": "pin", "team_id": team["id"], "incident_id": row["id"]}
            self.send("POST", "/steerings", body | {"reason": "现场要求"})


@pytest.fixture(scope="module", autouse=True)
def later(rehearsed: Database) -> None:
    """The demo city was filled by the wall clock: what is done here comes after that."""
    rehearsed.clock.move(days=3)  # type: ignore[attr-defined]


@pytest.fixture(scope="module")
def course(rehearsed: Database, door: Door) -> Desk:
    """A drawn course in the live world, with the whole picture after each act."""
    desk = Desk(door("duty"), Random(SEED))
    desk.look()
    desk.report({})
    for _ in range(ACTS):
        rehearsed.clock.move(seconds=desk.random.randrange(5, 90))  # type: ignore[attr-defined]
        desk.act()
    desk.look()
    return desk


def told(http: TestClient, **params: Any) -> list[Json]:
    """The lines that a replay folds."""
    answer = http.get("/api/replay/events", params=params)
    assert answer.status_code == 200, answer.text
    return [json.loads(line) for line in answer.text.splitlines()]


def is_over(record: Json) -> bool:
    """Whether a fresh snapshot leaves out what a log goes on holding."""
    ends = ("withdrawn_at", "lifted_at", "ended_at", "closed_at", "retired_at", "valid_to")
    return any(record.get(name) for name in ends)


def test_replay_to_any_moment_equals_the_picture_that_was_taken_then(course: Desk) -> None:
    lines = told(course.http)
    assert len(course.seen) > 30
    picture: Picture = {}
    compared = 0
    for n, line in enumerate(lines):
        fold(picture, line)
        is_last = n + 1 == len(lines) or lines[n + 1]["seq"] > line["seq"]
        snapshot = course.seen.get(line["seq"]) if is_last else None
        if snapshot is None:
            continue
        compared += 1
        for noun, plural in SHOWN.items():
            held = dict(picture.get(noun, {}))
            for row in snapshot[plural]:
                assert held.pop(row["id"]) == row, (noun, line["seq"])
            assert all(is_over(one) for one in held.values()), (noun, line["seq"])
    assert compared == len(course.seen)
    write_golden(lines)


def write_golden(lines: list[Json]) -> None:
    """Write the course for the client's test, with which line each record is from at a moment."""
    if not os.environ.get(GOLDEN):
        return
    subject = [line[line["kind"].split(".")[0]].get("id") for line in lines]
    touched = {one for one, line in zip(subject, lines, strict=True) if line["seq"] > 0}
    wanted = [
        line
        for one, line in zip(subject, lines, strict=True)
        if one in touched and not line["kind"].startswith(("lot.", "proposal.", "depot."))
    ]
    text_ = json.dumps(golden_of(wanted), ensure_ascii=False, separators=(",", ":"))
    Path(os.environ[GOLDEN]).write_text(text_ + "\n")


def test_lines_told_short_are_the_same_lines(course: Desk) -> None:
    whole, short = told(course.http), told(course.http, short=True)
    assert sum("changed" in one for one in short) > 20
    assert list(whole_lines(short)) == whole


def test_whoever_reads_a_replay_slowly_holds_no_connection_and_misses_nothing(
    course: Desk, rehearsed: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    with rehearsed.picture() as session:
        actor = acting_as(session, PERMISSIONS, "duty")
    middle = told(course.http)[-1]["seq"] // 2
    for span in (Span(), Span(after=middle), Span(after=3, until=middle)):
        whole = list(replaying.plain_lines(rehearsed, actor, span, short=True))
        monkeypatch.setattr(replaying, "AT_ONCE", 7)
        slowly = []
        for line in replaying.plain_lines(rehearsed, actor, span, short=True):
            assert rehearsed.engine.pool.status().endswith("Checked out connections: 0")
            slowly.append(line)
        assert slowly == whole
        monkeypatch.undo()


def test_a_span_that_begins_in_the_middle_begins_with_what_stood_then(course: Desk) -> None:
    whole = told(course.http)
    middle = sorted(course.seen)[len(course.seen) // 2]
    later = told(course.http, after=middle)
    assert [one for one in later if one["seq"] > middle] == [
        one for one in whole if one["seq"] > middle
    ]
    base: Picture = {}
    for line in later:
        if line["seq"] <= middle:
            fold(base, line)
    wanted = picture_at(whole, middle)
    assert {noun: base.get(noun, {}) for noun in SHOWN} == {
        noun: wanted.get(noun, {}) for noun in SHOWN
    }


def test_the_range_counts_marks_and_names_what_the_reader_may_see(course: Desk, door: Door) -> None:
    reach = course.http.get("/api/replay").json()
    events = [one for one in told(course.http) if not one["kind"].endswith(".kept")]
    assert reach["events"] == len(events) == sum(one["count"] for one in reach["minutes"])
    assert reach["whole_from"] == 0
    assert {one["mark"] for one in reach["marks"]} >= {"reported", "plan", "order", "sitrep"}
    assert {one["id"] for one in reach["incidents"]} == set(course.incidents)
    one = course.http.get("/api/replay", params={"incident_id": course.incidents[0]}).json()
    assert [row["id"] for row in one["incidents"]] == course.incidents[:1]
    assert 0 < one["events"] < reach["events"]
    county = door("commander-hongshan").get("/api/replay").json()
    assert county["events"] < reach["events"]
    assert door("clerk-hongshan").get("/api/replay").status_code == 403


def test_a_county_replays_what_it_would_have_heard_and_nothing_else(
    course: Desk, door: Door
) -> None:
    county = door("commander-hongshan")
    heard = told(county)
    live = county.get("/api/events", params={"limit": 1000}).json()["events"]
    assert [one["seq"] for one in heard if not one["kind"].endswith(".kept")] == [
        one["seq"] for one in live
    ]
    codes = {one["team"]["jurisdiction_code"] for one in heard if one["kind"] == "team.kept"}
    assert "420111" in codes
    assert len(codes) < 13


def test_ways_of_teams_are_kept_and_begin_where_each_stood(course: Desk) -> None:
    reach = course.http.get("/api/replay").json()
    span = {"begins_at": reach["first_at"], "ends_at": reach["last_at"]}
    ways = course.http.get("/api/replay/positions", params=span).json()["teams"]
    assert len(ways) > 50
    assert all(one["at_ms"] == sorted(one["at_ms"]) for one in ways)
    assert any(len(one["at_ms"]) > 1 for one in ways)


@pytest.fixture(scope="module")
def branch(course: Desk, rehearsed: Database, director: TestClient) -> Json:
    """An exercise that begins in the middle of the course, with its world made."""
    lines = told(course.http)
    middle = next(seq for seq in sorted(course.seen) if seq >= lines[-1]["seq"] * 2 // 3)
    at = next(one["at"] for one in reversed(lines) if one["seq"] <= middle)
    body = {
        "title": "从中途推演", "kind": "tabletop", "area_code": "420100",
        "branch": {"world": "live", "seq": middle, "at": at},
    }  # fmt: skip
    planned = director.post("/api/exercises", json=body)
    assert planned.status_code == 201, planned.text
    exercises.worlds.prepare(rehearsed, planned.json()["id"], create_world)
    found: Json = director.get(f"/api/exercises/{planned.json()['id']}").json()
    assert found["state"] == "ready", found["trouble"]
    assert director.post(f"/api/exercises/{found['id']}/enter").status_code == 200
    return found | {"middle": middle, "at": at}


def test_a_branch_stands_as_its_moment_did(
    course: Desk, branch: Json, director: TestClient, rehearsed: Database
) -> None:
    then = picture_at(told(course.http), branch["middle"])
    now = director.get(f"{branch['address']}api/snapshot").json()
    for noun, names in {
        "incident": ("number", "title", "state", "serious_injuries", "position", "report_steps"),
        "need": ("quantity", "state", "committed", "latest_at", "version"),
        "order": ("number", "state", "eta_at", "fills", "issued_at"),
        "task": ("state", "due_at"),
        "activation": ("plan_code", "response_level", "state"),
        "hazard_area": ("kind", "distance_m", "withdrawn_at"),
        "closure": ("reason", "area", "valid_from"),
    }.items():
        found = {one["id"]: one for one in now[SHOWN[noun]]}
        held = {key: one for key, one in then.get(noun, {}).items() if not is_over(one)}
        assert {key for key, one in found.items() if not is_over(one)} == set(held), noun
        for key, one in held.items():
            assert [found[key][name] for name in names] == [one[name] for name in names], noun
    states = {one["id"]: one["state"] for one in now["teams"]}
    assert states == {key: one["state"] for key, one in then["team"].items() if key in states}
    with rehearsed.picture(branch["world"]) as session:
        assert session.scalars(select(Order.number)).all()
        shown = session.scalar(
            text("SELECT clock_at FROM shared.world WHERE name = :w").bindparams(w=branch["world"])
        )
        held_now = dict(session.execute(select(Lot.id, Lot.quantity)).all())
    assert shown is not None
    assert shown.isoformat() == branch["at"]
    with rehearsed.picture(LIVE) as session:
        assert held_now == dict(session.execute(select(Lot.id, Lot.quantity)).all())


def test_nobody_comes_along_into_a_branch(branch: Json, rehearsed: Database) -> None:
    with rehearsed.picture(branch["world"]) as session:
        assert session.scalars(select(IncidentCaller.name)).all() == []
        assert session.scalars(select(Team.phone).where(Team.phone.is_not(None))).all() == []
        said = session.execute(
            text(
                f'SELECT description FROM "{branch["world"]}".incident UNION ALL'
                f' SELECT text FROM "{branch["world"]}".log_entry UNION ALL'
                f' SELECT by_name FROM "{branch["world"]}".sitrep'
            )
        ).scalars()
        told_ = " ".join(said)
    assert PHONE not in told_
    assert CALLER not in told_
    assert "值班员" not in told_


def test_a_branch_of_a_county_binds_nobody_to_orders_that_did_not_come_along(
    course: Desk, rehearsed: Database, director: TestClient
) -> None:
    with rehearsed.picture() as session:
        query = (
            select(Team.jurisdiction_code)
            .join(Order, Order.team_id == Team.id)
            .join(Incident, Incident.id == Order.incident_id)
            .where(Team.state.in_(BUSY), Order.state.in_(LIVE_ORDER))
            .where(func.left(Team.jurisdiction_code, 6) != func.left(Incident.jurisdiction_code, 6))
        )
        elsewhere = session.scalars(query.order_by(Team.jurisdiction_code)).first()
    assert elsewhere is not None
    last = told(course.http)[-1]
    body = {
        "title": "区级推演", "kind": "tabletop", "area_code": elsewhere[:6],
        "branch": {"world": "live", "seq": last["seq"], "at": last["at"]},
    }  # fmt: skip
    planned = director.post("/api/exercises", json=body)
    assert planned.status_code == 201, planned.text
    exercises.worlds.prepare(rehearsed, planned.json()["id"], create_world)
    with rehearsed.picture(planned.json()["world"]) as session:
        bound = set(session.scalars(select(Assignment.team_id).where(Assignment.state == "live")))
        busy = set(session.scalars(select(Team.id).where(Team.state.in_(BUSY))))
        reserved = session.scalar(select(func.coalesce(func.sum(Lot.reserved), 0)))
        promised = select(func.coalesce(func.sum(OrderLine.amount), 0))
        assert reserved == session.scalar(promised.where(OrderLine.state == "reserved"))
    assert busy <= bound


def test_a_branch_goes_on_by_itself_and_its_own_log_replays_from_its_beginning(
    branch: Json, director: TestClient
) -> None:
    lines = [
        json.loads(line)
        for line in director.get(f"{branch['address']}api/replay/events").text.splitlines()
    ]
    kept = {one["kind"] for one in lines if one["seq"] == 0}
    assert {"incident.kept", "order.kept", "team.kept"} <= kept
    assert any(one["kind"] == "proposal.requested" for one in lines)


def test_who_may_not_replay_may_not_branch(door: Door, branch: Json) -> None:
    body = {
        "title": "越权推演", "kind": "tabletop", "area_code": "420100",
        "branch": {"world": "live", "seq": 1, "at": branch["at"]},
    }  # fmt: skip
    assert door("planner").post("/api/exercises", json=body).status_code == 403
    body["branch"]["world"] = "exercise_000000000000"  # type: ignore[index]
    assert door("commander").post("/api/exercises", json=body).status_code == 404


def test_a_moment_that_the_log_does_not_have_is_refused_in_both_languages(
    course: Desk, director: TestClient, branch: Json
) -> None:
    lines = [one for one in told(course.http) if one["seq"] > 0]
    first, middle, last = lines[0], lines[len(lines) // 2], lines[-1]
    for (seq, at), code, said in (
        ((0, "2020-01-01T00:00:00+00:00"), "moment_before_log", ("记录自", "The log begins")),
        ((middle["seq"], first["at"]), "moment_before_event", ("晚于", "after the moment named")),
        ((last["seq"] + 9, last["at"]), "moment_not_in_log", ("更晚", "no branch begins later")),
        ((last["seq"], "2090-01-01T00:00:00+00:00"), "moment_not_in_log", ("更晚", "no branch")),
    ):
        moment = {"world": "live", "seq": seq, "at": at}
        body = {"title": "推演", "kind": "tabletop", "area_code": "420100", "branch": moment}
        for language, words in zip(("zh-CN", "en"), said, strict=True):
            refused = director.post(
                "/api/exercises", json=body, headers={"Accept-Language": language}
            )
            assert (refused.status_code, refused.json()["code"]) == (422, code)
            assert words in refused.text
    elsewhere = {"world": branch["world"], "seq": 0, "at": branch["at"]}
    body = {"title": "推演", "area_code": "420111", "branch": elsewhere}
    refused = director.post("/api/exercises", json=body)
    assert (refused.status_code, refused.json()["code"]) == (422, "branch_elsewhere")


def test_the_range_names_the_area_in_which_a_branch_is_held(
    course: Desk, door: Door, branch: Json, director: TestClient
) -> None:
    assert course.http.get("/api/replay").json()["area_code"] == "420100"
    params = {"incident_id": course.incidents[0]}
    city = course.http.get("/api/replay", params=params).json()["area_code"]
    assert city.startswith("42")
    county = door("commander-hongshan").get("/api/replay").json()
    assert county["area_code"] == "420111"
    inside = director.get(f"{branch['address']}api/replay").json()
    assert (inside["world"], inside["area_code"]) == (branch["world"], branch["area_code"])


def test_a_branch_of_one_incident_knows_what_happened_elsewhere_before_its_moment(
    course: Desk, rehearsed: Database
) -> None:
    lines = [one for one in told(course.http) if one["seq"] > 0]
    at = lines[-1]["at"]
    before = [one for one in lines if one["at"] < at]
    taken = take(rehearsed, "live", before[len(before) // 2]["seq"], datetime.fromisoformat(at))
    wanted = picture_at(told(course.http), before[-1]["seq"])
    for noun in ("incident", "need", "team"):
        assert set(taken.of(noun)) == set(wanted[noun]), noun
        versions = {key: one["version"] for key, one in wanted[noun].items()}
        assert {key: one["version"] for key, one in taken.of(noun).items()} == versions


def test_a_real_incident_becomes_a_scenario_without_people(
    course: Desk, director: TestClient, rehearsed: Database
) -> None:
    incident = course.incidents[0]
    refused = director.post(f"/api/incidents/{incident}/scenario")
    assert (refused.status_code, refused.json()["code"]) == (409, "still_going_on")
    seen = course.http.get(f"/api/incidents/{incident}").json()["version"]
    over = course.send("POST", f"/incidents/{incident}/stand-down", {}, seen)
    assert over is not None
    answer = director.post(f"/api/incidents/{incident}/scenario")
    assert answer.status_code == 200, answer.text
    made = answer.json()
    scenario = Scenario.model_validate(made["scenario"])
    assert scenario.injects[0].doing.do == "report"
    assert scenario.injects[0].trigger.at_s == 0
    text_ = json.dumps(made["scenario"], ensure_ascii=False)
    with rehearsed.picture(LIVE) as session:
        caller = session.get_one(IncidentCaller, incident)
        assert (caller.name, caller.phone) == (CALLER, PHONE)
        assert session.get_one(Incident, incident).title == scenario.title.zh
    assert PHONE not in text_
    assert CALLER not in text_
    assert made["not_detected"]
    assert any(one.expected for one in scenario.injects)
    planned = director.post(
        "/api/exercises", json={"area_code": "420100", "scenario": made["scenario"]}
    )
    assert planned.status_code == 201, planned.text
