"""Reads text tables: which encoding and which separator they use is decided by what they hold."""

import codecs
import csv
import io
import json
import re
from collections import Counter
from itertools import islice
from typing import Any

from resources.importing.problems import FileRefused
from resources.importing.tables import Sheet

MOST_ROWS = 200_000
MOST_COLUMNS = 200
LONGEST_CELL = 2_000
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
_SEPARATORS = (",", "\t", ";", "|")
_WESTERN = "muster-western"
_FOREIGN = re.compile(r"[^\x00-\x7f]+")
_STRANGE = re.compile(r"[\udc80-\udcff]")
_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_TURKISH = frozenset("çğıöşüÇĞİÖŞÜâîûÂÎÛ“”‘’–…°²³")
_LATIN = frozenset("àáâäæçèéêëìíîïñòóôöùúûüßÀÁÂÄÆÇÈÉÊËÌÍÎÏÑÒÓÔÖÙÚÛÜœŒ“”‘’–…°²³€")


def decode(content: bytes) -> tuple[str, str]:
    """Return the text of a file and the name of its encoding.

    A mark at the beginning decides; else UTF-16 where every other byte is zero; else UTF-8 where
    it fits; else the one of GB18030, Big5 and the western pages whose characters are in common use.
    """
    for mark, name in _MARKS:
        if content.startswith(mark):
            return _strictly(content, name)
    zeros = content[:4000].count(0)
    if zeros * 3 > len(content[:4000]):
        little = content[1:4000:2].count(0) >= content[0:4000:2].count(0)
        return _strictly(content, "utf-16-le" if little else "utf-16-be")
    if zeros > 8:
        raise FileRefused("file_not_a_table")
    try:
        return content.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        mended = _mended(content)
        return (mended, "utf-8") if mended is not None else _by_common_use(content)


def _mended(content: bytes) -> str | None:
    """Return UTF-8 in which a few letters of a western page stand, None where it is not UTF-8.

    Lists that were put together from several sources are like that.
    """
    text = content.decode("utf-8", _WESTERN)
    foreign = sum(len(found) for found in _FOREIGN.findall(text))
    strange = len(_STRANGE.findall(content.decode("utf-8", "surrogateescape")))
    return text if strange * 4 <= foreign - strange else None


def _western(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeDecodeError)
    found = error.object[error.start : error.end]
    return found.decode("cp1252", "replace"), error.end


codecs.register_error(_WESTERN, _western)


def _strictly(content: bytes, name: str) -> tuple[str, str]:
    try:
        return content.decode(name), name
    except UnicodeDecodeError:
        raise FileRefused("file_encoding_unknown") from None


def _by_common_use(content: bytes) -> tuple[str, str]:
    scores: dict[str, tuple[float, str]] = {}
    for name, share in (("gb18030", _gb_share), ("big5", _big5_share), ("cp1254", _turkish_share), ("cp1252", _latin_share)):  # noqa: E501  # fmt: skip
        try:
            text = content.decode(name)
        except UnicodeDecodeError:
            continue
        scores[name] = (share(text[:50_000]), text)
    best = max(scores, key=lambda name: scores[name][0], default=None)
    if best is None or scores[best][0] < 0.5:
        raise FileRefused("file_encoding_unknown")
    return scores[best][1], best


def _share(text: str, common: Any) -> float:
    foreign = [sign for sign in text if ord(sign) > 127]
    return sum(1 for sign in foreign if common(sign)) / len(foreign) if foreign else 0.0


def _gb_share(text: str) -> float:
    return _share(text, lambda sign: _lead_is(sign, "gb2312", 0xA1, 0xD7))


def _big5_share(text: str) -> float:
    return _share(text, lambda sign: _lead_is(sign, "big5", 0xA1, 0xC6)) * 0.97


def _turkish_share(text: str) -> float:
    return _share(text, _TURKISH.__contains__) * 0.96


