"""Two counties at two screens: help is asked for, offered, committed, sent, counted and given back."""

from collections.abc import Callable

from playwright.sync_api import Locator, Page, expect

from app.testing.clients import Caller
from app.testing.screens import confirm, field

Arrive = Callable[..., Page]


def opened(page: Page, address: str) -> Page:
    """Open a page of the product where somebody is signed in."""
    page.goto("/".join(page.url.split("/")[:3]) + address)
    return page


def pick(page: Page, chooser: Locator, option: str) -> None:
    """Choose one of this chooser's own options; lists that fade still hold theirs."""
    chooser.click()
    box = chooser.get_by_role("combobox").or_(chooser.and_(page.get_by_role("combobox")))
    options = page.locator(f"[id='{box.get_attribute('aria-controls')}']")
    options.locator(".el-select-dropdown__item").filter(has_text=option).first.click()


def ask(page: Page) -> None:
    """Hongshan asks Wuchang for tents and a boat crew."""
    opened(page, "/aid?tab=ours")
    page.get_by_test_id("ask-help").click()
    pick(page, page.get_by_test_id("aid-to"), "武昌区")
    page.keyboard.press("Escape")
    field(page, "aid-purpose").fill("南湖内涝转移安置")
    pick(page, page.get_by_test_id("aid-depot"), "洪山区")
    field(page, "aid-place").fill("南湖")
    pick(page, page.get_by_test_id("aid-thing"), "救灾帐篷")
    field(page, "aid-amount").fill("20")
    page.get_by_role("button", name="增加一项").click()
    second = page.get_by_test_id("aid-line").nth(1)
    pick(page, second.get_by_test_id("aid-thing"), "水域救援")
    page.get_by_test_id("send-aid").click()
    expect(page.get_by_test_id("aid-detail")).to_contain_text("南湖内涝转移安置")


def group(page: Page, name: str) -> Locator:
    """What one asked party said and gave."""
    return page.get_by_test_id("aid-ask").filter(has_text=name)


def step(page: Page, name: str) -> None:
    """Take one step with everything that may take it."""
    group(page, "武昌区").get_by_test_id(f"step-{name}").click()


def test_two_counties_ask_offer_commit_send_count_and_give_back(
    arrive: Arrive, duty: Caller
) -> None:
    ours, theirs = arrive("commander-hongshan"), arrive("commander-wuchang", (390, 844))
    opened(theirs, "/aid?tab=toUs")
    ask(ours)
    row = theirs.get_by_test_id("aid-request").filter(has_text="南湖内涝转移安置")
    row.click()
    theirs.get_by_test_id("offer-help").click()
    dialog = theirs.get_by_test_id("offer-dialog")
    expect(dialog).to_contain_text("安全库存")
    dialog.get_by_test_id("save-offer").click()
    expect(group(ours, "武昌区").get_by_test_id("aid-answer")).to_have_text("全部满足")

    step(ours, "take")
    step(theirs, "commit")
    confirm(theirs)
    expect(ours.get_by_test_id("aid-percent")).to_have_text("已承诺 100%")
    step(theirs, "ship")
    step(ours, "receive")
    count = ours.get_by_test_id("count-dialog")
    tents = count.get_by_test_id("count-row").filter(has_text="救灾帐篷").first
    good = field_in(tents, "count-good")
    sent = int(good.input_value())
    good.fill(str(sent - 1))
    good.press("Tab")
    expect(count.get_by_test_id("save-count")).to_be_disabled()
    tents.get_by_test_id("count-note").fill("短少1顶")
    count.get_by_test_id("save-count").click()
    supplies = group(ours, "武昌区").get_by_test_id("aid-supply")
    expect(supplies.filter(has_text="已接收").first).to_be_visible()
    expect(supplies.filter(has_text="短少 1")).to_have_count(1)

    step(ours, "send_back")
    ours.get_by_test_id("count-dialog").get_by_test_id("save-count").click()
    step(theirs, "take_back")
    theirs.get_by_test_id("count-dialog").get_by_test_id("save-count").click()
    expect(supplies.filter(has_text="已归还").first).to_be_visible()
    ours.get_by_test_id("close-aid").click()
    confirm(ours)
    expect(ours.get_by_test_id("aid-detail")).to_contain_text("已办结")
    [closed] = [
        one
        for one in duty.http.get("/api/aid-requests", params={"limit": 500}).json()["rows"]
        if one["purpose"] == "南湖内涝转移安置"
    ]
    assert {one["state"] for one in closed["supplies"]} == {"returned"}
    assert closed["messages"][0]["kind"] == "RequestResource"


def field_in(place: Locator, name: str) -> Locator:
    """The input of a named field inside a place."""
    return place.locator(f"[data-test={name}] input, input[data-test={name}]").first


def test_an_agreement_holds_only_when_each_side_has_signed_for_itself(arrive: Arrive) -> None:
    ours, theirs = arrive("commander-hongshan"), arrive("commander-wuchang")
    opened(ours, "/aid?tab=agreements")
    opened(theirs, "/aid?tab=agreements")
    ours.get_by_test_id("draft-agreement").click()
    pick(ours, ours.get_by_test_id("agreement-provider"), "武昌区")
    ours.get_by_test_id("save-agreement").click()
    drafted = ours.get_by_test_id("agreement").first
    expect(drafted).to_contain_text("草案")
    drafted.get_by_test_id("sign-agreement").click()
    confirm(ours)
    expect(drafted).to_contain_text("待对方签署")
    expect(drafted.get_by_test_id("sign-agreement")).to_have_count(0)
    row = theirs.get_by_test_id("agreement").first
    expect(row).to_contain_text("待我方签署")
    row.get_by_test_id("sign-agreement").click()
    confirm(theirs)
    expect(drafted).to_contain_text("生效中")
    drafted.get_by_test_id("end-agreement").click()
    confirm(ours, "测试结束")
    expect(row).to_contain_text("已终止")
    expect(row).to_contain_text("测试结束")
