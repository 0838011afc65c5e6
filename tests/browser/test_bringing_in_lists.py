"""A new clerk's first list in the browser: template, mistakes told by cell, mended, applied."""

import time
from collections.abc import Callable

from playwright.sync_api import Page, expect

from app.testing.clerk import MISTAKES, ROWS, Hand, fill_template, mend_faulty
from app.testing.clients import Caller

Arrive = Callable[..., Page]
MOST_CLICKS = 14
FIVE_MINUTES_S = 300


def test_a_new_clerk_brings_in_thirty_rows_with_five_mistakes_and_confirms_by_exception(
    arrive: Arrive, duty: Caller
) -> None:
    depots = duty.http.get("/api/depots", params={"limit": 500}).json()["rows"]
    depot = next(one["name"] for one in depots if one["jurisdiction_code"] == "420111")
    hand = Hand(arrive("clerk-hongshan"))
    page, begun_s = hand.page, time.monotonic()
    hand.click(page.locator("nav a[href='/resources']"), "资源")
    hand.click("open-import", "导入表格")
    filled = fill_template(hand.download("template", "下载模板"), depot)
    hand.choose_file("物资批次.xlsx", filled)
    expect(page.get_by_test_id("tab-error")).to_contain_text(str(len(MISTAKES)))
    rows = page.get_by_test_id("preview-rows").locator("tbody tr")
    expect(rows).to_have_count(len(MISTAKES))
    for number, row in zip(sorted(MISTAKES), rows.all(), strict=True):
        name, written = MISTAKES[number]
        expect(row.locator("td").first).to_have_text(str(number + 1))
        expect(row.locator("td.fault")).to_contain_text(written or "—")
        expect(row.locator("td.notes")).to_contain_text(name)
    hand.click(rows.first.get_by_role("button", name="当作“棉被”"), "当作“棉被”")
    expect(rows).to_have_count(len(MISTAKES) - 1)
    faulty = hand.download("faulty", "下载有错误的行")
    hand.click("apply", "确认写入")
    expect(page.get_by_test_id("import-done")).to_contain_text(f"新增 {ROWS - 4}")
    hand.click("more", "再导入一份")
    hand.choose_file("有错误的行.xlsx", mend_faulty(faulty, depot))
    expect(page.get_by_test_id("tab-added")).to_contain_text("4")
    expect(page.get_by_test_id("tab-error")).to_contain_text("0")
    hand.click("apply", "确认写入")
    expect(page.get_by_test_id("import-done")).to_contain_text("新增 4")
    hand.click("to-confirm", "去核实其余物资")
    expect(page.get_by_test_id("confirm-row").first).to_be_visible()
    hand.click("confirm-rows", "确认这些行")
    expect(page.get_by_text("已确认")).to_be_visible()
    assert hand.clicks <= MOST_CLICKS, hand.did
    assert time.monotonic() - begun_s < FIVE_MINUTES_S
    found = duty.http.get("/api/lots", params={"q": "试填-", "limit": 500}).json()["rows"]
    assert len(found) == ROWS
    assert sum(lot["quantity"] for lot in found if lot["batch"] == "试填-24") == 5


def test_a_list_that_names_no_depot_is_told_one_for_all_its_rows(arrive: Arrive) -> None:
    hand = Hand(arrive("clerk-hongshan", path="/import"))
    page = hand.page
    hand.choose_file("台账.csv", "品名,批号,实有数量,备注\n棉被,无库-1,12床,好\n".encode("gb18030"))
    field = page.get_by_test_id("otherwise-depot_id")
    expect(page.get_by_test_id("to-preview")).to_be_disabled()
    field.fill("洪山")
    page.locator(".el-autocomplete-suggestion li").first.click()
    page.get_by_test_id("to-preview").click()
    expect(page.get_by_test_id("tab-added")).to_contain_text("1")


def test_experts_are_brought_in_and_found_by_field_in_their_own_tab(arrive: Arrive) -> None:
    hand = Hand(arrive("clerk-hongshan", path="/import"))
    page = hand.page
    hand.click("kind-experts", "应急专家")
    listed = "姓名,专业领域,工作单位,电话\n演示甲,危险化学品,某大学,027-00000001\n演示乙,地震,某院,027-00000002\n"
    hand.choose_file("专家.csv", listed.encode())
    hand.click("apply", "确认写入")
    page.get_by_role("button", name="查看清单").click()
    expect(page.get_by_test_id("expert")).to_have_count(2)
    page.get_by_test_id("expert-search").fill("危险")
    expect(page.get_by_test_id("expert")).to_have_count(1)
    expect(page.get_by_test_id("expert")).to_contain_text("027-00000001")
