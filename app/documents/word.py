"""Writes a description as a Word file, on our own paper or on the office's own template."""

import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import docx
from docx.document import Document as WordFile
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.shared import Mm, Pt
from docx.text.paragraph import Paragraph as WordParagraph

from app.documents import description as d
from app.documents.block_writer import BlockWriter
from app.documents.pdf import png_of
from app.documents.text import for_word, mapped
from app.documents.word_paper import (
    BLACK_FACE,
    TEXT_FACE,
    Sizes,
    contents_field,
    faced,
    new_paper,
    shaded,
    sizes_of,
)

_SIDES = {
    "left": WD_ALIGN_PARAGRAPH.LEFT,
    "right": WD_ALIGN_PARAGRAPH.RIGHT,
    "center": WD_ALIGN_PARAGRAPH.CENTER,
}
_ZIP_DAY = (1980, 1, 1, 0, 0, 0)
BODY_MARK = "{{body}}"
"""Where the text goes in an office's template; the other marks are replaced by plain words."""
_MARK = re.compile(r"\{\{\w+\}\}")


def word_of(document: d.Document, folder: Path, template: Path | None = None) -> bytes:
    """Return the Word file of a paper; the folder is a private one to work in."""
    plain = mapped(document, for_word)
    sizes = sizes_of(plain)
    paper = docx.Document(str(template)) if template else new_paper(plain, sizes)
    stood = _fill_marks(paper, plain) if template else None
    writer = _Writer(paper, plain, sizes, folder)
    if not template:
        writer.head()
    for block in plain.blocks:
        writer.put(block)
    if stood is not None:
        _move_to(paper, stood, writer.made)
    _say_when(paper, plain)
    return _same_bytes(paper)


