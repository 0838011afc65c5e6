"""A new clerk's first list: a template filled in with thirty rows, five of them wrong."""

import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import openpyxl
from playwright.sync_api import FilePayload, Locator, Page

ITEMS = ("棉被", "毛毯", "折叠床", "救生衣", "担架", "急救包", "对讲机", "冲锋舟", "睡袋", "防潮垫")
ROWS = 30
MISTAKES = {
    4: ("物资", "棉背"),
    9: ("数量", "三十几"),
    14: ("有效期至", "2027年13月"),
    19: ("物资库", None),
    24: ("数量", "-5"),
}
"""Row of the list, counted from one, to its column and what was written there."""

RIGHT = {4: "棉被", 9: 30, 14: "2027年12月", 19: "", 24: 5}


@dataclass
class Hand:
    """Clicks as a person would, and counts."""

    page: Page
    clicks: int = 0
    did: list[str] = field(default_factory=list)

    def click(self, place: str | Locator, what: str) -> None:
        """Click on something, by the name tests know it by."""
        where = self.page.get_by_test_id(place) if isinstance(place, str) else place
        where.click()
        self.clicks += 1
        self.did.append(what)

    def choose_file(self, name: str, content: bytes) -> None:
        """Choose a file: the click on the field; the dialog is the browser's."""
        file = FilePayload(name=name, mimeType="application/octet-stream", buffer=content)
        self.page.get_by_test_id("file").set_input_files(file)
        self.clicks += 1
        self.did.append(f"上传 {name}")

    def download(self, place: str, what: str) -> bytes:
        """Click on a download and return the file."""
        with self.page.expect_download() as waiting:
            self.click(place, what)
        return waiting.value.path().read_bytes()


def fill_template(template: bytes, depot: str) -> bytes:
    """Return the template with thirty rows, five of them wrong, as a clerk types them."""
    book = openpyxl.load_workbook(io.BytesIO(template))
    sheet = book.worksheets[0]
    columns = _columns(sheet)
    for row in range(1, ROWS + 1):
        values: dict[str, Any] = {
            "物资库": depot,
            "物资": ITEMS[row % len(ITEMS)],
            "批次": f"试填-{row:02d}",
            "数量": 10 + row,
            "有效期至": "2030年6月",
        }
        if row in MISTAKES:
            name, written = MISTAKES[row]
            values[name] = written
        for name, value in values.items():
            sheet.cell(row + 1, columns[name], value)
    return _saved(book)


def mend_faulty(faulty: bytes, depot: str) -> bytes:
    """Return the workbook of faulty rows with the wrong cells put right."""
    book = openpyxl.load_workbook(io.BytesIO(faulty))
    sheet = book.worksheets[0]
    columns = _columns(sheet)
    for line in range(2, sheet.max_row + 1):
        row = int(str(sheet.cell(line, columns["批次"]).value).rpartition("-")[2])
        name, _written = MISTAKES[row]
        sheet.cell(line, columns[name], RIGHT[row] or depot)
    return _saved(book)


def _columns(sheet: Any) -> dict[str, int]:
    titles: Sequence[Any] = [cell.value for cell in sheet[1]]
    return {str(title).rstrip("*"): n for n, title in enumerate(titles, start=1) if title}


def _saved(book: Any) -> bytes:
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()
