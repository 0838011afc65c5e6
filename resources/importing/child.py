"""The limited process that reads foreign files: it has no connection, little memory, little time.

It is started by ``resources.importing.process`` with a private folder as its only input and output.
"""

import contextlib
import ctypes
import json
import os
import signal
import sys
import zlib
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from resources.importing import delimited, gate, mapping, markup, spreadsheets
from resources.importing.abilities import Abilities
from resources.importing.cells import Catalogue, Cell, Reading, text_of
from resources.importing.joining import joined
from resources.importing.kinds import KINDS
from resources.importing.problems import FileRefused
from resources.importing.rows import Mapped, read_rows
from resources.importing.tables import Header, Sheet, find_header, header_at, table_under

SAMPLE_ROWS = 5
HEAD_ROWS = 12
_TELL_EVERY = 2_000
_PR_SET_PDEATHSIG = 1
_DAY = "\x01"

Job = dict[str, Any]


def limit(megabytes: int, seconds: int, parent: int) -> None:
    """Take away from this process what reading a file does not need, before it sees the file."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(0)
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        most = megabytes * 2**20
        resource.setrlimit(resource.RLIMIT_AS, (most, most))
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))
        resource.setrlimit(resource.RLIMIT_FSIZE, (512 * 2**20, 512 * 2**20))


def read(folder: Path, job: Job) -> dict[str, Any]:
    """Turn the file into cells, keep them packed, and say what it seems to hold."""
    content = (folder / "source").read_bytes()
    sheets, how = _sheets(content, job.get("engine", "calamine"))
    sheets = [sheet for sheet in sheets if sheet.rows]
    if not sheets:
        raise FileRefused("file_empty")
    sheets += joined(KINDS[job["kind"]], sheets)
    packed = {"how": how, "sheets": [_packed(sheet) for sheet in sheets]}
    (folder / "cells").write_bytes(zlib.compress(json.dumps(packed, ensure_ascii=False).encode("utf-8", "replace"), 1))  # noqa: E501  # fmt: skip
    return outline_of(sheets, how, job)


def _sheets(content: bytes, engine: str) -> tuple[list[Sheet], dict[str, Any]]:
    form = gate.format_of(content)
    if form in ("xlsx", "xls"):
        sheets, how = spreadsheets.read_workbook(content, form, engine)
    elif form == "json":
        sheets, how = delimited.read_json(content)
    elif form == "markup":
        sheets, how = markup.read_markup(content)
    else:
        sheets, how = delimited.read_text(content)
    return sheets, how | {"format": form}


def _packed(sheet: Sheet) -> dict[str, Any]:
    rows = [
        [_DAY + cell.isoformat() if isinstance(cell, date) else cell for cell in row]
        for row in sheet.rows
    ]
    return {"name": sheet.name, "rows": rows, "merged": sheet.merged, "hidden": sheet.hidden}


def _unpacked(folder: Path) -> tuple[list[Sheet], dict[str, Any]]:
    packed = json.loads(zlib.decompress((folder / "cells").read_bytes()))
    sheets = [
        Sheet(
            one["name"],
            [[_cell(cell) for cell in row] for row in one["rows"]],
            tuple(tuple(span) for span in one["merged"]),
            one["hidden"],
        )
        for one in packed["sheets"]
    ]
    return sheets, packed["how"]


def _cell(cell: Any) -> Cell:
    if isinstance(cell, str) and cell[:1] == _DAY:
        return date.fromisoformat(cell[1:])
    kept: Cell = cell
    return kept


def outline(folder: Path, job: Job) -> dict[str, Any]:
    """Say anew what the file holds, with a sheet or heading that somebody chose."""
    sheets, how = _unpacked(folder)
    return outline_of(sheets, how, job)


def outline_of(sheets: list[Sheet], how: dict[str, Any], job: Job) -> dict[str, Any]:
    """Return which sheet holds the list, its heading, its columns with samples and suggestions."""
    kind = KINDS[job["kind"]]
    best, _ = mapping.best_sheet(kind, sheets)
    chosen = job.get("sheet")
    number = best if chosen is None or chosen >= len(sheets) else chosen
    sheet = sheets[number]
    header = _header(sheet, job) or Header(0, 0, tuple(_letters(sheet)), 0.0)
    body = table_under(sheet, header)
    suggested = mapping.suggest(kind, header.names, job.get("remembered", {}))
    return {
        "how": how,
        "likely_kind": mapping.likely_kind(sheets, kind.name),
        "sheets": [{"name": one.name, "rows": len(one.rows), "hidden": one.hidden} for one in sheets],  # noqa: E501
        "sheet": number,
        "header_row": header.row,
        "header_height": header.height,
        "head": [[_shown(cell) for cell in row[:40]] for row in sheet.rows[:HEAD_ROWS]],
        "columns": [
            {"name": name, "samples": [_shown(row[n]) if n < len(row) else "" for _, row in body.rows[:SAMPLE_ROWS]]}  # noqa: E501
            for n, name in enumerate(header.names)
        ],
        "rows": len(body.rows),
        "left_out": [{"row": row + 1, "why": why} for row, why in body.left_out[:50]],
        "suggestions": [
            {"column": one.column, "field": one.field, "sure": round(one.sure, 2), "why": one.why}
            for one in suggested
        ],
    }  # fmt: skip


def _header(sheet: Sheet, job: Job) -> Header | None:
    weights = mapping.weights_of(KINDS[job["kind"]])
    weights |= dict.fromkeys(job.get("remembered", {}), 1.0)
    row, height = job.get("header_row"), job.get("header_height")
    if row is not None and height:
        if row + height > len(sheet.rows):
            raise FileRefused("header_outside")
        return header_at(sheet, row, height, weights)
    return find_header(sheet, weights)


def _letters(sheet: Sheet) -> list[str]:
    """Return A, B, C … for a table without a heading."""
    width = max((len(row) for row in sheet.rows[:200]), default=0)
    return [chr(65 + n) if n < 26 else f"A{chr(65 + n % 26)}" for n in range(width)]


def _shown(cell: Cell) -> str:
    return "" if cell is None else text_of(cell)[:80]


def preview(folder: Path, job: Job) -> dict[str, Any]:
    """Read every row with the mapping that was chosen; write one line of JSON for each."""
    sheets, how = _unpacked(folder)
    kind = KINDS[job["kind"]]
    sheet = sheets[job["sheet"]]
    header = _header(sheet, job) or Header(0, 0, tuple(_letters(sheet)), 0.0)
    table = table_under(sheet, header)
    reading = Reading(
        {name: Catalogue.of(entries) for name, entries in job["catalogues"].items()},
        job.get("words", {}),
        bool(how.get("date_1904")),
        Abilities(**job.get("abilities", {})),
    )
    columns = {int(column): name for column, name in job["mapping"].items()}
    mapped = Mapped(
        columns,
        frozenset(job.get("fill_down", ())),
        job.get("units", {}),
        job.get("otherwise", {}),
    )
    total = len(table.rows)
    with (folder / "rows").open("w", encoding="utf-8", errors="replace") as out:
        for number, entry in enumerate(read_rows(kind, table, mapped, reading)):
            out.write(json.dumps(entry.as_json(), ensure_ascii=False, separators=(",", ":")) + "\n")
            if number % _TELL_EVERY == 0:
                print(number, total, flush=True)
    left_out = [{"row": row + 1, "why": why} for row, why in table.left_out[:50]]
    return {"rows": total, "left_out": left_out, "names": list(header.names)}


ACTIONS: dict[str, Callable[[Path, Job], dict[str, Any]]] = {
    "read": read,
    "outline": outline,
    "preview": preview,
}


def main(actions: Mapping[str, Callable[[Path, Job], dict[str, Any]]] = ACTIONS) -> None:
    """Do the one job in the folder named on the command line and write its answer there."""
    folder, megabytes, seconds, parent = Path(sys.argv[1]), *(int(word) for word in sys.argv[2:5])
    limit(megabytes, seconds, parent)
    job = json.loads((folder / "job").read_text(encoding="utf-8"))
    try:
        answer: dict[str, Any] = {"answer": actions[job["action"]](folder, job)}
    except FileRefused as refused:
        answer = {"refused": refused.code, "facts": refused.facts}
    except MemoryError:
        answer = {"refused": "file_needs_too_much_memory", "facts": {}}
    except Exception:  # a foreign file can make any reader stumble: it is refused, never half read
        answer = {"refused": "file_damaged", "facts": {}}
    text = json.dumps(answer, ensure_ascii=False).encode("utf-8", "replace")
    (folder / "answer").write_bytes(text)


if __name__ == "__main__":
    main()
