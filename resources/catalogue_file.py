"""Reads the official table of supply classes from a file: every fault named, nothing half taken."""

import csv
import io
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

from resources.supply_codes import WrongSupplyCode, supply_code

_CODE = ("code", "编码", "代码", "分类代码", "分类编码", "物资编码")
_NAME = ("name", "名称", "类目名称", "分类名称", "物资名称")
_ENGLISH = ("name_en", "英文名称", "english")
_LARGEST_BYTES = 20_000_000


class ClassRow(NamedTuple):
    """A class as the file has it."""

    line: int
    code: str
    name: str
    name_en: str | None


class Fault(NamedTuple):
    """What is wrong in which line."""

    line: int
    code: str
    fault: str


class CatalogueFile(NamedTuple):
    """The rows of a file and what is wrong with it."""

    rows: list[ClassRow]
    faults: list[Fault]


def read_catalogue(path: Path) -> CatalogueFile:
    """Read a CSV in UTF-8 or GB18030 with a column of codes and one of names."""
    if path.stat().st_size > _LARGEST_BYTES:
        return CatalogueFile([], [Fault(0, "", "file_too_large")])
    lines = csv.DictReader(io.StringIO(_text(path.read_bytes())))
    named = {name: _column(lines.fieldnames or (), name) for name in (_CODE, _NAME, _ENGLISH)}
    if named[_CODE] is None or named[_NAME] is None:
        return CatalogueFile([], [Fault(1, "", "no_code_or_name_column")])
    rows = [
        ClassRow(
            number,
            _cell(line, named[_CODE]).replace("-", ""),
            _cell(line, named[_NAME]),
            _cell(line, named[_ENGLISH]) or None,
        )
        for number, line in enumerate(lines, 2)
    ]
    return CatalogueFile(rows, list(_faults(rows)))


def _text(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("gb18030", errors="replace")


def _column(found: Iterable[str], names: tuple[str, ...]) -> str | None:
    return next((name for name in found if name and name.strip().lower() in names), None)


def _cell(line: Mapping[str, str | None], column: str | None) -> str:
    return (line.get(column) or "").strip() if column is not None else ""


def _faults(rows: list[ClassRow]) -> Iterable[Fault]:
    seen: set[str] = set()
    for row in rows:
        try:
            supply_code(row.code)
        except WrongSupplyCode as fault:
            yield Fault(row.line, row.code, str(fault))
        if not row.name:
            yield Fault(row.line, row.code, "no_name")
        if row.code in seen:
            yield Fault(row.line, row.code, "named_twice")
        seen.add(row.code)
