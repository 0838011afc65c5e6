"""Reads tables of web pages and of XML spreadsheets: many systems export them under the name xls."""  # noqa: E501

from html.parser import HTMLParser

from resources.importing.delimited import LONGEST_CELL, MOST_COLUMNS, MOST_ROWS, decode
from resources.importing.problems import FileRefused
from resources.importing.tables import Merged, Sheet

_TABLES, _ROWS, _CELLS = ("table", "worksheet"), ("tr", "row"), ("td", "th", "cell")
_SILENT = ("script", "style", "head")


def read_markup(content: bytes) -> tuple[list[Sheet], dict[str, str]]:
    """Return the tables of a page or XML spreadsheet; a page without any is no list."""
    text, encoding = decode(content)
    reader = _Tables()
    reader.feed(text)
    reader.close()
    sheets = [one for one in reader.sheets if len(one.rows) > 1]
    if not sheets:
        raise FileRefused("file_is_markup")
    return sheets, {"encoding": encoding, "separator": "markup"}


class _Tables(HTMLParser):
    """Collects the cells of every table; a table inside a cell belongs to that cell."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.sheets: list[Sheet] = []
        self._merged: list[Merged] = []
        self._depth = 0
        self._silent = 0
        self._cell: list[str] | None = None
        self._span = (1, 1)
        self._taken: dict[tuple[int, int], bool] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a table, row or cell."""
        name, told = tag.rpartition(":")[2], dict(attrs)
        if name in _SILENT:
            self._silent += 1
        elif name in _TABLES:
            self._begin_table(name, told)
        elif self._depth == 1 and name in _ROWS:
            self._begin_row()
        elif self._depth == 1 and name in _CELLS and self.sheets and self.sheets[-1].rows:
            self._begin_cell(told)

    def handle_endtag(self, tag: str) -> None:
        """End a table or cell."""
        name = tag.rpartition(":")[2]
        if name in _SILENT:
            self._silent = max(0, self._silent - 1)
        elif name in _CELLS and self._depth == 1:
            self._end_cell()
        elif name in ("table", "worksheet") and self._depth and not self._is_inner(name):
            self._end_cell()
            self._depth -= 1

    def handle_data(self, data: str) -> None:
        """Take the text of a cell."""
        if self._cell is not None and not self._silent and len(self._cell) < LONGEST_CELL:
            self._cell.append(data)

    def _is_inner(self, name: str) -> bool:
        """Say whether this is the table element inside a worksheet, which is one with it."""
        return name == "table" and self._in_worksheet

    _in_worksheet = False

    def _begin_table(self, name: str, told: dict[str, str | None]) -> None:
        if name == "worksheet":
            self._in_worksheet = True
        elif self._in_worksheet:
            return
        self._depth += 1
        if self._depth == 1:
            title = told.get("ss:name") or f"{len(self.sheets) + 1}"
            self._merged, self._taken = [], {}
            self.sheets.append(Sheet(title[:60], [], (), hidden=False))

    def _begin_row(self) -> None:
        self._end_cell()
        rows = self.sheets[-1].rows
        if len(rows) >= MOST_ROWS:
            raise FileRefused("too_many_rows", most=MOST_ROWS)
        rows.append([])

    def _begin_cell(self, told: dict[str, str | None]) -> None:
        self._end_cell()
        rows = self.sheets[-1].rows
        row, cells = len(rows) - 1, rows[-1]
        place = _number(told.get("ss:index")) - 1 if told.get("ss:index") else len(cells)
        while len(cells) < min(place, MOST_COLUMNS) or (row, len(cells)) in self._taken:
            cells.append(None)
        across = _number(told.get("colspan")) or _number(told.get("ss:mergeacross")) + 1
        down = _number(told.get("rowspan")) or _number(told.get("ss:mergedown")) + 1
        self._span = (max(1, down), max(1, across))
        self._cell = []

    def _end_cell(self) -> None:
        if self._cell is None:
            return
        rows = self.sheets[-1].rows
        row, cells = len(rows) - 1, rows[-1]
        text = "".join(self._cell).replace("\xa0", " ").strip()[:LONGEST_CELL]
        left, (down, across) = len(cells), self._span
        self._cell = None
        if left >= MOST_COLUMNS:
            return
        cells.extend([text or None, *[None] * (across - 1)])
        if down > 1 or across > 1:
            self._note_merged(row, left, down, across)

    def _note_merged(self, row: int, left: int, down: int, across: int) -> None:
        bottom, right = row + min(down, MOST_ROWS) - 1, left + across - 1
        self._merged.append((row, left, bottom, right))
        for below in range(row + 1, min(bottom, row + 1000) + 1):
            self._taken.update({(below, column): True for column in range(left, right + 1)})
        last = self.sheets[-1]
        self.sheets[-1] = Sheet(last.name, last.rows, tuple(self._merged), last.hidden)


def _number(text: str | None) -> int:
    return min(int(text), MOST_COLUMNS) if text and text.strip().isdigit() else 0
