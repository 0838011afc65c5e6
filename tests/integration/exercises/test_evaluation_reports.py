"""A played scenario gives a report whose files hold the facts, and whose texts people edit."""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import docx
import pytest
from fastapi.testclient import TestClient
from pypdf import PdfReader
from sqlalchemy import select

import exercises.worlds
from app.migrate import create_world
from app.worker import Worker
from core.config import Environment, Settings
from core.db import Database
from dispatch.models import Order
from dispatch.optimiser.solve import solve
from exercises import giving
from exercises.field import commander, duty, orders, scenes
from geo.road_book import RoadBook

Json = dict[str, Any]
ROLES = ["commander", "duty_officer", "county_clerk", "team_leader"]
STEPS = (giving.step, orders.step, scenes.step, duty.step, commander.step)


@dataclass
class Played:
    """An exercise that was played to its end by the system, and its director."""

    database: Database
    director: TestClient
    exercise: Json


@pytest.fixture(scope="module")
def played(rehearsed: Database, director: TestClient) -> Iterator[Played]:
    """The chlorine scenario's first three quarters of an hour, in which only the system acts; then it ends."""
    wanted = {"template_id": "chlorine_tanker", "area_code": "420111", "played_by_system": ROLES}
    planned = director.post("/api/exercises", json=wanted)
    assert planned.status_code == 201, planned.text
    exercises.worlds.prepare(rehearsed, planned.json()["id"], create_world)
    row = changed(director, planned.json(), "start")
    settings = Settings(environment=Environment.TEST)
    worker = Worker(settings, rehearsed, RoadBook(None, Path()), row["world"], solver=solve)
    worker.take_lead()
    try:
        for _ in range(12):
            clock: Any = rehearsed.clock
            clock.move(minutes=4 / row["speed"])
            for one in STEPS:
                with rehearsed.transaction(row["world"]) as session:
                    one(session)
            worker.catch_up()
    finally:
        worker.solver_process.close()
    yield Played(rehearsed, director, changed(director, row, "end"))


def changed(director: TestClient, row: Json, act: str) -> Json:
    """Start or end an exercise."""
    seen = director.get(f"/api/exercises/{row['id']}").json()
    answer = director.post(
        f"/api/exercises/{row['id']}/{act}", headers={"If-Match": f'"{seen["version"]}"'}
    )
    assert answer.status_code == 200, answer.text
    found: Json = answer.json()
    return found


@pytest.fixture(scope="module")
def report(played: Played) -> Json:
    """The report of the exercise as it was made in one call."""
    return made(played.director, "exercise", played.exercise["id"])


def made(client: TestClient, kind: str, subject_id: str) -> Json:
    """Have a report made."""
    wanted = {"subject_kind": kind, "subject_id": subject_id}
    answer = client.post("/api/evaluation-reports", json=wanted)
    assert answer.status_code == 201, answer.text
    found: Json = answer.json()
    return found


def word_text(client: TestClient, report_id: str) -> tuple[str, Any]:
    """Return all words of a report's Word file, and the file."""
    answer = client.get(f"/api/evaluation-reports/{report_id}/file", params={"form": "docx"})
    assert answer.status_code == 200, answer.text
    file = docx.Document(io.BytesIO(answer.content))
    cells = [cell.text for table in file.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(line.text for line in file.paragraphs), *cells]), file


def section(told: Json, key: str) -> Json:
    """Return a section of a report."""
    found: Json = next(one for one in told["sections"] if one["key"] == key)
    return found


def test_a_report_is_written_from_what_happened(played: Played, report: Json) -> None:
    with played.database.picture(played.exercise["world"]) as session:
        came = session.scalars(select(Order).where(Order.arrived_at.is_not(None))).all()
    assert came
    assert report["report"]["number"].startswith("评-2026-")
    assert [one["key"] for one in report["sections"]][:4] == ["basics", "method", "course", "times"]
    told = section(report, "course")["text"]
    assert "首支队伍于接报后" in told
    rows = [row for one in section(report, "times")["exhibits"] for row in one["table"]["rows"]]
    assert {"法定时限", "需求到位时限"} <= {row[0] for row in rows}
    maps = [one["picture"] for one in section(report, "maps")["exhibits"]]
    assert len(maps) >= 2
    drawn = played.director.get(
        f"/api/evaluation-reports/{report['report']['id']}/pictures/{maps[0]['name']}"
    )
    assert drawn.headers["content-type"].startswith("image/svg")
    assert "北" in drawn.text or ">N<" in drawn.text


