"""Writes tables for spreadsheet programs: workbooks and CSV, in which no text becomes a formula."""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import xlsxwriter
from xlsxwriter.workbook import Workbook

from core.local_time import BEIJING

MARK = "\ufeff"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv; charset=utf-8"
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
_SHORTEST, _LONGEST = 8, 40


@dataclass(frozen=True)
class Column:
    """A column of a table to be written; ``required`` ones are marked in the heading."""

    title: str
    width: int = 14
    required: bool = False
    as_text: bool = False


def new_workbook(stream: io.BytesIO) -> Workbook:
    """Return a workbook in which text stays text, whatever it begins with."""
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    return xlsxwriter.Workbook(stream, options)


def workbook_of(name: str, columns: Sequence[Column], rows: Iterable[Sequence[Any]]) -> bytes:
    """Return a workbook with one sheet: a frozen heading, filters, rows."""
    stream = io.BytesIO()
    book = new_workbook(stream)
    fill_sheet(book, name, columns, rows)
    book.close()
    return stream.getvalue()


def fill_sheet(
    book: Workbook, name: str, columns: Sequence[Column], rows: Iterable[Sequence[Any]]
) -> int:
    """Add a sheet with a frozen heading, filters and rows; return how many rows there are."""
    sheet = book.add_worksheet(name[:31])
    bold = book.add_format({"bold": True, "bg_color": "#DCE6F1", "border": 1})
    text = book.add_format({"num_format": "@"})
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    for n, column in enumerate(columns):
        sheet.write_string(0, n, column.title, bold)
        sheet.set_column(n, n, column.width, text if column.as_text else None)
    last = 0
    for last, row in enumerate(rows, start=1):
        for n, value in enumerate(row):
            _write(sheet, last, n, value, day)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(last, 1), max(len(columns) - 1, 0))
    return last


def _write(sheet: Any, row: int, column: int, value: Any, day: Any) -> None:
    match value:
        case None | "":
            return
        case bool():
            sheet.write_string(row, column, "是" if value else "否")
        case int() | float():
            sheet.write_number(row, column, value)
        case datetime():
            sheet.write_string(row, column, _instant(value))
        case date():
            sheet.write_datetime(row, column, value, day)
        case _:
            sheet.write_string(row, column, str(value)[:32_000])


def csv_of(columns: Sequence[Column], rows: Iterable[Sequence[Any]]) -> bytes:
    """Return a table as UTF-8 CSV with a mark, so that every spreadsheet program reads it."""
    stream = io.StringIO()
    writer = csv.writer(stream)
    writer.writerow([_text(column.title) for column in columns])
    writer.writerows([_text(value) for value in row] for row in rows)
    return (MARK + stream.getvalue()).encode()


def _text(value: Any) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "是" if value else "否"
        case datetime():
            return _instant(value)
        case date():
            return value.isoformat()
        case int() | float():
            return str(value)
    text = str(value)
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text


def _instant(value: datetime) -> str:
    return value.astimezone(BEIJING).strftime("%Y-%m-%d %H:%M:%S")


def width_of(title: str, samples: Iterable[str]) -> int:
    """Return how wide a column should be; a Chinese character takes the place of two letters."""
    widths = (sum(2 if ord(sign) > 255 else 1 for sign in one) for one in (title, *samples))
    longest = max(widths, default=0)
    return max(_SHORTEST, min(longest + 2, _LONGEST))
