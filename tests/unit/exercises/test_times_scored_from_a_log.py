"""Times are met, late, missed, not due or unknown; what is unknown is never met."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.testing.score_course import INCIDENT, Course, at, ident
from exercises.scoring.times import Clock, judged, need_rows, report_rows, task_rows
from exercises.scoring.times_expected import expected_rows, unjudged_keys
from exercises.scoring.times_field import order_rows


@pytest.mark.parametrize(
    ("due_s", "done_s", "until_s", "verdict", "late_s"),
    [
        (100, 100, 500, "met", None),
        (100, 160, 500, "late", 60),
        (100, None, 500, "missed", 400),
        (100, None, 100, "not_due", None),
        (None, 50, 500, "unknown", None),
    ],
)
def test_a_time_is_judged_by_when_it_was_due_and_done(
    due_s: int | None, done_s: int | None, until_s: int, verdict: str, late_s: int | None
) -> None:
    clock = Clock(at(0), *(None if one is None else at(one) for one in (due_s, done_s)))
    assert judged(clock, at(until_s)) == (verdict, late_s)


@given(
    due_s=st.none() | st.integers(0, 5000),
    done_s=st.none() | st.integers(0, 5000),
    until_s=st.integers(0, 5000),
)
def test_nothing_is_met_without_a_known_time_by_which_it_was_done(
    due_s: int | None, done_s: int | None, until_s: int
) -> None:
    clock = Clock(at(0), *(None if one is None else at(one) for one in (due_s, done_s)))
    verdict, late_s = judged(clock, at(until_s))
    assert (verdict == "met") == (None not in (due_s, done_s) and (done_s or 0) <= (due_s or 0))
    assert (late_s is None) == (verdict not in ("late", "missed"))
    assert late_s is None or late_s >= 0


def test_hops_below_who_received_the_call_are_shown_and_not_counted() -> None:
    course = Course()
    steps = [("unit", "county", 0, 3600, None), ("city", "province", 0, 7200, None)]
    course.incident(0, steps=steps)
    sent = [steps[0], ("city", "province", 0, 7200, 5400)]
    told = course.incident(5400, "incident.corrected", steps=sent)
    unit, city = report_rows(course.log(9000))
    assert (unit.verdict, unit.left_out) == ("missed", "duty_of_others")
    assert (city.verdict, city.left_out, city.limit_s) == ("met", None, 7200)
    assert [one.seq for one in city.events] == [1, told.seq]


def task(course: Course, second: int, verb: str, **changed: Any) -> None:
    record = {
        "id": ident(50),
        "activation_id": ident(60),
        "incident_id": INCIDENT,
        "title": "划定隔离区",
        "title_en": "Mark the isolation area",
        "role_name": "现场指挥",
        "role_name_en": "Scene commander",
        "limit_s": 600,
        "blocked": False,
        "due_at": at(600).isoformat(),
        "state": "open",
        "settled_at": None,
    } | changed
    course.tell(second, f"task.{verb}", record)


def test_a_task_is_late_by_what_passed_after_its_limit() -> None:
    course = Course()
    course.incident(0)
    task(course, 0, "given")
    task(course, 690, "settled", state="done", settled_at=at(690).isoformat())
    (row,) = task_rows(course.log(2000))
    assert (row.verdict, row.late_s, row.began_at) == ("late", 90, at(0))


def test_a_task_that_waits_for_others_is_not_due_and_one_not_needed_is_called_off() -> None:
    course = Course()
    course.incident(0)
    task(course, 0, "given", blocked=True)
    assert task_rows(course.log(2000))[0].verdict == "not_due"
    task(course, 100, "settled", state="not_needed", settled_at=at(100).isoformat())
    assert task_rows(course.log(2000))[0].left_out == "called_off"


def test_a_need_counts_from_when_all_of_it_was_there_and_going_home_takes_nothing_away() -> None:
    course = Course()
    course.incident(0)
    course.need(0, "raised", quantity=2)
    course.need(900, "covered", quantity=2, committed=2, arrived=1)
    course.need(1500, "covered", quantity=2, committed=2, arrived=2)
    course.need(3000, "covered", quantity=2, committed=1, arrived=1)
    (row,) = need_rows(course.log(4000))
    assert (row.verdict, row.done_at) == ("met", at(1500))
    course.need(3100, "changed", quantity=3, committed=1, arrived=1, latest_s=3600)
    (row,) = need_rows(course.log(4000))
    assert (row.verdict, row.late_s) == ("missed", 400)


def test_an_order_is_judged_by_what_it_promised_and_not_by_what_was_foretold_later() -> None:
    course = Course()
    course.incident(0)
    course.order(0, "issued", 1, 7, eta_s=600)
    course.order(900, "eta_changed", 1, 7, eta_s=2400, issued_s=0, acknowledged_s=60,
                 departed_s=320)  # fmt: skip
    course.order(2400, "arrived", 1, 7, eta_s=2400, issued_s=0, acknowledged_s=60,
                 departed_s=320, arrived_s=2400)  # fmt: skip
    received, out, there = order_rows(course.log(4000))
    assert (received.verdict, received.limit_s) == ("met", 180)
    assert (out.verdict, out.limit_s, out.late_s) == ("late", 300, 20)
    assert (there.verdict, there.limit_s, there.late_s) == ("late", 1200, 1200)


def test_an_order_of_which_no_way_is_known_has_no_time_to_keep() -> None:
    course = Course()
    course.incident(0)
    course.order(0, "issued", 1, 7, eta_s=None, travel_s=None)
    assert [one.verdict for one in order_rows(course.log(4000))] == ["missed", "unknown", "unknown"]


def test_an_order_that_was_recalled_in_time_is_called_off() -> None:
    course = Course()
    course.incident(0)
    course.order(0, "issued", 1, 7, eta_s=600, acknowledged_s=None)
    course.order(120, "recalled", 1, 7, eta_s=600, issued_s=0, state="recalled")
    assert {one.left_out for one in order_rows(course.log(4000))} == {"called_off"}


def inject(course: Course, *expected: dict[str, Any]) -> None:
    record = {
        "id": ident(70),
        "ref": "call",
        "incident_id": INCIDENT,
        "given_at": at(0).isoformat(),
        "doing": {"do": "report", "incident": "A"},
        "script": {"expected": list(expected)},
    }
    course.tell(0, "inject.given", record)


def when(measure: str, at_least: int = 1) -> list[dict[str, Any]]:
    return [{"measure": measure, "incident": "A", "at_least": at_least}]


def test_what_was_expected_is_judged_anew_and_done_late_is_late_not_missed() -> None:
    course = Course()
    inject(course, {"text": {"zh": "10分钟内派出"}, "within_s": 600, "when": when("ordered")})
    course.incident(0)
    told = course.order(700, "issued", 1, 7)
    (row,) = expected_rows(course.log(4000), [])
    assert (row.verdict, row.late_s) == ("late", 100)
    assert told.seq in {one.seq for one in row.events}


def test_one_report_counts_once_where_the_law_has_a_clock_for_it() -> None:
    course = Course()
    first = {"text": {"zh": "报送初报"}, "within_s": 600, "when": when("reported")}
    second = {"text": {"zh": "续报"}, "within_s": 600, "when": when("reported", 2)}
    inject(course, first, second)
    course.incident(0, steps=[("city", "province", 0, 7200, None)])
    log = course.log(4000)
    statutory = report_rows(log)
    once, again = expected_rows(log, statutory)
    assert (once.left_out, once.counted_with) == ("counted_with", statutory[0].key)
    assert (again.left_out, again.verdict) == (None, "missed")


def test_what_no_condition_says_is_left_to_observers_and_unknown() -> None:
    course = Course()
    inject(course, {"text": {"zh": "改从其他库点调拨"}, "within_s": 900})
    (row,) = expected_rows(course.log(4000), [])
    assert (row.verdict, row.left_out) == ("unknown", "by_observers")
    assert unjudged_keys(course.log(4000)) == ["expected:call:0"]
