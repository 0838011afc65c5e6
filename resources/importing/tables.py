"""Finds the table in a sheet: where its heading stands, what belongs to it, what is only a total."""  # noqa: E501

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from resources.importing.cells import Cell, text_of
from resources.importing.text import is_nothing, plain

HEADER_WITHIN = 25
"""A heading is looked for in so many rows from the top."""

TALLEST_HEADER = 3
_TOTALS = ("合计", "总计", "小计", "共计", "累计", "汇总", "总数", "total", "subtotal", "grandtotal", "sum", "toplam", "geneltoplam")  # noqa: E501  # fmt: skip
_NOTES = re.compile(
    r"^(注|备注|说明|填表|制表|填报|审核|报送|统计时间|截至|单位负责人|联系人|note|source|remark)",
    re.I,
)

Merged = tuple[int, int, int, int]
"""First row, first column, last row, last column of cells that look like one."""


@dataclass(frozen=True)
class Sheet:
    """A sheet as it was read: rows of cells, and which cells are merged."""

    name: str
    rows: list[list[Cell]]
    merged: tuple[Merged, ...] = ()
    hidden: bool = False


@dataclass(frozen=True)
class Header:
    """Where the heading of a table stands and what its columns are called."""

    row: int
    height: int
    names: tuple[str, ...]
    score: float


@dataclass(frozen=True)
class Table:
    """The rows under a heading; ``left_out`` says of which rows that are none, and why."""

    header: Header
    rows: list[tuple[int, list[Cell]]]
    left_out: list[tuple[int, str]]


def find_header(sheet: Sheet, known: Mapping[str, float]) -> Header | None:
    """Return the best heading, preferring rows whose cells are known column names.

    ``known`` weighs the keys of names that columns may have. A heading of two or three rows is
    read as one: a group above gives its name to the columns below.
    """
    spans = _spans(sheet)
    found = [
        header
        for row in range(min(HEADER_WITHIN, len(sheet.rows)))
        for height in range(1, TALLEST_HEADER + 1)
        if row + height <= len(sheet.rows)
        if (header := header_at(sheet, row, height, known, spans)).score > 0
    ]
    return max(found, key=lambda one: (one.score, -one.row, -one.height), default=None)


def header_at(
    sheet: Sheet,
    row: int,
    height: int,
    known: Mapping[str, float],
    spans: Mapping[tuple[int, int], Cell] | None = None,
) -> Header:
    """Return the heading that these rows make, with how well it fits."""
    covered = _spans(sheet) if spans is None else spans
    lines = [
        _filled(sheet, at, covered, height - 1 - n) for n, at in enumerate(range(row, row + height))
    ]
    width = max((len(line) for line in lines), default=0)
    names = tuple(_column_name([line[column] if column < len(line) else "" for line in lines]) for column in range(width))  # noqa: E501  # fmt: skip
    return Header(row, height, names, _score(names, lines, known))


def _spans(sheet: Sheet) -> dict[tuple[int, int], Cell]:
    """Return what stands in the cells that a merged range covers, near the top."""
    covered: dict[tuple[int, int], Cell] = {}
    for top, left, bottom, right in sheet.merged:
        if top > HEADER_WITHIN + TALLEST_HEADER or right - left > 200:
            continue
        value = _at(sheet.rows, top, left)
        for row in range(top, min(bottom, HEADER_WITHIN + TALLEST_HEADER) + 1):
            covered.update({(row, column): value for column in range(left, right + 1)})
    return covered


def _at(rows: Sequence[Sequence[Cell]], row: int, column: int) -> Cell:
    return rows[row][column] if row < len(rows) and column < len(rows[row]) else None


