"""Marks: weights, letters, what nobody observed, and never the same thing twice."""

from datetime import UTC, datetime
from fractions import Fraction
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from app.testing.score_course import Course, at, ident
from exercises.criteria import Bands, CriteriaSet
from exercises.criteria_shipped import for_exercises, for_incidents
from exercises.schemas_score import EntryRow, TimeRow
from exercises.scoring.log import words
from exercises.scoring.marking import Weighed, letter, marks, mean
from exercises.scoring.measures import Facts, names
from exercises.scoring.refusals import entry_rows, refusal_rows

NOBODY = Facts((), (), (), (), ())


def kept(number: int, verdict: str, group: str = "statutory", **more: Any) -> TimeRow:
    plain: dict[str, Any] = dict.fromkeys(TimeRow.model_fields)
    known = {
        "key": f"report:{number}",
        "group": group,
        "code": "report_step",
        "title": words("报告"),
        "verdict": verdict,
        "events": [],
    }
    return TimeRow.model_validate(plain | known | more)


def noted(number: int, criterion: str, rating: str | None, points: int | None = None) -> EntryRow:
    return EntryRow.model_validate(
        {
            "id": UUID(int=number),
            "criterion": criterion,
            "title": words("目标"),
            "observer_name": "评估员",
            "rating": rating,
            "points": points,
            "note": "",
            "at": datetime(2026, 7, 2, tzinfo=UTC),
            "events": [],
        }
    )


def by(*criteria: dict[str, Any]) -> CriteriaSet:
    objective = {"key": "one", "text": {"zh": "目标一"}, "weight": 100, "criteria": list(criteria)}
    return CriteriaSet.model_validate(
        {"format": "muster-criteria/1", "title": {"zh": "试"}, "objectives": [objective]}
    )


REPORTS = {
    "key": "reports",
    "text": {"zh": "报告"},
    "weight": 60,
    "measure": "times_met",
    "of": ["statutory"],
}
SHEET = {
    "key": "sheet",
    "text": {"zh": "目标达成"},
    "weight": 40,
    "measure": "observed",
    "observes": ["objective:*"],
}


def test_what_is_late_is_not_kept_and_what_is_not_due_does_not_count() -> None:
    rows = [kept(1, "met"), kept(2, "met"), kept(3, "late"), kept(4, "missed"), kept(5, "not_due")]
    found = marks(by(REPORTS), Facts(rows, (), (), (), ()), "shipped", 0)
    mark = found.objectives[0].marks[0]
    assert (mark.points, mark.rating, mark.counted) == (50.0, "M", 4)
    assert mark.rows == ["report:1", "report:2", "report:3", "report:4"]
    assert mark.because.facts == {"met": 2, "late": 1, "missed": 1, "due": 4}


def test_what_is_counted_elsewhere_does_not_count_again() -> None:
    rows = [kept(1, "met"), kept(2, "missed", left_out="counted_with", counted_with="report:1")]
    found = marks(by(REPORTS), Facts(rows, (), (), (), ()), "shipped", 0)
    assert found.points == 100.0


def test_unknown_is_neither_kept_nor_missed_and_lowers_the_share_that_was_judged() -> None:
    rows = [kept(1, "met"), kept(2, "unknown")]
    found = marks(by(REPORTS), Facts(rows, (), (), (), ()), "shipped", 0)
    assert (found.points, found.judged_share) == (100.0, 0.5)


def test_of_too_little_that_was_judged_no_good_mark_is_made() -> None:
    rows = [kept(1, "met"), *(kept(number, "unknown") for number in range(2, 5))]
    found = marks(by(REPORTS), Facts(rows, (), (), (), ()), "shipped", 0)
    assert (found.withheld, found.points, found.rating) == (True, None, None)
    assert found.judged_share == 0.25
    objective = found.objectives[0]
    assert (objective.withheld, objective.points, objective.rating) == (True, None, None)
    mark = objective.marks[0]
    assert (mark.withheld, mark.points, mark.rating) == (True, None, None)
    assert (mark.value, mark.counted, mark.unknown) == (1.0, 1, 3), (
        "what was measured is still told"
    )


def test_how_much_must_be_judged_is_the_set_s_own_figure_and_just_as_much_is_enough() -> None:
    rows = [kept(1, "met"), *(kept(number, "unknown") for number in range(2, 5))]
    facts = Facts(rows, (), (), (), ())
    for least, points in ((25, 100.0), (26, None), (0, 100.0)):
        asked = by(REPORTS).model_copy(update={"least_judged_percent": least})
        found = marks(asked, facts, "shipped", 0)
        assert (found.points, found.withheld) == (points, points is None)


@pytest.mark.parametrize(
    ("scale", "points", "rating"),
    [("both", 50.0, "M"), ("letters", None, "M"), ("points", 50.0, None)],
)
def test_a_mark_is_a_letter_or_points_or_both_as_the_set_has_it(
    scale: str, points: float | None, rating: str | None
) -> None:
    facts = Facts([kept(1, "met"), kept(2, "late")], (), (), (), ())
    found = marks(by(REPORTS).model_copy(update={"scale": scale}), facts, "shipped", 0)
    for one in (found, found.objectives[0], found.objectives[0].marks[0]):
        assert (one.points, one.rating, one.withheld) == (points, rating, False)


