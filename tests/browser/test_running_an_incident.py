"""Closing roads, reporting upwards, keeping the log, standing down: by clicking."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from app.testing.clients import Caller
from app.testing.screens import confirm, field, open_incident, spot, wait_until_drawn
from app.testing.story import report_leak

Arrive = Callable[..., Page]


def test_a_closure_is_drawn_corner_by_corner_and_every_map_shows_and_drops_it(
    arrive: Arrive, duty: Caller
) -> None:
    page, commander = arrive("duty"), arrive("commander")
    page.click("[data-test=closures]")
    page.click("[data-test=draw-closure]")
    corners = ((114.30, 30.58), (114.33, 30.58), (114.33, 30.60))
    for lon, lat in corners:
        page.mouse.click(*spot(page, lon, lat))
        page.wait_for_timeout(400)
    page.mouse.dblclick(*spot(page, 114.30, 30.60))
    field(page, "closure-reason").fill("桥面积水")
    page.click("[data-test=save-closure]")
    wait_until_drawn(commander, "closures", 1)
    kept = duty.get("/closures")
    ring = (kept["rows"] if isinstance(kept, dict) else kept)[0]["area"]["coordinates"][0]
    assert len(ring) == 5
    page.get_by_test_id("lift-closure").click()
    wait_until_drawn(commander, "closures", 0)


def test_reports_log_and_the_end_of_an_incident_are_told_in_order(
    arrive: Arrive, duty: Caller
) -> None:
    incident = report_leak(duty)
    page = arrive("duty")
    panel = open_incident(page, incident, "sitreps")
    page.click("[data-test=compose-first]")
    draft = panel.locator("[data-test=sitrep-draft]")
    expect(draft.locator("textarea")).to_have_value(_containing(incident["title"]))
    page.click("[data-test=send-sitrep]")
    confirm(page)
    expect(panel.locator(".card").filter(has_text="初报")).to_contain_text(incident["title"])
    page.click("[data-test=compose-follow_up]")
    page.click("[data-test=send-sitrep]")
    confirm(page)
    expect(panel.locator(".card").filter(has_text="续报")).to_have_count(1)

    page.click("[data-test=tab-log]")
    page.locator("textarea[data-test=log-text]").fill("已通知省应急管理厅值班室。")
    page.click("[data-test=write-log]")
    expect(panel.locator("[data-test=course]")).to_contain_text("已通知省应急管理厅值班室")
    page.click("[data-test=stand-down]")
    confirm(page)
    page.click("[data-test=close-incident]")
    confirm(page)
    course = panel.locator("[data-test=course]")
    expect(course).to_contain_text("办结")
    told = course.inner_text()
    steps = ("接报“", "报送续报", "记录：已通知省应急管理厅", "终止了对", "办结了")
    places = [told.index(step) for step in steps]
    assert places == sorted(places)
    expect(page.locator("[data-test=compose-final]")).to_have_count(0)


def _containing(text: str) -> re.Pattern[str]:
    return re.compile(re.escape(text))
