"""The coverage page as an officer uses it: figures, a team gone, gaps, reach from the map, sites."""

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from app.testing.clients import Caller
from app.testing.screens import spot

Arrive = Callable[..., Page]
DESK, PHONE = (1600, 900), (390, 844)
WORKED_OUT_MS = 180_000


def open_coverage(arrive: Arrive, size: tuple[int, int] = DESK) -> Page:
    """Open the page and wait until the drive times have been worked out."""
    page = arrive("duty", size, path="/coverage")
    expect(page.get_by_test_id("cover-share")).to_contain_text("%", timeout=WORKED_OUT_MS)
    return page


def test_cover_is_read_by_district_and_a_team_is_supposed_gone(
    arrive: Arrive, tmp_path: Path
) -> None:
    page = open_coverage(arrive)
    expect(page.get_by_test_id("district")).to_have_count(12)
    expect(page.get_by_test_id("cover-keys")).to_contain_text("富余")
    page.click("[data-test=sort-share]")
    with page.expect_download() as saved:
        page.click("[data-test=cover-csv]")
    table = tmp_path / "districts.csv"
    saved.value.save_as(table)
    assert "洪山区" in table.read_text(encoding="utf-8-sig")
    page.click("[data-test=cover-tab-gaps]")
    page.get_by_test_id("gap").first.click()
    page.click("[data-test=cover-tab-departures]")
    page.get_by_test_id("try-without").first.click()
    expect(page.get_by_test_id("cover-change")).to_contain_text("−")
    expect(page.get_by_test_id("cover-keys")).to_contain_text("失去覆盖")


def test_a_closure_drawn_elsewhere_changes_the_figure_without_a_reload(
    arrive: Arrive, duty: Caller
) -> None:
    page = open_coverage(arrive)
    head = page.get_by_test_id("cover-head")
    expect(head).to_contain_text("封路 0 处")
    before = page.get_by_test_id("cover-share").text_content() or ""
    ring = [[114.25, 30.55], [114.35, 30.55], [114.35, 30.62], [114.25, 30.62], [114.25, 30.55]]
    closure = duty.post(
        "/closures",
        {"kind": "flood", "reason": "内涝", "area": {"type": "Polygon", "coordinates": [ring]}},
    )
    expect(head).to_contain_text("封路 1 处", timeout=WORKED_OUT_MS)
    expect(page.get_by_test_id("cover-share")).not_to_have_text(before, timeout=WORKED_OUT_MS)
    duty.post(f"/closures/{closure['id']}/lift", version=closure["version"])
    expect(page.get_by_test_id("cover-share")).to_have_text(before, timeout=WORKED_OUT_MS)


def test_reach_and_who_gets_there_are_asked_with_the_right_button(arrive: Arrive) -> None:
    page = arrive("duty")
    page.mouse.click(*spot(page, 114.30, 30.60), button="right")
    page.click("[data-test=show-reach]")
    card = page.get_by_test_id("reach-card")
    expect(card).to_contain_text("15 分钟")
    expect(card).to_contain_text("km²")
    page.click("[data-test=reach-clear]")
    expect(card).to_have_count(0)
    page.mouse.click(*spot(page, 114.30, 30.60), button="right")
    page.click("[data-test=show-teams]")
    expect(page.get_by_test_id("team-in-reach").first).to_be_visible()


def test_sites_for_new_stations_are_found_on_a_phone_too(arrive: Arrive) -> None:
    page = open_coverage(arrive, PHONE)
    page.click("[data-test=cover-tab-sites]")
    page.click("[data-test=ask-sites]")
    expect(page.get_by_test_id("site-state")).to_contain_text("已证最优", timeout=WORKED_OUT_MS)
    expect(page.get_by_test_id("site")).to_have_count(3)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]
