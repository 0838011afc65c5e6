"""What evaluators do to a table of a report (pure): rows left out of the paper, remarks beside.

What a table says stays what the record says. An edit belongs to a row by what its first two cells
name, so it stays with it when the report is read anew; one whose row is gone is told as loose.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from app.documents.description import Column, Table
from app.papers.words import Speaker

NAMING = 2
"""So many cells say which row it is; the others say how it stands."""
Edits = Mapping[str, Mapping[str, Any]]


class RowEdit(NamedTuple):
    """What was done to one row."""

    left_out: bool = False
    remark: str = ""


def keys_of(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """Return a key for each row of the table under these heads; rows named alike are numbered."""
    counted: dict[str, int] = {}
    found = []
    for row in rows:
        told = "\x1f".join(row[:NAMING])
        short = hashlib.sha256(f"{'|'.join(heads)}\x1f{told}".encode()).hexdigest()[:16]
        counted[short] = counted.get(short, 0) + 1
        found.append(f"{short}-{counted[short]}")
    return found


def edit_of(edits: Edits, key: str) -> RowEdit:
    """Return what was done to a row; nothing, if nobody did anything."""
    told = edits.get(key)
    return RowEdit(told["left_out"], told["remark"]) if told else RowEdit()


def loose(edits: Edits, known: Sequence[str]) -> list[str]:
    """Return the remarks whose row is not in the tables any more, with what the row was."""
    gone = (one for key, one in edits.items() if key not in set(known))
    return [f"{one['row']}：{one['remark'] or '—'}" for one in gone]


def as_edited(table: Table, edits: Edits, say: Speaker) -> Table:
    """Return a table as it goes to paper: rows left out are counted below it, remarks beside."""
    heads = [one.head for one in table.columns]
    found = [edit_of(edits, key) for key in keys_of(heads, table.rows)]
    if not any(one.left_out or one.remark for one in found):
        return table
    columns, rows = list(table.columns), [list(row) for row in table.rows]
    if any(one.remark for one in found):
        columns.append(Column(say("评估组说明", "Evaluators' remark"), 1.8))
        rows = [[*row, one.remark or "—"] for row, one in zip(rows, found, strict=True)]
    kept = [row for row, one in zip(rows, found, strict=True) if not one.left_out]
    out = len(rows) - len(kept)
    note = say(f"评估组略去 {out} 行。", f"Rows left out by the evaluators: {out}.")
    notes = [table.note, note if out else ""]
    return replace(table, columns=columns, rows=kept, note=" ".join(filter(None, notes)))
