"""Papers of the demo city as files: what stands on them, who gets them, what is left out."""

import io
import re
import zipfile
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import unquote

import defusedxml.ElementTree
import docx
import openpyxl
import pytest
from fastapi.testclient import TestClient
from pypdf import PdfReader
from sqlalchemy import select

from core.db import Database
from resources.models import Team, TeamCapability

WHOLE = ("special-report", "status-summary", "check-in", "activity-log")
CALLER = "王来电"
CALLER_PHONE = "13900001111"


@pytest.fixture
def leak(duty: TestClient, tanker: dict[str, Any]) -> dict[str, Any]:
    """A leak with one need of chlorine teams, reported by somebody with a name."""
    report = tanker | {"caller_name": CALLER, "caller_phone": CALLER_PHONE, "missing": None}
    incident: dict[str, Any] = duty.post("/api/incidents", json=report).json()
    wanted = {"capability_code": "hazmat_control", "quantity": 2, "within_s": 1800}
    need = duty.post(f"/api/incidents/{incident['id']}/needs", json=wanted)
    assert need.status_code == 201, need.text
    noted = {"text": "已通知省应急管理厅值班室。"}
    assert duty.post(f"/api/incidents/{incident['id']}/log", json=noted).status_code == 201
    return incident | {"need_id": need.json()["id"]}


def said(content: bytes) -> str:
    """All words of a PDF without the breaks between them."""
    pages = PdfReader(io.BytesIO(content)).pages
    return "".join("".join(page.extract_text().split()) for page in pages)


def test_every_paper_of_an_incident_is_a_file_without_the_caller(
    duty: TestClient, leak: dict[str, Any]
) -> None:
    for paper in WHOLE:
        answer = duty.get(f"/api/incidents/{leak['id']}/papers/{paper}")
        assert answer.status_code == 200, answer.text
        assert answer.headers["content-type"] == "application/pdf"
        words = said(answer.content)
        assert "三环线液氯槽车泄漏" in words
        assert CALLER not in words
        assert CALLER_PHONE not in words
        name = unquote(answer.headers["content-disposition"])
        assert leak["number"] in name
        assert name.endswith(".pdf")


def test_a_report_says_the_unknown_as_unknown_and_what_is_missing(
    duty: TestClient, leak: dict[str, Any]
) -> None:
    words = said(duty.get(f"/api/incidents/{leak['id']}/papers/special-report").content)
    assert "失踪（下落不明）待核实" in words
    assert "死亡1" in words
    assert "1项需求中1项尚有缺口" in words
    assert "请决定是否启动应急响应" in words
    assert "武汉市应急管理局" in words


def test_a_resource_request_is_that_of_one_need(duty: TestClient, leak: dict[str, Any]) -> None:
    where = f"/api/incidents/{leak['id']}/papers/resource-request"
    assert duty.get(where).status_code == 404
    asked = {"need_id": leak["need_id"], "form": "docx", "language": "en"}
    word = docx.Document(io.BytesIO(duty.get(where, params=asked).content))
    cells = [cell.text for table in word.tables for cell in table._cells]
    assert "2 units" in cells
    assert "nothing yet" in " ".join(cells + [one.text for one in word.paragraphs])


def test_the_duty_brief_names_a_clock_that_ran_over(
    leak: dict[str, Any], noon: Any, sign_in: Callable[[str], TestClient]
) -> None:
    noon.move(hours=5)
    duty = sign_in("duty")
    answer = duty.get("/api/duty-brief")
    assert answer.status_code == 200, answer.text
    words = said(answer.content)
    assert leak["title"] in words
    assert "请立即签发信息报告" in words
    assert (noon.at + timedelta(hours=8)).strftime("%Y%m%d-%H%M") in words
    english = said(duty.get("/api/duty-brief", params={"language": "en"}).content)
    assert "Signthereportnow" in english


def test_who_cannot_read_an_incident_gets_no_paper_of_it(
    leak: dict[str, Any], sign_in: Callable[[str], TestClient]
) -> None:
    leader, duty = sign_in("leader-hazmat"), sign_in("duty")
    assert leader.get(f"/api/incidents/{leak['id']}/papers/check-in").status_code == 403
    assert leader.get("/api/duty-brief").status_code == 403
    elsewhere = duty.get("/api/duty-brief", params={"jurisdiction_code": "110000"})
    assert elsewhere.status_code == 404
    unknown = duty.get("/api/incidents/0192f0c1-7c1e-7000-8000-00000000ffff/papers/check-in")
    assert unknown.status_code == 404