def test_word_and_pdf_hold_the_facts_and_say_that_it_was_an_exercise(
    played: Played, report: Json
) -> None:
    told, file = word_text(played.director, report["report"]["id"])
    for fact in (played.exercise["number"], "演练评估报告", "十一、评估结论", "评估组组长"):
        assert fact in told, fact
    assert "演练" in file.sections[0].header.paragraphs[0].text
    assert len(file.inline_shapes) >= 4
    path = f"/api/evaluation-reports/{report['report']['id']}/file"
    pdf = PdfReader(io.BytesIO(played.director.get(path, params={"form": "pdf"}).content))
    pages = [page.extract_text().replace(" ", "") for page in pdf.pages]
    assert len(pages) >= 6
    assert all("演练" in page for page in pages)
    assert f"共{len(pages)}页" in pages[0].replace("\u3000", "")
    assert played.exercise["number"] in "".join(pages)


def test_a_text_is_edited_and_every_text_stays(played: Played) -> None:
    told = made(played.director, "exercise", played.exercise["id"])
    base = f"/api/evaluation-reports/{told['report']['id']}/sections/strengths"
    client, first = played.director, section(told, "strengths")
    edited = client.put(base, json={"text": "指挥有力。\n- 通信畅通"}, headers=seen(first)).json()
    assert (edited["is_edited"], edited["texts"]) == (True, 2)
    stale = client.put(base, json={"text": "旧"}, headers=seen(first))
    assert stale.status_code == 412
    assert "· 通信畅通" in word_text(client, told["report"]["id"])[0]
    again = client.post(f"{base}/regenerate", headers=seen(edited)).json()
    assert (again["text"], again["is_edited"]) == (first["text"], False)
    back = client.post(f"{base}/restore", json={"revision": 2}, headers=seen(again)).json()
    assert back["text"].startswith("指挥有力")
    texts = client.get(f"{base}/texts").json()
    assert [one["origin"] for one in texts] == ["restored", "made", "edited", "made"]


def test_a_row_is_remarked_on_or_left_out_on_paper_and_stays_so_when_read_anew(
    played: Played,
) -> None:
    told = made(played.director, "exercise", played.exercise["id"])
    base = f"/api/evaluation-reports/{told['report']['id']}"
    client, part = played.director, section(told, "timeline")
    table = part["exhibits"][0]["table"]
    assert [one["remark"] for one in table["edits"]] == [""] * len(table["rows"])
    first, second = (one["key"] for one in table["edits"][:2])
    rows = f"{base}/sections/timeline/rows"
    remarked = client.put(rows, json={"row": first, "remark": "时间已核对"}, headers=seen(part))
    assert remarked.status_code == 200, remarked.text
    left = client.put(rows, json={"row": second, "left_out": True}, headers=seen(remarked.json()))
    assert left.status_code == 200, left.text
    assert client.put(rows, json={"row": second}, headers=seen(part)).status_code == 412
    nowhere = {"row": "0123456789abcdef-1"}
    assert client.put(rows, json=nowhere, headers=seen(left.json())).status_code == 404
    words = word_text(client, told["report"]["id"])[0]
    assert "时间已核对" in words
    assert "评估组略去 1 行。" in words
    now = client.get(base).json()
    anew = client.post(f"{base}/refresh", headers=seen(now["report"])).json()
    edits = {one["key"]: one for one in section(anew, "timeline")["exhibits"][0]["table"]["edits"]}
    assert (edits[first]["remark"], edits[second]["left_out"]) == ("时间已核对", True)
    assert section(anew, "timeline")["loose_remarks"] == []


