"""Writes a description as a workbook that prints like the paper: A4, bands, page numbers.

Every block lies on one grid of narrow columns. Numbers in the columns of numbers are numbers, so
that an office can go on counting; everything else stays text, whatever it looks like.
"""

import io
import re
import struct
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from app.documents import description as d
from app.documents.block_writer import BlockWriter
from app.documents.book_paper import (
    CELLS,
    PX,
    Face,
    faces_of,
    height_of,
    new_sheet,
    spans,
)
from app.documents.pdf import png_of
from app.documents.text import for_word, mapped
from resources.importing.writing import new_workbook

_NUMBER = re.compile(r"-?(0|[1-9]\d{0,2}(,\d{3}){0,4}|[1-9]\d{0,14})")
_ROW_PX = 20.0
_MOST = 32_000


def book_of(document: d.Document, folder: Path) -> bytes:
    """Return the workbook of a paper; the folder is a private one to work in."""
    plain = mapped(document, for_word)
    stream = io.BytesIO()
    book = new_workbook(stream)
    book.set_properties(
        {
            "title": plain.title[:200],
            "author": plain.unit[:200],
            "created": datetime.fromisoformat(plain.written_on),
        }
    )
    writer = _Writer(new_sheet(book, plain), plain, faces_of(book, plain), folder)
    writer.head()
    for block in plain.blocks:
        writer.put(block)
    writer.end()
    book.close()
    return stream.getvalue()


class _Writer(BlockWriter):
    """Puts block below block on the sheet."""

    def __init__(
        self, sheet: Any, told: d.Document, faces: Mapping[Face, Any], folder: Path
    ) -> None:
        self.sheet = sheet
        self.told = told
        self.faces = faces
        self.folder = folder
        self.row = 0
        self.breaks: list[int] = []

    def head(self) -> None:
        """Put bands, unit, number, title and subtitle at the beginning."""
        if self.told.marks:
            self._line("　".join(self.told.marks), "band")
        if self.told.unit and self.told.layout == "official":
            self._line(self.told.unit, "unit")
        if self.told.number:
            self._line(self.told.number, "number")
        self._line(self.told.title, "title")
        if self.told.subtitle:
            self._line(self.told.subtitle, "number")

    def end(self) -> None:
        """Say where pages begin, and what belongs to the paper."""
        self.sheet.set_h_pagebreaks(self.breaks)
        self.sheet.print_area(0, 0, max(0, self.row - 1), CELLS - 1)

    def _line(self, text: str, face: Face) -> None:
        self._cells([(text, CELLS, face)])

    def _cells(self, cells: Sequence[tuple[str, int, Face]]) -> None:
        """Put texts side by side, each over so many columns of the grid."""
        at = 0
        for text, over, face in cells:
            look = self.faces[face]
            if over > 1:
                self.sheet.merge_range(self.row, at, self.row, at + over - 1, "", look)
            number = face == "count" and _NUMBER.fullmatch(text)
            if number:
                self.sheet.write_number(self.row, at, int(text.replace(",", "")), look)
            else:
                self.sheet.write_string(self.row, at, text[:_MOST], look)
            at += over
        tall = max(height_of(text, over, face) for text, over, face in cells)
        self.sheet.set_row(self.row, tall)
        self.row += 1

    def _heading(self, block: d.Heading) -> None:
        self._line(block.text, "heading" if block.level == 1 else "subheading")

    def _paragraph(self, block: d.Paragraph) -> None:
        indented = block.indent and self.told.language != "en" and block.align == "left"
        lead = "　　" if indented else ""
        face: Face = "strong" if block.strong else "small" if block.small else "text"
        middle: Mapping[str, Face] = {"center": "number", "right": "imprint"}
        self._line(lead + block.text, middle.get(block.align, face))

    def _facts(self, block: d.Facts) -> None:
        across = block.columns
        half = CELLS // across
        label = max(3, half // 4)
        pairs = [*block.pairs, *[("", "")] * (-len(block.pairs) % across)]
        for n in range(0, len(pairs), across):
            cells: list[tuple[str, int, Face]] = []
            for name, value in pairs[n : n + across]:
                cells += [(name, label, "label"), (value, half - label, "cell")]
            self._cells(cells)
        self.row += 1

    def _table(self, block: d.Table) -> None:
        if block.caption:
            self._line(block.caption, "caption")
        over = spans([one.weight for one in block.columns])
        self._cells([(one.head, n, "label") for one, n in zip(block.columns, over, strict=True)])
        faces: Mapping[str, Face] = {"right": "count", "center": "middle", "left": "cell"}
        sides = [faces[one.align] for one in block.columns]
        for row in block.rows:
            self._cells(list(zip(row, over, sides, strict=True)))
        if not block.rows:
            self._cells([(block.empty, CELLS, "middle")])
        if block.note:
            self._line(block.note, "small")
        self.row += 1

    def _picture(self, block: d.Picture) -> None:
        made = png_of(block.svg, self.folder)
        wide, high, ppi = _size_of(made)
        share = CELLS * PX * block.width_share
        scale = share / (wide * 96 / ppi)
        self.sheet.insert_image(
            self.row,
            0,
            f"{self.row}.png",
            {
                "image_data": io.BytesIO(made),
                "x_scale": scale,
                "y_scale": scale,
                "description": block.caption,
                "object_position": 2,
            },
        )
        self.row += int(share * high / wide / _ROW_PX) + 2
        if block.caption:
            self._line(block.caption, "number")

    def _signatures(self, block: d.Signatures) -> None:
        across = min(3, len(block.names))
        names = [*block.names, *[""] * (-len(block.names) % across)]
        over = CELLS // across
        for n in range(0, len(names), across):
            self._cells([(name, over, "text") for name in names[n : n + across]])
            cells: list[tuple[str, int, Face]] = []
            for name in names[n : n + across]:
                cells += [("", over - 2, "sign" if name else "text"), ("", 2, "text")]
            self._cells(cells)

    def _imprint(self, block: d.Imprint) -> None:
        for text in (block.unit, block.day):
            self._line(text, "imprint")

    def _page_break(self, _block: d.PageBreak) -> None:
        if self.row:
            self.breaks.append(self.row)

    def _contents(self, block: d.Contents) -> None:
        for one in self.told.blocks:
            if isinstance(one, d.Heading) and one.level <= block.levels:
                self._line("　" * 2 * (one.level - 1) + one.text, "text")

    def _space(self, block: d.Space) -> None:
        self.sheet.set_row(self.row, min(400.0, block.height_mm / 25.4 * 72))
        self.row += 1


def _size_of(png: bytes) -> tuple[int, int, float]:
    """Return width and height of a PNG in dots and its dots an inch (96 where it says nothing)."""
    wide, high = struct.unpack(">II", png[16:24])
    at = png.find(b"pHYs", 0, 200)
    if at < 0:
        return wide, high, 96.0
    a_metre, unit = struct.unpack(">I4xB", png[at + 4 : at + 13])
    return wide, high, a_metre * 0.0254 if unit == 1 else 96.0
