"""The command post takes its papers away: the duty brief from the board, the rest from an incident."""

from collections.abc import Callable
from pathlib import Path

import openpyxl
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from app.testing.clients import Caller
from app.testing.screens import open_incident
from app.testing.story import report_leak

Arrive = Callable[..., Page]


def test_the_duty_brief_and_an_incidents_papers_are_saved_under_their_names(
    arrive: Arrive, duty: Caller, tmp_path: Path
) -> None:
    incident = report_leak(duty)
    page = arrive("duty")
    page.get_by_test_id("board").get_by_test_id("papers").click()
    brief = page.get_by_test_id("paper-duty-brief")
    with page.expect_download() as saved:
        brief.get_by_test_id("as-pdf").click()
    assert saved.value.suggested_filename.startswith("值班快报 ")
    saved.value.save_as(tmp_path / "brief.pdf")
    words = "".join(PdfReader(tmp_path / "brief.pdf").pages[0].extract_text().split())
    assert incident["title"] in words
    page.keyboard.press("Escape")
    panel = open_incident(page, incident, "facts")
    panel.get_by_test_id("papers").click()
    with page.expect_download() as report:
        page.get_by_test_id("paper-special-report").get_by_test_id("as-docx").click()
    name = report.value.suggested_filename
    assert name == f"信息专报 {incident['number']} 第 1 期.docx"
    expect(page.get_by_text(f"已保存：{name}")).to_be_visible()


def test_a_paper_that_cannot_be_made_says_why_in_the_menu(arrive: Arrive) -> None:
    page = arrive("duty", size=(390, 844))
    page.route("**/api/duty-brief*", lambda route: route.abort())
    page.get_by_test_id("board").get_by_test_id("papers").click()
    page.get_by_test_id("paper-duty-brief").get_by_test_id("as-pdf").click()
    expect(page.get_by_role("alert").filter(has_text="无法连接服务")).to_be_visible()
    expect(page.get_by_test_id("as-pdf").first).to_be_enabled()


def test_leaders_read_one_sentence_a_decision_and_decide_on_the_spot(
    arrive: Arrive, duty: Caller
) -> None:
    incident = report_leak(duty, title="领导视图演示泄漏")
    page = arrive("commander", path="/brief")
    asked = page.get_by_test_id("brief-asked")
    level = asked.get_by_test_id("say-level").filter(has_text=incident["title"])
    expect(level).to_contain_text("请审定事件级别")
    expect(page.get_by_test_id("brief-age")).to_contain_text("数据截至")
    level.get_by_test_id("decide-set_level").click()
    page.locator(".el-message-box:visible").get_by_role("button", name="确认").click()
    expect(level).to_have_count(0)
    assert duty.get(f"/incidents/{incident['id']}")["level"] == 3
    happened = page.get_by_test_id("brief-happened")
    expect(happened.filter(has_text=incident["title"])).to_be_visible()
    happened.get_by_test_id("look").first.click()
    expect(page.get_by_test_id("incident-panel")).to_be_visible()


def test_a_list_of_needs_is_saved_as_a_workbook_and_a_paper_is_previewed(
    arrive: Arrive, duty: Caller, tmp_path: Path
) -> None:
    incident = report_leak(duty)
    page = arrive("duty")
    panel = open_incident(page, incident, "facts")
    panel.get_by_test_id("papers").click()
    with page.expect_download() as saved:
        page.get_by_test_id("paper-list-needs").get_by_test_id("as-xlsx").click()
    saved.value.save_as(tmp_path / "needs.xlsx")
    assert openpyxl.load_workbook(tmp_path / "needs.xlsx").sheetnames == ["需求与满足情况", "说明"]
    report = page.get_by_test_id("paper-special-report").get_by_test_id("preview")
    address = report.get_attribute("href") or ""
    shown = page.request.get(page.url.split("?")[0].rstrip("/") + address)
    assert shown.headers["content-disposition"].startswith("inline")
