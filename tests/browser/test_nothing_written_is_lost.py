"""Lines that are cut, people who share a desk or a browser: what is written stays, once, where it belongs."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from app.seed.load import DEMO_PASSWORD
from app.testing.clients import Caller, JsonObject
from app.testing.screens import confirm, field, open_incident
from app.testing.server import RunningServer
from app.testing.story import report_leak

Arrive = Callable[..., Page]
SignIn = Callable[[str], Caller]


@pytest.fixture
def leak(duty: Caller) -> JsonObject:
    """An incident of this test's own."""
    return report_leak(duty, title="液氯槽车泄漏（东线）")


def remarks_on(duty: Caller, incident: JsonObject) -> list[str]:
    """The remarks in the log of an incident."""
    course = duty.get(f"/incidents/{incident['id']}/history")
    return [one["log_entry"]["text"] for one in course if one["kind"] == "log_entry.written"]


def need_now(duty: Caller, need: JsonObject) -> JsonObject:
    """A need as the service has it."""
    held: list[JsonObject] = duty.get("/snapshot")["needs"]
    return next(one for one in held if one["id"] == need["id"])


def test_a_note_begun_on_one_incident_never_goes_to_another(
    arrive: Arrive, duty: Caller, leak: JsonObject
) -> None:
    other = report_leak(duty, title="化工仓库火情（西线）")
    page = arrive("duty")
    open_incident(page, leak, "facts")
    page.get_by_test_id("log-entry").fill("东线已设洗消站")
    open_incident(page, other, "facts")
    expect(page.get_by_test_id("log-entry")).to_have_value("")
    page.get_by_test_id("log-entry").press("Enter")
    open_incident(page, leak, "facts")
    expect(page.get_by_test_id("log-entry")).to_have_value("东线已设洗消站")
    page.get_by_test_id("log-entry").press("Enter")
    expect(page.get_by_test_id("log-entry")).to_have_value("")
    assert remarks_on(duty, leak) == ["东线已设洗消站"]
    assert remarks_on(duty, other) == []


def test_a_report_upwards_waits_while_somebody_looks_up_a_figure(
    arrive: Arrive, leak: JsonObject
) -> None:
    page = arrive("duty")
    panel = open_incident(page, leak, "sitreps")
    page.get_by_test_id("compose-first").click()
    words = panel.get_by_test_id("sitrep-draft").locator("textarea")
    words.fill("现场已疏散 120 人，正在核实失联人数。")
    page.get_by_test_id("tab-needs").click()
    page.get_by_test_id("tab-sitreps").click()
    expect(words).to_have_value("现场已疏散 120 人，正在核实失联人数。")
    page.reload()
    open_incident(page, leak, "sitreps")
    expect(words).to_have_value("现场已疏散 120 人，正在核实失联人数。")
    page.get_by_test_id("send-sitrep").click()
    confirm(page)
    expect(panel.locator(".card").filter(has_text="失联人数")).to_be_visible()
    expect(panel.get_by_test_id("sitrep-draft")).to_have_count(0)


def test_a_correction_takes_nothing_back_that_a_colleague_corrected_meanwhile(
    arrive: Arrive, duty: Caller, leak: JsonObject
) -> None:
    page = arrive("duty")
    open_incident(page, leak, "facts")
    page.get_by_test_id("correct").click()
    title = field(page, "title")
    expect(title).to_have_value(leak["title"])
    seen = duty.get(f"/incidents/{leak['id']}")
    duty.patch(f"/incidents/{leak['id']}", {"deaths": 3}, seen["version"])
    expect(page.get_by_test_id(f"incident-{leak['number']}")).to_be_visible()
    page.wait_for_timeout(1500)
    title.fill("液氯槽车泄漏（东线匝道）")
    title.press("Control+Enter")
    expect(page.get_by_test_id("incident-panel")).to_contain_text("东线匝道")
    now = duty.get(f"/incidents/{leak['id']}")
    assert (now["title"], now["deaths"]) == ("液氯槽车泄漏（东线匝道）", 3)


