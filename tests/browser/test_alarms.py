"""Alarms at the desk: heard, muted for a while, acknowledged by name, seen by everybody at once."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from app.testing.clients import Caller, JsonObject
from app.testing.story import report_leak

Arrive = Callable[..., Page]
SignIn = Callable[[str], Caller]
PATIENT_MS = 120_000


@pytest.fixture(autouse=True)
def at_once(sign_in: SignIn) -> None:
    """Needs are alarms as soon as they are raised, and call again only much later."""
    commander = sign_in("commander")
    limits = {one["kind"]: one for one in commander.get("/alarm-limits")}
    for kind in ("need_uncovered", "stock_short"):
        after_s = 0 if kind == "need_uncovered" else 86_400
        wanted = {"after_s": after_s, "repeat_s": 3600, "escalate_s": 7200}
        answer = commander.send("PUT", f"/alarm-limits/{kind}", wanted, limits[kind]["version"])
        assert answer.status_code == 200, answer.text


@pytest.fixture
def scene(duty: Caller) -> Iterator[JsonObject]:
    """An incident of this test's own; it is stood down afterwards, which ends its alarms."""
    incident = report_leak(duty, title="液氯槽车泄漏")
    yield incident
    now = duty.get(f"/incidents/{incident['id']}")
    duty.post(f"/incidents/{incident['id']}/stand-down", {}, now["version"])


def lack(duty: Caller, incident: JsonObject, item: int = 0) -> JsonObject:
    """A need that no stock in the city can meet."""
    code = duty.get("/items")[item]["code"]
    wanted = {"item_code": code, "quantity": 999_000 + item, "within_s": 3600}
    need: JsonObject = duty.post(f"/incidents/{incident['id']}/needs", wanted)
    return need


def open_list(page: Page) -> None:
    page.keyboard.press("a")
    expect(page.get_by_test_id("alarm-panel")).to_be_visible()


def row_of(page: Page, need: JsonObject) -> str:
    return f"[data-test=alarm-need_uncovered]:has-text('{need['label']}')"


def test_an_alarm_acknowledged_in_one_window_is_taken_in_the_other_by_name(
    arrive: Arrive, duty: Caller, scene: JsonObject
) -> None:
    desk, chief = arrive("duty"), arrive("commander")
    need = lack(duty, scene)
    for page in (desk, chief):
        open_list(page)
        page.fill("[data-test=alarm-filter] input, input[data-test=alarm-filter]", need["label"])
        expect(page.locator(row_of(page, need))).to_be_visible(timeout=PATIENT_MS)
        page.keyboard.press("Escape")
    open_list(desk)
    desk.fill("[data-test=alarm-filter] input, input[data-test=alarm-filter]", need["label"])
    desk.locator(row_of(desk, need)).get_by_test_id("acknowledge").click()
    open_list(chief)
    taken = chief.locator(row_of(chief, need))
    expect(taken).to_contain_text("值班员（演示） 于")
    expect(taken.get_by_test_id("acknowledge")).to_have_count(0)


def test_an_alarm_is_acknowledged_by_a_single_key(
    arrive: Arrive, duty: Caller, scene: JsonObject
) -> None:
    page = arrive("duty")
    need = lack(duty, scene)
    expect(page.get_by_test_id("alarm-count")).to_be_visible(timeout=PATIENT_MS)
    open_list(page)
    row = page.locator(row_of(page, need))
    expect(row).to_be_visible(timeout=PATIENT_MS)
    for _ in range(10):
        if "chosen" in (row.get_attribute("class") or ""):
            break
        page.keyboard.press("ArrowDown")
    page.keyboard.press("a")
    expect(row).to_contain_text("确认")
    expect(row.get_by_test_id("acknowledge")).to_have_count(0)


def test_enter_on_a_button_beside_the_alarms_presses_that_button(
    arrive: Arrive, duty: Caller, scene: JsonObject
) -> None:
    page = arrive("duty")
    need = lack(duty, scene)
    expect(page.get_by_test_id("alarm-count")).to_be_visible(timeout=PATIENT_MS)
    open_list(page)
    expect(page.locator(row_of(page, need))).to_be_visible(timeout=PATIENT_MS)
    page.get_by_test_id("close-alarms").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("alarm-panel")).to_have_count(0)
    expect(page.get_by_test_id("incident-panel")).to_have_count(0)


