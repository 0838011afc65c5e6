"""The map of a paper, the order sheet and the lists: what they show, and what marks an exercise."""

import importlib.util
import io
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any

import openpyxl
import pytest
from defusedxml import ElementTree
from shapely.geometry import LineString, Point

from app.documents.description import Paragraph, Table
from app.papers.asks import asks
from app.papers.lists import one_incident, workbook
from app.papers.map_picture import HEIGHT, WIDTH, Carrier, Scene, draw, sheet_of
from app.papers.order_paper import order_paper
from app.papers.schemas import Answer
from app.papers.special_report import special_report
from app.papers.words import Speaker

ZH, EN = Speaker("zh-CN"), Speaker("en")
LEAK = (114.35, 30.53)


def _load(name: str) -> ModuleType:
    path = Path(__file__).with_name(f"{name}.py")
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


small = _load("small_papers")


def scene(**changed: Any) -> Scene:
    """A leak with a team on the way, two on scene, two danger areas and two closures."""
    told = Scene(
        moment="2026-11-21 12:00",
        incidents=[(LEAK, 3, "液氯<泄漏>")],
        carriers=[
            Carrier((114.30, 30.55), "moving", "#2 危化2队", [(114.30, 30.55), LEAK]),
            Carrier(LEAK, "scene", "#1 危化1队"),
            Carrier(LEAK, "scene", "#3 危化3队"),
        ],
        areas=[("isolation", Point(*LEAK).buffer(0.005))],
        closures=[Point(114.36, 30.54).buffer(0.002), LineString([(114.36, 30.51), LEAK])],
    )
    return replace(told, **changed)


def test_the_map_is_well_formed_and_says_scale_north_datum_and_moment() -> None:
    svg = draw(scene(), ZH)
    root = ElementTree.fromstring(svg)
    words = ["".join(one.itertext()) for one in root.iter() if one.tag.endswith("text")]
    assert any(re.fullmatch(r"\d+(\.\d+)? k?m", one) for one in words)
    assert "N" in words
    assert any("WGS 84" in one and "2026-11-21 12:00" in one for one in words)
    assert "液氯<泄漏>" in words, "text is never read as markup"
    assert "under way" in draw(scene(), EN)


def test_everything_told_lies_on_the_sheet_and_the_scale_is_true() -> None:
    sheet = sheet_of(scene())
    for place in ((114.30, 30.55), LEAK):
        x, y = sheet.at(*place)
        assert 0 < x < WIDTH
        assert 0 < y < HEIGHT
    west, south, east, north = sheet.frame.bounds
    assert (north - south) * sheet.unit == pytest.approx(HEIGHT)
    assert (east - west) * sheet.squeeze * sheet.unit == pytest.approx(WIDTH)


def test_a_single_point_is_shown_with_some_ground_around_it() -> None:
    sheet = sheet_of(Scene("", [(LEAK, 0, "")]))
    _, south, _, north = sheet.frame.bounds
    assert (north - south) * 111_320 > 1500


def test_teams_in_one_place_do_not_hide_each_other() -> None:
    svg = draw(scene(), ZH)
    squares = re.findall(r'd="M-11 -11h22v22h-22z" transform="translate\(([\d.]+) ([\d.]+)\)"', svg)
    assert len(set(squares)) >= 2


def lines(document: Any) -> Iterator[str]:
    """The words of a paper."""
    for block in document.blocks:
        if isinstance(block, Paragraph):
            yield block.text
        if isinstance(block, Table):
            yield from (cell for row in block.rows for cell in row)


def test_an_order_sheet_names_recipients_task_and_place_and_no_time_that_is_not_known() -> None:
    file = small.file()
    document = order_paper(file, file.orders[1], ZH)
    told = list(lines(document))
    assert document.title == "应急力量调度指令单"
    assert any("危险化学品处置" in one and "三环线珞狮南路段" in one for one in told)
    assert not any("待核实前" in one.replace(" ", "") for one in told)
    assert "027-00000000" in told
    assert document.foot.startswith("数据截至 2026-11-21 12:00:00")
    english = " ".join(lines(order_paper(file, file.orders[1], EN)))
    assert "leader" in english


def test_an_exercise_is_marked_on_the_sheet_and_in_the_workbook() -> None:
    file = replace(small.file(), setting=replace(small.SETTING, is_exercise=True))
    assert order_paper(file, file.orders[0], ZH).marks[0] == "演练"
    book = openpyxl.load_workbook(io.BytesIO(workbook(one_incident(file), "needs", ZH)))
    assert book.sheetnames[0].startswith("演练")
    assert dict(book["说明"].iter_rows(min_row=2, values_only=True))["性质"] == "演练，非真实情况"


def test_text_that_looks_like_a_formula_stays_text_in_a_list() -> None:
    file = small.file(incident=small.incident(title="=HYPERLINK(1)"))
    book = openpyxl.load_workbook(io.BytesIO(workbook(one_incident(file), "needs", ZH)))
    cell = book.worksheets[0]["A2"]
    assert (cell.value, cell.data_type) == ("=HYPERLINK(1)", "s")


def test_a_report_without_a_map_says_nothing_of_one() -> None:
    assert "picture" not in {block.kind for block in special_report(small.file(), ZH).blocks}
    drawn = replace(small.file(), map_svg=draw(scene(), ZH))
    assert "picture" in {block.kind for block in special_report(drawn, ZH).blocks}


def test_an_answer_on_the_table_is_asked_for_before_help_from_outside() -> None:
    filled = replace(small.file(), answer=Answer(7, frozenset()))
    told = asks(filled, ZH)
    assert any("采纳第 7 号调度方案：可补足 1 项缺口" in one for one in told)
    assert not any("征用" in one for one in told)
    left = replace(small.file(), answer=Answer(7, frozenset({small.TEAMS_NEED})))
    assert any("征用" in one for one in asks(left, ZH))
    assert not any("采纳" in one for one in asks(left, ZH))
