"""Reads the official table of supply classes from a file: every fault named, nothing half taken.

The file is read as every other list: in the limited process, as a list of the kind ``classes``.
"""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from resources.importing.problems import FileRefused
from resources.importing.process import Workshop, run, workshop

_LARGEST_BYTES = 20_000_000
_NEEDED = {"code", "name"}


class ClassRow(NamedTuple):
    """A class as the file has it."""

    line: int
    code: str
    name: str
    name_en: str | None


class Fault(NamedTuple):
    """What is wrong in which line; ``fault`` is a code of ``resources.importing.sentences``."""

    line: int
    code: str
    fault: str


class CatalogueFile(NamedTuple):
    """The rows of a file and what is wrong with it."""

    rows: list[ClassRow]
    faults: list[Fault]


def read_catalogue(path: Path) -> CatalogueFile:
    """Read a spreadsheet or text table with a column of codes and one of names."""
    if path.stat().st_size > _LARGEST_BYTES:
        return CatalogueFile([], [Fault(0, "", "file_too_large")])
    try:
        with workshop() as shop:
            shop.put("source", path.read_bytes())
            return _read(shop)
    except FileRefused as refused:
        return CatalogueFile([], [Fault(0, "", refused.code)])


def _read(shop: Workshop) -> CatalogueFile:
    outline = run(shop, {"action": "read", "kind": "classes"})
    mapping = {str(one["column"]): one["field"] for one in outline["suggestions"]}
    if not set(mapping.values()) >= _NEEDED:
        return CatalogueFile([], [Fault(1, "", "no_code_or_name_column")])
    placed = {name: outline[name] for name in ("sheet", "header_row", "header_height")}
    job = {"action": "preview", "kind": "classes", "mapping": mapping, "catalogues": {}}
    run(shop, job | placed)
    lines = [json.loads(line) for line in shop.get("rows").splitlines()]
    columns = {name: int(column) for column, name in mapping.items()}
    rows = [_row(line, columns) for line in lines]
    return CatalogueFile(rows, list(_faults(rows, lines)))


def _row(line: list[Any], columns: Mapping[str, int]) -> ClassRow:
    number, cells, values = line[:3]
    place = columns["code"]
    written = cells[place] if place < len(cells) else ""
    code = values.get("code", written.replace("-", ""))
    return ClassRow(number, code, values.get("name", ""), values.get("name_en"))


def _faults(rows: list[ClassRow], lines: list[list[Any]]) -> Iterable[Fault]:
    seen: set[str] = set()
    for row, line in zip(rows, lines, strict=True):
        for problem in line[3]:
            if not problem["warning"]:
                yield Fault(row.line, row.code, problem["code"])
        if not row.code:
            yield Fault(row.line, row.code, "no_code")
        if not row.name:
            yield Fault(row.line, row.code, "no_name")
        if row.code in seen:
            yield Fault(row.line, row.code, "named_twice")
        seen.add(row.code)