def test_where_nothing_was_judged_there_is_nothing_to_withhold() -> None:
    found = marks(by(REPORTS), Facts([kept(1, "unknown")], (), (), (), ()), "shipped", 0)
    assert (found.withheld, found.points, found.judged_share) == (False, None, 0.0)


def test_what_nobody_observed_is_missing_and_not_zero() -> None:
    facts = Facts([kept(1, "missed"), kept(2, "met")], (), (), (), ("objective:0", "objective:1"))
    found = marks(by(REPORTS, SHEET), facts, "shipped", 0)
    assert (found.points, found.judged_share) == (50.0, 0.6)
    assert found.objectives[0].marks[1].state == "not_observed"
    assert found.objectives[0].marks[1].points is None


def test_half_of_a_sheet_weighs_half_of_its_weight() -> None:
    sheet = ("objective:0", "objective:1")
    facts = Facts([kept(1, "met")], (), (), [noted(1, "objective:0", "U")], sheet)
    found = marks(by(REPORTS, SHEET), facts, "shipped", 0)
    assert found.judged_share == 0.8
    assert found.points == 75.0, "60 x 100 and 20 x 0 of 80"


def test_several_observers_of_one_line_count_once_by_their_mean() -> None:
    entries = [noted(1, "objective:0", "P"), noted(2, "objective:0", None, 60)]
    facts = Facts((), (), (), entries, ("objective:0",))
    mark = marks(by(SHEET), facts, "shipped", 0).objectives[0].marks[0]
    assert (mark.points, mark.because.facts["spread"]) == (80.0, 40)
    assert len(mark.entries) == 2


def test_without_anything_due_there_is_no_mark_at_all() -> None:
    found = marks(by(REPORTS), NOBODY, "shipped", 0)
    assert (found.points, found.rating, found.judged_share) == (None, None, 0.0)
    assert found.objectives[0].marks[0].state == "nothing_due"


def test_letters_go_by_the_points_as_they_are_shown() -> None:
    bands = Bands(p_from=90, s_from=75, m_from=50)
    assert letter(bands, Fraction(8995, 100)) == "P", "89.95 is shown as 90.0"
    assert letter(bands, Fraction(8994, 100)) == "S"
    assert letter(bands, Fraction(0)) == "U"
    assert letter(bands, None) is None


@pytest.mark.parametrize(
    "criteria",
    [
        [REPORTS, {**REPORTS, "key": "again"}],
        [SHEET, {**SHEET, "key": "again", "observes": ["objective:0"]}],
        [
            {**REPORTS, "of": ["need"]},
            {"key": "lost", "text": {"zh": "损失"}, "weight": 1, "measure": "minutes_lost"},
        ],
        [{**REPORTS, "weight": 0}],
        [{**REPORTS, "of": []}],
        [{**SHEET, "observes": []}],
    ],
)
def test_a_set_that_would_count_twice_or_weigh_nothing_is_refused(
    criteria: list[dict[str, Any]],
) -> None:
    with pytest.raises(ValidationError):
        by(*criteria)


def test_the_shipped_sets_weigh_a_hundred_and_count_nothing_twice() -> None:
    for one in (for_exercises(), for_incidents()):
        assert sum(objective.weight for objective in one.objectives) == 100
        for objective in one.objectives:
            assert sum(each.weight for each in objective.criteria) == 100
    assert not any(
        each.measure == "observed"
        for objective in for_incidents().objectives
        for each in objective.criteria
    )


def test_a_kind_of_key_is_named_by_a_star() -> None:
    assert names(["objective:*"], "objective:3")
    assert not names(["objective:*"], "aspect:plan")
    assert names(["aspect:plan"], "aspect:plan")


WEIGHED = st.builds(
    Weighed,
    weight=st.integers(0, 100).map(Fraction),
    share=st.integers(1, 10).map(lambda tenths: Fraction(tenths, 10)),
    points=st.none() | st.integers(0, 100).map(Fraction),
)


@given(st.lists(WEIGHED, max_size=8))
def test_a_mean_lies_between_its_parts_and_never_judges_more_than_all(parts: list[Weighed]) -> None:
    found = mean(parts)
    points = [one.points for one in parts if one.points is not None and one.weight]
    assert 0 <= found.share <= 1
    assert (found.points is None) == (not points)
    if found.points is not None:
        assert min(points) <= found.points <= max(points)
    assert mean([*parts, Weighed(Fraction(0), Fraction(1), Fraction(0))]).points == found.points


def test_a_corrected_entry_does_not_stand_and_a_repeated_refusal_counts_once() -> None:
    course = Course()
    said = {
        "title": "目标",
        "title_en": None,
        "observer_name": "评估员",
        "points": None,
        "note": "",
    }
    for number, (rating, corrects) in enumerate([("U", None), ("S", ident(80))]):
        record = {**said, "id": ident(80 + number), "criterion": "objective:0", "rating": rating}
        stood = {"corrects_id": corrects, "at": at(number).isoformat()}
        course.tell(number, "evaluation.noted", record | stood)
    for second in (10, 11):
        refusal = {"code": "team_already_committed", "resource": "7队", "incident": "液氯泄漏"}
        course.tell(second, "refusal.noted", {"id": ident(90 + second), **refusal})
    log = course.log(100)
    assert [one.rating for one in entry_rows(log)] == ["S"]
    (refused,) = refusal_rows(log)
    assert len(refused.events) == 2
