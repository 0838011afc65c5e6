"""Legal clocks of plans: working days over holidays, unknown years, what is overdue."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plans.filing import (
    Calendar,
    ClockKind,
    ClockState,
    Dates,
    clocks,
    working_days_after,
    working_days_between,
    years_after,
)
from plans.filing_years import SHIPPED

DAYS = {day: working for year in SHIPPED for day, (working, _) in year.days().items()}
KNOWN = Calendar(DAYS, [year.year for year in SHIPPED])


def dates(**given: object) -> Dates:
    told: dict[str, object] = {
        "issued_on": None,
        "filed_on": None,
        "accepted_on": None,
        "evaluated_on": None,
        "standing": True,
        "filed_by_law": True,
        "evaluated_every_years": 3,
    }
    return Dates(**(told | given))  # type: ignore[arg-type]


def test_the_day_of_issue_is_not_counted() -> None:
    monday = date(2026, 3, 2)
    assert working_days_after(KNOWN, monday, 5).on == date(2026, 3, 9)


def test_spring_festival_and_worked_weekends_are_counted_as_the_notice_says() -> None:
    issued = date(2026, 2, 12)  # a Thursday; 14 and 28 February are worked, 15 to 23 are off
    last = working_days_after(KNOWN, issued, 20)
    assert last.on == date(2026, 3, 18)
    assert last.is_certain


def test_a_year_nobody_entered_is_named_and_counted_by_weeks() -> None:
    last = working_days_after(KNOWN, date(2026, 12, 21), 20)
    assert last.on == date(2027, 1, 18)
    assert last.unknown_years == (2027,)
    assert not last.is_certain


@settings(deadline=None)
@given(st.dates(date(2025, 1, 1), date(2026, 10, 1)), st.integers(1, 40))
def test_as_many_working_days_lie_between_as_were_asked_for(begin: date, days: int) -> None:
    last = working_days_after(KNOWN, begin, days).on
    assert KNOWN.is_working(last)
    assert working_days_between(KNOWN, begin, last) == days
    assert working_days_between(KNOWN, last, begin) == -days


@pytest.mark.parametrize(
    ("later", "state"),
    [(0, ClockState.RUNNING), (21, ClockState.DUE), (28, ClockState.DUE), (29, ClockState.OVERDUE)],
)
def test_filing_runs_from_the_issue_and_ends_when_it_is_filed(
    later: int, state: ClockState
) -> None:
    issued = date(2026, 3, 2)  # the twentieth working day is the 30th of March
    day = issued + timedelta(days=later)
    [filing] = [one for one in clocks(dates(issued_on=issued), KNOWN, day) if one.kind == "filing"]
    assert filing.deadline.on == date(2026, 3, 30)
    assert filing.state is state
    filed = dates(issued_on=issued, filed_on=day)
    assert ClockKind.FILING not in [one.kind for one in clocks(filed, KNOWN, day)]


def test_what_is_overdue_comes_first_and_acceptance_follows_filing() -> None:
    told = dates(issued_on=date(2022, 5, 5), filed_on=date(2026, 11, 20))
    found = clocks(told, KNOWN, date(2026, 11, 22))
    assert [one.kind for one in found] == [ClockKind.EVALUATION, ClockKind.ACCEPTANCE]
    assert found[0].state is ClockState.OVERDUE
    assert found[0].days_left < 0
    assert found[1].deadline.on == date(2026, 11, 27)


def test_a_plan_that_no_rule_files_has_no_filing_clock() -> None:
    told = dates(issued_on=date(2026, 1, 5), filed_by_law=False, evaluated_every_years=None)
    assert clocks(told, KNOWN, date(2026, 11, 22)) == []


def test_three_years_after_the_last_of_february_is_the_28th() -> None:
    assert years_after(date(2024, 2, 29), 3) == date(2027, 2, 28)
