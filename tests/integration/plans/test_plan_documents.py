"""Plans as papers: drafted, edited, signed, filed, taken over by the next edition, watched."""

import io
from collections.abc import Callable
from datetime import date
from typing import Any

import anyio
import anyio.to_thread
import docx
import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.seed.records import demo_id
from core.auth import Actor
from core.errors import StaleVersion
from core.models import Account
from plans import (
    docx_process,
    queries_documents,
    service_documents,
    service_documents_calendar,
    service_documents_watch,
)
from plans import models_documents as tables
from plans.lifecycle_documents import RevisionTrigger
from plans.models import Plan, Requirement, RunCard
from plans.schemas_documents_in import TriggerAnswerIn, WorkingYearIn
from resources.models import Team, TeamCapability
from tests.integration.conftest import actor_of

HEADERS = {"X-Muster": "1"}
SignIn = Callable[[str], TestClient]


def seen(record: dict[str, Any]) -> dict[str, str]:
    return HEADERS | {"If-Match": f'"{record["version"]}"'}


def draft(client: TestClient, code: str, **more: Any) -> dict[str, Any]:
    body = {
        "code": code,
        "title": "江岸区防汛专项应急预案",
        "kind": "special",
        "jurisdiction_code": "420102",
        "unit": "江岸区应急管理局",
        "incident_kinds": ["urban_flood"],
    } | more
    answer = client.post("/api/plan-documents", json=body, headers=HEADERS)
    assert answer.status_code == 201, answer.text
    told: dict[str, Any] = answer.json()
    return told


def step(client: TestClient, told: dict[str, Any], name: str, **more: Any) -> Any:
    body = {"step": name, "signer_name": "签署人（测试）", "signer_function": "科长"} | more
    path = f"/api/plan-documents/{told['plan']['id']}/steps"
    return client.post(path, json=body, headers=seen(told["plan"]))


def filled(client: TestClient, told: dict[str, Any]) -> dict[str, Any]:
    """Write something into every section of a draft."""
    for one in told["sections"]:
        body = {name: one[name] for name in ("number", "title", "level", "annex")}
        path = f"/api/plan-sections/{one['id']}"
        answer = client.put(path, json=body | {"text": "测试内容。"}, headers=seen(one))
        assert answer.status_code == 200, answer.text
    found: dict[str, Any] = client.get(f"/api/plan-documents/{told['plan']['id']}").json()
    return found


def through(planner: TestClient, chief: TestClient, told: dict[str, Any], *names: str) -> Any:
    for name in names:
        who = chief if name in ("approve", "enforce", "retire") else planner
        more = {"filed_to": "市防汛办（测试）"} if name == "file" else {}
        answer = step(who, told, name, **more)
        assert answer.status_code == 200, answer.text
        told = answer.json()
    return told


