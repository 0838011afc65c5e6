"""From the plan to teams under way: the duty officer decides, the commander and a leader see it."""

import json
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from app.testing.clients import Caller, JsonObject, Screen
from app.testing.screens import confirm, open_incident
from app.testing.story import accept, answer_for, pin, report_leak, start_response

Arrive = Callable[..., Page]
SignIn = Callable[[str], Caller]
PHONE = (390, 844)


def pick_of(page: Page, team: str) -> Locator:
    """The line of the proposal that names a team."""
    return page.locator("[data-test=pick]").filter(has_text=team)


def wait_until_shown_as(page: Page, team_id: str, group: str) -> None:
    """Wait until the map draws the team with the mark of a group."""
    page.wait_for_function(
        "([id, group]) => window.__muster.drawn('teams').find((t) => t.id === id).group === group",
        arg=[team_id, group],
    )


def kinds_heard(page: Page) -> list[str]:
    """Collect the kinds of the events that this page hears from now on, after a reload."""
    kinds: list[str] = []

    def take(frame: str | bytes) -> None:
        kinds.extend(event["kind"] for event in json.loads(frame).get("events", []))

    page.on("websocket", lambda socket: socket.on("framereceived", take))
    page.reload()
    page.wait_for_selector("[data-test=connection].live")
    return kinds


@pytest.fixture
def proposed(duty: Caller) -> JsonObject:
    """An incident with a response under way and a proposal for it."""
    incident = report_leak(duty, "三环线西段", "三环线西段液氯泄漏")
    with Screen(duty) as screen:
        start_response(duty, incident)
        answer_for(screen, incident)
    return incident


def test_a_started_response_raises_needs_and_a_proven_proposal_arrives_without_a_reload(
    arrive: Arrive, duty: Caller
) -> None:
    incident = report_leak(duty, title="匝道液氯槽车泄漏")
    commander = arrive("commander")
    heard = kinds_heard(commander)
    page = arrive("duty")
    panel = open_incident(page, incident, "plans")
    match = panel.locator("[data-test=plan-match]").first
    expect(match).to_contain_text("事件类型一致")
    match.get_by_role("radio", name="三级响应").click()
    match.locator("[data-test=start-response]").click()
    page.click("[data-test=confirm-start]")
    expect(panel.locator("[data-test=need]")).not_to_have_count(0)
    expect(panel).to_contain_text("三级响应")

    proposal = commander.get_by_test_id("proposal")
    expect(proposal.get_by_role("button", name=incident["title"])).to_be_visible()
    expect(proposal.get_by_test_id("proposal-state")).to_have_text("已证最优")
    assert "proposal.proven" in heard
    page.click("[data-test=tab-proposal]")
    expect(panel.locator("[data-test=proposal-state]")).to_have_text("已证最优")
    expect(panel.locator(".proof")).to_contain_text("0%")
    page.click("[data-test=tab-tasks]")
    expect(panel.locator("[data-test=task]")).not_to_have_count(0)


def test_excluding_one_team_and_pinning_another_shows_what_changes_and_is_accepted(
    arrive: Arrive, proposed: JsonObject
) -> None:
    page = arrive("duty")
    commander = arrive("commander")
    panel = open_incident(page, proposed, "proposal")
    names = panel.locator("[data-test=pick] .name")
    pinned, dropped = names.first.inner_text(), names.last.inner_text()
    number = panel.locator(".head strong").first.inner_text()
    pick_of(page, pinned).locator("[data-test=pin]").click()
    confirm(page, "熟悉现场")
    expect(pick_of(page, pinned)).to_contain_text("已指定")
    pick_of(page, dropped).locator("[data-test=exclude]").click()
    confirm(page, "另有任务")
    expect(pick_of(page, dropped)).to_have_count(0)
    expect(panel.locator("[data-test=steerings]")).to_contain_text(dropped)
    page.click("[data-test=view-difference]")
    expect(panel).to_contain_text("号方案相比")
    expect(panel.locator("[data-test=difference]").first).to_contain_text("换来")
    expect(panel.locator(".head strong").first).not_to_have_text(number)

    page.click("[data-test=accept-one]")
    expect(page.get_by_role("dialog")).to_contain_text("下达调度指令")
    page.click("[data-test=confirm-accept]")
    page.click("[data-test=tab-orders]")
    orders = panel.locator("[data-test=order]")
    expect(orders.filter(has_text=pinned)).to_contain_text("已下达")
    expect(orders.filter(has_text=dropped)).to_have_count(0)
    open_incident(commander, proposed, "orders")
    expect(commander.locator("[data-test=order]")).to_have_count(orders.count())


def test_a_team_leader_on_a_phone_acknowledges_goes_and_arrives_and_every_map_shows_it(
    arrive: Arrive, sign_in: SignIn, duty: Caller
) -> None:
    leader = sign_in("leader-hazmat")
    team_id = leader.me["account"]["team_id"]
    phone = arrive("leader-hazmat", PHONE)
    expect(phone.get_by_text("当前没有指令")).to_be_visible()
    incident = report_leak(duty, "三环线北段", "三环线北段液氯泄漏")
    with Screen(duty) as screen:
        start_response(duty, incident)
        pin(duty, incident, team_id)
        accept(duty, answer_for(screen, incident, team_id), incident)
    page = arrive("commander")

    order = phone.locator("[data-test=field-order]")
    expect(order).to_contain_text(incident["title"])
    phone.click("[data-test=do-acknowledge]")
    expect(phone.locator("[data-test=state-acknowledged]")).to_be_visible()
    phone.click("[data-test=do-depart]")
    expect(phone.locator("[data-test=state-en_route]")).to_be_visible()
    expect(phone.locator(".eta")).to_contain_text("还有")
    wait_until_shown_as(page, team_id, "moving")
    phone.click("[data-test=do-arrive]")
    expect(phone.locator("[data-test=state-on_scene]")).to_be_visible()
    wait_until_shown_as(page, team_id, "scene")
    assert phone.evaluate("document.documentElement.scrollWidth") <= PHONE[0]
