"""Hazard areas at a screen: looked at with what lies inside, drawn, followed, closed off, undone."""

import re
from collections.abc import Callable

from playwright.sync_api import Locator, Page, expect

from app.testing.clients import Caller, JsonObject
from app.testing.screens import drawn, field, open_incident
from app.testing.story import report_leak

Arrive = Callable[..., Page]


def areas(page: Page, kind: str) -> Locator:
    return page.locator(f"[data-test=hazard-area][data-kind={kind}]")


def on_map(page: Page, kind: str) -> int:
    return sum(1 for one in drawn(page, "hazards") if one["kind"] == kind)


def standing(duty: Caller, incident: JsonObject, kind: str) -> list[JsonObject]:
    rows: list[JsonObject] = duty.get(f"/incidents/{incident['id']}/hazard-areas")["rows"]
    return [row for row in rows if row["kind"] == kind]


def test_a_plume_is_looked_at_with_its_numbers_then_drawn_beside_the_guide_and_undone(
    arrive: Arrive, duty: Caller
) -> None:
    incident = report_leak(duty)
    page = arrive("duty")
    open_incident(page, incident, "hazards")
    expect(areas(page, "protective_action").locator("[data-test=people-inside]")).to_contain_text(
        re.compile(r"约 [\d,]+ 人")
    )
    page.click("[data-test=draw-hazard]")
    page.click("[data-test=method-plume]")
    expect(page.locator("[data-test=preview-hazard]")).to_be_disabled()
    page.locator("[data-test=offer-limit]").filter(has_text="AEGL-2").click()
    page.click("[data-test=preview-hazard]")
    preview = page.locator("[data-test=hazard-preview]")
    expect(preview).to_contain_text("仅用于规划")
    expect(preview).to_contain_text("指南距离更远")
    expect(preview.locator("[data-test=inside-report]")).to_contain_text("区内道路")
    assert standing(duty, incident, "plume") == [], "looking draws nothing"
    page.click("[data-test=save-hazard]")
    expect(areas(page, "plume")).to_contain_text("AEGL-2")
    page.wait_for_function(
        "() => window.__muster.drawn('hazards').some(one => one.kind === 'plume')"
    )
    assert len(standing(duty, incident, "protective_action")) == 1, "the guide stays"
    areas(page, "plume").locator("[data-test=withdraw-hazard]").click()
    expect(areas(page, "plume")).to_have_count(0)
    page.click("[data-test=restore-hazard]")
    expect(areas(page, "plume")).to_have_count(1)


def test_the_roads_inside_are_closed_for_all_but_those_let_through(
    arrive: Arrive, duty: Caller
) -> None:
    incident = report_leak(duty)
    page = arrive("duty")
    open_incident(page, incident, "hazards")
    page.click("[data-test=draw-hazard]")
    page.click("[data-test=method-buffer]")
    field(page, "hazard-distance").fill("700")
    page.keyboard.press("Tab")
    page.click("[data-test=preview-hazard]")
    expect(page.locator("[data-test=hazard-preview]")).to_contain_text("700 米")
    page.click("[data-test=save-hazard]")
    card = areas(page, "buffer")
    card.locator("[data-test=look-inside]").click()
    expect(card.locator("[data-test=inside-report]")).to_contain_text("穿过该区的指令")
    card.locator("[data-test=close-roads]").click()
    expect(card.locator("[data-test=close-roads-form]")).to_contain_text("公里道路")
    field(page, "close-reason").fill("缓冲区警戒封控")
    page.click("[data-test=confirm-close-roads]")
    expect(card.locator("[data-test=close-roads-form]")).to_have_count(0)
    closures: list[JsonObject] = duty.get("/closures")["rows"]
    made = next(row for row in closures if row["reason"] == "缓冲区警戒封控")
    assert made["incident_id"] == incident["id"]
    assert {"fire_engine", "hazmat_carrier"}.isdisjoint(made["closed_to"])


def test_without_a_grid_of_heights_the_officer_is_told_to_draw_the_flood_by_hand(
    arrive: Arrive, duty: Caller
) -> None:
    incident = report_leak(duty)
    page = arrive("duty")
    open_incident(page, incident, "hazards")
    page.click("[data-test=draw-hazard]")
    page.click("[data-test=method-flood]")
    field(page, "hazard-level").fill("27")
    page.keyboard.press("Tab")
    page.click("[data-test=preview-hazard]")
    expect(page.locator(".el-message")).to_contain_text("手工绘制")
    assert on_map(page, "flood") == 0