def test_a_plan_goes_from_its_skeleton_to_force_and_its_next_edition_takes_over(
    sign_in: SignIn,
) -> None:
    planner, chief = sign_in("planner"), sign_in("commander")
    told = draft(planner, "TEST-1")
    assert [one["key"] for one in told["missing"]] == [
        "command", "prevention", "disposal", "support", "recovery",
    ]  # fmt: skip
    refused = step(planner, told, "review")
    assert refused.status_code == 409
    assert refused.json()["code"] == "plan_incomplete"
    told = through(planner, chief, filled(planner, told), "review")
    assert step(planner, told, "approve").status_code == 403
    assert step(chief, told, "approve", signer_function="").status_code == 422
    told = through(planner, chief, told, "approve", "issue", "enforce")
    early = step(planner, told, "accept_filing")
    assert (early.status_code, early.json()["code"]) == (409, "plan_step_refused")
    told = through(planner, chief, told, "file")
    again = step(planner, told, "file", filed_to="市防汛办（测试）")
    assert (again.status_code, again.json()["code"]) == (409, "plan_step_refused")
    told = through(planner, chief, told, "accept_filing")
    assert told["plan"]["status"] == "in_force"
    signed = [one for one in told["steps"] if one["step"] in ("review", "approve", "issue")]
    assert {one["digest"] for one in signed} == {told["digest"]}
    assert [one["kind"] for one in told["plan"]["clocks"]] == ["evaluation"]
    path = f"/api/plan-documents/{told['plan']['id']}"
    new = planner.post(f"{path}/editions", json={"edition": "2"}, headers=HEADERS).json()
    assert planner.get(path).json()["plan"]["status"] == "under_revision"
    first = new["sections"][0]
    body = {name: first[name] for name in ("number", "title", "level", "annex")}
    changed = body | {"text": "测试新内容。"}
    assert planner.put(
        f"/api/plan-sections/{first['id']}", json=changed, headers=seen(first)
    ).is_success
    query = {"before": told["plan"]["id"]}
    compared = planner.get(
        f"/api/plan-documents/{new['plan']['id']}/difference", params=query
    ).json()
    [section] = [one for one in compared["sections"] if one["change"] != "same"]
    assert section["lines"][0][1] == {"change": "added", "text": "新"}
    new = planner.get(f"/api/plan-documents/{new['plan']['id']}").json()
    new = through(planner, chief, new, "review", "approve", "issue", "enforce")
    assert planner.get(path).json()["plan"]["status"] == "void"
    back = {"reason": "误操作"}
    where = f"/api/plan-documents/{new['plan']['id']}/take-back"
    assert planner.post(where, json=back, headers=seen(new["plan"])).status_code == 403
    assert (
        chief.post(where, json=back, headers=seen(new["plan"])).json()["plan"]["status"] == "issued"
    )
    old = planner.get(path).json()
    assert old["plan"]["status"] == "under_revision"
    through(planner, chief, old, "retire")
    new = planner.get(f"/api/plan-documents/{new['plan']['id']}").json()
    through(planner, chief, new, "enforce")
    void = planner.get(path).json()
    beside = chief.post(f"{path}/take-back", json=back, headers=seen(void["plan"]))
    assert (beside.status_code, beside.json()["code"]) == (409, "another_edition_stands")


def test_two_people_write_two_sections_and_nobody_overwrites_what_was_not_seen(
    sign_in: SignIn,
) -> None:
    planner = sign_in("planner")
    told = draft(planner, "TEST-2")
    one, two = told["sections"][0], told["sections"][1]
    for row in (one, two):
        body = {"number": row["number"], "title": row["title"], "text": "- 甲\n- 乙"}
        answer = planner.put(f"/api/plan-sections/{row['id']}", json=body, headers=seen(row))
        assert answer.json()["blocks"][0]["items"] == ["甲", "乙"]
    stale = planner.put(f"/api/plan-sections/{one['id']}", json={"title": "x"}, headers=seen(one))
    assert stale.status_code == 412
    unseen = planner.put(f"/api/plan-sections/{one['id']}", json={"title": "x"}, headers=HEADERS)
    assert unseen.status_code == 428
    gone = planner.delete(f"/api/plan-sections/{two['id']}", headers=HEADERS | {"If-Match": '"2"'})
    assert gone.json()["text"] == "- 甲\n- 乙"
    moved = planner.post(
        f"/api/plan-sections/{one['id']}/move",
        json={"by": 1},
        headers=HEADERS | {"If-Match": '"2"'},
    )
    assert [row["id"] for row in moved.json()][1] == one["id"]


@pytest.mark.parametrize("username", ["auditor", "clerk-hongshan", "duty"])
def test_whoever_does_not_write_plans_may_only_read_them(sign_in: SignIn, username: str) -> None:
    client = sign_in(username)
    assert client.get("/api/plan-documents").status_code == 200
    body = {"code": "X-1", "title": "预案", "kind": "special", "jurisdiction_code": "420100"}
    assert client.post("/api/plan-documents", json=body, headers=HEADERS).status_code == 403


def test_a_list_is_searched_in_pinyin_and_what_is_overdue_comes_first(sign_in: SignIn) -> None:
    planner = sign_in("planner")
    rows = planner.get("/api/plan-documents", params={"status": "in_force"}).json()["rows"]
    assert rows[0]["code"] == "WH-YA-06"
    assert rows[0]["clocks"][0]["state"] == "overdue"
    found = planner.get("/api/plan-documents", params={"q": "weixianhuaxuepin"}).json()["rows"]
    assert [one["code"] for one in found] == ["WH-YA-01"]
    kinds = {
        one["clock"]["kind"] for one in planner.get("/api/plan-reminders").json() if one["clock"]
    }
    assert "filing" in kinds