def test_an_alarm_sounds_unless_it_is_muted_and_muted_still_shows(
    arrive: Arrive, duty: Caller, scene: JsonObject
) -> None:
    page = arrive("duty")
    bell = page.get_by_test_id("alarm-bell")
    page.mouse.click(5, 300)
    rung = int(bell.get_attribute("data-rung") or 0)
    lack(duty, scene, item=1)
    expect(bell).to_have_attribute("data-rung", str(rung + 1), timeout=PATIENT_MS)

    open_list(page)
    page.get_by_test_id("mute").click()
    page.get_by_test_id("mute-15").click()
    page.get_by_test_id("close-alarms").click()
    expect(page.get_by_test_id("muted-for")).to_contain_text("14:")
    counted = int(page.get_by_test_id("alarm-count").inner_text())
    lack(duty, scene, item=2)
    expect(page.get_by_test_id("alarm-count")).to_have_text(str(counted + 1), timeout=PATIENT_MS)
    page.wait_for_timeout(500)
    assert bell.get_attribute("data-rung") == str(rung + 1)

    page.reload()
    expect(page.get_by_test_id("muted-for")).to_be_visible()
    page.evaluate(
        "() => localStorage.setItem('muster.alarms.mutedUntil', String(Date.now() + 8000))"
    )
    page.reload()
    expect(page.get_by_test_id("muted-for")).to_be_visible()
    expect(page.get_by_test_id("muted-for")).to_have_count(0, timeout=PATIENT_MS)
    expect(bell).to_have_attribute("data-rung", "1")


def test_a_flood_is_one_line_that_unfolds_and_is_acknowledged_as_a_whole(
    arrive: Arrive, duty: Caller, scene: JsonObject
) -> None:
    page = arrive("duty")
    needs = [lack(duty, scene, item=number) for number in range(3, 7)]
    open_list(page)
    flood = page.get_by_test_id("flood-need_uncovered").first
    expect(flood).to_contain_text("项需求未落实", timeout=PATIENT_MS)
    expect(flood).to_contain_text("4", timeout=PATIENT_MS)
    expect(page.locator(row_of(page, needs[0]))).to_have_count(0)
    flood.get_by_test_id("unfold").click()
    for need in needs:
        expect(page.locator(row_of(page, need))).to_be_visible()
    flood.get_by_test_id("acknowledge-all").click()
    flood.get_by_test_id("acknowledge-all-sure").click()
    expect(page.get_by_test_id("acknowledge-all")).to_have_count(0)


def test_the_record_tells_who_acknowledged_and_leaves_as_a_table(
    arrive: Arrive, duty: Caller, scene: JsonObject
) -> None:
    need = lack(duty, scene, item=7)
    page = arrive("commander")
    open_list(page)
    page.fill("[data-test=alarm-filter] input, input[data-test=alarm-filter]", need["label"])
    page.locator(row_of(page, need)).get_by_test_id("acknowledge").click(timeout=PATIENT_MS)
    page.get_by_test_id("alarm-history").click()
    record = page.get_by_test_id("alarm-history-table")
    line = record.locator("tr").filter(has_text=need["label"])
    expect(line).to_contain_text("指挥长（演示）")
    with page.expect_download() as download:
        page.get_by_test_id("export-alarms").click()
    text = download.value.path().read_text(encoding="utf-8-sig")
    assert text.startswith("告警类型,")
    assert any(need["label"] in one and "指挥长（演示）" in one for one in text.splitlines())


def test_limits_are_set_by_the_commander_and_only_read_by_the_duty_officer(
    arrive: Arrive,
) -> None:
    chief = arrive("commander", path="/alarms")
    limit = chief.get_by_test_id("limit-eta_slipped").locator("input").first
    expect(limit).to_have_value("10.0")
    limit.fill("20")
    limit.press("Enter")
    expect(chief.get_by_test_id("limit-eta_slipped")).to_contain_text("指挥长（演示） 于")
    desk = arrive("duty", path="/alarms")
    row = desk.get_by_test_id("limit-eta_slipped")
    expect(row).to_contain_text("20")
    expect(row.locator("input")).to_have_count(0)
