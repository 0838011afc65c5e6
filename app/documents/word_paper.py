"""The empty sheet of a Word file: margins, faces with their fall-backs, bands, page numbers."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import docx
from docx.document import Document as WordFile
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt, RGBColor

from app.documents.description import Document

TEXT_FACE = "仿宋"
BLACK_FACE = "黑体"
SECOND_FACE = "楷体"
LATIN_FACE = "Times New Roman"
_ELSEWHERE = {
    "仿宋": "仿宋_GB2312,FangSong,FangSong_GB2312,STFangsong,Noto Serif CJK SC",
    "黑体": "SimHei,STHeiti,Noto Sans CJK SC",
    "楷体": "楷体_GB2312,KaiTi,STKaiti,Noto Serif CJK SC",
}
"""What a machine without a face uses instead: Word, WPS and LibreOffice read these names."""
_RED = RGBColor(0xB0, 0, 0)


@dataclass(frozen=True)
class Sizes:
    """Points: title, three headings, text, tables, small print; the lines of text, if fixed."""

    title: float
    heading: tuple[float, float, float]
    body: float
    table: float
    small: float
    line: float | None


_OFFICIAL = Sizes(22, (16, 16, 16), 16, 10.5, 12, 28.95)
"""GB/T 9704-2012: title size 2, text size 3 (16 points), 22 lines a page."""
_OFFICIAL_EN = Sizes(19, (14, 12, 12), 11, 9.5, 11, None)
_FORM = Sizes(16, (12, 11, 11), 10.5, 9, 9.5, None)


def sizes_of(told: Document) -> Sizes:
    """Return the sizes of a paper."""
    if told.layout == "form":
        return _FORM
    return _OFFICIAL_EN if told.language == "en" else _OFFICIAL


def new_paper(told: Document, sizes: Sizes) -> WordFile:
    """Return an empty file with margins, faces, the bands above and the page number below."""
    paper = docx.Document()
    _margins(paper, told)
    _faces(paper, sizes)
    _bands(paper, told)
    _page_number(paper, told)
    return paper


def faced(run: Any, size: float, face: str = TEXT_FACE) -> None:
    """Give a run its size and its face, the Chinese and the Latin one."""
    run.font.size = Pt(size)
    _face(run.font, face)
    run.font.bold = face == BLACK_FACE


def shaded(cell: Any) -> None:
    """Give a cell a light ground."""
    ground = parse_xml(f'<w:shd {nsdecls("w")} w:val="clear" w:color="auto" w:fill="EBEBEB"/>')
    cell._tc.get_or_add_tcPr().append(ground)


def field_code(line: Any, code: str, size: float) -> None:
    """Put a field such as PAGE into a paragraph."""
    for kind, text in (("begin", ""), ("", code), ("end", "")):
        run = line.add_run()
        faced(run, size)
        if kind:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
        else:
            mark = OxmlElement("w:instrText")
            mark.set(qn("xml:space"), "preserve")
            mark.text = text
        run._r.append(mark)


def contents_field(lines: Sequence[Any], code: str) -> None:
    """Make paragraphs the present result of a field that Word works out when it opens the file."""
    first, last = lines[0]._p, lines[-1]._p
    for kind in ("separate", "", "begin"):
        run = OxmlElement("w:r")
        if kind:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
            if kind == "begin":
                mark.set(qn("w:dirty"), "true")
        else:
            mark = OxmlElement("w:instrText")
            mark.set(qn("xml:space"), "preserve")
            mark.text = code
        run.append(mark)
        first.insert(1 if first.pPr is not None else 0, run)
    run, mark = OxmlElement("w:r"), OxmlElement("w:fldChar")
    mark.set(qn("w:fldCharType"), "end")
    run.append(mark)
    last.append(run)


def _face(font: Any, face: str) -> None:
    font.name = LATIN_FACE
    font._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), face)


def _margins(paper: WordFile, told: Document) -> None:
    section = paper.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    official = told.layout == "official"
    top, bottom, left, right = (37, 35, 28, 26) if official else (18, 18, 16, 16)
    section.top_margin, section.bottom_margin = Mm(top), Mm(bottom)
    section.left_margin, section.right_margin = Mm(left), Mm(right)
    section.header_distance = Mm(20 if official else 8)
    section.footer_distance = Mm(25 if official else 8)


def _faces(paper: WordFile, sizes: Sizes) -> None:
    normal: Any = paper.styles["Normal"]
    normal.font.size = Pt(sizes.body)
    _face(normal.font, TEXT_FACE)
    normal.paragraph_format.space_after = Pt(0)
    if sizes.line:
        normal.paragraph_format.line_spacing_rule = WD_LINE_SPACING.AT_LEAST
        normal.paragraph_format.line_spacing = Pt(sizes.line)
    faces = (
        ("Title", sizes.title, BLACK_FACE),
        *(
            (f"Heading {n}", sizes.heading[n - 1], face)
            for n, face in enumerate((BLACK_FACE, SECOND_FACE, TEXT_FACE), 1)
        ),
    )
    for name, size, face in faces:
        style: Any = paper.styles[name]
        style.font.size, style.font.bold, style.font.italic = Pt(size), face == BLACK_FACE, False
        style.font.color.rgb = RGBColor(0, 0, 0)
        _face(style.font, face)
        style.paragraph_format.space_before = Pt(size * 0.6)
        style.paragraph_format.space_after = Pt(size * 0.3)
        _without_rule(style)
    _fall_backs(paper)


def _without_rule(style: Any) -> None:
    """The built-in title has a line below it and theme faces that override ours: take both away."""
    properties = style.element.pPr
    for rule in properties.findall(qn("w:pBdr")):
        properties.remove(rule)
    faces = style.element.rPr.rFonts
    for name in list(faces.attrib):
        if name.endswith("Theme"):
            del faces.attrib[name]


def _fall_backs(paper: WordFile) -> None:
    """Say in the file which faces stand in for ours."""
    part = next(
        (one for one in paper.part.package.iter_parts() if one.partname == "/word/fontTable.xml"),
        None,
    )
    if part is None:
        return
    rows = "".join(
        f'<w:font w:name="{face}"><w:altName w:val="{others}"/><w:charset w:val="86"/></w:font>'
        for face, others in _ELSEWHERE.items()
    )
    part._blob = part.blob.replace(b"</w:fonts>", f"{rows}</w:fonts>".encode())


def _bands(paper: WordFile, told: Document) -> None:
    """What must not be mistaken stands above every page, red and framed."""
    if not told.marks:
        return
    line = paper.sections[0].header.paragraphs[0]
    sides = "".join(
        f'<w:{side} w:val="single" w:sz="12" w:space="2" w:color="B00000"/>'
        for side in ("top", "left", "bottom", "right")
    )
    frame = parse_xml(f"<w:pBdr {nsdecls('w')}>{sides}</w:pBdr>")
    line._p.get_or_add_pPr().append(frame)
    line.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = line.add_run("　".join(told.marks))
    faced(run, 12, BLACK_FACE)
    run.font.color.rgb = _RED


def _page_number(paper: WordFile, told: Document) -> None:
    """What the paper rests on at the left, 第 1 页 共 2 页 at the right, on every page."""
    section = paper.sections[0]
    size = 10.5 if told.layout == "official" else 9.0
    line = section.footer.paragraphs[0]
    line.alignment = WD_ALIGN_PARAGRAPH.LEFT
    sides: Any = section
    breadth = sides.page_width - sides.left_margin - sides.right_margin
    line.paragraph_format.tab_stops.add_tab_stop(breadth, WD_TAB_ALIGNMENT.RIGHT)
    faced(line.add_run(f"{told.foot}\t"), 8.5)
    before, between, after = (
        ("Page ", " of ", "") if told.language == "en" else ("第 ", " 页　共 ", " 页")
    )
    faced(line.add_run(before), size)
    field_code(line, "PAGE", size)
    faced(line.add_run(between), size)
    field_code(line, "NUMPAGES", size)
    faced(line.add_run(after), size)