def test_a_word_plan_is_read_shown_and_kept_only_when_somebody_says_so(sign_in: SignIn) -> None:
    planner = sign_in("planner")
    paper = docx.Document()
    paper.add_paragraph("汉阳区防汛专项应急预案")
    for title in ("一、总则", "二、组织指挥体系与职责", "三、预防与预警"):
        paper.add_paragraph(title)
        paper.add_paragraph("内容若干。")
    stream = io.BytesIO()
    paper.save(stream)
    before = planner.get("/api/plan-documents").json()["total"]
    read = planner.post("/api/plan-readings", content=stream.getvalue(), headers=HEADERS)
    assert read.status_code == 200, read.text
    found = read.json()
    assert (found["title"], found["kind"]) == ("汉阳区防汛专项应急预案", "special")
    assert [one["key"] for one in found["missing"]] == ["disposal", "support", "recovery"]
    assert planner.get("/api/plan-documents").json()["total"] == before
    names = ("number", "title", "level", "annex", "key", "text")
    sections = [{name: one[name] for name in names} for one in found["sections"]]
    told = draft(planner, "TEST-3", title=found["title"], sections=sections, imported_from="a.docx")
    assert [one["title"] for one in told["sections"]][-1] == "其他"
    refused = planner.post("/api/plan-readings", content=b"%PDF", headers=HEADERS)
    assert refused.status_code == 422
    assert ".docx" in refused.json()["detail"]


@pytest.mark.parametrize("form", ["pdf", "docx"])
def test_a_plan_and_its_cards_are_made_into_files(sign_in: SignIn, form: str) -> None:
    planner = sign_in("planner")
    path = f"/api/plan-documents/{demo_id('plan', 'WH-YA-01')}"
    cards = planner.get(f"{path}/cards").json()
    assert {"值班长", "现场指挥官"} <= {one["role"] for one in cards}
    assert all(one["duties"] for one in cards)
    for name in ("file", "cards/file"):
        made = planner.get(f"{path}/{name}", params={"form": form})
        assert made.status_code == 200, made.text
        assert made.content[:4] == (b"%PDF" if form == "pdf" else b"PK\x03\x04")


def test_days_off_of_a_year_are_entered_and_move_deadlines(sign_in: SignIn) -> None:
    planner = sign_in("planner")
    years = {one["year"]: one for one in planner.get("/api/working-years").json()}
    assert years[2026]["shipped"]
    body = {"source": "测试通知", "days": [{"day": "2027-01-01", "working": False, "name": "元旦"}]}
    none = HEADERS | {"If-Match": '"0"'}
    entered = planner.put("/api/working-years/2027", json=body, headers=none)
    assert entered.status_code == 200, entered.text
    assert planner.put("/api/working-years/2027", json=body, headers=none).status_code == 412
    assert planner.put("/api/working-years/2028", json=body, headers=none).status_code == 422
    hears = sign_in("commander-hongshan").get("/api/events", params={"nouns": "working_year"})
    assert [one["kind"] for one in hears.json()["events"]] == ["working_year.entered"]


def test_a_county_does_not_set_the_days_off_of_the_whole_site(desk: Session) -> None:
    account = desk.scalars(select(Account).where(Account.username == "planner")).one()
    wanted = WorkingYearIn(source="测试通知", days=[])
    with pytest.raises(service_documents.NotYourPlan):
        service_documents_calendar.enter_year(
            desk, actor_of(account, "planner", "420111"), 2029, 0, wanted
        )


def test_reading_word_files_takes_none_of_the_threads_that_all_requests_share() -> None:
    refused: list[str] = []

    async def read() -> None:
        try:
            await docx_process.read_aside(b"PK no word file")
        except docx_process.PlanFileRefused as error:
            refused.append(error.code)

    async def read_many() -> int:
        shared = anyio.to_thread.current_default_thread_limiter()
        async with anyio.create_task_group() as group:
            for _ in range(docx_process.AT_ONCE + 1):
                group.start_soon(read)
            await anyio.sleep(0.02)
            return shared.borrowed_tokens

    assert anyio.run(read_many) == 0
    assert refused == ["plan_file_refused"] * (docx_process.AT_ONCE + 1)