@pytest.fixture
def sent(duty: TestClient, leak: dict[str, Any], served_city: Database) -> dict[str, Any]:
    """An order of a team to the leak, given by hand."""
    with served_city.picture() as session:
        team = session.scalars(
            select(Team)
            .join(TeamCapability)
            .where(
                TeamCapability.capability_code == "hazmat_control",
                Team.state == "available",
                Team.on_duty,
            )
            .order_by(Team.code)
        ).first()
        assert team is not None
        wanted = {"team_id": str(team.id), "incident_id": leak["id"], "reason": "就近调派"}
    seen = {"If-Match": f'"{team.version}"'}
    answer = duty.post("/api/orders", json=wanted, headers=seen)
    assert answer.status_code == 201, answer.text
    order: dict[str, Any] = answer.json()
    return order


def test_a_dispatch_order_names_its_recipients_and_its_taking_is_on_record(
    duty: TestClient, leak: dict[str, Any], sent: dict[str, Any]
) -> None:
    answer = duty.get(f"/api/orders/{sent['id']}/paper", params={"shown": True})
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-disposition"].startswith("inline")
    words = said(answer.content)
    assert "应急力量调度指令单" in words
    assert sent["team_name"] in words
    assert all(one["name"] in words for one in sent["recipients"] if one["name"])
    assert "坐标系：WGS84" in words
    taken = [one for one in _events(duty) if one["kind"] == "paper.taken"]
    assert taken[-1]["paper"]["subject"] == "dispatch-order"
    assert taken[-1]["actor_name"]


def _events(duty: TestClient) -> list[dict[str, Any]]:
    """Everything that happened in the city that the tests share, page by page."""
    found: list[dict[str, Any]] = []
    after, more = 0, True
    while more:
        page = duty.get("/api/events", params={"after": after, "limit": 500}).json()
        more = len(page["events"]) > 0 and page["last_seq"] > after
        found += page["events"]
        after = page["last_seq"]
    return found


def test_every_page_has_its_number_its_moment_and_fonts_of_its_own(
    duty: TestClient, leak: dict[str, Any]
) -> None:
    content = duty.get(f"/api/incidents/{leak['id']}/papers/special-report").content
    pages = PdfReader(io.BytesIO(content)).pages
    for number, page in enumerate(pages, 1):
        words = "".join(page.extract_text().split())
        assert f"第{number}页共{len(pages)}页" in words
        assert "数据截至2026-11-21" in words
        fonts = page["/Resources"]["/Font"].values()
        for font in fonts:
            below = font.get_object()["/DescendantFonts"][0].get_object()["/FontDescriptor"]
            assert {"/FontFile2", "/FontFile3"} & set(below.get_object())


def test_a_word_file_is_well_formed_with_single_ids_and_no_control_characters(
    duty: TestClient, leak: dict[str, Any]
) -> None:
    content = duty.get(
        f"/api/incidents/{leak['id']}/papers/special-report", params={"form": "docx"}
    ).content
    paper = docx.Document(io.BytesIO(content))
    assert [len(section.footer.paragraphs) for section in paper.sections] == [1]
    assert "NUMPAGES" in paper.sections[0].footer._element.xml
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        assert packed.testzip() is None
        assert len(packed.namelist()) == len(set(packed.namelist()))
        for name in packed.namelist():
            if name.endswith((".xml", ".rels")):
                text = packed.read(name).decode()
                defusedxml.ElementTree.fromstring(text)
                assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f]", text), name
        body = packed.read("word/document.xml").decode()
    ids = re.findall(r'<wp:docPr [^>]*id="(\d+)"', body)
    assert len(ids) == len(set(ids)) >= 1


def test_a_list_is_a_workbook_that_says_what_it_holds(
    duty: TestClient, leak: dict[str, Any], sent: dict[str, Any]
) -> None:
    answer = duty.get("/api/lists/orders", params={"incident_id": leak["id"]})
    assert answer.status_code == 200, answer.text
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    rows = list(book.worksheets[0].iter_rows(values_only=True))
    assert rows[0][0] == "指令号"
    assert rows[1][0] == sent["number"]
    about = dict(book["说明"].iter_rows(min_row=2, values_only=True))
    assert about["行数"] == 1
    assert "电话" in about["个人信息"]
    assert about["性质"]
    subjects = [one["paper"]["subject"] for one in _events(duty) if one["kind"] == "paper.taken"]
    assert "list-orders" in subjects
    needs = duty.get("/api/lists/needs")
    assert needs.status_code == 200
    titles = openpyxl.load_workbook(io.BytesIO(needs.content)).sheetnames
    assert titles == ["需求与满足情况", "说明"]
    log = openpyxl.load_workbook(io.BytesIO(duty.get("/api/lists/log").content)).worksheets[0]
    assert any("已通知" in str(row[2]) for row in log.iter_rows(values_only=True))
