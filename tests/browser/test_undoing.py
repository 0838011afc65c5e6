"""Slips at the desk: taken back by one press, later by a correcting entry; the record shows both."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from app.testing.clients import Caller
from app.testing.screens import confirm, open_incident
from app.testing.story import advance, report_leak

Arrive = Callable[..., Page]


@pytest.fixture(scope="module")
def used() -> set[str]:
    """Teams that a test of this file has sent already."""
    return set()


@pytest.fixture
def under_way(duty: Caller, used: set[str]) -> dict[str, Any]:
    """A leak with one team on its way there."""
    incident = report_leak(duty)
    need = {"capability_code": "hazmat_control", "quantity": 1, "within_s": 3600}
    duty.post(f"/incidents/{incident['id']}/needs", need)
    team = next(
        one
        for one in duty.get("/snapshot")["teams"]
        if one["state"] == "available" and one["on_duty"] and one["id"] not in used
    )
    used.add(team["id"])
    wanted = {"team_id": team["id"], "incident_id": incident["id"], "reason": "就近"}
    order = duty.post("/orders", wanted, team["version"])
    advance(duty, order["id"], ("acknowledge", "depart"))
    return {"incident": incident, "order": order, "team": team}


def state(duty: Caller, order: dict[str, Any]) -> str:
    """How far an order has got, as the service knows it."""
    told: str = duty.get(f"/orders/{order['id']}")["state"]
    return told


def test_a_wrong_arrival_is_taken_back_by_one_press_or_by_ctrl_z(
    arrive: Arrive, duty: Caller, under_way: dict[str, Any]
) -> None:
    page = arrive("duty")
    panel = open_incident(page, under_way["incident"], "orders")
    panel.get_by_test_id("order-arrive").click()
    toast = page.get_by_test_id("undo-toast").first
    expect(toast).to_contain_text(under_way["team"]["name"])
    toast.get_by_test_id("undo-now").click()
    expect(panel.get_by_test_id("order-state-en_route")).to_be_visible()
    assert state(duty, under_way["order"]) == "en_route"

    panel.get_by_test_id("order-arrive").click()
    expect(panel.get_by_test_id("order-state-on_scene")).to_be_visible()
    page.keyboard.press("Control+z")
    expect(panel.get_by_test_id("order-state-en_route")).to_be_visible()
    assert state(duty, under_way["order"]) == "en_route"


def test_after_half_a_minute_a_reason_is_asked_for_and_the_record_shows_both(
    arrive: Arrive, duty: Caller, under_way: dict[str, Any]
) -> None:
    page = arrive("duty")
    page.clock.install()
    panel = open_incident(page, under_way["incident"], "orders")
    panel.get_by_test_id("order-arrive").click()
    expect(page.get_by_test_id("undo-toast")).to_have_count(1)
    page.clock.fast_forward(31_000)
    expect(page.get_by_test_id("undo-toast")).to_have_count(0)
    page.get_by_test_id("undo-more").click()
    page.get_by_test_id("undo-act").first.click()
    confirm(page, "误点到场，仍在途中")
    expect(page.get_by_test_id("undo-list")).to_contain_text("已撤销")
    assert state(duty, under_way["order"]) == "en_route"
    page.get_by_test_id("tab-log").click()
    course = panel.get_by_test_id("course")
    expect(course.get_by_test_id("correction")).to_contain_text("误点到场，仍在途中")
    expect(course.get_by_test_id("correction")).to_contain_text("到场 → 途中")
    expect(course).to_contain_text("到达")


def test_an_old_entry_is_corrected_from_the_log_and_a_stand_down_is_reopened(
    arrive: Arrive, duty: Caller, under_way: dict[str, Any]
) -> None:
    incident = under_way["incident"]
    advance(duty, under_way["order"]["id"], ("arrive", "release"))
    seen = duty.get(f"/incidents/{incident['id']}")
    duty.post(f"/incidents/{incident['id']}/stand-down", None, seen["version"])
    page = arrive("duty")
    panel = open_incident(page, incident, "log")
    panel.get_by_test_id("reopen-incident").click()
    confirm(page, "误终止，现场仍在处置")
    expect(panel.get_by_test_id("stand-down")).to_be_visible()
    needs = duty.get(f"/incidents/{incident['id']}/needs")["rows"]
    assert [one["state"] for one in needs] == ["open"]
    released = panel.get_by_test_id("course").locator(".event").filter(has_text="撤收")
    released.get_by_test_id("correct-entry").click()
    confirm(page, "未撤收")
    expect(panel.get_by_test_id("correction").filter(has_text="未撤收")).to_be_visible()
    assert state(duty, under_way["order"]) == "on_scene"


def test_a_team_that_turned_back_is_free_and_leaves_its_need_open(
    arrive: Arrive, duty: Caller, under_way: dict[str, Any]
) -> None:
    page = arrive("duty")
    panel = open_incident(page, under_way["incident"], "orders")
    panel.get_by_test_id("order-turn-back").click()
    confirm(page, "桥断，过不去")
    expect(panel.get_by_test_id("order-state-turned_back")).to_be_visible()
    need = duty.get(f"/incidents/{under_way['incident']['id']}/needs")["rows"][0]
    assert (need["state"], need["committed"]) == ("open", 0)