def test_an_open_reason_that_became_another_one_is_told_with_a_new_version(
    desk: Session, leak_plan: Plan
) -> None:
    def raised(number: int) -> Any:
        because = {"code": "readiness_lost", "run": number}
        kind = RevisionTrigger.RESOURCES_CHANGED
        return service_documents.raise_trigger(
            desk, leak_plan.id, kind, because, text=f"第 {number} 次", source="readiness"
        )

    first = raised(1)
    assert first is not None
    assert raised(1) is None
    assert raised(2) is None
    told = [one["kind"] for one in desk.info["happenings"] if "plan_trigger" in one["data"]]
    assert told == ["plan_trigger.raised", "plan_trigger.renewed"]
    row = desk.get_one(tables.PlanTrigger, first.id)
    assert (row.because["run"], row.text, row.version) == (2, "第 2 次", first.version + 1)


@pytest.fixture
def leak_plan(desk: Session) -> Plan:
    """The demo's plan for leaks."""
    return desk.get_one(Plan, demo_id("plan", "WH-YA-01"))


def test_a_great_loss_raises_one_trigger_which_somebody_must_answer(
    desk: Session, officer: Actor, leak_plan: Plan
) -> None:
    watch = service_documents_watch.watch_resources
    assert watch(desk, 25).raised == 0  # the first look takes stock
    held = select(TeamCapability.team_id).where(TeamCapability.capability_code == "hazmat_control")
    desk.execute(update(Team).where(Team.id.in_(held)).values(retired_at=desk.info["clock"]()))
    assert watch(desk, 25).raised >= 1
    assert watch(desk, 25).raised == 0
    [row] = queries_documents.triggers_of(desk, [leak_plan.id], open_only=True)
    assert row.trigger == RevisionTrigger.RESOURCES_CHANGED
    lost = {one["code"]: one["percent"] for one in row.because["losses"]}
    assert lost["hazmat_control"] == 100
    with pytest.raises(StaleVersion):
        service_documents.answer_trigger(
            desk, officer, row.id, 9, TriggerAnswerIn(answer="revise", text="")
        )
    answer = TriggerAnswerIn(answer="not_needed", text="邻区已签协议")
    service_documents.answer_trigger(desk, officer, row.id, row.version, answer)
    assert watch(desk, 25).raised == 0
    assert queries_documents.triggers_of(desk, [leak_plan.id], open_only=True) == []


def test_a_legal_time_that_is_over_is_told_once(desk: Session) -> None:
    assert service_documents_watch.remind(desk) >= 1
    told = [row for row in desk.info["happenings"] if row["kind"] == "plan.reminded"]
    assert "WH-YA-06" in [row["data"]["plan"]["code"] for row in told]
    assert service_documents_watch.remind(desk) == 0


def test_a_new_edition_has_copies_of_all_run_cards(desk: Session, leak_plan: Plan) -> None:
    from plans.copying_documents import copy_cards

    new = Plan(
        code="TEST-9", edition="1", title="a", title_en="a", kind="special", status="draft",
        jurisdiction_code="420100", incident_kinds=[], condition="false", condition_text="",
        condition_text_en="", synthetic=True,
    )  # fmt: skip
    desk.add(new)
    desk.flush()
    assert copy_cards(desk, leak_plan.id, new.id) == 4

    def asked(plan: Plan) -> list[Any]:
        query = (
            select(RunCard.response_level, Requirement.position, Requirement.quantity)
            .join(RunCard, RunCard.id == Requirement.run_card_id)
            .where(RunCard.plan_id == plan.id)
        )
        return sorted(desk.execute(query).all())

    assert asked(new) == asked(leak_plan)
    assert date(2026, 1, 1) == leak_plan.issued_on
    assert desk.scalar(select(tables.PlanDocument.unit).limit(1))
