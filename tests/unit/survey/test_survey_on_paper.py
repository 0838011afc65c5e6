"""The survey report is a function of its picture: golden papers in both languages."""

import importlib.util
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from types import ModuleType

import pytest

from app.documents.description import Block, Document, Language
from app.documents.making import make
from app.survey.map_drawing import Drawn, draw
from app.survey.report import Issue, report_of
from app.survey.schemas import SurveyPicture

GOLDEN = Path(__file__).resolve().parents[2] / "data" / "survey"
ISSUE = Issue("洪山区应急管理局", 3, date(2026, 11, 22), "管理员（演示）")


def _load(name: str) -> ModuleType:
    path = Path(__file__).with_name(f"{name}.py")
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


t = _load("small_survey")


def lines_of(document: Document) -> Iterator[str]:
    """A paper as lines of plain text, one for each thing on it."""
    yield " | ".join((document.title, document.unit, document.number, *document.marks))
    for block in document.blocks:
        yield from _lines(block)


def _lines(block: Block) -> Iterator[str]:
    match block.kind:
        case "heading":
            yield f"{'#' * block.level} {block.text}"
        case "paragraph":
            yield block.text
        case "facts":
            yield from (f"{label}: {value}" for label, value in block.pairs)
        case "table":
            yield f"[{block.caption}] " + " | ".join(column.head for column in block.columns)
            yield from ("  " + " | ".join(row) for row in block.rows or [(block.empty,)])
            yield from [block.note] if block.note else []
        case "picture":
            yield f"<{block.caption}>"
        case "signatures":
            yield "签字: " + " | ".join(block.names)
        case "imprint":
            yield f"{block.unit} {block.day}"
        case _:
            yield "---"


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_the_report_of_the_small_survey_is_the_golden_one(language: Language) -> None:
    told = "\n".join(lines_of(report_of(t.whole_picture(), ISSUE, language))) + "\n"
    golden = GOLDEN / f"small.{language}.txt"
    assert told == golden.read_text(encoding="utf-8")


def test_an_exercise_cannot_be_mistaken_on_paper() -> None:
    assert report_of(t.whole_picture(), ISSUE, "zh-CN").marks == ["演练", "演示数据"]
    assert report_of(t.picture(is_demo=False), ISSUE, "zh-CN").marks == []


def test_an_area_about_which_nothing_is_known_has_a_report_too() -> None:
    told = "\n".join(lines_of(report_of(t.picture(point=None, roads=False), ISSUE, "zh-CN")))
    for text in (
        "没有登记任何物资",
        "没有覆盖本地区且正在施行的预案",
        "数量未知",
        "涉及时间的均为未知",
    ):
        assert text in told


def test_every_row_has_as_many_cells_as_its_table_has_columns() -> None:
    for language in ("zh-CN", "en"):
        for block in report_of(t.whole_picture(), ISSUE, language).blocks:
            if block.kind == "table":
                assert {len(row) for row in block.rows} <= {len(block.columns)}


def test_a_kept_picture_gives_the_same_report_again() -> None:
    again = SurveyPicture.model_validate(t.whole_picture().model_dump(mode="json"))
    assert report_of(again, ISSUE, "en") == report_of(t.whole_picture(), ISSUE, "en")


def test_the_report_can_be_made_into_both_files() -> None:
    document = report_of(t.whole_picture(), ISSUE, "zh-CN")
    assert make(document, "pdf").startswith(b"%PDF")
    assert make(document, "docx").startswith(b"PK")


def test_the_map_shows_every_team_and_depot_and_escapes_names() -> None:
    shapely = pytest.importorskip("shapely")
    area = shapely.box(114.3, 30.4, 114.5, 30.6)
    beside = shapely.box(114.5, 30.4, 114.9, 30.6)
    marks = {"team": [(114.4, 30.5), (114.41, 30.5)], "depot": [(114.4, 30.52)]}
    drawn = draw(Drawn([("甲区", area)], [("甲区", area), ("<b>乙", beside)], marks, None))
    assert drawn.count("<circle") == 2
    assert "<b>" not in drawn
    assert " km</text>" in drawn
