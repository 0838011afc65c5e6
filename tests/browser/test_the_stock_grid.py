"""What a stock clerk does in the spreadsheet: search, write, undo, paste, mark many, choose columns.

The keyboard is used where a clerk would use it; what was written is read from the service.
"""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from app.testing.clients import Caller, JsonObject

Arrive = Callable[..., Page]
CLERK, AREA = "clerk-hongshan", "420111"
TITLES = "物资库\t物资\t批次\t数量\t有效期至"


@pytest.fixture
def grid(arrive: Arrive, sign_in: Callable[[str], Caller]) -> Page:
    """The stock grid of a clerk as it is for whoever has chosen nothing, with its first rows."""
    sign_in(CLERK).send("PUT", "/me/choices/lot-grid", {"document": {}})
    return filled(arrive(CLERK, path="/stock"))


def filled(page: Page) -> Page:
    """Wait until the grid shows its first rows."""
    expect(cell(page, 0, "quantity")).not_to_be_empty()
    return page


def cell(page: Page, row: int, column: str) -> Locator:
    return page.locator(f'.ag-row[row-index="{row}"] [col-id="{column}"]').first


def lots(duty: Caller, **wanted: Any) -> list[JsonObject]:
    """What the service holds of the clerk's area, in the order of the grid."""
    asked: dict[str, Any] = {"jurisdiction_code": AREA, "limit": 50} | wanted
    rows: list[JsonObject] = duty.http.get("/api/lots", params=asked).json()["rows"]
    return rows


def amount_of(duty: Caller, lot: JsonObject) -> int:
    amount: int = duty.http.get(f"/api/lots/{lot['id']}").json()["quantity"]
    return amount


def shown(count: int) -> str:
    return f"{count:,}"


def write(page: Page, text: str) -> None:
    """Write over the cell in focus and leave it downwards."""
    page.keyboard.press("F2")
    page.keyboard.press("Control+a")
    page.keyboard.type(text)
    page.keyboard.press("Enter")


def put_on_clipboard(page: Page, text: str) -> None:
    """Copy a text as from a spreadsheet that stands in another window."""
    page.evaluate(
        """text => {
          const sheet = document.createElement('textarea')
          sheet.id = 'another-window'
          sheet.value = text
          document.body.append(sheet)
          sheet.select()
        }""",
        text,
    )
    page.keyboard.press("Control+c")
    page.evaluate("() => document.getElementById('another-window').remove()")


def clipboard(page: Page) -> str:
    """What Ctrl+C has put on the clipboard, pasted into another window."""
    page.evaluate(
        """() => {
          const sheet = document.createElement('textarea')
          sheet.id = 'another-window'
          document.body.append(sheet)
          sheet.focus()
        }"""
    )
    page.keyboard.press("Control+v")
    text: str = page.evaluate(
        """() => {
          const sheet = document.getElementById('another-window')
          sheet.remove()
          return sheet.value
        }"""
    )
    return text


def test_a_lot_is_found_counted_and_put_back_with_the_keyboard_alone(
    grid: Page, duty: Caller
) -> None:
    lot = lots(duty, q="zp", sort="item_code")[0]
    grid.keyboard.press("/")
    grid.keyboard.type("zp")
    expect(grid.get_by_test_id("grid-total")).to_contain_text(
        str(
            duty.http.get("/api/lots", params={"jurisdiction_code": AREA, "q": "zp"}).json()[
                "total"
            ]
        )
    )
    grid.keyboard.press("Enter")
    expect(cell(grid, 0, "quantity")).to_be_focused()
    expect(cell(grid, 0, "quantity")).to_have_text(shown(lot["quantity"]))
    write(grid, str(lot["quantity"] + 7))
    expect(cell(grid, 0, "quantity")).to_have_text(shown(lot["quantity"] + 7))
    expect(grid.get_by_test_id("grid-undo")).to_be_enabled()
    assert amount_of(duty, lot) == lot["quantity"] + 7
    grid.keyboard.press("Control+z")
    expect(cell(grid, 0, "quantity")).to_have_text(shown(lot["quantity"]))
    assert amount_of(duty, lot) == lot["quantity"]
    grid.keyboard.press("Control+y")
    expect(cell(grid, 0, "quantity")).to_have_text(shown(lot["quantity"] + 7))
    grid.keyboard.press("Control+z")
    expect(cell(grid, 0, "quantity")).to_have_text(shown(lot["quantity"]))


