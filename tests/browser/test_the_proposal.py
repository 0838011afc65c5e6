"""The proposal at the centre: read aloud, looked at on the map, steered, accepted in parts."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from app.testing.clients import Caller, JsonObject, Screen
from app.testing.screens import confirm, open_incident
from app.testing.story import answer_for, report_leak, start_response

Arrive = Callable[..., Page]
SignIn = Callable[[str], Caller]
PHONE = (390, 844)


@pytest.fixture(scope="module")
def told() -> dict[str, JsonObject]:
    """What the tests of this file share: the incident of the first."""
    return {}


@pytest.fixture
def proposed(duty: Caller, told: dict[str, JsonObject]) -> JsonObject:
    """An incident with a response under way and a proposal for it."""
    if "incident" not in told:
        incident = report_leak(duty, "三环线西段", "三环线西段液氯泄漏")
        with Screen(duty) as screen:
            start_response(duty, incident)
            answer_for(screen, incident)
        told["incident"] = incident
    return told["incident"]


def previewed(page: Page) -> str:
    """Which ways the map shows for a look."""
    return page.locator("[data-previews]").get_attribute("data-previews") or ""


def first_line(panel: Locator) -> Locator:
    """The first line of a proposal that is still to be decided."""
    return panel.locator("[data-test=pick].new").first


def test_the_proposal_is_one_sentence_with_its_numbers_folded_away(
    arrive: Arrive, proposed: JsonObject, duty: Caller
) -> None:
    page = arrive("duty")
    panel = open_incident(page, proposed, "proposal")
    needs = duty.get(f"/incidents/{proposed['id']}/needs")["total"]
    sentence = panel.get_by_test_id("sentence")
    expect(sentence).to_contain_text(f"{needs} 项需求")
    expect(sentence).to_contain_text("已证明最优")
    expect(panel.locator(".proof")).to_be_hidden()
    expect(panel.get_by_test_id("need-card")).to_have_count(needs)
    expect(panel.get_by_test_id("counts")).to_contain_text("新增")
    page.click("[data-test=view-teams]")
    expect(panel.get_by_test_id("need-card")).to_have_count(0)
    expect(panel.get_by_test_id("pick").first).to_be_visible()
    page.click("[data-test=view-needs]")


def test_a_line_under_the_pointer_shows_its_way_and_that_of_the_next_best(
    arrive: Arrive, proposed: JsonObject
) -> None:
    page = arrive("duty")
    panel = open_incident(page, proposed, "proposal")
    line = panel.locator("[data-test=pick]", has=page.get_by_text("次优")).first
    line.hover()
    page.wait_for_selector("[data-previews='pick next']")
    page.mouse.move(10, 10)
    page.wait_for_selector("[data-previews='']", state="attached")
    line.focus()
    page.wait_for_selector("[data-previews='pick next']")
    assert previewed(page) == "pick next"


def test_a_team_is_swapped_by_key_alone_and_that_is_taken_back(
    arrive: Arrive, proposed: JsonObject
) -> None:
    page = arrive("duty")
    panel = open_incident(page, proposed, "proposal")
    line = first_line(panel)
    out = line.locator(".name").inner_text()
    line.focus()
    page.keyboard.press("Enter")
    expect(line.get_by_test_id("pick-details")).to_contain_text("行驶")
    page.keyboard.press("s")
    candidates = page.get_by_test_id("candidate")
    expect(candidates.first).to_contain_text("分")
    expect(candidates.first.locator("input")).to_be_focused()
    page.keyboard.press("ArrowDown")
    chosen = candidates.nth(1).locator("b").first.inner_text()
    page.get_by_test_id("swap-reason").fill("熟悉厂区")
    page.keyboard.press("Enter")
    expect(panel.locator("[data-test=pick]").filter(has_text=chosen).first).to_contain_text(
        "已指定"
    )
    words = panel.get_by_test_id("steerings")
    expect(words).to_contain_text(out)
    expect(words).to_contain_text("熟悉厂区")
    page.click("[data-test=take-back]")
    expect(words).to_have_count(0)
    expect(panel.locator("[data-test=pick] .name", has_text=out).first).to_be_visible()


def test_a_case_stands_beside_the_proposal_and_is_discarded_or_made_real(
    arrive: Arrive, proposed: JsonObject, duty: Caller
) -> None:
    page = arrive("duty")
    page.keyboard.press("p")
    page.click("[data-test=open-study]")
    page.click("[data-test=edit-team_lost]")
    page.click("[data-test=study-team]")
    option = page.get_by_role("option").first
    lost = option.locator("span").first.inner_text()
    option.click()
    page.click("[data-test=add-edit]")
    page.click("[data-test=ask-what-if]")
    beside = page.get_by_test_id("side-by-side")
    expect(beside.get_by_test_id("side-now")).to_contain_text("需求")
    expect(beside.locator(".gone").first).to_contain_text(lost[:6])
    page.click("[data-test=promote]")
    expect(page.get_by_test_id("will-do")).to_contain_text(f"队伍标为不可用：{lost}")
    page.keyboard.press("Escape")
    page.click("[data-test=discard]")
    expect(beside).to_have_count(0)
    assert duty.get("/steerings") == []


def test_one_line_is_accepted_and_the_confirmation_names_its_order(
    arrive: Arrive, sign_in: SignIn, proposed: JsonObject
) -> None:
    watcher = arrive("commander")
    watcher.keyboard.press("p")
    expect(watcher.get_by_test_id("sentence")).to_contain_text("需求")
    page = arrive("duty")
    panel = open_incident(page, proposed, "proposal")
    line = first_line(panel)
    team = line.locator(".name").inner_text()
    line.focus()
    page.keyboard.press("a")
    orders = page.get_by_test_id("orders-to-issue").locator("li")
    expect(orders).to_have_count(1)
    expect(orders).to_contain_text(team)
    expect(orders).to_contain_text("通知")
    expect(page.get_by_test_id("left-out")).to_be_visible()
    page.click("[data-test=confirm-accept]")
    expect(watcher.get_by_test_id("decided-elsewhere")).to_contain_text("采纳")
    expect(panel.locator("[data-test=pick].kept", has_text=team)).to_have_count(1)
    issued = sign_in("duty").get("/orders", incident_id=proposed["id"], open_only=True)["rows"]
    assert [order["team_name"] for order in issued] == [team]


def test_ticked_lines_are_accepted_on_a_phone_after_being_named(
    arrive: Arrive, proposed: JsonObject
) -> None:
    page = arrive("duty", PHONE)
    page.get_by_role("button", name="处置").click()
    ticks = page.get_by_test_id("tick")
    ticks.nth(0).check()
    ticks.nth(1).check()
    page.click("[data-test=accept-ticked]")
    expect(page.get_by_test_id("orders-to-issue").locator("li")).to_have_count(2)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]
    page.keyboard.press("Escape")


def test_the_cover_after_the_proposal_lies_on_the_map_by_one_press(
    arrive: Arrive, proposed: JsonObject
) -> None:
    page = arrive("duty")
    page.keyboard.press("p")
    page.click("[data-test=cover-open]")
    expect(page.get_by_test_id("cover-by-district").locator("tbody tr").first).to_be_visible()
    page.click("[data-test=cover-map-other]")
    pressed = page.locator("[data-test=cover-map-other]")
    expect(pressed).to_have_attribute("aria-pressed", "true")
    page.click("[data-test=cover-map-other]")
    expect(pressed).to_have_attribute("aria-pressed", "false")


def test_an_excluded_team_stays_in_sight_with_who_and_why_until_it_is_lifted(
    arrive: Arrive, proposed: JsonObject
) -> None:
    page = arrive("duty")
    panel = open_incident(page, proposed, "proposal")
    line = first_line(panel)
    team = line.locator(".name").inner_text()
    line.focus()
    page.keyboard.press("x")
    confirm(page, "车辆检修")
    words = panel.get_by_test_id("steerings")
    expect(words).to_contain_text("车辆检修")
    expect(words).to_contain_text("值班员")
    expect(panel.locator("[data-test=pick] .name", has_text=team)).to_have_count(0)
    words.get_by_role("button", name="取消").click()
    expect(words).to_have_count(0)
