"""The empty sheet of a workbook that is printed: A4, margins, bands, page numbers, faces."""

import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any, Literal

from xlsxwriter.workbook import Workbook

from app.documents.description import Document

CELLS = 24
"""The grid has so many narrow columns; it is divided by 2, 3, 4, 6 and 8."""
WIDTH = 3.7
"""Of each, in characters of the ordinary face."""
PX = 31.0
"""Of each, on a screen (7 a character and 5 for its edges)."""
LINE_PT = 15.0
HIGHEST_PT = 400.0

Face = Literal[
    "band", "unit", "number", "title", "heading", "subheading", "text", "strong", "small",
    "label", "cell", "count", "middle", "caption", "sign", "imprint",
]  # fmt: skip
_PLAIN: dict[str, Any] = {
    "font_name": "宋体", "font_size": 11, "text_wrap": True, "valign": "vcenter",
}  # fmt: skip
_BLACK = {"font_name": "黑体", "bold": True}
_BOX = {"border": 1, "font_size": 10}
_FACES: Mapping[Face, dict[str, Any]] = {
    "band": {**_BLACK, "font_size": 14, "font_color": "#B00000", "align": "center", "border": 2,
             "border_color": "#B00000"},
    "unit": {**_BLACK, "font_size": 14, "align": "center"},
    "number": {"align": "center"},
    "title": {**_BLACK, "font_size": 18, "align": "center"},
    "heading": {**_BLACK, "font_size": 13},
    "subheading": {"font_name": "楷体", "font_size": 12, "bold": True},
    "text": {},
    "strong": {**_BLACK},
    "small": {"font_size": 9},
    "label": {**_BOX, "bg_color": "#EBEBEB", "align": "center"},
    "cell": {**_BOX, "align": "left"},
    "count": {**_BOX, "align": "right", "num_format": "#,##0"},
    "middle": {**_BOX, "align": "center"},
    "caption": {**_BLACK, "align": "center"},
    "sign": {"bottom": 1},
    "imprint": {"align": "right"},
}  # fmt: skip
_LINES: Mapping[str, float] = {"title": 2.0, "band": 1.5, "unit": 1.5, "heading": 1.7, "sign": 2.4}
_LARGER: Mapping[str, float] = {"title": 1.65, "band": 1.3, "unit": 1.3, "heading": 1.2}


def new_sheet(book: Workbook, told: Document) -> Any:
    """Return the sheet of a paper, ready to be printed as one page across."""
    sheet = book.add_worksheet(_name_of(told.title))
    sheet.set_paper(9)
    sheet.set_portrait()
    sheet.set_margins(left=0.63, right=0.63, top=0.9, bottom=0.8)
    sheet.center_horizontally()
    sheet.fit_to_pages(1, 0)
    sheet.hide_gridlines(2)
    sheet.set_column(0, CELLS - 1, WIDTH)
    if told.marks:
        sheet.set_header('&C&"黑体,Bold"&12&KB00000' + _plain("　".join(told.marks))[:200])
    before, between, after = (
        ("Page ", " of ", "") if told.language == "en" else ("第 ", " 页　共 ", " 页")
    )
    sheet.set_footer(f"&L&8{_plain(told.foot)[:180]}&R{before}&P{between}&N{after}")
    return sheet


def faces_of(book: Workbook, told: Document) -> Mapping[Face, Any]:
    """Return the faces by name; an English paper has a Latin face."""
    latin = {"font_name": "Times New Roman"} if told.language == "en" else {}
    return {name: book.add_format({**_PLAIN, **face, **latin}) for name, face in _FACES.items()}


def spans(weights: Sequence[float]) -> list[int]:
    """Return over how many columns of the grid each column of a table goes: at least one each."""
    count = len(weights)
    if count > CELLS:
        raise ValueError(f"a table of {count} columns does not fit on a paper")
    exact = [1 + (CELLS - count) * weight / sum(weights) for weight in weights]
    found = [int(one) for one in exact]
    by_rest = sorted(range(count), key=lambda n: (found[n] - exact[n], n))
    for n in by_rest[: CELLS - sum(found)]:
        found[n] += 1
    return found


def height_of(text: str, over: int, face: Face) -> float:
    """Return how high in points a row must be, as merged cells do not find it by themselves."""
    room = max(1.0, over * (WIDTH + 0.7) - 1) / _LARGER.get(face, 1.0)
    lines = sum(max(1, -int(-_letters(one) // room)) for one in text.split("\n"))
    return min(HIGHEST_PT, max(_LINES.get(face, 1.2), lines * _LARGER.get(face, 1.0)) * LINE_PT + 2)


def _letters(text: str) -> int:
    """Count letters; a Chinese character takes the place of two."""
    return sum(2 if unicodedata.east_asian_width(one) in "WFA" else 1 for one in text)


def _plain(text: str) -> str:
    """Return text for a header, where an ampersand begins an instruction."""
    return text.replace("&", "&&").replace("\n", " ")


def _name_of(title: str) -> str:
    """Return a name that a sheet may bear."""
    kept = "".join("-" if one in "[]:*?/\\" else one for one in title).strip("' ")
    return kept[:31] or "Sheet"
