"""A planner has all plans tested, sees in a minute where they fail, why, and what to do first."""

import csv
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

Arrive = Callable[..., Page]


def opened(arrive: Arrive, username: str, **how: object) -> Page:
    return arrive(username, path="/readiness", **how)


def test_a_planner_has_the_plans_tested_and_follows_a_gap_to_its_reason(
    arrive: Arrive, tmp_path: Path
) -> None:
    page = opened(arrive, "planner")
    expect(page.get_by_test_id("readiness-none")).to_be_visible()
    page.get_by_test_id("readiness-start").click()
    expect(page.get_by_test_id("readiness-stop")).to_be_visible()
    expect(page.get_by_test_id("readiness-run").get_by_role("progressbar")).to_be_visible()
    expect(page.get_by_test_id("readiness-sentence")).to_contain_text("种情形", timeout=900_000)
    cells = page.get_by_test_id("readiness-cell")
    expect(cells.first).to_be_visible()
    expect(page.get_by_test_id("readiness-matrix").locator("thead th.area")).to_have_count(13)
    page.get_by_test_id("readiness-matrix").locator(".cell.some, .cell.bad").first.click()
    cases = page.get_by_test_id("readiness-cases")
    expect(cases.get_by_test_id("readiness-case").first).to_be_visible()
    missing = cases.get_by_test_id("readiness-case").first.locator("tbody tr").first
    expect(missing.locator("td").nth(2)).not_to_be_empty()
    expect(cases.get_by_test_id("place-sketch")).to_be_visible()
    expect(page.get_by_test_id("readiness-actions").locator("li").first).to_be_visible()
    with page.expect_download() as table:
        page.get_by_test_id("readiness-csv").click()
    table.value.save_as(tmp_path / "readiness.csv")
    with (tmp_path / "readiness.csv").open(encoding="utf-8-sig", newline="") as handle:
        rows = list(csv.DictReader(handle))
    assert {"满足", "不满足"} <= {row["结论"] for row in rows}

    _looked_at_on_a_phone(arrive)


def _looked_at_on_a_phone(arrive: Arrive) -> None:
    """Who may only look sees it on a phone too."""
    page = opened(arrive, "auditor", size=(390, 844))
    expect(page.get_by_test_id("readiness-sentence")).to_be_visible()
    expect(page.get_by_test_id("readiness-start")).to_have_count(0)
    page.get_by_test_id("readiness-cell").first.click()
    expect(page.get_by_test_id("readiness-cases")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
