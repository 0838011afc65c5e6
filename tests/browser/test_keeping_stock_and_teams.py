"""What a county clerk does in the morning: hand out, count, confirm by exception, declare teams."""

from collections.abc import Callable
from typing import Any

from playwright.sync_api import Locator, Page, expect

from app.testing.clients import Caller

Arrive = Callable[..., Page]


def opened(arrive: Arrive, view: str) -> Page:
    """Open one list of the page of resources."""
    return arrive("clerk-hongshan", path=f"/resources?view={view}")


def lot_detail(page: Page, row: int) -> Locator:
    """Open a lot of the list."""
    page.get_by_test_id("lot").nth(row).click()
    return page.get_by_test_id("lot-detail")


def fill_number(place: Locator, name: str, value: int) -> None:
    place.get_by_test_id(name).locator("input").first.fill(str(value))


def test_goods_are_handed_out_and_a_wrong_line_is_taken_back(arrive: Arrive) -> None:
    page = opened(arrive, "lots")
    detail = lot_detail(page, 0)
    ledger = detail.get_by_test_id("ledger").locator("li")
    expect(ledger).to_have_count(1)
    detail.get_by_test_id("act-loss").click()
    fill_number(detail, "movement-quantity", 3)
    detail.get_by_test_id("movement-note").fill("受潮报废")
    detail.get_by_test_id("save-movement").click()
    expect(ledger).to_have_count(2)
    expect(ledger.first).to_contain_text("报损 -3")
    ledger.first.get_by_role("button", name="撤销").click()
    page.locator(".el-message-box input").fill("登记错误")
    page.locator(".el-message-box").get_by_role("button", name="确认").click()
    expect(ledger).to_have_count(3)
    expect(ledger.first).to_contain_text("撤销 +3")
    expect(ledger.nth(1)).to_contain_text("已撤销")


def test_two_clerks_at_one_lot_see_both_values_and_decide(arrive: Arrive, duty: Caller) -> None:
    page = opened(arrive, "lots")
    detail = lot_detail(page, 1)
    batch = detail.locator("h2 small").inner_text()
    [lot] = duty.http.get("/api/lots", params={"q": batch}).json()["rows"]
    detail.get_by_test_id("act-stocktake").click()
    path, seen = f"/api/lots/{lot['id']}", {"If-Match": f'"{lot["version"]}"'}
    theirs = lot["quantity"] - 5
    duty.http.patch(path, json={"quantity": theirs, "note": "复核"}, headers=seen)
    fill_number(detail, "movement-quantity", lot["quantity"] - 9)
    detail.get_by_test_id("movement-note").fill("盘点")
    detail.get_by_test_id("save-movement").click()
    both = page.get_by_test_id("stale")
    expect(both).to_contain_text(str(theirs))
    expect(both).to_contain_text(str(lot["quantity"] - 9))
    page.get_by_role("button", name="保留对方的").click()
    expect(detail.get_by_test_id("ledger").locator("li").first).to_contain_text("-5")
    assert duty.http.get(path).json()["quantity"] == theirs


def test_two_clerks_at_one_lorry_see_both_values_and_decide(arrive: Arrive, duty: Caller) -> None:
    page = opened(arrive, "depots")
    page.locator("table.grid tbody tr").first.click()
    line = page.get_by_test_id("depot-detail").get_by_test_id("truck").first
    plate = line.locator("b").inner_text()
    line.get_by_test_id("edit-truck").click()
    truck = lorry(duty, plate)
    path, seen = f"/api/trucks/{truck['id']}", {"If-Match": f'"{truck["version"]}"'}
    duty.http.patch(path, json={"payload_kg": 7300}, headers=seen)
    line.get_by_test_id("field-payload_kg").locator("input").fill("9100")
    line.get_by_test_id("save-row").click()
    both = page.get_by_test_id("stale")
    expect(both).to_contain_text("7,300")
    expect(both).to_contain_text("9,100")
    page.get_by_role("button", name="保留对方的").click()
    expect(line).to_contain_text("7,300 kg")
    assert lorry(duty, plate)["payload_kg"] == 7300


def lorry(duty: Caller, plate: str) -> dict[str, Any]:
    rows = duty.http.get("/api/depots", params={"limit": 500}).json()["rows"]
    [found] = [one for row in rows for one in row["trucks"] if one["plate"] == plate]
    return dict(found)


def test_free_beds_are_noted_where_the_hospital_is_listed(arrive: Arrive, duty: Caller) -> None:
    page = opened(arrive, "facilities")
    row = page.get_by_test_id("facility").first
    code = row.locator("td").first.inner_text()
    row.get_by_test_id("edit-facility").click()
    form = page.get_by_test_id("row-form")
    form.get_by_test_id("field-free").locator("input").fill("7")
    form.get_by_test_id("save-row").click()
    expect(row.locator("td").nth(4)).to_have_text("7")
    [now] = duty.http.get("/api/facilities", params={"q": code}).json()["rows"]
    assert now["free"] == 7
    assert now["changed_by"]


def test_a_list_is_confirmed_in_one_go_with_one_number_corrected(
    arrive: Arrive, duty: Caller
) -> None:
    page = opened(arrive, "confirm")
    rows = page.get_by_test_id("confirm-row")
    expect(rows).to_have_count(20)
    first = rows.filter(has=page.locator("input.el-input__inner")).first
    name = first.locator("td").nth(1).inner_text()
    first.locator("input.el-input__inner").fill("1")
    rows.last.locator("label.el-checkbox").click()
    page.get_by_test_id("confirm-note").fill("盘点差异")
    button = page.get_by_test_id("confirm-rows")
    expect(button).to_have_text("确认这 19 行")
    button.click()
    expect(page.get_by_text("已确认 19 行，其中更正 1 行")).to_be_visible()
    expect(rows.filter(has_text=name.split()[-1])).to_have_count(0)


def test_all_teams_are_declared_at_once_and_one_is_out_of_service(
    arrive: Arrive, duty: Caller
) -> None:
    page = opened(arrive, "readiness")
    rows = page.get_by_test_id("readiness-row")
    expect(rows.first).to_be_visible()
    count = rows.count()
    page.get_by_test_id("tick-all").click()
    rows.first.get_by_test_id("out-reason").click()
    page.get_by_role("option", name="车辆装备检修").click()
    page.get_by_test_id("submit-readiness").click()
    expect(page.get_by_text(f"已报告 {count} 队")).to_be_visible()
    expect(rows.first).to_contain_text("车辆装备检修")
    teams = duty.http.get("/api/teams", params={"limit": 500}).json()["rows"]
    out = [team for team in teams if not team["on_duty"]]
    assert [team["out_reason"] for team in out] == ["maintenance"]
