"""The simple writing of a section: paragraphs, lists and tables as plain lines of text (pure).

One line is one paragraph. ``- `` begins an entry of a list, ``1) `` one of a numbered list,
``| a | b |`` a row of a table whose first row is its head. A backslash before a line makes it a
paragraph whatever it looks like; inside a cell ``\\|`` is a bar and ``\\n`` a new line.
"""

import re
from typing import Literal, NamedTuple

_BULLET = re.compile(r"^[-•·]\s+")
_NUMBERED = re.compile(r"^\d{1,3}\)\s+")
_SPECIAL = re.compile(r"^(?:[-•·]\s|\d{1,3}\)\s|\||\\)")


class Paragraph(NamedTuple):
    """Running text."""

    text: str
    kind: Literal["paragraph"] = "paragraph"


class Entries(NamedTuple):
    """A list, numbered or not."""

    items: tuple[str, ...]
    ordered: bool
    kind: Literal["list"] = "list"


class Grid(NamedTuple):
    """A table: its first row is the head."""

    rows: tuple[tuple[str, ...], ...]
    kind: Literal["table"] = "table"


Block = Paragraph | Entries | Grid


def blocks_of(text: str) -> list[Block]:
    """Return what a section's writing says, block by block; a blank line ends a list or table."""
    found: list[Block] = []
    goes_on = False
    for line in text.splitlines():
        if line.strip():
            _append(found, line.strip(), goes_on)
        goes_on = bool(line.strip())
    return found


def _append(found: list[Block], line: str, goes_on: bool) -> None:
    last = found[-1] if found and goes_on else None
    if line.startswith("|"):
        row = _cells(line)
        if isinstance(last, Grid):
            found[-1] = Grid((*last.rows, row))
        else:
            found.append(Grid((row,)))
        return
    ordered = _NUMBERED.match(line) is not None
    mark = _NUMBERED.match(line) or _BULLET.match(line)
    if mark is None:
        found.append(Paragraph(line[1:] if line.startswith("\\") else line))
        return
    item = line[mark.end() :]
    if isinstance(last, Entries) and last.ordered == ordered:
        found[-1] = Entries((*last.items, item), ordered)
    else:
        found.append(Entries((item,), ordered))


def _cells(line: str) -> tuple[str, ...]:
    """Split a row at its bars; an escaped bar belongs to its cell."""
    cells: list[str] = []
    cell, escaped = "", False
    for letter in line[1:]:
        if escaped:
            cell += {"n": "\n"}.get(letter, letter)
            escaped = False
        elif letter == "\\":
            escaped = True
        elif letter == "|":
            cells.append(cell.strip(" "))
            cell = ""
        else:
            cell += letter
    return tuple(cells if not cell.strip() else [*cells, cell.strip(" ")])


def text_of(blocks: list[Block]) -> str:
    """Return the writing of blocks; ``blocks_of`` gives the same blocks back."""
    lines: list[str] = []
    for block in blocks:
        match block:
            case Paragraph():
                lines += [_paragraph(one) for one in block.text.splitlines() if one.strip()]
            case Entries():
                lines += _entries(block)
            case Grid():
                lines += [f"| {' | '.join(map(_cell, row))} |" for row in block.rows]
        lines.append("")
    return "\n".join(lines).strip("\n")


def _entries(block: Entries) -> list[str]:
    return [
        f"{n}) {_one_line(item)}" if block.ordered else f"- {_one_line(item)}"
        for n, item in enumerate(block.items, 1)
    ]


def _paragraph(line: str) -> str:
    line = line.strip()
    return f"\\{line}" if _SPECIAL.match(line) else line


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _cell(text: str) -> str:
    return text.strip().replace("\\", "\\\\").replace("|", "\\|").replace("\n", "\\n")


def is_blank(text: str) -> bool:
    """Say whether a section says nothing."""
    return not blocks_of(text)
