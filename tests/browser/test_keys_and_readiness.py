"""Keys of programs, readiness on a phone, whom orders go to: as people do it."""

from typing import Any

from playwright.sync_api import expect

DESK, PHONE = (1600, 900), (390, 844)


def at(arrive: Any, username: str, path: str, size: tuple[int, int] = DESK) -> Any:
    """Somebody signed in and at an address."""
    return arrive(username, size, path=path)


def origin(page: Any) -> str:
    """Where the site is."""
    return "/".join(page.url.split("/", 3)[:3])


def test_a_clerk_makes_a_key_sees_it_once_rotates_and_revokes_it(arrive: Any) -> None:
    page = at(arrive, "clerk-hongshan", "/tokens")
    page.get_by_test_id("token-new").click()
    page.get_by_test_id("token-name").fill("区库管系统")
    page.get_by_test_id("scope-lots.write").click()
    page.get_by_test_id("token-make").click()
    shown = page.get_by_test_id("token-secret")
    secret = shown.locator("textarea").input_value()
    assert secret.startswith("mst_")
    page.get_by_test_id("token-copy").click()
    page.get_by_test_id("token-close").click()
    expect(shown).to_be_hidden()
    row = page.get_by_test_id("token").filter(has_text="区库管系统")
    expect(row).to_contain_text("洪山区")
    headers = {"Authorization": f"Bearer {secret}"}
    assert page.request.get(f"{origin(page)}/api/lots?limit=1", headers=headers).status == 200
    row.get_by_test_id("token-revoke").click()
    page.get_by_role("button", name="确认", exact=True).click()
    expect(row).to_be_hidden()
    assert page.request.get(f"{origin(page)}/api/lots?limit=1", headers=headers).status == 401


def test_a_leader_reports_ready_with_one_tap_and_off_duty_with_three(arrive: Any) -> None:
    page = at(arrive, "leader-boat", "/field", PHONE)
    standing = page.get_by_test_id("own-standing")
    page.get_by_test_id("own-ready").click()
    expect(page.get_by_text("已报告")).to_be_visible()
    expect(standing).to_have_text("在勤")
    page.get_by_test_id("own-leave").click()
    page.get_by_role("button", name="轮休").click()
    page.get_by_test_id("own-out").click()
    expect(page.get_by_test_id("off-duty")).to_contain_text("新指令不会响铃")
    page.get_by_test_id("own-ready").click()
    expect(page.get_by_test_id("off-duty")).to_be_hidden()


def test_a_clerk_declares_all_teams_on_a_phone_with_two_taps(arrive: Any) -> None:
    page = at(arrive, "clerk-hongshan", "/resources?view=readiness", PHONE)
    expect(page.get_by_test_id("readiness-row").first).to_be_visible()
    page.get_by_test_id("tick-all").click()
    page.get_by_test_id("submit-readiness").click()
    expect(page.get_by_text("已报告").first).to_be_visible()
    width = page.evaluate("document.querySelector('[data-test=readiness] .scroll').scrollWidth")
    assert width <= PHONE[0], "the list is read without moving it sideways"


def test_the_command_screen_leads_from_freshness_to_what_a_county_has_to_confirm(
    arrive: Any,
) -> None:
    page = at(arrive, "commander", "/")
    page.get_by_test_id("freshness-line").click()
    page.get_by_test_id("confirm-county").first.click()
    expect(page.get_by_test_id("only-county")).to_be_visible()
    expect(page.get_by_test_id("confirm-row").first).to_be_visible()
