"""Closing roads at a screen: drawn with its impact seen, marked, opened in part, imported, undone."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, expect

from app.testing.clients import Caller
from app.testing.screens import drawn, field, spot, wait_until_still
from app.testing.story import report_leak

Arrive = Callable[..., Page]


def box(lon: float, lat: float, size: float = 0.01) -> dict[str, Any]:
    ring = [[lon, lat], [lon + size, lat], [lon + size, lat + size], [lon, lat + size], [lon, lat]]
    return {"type": "Polygon", "coordinates": [ring]}


def card(page: Page, text: str) -> Any:
    return page.locator("[data-test=closure]").filter(has_text=text)


def wait_until_on_map(page: Page, name: str, there: bool = True) -> None:
    page.wait_for_function(
        "([name, there]) => window.__muster?.drawn('closures').some(one => one.name === name) === there",
        arg=[name, there],
    )


def confirm(page: Page) -> None:
    page.locator(".el-message-box").get_by_role("button", name="确认").click()


def test_who_is_cut_off_is_seen_before_roads_are_closed_and_lifting_can_be_undone(
    arrive: Arrive, duty: Caller
) -> None:
    incident = report_leak(duty)
    lon, lat = incident["position"]["lon"], incident["position"]["lat"]
    before = duty.get("/closures")["total"]
    page = arrive("duty")
    page.keyboard.press("c")
    page.click("[data-test=draw-closure]")
    for x, y in ((-0.02, -0.02), (0.02, -0.02), (0.02, 0.02)):
        page.mouse.click(*spot(page, lon + x, lat + y))
        page.wait_for_timeout(400)
    page.mouse.dblclick(*spot(page, lon - 0.02, lat + 0.02))
    impact = page.locator("[data-test=closure-form] [data-test=impact]")
    expect(impact.locator("[data-test=cut]")).to_be_visible()
    expect(impact.locator("[data-test=effect]").first).to_contain_text("无法到达")
    impact.locator("[data-test=sort-later_s]").click()
    expect(impact.locator("[data-test=effect]").first).to_contain_text("无法到达")
    assert duty.get("/closures")["total"] == before, "looking closes nothing"
    field(page, "closure-reason").fill("泄漏点周边管制")
    page.click("[data-test=save-closure]")
    expect(card(page, "泄漏点").locator("[data-test=closure-state-holding]")).to_be_visible()
    wait_until_on_map(page, "泄漏点周边管制")
    card(page, "泄漏点").locator("[data-test=lift-closure]").click()
    wait_until_on_map(page, "泄漏点周边管制", there=False)
    page.click("[data-test=undo]")
    wait_until_on_map(page, "泄漏点周边管制")
    [kept] = duty.get("/closures", state="holding", q="泄漏点")["rows"]
    assert kept["version"] == 3


def test_a_planned_closure_looks_planned_and_a_stretch_inside_is_opened_from_the_map(
    arrive: Arrive, duty: Caller
) -> None:
    later = (datetime.now(UTC) + timedelta(hours=2)).isoformat()
    planned = {
        "kind": "works",
        "reason": "夜间施工",
        "area": box(114.28, 30.60),
        "valid_from": later,
    }
    duty.post("/closures", planned)
    duty.post("/closures", {"kind": "flood", "reason": "隧道积水", "area": box(114.335, 30.535)})
    page = arrive("duty")
    page.keyboard.press("c")
    wait_until_on_map(page, "隧道积水")
    state = {one["name"]: one["state"] for one in drawn(page, "closures")}
    assert (state["夜间施工"], state["隧道积水"]) == ("planned", "holding")
    card(page, "隧道积水").get_by_role("button", name="在地图上查看").click()
    wait_until_still(page)
    card(page, "隧道积水").locator("[data-test=open-road]").click()
    piece = duty.get("/roads/piece", lon=114.3405, lat=30.5405)
    middle = piece["roads"][0]["line"]
    (x1, y1), (x2, y2) = middle[0], middle[1]
    page.mouse.click(*spot(page, (x1 + x2) / 2, (y1 + y2) / 2))
    expect(card(page, "隧道积水").locator("[data-test=close-again]")).to_be_visible()
    mine = [one for one in drawn(page, "closures") if one["name"] == "隧道积水"]
    assert {one["part"] for one in mine} == {"area", "opened"}
    card(page, "隧道积水").locator("[data-test=close-again]").click()
    expect(card(page, "隧道积水").locator("[data-test=close-again]")).to_have_count(0)


def test_a_file_is_looked_at_before_its_areas_are_closed_and_undone_whole(
    arrive: Arrive, duty: Caller, tmp_path: Path
) -> None:
    shapes = {
        "汉口积水": box(114.28, 30.62),
        "汉阳积水": box(114.22, 30.56),
        "颠倒": box(30.5, 114.3),
    }
    features = [
        {"type": "Feature", "geometry": shape, "properties": {"name": name}}
        for name, shape in shapes.items()
    ]
    path = tmp_path / "积水点.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), "utf-8")
    page = arrive("duty")
    page.keyboard.press("c")
    page.click("[data-test=import-closures]")
    page.set_input_files("[data-test=import-file]", str(path))
    rows = page.locator("[data-test=import-row]")
    expect(rows).to_have_count(3)
    expect(rows.nth(2).locator("[data-test=row-problem]")).to_contain_text("填反")
    before = duty.get("/closures", state="holding")["total"]
    page.click("[data-test=apply-import]")
    expect(card(page, "汉阳积水")).to_be_visible()
    assert duty.get("/closures", state="holding")["total"] == before + 2
    card(page, "汉口积水").locator("[data-test=lift-import]").click()
    confirm(page)
    expect(card(page, "汉阳积水")).to_have_count(0)
    assert duty.get("/closures", state="holding")["total"] == before