def _latin_share(text: str) -> float:
    return _share(text, _LATIN.__contains__) * 0.95


def _lead_is(sign: str, encoding: str, least: int, most: int) -> bool:
    try:
        return least <= sign.encode(encoding)[0] <= most
    except UnicodeEncodeError:
        return False


def read_text(content: bytes) -> tuple[list[Sheet], dict[str, Any]]:
    """Return the one sheet of a text table and how it was read."""
    text, encoding = decode(content)
    text = text.replace("\x00", "")
    separator = _separator(text)
    csv.field_size_limit(1_000_000)
    rows: list[list[Any]] = []
    try:
        for line in csv.reader(io.StringIO(text, newline=""), delimiter=separator):
            if len(rows) >= MOST_ROWS:
                raise FileRefused("too_many_rows", most=MOST_ROWS)
            rows.append([_cell(cell) for cell in line[:MOST_COLUMNS]])
    except csv.Error:
        raise FileRefused("file_damaged") from None
    return [Sheet("csv", rows)], {"encoding": encoding, "separator": separator}


def _cell(text: str) -> str | None:
    """Return a cell without the apostrophe that keeps spreadsheets from reading it as a formula."""
    kept = text[1:] if text[:1] == "'" and text[1:2] in _FORMULA_STARTS else text
    return kept[:LONGEST_CELL] or None


def _separator(text: str) -> str:
    """Return the separator that cuts the first lines into the most and most even columns."""
    sample = "\n".join(text[:20_000].splitlines()[:40])
    best, best_score = ",", 0.0
    for separator in _SEPARATORS:
        widths = Counter(len(line) for line in _lines(sample, separator) if len(line) > 1)
        if widths:
            width, often = widths.most_common(1)[0]
            score = often * min(width, 12) ** 0.5
            if score > best_score:
                best, best_score = separator, score
    return best


def _lines(sample: str, separator: str) -> list[list[str]]:
    try:
        return list(islice(csv.reader(io.StringIO(sample, newline=""), delimiter=separator), 40))
    except csv.Error:
        return []


def read_json(content: bytes) -> tuple[list[Sheet], dict[str, Any]]:
    """Return lists of records as sheets; a list inside the records is a sheet of its own.

    The rows of such an inner list carry the plain values of their record before their own.
    """
    text, encoding = decode(content)
    try:
        given = json.loads(text)
    except (json.JSONDecodeError, RecursionError):
        raise FileRefused("file_damaged") from None
    records = _records(given)
    if not records:
        raise FileRefused("file_not_a_table")
    if len(records) > MOST_ROWS:
        raise FileRefused("too_many_rows", most=MOST_ROWS)
    inner = dict.fromkeys(
        key for record in records for key, value in record.items() if _records(value)
    )
    sheets = [_sheet("records", [_plain_values(record) for record in records])]
    for key in inner:
        rows = [
            _plain_values(record) | _plain_values(one)
            for record in records
            for one in _records(record.get(key))
        ]
        sheets.append(_sheet(key[:60], rows[:MOST_ROWS]))
    return sheets, {"encoding": encoding, "separator": "json"}


def _records(given: Any) -> list[dict[str, Any]]:
    if isinstance(given, dict):
        lists = [value for value in given.values() if isinstance(value, list)]
        given = max(lists, key=len, default=[])
    if not isinstance(given, list):
        return []
    return [one for one in given if isinstance(one, dict)]


def _plain_values(record: dict[str, Any]) -> dict[str, Any]:
    return {
        key: value[:LONGEST_CELL] if isinstance(value, str) else value
        for key, value in record.items()
        if isinstance(value, str | int | float | bool)
    }


def _sheet(name: str, records: list[dict[str, Any]]) -> Sheet:
    names = list(dict.fromkeys(key for record in records for key in record))[:MOST_COLUMNS]
    return Sheet(name, [list(names), *([record.get(key) for key in names] for record in records)])
