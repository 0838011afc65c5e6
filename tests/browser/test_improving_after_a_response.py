"""A response that is over: its finding becomes a task, and its report is made, edited and saved."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import docx
import pytest
from playwright.sync_api import Page, expect

from app.testing.clients import Caller
from app.testing.databases import CITY_TEMPLATE, Address, cloned_database
from app.testing.screens import confirm
from app.testing.server import RunningServer, running_server
from app.testing.story import report_leak

Arrive = Callable[..., Page]


@pytest.fixture(scope="module")
def city(
    city_template: Address, data_dir: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[RunningServer]:
    """The demo city, served; nothing is solved here."""
    folder = tmp_path_factory.mktemp("city")
    settings = {"MUSTER_ENVIRONMENT": "demo", "MUSTER_DATA_DIR": str(data_dir)}
    with (
        cloned_database(city_template, CITY_TEMPLATE) as url,
        running_server(url, folder, settings) as server,
    ):
        yield server


def test_what_went_wrong_is_recorded_given_to_somebody_and_stands_in_the_report(
    arrive: Arrive, duty: Caller, tmp_path: Path
) -> None:
    incident = report_leak(duty)
    seen = duty.get(f"/incidents/{incident['id']}")
    duty.post(f"/incidents/{incident['id']}/stand-down", version=seen["version"])
    page = arrive("commander", path=f"/improvements?tab=findings&subject={incident['id']}")
    expect(page.get_by_test_id("of-subject")).to_contain_text(incident["title"])
    page.get_by_test_id("record-finding").click()
    page.get_by_test_id("finding-form").get_by_test_id("finding-seen").fill("未开设洗消线")
    page.get_by_test_id("finding-save").click()
    row = page.get_by_test_id("finding-row")
    expect(row).to_contain_text("未开设洗消线")

    row.get_by_test_id("finding-more").click()
    page.get_by_test_id("give-task").click()
    page.get_by_test_id("task-form").get_by_test_id("task-action").fill("增配洗消帐篷")
    page.get_by_test_id("task-office").fill("装备科")
    page.get_by_test_id("task-save").click()
    expect(row).to_contain_text("1 项在办")
    page.get_by_test_id("tab-tasks").click()
    task = page.get_by_test_id("task-row")
    expect(task).to_contain_text("增配洗消帐篷")
    expect(task).to_contain_text("装备科")
    task.get_by_test_id("step-report_done").click()
    expect(page.locator("[data-test=task-row][data-state=done]")).to_be_visible()

    page.get_by_test_id("make-report").click()
    section = page.get_by_test_id("section-conclusion")
    section.get_by_test_id("edit-section").click()
    section.get_by_test_id("section-text").fill("处置总体有序。")
    section.get_by_test_id("save-section").click()
    expect(section).to_contain_text("人工修改")
    expect(page.get_by_test_id("section-findings")).to_contain_text("增配洗消帐篷")
    section.get_by_test_id("regenerate").click()
    confirm(page)
    expect(section).to_contain_text("评估结论由评估组审定")
    expect(section.get_by_test_id("texts")).to_contain_text("3")
    with page.expect_download() as saved:
        page.get_by_test_id("report-word").click()
    name = tmp_path / "report.docx"
    saved.value.save_as(name)
    assert re.search(r"应急处置评估报告", saved.value.suggested_filename)
    told = "\n".join(line.text for line in docx.Document(str(name)).paragraphs)
    assert "应急处置评估报告" in told
