"""Tables as spreadsheets read them: UTF-8 with a mark, quoted where needed, never a formula."""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from core.local_time import BEIJING

MARK = "\ufeff"
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def csv_text(header: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    """Return a table as CSV; instants in Beijing time, unknown as nothing, text never a formula."""
    stream = io.StringIO()
    writer = csv.writer(stream)
    writer.writerow([_cell(name) for name in header])
    writer.writerows([_cell(value) for value in row] for row in rows)
    return MARK + stream.getvalue()


def _cell(value: Any) -> str:
    match value:
        case None:
            return ""
        case datetime():
            return value.astimezone(BEIJING).strftime("%Y-%m-%d %H:%M:%S")
        case date():
            return value.isoformat()
        case bool() | int() | float():
            return str(value)
    text = str(value)
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text
