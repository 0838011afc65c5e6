"""Keyboard, language, theme, a lost connection, names for a screen reader, readable text."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from app.testing.clients import Caller
from app.testing.looking import look, settle
from app.testing.screens import wait_until_drawn
from app.testing.story import report_leak

Arrive = Callable[..., Page]
LAPTOP = (1366, 768)
PAPERS = ("--panel", "--panel-2", "--bg", "--accent-soft")

CONTRAST = """([ink, paper]) => {
  const probe = document.body.appendChild(document.createElement('i'))
  const canvas = document.createElement('canvas').getContext('2d')
  const light = (name) => {
    probe.style.color = `var(${name})`
    canvas.fillStyle = getComputedStyle(probe).color
    canvas.fillRect(0, 0, 1, 1)
    const [r, g, b] = [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3)
      .map((v) => v / 255).map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4))
    return 0.2126 * r + 0.7152 * g + 0.0722 * b
  }
  const [a, b] = [light(ink), light(paper)].sort((x, y) => y - x)
  probe.remove()
  return (a + 0.05) / (b + 0.05)
}"""


def test_the_keyboard_reports_searches_and_explains_itself(arrive: Arrive) -> None:
    page = arrive("duty")
    page.keyboard.press("?")
    help_box = page.get_by_role("dialog")
    expect(help_box).to_contain_text("快捷键")
    page.keyboard.press("Escape")
    expect(help_box).to_be_hidden()
    page.keyboard.press("/")
    expect(page.locator("#search-all")).to_be_focused()
    page.keyboard.type("n")
    expect(page.get_by_test_id("report-form")).to_have_count(0)
    page.locator("#search-all").blur()
    page.keyboard.press("n")
    expect(page.get_by_test_id("report-form")).to_be_visible()
    page.click("[data-test=pick]")
    expect(page.get_by_text("请在地图上单击选择地点")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_text("请在地图上单击选择地点")).to_have_count(0)


def test_language_and_theme_change_at_once_and_stay_after_a_reload(arrive: Arrive) -> None:
    page = arrive("duty2")
    expect(page.get_by_test_id("board")).to_contain_text("突发事件")
    page.get_by_test_id("language").click()
    expect(page.get_by_test_id("board")).to_contain_text("Incidents")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    before = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.get_by_test_id("theme").click()
    expect(page.locator("html")).to_have_class("dark")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") != before
    page.reload()
    expect(page.get_by_test_id("board")).to_contain_text("Incidents")
    expect(page.locator("html")).to_have_class("dark")
    page.get_by_test_id("language").click()
    expect(page.get_by_test_id("board")).to_contain_text("突发事件")


def test_a_lost_connection_is_shown_and_what_was_missed_arrives_afterwards(
    arrive: Arrive, duty: Caller
) -> None:
    page = arrive("commander")
    page.wait_for_function("window.__muster !== undefined")
    known = page.evaluate("window.__muster.drawn('incidents').length")
    page.context.set_offline(True)
    expect(page.get_by_test_id("connection")).to_contain_text("离线")
    incident = report_leak(duty, "三环线南段", "断线期间的泄漏")
    assert page.evaluate("window.__muster.drawn('incidents').length") == known
    page.context.set_offline(False)
    expect(page.get_by_test_id("connection")).to_contain_text("实时")
    expect(page.get_by_test_id("board")).to_contain_text(incident["title"])
    wait_until_drawn(page, "incidents", known + 1)


def test_no_tab_of_an_incident_and_no_form_has_a_serious_finding(
    arrive: Arrive, duty: Caller
) -> None:
    incident = report_leak(duty)
    page = arrive("duty", LAPTOP)
    page.click(f"[data-test='incident-{incident['number']}']")
    found = {}
    tabs = page.get_by_test_id("incident-panel").locator("nav.tabs [role=tab]")
    expect(tabs.first).to_be_visible()
    for tab in tabs.all():
        tab.click()
        settle(page)
        found[tab.inner_text()] = look(page)
    assert len(found) > 5
    for key in ("o", "c", "p", "n"):
        page.keyboard.press(key)
        settle(page)
        found[key] = look(page)
    grave = {where: [one for one in all_ if one.is_grave] for where, all_ in found.items()}
    assert grave == {where: [] for where in found}


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_text_stands_out_from_what_it_is_written_on(arrive: Arrive, theme: str) -> None:
    page = arrive("duty")
    if theme == "dark":
        page.get_by_test_id("theme").click()
        expect(page.locator("html")).to_have_class("dark")
    inks = ("--text", "--text-2", "--text-3", "--accent", "--good", "--warn", "--alarm")
    pairs = [(ink, paper) for ink in inks for paper in PAPERS]
    ratios = {pair: page.evaluate(CONTRAST, list(pair)) for pair in pairs}
    assert {pair: ratio for pair, ratio in ratios.items() if ratio < 4.5} == {}
