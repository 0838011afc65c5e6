"""Takes a Word file apart in reading order: lines, tables, and what stands beside the text.

It runs in the limited child alone. Nothing that can be read is lost: text boxes, footnotes, headers
and footers are told too; pictures and deleted text are counted.
"""

import re
import zipfile
from collections.abc import Iterator
from io import BytesIO
from typing import Any, NamedTuple

from lxml import etree

from plans.docx_headings import Line
from resources.importing.problems import FileRefused

MOST_CHARACTERS = 500_000
MOST_LINES = 20_000
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_OFFICE = "/officeDocument"
_HEADING_NAME = re.compile(r"^(?:heading|标题)\s*(\d)$", re.IGNORECASE)
_CONTENTS_NAME = re.compile(r"^(?:toc|目录)\s*(\d|heading|标题)?", re.IGNORECASE)
_ON = (None, "1", "true", "on")


class Table(NamedTuple):
    """A table as rows of cells; a cell that spans several is followed by empty ones."""

    rows: list[list[str]]


class Told(NamedTuple):
    """A Word file in reading order, and what could not become text."""

    body: list[Line | Table]
    title: str | None
    aside: list[str]
    notes: dict[str, int]


def read_word(content: bytes) -> Told:
    """Return what a Word file says.

    Raises
    ------
    FileRefused
        When it is no Word file of the present kind, or says too much.
    """
    with zipfile.ZipFile(BytesIO(content)) as archive:
        names = set(archive.namelist())
        main = _main_part(archive, names)
        tree = _xml(archive.read(main))
        folder = main.rsplit("/", 1)[0]
        styles = _styles(archive, f"{folder}/styles.xml", names)
        aside = list(_aside(archive, folder, names))
    reader = _Reader(styles)
    body = tree.find(f"{_W}body")
    if body is None:
        raise FileRefused("file_not_word")
    told = list(reader.blocks(body))
    _require_bounded(told, aside)
    return Told(told, reader.title, aside, {name: n for name, n in reader.notes.items() if n})


def _require_bounded(told: list[Line | Table], aside: list[str]) -> None:
    letters = sum(map(len, aside))
    for one in told:
        if isinstance(one, Line):
            letters += len(one.text)
        else:
            letters += sum(len(cell) for row in one.rows for cell in row)
    if letters > MOST_CHARACTERS or len(told) > MOST_LINES:
        raise FileRefused("plan_too_long", most=MOST_CHARACTERS)


def _main_part(archive: zipfile.ZipFile, names: set[str]) -> str:
    """Return the part with the text, as the file itself says where it is."""
    if "_rels/.rels" not in names:
        raise FileRefused("file_not_word")
    for one in _xml(archive.read("_rels/.rels")):
        target = str(one.get("Target", "")).lstrip("/")
        if str(one.get("Type", "")).endswith(_OFFICE) and target in names:
            if "word" not in target:
                raise FileRefused("file_not_word")
            return target
    raise FileRefused("file_not_word")


def _xml(content: bytes) -> Any:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    return etree.fromstring(content, parser)


class _Style(NamedTuple):
    outline: int | None
    bold: bool
    is_title: bool
    is_contents: bool
    listed: bool = False


_PLAIN = _Style(None, False, False, False)


def _styles(archive: zipfile.ZipFile, name: str, names: set[str]) -> dict[str, _Style]:
    """Return what each paragraph style means, with what it takes from the style it is based on."""
    if name not in names:
        return {}
    rows = {
        str(one.get(f"{_W}styleId")): one for one in _xml(archive.read(name)).iter(f"{_W}style")
    }
    return {style_id: _style(style_id, rows, 0) for style_id in rows}


def _style(style_id: str, rows: dict[str, Any], depth: int) -> _Style:
    row = rows.get(style_id)
    if row is None or depth > 10:
        return _PLAIN
    based = row.find(f"{_W}basedOn")
    above = _style(str(based.get(f"{_W}val")), rows, depth + 1) if based is not None else _PLAIN
    named = row.find(f"{_W}name")
    name = str(named.get(f"{_W}val")) if named is not None else ""
    heading = _HEADING_NAME.match(name)
    outline = int(heading.group(1)) if heading else _outline(row)
    return _Style(
        outline if outline is not None else above.outline,
        _bold(row) or above.bold,
        name.lower() in ("title", "标题") or above.is_title,
        bool(_CONTENTS_NAME.match(name)) or above.is_contents,
        row.find(f"{_W}pPr/{_W}numPr") is not None or above.listed,
    )


def _outline(element: Any) -> int | None:
    """Return the outline level that an element states; level ten is running text."""
    found = element.find(f"{_W}pPr/{_W}outlineLvl")
    value = str(found.get(f"{_W}val")) if found is not None else ""
    return int(value) + 1 if value.isdigit() and int(value) < 9 else None


def _bold(element: Any) -> bool:
    found = element.find(f"{_W}rPr/{_W}b")
    return found is not None and found.get(f"{_W}val") in _ON


