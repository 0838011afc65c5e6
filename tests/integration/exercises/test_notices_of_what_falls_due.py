"""Whoever is responsible is told of drills, plans and tasks that fall due: once a stage, by day."""

import threading
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from alarms.models import Alarm
from app.alarm_watch import AlarmWatch
from core.config import Environment, Settings
from core.db import LIVE, Database
from core.local_time import BEIJING
from core.models import Event
from exercises.drill_clocks import months_after
from tests.integration.conftest import MovableClock

Door = Callable[[str], TestClient]
Json = dict[str, Any]
BODY = "body:420111:洪山区"


@pytest.fixture
def watch(rehearsed: Database) -> Iterator[AlarmWatch]:
    """The watch over alarms of the shared city, in the morning of a working day."""
    settings = Settings(environment=Environment.TEST)
    yield AlarmWatch(settings, rehearsed, threading.Event())


def clock_of(database: Database) -> MovableClock:
    assert isinstance(database.clock, MovableClock)
    return database.clock


def at_ten(database: Database, day: date) -> None:
    """Let it be ten in the morning of a day, in the live world."""
    clock_of(database).at = datetime(day.year, day.month, day.day, 10, tzinfo=BEIJING)


def open_notices(database: Database, kind: str) -> dict[str, Alarm]:
    with database.picture(LIVE) as session:
        rows = session.scalars(select(Alarm).where(Alarm.kind == kind, Alarm.ended_at.is_(None)))
        return {row.subject: row for row in rows}


def events_of(database: Database, alarm: Alarm) -> list[str]:
    with database.picture(LIVE) as session:
        query = select(Event.kind).where(Event.kind.startswith("alarm."))
        mine = Event.data["alarm"]["id"].astext == str(alarm.id)
        return list(session.scalars(query.where(mine).order_by(Event.seq)))


def held(planner: TestClient, on: date, code: str = "420111") -> Json:
    wanted = {
        "jurisdiction_code": code,
        "title": "防汛桌面推演",
        "kind": "tabletop",
        "held_on": on.isoformat(),
    }
    answer = planner.post("/api/drill-records", json=wanted)
    assert answer.status_code == 201, answer.text
    found: Json = answer.json()
    return found


def test_each_stage_of_a_drill_that_falls_due_is_told_once_to_who_is_responsible(
    rehearsed: Database, door: Door, watch: AlarmWatch
) -> None:
    today = clock_of(rehearsed).at.astimezone(BEIJING).date()
    at_ten(rehearsed, today)
    held(door("planner"), today)
    due = months_after(today, 24)
    stages = [(60, "ahead"), (7, "due"), (-1, "overdue")]
    watch.look_at_notices()
    assert not [one for one in open_notices(rehearsed, "drill_due") if one.startswith(BODY)]
    for days, stage in stages:
        at_ten(rehearsed, due - timedelta(days=days))
        watch.look_at_notices()
        watch.look_at_notices()
        mine = [
            row for key, row in open_notices(rehearsed, "drill_due").items() if key.startswith(BODY)
        ]
        assert [row.subject for row in mine] == [f"{BODY}:{stage}"]
        assert mine[0].facts["due_on"] == due.isoformat()
        clock_of(rehearsed).at += timedelta(hours=20)
        watch.look_at_notices()
        assert events_of(rehearsed, mine[0]) == ["alarm.raised"], "neither again nor a step up"
        assert mine[0].calls, "somebody is told"
    held(door("planner"), clock_of(rehearsed).at.astimezone(BEIJING).date())
    watch.look_at_notices()
    assert not [one for one in open_notices(rehearsed, "drill_due") if one.startswith(BODY)]


def test_a_planner_takes_a_notice_by_name_and_no_alarm_of_the_duty_desk(
    rehearsed: Database, door: Door, watch: AlarmWatch
) -> None:
    watch.look_at_notices()
    found = open_notices(rehearsed, "drill_due")
    never = next(row for key, row in found.items() if key.endswith(":never"))
    assert never.facts["count"] > 0
    assert {"role": "planner", "jurisdiction_code": "420100"} in never.calls
    planner = door("planner")
    path = f"/api/alarms/{never.id}/acknowledge"
    head = {"If-Match": f'"{never.version}"'}
    taken = planner.post(path, json={"note": "已列入年度计划"}, headers=head)
    assert taken.status_code == 200, taken.text
    assert (taken.json()["severity"], taken.json()["note"]) == ("notice", "已列入年度计划")
    assert taken.json()["acknowledged_by_name"]
    with rehearsed.transaction(LIVE) as session:
        now = clock_of(rehearsed).at
        urgent = Alarm(
            kind="solver_lost", noun="world", subject="live", jurisdiction_code="420100",
            facts={"why": "no_worker"}, since_at=now, raised_at=now, called_at=now, calls=[],
        )  # fmt: skip
        session.add(urgent)
        session.flush()
        path = f"/api/alarms/{urgent.id}/acknowledge"
    refused = planner.post(path, json={"note": ""}, headers={"If-Match": '"1"'})
    assert (refused.status_code, refused.json()["code"]) == (403, "not_your_alarm")


def test_before_eight_in_the_morning_nobody_is_told_and_the_watch_over_calls_lets_notices_be(
    rehearsed: Database, door: Door, watch: AlarmWatch
) -> None:
    today = clock_of(rehearsed).at.astimezone(BEIJING).date()
    held(door("planner"), today, "420106")
    day = today + timedelta(days=800)
    clock_of(rehearsed).at = datetime(day.year, day.month, day.day, 3, tzinfo=BEIJING)
    before = set(open_notices(rehearsed, "drill_due"))
    assert not watch.look_at_notices().raised
    at_ten(rehearsed, day)
    raised = {cause.subject for cause in watch.look_at_notices().raised}
    assert next(one for one in raised if one.startswith("body:420106:")).endswith(":overdue")
    watch.look()
    assert set(open_notices(rehearsed, "drill_due")) - before, "a look at calls ends no notice"


def test_a_plan_s_legal_time_is_told_and_the_limits_of_a_notice_are_not_set(
    rehearsed: Database, door: Door, watch: AlarmWatch
) -> None:
    day = clock_of(rehearsed).at.astimezone(BEIJING).date() + timedelta(days=1200)
    at_ten(rehearsed, day)
    watch.look_at_notices()
    found = open_notices(rehearsed, "plan_due")
    assert found and all(key.endswith(":overdue") for key in found)
    assert {row.facts["clock"] for row in found.values()} <= {"filing", "acceptance", "evaluation"}
    limits = door("commander").get("/api/alarm-limits").json()
    assert not {"drill_due", "plan_due", "task_due"} & {one["kind"] for one in limits}
    refused = door("commander").put(
        "/api/alarm-limits/plan_due",
        json={"after_s": 0, "repeat_s": 60, "escalate_s": 60},
        headers={"If-Match": '"0"'},
    )
    assert (refused.status_code, refused.json()["code"]) == (422, "notice_has_no_limits")
