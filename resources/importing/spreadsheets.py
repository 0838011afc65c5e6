"""Reads workbooks: with Calamine, or with openpyxl where Calamine's process did not survive."""

import re
import zipfile
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from io import BytesIO
from itertools import islice
from typing import Any

from resources.importing.cells import Cell
from resources.importing.delimited import LONGEST_CELL, MOST_COLUMNS, MOST_ROWS
from resources.importing.gate import require_harmless_archive
from resources.importing.problems import FileRefused
from resources.importing.tables import Merged, Sheet

_DATE_1904 = re.compile(rb"""date1904\s*=\s*["'](1|true)["']""", re.I)
MOST_SHEETS = 30
MOST_BLANK = 2_000
"""After so many blank rows in a row a sheet is over: one stray cell lies in the last row of all."""

MOST_MERGED = 20_000


def read_workbook(content: bytes, kind: str, engine: str) -> tuple[list[Sheet], dict[str, Any]]:
    """Return the sheets of an xlsx or xls file and how they were read."""
    if kind == "xlsx":
        require_harmless_archive(content)
    how = {"engine": engine, "date_1904": kind == "xlsx" and _counts_from_1904(content)}
    if engine == "openpyxl":
        if kind != "xlsx":
            raise FileRefused("file_damaged")
        return _with_openpyxl(content), how
    return _with_calamine(content), how


def _counts_from_1904(content: bytes) -> bool:
    """Say whether bare serial numbers of the workbook count from 1904."""
    with zipfile.ZipFile(BytesIO(content)) as archive:
        if "xl/workbook.xml" not in archive.namelist():
            return False
        with archive.open("xl/workbook.xml") as stream:
            return bool(_DATE_1904.search(stream.read(65_536)))


def _with_calamine(content: bytes) -> list[Sheet]:
    from python_calamine import (
        CalamineError,
        CalamineWorkbook,
        PasswordError,
        SheetTypeEnum,
        SheetVisibleEnum,
    )

    try:
        book = CalamineWorkbook.from_filelike(BytesIO(content))
        sheets = []
        for meta in book.sheets_metadata[:MOST_SHEETS]:
            if meta.typ != SheetTypeEnum.WorkSheet:
                continue
            sheet = book.get_sheet_by_name(meta.name)
            hidden = meta.visible != SheetVisibleEnum.Visible
            sheets.append(Sheet(meta.name, _from_column_a(sheet), _merged(sheet), hidden))
        return sheets
    except PasswordError:
        raise FileRefused("file_locked") from None
    except (CalamineError, ValueError, OSError, KeyError, IndexError, OverflowError):
        raise FileRefused("file_damaged") from None


def _from_column_a(sheet: Any) -> list[list[Cell]]:
    """Return a sheet's rows from its first row and column: Calamine leaves empty columns away."""
    rows = _trimmed(sheet.iter_rows())
    empty: list[Cell] = [None] * (sheet.start or (0, 0))[1]
    return [empty + row if row else row for row in rows] if empty else rows


def _with_openpyxl(content: bytes) -> list[Sheet]:
    import openpyxl

    try:
        book = openpyxl.load_workbook(
            BytesIO(content), read_only=True, data_only=True, keep_links=False
        )
        sheets = [
            Sheet(
                sheet.title,
                _trimmed(sheet.iter_rows(max_col=MOST_COLUMNS, values_only=True)),
                (),
                sheet.sheet_state != "visible",
            )
            for sheet in islice(book.worksheets, MOST_SHEETS)
        ]
        book.close()
        return sheets
    except (zipfile.BadZipFile, KeyError, ValueError, TypeError, AttributeError, IndexError, OSError, EOFError, SyntaxError):  # noqa: E501  # fmt: skip
        raise FileRefused("file_damaged") from None


def _merged(sheet: Any) -> tuple[Merged, ...]:
    """Return merged cells; a sheet with more of them than any list has gets none."""
    ranges = sheet.merged_cell_ranges
    if not ranges or len(ranges) > MOST_MERGED:
        return ()
    return tuple((top, left, bottom, right) for (top, left), (bottom, right) in ranges)


def _trimmed(rows: Iterable[Iterable[Any]]) -> list[list[Cell]]:
    """Return rows without the blank ones at the end. Refuses more rows than a list may have."""
    kept: list[list[Cell]] = []
    blank = 0
    for row in rows:
        cells = list(_cells(row))
        if not cells:
            blank += 1
            if blank > MOST_BLANK:
                break
            continue
        kept.extend([] for _ in range(blank))
        blank = 0
        kept.append(cells)
        if len(kept) > MOST_ROWS:
            raise FileRefused("too_many_rows", most=MOST_ROWS)
    return kept


def _cells(row: Iterable[Any]) -> Iterator[Cell]:
    cells = [_cell(value) for value in islice(row, MOST_COLUMNS)]
    while cells and cells[-1] is None:
        cells.pop()
    return iter(cells)


def _cell(value: Any) -> Cell:
    match value:
        case None | "":
            return None
        case bool() | int():
            return value
        case float():
            return value if value == value and abs(value) < 1e300 else None
        case datetime():
            return value.date()
        case date():
            return value
        case time() | timedelta():
            return str(value)
    text = str(value)[:LONGEST_CELL].replace("\x01", "")
    return text if text.strip() else None
