"""Takes the pictures of a clerk's first list for the page on bringing in lists."""

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page

from app.testing.clerk import Hand, fill_template, mend_faulty

FOLDER = "lists"
SETTLED_MS = 700
_OWN_LIST = "品名,批号,实有数量,备注\n棉被,台账-1,12床,好\n毛毯,台账-2,约30条,\n合计,,42,\n"


def photograph_lists(
    page: Page, address: str, depot: str, folder: Path, keep: Callable[[Page, Path], None]
) -> int:
    """Bring a first list in, a picture a step; return how many clicks it took."""
    folder.mkdir(parents=True, exist_ok=True)
    hand = Hand(page)

    def snap(name: str) -> None:
        page.mouse.move(0, 0)
        page.wait_for_timeout(SETTLED_MS)
        keep(page, folder / f"{name}.webp")

    page.goto(f"{address}/resources")
    hand.click("open-import", "导入表格")
    page.get_by_test_id("kind-lots").wait_for()
    snap("choose")
    template = hand.download("template", "下载模板")
    hand.choose_file("物资批次.xlsx", fill_template(template, depot))
    page.get_by_test_id("preview-rows").wait_for()
    snap("mistakes")
    hand.click(page.get_by_role("button", name="当作“棉被”"), "当作“棉被”")
    page.wait_for_timeout(SETTLED_MS)
    faulty = hand.download("faulty", "下载有错误的行")
    hand.click("apply", "确认写入")
    page.get_by_test_id("import-done").wait_for()
    snap("applied")
    hand.click("more", "再导入一份")
    hand.choose_file("有错误的行.xlsx", mend_faulty(faulty, depot))
    page.get_by_test_id("preview-rows").wait_for()
    hand.click("apply", "确认写入")
    page.get_by_test_id("to-confirm").wait_for()
    hand.click("to-confirm", "核实其余条目")
    page.get_by_test_id("confirm-row").first.wait_for()
    snap("confirm")
    hand.click("confirm-rows", "确认这些行")
    _own_list(page, address, snap)
    return hand.clicks


def _own_list(page: Page, address: str, snap: Callable[[str], None]) -> None:
    """The columns of an office's own list, which names no depot."""
    page.goto(f"{address}/import")
    hand = Hand(page)
    hand.choose_file("台账.csv", _OWN_LIST.encode("gb18030"))
    page.get_by_test_id("to-preview").wait_for()
    snap("columns")