class _Reader:
    """Walks through the body; what it cannot take along it counts."""

    def __init__(self, styles: dict[str, _Style]) -> None:
        self.styles = styles
        self.title: str | None = None
        self.notes = {"pictures": 0, "contents_lines": 0, "deleted": 0, "text_boxes": 0}

    def blocks(self, parent: Any) -> Iterator[Line | Table]:
        """Return paragraphs and tables in order, those inside content controls too."""
        for one in parent:
            if one.tag == f"{_W}p":
                yield from self._paragraph(one)
            elif one.tag == f"{_W}tbl":
                yield self._table(one)
            elif one.tag in (f"{_W}sdt", f"{_W}sdtContent", f"{_W}ins", f"{_W}customXml"):
                yield from self.blocks(one)

    def _paragraph(self, element: Any) -> Iterator[Line]:
        self.notes["pictures"] += sum(1 for _ in element.iter(f"{_W}drawing", f"{_W}pict"))
        self.notes["deleted"] += sum(1 for _ in element.iter(f"{_W}delText"))
        style = self._style_of(element)
        text = _text(element).strip()
        if style.is_contents:
            self.notes["contents_lines"] += bool(text)
        elif text:
            if style.is_title and self.title is None:
                self.title = text
            yield from self._lines(element, style, text)
        for box in _text_boxes(element):
            self.notes["text_boxes"] += 1
            for one in self.blocks(box):
                yield from [one] if isinstance(one, Line) else []

    def _style_of(self, element: Any) -> _Style:
        found = element.find(f"{_W}pPr/{_W}pStyle")
        return self.styles.get(str(found.get(f"{_W}val")), _PLAIN) if found is not None else _PLAIN

    def _lines(self, element: Any, style: _Style, text: str) -> Iterator[Line]:
        """A line break inside a paragraph begins a line; only the first can be the heading."""
        own = _outline(element)
        side = element.find(f"{_W}pPr/{_W}jc")
        runs = [run for run in element.iter(f"{_W}r") if _text(run).strip()]
        for n, part in enumerate(one for one in text.split("\n") if one.strip()):
            yield Line(
                text=part.strip(),
                outline=(own if own is not None else style.outline) if n == 0 else None,
                bold=style.bold or (bool(runs) and all(_bold(run) for run in runs)),
                centred=side is not None and side.get(f"{_W}val") == "center",
                listed=style.listed or element.find(f"{_W}pPr/{_W}numPr") is not None,
            )

    def _table(self, element: Any) -> Table:
        self.notes["pictures"] += sum(1 for _ in element.iter(f"{_W}drawing", f"{_W}pict"))
        rows = [_row(row) for row in element.iter(f"{_W}tr") if _owner(row) is element]
        width = max(map(len, rows), default=0)
        return Table([row + [""] * (width - len(row)) for row in rows])


def _owner(row: Any) -> Any:
    """Return the table a row belongs to: a table inside a cell is told with its cell."""
    return next((one for one in row.iterancestors(f"{_W}tbl")), None)


def _row(row: Any) -> list[str]:
    cells: list[str] = []
    for cell in row.iter(f"{_W}tc"):
        if next(cell.iterancestors(f"{_W}tr"), None) is not row:
            continue
        lines = (_text(line).strip() for line in cell.iter(f"{_W}p"))
        cells.append("\n".join(line for line in lines if line))
        span = cell.find(f"{_W}tcPr/{_W}gridSpan")
        wide = str(span.get(f"{_W}val")) if span is not None else "1"
        cells += [""] * (min(int(wide), 60) - 1 if wide.isdigit() else 0)
    return cells


def _text_boxes(element: Any) -> Iterator[Any]:
    """Return the text boxes of a paragraph; Word writes each a second time for older programs."""
    for box in element.iter(f"{_W}txbxContent"):
        if next(box.iterancestors(f"{_MC}Fallback"), None) is None:
            yield box


def _text(element: Any) -> str:
    """Return the text of a paragraph or run, without that of text boxes inside it."""
    parts: list[str] = []
    for one in element.iter(f"{_W}t", f"{_W}tab", f"{_W}br", f"{_W}cr", f"{_W}noBreakHyphen"):
        inside = next(one.iterancestors(f"{_W}txbxContent"), None)
        if inside is not None and inside in element.iter(f"{_W}txbxContent"):
            continue
        name = one.tag.removeprefix(_W)
        if name == "tab" and one.getparent().tag != f"{_W}r":
            continue  # a tab stop of the paragraph's form, no character
        parts.append({"t": one.text or "", "tab": " ", "noBreakHyphen": "-"}.get(name, "\n"))
    return "".join(parts)


_ASIDE = re.compile(r"/(header|footer|footnotes|endnotes|comments)\d*\.xml$")


def _aside(archive: zipfile.ZipFile, folder: str, names: set[str]) -> Iterator[str]:
    """Return each line that stands in headers, footers, notes and remarks, once."""
    seen: set[str] = set()
    for name in sorted(names):
        if not name.startswith(f"{folder}/") or not _ASIDE.search(name):
            continue
        for line in _xml(archive.read(name)).iter(f"{_W}p"):
            text = " ".join(_text(line).split())
            if len(text) > 3 and text not in seen:
                seen.add(text)
                yield text
