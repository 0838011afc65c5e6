"""A county clerk surveys the resources of the county: numbers first, then the paper."""

import zipfile
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect
from pypdf import PdfReader

Arrive = Callable[..., Page]


def opened(arrive: Arrive, username: str, **how: object) -> Page:
    page = arrive(username, path="/survey", **how)
    expect(page.get_by_test_id("survey-figures")).to_be_visible()
    return page


def test_a_clerk_sees_the_gaps_and_takes_the_report_away_as_word_and_pdf(
    arrive: Arrive, tmp_path: Path
) -> None:
    page = opened(arrive, "clerk-hongshan")
    expect(page.get_by_test_id("survey-gaps").get_by_test_id("gap").first).to_be_visible()
    expect(page.get_by_test_id("survey-neighbours")).to_have_count(0)
    with page.expect_download() as word:
        page.get_by_test_id("make-docx").click()
    word.value.save_as(tmp_path / "report.docx")
    assert word.value.suggested_filename == "洪山区应急资源调查报告（第1版）.docx"
    assert "word/document.xml" in zipfile.ZipFile(tmp_path / "report.docx").namelist()
    expect(page.get_by_test_id("survey-kept")).to_contain_text("第 1 版")
    with page.expect_download() as pdf:
        page.get_by_test_id("survey-report").first.get_by_test_id("save-pdf").click()
    pdf.value.save_as(tmp_path / "report.pdf")
    first = PdfReader(tmp_path / "report.pdf").pages[0].extract_text().replace("\n", "")
    assert "洪山区应急资源调查报告" in first
    page.get_by_test_id("survey-now").click()
    expect(page.get_by_test_id("survey-kept")).to_have_count(0)


def test_a_duty_officer_looks_at_a_county_with_its_neighbours(arrive: Arrive) -> None:
    page = opened(arrive, "duty")
    page.get_by_test_id("survey-area").click()
    page.get_by_role("option", name="洪山区 420111").click()
    expect(page.get_by_role("heading", name="洪山区")).to_be_visible()
    alone = page.get_by_test_id("survey-figures").inner_text()
    page.get_by_test_id("survey-neighbours").click()
    expect(page.get_by_test_id("survey-figures")).not_to_have_text(alone, use_inner_text=True)
    expect(page.get_by_test_id("survey-gaps")).to_contain_text("签订支援协议")


def test_who_may_not_make_reports_can_still_look(arrive: Arrive) -> None:
    page = opened(arrive, "auditor", size=(390, 844))
    expect(page.get_by_test_id("make-docx")).to_have_count(0)
    expect(page.get_by_test_id("survey-gaps")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
