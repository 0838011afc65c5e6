"""Dates as they stand in lists: real dates, serial numbers, 2024年5月3日, 2024.5.3, 03.05.2024."""

import re
from calendar import monthrange
from datetime import date, timedelta

from resources.importing.problems import CellProblem
from resources.importing.quantities import han_number
from resources.importing.text import half_width, plain, tidy

FOR_EVER = frozenset(plain(one) for one in ("长期", "永久", "长期有效", "长期保存", "无期限", "不限", "无限期", "永久有效", "never", "no expiry", "indefinite", "süresiz"))  # noqa: E501  # fmt: skip
_YEAR_FIRST = re.compile(
    r"^(\d{4})\s*[年./\-\s]\s*(\d{1,2})(?:\s*[月./\-\s]\s*(?:(\d{1,2})\s*[日号]?)?)?(?:[\sT]+\d{1,2}[:：时].*)?$"
)
_COMPACT = re.compile(r"^(\d{4})(\d{2})(\d{2})?$")
_YEAR_LAST = re.compile(r"^(\d{1,2})([./\-])(\d{1,2})\2(\d{4})(?:\s+\d{1,2}:.*)?$")
_SERIAL = re.compile(r"^\d{5}(\.\d+)?$")
_HAN_PART = re.compile("[〇零一二三四五六七八九十]+(?=[月日号])")
_HAN_DIGITS = str.maketrans("〇零一二三四五六七八九", "00123456789")
_EPOCH = date(1899, 12, 30)
_EARLIEST, _LATEST = date(1950, 1, 1), date(2150, 1, 1)


def read_date(cell: str | float | date, *, ends: bool = False) -> date | None:
    """Return the day of a cell, None for "no end"; a month alone is its first or its last day.

    Serial numbers are those of Excel's 1900 calendar; a workbook with the 1904 calendar has its
    dates as dates already.
    """
    if isinstance(cell, date):
        return _sensible(cell, cell)
    if isinstance(cell, int | float):
        return _of_number(cell, ends)
    text = tidy(half_width(cell))
    if plain(text) in FOR_EVER:
        return None
    if _SERIAL.match(text):
        return _of_serial(float(text), text)
    return _sensible(_of_text(text, ends), text)


def _of_number(number: float, ends: bool) -> date:
    if 19500101 <= number <= 21500101 or 195001 <= number <= 215012:
        return _sensible(_of_text(str(int(number)), ends), number)
    return _of_serial(number, number)


def _of_serial(serial: float, cell: object) -> date:
    if not 18_000 <= serial <= 92_000:
        raise CellProblem("date_expected", text=str(cell)[:60])
    return _sensible(_EPOCH + timedelta(days=int(serial)), cell)


def _of_text(text: str, ends: bool) -> date:
    year_first = _COMPACT.match(text) or _YEAR_FIRST.match(_with_digits(text))
    if year_first:
        year, month, day = year_first.groups()
        return _day(int(year), int(month), int(day) if day else None, ends, text)
    year_last = _YEAR_LAST.match(text)
    if year_last:
        return _of_year_last(year_last, text)
    raise CellProblem("date_expected", text=text[:60])


def _with_digits(text: str) -> str:
    """Return 二〇二四年十一月三日 as 2024年11月3日."""
    year, sign, rest = text.partition("年")
    if not sign:
        return text
    rest = _HAN_PART.sub(lambda found: str(han_number(found[0])), rest)
    return year.translate(_HAN_DIGITS) + sign + rest


def _of_year_last(found: re.Match[str], text: str) -> date:
    """Read day and month in the order that is possible; points mean the day comes first."""
    first, sign, second, year = int(found[1]), found[2], int(found[3]), int(found[4])
    if sign == "." or first > 12:
        return _day(year, second, first, False, text)
    if second > 12 or first == second:
        return _day(year, first, second, False, text)
    raise CellProblem("date_ambiguous", text=text[:60])


def _day(year: int, month: int, day: int | None, ends: bool, text: str) -> date:
    try:
        if day is None:
            day = monthrange(year, month)[1] if ends else 1
        return date(year, month, day)
    except ValueError:
        raise CellProblem("date_expected", text=text[:60]) from None


def _sensible(day: date, cell: object) -> date:
    if not _EARLIEST <= day <= _LATEST:
        raise CellProblem("date_out_of_range", text=str(cell)[:60])
    return day
