"""A duty officer signs in and takes down the report of a chlorine leak."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from app.testing.clients import Caller
from app.testing.screens import choose, drawn, field, spot

Arrive = Callable[..., Page]


def fill_in_the_leak(page: Page) -> None:
    """Kind, substance, size, wind and casualties, as the caller tells them."""
    choose(page, "kind", "危险化学品泄漏")
    page.locator("[data-test=substance]").click()
    page.keyboard.type("1017")
    page.get_by_role("option", name="UN 1017").click()
    page.get_by_text("大量泄漏").click()
    field(page, "wind-from").fill("45")
    field(page, "wind-speed").fill("2")
    field(page, "serious_injuries").fill("12")
    field(page, "trapped").fill("2")


def test_a_leak_at_a_place_found_by_pinyin_initials_shows_level_clocks_and_danger(
    arrive: Arrive,
) -> None:
    page = arrive("duty")
    page.keyboard.press("n")
    field(page, "place").press_sequentially("shxdd")
    page.get_by_role("option", name="三环线东段").click()
    fill_in_the_leak(page)
    page.click("[data-test=submit-report]")

    panel = page.locator("[data-test=incident-panel]")
    expect(panel).to_contain_text("三环线东段危险化学品泄漏")
    expect(panel).to_contain_text("级别研判")
    expect(panel.locator(".decides")).to_contain_text("重伤")
    expect(panel.locator(".result")).to_contain_text("较大")
    expect(panel).to_contain_text("氯")

    page.click("[data-test=tab-clocks]")
    expect(panel.locator(".step").first).to_contain_text("剩余")
    expect(panel.locator(".step").last).to_contain_text("省")

    page.click("[data-test=tab-hazards]")
    areas = panel.locator("[data-test=hazard-area]")
    expect(areas).to_have_count(2)
    expect(areas.first).to_contain_text("初始隔离区")
    expect(areas.first).to_contain_text("来源")
    expect(areas.first).to_contain_text("ERG")
    expect(areas.last).to_contain_text("乡镇街道")
    assert {area["kind"] for area in drawn(page, "hazards")} == {"isolation", "protective_action"}
    assert [one["level"] for one in drawn(page, "incidents")] == [3]


def test_a_click_on_the_map_gives_the_place_and_names_the_nearest_one(arrive: Arrive) -> None:
    page = arrive("duty")
    page.click("[data-test=report]")
    page.click("[data-test=pick]")
    page.mouse.click(*spot(page, 114.36, 30.55))
    expect(page.locator("[data-test=report-form]")).to_contain_text("WGS-84")
    position = page.locator("[data-test=report-form] .hint.num").first.inner_text()
    lon, lat = (float(part) for part in position.split(" WGS-84")[0].split(","))
    assert lon == pytest.approx(114.36, abs=0.01)
    assert lat == pytest.approx(30.55, abs=0.01)
    expect(field(page, "place")).not_to_have_value("")


def test_an_error_of_the_service_stands_at_its_field_and_nothing_typed_is_lost(
    arrive: Arrive, duty: Caller
) -> None:
    before = duty.get("/incidents")["total"]
    page = arrive("duty")
    page.click("[data-test=report]")
    page.click("[data-test=submit-report]")
    expect(page.locator(".el-form-item__error").first).to_have_text("请选择事件类型")

    choose(page, "kind", "危险化学品泄漏")
    page.click("[data-test=pick]")
    page.mouse.click(*spot(page, 114.36, 30.55))
    field(page, "title").fill("二环线液氯泄漏")
    expect(page.locator("[data-test=report-form]")).to_contain_text("WGS-84")
    page.route("**/api/incidents", put_outside_the_region)
    page.click("[data-test=submit-report]")
    expect(
        page.locator(".el-form-item", has=page.locator("[data-test=place]")).locator(
            ".el-form-item__error"
        )
    ).to_be_visible()
    expect(field(page, "title")).to_have_value("二环线液氯泄漏")
    page.unroute("**/api/incidents")
    page.reload()
    page.click("[data-test=report]")
    expect(field(page, "title")).to_have_value("二环线液氯泄漏")
    assert duty.get("/incidents")["total"] == before


def put_outside_the_region(route: Any) -> None:
    """Send the report as typed, but for a place far away from the city."""
    typed = json.loads(route.request.post_data)
    route.continue_(post_data=json.dumps(typed | {"position": {"lon": 121.47, "lat": 31.23}}))
