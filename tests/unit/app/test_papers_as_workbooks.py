"""A description becomes a workbook: it prints like the paper, counts as numbers, and is never code."""

import io
from collections.abc import Sequence
from dataclasses import replace

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from app.documents.book_paper import CELLS, height_of, spans
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
)
from app.documents.making import make

DRAWING = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 20">'
    '<rect width="40" height="20" fill="#ccd"/></svg>'
)
ROWS: Sequence[Sequence[str]] = [("排涝泵", "1,200", "13900001111"), ("=cmd|x", "—", "+86")]
BRIEF = Document(
    "duty-brief",
    "值班快报",
    "2026-11-22",
    [
        Heading("一、总体情况"),
        Facts([("未结事件", "3"), ("缺口", "2"), ("逾期", "0")]),
        Paragraph("洪水仍在上涨。" * 60),
        Table([Column("需求", 3), Column("缺口", 1, "right"), Column("电话", 2)], ROWS, "表 1"),
        Picture(DRAWING, "附图　力量分布"),
        PageBreak(),
        Imprint("洪山区应急管理局", "2026年11月22日"),
        Signatures(["值班员", "带班领导", "签发"]),
    ],
    unit="洪山区应急管理局",
    number="20261122-0800",
    marks=("演练",),
    foot="数据截至 08:00:00 & 制表",
)


def sheet_of(document: Document) -> Worksheet:
    sheet = openpyxl.load_workbook(io.BytesIO(make(document, "xlsx"))).active
    assert isinstance(sheet, Worksheet)
    return sheet


def texts(sheet: Worksheet) -> list[str]:
    return [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None]


def test_a_workbook_says_everything_that_the_description_says() -> None:
    told = texts(sheet_of(BRIEF))
    for text in (
        "演练",
        "值班快报",
        "20261122-0800",
        "未结事件",
        "排涝泵",
        "附图　力量分布",
        "签发",
    ):
        assert text in told
    assert told.count("洪山区应急管理局") == 2


def test_it_prints_on_a4_with_unit_band_and_numbers_on_every_page() -> None:
    sheet = sheet_of(BRIEF)
    assert sheet.page_setup.paperSize == 9
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.page_setup.fitToHeight == 0
    assert sheet.oddHeader.center.text == "演练"
    assert sheet.oddFooter.right.text == "第 &P 页　共 &N 页"
    assert sheet.oddFooter.left.text == "数据截至 08:00:00 && 制表"
    assert len(sheet.row_breaks.brk) == 1


def test_counts_are_numbers_and_whatever_looks_like_a_formula_or_a_telephone_is_text() -> None:
    cells = {
        cell.value: cell.data_type
        for row in sheet_of(BRIEF).iter_rows()
        for cell in row
        if cell.value
    }
    assert cells[1200] == "n"
    assert cells["=cmd|x"] == cells["13900001111"] == cells["+86"] == cells["—"] == "s"


def test_the_map_is_as_broad_as_the_paper_and_covers_no_words() -> None:
    sheet = sheet_of(BRIEF)
    (drawn,) = sheet._images
    assert drawn.anchor.to.col == CELLS
    below = next(row for row in sheet.iter_rows() if row[0].value == "附图　力量分布")
    assert drawn.anchor.to.row < below[0].row - 1


def test_the_same_description_gives_the_same_workbook() -> None:
    assert make(BRIEF, "xlsx") == make(BRIEF, "xlsx")


def test_a_table_without_rows_says_so() -> None:
    empty: Sequence[Block] = [Table([Column("队伍"), Column("数量")], [], empty="尚无队伍报到")]
    assert "尚无队伍报到" in texts(sheet_of(replace(BRIEF, blocks=empty)))


def test_columns_of_a_table_share_the_whole_breadth_and_none_is_without_room() -> None:
    assert spans([3, 1, 2]) == [12, 4, 8]
    assert sum(spans([0.01] * 9 + [5])) == CELLS
    assert min(spans([0.01] * 9 + [5])) == 1


def test_a_long_text_gets_the_height_that_a_merged_cell_does_not_find_by_itself() -> None:
    assert height_of("短", CELLS, "text") < 25
    assert height_of("长" * 200, CELLS, "text") > 60
    assert height_of("长" * 200, 4, "cell") > height_of("长" * 200, CELLS, "cell")
