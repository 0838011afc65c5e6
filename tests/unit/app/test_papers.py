"""A description becomes a PDF and a Word file: whole, the same every time, and never code."""

import io
import re
import zipfile
from dataclasses import asdict, replace
from pathlib import Path

import docx
import pytest
from docx.oxml.ns import qn
from fontTools.ttLib import TTFont
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from app.documents import making
from app.documents.description import (
    Block,
    Column,
    Document,
    Facts,
    Heading,
    Imprint,
    PageBreak,
    Paragraph,
    Picture,
    Signatures,
    Table,
    document_of,
)
from app.documents.fonts_shipped import FOLDER, HEADINGS, TEXT, is_covered
from app.documents.make_fonts import gb2312
from app.documents.pdf import pages_of, pdf_of
from app.documents.templates import template_for
from app.documents.text import BREAK_HERE, for_pdf, for_word
from app.documents.word import word_of
from app.seed.catalogue import CAPABILITIES, CATALOGUE
from app.seed.sites import read_places, read_townships

DRAWING = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 20">'
    '<rect width="40" height="20" fill="#ccd"/></svg>'
)
HOSTILE = (
    '#panic("x")', "$x^2$", "*bold* _it_", "<w:p>&amp;", "]]>", "\\", "#{", "//", "```", "@ref",
    "= head", "{{title}}", "{% for %}", "#sys.inputs", 'json("data.json")', "\x00", "\x1b[31m",
    "\ud800", "\u202egnp", "\U0002cb4a", "a" * 300, "\n\n", "　", "#import \"/etc/passwd\"",
)  # fmt: skip


def paper(*blocks: Block, **told: object) -> Document:
    whole = Document("sample", "应急资源调查报告", "2026-11-22", blocks)
    return replace(whole, **told)  # type: ignore[arg-type]


def characters_of(name: str) -> set[int]:
    with TTFont(FOLDER / name) as font:
        return set(font.getBestCmap())


def words_of(pdf: bytes) -> str:
    read = "".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)
    return read.replace("\n", "").replace(" ", "").replace(BREAK_HERE, "")


def read_word(made: bytes) -> docx.document.Document:
    return docx.Document(io.BytesIO(made))


WHOLE = paper(
    Heading("一、队伍"),
    Paragraph("本地区现有队伍。"),
    Facts([("编号", "12"), ("地点", "洪山区"), ("电话", "000")]),
    Table([Column("名称", 3), Column("数量", 1, "right")], [("消防演示队", "12")], "表 1", "注"),
    Picture(DRAWING, "图 1　分布"),
    Signatures(["编制人", "审核人", "批准人"]),
    Imprint("洪山区应急管理局", "2026年11月22日"),
    PageBreak(),
    Heading("附件"),
    unit="洪山区应急管理局",
    number="第 3 版",
    marks=("演练", "演示数据"),
)


def test_a_pdf_says_everything_that_the_description_says(tmp_path: Path) -> None:
    said = words_of(pdf_of(WHOLE, tmp_path))
    for text in ("应急资源调查报告", "第3版", "消防演示队", "图1", "编制人", "2026年11月22日"):
        assert text in said


def test_a_band_for_exercises_and_a_number_stand_on_every_page(tmp_path: Path) -> None:
    pages = PdfReader(io.BytesIO(pdf_of(WHOLE, tmp_path))).pages
    assert len(pages) == 2
    for n, page in enumerate(pages, 1):
        said = page.extract_text().replace(" ", "").replace("\n", "")
        assert "演练" in said.replace("　", "")
        assert f"第{n}页共2页" in said.replace("　", "")


def test_a_long_table_has_its_heads_on_every_page(tmp_path: Path) -> None:
    rows = [(f"第{n}队", str(n)) for n in range(200)]
    whole = paper(Table([Column("队伍名称"), Column("数量")], rows))
    pages = PdfReader(io.BytesIO(pdf_of(whole, tmp_path))).pages
    assert len(pages) > 3
    assert all("队伍名称" in page.extract_text().replace(" ", "") for page in pages)


def test_a_table_without_rows_says_so_in_both_forms(tmp_path: Path) -> None:
    whole = paper(Table([Column("名称"), Column("数量")], [], empty="没有登记任何队伍"))
    assert "没有登记任何队伍" in words_of(pdf_of(whole, tmp_path))
    assert "没有登记任何队伍" in read_word(word_of(whole, tmp_path)).tables[0].cell(1, 0).text


