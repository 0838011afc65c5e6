"""A planner writes, tries and checks a run card; an officer steps down; tasks wait their turn."""

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from app.testing.clients import Caller

Arrive = Callable[..., Page]
SignIn = Callable[[str], Caller]


def plan_id(duty: Caller, code: str) -> str:
    rows = duty.get("/plans", limit=500)["rows"]
    return str(next(row["id"] for row in rows if row["code"] == code))


def write_on(colleague: Caller, cards: str) -> None:
    """Change the lowest card as somebody else does while one is writing on it."""
    seen = next(one for one in colleague.get(cards) if one["response_level"] == 4)
    body = {**seen["in_use"], "trigger_text": "同事改的说明"}
    colleague.send("PUT", f"{cards}/4", body, seen["version"]).raise_for_status()


def test_a_card_is_written_by_keyboard_tried_refused_put_right_and_used(
    arrive: Arrive, duty: Caller, sign_in: SignIn, tmp_path: Path
) -> None:
    plan = plan_id(duty, "WH-YA-06")
    page = arrive("planner", path=f"/run-cards?plan={plan}&level=4")
    table = page.get_by_test_id("table-requirements")
    expect(page.get_by_test_id("card-state")).to_contain_text("使用中")
    trigger = page.get_by_test_id("card-trigger")
    stated = trigger.input_value()
    trigger.press("End")
    trigger.press_sequentially(" && true")
    expect(trigger).to_have_value(f"{stated} && true")
    trigger.press("Control+s")
    expect(page.get_by_test_id("card-state")).to_contain_text("草稿")
    trigger.fill(stated)
    trigger.press("Control+s")
    expect(page.get_by_test_id("card-state")).to_contain_text("使用中")
    amount = table.get_by_label("数量（可用表达式） 1", exact=True)
    before = amount.input_value()
    amount.fill("has(incident.trapped) ? per(incident.trapped, 4) : 2")
    page.get_by_test_id("fact-trapped").fill("9")
    page.get_by_test_id("fact-trapped").press("Tab")
    amount.focus()
    expect(page.get_by_test_id("expression-result")).to_contain_text("3")
    amount.press("Enter")
    expect(page.get_by_test_id("card-state")).to_contain_text("未保存")
    amount.press("Control+z")
    expect(amount).to_have_value(before)
    amount.press("Control+Shift+z")
    expect(page.get_by_test_id("card-state")).to_contain_text("未保存")
    page.get_by_test_id("run-trial").click()
    expect(page.get_by_test_id("trial-need").first).to_contain_text("3")
    write_on(sign_in("planner"), f"/plans/{plan}/cards")
    expect(page.get_by_test_id("card-clash")).to_contain_text("条件与适用、力量与物资")
    page.get_by_test_id("keep-mine").click()
    page.get_by_test_id("save-card").click()
    expect(page.get_by_test_id("card-state")).to_contain_text("草稿")
    amount.fill("incident.nobody")
    amount.press("Control+Enter")
    page.keyboard.press("Control+Delete")
    page.get_by_test_id("check-card").click()
    expect(page.get_by_test_id("findings")).to_contain_text("incident.nobody")
    expect(page.get_by_test_id("card-state")).to_contain_text("草稿")
    amount.fill(before)
    amount.press("Enter")
    table.get_by_label("每班人数 1", exact=True).fill("6")
    table.get_by_label("每班人数 1", exact=True).press("Enter")
    page.get_by_test_id("check-card").click()
    expect(page.get_by_test_id("card-state")).to_contain_text("使用中")
    with page.expect_download() as taken:
        page.get_by_test_id("export-cards").click()
    taken.value.save_as(tmp_path / "cards.csv")
    text = (tmp_path / "cards.csv").read_text("utf-8-sig")
    (tmp_path / "wrong.csv").write_text(text.replace("mine_rescue", "flying", 1), "utf-8-sig")
    page.get_by_test_id("import-cards").click()
    page.get_by_test_id("card-file").set_input_files(tmp_path / "wrong.csv")
    expect(page.get_by_test_id("csv-faults")).to_contain_text("flying")
    page.get_by_test_id("card-file").set_input_files(tmp_path / "cards.csv")
    expect(page.get_by_role("dialog")).to_contain_text("没有变化")


def test_an_officer_sees_what_stepping_down_changes_and_a_task_waits_for_the_one_before(
    arrive: Arrive, duty: Caller
) -> None:
    incident = duty.post(
        "/incidents",
        {
            "kind": "hazmat_leak",
            "title": "降级试验液氯泄漏",
            "position": {"lon": 114.35, "lat": 30.53},
            "place_name": "三环线",
            "substance_un": "1017",
            "spill": "large",
        },
    )
    decision = {"plan_id": plan_id(duty, "WH-YA-01"), "response_level": 3}
    duty.post(f"/incidents/{incident['id']}/activations", decision)
    page = arrive("duty", path="/tasks?of=all")
    own = page.get_by_test_id("board-task").filter(has_text="降级试验液氯泄漏")
    waiting = own.filter(has_text="开始下风向居民转移")
    expect(waiting.get_by_test_id("task-waits")).to_contain_text("划定隔离区")
    former = own.filter(has_text="划定隔离区并确认风向").filter(
        has_not=page.get_by_test_id("task-waits")
    )
    former.get_by_test_id("take-task").click()
    page.get_by_test_id("tasks-mine").click()
    expect(own).to_have_count(1)
    own.get_by_test_id("task-done").click()
    page.get_by_test_id("tasks-all").click()
    expect(waiting.get_by_test_id("task-waits")).to_have_count(0)
    expect(waiting.get_by_test_id("task-done")).to_be_visible()
    waiting.get_by_role("button", name="降级试验液氯泄漏").click()
    page.get_by_test_id("tab-plans").click()
    page.get_by_test_id("response-more").click()
    expect(page.get_by_test_id("response-detail")).to_contain_text("119")
    page.get_by_test_id("lower-response").click()
    expect(page.get_by_test_id("lowering")).to_contain_text("→")
    page.get_by_test_id("confirm-lower").click()
    expect(page.get_by_test_id("lower-response")).to_have_count(0)
    duty_sees = duty.get(f"/incidents/{incident['id']}/activations")["rows"][0]
    assert (duty_sees["state"], duty_sees["response_level"]) == ("lowered", 4)
