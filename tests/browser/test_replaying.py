"""A replay as somebody looks at it: step by step, by the slider, by a link; nothing acts in it."""

from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, Request, expect

from app.testing.clients import Caller, JsonObject

Arrive = Callable[..., Page]
SignIn = Callable[[str], Caller]
DESK, PHONE = (1600, 900), (390, 844)


@pytest.fixture
def incident(duty: Caller) -> JsonObject:
    """An incident that was reported, corrected, remarked on and stood down."""
    reported: JsonObject = duty.post(
        "/incidents",
        {
            "kind": "fire_explosion",
            "title": "仓库起火",
            "description": "李先生报警，电话13800138000",
            "position": {"lon": 114.35, "lat": 30.55},
            "place_name": "珞狮南路",
            "caller_phone": "13800138000",
        },
    )
    path = f"/incidents/{reported['id']}"
    duty.post(
        f"{path}/needs", {"capability_code": "fire_suppression", "quantity": 2, "within_s": 900}
    )
    duty.post(f"{path}/log", {"text": "浓烟向东"})
    version = duty.get(path)["version"]
    corrected = duty.patch(path, {"trapped": 3}, version)
    duty.post(f"{path}/stand-down", {}, corrected["version"])
    return reported


def opened(arrive: Arrive, username: str, query: str = "", size: tuple[int, int] = DESK) -> Page:
    """Open the replay and wait until the log has been read."""
    shows = "[data-test=replay-controls]"
    page: Page = arrive(username, size, path=f"/replay{query}", shows=shows)
    return page


def card(page: Page, incident: JsonObject):  # type: ignore[no-untyped-def]
    """The incident on the board."""
    return page.get_by_test_id("board").get_by_text(incident["title"]).first


def test_the_past_is_stepped_through_and_says_unmistakably_what_it_is(
    arrive: Arrive, incident: JsonObject
) -> None:
    page = opened(arrive, "duty", f"?incident={incident['id']}")
    expect(page.get_by_role("banner")).to_contain_text("复盘")
    expect(page.get_by_role("banner")).to_contain_text("只读")
    expect(card(page, incident)).to_have_count(0)
    page.locator("body").press("ArrowRight")
    expect(card(page, incident)).to_be_visible()
    page.locator("body").press("End")
    expect(page.get_by_test_id("log-pane")).to_contain_text("浓烟向东")
    page.locator("body").press("Shift+ArrowLeft")
    expect(page.get_by_test_id("log-pane")).not_to_contain_text("解除")
    page.locator("body").press("Home")
    expect(card(page, incident)).to_have_count(0)
    page.get_by_test_id("replay-side").get_by_test_id("log-line").last.click()
    expect(card(page, incident)).to_be_visible()
    page.wait_for_url("**/replay?*event=*")
    query = parse_qs(urlsplit(page.url).query)
    linked = opened(arrive, "duty", f"?incident={incident['id']}&event={query['event'][0]}")
    assert linked.get_by_test_id("replay").get_attribute("data-step") not in (None, "0")


def test_the_slider_plays_and_is_dragged(arrive: Arrive, incident: JsonObject) -> None:
    page = opened(arrive, "duty")
    slider = page.get_by_test_id("replay-slider")
    box = slider.bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + box["width"] - 1, box["y"] + 10)
    expect(card(page, incident)).to_have_count(1)
    at_end = slider.get_attribute("aria-valuenow") or ""
    page.mouse.click(box["x"] + 1, box["y"] + 10)
    expect(slider).not_to_have_attribute("aria-valuenow", at_end)
    page.get_by_test_id("replay-speed").select_option("60")
    began = slider.get_attribute("aria-valuenow") or ""
    page.locator("body").press("Space")
    expect(slider).not_to_have_attribute("aria-valuenow", began)


def test_nothing_that_is_pressed_in_a_replay_changes_anything(
    arrive: Arrive, incident: JsonObject
) -> None:
    page = opened(arrive, "commander")
    page.locator("body").press("End")
    written: list[str] = []

    def note(request: Request) -> None:
        if request.method != "GET" and "/api/me" not in request.url:
            written.append(f"{request.method} {request.url}")

    page.on("request", note)
    for name in ("report", "log-entry", "correct", "stand-down", "joint", "closures"):
        expect(page.get_by_test_id(name)).to_have_count(0)
    card(page, incident).click()
    page.get_by_test_id("replay-incident").click()
    expect(page.get_by_test_id("replay-facts")).to_contain_text(incident["title"])
    for key in ("n", "p", "o", "l"):
        page.locator("body").press(key)
    for area in ("board", "replay-side", "log-pane"):
        for button in page.get_by_test_id(area).locator("button:visible:enabled").all()[:12]:
            if button.is_visible():
                button.click()
                page.keyboard.press("Escape")
    assert written == []


def test_a_moment_becomes_an_exercise_and_an_incident_a_scenario(
    arrive: Arrive, incident: JsonObject
) -> None:
    page = opened(arrive, "commander", f"?incident={incident['id']}")
    page.locator("body").press("End")
    page.get_by_test_id("branch").click()
    page.get_by_test_id("branch-now").click()
    expect(page.get_by_test_id("branched")).to_contain_text("演-")
    page.keyboard.press("Escape")
    page.get_by_test_id("leave-replay").click()
    page.wait_for_selector("[data-test=connection].live")
    card(page, incident).click()
    page.get_by_test_id("make-scenario").click()
    dialog = page.get_by_test_id("scenario-dialog")
    expect(dialog).to_contain_text("导调信息")
    page.get_by_test_id("keep-scenario").click()
    expect(page.get_by_test_id("scenario-kept")).to_be_visible()


def test_a_phone_shows_one_pane_at_a_time(arrive: Arrive, incident: JsonObject) -> None:
    page = opened(arrive, "duty", f"?incident={incident['id']}", PHONE)
    page.get_by_role("button", name="事件", exact=True).click()
    page.get_by_test_id("step").click()
    expect(card(page, incident)).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]