def test_a_pdf_is_set_in_the_shipped_fonts_alone(tmp_path: Path) -> None:
    pages = PdfReader(io.BytesIO(pdf_of(WHOLE, tmp_path))).pages
    fonts = {
        str(font.get_object()["/BaseFont"]).split("+")[-1]
        for page in pages
        for font in page["/Resources"]["/Font"].values()
    }
    assert fonts == {"NotoSerifSC-Regular", "NotoSansSC-Bold"}


def test_the_shipped_fonts_have_every_character_of_official_papers() -> None:
    text, headings = characters_of(TEXT), characters_of(HEADINGS)
    assert sorted(map(chr, gb2312() - text)) == []
    assert sorted(map(chr, gb2312() - headings)) == []
    assert all(is_covered(name) for name in "喆垚堃祎翀赟镕𬭊①Ⅳ㎡℃αμ")


def test_the_list_of_covered_characters_is_that_of_the_font() -> None:
    text = characters_of(TEXT)
    assert {code for code in range(0x20, 0x30000) if is_covered(chr(code))} == {
        code for code in text if 0x20 <= code < 0x30000
    }


def test_the_fonts_are_small_and_their_licence_travels_with_them() -> None:
    assert sum(path.stat().st_size for path in FOLDER.iterdir()) < 10_000_000
    assert "SIL OPEN FONT LICENSE" in (FOLDER / "LICENSE.txt").read_text(encoding="utf-8")


def test_a_character_that_no_font_has_is_shown_as_its_code(tmp_path: Path) -> None:
    whole = paper(Paragraph("队长 𡨴喆"))
    assert "〔U+21A34〕喆" in words_of(pdf_of(whole, tmp_path))
    assert "𡨴喆" in read_word(word_of(whole, tmp_path)).paragraphs[-1].text


@pytest.mark.parametrize("bad", ["\x00", "\x1b", "\ud800", "\u202e", "\ufffe"])
def test_what_the_eye_cannot_see_is_shown_as_its_code(bad: str) -> None:
    assert for_word(f"a{bad}b") == f"a〔U+{ord(bad):04X}〕b"


def test_a_very_long_word_may_break_and_loses_nothing() -> None:
    word = "x" * 90
    assert for_pdf(word).replace(BREAK_HERE, "") == word
    assert for_pdf("应急" * 50) == "应急" * 50


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_data_in_both_forms(text: str, tmp_path: Path) -> None:
    whole = paper(
        Heading(text),
        Paragraph(text),
        Table([Column(text)], [[text]], text, text),
        Facts([(text, text)]),
        Signatures([text]),
        Imprint(text, text),
        unit=text,
        number=text,
        marks=(text,),
        title=text,
    )
    said = words_of(pdf_of(whole, tmp_path))
    plain = for_pdf(text).replace(BREAK_HERE, "").replace(" ", "").replace("\n", "")
    assert plain.strip("　")[:40] in said
    body = read_word(word_of(whole, tmp_path))
    assert for_word(text).strip() in [cell.text for cell in body.tables[0]._cells][1].strip()


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.text(max_size=60), min_size=1, max_size=6))
def test_any_text_at_all_makes_a_paper(tmp_path: Path, texts: list[str]) -> None:
    blocks: list[Block] = [Paragraph(text) for text in texts]
    blocks.append(Table([Column("甲"), Column("乙")], [(text, text) for text in texts]))
    whole = document_of(asdict(paper(*blocks)))
    assert pdf_of(whole, tmp_path).startswith(b"%PDF")
    told = read_word(word_of(whole, tmp_path))
    assert [row.cells[0].text for row in told.tables[0].rows[1:]] == [for_word(t) for t in texts]


def test_the_same_description_gives_the_same_bytes(tmp_path: Path) -> None:
    assert pdf_of(WHOLE, tmp_path) == pdf_of(WHOLE, tmp_path)
    assert word_of(WHOLE, tmp_path) == word_of(WHOLE, tmp_path)


