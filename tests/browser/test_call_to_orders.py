"""From the call to issued orders: counted in clicks and in keystrokes, by the line, by a drag."""

import time
from collections.abc import Callable

from playwright.sync_api import Locator, Page, expect

from app.testing.clients import Caller, JsonObject
from app.testing.story import report_leak

Arrive = Callable[..., Page]
PATIENCE_S = 180.0
MOST_CLICKS = 6
MOST_KEYSTROKES = 40
COUNTER = """() => {
  window.__made = { clicks: 0, keys: 0 }
  addEventListener('click', (event) => event.isTrusted && window.__made.clicks++, true)
  addEventListener('keydown', (event) => event.isTrusted && window.__made.keys++, true)
}"""


def made(page: Page) -> dict[str, int]:
    """How many clicks and keystrokes the page has felt since it began to count."""
    counted: dict[str, int] = page.evaluate("window.__made")
    return counted


def newest_incident(duty: Caller) -> JsonObject:
    rows: list[JsonObject] = duty.get("/incidents")["rows"]
    return max(rows, key=lambda row: str(row["reported_at"]))


def orders_of(duty: Caller, incident: JsonObject) -> list[JsonObject]:
    rows: list[JsonObject] = duty.get("/orders", incident_id=incident["id"])["rows"]
    return rows


def proven(page: Page) -> None:
    """The proposal beside the incident is proven."""
    state = page.get_by_test_id("incident-panel").get_by_test_id("proposal-state")
    expect(state).to_have_text("已证最优")
    expect(page.get_by_test_id("incident-panel").get_by_test_id("pick").first).to_be_visible()


def wait_for(holds: Callable[[], bool]) -> None:
    """Wait until something holds at the service."""
    until = time.monotonic() + PATIENCE_S
    while not holds():
        assert time.monotonic() < until
        time.sleep(0.1)


def line(page: Page) -> Locator:
    return page.get_by_test_id("command-line")


def free_team(duty: Caller, nth: int = 0) -> JsonObject:
    rows = duty.get("/teams", state="available", capability="fire_suppression")["rows"]
    found: JsonObject = sorted(rows, key=lambda row: str(row["code"]))[nth]
    return found


def test_the_main_job_is_done_by_keyboard_alone_in_at_most_forty_keystrokes(
    arrive: Arrive, duty: Caller
) -> None:
    page = arrive("duty")
    page.evaluate(COUNTER)
    page.keyboard.press("n")
    expect(page.locator("#report-kind")).to_be_focused()
    page.keyboard.type("w")
    page.keyboard.press("Enter")
    expect(page.locator("#report-place")).to_be_focused()
    page.keyboard.type("shxdd")
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("response-choice").get_by_role("radio").first).to_be_visible()
    page.keyboard.press("Control+Enter")
    proven(page)
    page.keyboard.press("y")
    expect(page.get_by_test_id("command-preview")).to_contain_text("下达")
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("order").first).to_be_visible()

    counted = made(page)
    assert counted["clicks"] == 0
    assert counted["keys"] <= MOST_KEYSTROKES
    incident = newest_incident(duty)
    assert (incident["kind"], incident["state"]) == ("hazmat_leak", "responding")
    assert "三环线东段" in incident["place_name"]
    issued = orders_of(duty, incident)
    assert issued
    assert {order["state"] for order in issued} == {"issued"}
    assert duty.get(f"/incidents/{incident['id']}/needs")


def test_the_main_job_is_done_with_the_mouse_in_at_most_six_clicks(
    arrive: Arrive, duty: Caller
) -> None:
    page = arrive("duty")
    page.evaluate(COUNTER)
    page.get_by_test_id("report").click()
    page.get_by_role("option", name="火灾爆炸").click()
    page.keyboard.type("shxxd")
    page.get_by_role("option", name="三环线西段").first.click()
    page.get_by_test_id("submit-respond").click()
    proven(page)
    page.get_by_test_id("accept-one").click()
    page.get_by_test_id("confirm-accept").click()
    expect(page.get_by_test_id("confirm-accept")).to_have_count(0)

    counted = made(page)
    assert counted["clicks"] <= MOST_CLICKS
    assert counted["keys"] <= MOST_KEYSTROKES
    incident = newest_incident(duty)
    assert incident["kind"] == "fire_explosion"
    assert orders_of(duty, incident)


