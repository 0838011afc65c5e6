"""The map under an officer's hands: it never moves by itself, it measures, snaps, prints, is walked."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from app.testing.clients import Caller, JsonObject
from app.testing.screens import drawn, field, spot, wait_until_still
from app.testing.story import report_leak

Arrive = Callable[..., Page]


def view(page: Page) -> dict[str, float]:
    found: dict[str, float] = page.evaluate("window.__muster.view()")
    return found


def zoom_in(page: Page, steps: int) -> None:
    page.get_by_test_id("map-ground").focus()
    for _ in range(steps):
        wanted = view(page)["zoom"] + 1
        page.keyboard.press("+")
        page.wait_for_function(
            "(zoom) => Math.abs(window.__muster.view().zoom - zoom) < 1e-6", arg=wanted
        )


@pytest.fixture
def incident(duty: Caller) -> JsonObject:
    """A leak on the eastern ring road."""
    return report_leak(duty)


def test_selecting_moves_nothing_an_arrow_points_there_and_following_ends_with_a_drag(
    arrive: Arrive, incident: JsonObject
) -> None:
    page = arrive("duty")
    zoom_in(page, 4)
    before = view(page)
    page.click(f"[data-test='incident-{incident['number']}']")
    arrow = page.get_by_test_id("edge-arrow")
    expect(arrow).to_have_attribute("aria-label", re.compile(re.escape(incident["title"])))
    assert view(page) == before
    arrow.click()
    page.wait_for_function(
        "(lon) => Math.abs(window.__muster.view().lon - lon) < 1e-4",
        arg=incident["position"]["lon"],
    )
    wait_until_still(page)
    after = view(page)
    assert after["zoom"] == pytest.approx(before["zoom"]), "showing keeps the zoom"
    expect(arrow).to_have_count(0)
    page.get_by_test_id("follow").click()
    expect(page.get_by_test_id("follow")).to_have_attribute("aria-pressed", "true")
    x, y = spot(page, incident["position"]["lon"], incident["position"]["lat"])
    page.mouse.move(x - 60, y - 120)
    page.mouse.down()
    page.mouse.move(x - 160, y - 60, steps=4)
    page.mouse.up()
    expect(page.get_by_test_id("follow")).to_have_attribute("aria-pressed", "false")


def test_a_distance_is_measured_with_a_point_taken_back_and_the_keyboard_ends_it(
    arrive: Arrive,
) -> None:
    page = arrive("duty")
    page.click("[data-test=measure-line]")
    expect(page.get_by_test_id("map-tool")).to_be_visible()
    for place in ((114.20, 30.60), (114.30, 30.60), (114.32, 30.64)):
        page.mouse.click(*spot(page, *place))
        page.wait_for_timeout(400)
    page.keyboard.press("Backspace")
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("measure-clear")).to_be_visible()
    [measured] = page.evaluate("window.__muster.measured()")
    assert float(measured.split()[0]) == pytest.approx(9.58, abs=0.2), measured
    assert measured.endswith("公里")
    page.click("[data-test=measure-area]")
    expect(page.get_by_test_id("map-tool")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_test_id("map-tool")).to_have_count(0)
    page.click("[data-test=measure-clear]")
    assert page.evaluate("window.__muster.measured()") == []


def test_a_drawn_area_snaps_to_the_corner_of_what_is_closed_already(
    arrive: Arrive, duty: Caller
) -> None:
    corner = [114.28, 30.62]
    ring = [corner, [114.27, 30.62], [114.27, 30.61], [114.28, 30.61], corner]
    area = {"type": "Polygon", "coordinates": [ring]}
    duty.post("/closures", {"kind": "works", "reason": "已有施工区", "area": area})
    page = arrive("duty")
    page.keyboard.press("c")
    page.wait_for_function(
        "() => window.__muster.drawn('closures').some((one) => one.name === '已有施工区')"
    )
    page.click("[data-test=draw-closure]")
    x, y = spot(page, *corner)
    for dx, dy in ((4, -4), (60, 0), (60, -60)):
        page.mouse.move(x + dx, y + dy, steps=3)
        page.mouse.click(x + dx, y + dy)
        page.wait_for_timeout(400)
    page.keyboard.press("Enter")
    field(page, "closure-reason").fill("接着施工区")
    page.click("[data-test=save-closure]")
    expect(page.locator("[data-test=closure]").filter(has_text="接着施工区")).to_be_visible()
    [made] = duty.get("/closures", q="接着施工区")["rows"]
    assert made["area"]["coordinates"][0][0] == pytest.approx(corner, abs=2e-6)


def test_the_printed_sheet_has_title_unit_times_scale_datum_and_legend(
    arrive: Arrive, incident: JsonObject
) -> None:
    page = arrive("duty")
    before = view(page)
    page.click("[data-test=print-map]")
    page.locator("[data-test=print-title] input, input[data-test=print-title]").first.fill(
        "液氯泄漏态势图"
    )
    sheet = page.get_by_test_id("print-sheet")
    expect(sheet).to_contain_text("液氯泄漏态势图", timeout=180_000)
    for part in ("制图单位：武汉市", "制图人：", "制图时间：2", "数据时间：2", "CGCS2000", "公里"):
        expect(sheet).to_contain_text(part)
    width = page.get_by_test_id("print-picture").evaluate("(one) => one.naturalWidth")
    assert width == 2800
    with page.expect_download() as saved:
        page.click("[data-test=save-png]")
    assert saved.value.suggested_filename.startswith("液氯泄漏态势图")
    page.keyboard.press("Escape")
    assert view(page) == before


def test_layers_are_kept_for_the_account_in_another_browser(arrive: Arrive) -> None:
    page = arrive("duty")
    page.get_by_role("button", name="图例 · 图层").click()
    expect(page.get_by_test_id("layer-facilities")).not_to_be_checked()
    with page.expect_response(lambda one: one.url.endswith("/api/me/choices/map")) as kept:
        page.get_by_test_id("layer-facilities").check()
    assert kept.value.ok
    other = arrive("duty")
    other.get_by_role("button", name="图例 · 图层").click()
    expect(other.get_by_test_id("layer-facilities")).to_be_checked()
    with other.expect_response(lambda one: one.url.endswith("/api/me/choices/map")):
        other.get_by_test_id("reset-layers").click()
    expect(other.get_by_test_id("layer-facilities")).not_to_be_checked()


def test_things_in_one_place_are_listed_and_walked_by_keyboard_without_moving_the_map(
    arrive: Arrive, incident: JsonObject
) -> None:
    page = arrive("duty")
    wait_until_still(page)
    before = view(page)
    page.get_by_test_id("map-ground").focus()
    said = page.get_by_test_id("map-said")
    page.keyboard.press("Tab")
    expect(said).to_contain_text(incident["title"])
    expect(said).to_contain_text("第 1 个")
    for _ in range(40):
        page.keyboard.press("Tab")
        if "此处" in (said.text_content() or ""):
            break
    page.keyboard.press("Enter")
    rows = page.get_by_test_id("gathered-one")
    expect(rows.nth(1)).to_be_visible()
    assert view(page) == before
    rows.first.click()
    expect(page.get_by_test_id("gathered")).to_have_count(0)
    assert view(page) == before
    assert len(drawn(page, "teams")) > 200, "every team is there, gathered or not"


def test_the_drive_time_stands_beside_the_cursor_only_when_it_is_switched_on(
    arrive: Arrive, incident: JsonObject
) -> None:
    page = arrive("duty")
    beside = page.get_by_test_id("drive-cursor")
    page.mouse.move(*spot(page, 114.25, 30.58))
    expect(beside).to_have_count(0)
    page.click("[data-test=drive-time]")
    page.mouse.move(*spot(page, 114.27, 30.58), steps=4)
    expect(beside).to_contain_text("最近可派")
    page.click(f"[data-test='incident-{incident['number']}']")
    page.mouse.move(*spot(page, 114.28, 30.585), steps=4)
    expect(beside).to_contain_text(f"自{incident['title']}")
    expect(beside).to_contain_text("分")