def test_a_word_file_has_the_layout_of_an_official_paper(tmp_path: Path) -> None:
    told = read_word(word_of(WHOLE, tmp_path))
    section = told.sections[0]
    assert round(section.top_margin.mm) == 37
    assert round(section.left_margin.mm) == 28
    body = next(line for line in told.paragraphs if line.text == "本地区现有队伍。")
    assert body.runs[0].font.size.pt == 16
    assert body.runs[0]._r.rPr.rFonts.get(qn("w:eastAsia")) == "仿宋"
    assert body.paragraph_format.first_line_indent.pt == 32
    assert "演练　演示数据" in section.header.paragraphs[0].text
    assert not told.settings.odd_and_even_pages_header_footer, "one header for every page"
    assert {"PAGE", "NUMPAGES"} <= set(re.findall(r"[A-Z]{4,}", section.footer._element.xml))


def test_a_word_file_can_be_read_back_block_by_block(tmp_path: Path) -> None:
    told = read_word(word_of(WHOLE, tmp_path))
    headings = [line.text for line in told.paragraphs if line.style.name == "Heading 1"]
    assert headings == ["一、队伍", "附件"]
    facts, table, signatures = told.tables
    assert facts.cell(1, 1).text == "000"
    assert [cell.text for cell in table.rows[1].cells] == ["消防演示队", "12"]
    assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    assert signatures.cell(0, 1).text == "审核人"
    assert len(told.inline_shapes) == 1


def test_an_office_may_write_on_paper_of_its_own(tmp_path: Path) -> None:
    own = docx.Document()
    own.add_paragraph("某某区应急管理局文件")
    split = own.add_paragraph("标题：{{ti")
    split.add_run("tle}}，{{number}}，{{day}}")
    own.add_paragraph("{{body}}")
    own.add_paragraph("抄送：市应急管理局")
    path = tmp_path / "own.docx"
    own.save(str(path))
    told = read_word(word_of(replace(WHOLE, title="{{unit}}报告"), tmp_path, path))
    lines = [line.text for line in told.paragraphs]
    assert lines[0] == "某某区应急管理局文件"
    assert lines[1] == "标题：{{unit}}报告，第 3 版，2026年11月22日"
    assert lines.index("一、队伍") < lines.index("抄送：市应急管理局")
    assert "{{body}}" not in lines


def test_the_nearest_template_is_taken(tmp_path: Path) -> None:
    whole = paper(subject="survey", offices=("420111", "420100", "../../etc"))
    assert template_for(whole, tmp_path) is None
    for folder in ("", "420100", "420111"):
        path = tmp_path / "templates" / folder / "survey.docx"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"")
        assert template_for(whole, tmp_path) == path


def test_a_paper_made_in_a_child_is_the_same_paper(tmp_path: Path) -> None:
    assert making.make(WHOLE, "pdf") == pdf_of(WHOLE, tmp_path)
    assert making.make(WHOLE, "docx") == word_of(WHOLE, tmp_path)


def test_a_paper_that_takes_too_long_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(making, "WALL_S", 0.01)
    with pytest.raises(making.DocumentNotMade):
        making.make(WHOLE, "pdf")


def test_a_paper_that_needs_too_much_memory_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(making, "MEMORY_MB", 64)
    with pytest.raises(making.DocumentNotMade):
        making.make(WHOLE, "pdf")


def test_ten_thousand_rows_make_a_paper() -> None:
    rows = [(f"第{n}队", str(n)) for n in range(10_000)]
    made = making.make(paper(Table([Column("名称", 3), Column("数量")], rows)), "pdf")
    assert len(PdfReader(io.BytesIO(made)).pages) > 100


def test_pages_can_be_looked_at_as_pictures(tmp_path: Path) -> None:
    pages = pages_of(WHOLE, tmp_path)
    assert len(pages) == 2
    assert all(page.startswith(b"\x89PNG") for page in pages)


def test_a_word_file_carries_no_time_of_packing(tmp_path: Path) -> None:
    with zipfile.ZipFile(io.BytesIO(word_of(WHOLE, tmp_path))) as packed:
        assert {one.date_time for one in packed.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_every_name_of_the_demo_city_can_be_set_as_it_is() -> None:
    names = [str(row["name"]) for row in (*read_places(), *read_townships())]
    names += [item.name for item in CATALOGUE] + [one.name for one in CAPABILITIES]
    assert len(names) > 500
    assert [name for name in names if for_pdf(name) != name] == []
