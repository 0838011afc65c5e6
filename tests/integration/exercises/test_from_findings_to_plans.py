"""What was found in an exercise becomes a task and reaches a plan, and outlives the exercise."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

import exercises.service_improvement_tasks
import exercises.worlds
from app.migrate import create_world
from core.db import LIVE, Database, world_role
from core.models import Event
from plans.models import Plan
from tests.integration.exercises.conftest import AT_NIGHT

Door = Callable[[str], TestClient]
Json = dict[str, Any]


@dataclass
class Held:
    """An exercise that goes on: its director at the live address, who plays, who keeps plans."""

    director: TestClient
    planner: TestClient
    player: TestClient
    exercise: Json


@pytest.fixture(scope="module")
def held(rehearsed: Database, door: Door) -> Held:
    """An exercise of Hongshan that the tests share."""
    return begun(rehearsed, door)


def begun(rehearsed: Database, door: Door) -> Held:
    """Begin an exercise in which the duty officer plays and the auditor observes."""
    director, planner, player = door("commander"), door("planner"), door("duty")
    people = {one: door(one).get("/api/me").json()["account"]["id"] for one in ("duty", "auditor")}
    seats = [
        {"account_id": people["duty"], "role": "duty_officer", "jurisdiction_code": "420111"},
        {"account_id": people["auditor"], "role": "observer", "jurisdiction_code": "420111"},
    ]
    wanted = {
        "title": "液氯泄漏桌面推演",
        "kind": "tabletop",
        "area_code": "420111",
        "begins_at": AT_NIGHT.isoformat(),
        "seats": seats,
    }
    planned = director.post("/api/exercises", json=wanted)
    assert planned.status_code == 201, planned.text
    exercises.worlds.prepare(rehearsed, planned.json()["id"], create_world)
    row = director.get(f"/api/exercises/{planned.json()['id']}").json()
    return Held(director, planner, player, _acted(director, row, "start"))


def _acted(director: TestClient, row: Json, act: str) -> Json:
    seen = director.get(f"/api/exercises/{row['id']}").json()
    answer = director.post(f"/api/exercises/{row['id']}/{act}", headers=_seen(seen))
    assert answer.status_code == 200, answer.text
    found: Json = answer.json()
    return found


def _seen(row: Json) -> dict[str, str]:
    return {"If-Match": f'"{row["version"]}"'}


def found_by(client: TestClient, exercise: Json, **more: Any) -> Json:
    """Record a finding of an exercise."""
    wanted = {
        "subject_kind": "exercise",
        "subject_id": exercise["id"],
        "seen": "接报后22分钟才启动响应",
        "severity": "major",
    }
    answer = client.post("/api/findings", json=wanted | more)
    assert answer.status_code == 201, answer.text
    told: Json = answer.json()
    return told


def given(client: TestClient, finding: Json, **more: Any) -> Json:
    """Give somebody a task about a finding."""
    wanted = {"finding_id": finding["id"], "action": "修订夜间授权规定", "owner_name": "预案科"}
    answer = client.post("/api/improvement-tasks", json=wanted | more)
    assert answer.status_code == 201, answer.text
    told: Json = answer.json()
    return told


def step(client: TestClient, task: Json, name: str, note: str = "") -> Any:
    """Take the next step of a task as it stands now."""
    seen = client.get(f"/api/improvement-tasks/{task['id']}").json()
    path = f"/api/improvement-tasks/{task['id']}/steps"
    return client.post(path, json={"step": name, "note": note}, headers=_seen(seen))


def test_an_observer_records_what_was_seen_with_the_events_it_rests_on(
    rehearsed: Database, door: Door, held: Held
) -> None:
    with rehearsed.picture(held.exercise["world"]) as inside:
        seq = inside.scalars(select(Event.seq).order_by(Event.seq)).first()
    made = found_by(door("auditor"), held.exercise, evidence_seqs=[seq], aspect="command")
    assert made["number"].startswith("问-2026-")
    assert [one["seq"] for one in made["evidence"]] == [seq]
    assert made["subject_title"] == "液氯泄漏桌面推演"
    refused = held.director.post(
        "/api/findings",
        json={
            "subject_kind": "exercise",
            "subject_id": held.exercise["id"],
            "seen": "证据不存在",
            "evidence_seqs": [99_999_999],
        },
    )
    assert (refused.status_code, refused.json()["code"]) == (422, "evidence_not_there")


def test_one_press_makes_what_an_observer_noted_a_finding_with_the_event_of_the_note(
    rehearsed: Database, door: Door, held: Held
) -> None:
    observer = door("auditor")
    assert observer.post(f"/api/exercises/{held.exercise['id']}/enter").status_code == 200
    inside = f"{held.exercise['address']}api/evaluations"
    note = {"criterion": "aspect:command", "rating": "M", "note": "指挥部未明确分工"}
    noted = observer.post(inside, json=note)
    assert noted.status_code == 201, noted.text
    assert observer.get(inside).json()["exercise_id"] == held.exercise["id"]
    path = f"/api/exercises/{held.exercise['id']}/observations/{noted.json()['id']}/finding"
    made = observer.post(path)
    assert made.status_code == 201, made.text
    told = made.json()
    assert (told["seen"], told["severity"], told["aspect"]) == (
        "指挥部未明确分工",
        "major",
        "command",
    )
    assert (told["origin"], told["origin_key"]) == ("evaluation", noted.json()["id"])
    assert [one["kind"] for one in told["evidence"]] == ["evaluation.noted"]
    again = observer.post(path)
    assert (again.status_code, again.json()["code"]) == (409, "found_already")
    assert again.json()["facts"]["number"] == told["number"]
    assert held.player.post(path).status_code == 403
    task = given(held.planner, told, due_on="2026-12-31")
    assert task["finding_number"] == told["number"]
    nobody = path.replace(noted.json()["id"], held.exercise["id"])
    assert observer.post(nobody).status_code == 404


def test_whoever_still_plays_neither_records_nor_reads_what_was_found_of_them(held: Held) -> None:
    made = found_by(held.director, held.exercise)
    assert held.player.get(f"/api/findings/{made['id']}").status_code == 404
    listed = held.player.get("/api/findings", params={"subject_id": held.exercise["id"]}).json()
    assert listed["total"] == 0
    tried = {"subject_kind": "exercise", "subject_id": held.exercise["id"], "seen": "我来说说"}
    assert held.player.post("/api/findings", json=tried).json()["code"] == "not_watching"
    assert held.director.get(f"/api/findings/{made['id']}").status_code == 200


def test_a_task_is_due_by_the_working_calendar_done_by_one_and_verified_by_another(
    held: Held,
) -> None:
    task = given(held.director, found_by(held.director, held.exercise), due_in_working_days=20)
    assert (date.fromisoformat(task["due_on"]) - date.fromisoformat(task["set_at"][:10])).days >= 27
    assert (task["due"], task["due_in_working_days"]) == ("in_time", 20)
    assert step(held.director, task, "verify").json()["code"] == "step_not_possible"
    assert step(held.director, task, "drop").json()["code"] == "step_needs_reason"
    assert step(held.director, task, "report_done", "已修订").json()["state"] == "done"
    assert step(held.director, task, "verify").json()["code"] == "verified_by_another"
    assert step(held.planner, task, "verify").json()["state"] == "verified"


def test_a_step_is_taken_back_and_both_stay_on_record(held: Held) -> None:
    task = given(held.director, found_by(held.director, held.exercise), due_in_working_days=5)
    stepped = step(held.director, task, "drop", "不再需要").json()
    assert stepped["state"] == "dropped"
    path = f"/api/improvement-tasks/{task['id']}/take-back"
    back = held.director.post(path, json={"note": "误操作"}, headers=_seen(stepped)).json()
    assert back["state"] == "open"
    told = [(one["step"], one["taken_back"]) for one in back["steps"]]
    assert told == [("set", False), ("drop", True), ("take_back", False)]
    again = held.director.post(path, json={}, headers=_seen(back))
    assert again.json()["code"] == "nothing_to_take_back"


def test_lists_are_filtered_sorted_searched_and_taken_as_a_table(held: Held) -> None:
    finding = found_by(held.director, held.exercise, seen="无人机未到位", severity="critical")
    task = given(held.director, finding, action="=增配无人机", due_in_working_days=3)
    asked = {"q": "无人机", "state": "open", "severity": "critical", "sort": "-due_on"}
    rows = held.director.get("/api/improvement-tasks", params=asked).json()["rows"]
    assert [one["id"] for one in rows] == [task["id"]]
    assert held.director.get("/api/improvement-tasks", params={"sort": "colour"}).status_code == 422
    table = held.director.get("/api/improvement-export", params=asked).text
    assert task["number"] in table
    assert "'=增配无人机" in table
    counts = held.director.get("/api/improvement-counts").json()
    assert counts["open"] >= 1
    bare = found_by(held.director, held.exercise, seen="还没有人负责")
    without = held.director.get("/api/findings", params={"without_task": True}).json()["rows"]
    assert bare["id"] in {one["id"] for one in without}
    assert finding["id"] not in {one["id"] for one in without}


def test_what_falls_due_is_told_once_and_once_more_when_it_is_overdue(
    rehearsed: Database, held: Held
) -> None:
    task = given(held.director, found_by(held.director, held.exercise), due_in_working_days=10)

    def told() -> list[str]:
        with rehearsed.transaction(LIVE) as session:
            found = exercises.service_improvement_tasks.tell_due(session)
        return [one.due for one in found if str(one.id) == task["id"]]

    assert told() == []
    moved: Any = rehearsed.clock
    moved.move(minutes=int(timedelta(days=10).total_seconds() // 60))
    try:
        assert (told(), told()) == (["soon"], [])
        moved.move(minutes=int(timedelta(days=20).total_seconds() // 60))
        assert (told(), told()) == (["overdue"], [])
    finally:
        moved.move(minutes=-int(timedelta(days=30).total_seconds() // 60))


def test_a_finding_reaches_a_plan_which_answers_and_links_back(
    rehearsed: Database, held: Held
) -> None:
    with rehearsed.picture(LIVE) as session:
        plan = session.scalars(select(Plan).where(Plan.status == "in_force")).first()
    assert plan is not None
    finding = found_by(held.director, held.exercise)
    path, wanted = f"/api/findings/{finding['id']}/plan-triggers", {"plan_id": str(plan.id)}
    raised = held.director.post(path, json=wanted | {"text": "启动条件不明确"})
    assert raised.status_code == 201, raised.text
    trigger = raised.json()["plan_triggers"][0]
    assert (trigger["plan_code"], trigger["answer"]) == (plan.code, None)
    whole = held.planner.get(f"/api/plan-documents/{plan.id}").json()
    shown = next(one for one in whole["triggers"] if one["id"] == trigger["plan_trigger_id"])
    assert (shown["trigger"], shown["because"]["finding"]) == ("problems_found", finding["number"])
    again = held.director.post(path, json=wanted | {"text": "再次提出"})
    assert again.json()["code"] == "trigger_raised_already"
    answered = held.planner.post(
        f"/api/plan-triggers/{shown['id']}/answer",
        json={"answer": "revise", "text": "下版修订"},
        headers=_seen(shown),
    )
    assert answered.status_code == 200, answered.text
    now = held.director.get(f"/api/findings/{finding['id']}").json()["plan_triggers"][0]
    assert (now["answer"], now["answer_text"]) == ("revise", "下版修订")


def test_a_finding_is_corrected_and_withdrawn_with_a_reason_once_nobody_works_on_it(
    held: Held,
) -> None:
    made = found_by(held.director, held.exercise)
    path = f"/api/findings/{made['id']}"
    other = held.director.patch(path, json={"severity": "minor"}, headers=_seen(made)).json()
    assert other["severity"] == "minor"
    task = given(held.director, made, due_in_working_days=5)
    why = {"why": "重复记录"}
    kept = held.director.post(f"{path}/withdraw", json=why, headers=_seen(other))
    assert kept.json()["code"] == "finding_has_tasks"
    assert step(held.director, task, "drop", "并入他项").status_code == 200
    gone = held.director.post(f"{path}/withdraw", json=why, headers=_seen(other)).json()
    assert gone["withdrawn_why"] == "重复记录"
    refused = held.director.post(
        "/api/improvement-tasks",
        json={
            "finding_id": made["id"],
            "action": "继续",
            "owner_name": "无",
            "due_on": "2099-01-01",
        },
    )
    assert refused.json()["code"] == "finding_withdrawn"
    back = held.director.post(f"{path}/restore", headers=_seen(gone)).json()
    assert back["withdrawn_at"] is None


def test_an_exercise_reaches_neither_the_rows_nor_the_addresses_of_findings(
    rehearsed: Database, held: Held
) -> None:
    world = held.exercise["world"]
    entered = held.director.post(f"/api/exercises/{held.exercise['id']}/enter")
    assert entered.status_code == 200, entered.text
    for path in ("findings", "improvement-tasks", "evaluation-reports", "improvement-counts"):
        answer = held.director.get(f"/w/{world}/api/{path}")
        assert (answer.status_code, answer.json()["code"]) == (403, "live_world_only")
    for table in ("finding", "improvement_task", "improvement_step", "evaluation_report"):
        for statement in (f"SELECT * FROM live.{table}", f"DELETE FROM live.{table}"):
            with rehearsed.engine.connect() as connection, pytest.raises(DBAPIError):
                connection.execute(text(f'SET ROLE "{world_role(world)}"'))
                connection.execute(text(statement))


def test_findings_and_tasks_stay_when_the_exercise_is_gone(rehearsed: Database, door: Door) -> None:
    held = begun(rehearsed, door)
    made = found_by(held.director, held.exercise, seen="演练结束后仍要整改")
    task = given(held.director, made, due_in_working_days=15)
    over = _acted(held.director, held.exercise, "end")
    assert held.player.get(f"/api/findings/{made['id']}").status_code == 200
    removed = held.director.delete(f"/api/exercises/{over['id']}", headers=_seen(over))
    assert removed.status_code == 200, removed.text
    exercises.worlds.remove(rehearsed, over["world"])
    kept = held.director.get(f"/api/findings/{made['id']}").json()
    assert (kept["subject_number"], kept["tasks_open"]) == (over["number"], 1)
    assert step(held.director, task, "report_done").json()["state"] == "done"
