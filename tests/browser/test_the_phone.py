"""A leader's phone: five buttons, a net that goes away in the middle, recalls meanwhile, photos."""

import io
import itertools
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from app.testing.clients import Caller, JsonObject
from app.testing.screens import open_incident
from app.testing.story import report_leak

Arrive = Callable[..., Page]
SignIn = Callable[[str], Caller]
PHONE = (390, 844)
SMALL = (360, 640)


def send(duty: Caller, team_id: str, incident: JsonObject) -> JsonObject:
    """Send a team to an incident by hand."""
    team = duty.get(f"/teams/{team_id}")
    body = {"team_id": team_id, "incident_id": incident["id"], "reason": "就近出动"}
    order: JsonObject = duty.post("/orders", body, team["version"])
    return order


def events_of(duty: Caller, order: JsonObject) -> Counter[str]:
    """How often each thing happened to an order and to the reports about its incident."""
    course = duty.get(f"/incidents/{order['incident_id']}/history")
    about = [
        event["kind"]
        for event in course
        if (event.get("order") or event.get("field_report") or {}).get("team_id")
        == order["team_id"]
    ]
    return Counter(about)


def order_now(duty: Caller, order: JsonObject) -> JsonObject:
    """The order as the service has it."""
    found: JsonObject = duty.get(f"/orders/{order['id']}")
    return found


def photo() -> bytes:
    """A large photo such as a phone takes."""
    out = io.BytesIO()
    Image.effect_noise((4000, 3000), 60).convert("RGB").save(out, "JPEG", quality=95)
    return out.getvalue()


def go_without_net(page: Page, without: bool) -> None:
    """Enter or leave a tunnel."""
    page.context.set_offline(without)
    wanted = "[data-test=connection].offline" if without else "[data-test=connection].live"
    page.wait_for_selector(wanted)


def wait_for_the_worker(page: Page) -> None:
    """Wait until the worker of the field page is active: `ready` goes by where a page began."""
    page.wait_for_function(
        "navigator.serviceWorker.getRegistration('/field').then((one) => Boolean(one?.active))"
    )


def big_buttons(page: Page) -> list[dict[str, float]]:
    """Where the buttons of the dock are and how large."""
    boxes: list[dict[str, float]] = page.evaluate(
        "[...document.querySelectorAll('[data-test=dock] button')].map((one) => {"
        " const { x, y, width, height } = one.getBoundingClientRect();"
        " return { x, y, width, height } })"
    )
    return boxes


def test_five_buttons_through_a_tunnel_lose_nothing_and_double_nothing(
    arrive: Arrive, sign_in: SignIn, duty: Caller
) -> None:
    leader = sign_in("leader-hazmat")
    page = arrive("leader-hazmat", PHONE)
    expect(page.get_by_text("当前没有指令")).to_be_visible()
    wait_for_the_worker(page)
    incident = report_leak(duty, "三环线北段", "三环线北段液氯泄漏")
    order = send(duty, leader.me["account"]["team_id"], incident)
    expect(page.get_by_test_id("field-order")).to_contain_text(incident["title"])
    expect(page.get_by_test_id("danger")).to_contain_text("从上风向（东北）接近")

    page.get_by_test_id("do-acknowledge").click()
    expect(page.get_by_test_id("undo-bar")).to_contain_text("已报：收到")
    page.get_by_test_id("undo").click()
    expect(page.get_by_test_id("state-issued")).to_be_visible()
    page.get_by_test_id("do-acknowledge").click()
    expect(page.get_by_test_id("undo-bar")).to_contain_text("已报：收到")
    assert order_now(duty, order)["state"] == "acknowledged"

    go_without_net(page, True)
    page.get_by_test_id("do-depart").click()
    page.get_by_test_id("do-arrive").click()
    page.get_by_test_id("open-note").click()
    page.get_by_test_id("note-text").fill("东侧已警戒")
    page.get_by_test_id("send-note").click()
    page.get_by_test_id("do-help").click()
    page.get_by_test_id("lacking-people").click()
    page.get_by_test_id("help-text").fill("需要接力搬运")
    page.get_by_test_id("send-help").click()
    expect(page.get_by_test_id("waiting")).to_have_count(4)
    expect(page.get_by_test_id("state-on_scene")).to_be_visible()
    assert order_now(duty, order)["state"] == "acknowledged"

    page.reload()
    expect(page.get_by_test_id("kept")).to_contain_text("离线")
    expect(page.get_by_test_id("waiting")).to_have_count(4)
    expect(page.get_by_test_id("state-on_scene")).to_be_visible()
    page.get_by_test_id("do-release").click()
    expect(page.get_by_test_id("waiting")).to_have_count(5)

    go_without_net(page, False)
    expect(page.get_by_test_id("outbox-bar")).to_contain_text("全部已送达")
    expect(page.get_by_test_id("state-released")).to_be_visible()
    expect(page.get_by_test_id("do-close")).to_contain_text("归队")
    happened = events_of(duty, order)
    for kind in ("departed", "arrived", "released"):
        assert happened[f"order.{kind}"] == 1, happened
    assert happened["field_report.sent"] == 2, happened
    assert order_now(duty, order)["state"] == "released"

    desk = arrive("duty")
    (help_asked,) = [
        one
        for one in duty.get(f"/incidents/{incident['id']}/field-reports")
        if one["kind"] == "help"
    ]
    panel = open_incident(desk, incident, "sitreps")
    panel.get_by_test_id("field-report").first.get_by_test_id("acknowledge-report").click()
    expect(page.get_by_test_id("help-acknowledged")).to_contain_text("指挥中心已确认")
    assert help_asked["text"] == "需要接力搬运"