class _Writer(BlockWriter):
    """Puts block after block at the end of a file and remembers what it put there."""

    def __init__(self, paper: WordFile, told: d.Document, sizes: Sizes, folder: Path) -> None:
        self.paper = paper
        self.told = told
        self.sizes = sizes
        self.folder = folder
        self.made: list[Any] = []

    def head(self) -> None:
        """Put unit, number, title and subtitle at the beginning."""
        if self.told.unit and self.told.layout == "official":
            self._line(self.told.unit, self.sizes.heading[1], BLACK_FACE)
        if self.told.number:
            self._line(self.told.number, self.sizes.small)
        title = self._line(self.told.title, self.sizes.title, BLACK_FACE)
        title.style = self.paper.styles["Title"]
        title.alignment = WD_ALIGN_PARAGRAPH.CENTER
        if self.told.subtitle:
            self._line(self.told.subtitle, self.sizes.small + 1)

    def _line(
        self, text: str, size: float, face: str = TEXT_FACE, side: str = "center"
    ) -> WordParagraph:
        line = self._new()
        line.alignment = _SIDES[side]
        faced(line.add_run(text), size, face)
        return line

    def _new(self, style: str | None = None) -> WordParagraph:
        line = self.paper.add_paragraph(style=style)
        self.made.append(line._p)
        return line

    def _heading(self, block: d.Heading) -> None:
        line = self._new(f"Heading {block.level}")
        line.add_run(block.text)

    def _paragraph(self, block: d.Paragraph) -> None:
        line = self._new()
        line.alignment = _SIDES[block.align]
        size = self.sizes.table if block.small else self.sizes.body
        if block.indent and self.told.language != "en":
            line.paragraph_format.first_line_indent = Pt(2 * size)
        run = line.add_run(block.text)
        faced(run, size, BLACK_FACE if block.strong else TEXT_FACE)

    def _grid(self, rows: int, columns: int) -> Any:
        table = self.paper.add_table(rows=rows, cols=columns, style="Table Grid")
        table.alignment = WD_TABLE_ALIGNMENT.CENTER
        self.made.append(table._tbl)
        return table

    def _facts(self, block: d.Facts) -> None:
        across = block.columns
        table = self._grid(-(-len(block.pairs) // across), 2 * across)
        shares = (1.0, 2.6) * across
        cells = _widths(table, shares, self._breadth_mm())
        for n, (label, value) in enumerate(block.pairs):
            row, column = divmod(n, across)
            first = row * 2 * across + 2 * column
            self._cell(cells[first], label, "left")
            shaded(cells[first])
            self._cell(cells[first + 1], value, "left")
        self._gap()

    def _table(self, block: d.Table) -> None:
        if block.caption:
            line = self._line(block.caption, self.sizes.table + 1, BLACK_FACE)
            line.paragraph_format.keep_with_next = True
        rows: Sequence[Sequence[str]] = block.rows
        table = self._grid(1 + max(1, len(rows)), len(block.columns))
        cells = _widths(table, [one.weight for one in block.columns], self._breadth_mm())
        across = len(block.columns)
        for n, column in enumerate(block.columns):
            self._cell(cells[n], column.head, "center", BLACK_FACE)
            shaded(cells[n])
        _repeated(table)
        for k, row in enumerate(rows, 1):
            for n, text in enumerate(row):
                self._cell(cells[k * across + n], text, block.columns[n].align)
        if not rows:
            table.rows[1].cells[0].merge(table.rows[1].cells[across - 1])
            self._cell(cells[across], block.empty, "center")
        if block.note:
            self._line(block.note, self.sizes.table - 1, side="left")
        self._gap()

    def _cell(self, cell: Any, text: str, side: str, face: str = TEXT_FACE) -> None:
        line = cell.paragraphs[0]
        line.alignment = _SIDES[side]
        line.paragraph_format.line_spacing = 1.0
        faced(line.add_run(text), self.sizes.table, face)

    def _picture(self, block: d.Picture) -> None:
        line = self._new()
        line.alignment = WD_ALIGN_PARAGRAPH.CENTER
        line.paragraph_format.line_spacing = 1.0
        line.paragraph_format.keep_with_next = bool(block.caption)
        drawing = io.BytesIO(png_of(block.svg, self.folder))
        width = Mm(self._breadth_mm() * block.width_share)
        shape = line.add_run().add_picture(drawing, width=width)
        shape._inline.docPr.set("descr", block.caption)
        if block.caption:
            self._line(block.caption, self.sizes.table)

    def _signatures(self, block: d.Signatures) -> None:
        across = min(3, len(block.names))
        table = self._grid(2 * (-(-len(block.names) // across)), across)
        table.style = self.paper.styles["Normal Table"]
        cells = _widths(table, [1.0] * across, self._breadth_mm())
        for n, name in enumerate(block.names):
            row, column = divmod(n, across)
            self._cell(cells[2 * row * across + column], name, "left")
            self._cell(cells[(2 * row + 1) * across + column], "\n\n" + "_" * 20, "left")
        self._gap()

    def _imprint(self, block: d.Imprint) -> None:
        for text in (block.unit, block.day):
            line = self._line(text, self.sizes.body, side="right")
            line.paragraph_format.right_indent = Pt(2 * self.sizes.body)

    def _page_break(self, _block: d.PageBreak) -> None:
        line = self._new()
        line.paragraph_format.page_break_before = True
        line.paragraph_format.line_spacing = Pt(1)

    def _contents(self, block: d.Contents) -> None:
        """A field that Word fills with pages; until then the headings stand there without them."""
        heads = [one for one in self.told.blocks if isinstance(one, d.Heading)]
        shown = [one for one in heads if one.level <= block.levels]
        lines = [
            self._line("　" * 2 * (one.level - 1) + one.text, 14, side="left") for one in shown
        ]
        if lines:
            contents_field(lines, f'TOC \\o "1-{block.levels}" \\h \\z \\u')

    def _space(self, block: d.Space) -> None:
        self._new().paragraph_format.space_before = Mm(block.height_mm)

    def _gap(self) -> None:
        self._new().paragraph_format.line_spacing = Pt(6)

    def _breadth_mm(self) -> float:
        section = self.paper.sections[-1]
        whole = section.page_width or Mm(210)
        return float(whole - (section.left_margin or 0) - (section.right_margin or 0)) / Mm(1)


def _widths(table: Any, shares: Sequence[float], breadth_mm: float) -> list[Any]:
    """Set how broad the columns are; return all cells row by row (asked once: it is slow)."""
    table.autofit = False
    widths = [Mm(breadth_mm * share / sum(shares)) for share in shares]
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    cells = [docx.table._Cell(tc, table) for tc in table._tbl.iter_tcs()]
    for n, cell in enumerate(cells):
        cell.width = widths[n % len(widths)]
    return cells


def _repeated(table: Any) -> None:
    """Have the heads repeated on every page, and no row broken between two."""
    for n, row in enumerate(table._tbl.tr_lst):
        properties = row.get_or_add_trPr()
        properties.append(OxmlElement("w:cantSplit"))
        if n == 0:
            properties.append(OxmlElement("w:tblHeader"))


def _marks_of(told: d.Document) -> dict[str, str]:
    imprint = next((one for one in told.blocks if isinstance(one, d.Imprint)), None)
    return {
        "{{title}}": told.title,
        "{{subtitle}}": told.subtitle,
        "{{unit}}": told.unit,
        "{{number}}": told.number,
        "{{day}}": imprint.day if imprint else told.written_on,
        "{{marks}}": "　".join(told.marks),
    }


def _fill_marks(paper: WordFile, told: d.Document) -> Any:
    """Replace the marks of a template by words; return the paragraph where the text goes."""
    marks = _marks_of(told)
    places = list(paper.paragraphs)
    for section in paper.sections:
        for part in (section.header, section.footer, section.first_page_header):
            places += part.paragraphs
    for table in paper.tables:
        places += [line for row in table.rows for cell in row.cells for line in cell.paragraphs]
    body = None
    for line in places:
        if line.text.strip() == BODY_MARK:
            body = line
            continue
        _fill(line, marks)
    return body


def _fill(line: WordParagraph, marks: Mapping[str, str]) -> None:
    """Replace marks in one paragraph; Word often cuts a mark into several runs."""
    if not any(mark in line.text for mark in marks):
        return
    first, *others = line.runs
    first.text = _MARK.sub(lambda found: marks.get(found.group(), found.group()), line.text)
    for run in others:
        run.text = ""


def _move_to(paper: WordFile, place: WordParagraph, made: Sequence[Any]) -> None:
    """Put what was written at the end where the template wants it."""
    for one in made:
        place._p.addprevious(one)
    place._p.getparent().remove(place._p)


def _say_when(paper: WordFile, told: d.Document) -> None:
    about = paper.core_properties
    written_at = datetime.fromisoformat(told.written_on)
    about.title, about.author, about.comments = told.title[:200], told.unit[:200], ""
    about.created = about.modified = written_at
    about.last_modified_by, about.revision = "", 1


def _same_bytes(paper: WordFile) -> bytes:
    """Pack the file so that the same content gives the same bytes: no time of packing in it."""
    stream = io.BytesIO()
    paper.save(stream)
    packed = io.BytesIO()
    with (
        zipfile.ZipFile(stream) as source,
        zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in source.namelist():
            about = zipfile.ZipInfo(name, _ZIP_DAY)
            about.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(about, source.read(name))
    return packed.getvalue()