def test_columns_filter_sort_and_say_so_above_the_rows(grid: Page, duty: Caller) -> None:
    item = lots(duty, q="帐篷")[0]["item_name"]
    grid.locator(".ag-header-cell[col-id=item_name] .ag-header-cell-filter-button").click()
    grid.keyboard.type(item)
    grid.locator(".choice-list label").filter(has_text=item).click()
    expect(grid.get_by_test_id("filters")).to_contain_text(item)
    code = next(row["item_code"] for row in lots(duty, q="帐篷") if row["item_name"] == item)
    every = lots(duty, item_code=code, sort="-quantity")
    expect(grid.get_by_test_id("grid-sum")).to_contain_text(
        shown(sum(row["quantity"] for row in every))
    )
    grid.keyboard.press("Escape")
    for _ in range(2):
        grid.locator(".ag-header-cell[col-id=quantity] .ag-header-cell-text").click()
    expect(cell(grid, 0, "quantity")).to_have_text(shown(every[0]["quantity"]))
    grid.get_by_test_id("mark-expired").click()
    past = [row for row in every if row["expired"]]
    expect(grid.get_by_test_id("grid-total")).to_contain_text(str(len(past)))


def test_a_stale_cell_shows_both_values_and_asks(grid: Page, duty: Caller) -> None:
    lot = lots(duty, sort="item_code")[3]
    theirs, mine = lot["quantity"] + 11, lot["quantity"] + 23
    cell(grid, 3, "quantity").click()
    grid.keyboard.press("F2")
    grid.locator(".ag-cell-inline-editing").wait_for()
    change = {"quantity": theirs, "note": "复核"}
    seen = {"If-Match": f'"{lot["version"]}"'}
    assert duty.http.patch(f"/api/lots/{lot['id']}", json=change, headers=seen).status_code == 200
    grid.keyboard.press("Control+a")
    grid.keyboard.type(str(mine))
    grid.keyboard.press("Enter")
    both = grid.get_by_test_id("stale")
    expect(both).to_contain_text(str(theirs))
    expect(both).to_contain_text(str(mine))
    assert amount_of(duty, lot) == theirs
    grid.locator(".stale-box").get_by_role("button", name="保留对方的").click()
    expect(cell(grid, 3, "quantity")).to_have_text(shown(theirs))
    assert amount_of(duty, lot) == theirs


def test_a_pasted_block_is_previewed_applied_and_undone_as_one(grid: Page, duty: Caller) -> None:
    before = lots(duty, sort="item_code")[5:8]
    cell(grid, 5, "quantity").click()
    put_on_clipboard(grid, "501\r\nnot a number\r\n503\r\n")
    cell(grid, 5, "quantity").click()
    grid.keyboard.press("Control+v")
    expect(grid.get_by_test_id("tab-error")).to_contain_text("1")
    expect(grid.get_by_test_id("tab-changed")).to_contain_text("2")
    assert [amount_of(duty, lot) for lot in before] == [lot["quantity"] for lot in before]
    grid.get_by_test_id("apply").click()
    expect(cell(grid, 5, "quantity")).to_have_text("501")
    expect(cell(grid, 7, "quantity")).to_have_text("503")
    assert [amount_of(duty, lot) for lot in before] == [501, before[1]["quantity"], 503]
    cell(grid, 5, "quantity").click()
    grid.keyboard.press("Control+z")
    expect(cell(grid, 5, "quantity")).to_have_text(shown(before[0]["quantity"]))
    assert [amount_of(duty, lot) for lot in before] == [lot["quantity"] for lot in before]


def test_a_block_with_its_heading_may_bring_new_lots(grid: Page, duty: Caller) -> None:
    lot = lots(duty, sort="item_code")[0]
    row = f"{lot['depot_code']}\t{lot['item_name']}\tGRID-NEW-1\t12\t2031-05-01"
    put_on_clipboard(grid, f"{TITLES}\r\n{row}\r\n")
    cell(grid, 0, "quantity").click()
    grid.keyboard.press("Control+v")
    expect(grid.get_by_test_id("tab-added")).to_contain_text("1")
    grid.get_by_test_id("apply").click()
    expect(grid.get_by_test_id("paste-dialog")).to_be_hidden()
    [entered] = lots(duty, q="GRID-NEW-1")
    assert (entered["quantity"], entered["expires_on"]) == (12, "2031-05-01")