def test_a_correction_of_the_same_figure_shows_both_and_asks(
    arrive: Arrive, duty: Caller, leak: JsonObject
) -> None:
    page = arrive("duty")
    open_incident(page, leak, "facts")
    page.get_by_test_id("correct").click()
    title = field(page, "title")
    expect(title).to_have_value(leak["title"])
    seen = duty.get(f"/incidents/{leak['id']}")
    duty.patch(f"/incidents/{leak['id']}", {"title": "同事的名称"}, seen["version"])
    title.fill("我的名称")
    title.press("Control+Enter")
    box = page.locator(".stale-box")
    expect(box).to_contain_text("同事的名称")
    expect(box).to_contain_text("我的名称")
    box.get_by_role("button", name="保留对方的").click()
    expect(page.get_by_test_id("incident-panel")).to_contain_text("同事的名称")
    assert duty.get(f"/incidents/{leak['id']}")["title"] == "同事的名称"


def test_a_need_that_a_colleague_changed_first_is_told_of_and_changed_by_the_next_press(
    arrive: Arrive, duty: Caller, leak: JsonObject
) -> None:
    code = duty.get("/items")[0]["code"]
    wanted = {"item_code": code, "quantity": 10, "within_s": 3600}
    need = duty.post(f"/incidents/{leak['id']}/needs", wanted)
    page = arrive("duty")
    panel = open_incident(page, leak, "needs")
    panel.get_by_role("button", name="调整").first.click()
    quantity = field(page, "need-quantity")
    quantity.fill("30")
    now = need_now(duty, need)
    duty.patch(f"/needs/{need['id']}", {"quantity": 20}, now["version"])
    page.get_by_test_id("save-need").click()
    expect(page.locator(".el-message--error")).to_be_visible()
    expect(quantity).to_have_value("30")
    page.get_by_test_id("save-need").click()
    expect(panel.get_by_test_id("need-form")).to_have_count(0)
    assert need_now(duty, need)["quantity"] == 30


def test_a_press_whose_answer_was_lost_has_one_effect_however_often_it_is_repeated(
    arrive: Arrive, duty: Caller, leak: JsonObject
) -> None:
    page = arrive("duty")
    open_incident(page, leak, "log")

    def lose_the_answer(route: Route) -> None:
        route.fetch()
        route.abort("connectionreset")

    calls = re.compile(rf"/api/incidents/{leak['id']}/log$")
    page.route(calls, lose_the_answer)
    page.locator("textarea[data-test=log-text]").fill("下风向 800 米已清空")
    page.get_by_test_id("write-log").click()
    expect(page.locator(".el-message--error")).to_be_visible()
    expect(page.locator("textarea[data-test=log-text]")).to_have_value("下风向 800 米已清空")
    page.unroute(calls)
    page.get_by_test_id("write-log").click()
    expect(page.locator("textarea[data-test=log-text]")).to_have_value("")
    assert remarks_on(duty, leak) == ["下风向 800 米已清空"]


def test_the_windows_of_one_browser_are_of_whoever_signed_in_last(
    arrive: Arrive, city: RunningServer
) -> None:
    page = arrive("duty")
    expect(page.locator(".who")).to_contain_text("值班员")
    other = page.context.new_page()
    other.goto(city.address)
    other.wait_for_selector("[data-test=connection].live")
    with Caller(city.address, "commander", DEMO_PASSWORD) as relief:
        name, _, value = relief.cookie.partition("=")
        page.context.add_cookies([{"name": name, "value": value, "url": city.address}])
        other.reload()
        expect(other.locator(".who")).to_contain_text(relief.me["account"]["display_name"])
        expect(page.locator(".who")).to_contain_text(relief.me["account"]["display_name"])
    other.get_by_test_id("sign-out").click()
    expect(page).to_have_url(re.compile("/sign-in"))
