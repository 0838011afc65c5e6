"""What somebody writes in a section of a report becomes blocks of the paper, line by line."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest

from app.documents.description import Paragraph, Table
from app.evaluation.charts import marks_chart
from app.evaluation.paper import text_blocks
from app.evaluation.prompts import gravity
from app.papers.words import Speaker
from exercises.schemas_evaluations import EvaluationView
from exercises.schemas_injects import Wording
from exercises.schemas_score import ObjectiveMark

SAY = Speaker("zh-CN")


def noted(rating: str | None, points: int | None, note: str = "") -> EvaluationView:
    """Return what an observer noted."""
    return EvaluationView(
        id=uuid4(),
        criterion="aspect:command",
        title="指挥协调",
        title_en=None,
        observer_id=uuid4(),
        observer_name="评估员",
        rating=rating,  # type: ignore[arg-type]
        points=points,
        note=note,
        has_photo=False,
        at=datetime(2026, 7, 2, tzinfo=UTC),
        corrects_id=None,
        corrected_by=None,
    )


def test_lines_become_paragraphs_lists_and_a_table_whose_short_rows_are_filled_up() -> None:
    blocks = list(text_blocks("总体有序。\n- 通信畅通\n1) 先补\n\n| 甲 | 乙 |\n| 1 |"))
    texts = [one.text for one in blocks if isinstance(one, Paragraph)]
    assert texts == ["总体有序。", "· 通信畅通", "（1）先补"]
    table = next(one for one in blocks if isinstance(one, Table))
    assert ([one.head for one in table.columns], table.rows) == (["甲", "乙"], [["1", ""]])


@pytest.mark.parametrize(
    ("rating", "points", "note", "grave"),
    [
        ("P", None, "很好", None),
        ("U", None, "", "critical"),
        ("M", None, "", "major"),
        ("S", None, "", "minor"),
        (None, 85, "", None),
        (None, 60, "", "minor"),
        (None, 40, "", "major"),
        (None, None, "通道被占", "minor"),
    ],
)
def test_a_note_is_suggested_as_a_finding_unless_it_says_that_something_went_well(
    rating: str | None, points: int | None, note: str, grave: str | None
) -> None:
    assert gravity(noted(rating, points, note)) == grave


def test_an_objective_that_nobody_judged_has_no_bar_and_no_points() -> None:
    def mark(points: float | None, rating: str | None) -> ObjectiveMark:
        return ObjectiveMark(
            key="o",
            text=Wording(zh="时限<执行>", en=None),
            weight=1,
            judged_share=1.0,
            withheld=False,
            points=points,
            rating=rating,  # type: ignore[arg-type]
            marks=[],
        )

    drawn = marks_chart([mark(80.0, "S"), mark(None, None)], SAY)
    assert drawn is not None
    assert ("80" in drawn, "未评" in drawn, "时限&lt;执行&gt;" in drawn) == (True, True, True)
    assert marks_chart([mark(None, None)], SAY) is None
