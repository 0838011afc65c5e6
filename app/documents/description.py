"""What a paper says, as plain data: the same description becomes a PDF or a Word file.

Every text is data. Nothing in it is read as markup, whatever it looks like.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

Align = Literal["left", "right", "center"]
Layout = Literal["official", "form"]
"""``official`` is a paper of a government office (margins and sizes after GB/T 9704-2012), ``form``
a sheet to fill in: narrow margins, small type, no place for binding."""

Language = Literal["zh-CN", "en"]


@dataclass(frozen=True)
class Heading:
    """A heading; 1 is the highest of three levels."""

    text: str
    level: Literal[1, 2, 3] = 1
    kind: Literal["heading"] = "heading"


@dataclass(frozen=True)
class Paragraph:
    """Running text; the first line is indented by two characters unless said otherwise."""

    text: str
    align: Align = "left"
    indent: bool = True
    strong: bool = False
    small: bool = False
    kind: Literal["paragraph"] = "paragraph"


@dataclass(frozen=True)
class Facts:
    """Labels with what they stand for, in one or two columns."""

    pairs: Sequence[tuple[str, str]]
    columns: Literal[1, 2] = 2
    kind: Literal["facts"] = "facts"


@dataclass(frozen=True)
class Column:
    """A column of a table: what stands above it and how broad it is beside the others."""

    head: str
    weight: float = 1.0
    align: Align = "left"


@dataclass(frozen=True)
class Table:
    """Rows under heads that are repeated on every page; ``empty`` is said where there is no row."""

    columns: Sequence[Column]
    rows: Sequence[Sequence[str]]
    caption: str = ""
    note: str = ""
    empty: str = "—"
    kind: Literal["table"] = "table"


@dataclass(frozen=True)
class Picture:
    """A drawing of our own (SVG), such as a map, with a line below it."""

    svg: str
    caption: str = ""
    width_share: float = 1.0
    kind: Literal["picture"] = "picture"


@dataclass(frozen=True)
class Signatures:
    """Places to sign, side by side, each under its name."""

    names: Sequence[str]
    kind: Literal["signatures"] = "signatures"


@dataclass(frozen=True)
class Imprint:
    """Who issues the paper and on which day, at the end, to the right."""

    unit: str
    day: str
    kind: Literal["imprint"] = "imprint"


@dataclass(frozen=True)
class PageBreak:
    """What follows begins a page."""

    kind: Literal["page_break"] = "page_break"


@dataclass(frozen=True)
class Contents:
    """The headings of the paper with their pages; Word fills them in when it opens the file."""

    levels: Literal[1, 2, 3] = 2
    kind: Literal["contents"] = "contents"


@dataclass(frozen=True)
class Space:
    """Empty ground, so that what follows stands lower on its page."""

    height_mm: float
    kind: Literal["space"] = "space"


Block = (
    Heading
    | Paragraph
    | Facts
    | Table
    | Picture
    | Signatures
    | Imprint
    | PageBreak
    | Contents
    | Space
)


@dataclass(frozen=True)
class Document:
    """A whole paper.

    ``subject`` names the sort of paper and chooses the office's own Word template, ``marks`` are
    bands on every page (an exercise, demonstration data), ``written_on`` is the day the file says
    it was made (ISO), so that the same data give the same bytes.
    """

    subject: str
    title: str
    written_on: str
    blocks: Sequence[Block]
    subtitle: str = ""
    unit: str = ""
    number: str = ""
    marks: Sequence[str] = ()
    layout: Layout = "official"
    language: Language = "zh-CN"
    foot: str = ""
    """What stands at the foot of every page beside its number: the moment, by whom."""
    offices: Sequence[str] = field(default=())
    """Codes of the offices whose own template is used, the nearest first."""


def block_of(told: dict[str, Any]) -> Block:
    """Return a block from its plain form; unknown kinds are refused."""
    values = dict(told)
    kind = values.pop("kind")
    made = _BLOCKS[kind]
    if made is Table:
        values["columns"] = [Column(**one) for one in values["columns"]]
    block: Block = made(**values)
    return block


def document_of(told: dict[str, Any]) -> Document:
    """Return a document from its plain form, the one ``dataclasses.asdict`` gives."""
    return Document(**told | {"blocks": [block_of(one) for one in told["blocks"]]})


_BLOCKS: dict[str, Any] = {
    "heading": Heading,
    "paragraph": Paragraph,
    "facts": Facts,
    "table": Table,
    "picture": Picture,
    "signatures": Signatures,
    "imprint": Imprint,
    "page_break": PageBreak,
    "contents": Contents,
    "space": Space,
}
