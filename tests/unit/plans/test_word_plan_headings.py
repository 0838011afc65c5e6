"""What of a Word plan is a heading, and that nothing of it is lost."""

import io
import zipfile

import docx
import pytest

from plans.docx_headings import Line, heading_of, levels_of
from plans.docx_process import PlanFileRefused, read_word_plan
from plans.docx_reading import read_word
from plans.docx_sections import sections_of
from plans.kinds import KINDS, recognised
from plans.reading_documents import reading


@pytest.mark.parametrize(
    ("text", "rank", "title"),
    [
        ("一、总则", "comma", "总则"),
        ("（二）工作原则", "bracket", "工作原则"),
        ("1. 指挥部", "digit", "指挥部"),
        ("3.1 信息报告", "decimal", "信息报告"),
        ("第三章 应急响应", "chapter", "应急响应"),
        ("附件1 联系方式", "annex", "联系方式"),
    ],
)
def test_numbered_lines_are_headings(text: str, rank: str, title: str) -> None:
    found = heading_of(Line(text))
    assert found is not None
    assert (found.rank, found.title) == (rank, title)


@pytest.mark.parametrize(
    "text",
    [
        "一、坚持人民至上、生命至上，把保障公众健康和生命财产安全作为首要任务，最大程度减少损失。",
        "目 录",
        "一、总则............1",
        "2026年3月1日起施行",
        "3.5米以上水深",
        "（1）报告",
        "",
    ],
)
def test_sentences_contents_and_figures_are_no_headings(text: str) -> None:
    assert heading_of(Line(text)) is None


def test_a_heading_that_runs_into_its_text_is_taken_and_marked_as_unsure() -> None:
    found = heading_of(Line("（一）指挥部。由市长任指挥长，分管副市长任副指挥长。"))
    assert found is not None
    assert (found.title, found.sure) == ("指挥部", False)
    assert found.rest.startswith("由市长")


def test_levels_follow_the_numbering_of_the_document() -> None:
    official = [heading_of(Line(one)) for one in ("一、总则", "（一）目的", "1. 依据", "二、组织")]
    assert levels_of(one for one in official if one) == [1, 2, 3, 1]
    decimal = [heading_of(Line(one)) for one in ("1 总则", "1.1 适用范围", "1.1.1 对象", "2 组织")]
    assert levels_of(one for one in decimal if one) == [1, 2, 3, 1]


def word_plan() -> bytes:
    paper = docx.Document()
    paper.sections[0].header.paragraphs[0].text = "内部资料 注意保存"
    paper.add_paragraph("某区危险化学品事故专项应急预案")
    paper.add_heading("一、总则", 1)
    paper.add_paragraph("为规范处置，制定本预案。")
    paper.add_paragraph("二、组织指挥体系与职责")
    table = paper.add_table(2, 2)
    table.cell(0, 0).text, table.cell(1, 1).text = "职务|电话", "甲\n乙"
    paper.add_paragraph("公安分局", style="List Bullet")
    paper.add_paragraph("三、后期处置")
    stream = io.BytesIO()
    paper.save(stream)
    return stream.getvalue()


def test_tables_lists_headers_and_lines_before_the_first_heading_are_kept() -> None:
    told = sections_of(read_word(word_plan()))
    assert told["title"] == "某区危险化学品事故专项应急预案"
    assert [one["title"] for one in told["sections"]] == [
        "总则",
        "组织指挥体系与职责",
        "后期处置",
        "其他",
    ]
    assert "| 职务\\|电话 |" in told["sections"][1]["text"]
    assert "甲\\n乙" in told["sections"][1]["text"]
    assert "- 公安分局" in told["sections"][1]["text"]
    assert "内部资料 注意保存" in told["sections"][3]["text"]


def test_a_reading_says_which_mandatory_sections_are_missing() -> None:
    found = reading(sections_of(read_word(word_plan())), "special")
    keys = {one.key for one in found.sections}
    assert {"command", "recovery"} <= keys
    lacking = {one.key: one.empty for one in found.missing}
    assert lacking["recovery"]  # its heading is there, but it says nothing
    assert not lacking["prevention"]
    assert "command" not in lacking


def test_the_longest_word_of_a_heading_decides_which_section_it_means() -> None:
    rule = recognised(KINDS["comprehensive"], "应急组织机构及职责")
    assert rule is not None
    assert rule.key == "command"
    assert recognised(KINDS["special"], "名词术语") is None


def packed(**parts: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/"), content)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "file_empty"),
        (b"%PDF-1.7", "file_not_word"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "file_is_word_97"),
        (b"PK\x03\x04 cut off", "file_damaged"),
        (packed(xl__workbook=b"<x/>"), "file_not_word"),
        (packed(word__document=b"<!DOCTYPE a [<!ENTITY b 'c'>]><a/>"), "file_declares_entities"),
        (packed(word__document=b"\0" * 220 * 2**20), "file_inflates"),
    ],
    ids=["empty", "pdf", "word97", "cut", "workbook", "entities", "bomb"],
)
def test_a_hostile_file_is_refused_with_its_reason(content: bytes, reason: str) -> None:
    with pytest.raises(PlanFileRefused) as refused:
        read_word_plan(content)
    assert refused.value.facts["reason"] == reason
    assert "{" not in refused.value.message("zh-CN")