def seen(row: Json) -> dict[str, str]:
    """Return the header that names the version that was seen."""
    return {"If-Match": f'"{row["version"]}"'}


def test_what_may_be_a_finding_becomes_one_and_is_in_the_report_once_it_is_read_anew(
    played: Played,
) -> None:
    client, subject = played.director, played.exercise["id"]
    told = made(client, "exercise", subject)
    about = {"subject_kind": "exercise", "subject_id": subject}
    prompts = client.get("/api/finding-prompts", params=about).json()
    assert prompts
    taken = {name: prompts[0][name] for name in ("origin", "origin_key", "seen", "criterion")}
    finding = client.post("/api/findings", json=about | taken)
    assert finding.status_code == 201, finding.text
    now = client.get("/api/finding-prompts", params=about).json()
    assert now[0]["finding_id"] == finding.json()["id"]
    kept = section(told, "conclusion")
    path = f"/api/evaluation-reports/{told['report']['id']}"
    own = client.put(f"{path}/sections/conclusion", json={"text": "通过。"}, headers=seen(kept))
    assert own.status_code == 200, own.text
    fresh = client.get(path).json()["report"]
    anew = client.post(f"{path}/refresh", headers=seen(fresh))
    assert anew.status_code == 200, anew.text
    assert section(anew.json(), "conclusion")["text"] == "通过。"
    assert finding.json()["number"] in str(section(anew.json(), "findings")["exhibits"])
    assert "共发现问题" in section(anew.json(), "findings")["text"]


def test_whoever_neither_directs_nor_sees_an_exercise_makes_and_reads_no_report(
    played: Played, report: Json, door: Any
) -> None:
    clerk = door("clerk-hongshan")
    wanted = {"subject_kind": "exercise", "subject_id": played.exercise["id"]}
    assert clerk.post("/api/evaluation-reports", json=wanted).status_code == 403
    elsewhere = door("clerk-jianghan")
    assert elsewhere.get(f"/api/evaluation-reports/{report['report']['id']}").status_code == 404


def test_a_real_response_is_evaluated_once_it_is_over_without_the_mark_of_an_exercise(
    played: Played, door: Any
) -> None:
    duty = door("duty")
    reported = duty.post(
        "/api/incidents",
        json={
            "kind": "hazmat_leak",
            "title": "仓库泄漏",
            "place_name": "珞喻路",
            "position": {"lon": 114.36, "lat": 30.53},
            "received_via": "phone",
        },
    )
    assert reported.status_code == 201, reported.text
    row = reported.json()
    wanted = {"subject_kind": "incident", "subject_id": row["id"]}
    early = played.director.post("/api/evaluation-reports", json=wanted)
    assert early.json()["code"] == "still_responding"
    over = duty.post(f"/api/incidents/{row['id']}/stand-down", headers=seen(row))
    assert over.status_code == 200, over.text
    told = made(played.director, "incident", row["id"])
    text, file = word_text(played.director, told["report"]["id"])
    assert "应急处置评估报告" in text
    assert row["number"] in text
    assert not any("演练" in line.text for line in file.sections[0].header.paragraphs)


def test_a_report_is_still_there_when_the_exercise_is_gone(played: Played, door: Any) -> None:
    director = door("commander")
    wanted = {"title": "短演练", "kind": "tabletop", "area_code": "420111"}
    row = director.post("/api/exercises", json=wanted).json()
    exercises.worlds.prepare(played.database, row["id"], create_world)
    changed(director, row, "start")
    over = changed(director, row, "end")
    told = made(director, "exercise", row["id"])
    assert director.delete(f"/api/exercises/{row['id']}", headers=seen(over)).status_code == 200
    exercises.worlds.remove(played.database, over["world"])
    assert "短演练" in word_text(director, told["report"]["id"])[0]
    gone = director.post(
        f"/api/evaluation-reports/{told['report']['id']}/refresh", headers=seen(told["report"])
    )
    assert gone.status_code == 404