def test_an_order_recalled_meanwhile_waits_for_a_decision_that_shows_both_sides(
    arrive: Arrive, sign_in: SignIn, duty: Caller
) -> None:
    leader = sign_in("leader-boat")
    page = arrive("leader-boat", SMALL)
    incident = report_leak(duty, "汉口站", "汉口站旁槽车泄漏")
    order = send(duty, leader.me["account"]["team_id"], incident)
    page.get_by_test_id("do-acknowledge").click()
    expect(page.get_by_test_id("undo-bar")).to_contain_text("已报：收到")
    expect(page.get_by_test_id("state-acknowledged")).to_be_visible()
    go_without_net(page, True)
    page.get_by_test_id("do-depart").click()
    expect(page.get_by_test_id("waiting")).to_have_count(1)
    seen = order_now(duty, order)
    duty.post(f"/orders/{order['id']}/recall", {"note": "险情解除"}, seen["version"])
    go_without_net(page, False)
    decision = page.get_by_test_id("decision")
    expect(decision).to_contain_text("已收到")
    expect(page.get_by_test_id("decision-now")).to_contain_text("已召回 “险情解除”")
    page.reload()
    expect(decision).to_be_visible()
    page.get_by_test_id("tell-instead").click()
    expect(decision).to_have_count(0)
    expect(page.get_by_test_id("outbox-bar")).to_contain_text("全部已送达")
    (told,) = duty.get(f"/incidents/{incident['id']}/field-reports")
    assert "出发" in told["text"]
    assert events_of(duty, order)["order.departed"] == 0


def test_a_photo_from_the_scene_arrives_small_at_the_desk(
    arrive: Arrive, sign_in: SignIn, duty: Caller
) -> None:
    leader = sign_in("leader-fire")
    page = arrive("leader-fire", PHONE)
    incident = report_leak(duty, "三环线南段", "三环线南段槽车泄漏")
    order = send(duty, leader.me["account"]["team_id"], incident)
    page.get_by_test_id("open-note").click()
    page.get_by_test_id("photo").set_input_files(
        {"name": "scene.jpg", "mimeType": "image/jpeg", "buffer": photo()}
    )
    page.get_by_test_id("note-text").fill("阀门处仍在泄漏")
    page.get_by_test_id("send-note").click()
    expect(page.get_by_test_id("own-report")).to_contain_text("阀门处仍在泄漏")
    desk = arrive("duty")
    panel = open_incident(desk, incident, "sitreps")
    shown = panel.get_by_test_id("field-photo")
    expect(shown).to_be_visible()
    assert shown.evaluate("(one) => one.decode().then(() => one.naturalWidth)") <= 1600
    (report,) = duty.get(f"/incidents/{order['incident_id']}/field-reports")
    assert report["photo"]["size_bytes"] <= 450_000


@pytest.mark.parametrize("size", [PHONE, SMALL])
def test_the_five_buttons_are_large_apart_and_always_under_the_thumb(
    arrive: Arrive, sign_in: SignIn, duty: Caller, size: tuple[int, int]
) -> None:
    account = {PHONE: "leader-hazmat2", SMALL: "leader-fire2"}[size]
    leader = sign_in(account)
    page = arrive(account, size)
    send(duty, leader.me["account"]["team_id"], report_leak(duty, "武昌站", "武昌站旁泄漏"))
    expect(page.get_by_test_id("do-acknowledge")).to_be_enabled()  # the order is there
    for scrolled in (0, 10_000):
        page.evaluate(f"window.scrollTo(0, {scrolled})")
        boxes = big_buttons(page)
        assert len(boxes) == 5
        assert all(box["height"] >= 56 and box["width"] >= 56 for box in boxes), boxes
        assert all(box["y"] + box["height"] <= size[1] for box in boxes), boxes
        assert boxes[0]["height"] == max(box["height"] for box in boxes)
        row = sorted(boxes[1:], key=lambda box: box["x"])
        gaps = [b["x"] - a["x"] - a["width"] for a, b in itertools.pairwise(row)]
        assert min(gaps) >= 12, gaps
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
    page.get_by_test_id("do-arrive").click()
    page.get_by_role("button", name="确认").click()
    expect(page.get_by_test_id("state-on_scene")).to_be_visible()


def test_plain_http_says_what_it_cannot_do(new_page: Any, city: Any) -> None:
    page: Page = new_page(PHONE)
    page.add_init_script(
        "Object.defineProperty(window, 'isSecureContext', { value: false });"
        "Object.defineProperty(crypto, 'randomUUID', { value: undefined });"
    )
    page.goto(f"{city.address}/field")
    page.fill("#username", "leader-hazmat2")
    page.fill("#password", "muster-demo-2026")
    page.keyboard.press("Enter")
    page.get_by_test_id("open-settings").click()
    cannot = page.get_by_test_id("cannot")
    expect(cannot).to_contain_text("当前为普通 HTTP 连接")
    expect(cannot).to_contain_text("位置上报")
    expect(cannot).to_contain_text("恢复后自动发送")
