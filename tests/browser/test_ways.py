"""Ways on the map: from a right click to a right click, round what is drawn, and on a phone."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from app.testing.screens import spot

Arrive = Callable[..., Page]
HANKOU, WUCHANG = (114.2860, 30.5850), (114.3250, 30.5350)
PHONE = (390, 844)


def from_menu(page: Page, place: tuple[float, float], item: str) -> None:
    x, y = spot(page, *place)
    page.mouse.click(x, y, button="right")
    page.click(f"[data-test={item}]")


@pytest.fixture
def page_with_way(arrive: Arrive) -> Page:
    """The way from one side of the river to the other, asked for on the map."""
    page = arrive("duty")
    from_menu(page, HANKOU, "way-from-here")
    from_menu(page, WUCHANG, "way-to-here")
    expect(page.get_by_test_id("way-choice")).to_have_count(3)
    return page


def drawn(page: Page) -> list[str]:
    kinds: list[str] = page.evaluate("window.__muster.drawn('ways').map((one) => one.kind)")
    return kinds


def test_two_right_clicks_give_three_ways_with_minutes_on_the_map(page_with_way: Page) -> None:
    page = page_with_way
    kinds = drawn(page)
    assert kinds.count("chosen") == 1 and kinds.count("other") == 2
    assert kinds.count("end") == 2 and kinds.count("mark") >= 3
    first = page.get_by_test_id("way-steps").inner_text()
    page.get_by_test_id("way-choice").nth(1).click()
    expect(page.get_by_test_id("way-steps")).not_to_have_text(first)
    page.click("[data-test=way-clear]")
    expect(page.get_by_test_id("way-choice")).to_have_count(0)
    assert drawn(page) == []


def test_a_drawn_area_is_kept_out_of(page_with_way: Page) -> None:
    page = page_with_way
    before = page.get_by_test_id("way-choice").first.inner_text()
    page.click("[data-test=way-avoid-area]")
    corners = [(114.296, 30.545), (114.309, 30.545), (114.309, 30.562), (114.296, 30.562)]
    for corner in corners[:-1]:
        page.mouse.click(*spot(page, *corner))
    page.mouse.dblclick(*spot(page, *corners[-1]))
    expect(page.get_by_test_id("way-choice").first).not_to_have_text(before)
    assert "avoid" in drawn(page)


def test_the_keyboard_and_a_phone_reach_the_tool(arrive: Arrive) -> None:
    desk = arrive("duty")
    desk.keyboard.press("r")
    expect(desk.get_by_test_id("way-panel")).to_contain_text("选好起点和终点")
    phone = arrive("duty", PHONE)
    phone.get_by_role("button", name="地图").click()
    phone.click("[data-test=open-way]")
    expect(phone.get_by_test_id("way-panel")).to_be_visible()
    assert phone.evaluate("document.documentElement.scrollWidth") <= PHONE[0]
