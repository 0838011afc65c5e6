"""Joins sheets that have the same heading: one a depot, one a district, read as one list."""

from collections.abc import Sequence

from resources.importing.cells import Cell
from resources.importing.fields import Kind
from resources.importing.mapping import ALL_SHEETS, NOT_DATA, weights_of
from resources.importing.tables import Header, Sheet, find_header, table_under
from resources.importing.text import plain

SHEET, ROW = "工作表", "原行号"
"""Columns of the joined list: where each row came from."""

_MOST_ROWS = 200_000


def joined(kind: Kind, sheets: Sequence[Sheet]) -> list[Sheet]:
    """Return the joined sheet where at least two sheets with rows have the same heading."""
    weights = weights_of(kind)
    groups: dict[tuple[str, ...], list[tuple[Sheet, Header]]] = {}
    for sheet in sheets:
        if sheet.hidden or plain(sheet.name) in NOT_DATA:
            continue
        header = find_header(sheet, weights)
        if header is not None and len(sheet.rows) > header.row + header.height:
            key = tuple(plain(name) for name in header.names)
            groups.setdefault(key, []).append((sheet, header))
    best = max((one[0][1].score for one in groups.values()), default=0.0)
    largest = max((one for one in groups.values() if one[0][1].score >= best), key=len, default=[])
    return [_join(largest)] if len(largest) > 1 else []


def _join(group: Sequence[tuple[Sheet, Header]]) -> Sheet:
    names = group[0][1].names
    width = len(names)
    rows: list[list[Cell]] = [[*names, SHEET, ROW]]
    for sheet, header in group:
        for number, cells in table_under(sheet, header).rows:
            padded = [*cells[:width], *[None] * (width - len(cells))]
            rows.append([*padded, sheet.name, number + 1])
    return Sheet(ALL_SHEETS, rows[: _MOST_ROWS + 1])