def _filled(
    sheet: Sheet, row: int, spans: Mapping[tuple[int, int], Cell], rows_below: int
) -> list[str]:
    """Return the texts of a heading's row; a group name reaches to the right where nothing stands.

    It does so only above another row of the heading whose cells there are filled.
    """
    texts = [_short_text(spans.get((row, n), cell)) for n, cell in enumerate(sheet.rows[row])]
    if rows_below == 0:
        return texts
    below = [_short_text(cell) for cell in sheet.rows[row + 1]]
    for n in range(1, len(texts)):
        if (
            not texts[n]
            and texts[n - 1]
            and (row, n) not in spans
            and n < len(below)
            and below[n]
            and below[n - 1]
        ):
            texts[n] = texts[n - 1]
    return texts


def _short_text(cell: Cell) -> str:
    if cell is None or isinstance(cell, bool | int | float):
        return "" if cell is None else text_of(cell)
    return text_of(cell)[:80]


def _column_name(parts: Sequence[str]) -> str:
    return " ".join(dict.fromkeys(part for part in parts if part))


def _score(
    names: Sequence[str], lines: Sequence[Sequence[str]], known: Mapping[str, float]
) -> float:
    """Known names count most; numbers, repeats and long texts are no headings."""
    filled = [name for name in names if name]
    if not filled or (len(filled) < 2 and len(names) > 1):
        return 0.0
    total = 0.0
    for name in filled:
        last = name.rpartition(" ")[2]
        total += 3.0 * max(known.get(plain(name), 0.0), 0.9 * known.get(plain(last), 0.0))
        total += 0.2 if _looks_like_a_name(name) else -1.5
    repeats = len(filled) - len(set(filled))
    empty_lines = sum(1 for line in lines if not any(line))
    return total - 1.0 * repeats - 2.0 * empty_lines - 0.3 * (len(lines) - 1)


def _looks_like_a_name(text: str) -> bool:
    digits = sum(sign.isdigit() for sign in text)
    return len(text) <= 40 and digits * 2 < len(text)


def table_under(sheet: Sheet, header: Header) -> Table:
    """Return the rows of a table: without blank rows, repeated headings, totals and remarks."""
    rows = _merged_downwards(sheet)
    begins = header.row + header.height
    kept: list[tuple[int, list[Cell]]] = []
    left_out: list[tuple[int, str]] = []
    names = [plain(name) for name in header.names]
    for number in range(begins, len(rows)):
        cells = rows[number]
        filled = [
            cell
            for cell in cells
            if cell is not None and (not isinstance(cell, str) or cell.strip())
        ]
        if not filled:
            continue
        reason = _why_not(cells, filled, names)
        if reason is None:
            kept.append((number, cells))
        else:
            left_out.append((number, reason))
    return Table(header, kept, left_out)


def _why_not(cells: Sequence[Cell], filled: Sequence[Cell], names: Sequence[str]) -> str | None:
    """Say why a row is no entry: a total, a remark under the table, or the heading once more."""
    texts = [cell for cell in filled if isinstance(cell, str)]
    if any(_is_total(text) for text in texts[:2]):
        return "total"
    if len(filled) == 1 and texts and _NOTES.match(texts[0].strip()):
        return "note"
    keys = [plain(text_of(cell)) if cell is not None else "" for cell in cells]
    same = sum(1 for key, name in zip(keys, names, strict=False) if key and key == name)
    return "heading" if same >= 2 and same * 2 > len(filled) else None


def _is_total(text: str) -> bool:
    key = plain(text)
    return key in _TOTALS or (len(key) <= 8 and key.endswith(("合计", "总计", "小计")))


def _merged_downwards(sheet: Sheet) -> list[list[Cell]]:
    """Return the rows with the text of a merged cell in all rows it covers.

    Numbers are not repeated: a quantity merged over three rows is there once.
    """
    rows = sheet.rows
    for top, left, bottom, _right in sheet.merged:
        value = _at(rows, top, left)
        if bottom == top or not isinstance(value, str) or is_nothing(value):
            continue
        for row in range(top + 1, min(bottom, len(rows) - 1) + 1):
            line = rows[row]
            line.extend([None] * (left + 1 - len(line)))
            if line[left] is None:
                line[left] = value
    return rows