def test_a_team_is_sent_by_the_line_after_its_consequences_were_told_and_the_toast_takes_it_back(
    arrive: Arrive, duty: Caller
) -> None:
    incident = report_leak(duty, "三环线北段", "三环线北段追尾")
    team = free_team(duty)
    page = arrive("duty")
    number = int(incident["number"].rsplit("-", 1)[1])
    page.keyboard.press("t")
    expect(line(page)).to_be_focused()
    page.keyboard.type(team["code"].lower())
    page.keyboard.press("Tab")
    expect(line(page)).to_have_value(f"派 {team['code']} → ")
    page.keyboard.type(f"{number}号")
    foresight = page.get_by_test_id("command-preview")
    expect(foresight).to_contain_text("到达")
    expect(foresight).to_contain_text(team["name"])
    assert orders_of(duty, incident) == []
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("undo-toast").filter(has_text="已下达")).to_be_visible()
    order = orders_of(duty, incident)[0]
    assert (order["team_id"], order["reason"]["code"]) == (team["id"], "by_hand")

    page.get_by_test_id("undo-now").first.click()
    wait_for(lambda: orders_of(duty, incident)[0]["state"] == "recalled")
    page.keyboard.press("Control+k")
    page.keyboard.type("派 不存在的队 → ")
    expect(page.get_by_test_id("command-fault")).to_contain_text("没有找到与“不存在的队”相符的队伍")


def test_a_team_dragged_onto_an_incident_is_the_same_command_and_so_is_the_right_button(
    arrive: Arrive, duty: Caller
) -> None:
    incident = report_leak(duty, "三环线北段", "三环线北段侧翻")
    team = free_team(duty, 1)
    page = arrive("duty")
    number = int(incident["number"].rsplit("-", 1)[1])
    card = page.get_by_test_id(f"incident-{incident['number']}")
    card.click(button="right")
    page.get_by_test_id("command-menu").get_by_test_id("menu-log").click()
    expect(line(page)).to_have_value(f"日志 {number}号 ")
    page.keyboard.type("已通知交警")
    expect(page.get_by_test_id("command-preview")).to_contain_text("已通知交警")
    page.keyboard.press("Enter")
    expect(page.locator(".el-message").filter(has_text="日志")).to_be_visible()
    assert "已通知交警" in str(duty.get(f"/incidents/{incident['id']}/log"))

    card.click()
    page.get_by_test_id("board-teams").click()
    page.get_by_test_id("team-find").locator("input").or_(
        page.locator("input[data-test=team-find]")
    ).first.fill(team["name"])
    page.get_by_test_id(f"team-{team['code']}").drag_to(page.get_by_test_id("incident-panel"))
    expect(line(page)).to_have_value(f"派 {team['code']} → {number}号")
    expect(page.get_by_test_id("command-preview")).to_contain_text("Enter")
    page.keyboard.press("Escape")
    assert orders_of(duty, incident) == []


def test_keys_are_silent_while_somebody_types_or_composes_and_can_be_switched_off(
    arrive: Arrive,
) -> None:
    page = arrive("duty")
    page.evaluate(
        """() => {
          const composed = { key: 'n', keyCode: 229, isComposing: true, bubbles: true }
          document.body.dispatchEvent(new KeyboardEvent('keydown', composed))
        }"""
    )
    expect(page.get_by_test_id("report-form")).to_have_count(0)
    page.keyboard.press("/")
    page.keyboard.type("n")
    expect(page.get_by_test_id("report-form")).to_have_count(0)
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("?")
    keys = page.locator(".key-list")
    expect(keys).to_contain_text("派出队伍")
    page.get_by_test_id("find-key").locator("input").or_(
        page.locator("input[data-test=find-key]")
    ).first.fill("批准")
    expect(keys.locator("[data-test^=key-]")).to_have_count(1)
    keys.locator(".el-switch__core").click()
    page.keyboard.press("Escape")
    expect(keys).to_be_hidden()
    page.keyboard.press("n")
    expect(page.get_by_test_id("report-form")).to_have_count(0)
    page.keyboard.press("Control+k")
    expect(line(page)).to_be_focused()
    page.keyboard.type("单键")
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    page.keyboard.press("n")
    expect(page.get_by_test_id("report-form")).to_be_visible()