def test_cells_that_cannot_be_written_refuse_a_block_in_words(grid: Page, duty: Caller) -> None:
    put_on_clipboard(grid, "7\r\n")
    cell(grid, 0, "free").click()
    grid.keyboard.press("Control+v")
    expect(grid.get_by_test_id("paste-refusal")).to_contain_text("不能直接修改")


def test_marked_rows_are_copied_written_off_and_taken_back(grid: Page, duty: Caller) -> None:
    chosen = lots(duty, expired="true", sort="item_code")[:3]
    grid.get_by_test_id("mark-expired").click()
    expect(cell(grid, 0, "batch")).to_have_text(chosen[0]["batch"])
    cell(grid, 0, "quantity").click()
    grid.keyboard.press(" ")
    grid.keyboard.press("ArrowDown")
    grid.keyboard.press("ArrowDown")
    grid.keyboard.press("Shift+ ")
    expect(grid.get_by_test_id("bulk-bar")).to_contain_text("3")
    grid.keyboard.press("Control+c")
    copied = [line.split("\t") for line in clipboard(grid).splitlines()]
    assert len(copied) == 4
    assert [line[copied[0].index("批号")] for line in copied[1:]] == [
        one["batch"] for one in chosen
    ]
    grid.get_by_test_id("bulk-write_off").click()
    grid.get_by_test_id("bulk-note").fill("过期报废")
    grid.get_by_test_id("bulk-preview").click()
    expect(grid.get_by_test_id("bulk-sums")).to_contain_text("3")
    assert [amount_of(duty, lot) for lot in chosen] == [lot["quantity"] for lot in chosen]
    grid.get_by_test_id("bulk-apply").click()
    expect(cell(grid, 0, "quantity")).to_have_text("0")
    assert [amount_of(duty, lot) for lot in chosen] == [lot["reserved"] for lot in chosen]
    grid.get_by_test_id("grid-undo").click()
    expect(cell(grid, 0, "quantity")).to_have_text(shown(chosen[0]["quantity"]))
    assert [amount_of(duty, lot) for lot in chosen] == [lot["quantity"] for lot in chosen]


def test_the_choice_of_columns_survives_a_reload_and_can_be_reset(grid: Page) -> None:
    headings = grid.locator(".ag-header-cell-text")
    expect(headings.filter(has_text="可信数量")).to_have_count(1)
    grid.get_by_test_id("grid-columns").click()
    with grid.expect_response(lambda answer: "/api/me/choices/" in answer.url and answer.ok):
        grid.get_by_test_id("column-relied_on").uncheck()
    expect(headings.filter(has_text="可信数量")).to_have_count(0)
    grid.goto(grid.url)
    filled(grid)
    expect(headings.filter(has_text="可信数量")).to_have_count(0)
    grid.get_by_test_id("grid-columns").click()
    grid.get_by_test_id("columns-reset").click()
    expect(headings.filter(has_text="可信数量")).to_have_count(1)


def test_the_map_beside_counts_the_depots_of_the_rows_and_can_be_closed(
    grid: Page, duty: Caller
) -> None:
    grid.get_by_test_id("grid-map").click()
    side = grid.get_by_test_id("grid-map-side")
    depots = {row["depot_name"] for row in lots(duty, limit=500)}
    expect(side.locator("h2")).to_contain_text(str(len(depots)))
    side.get_by_role("button", name="关闭").click()
    expect(side).to_be_hidden()


def test_whoever_may_only_read_gets_a_grid_to_read(arrive: Arrive) -> None:
    page = filled(arrive("auditor", path="/stock"))
    before = cell(page, 0, "quantity").inner_text()
    cell(page, 0, "quantity").click()
    page.keyboard.press("F2")
    page.keyboard.type("9")
    page.keyboard.press("Enter")
    expect(cell(page, 0, "quantity")).to_have_text(before)
    expect(page.get_by_test_id("grid-undo")).to_have_count(0)
    expect(page.locator("footer")).to_contain_text("只读")


def test_a_phone_gets_a_list_to_search_in_instead_of_the_grid(arrive: Arrive, duty: Caller) -> None:
    page = arrive(CLERK, size=(390, 844), path="/stock")
    expect(page.get_by_test_id("lot-card").first).to_be_visible()
    expect(page.get_by_test_id("lot-grid")).to_have_count(0)
    batch = lots(duty)[0]["batch"]
    page.get_by_test_id("grid-search").fill(batch)
    expect(page.get_by_test_id("lot-card")).to_have_count(1)
    page.get_by_test_id("lot-card").click()
    expect(page.get_by_test_id("lot-detail")).to_contain_text(batch)
