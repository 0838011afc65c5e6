"""When a drill is due again, by which rule, and how pressing it is."""

from datetime import date, timedelta

import pytest

from exercises.drill_clocks import (
    CYCLES,
    RULE_OF_PLAN,
    Known,
    Rule,
    Standing,
    due_on,
    months_after,
    standing,
)
from plans.kinds import KINDS

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("rule", "due"),
    [
        (Rule.GOVERNMENT, date(2026, 5, 31)),
        (Rule.GOVERNMENT_PLAN, date(2027, 5, 31)),
        (Rule.ENTERPRISE, date(2025, 5, 31)),
        (Rule.HIGH_RISK_UNIT, date(2024, 11, 30)),
        (Rule.ON_SITE_PLAN, date(2024, 11, 30)),
    ],
)
def test_the_next_drill_is_due_so_many_months_after_the_last(rule: Rule, due: date) -> None:
    assert due_on(rule, date(2024, 5, 31)) == due


def test_where_no_drill_is_recorded_the_day_is_unknown_and_neither_in_time_nor_overdue() -> None:
    assert due_on(Rule.GOVERNMENT, None) is None
    assert standing(None, TODAY) is Standing.NEVER


def test_the_day_it_is_due_is_still_in_time_and_sixty_days_before_it_is_called_to_mind() -> None:
    assert standing(TODAY - timedelta(days=1), TODAY) is Standing.OVERDUE
    assert standing(TODAY, TODAY) is Standing.SOON
    assert standing(TODAY + timedelta(days=60), TODAY) is Standing.SOON
    assert standing(TODAY + timedelta(days=61), TODAY) is Standing.IN_TIME


def test_a_shorter_month_ends_the_period_on_its_last_day() -> None:
    assert months_after(date(2023, 8, 31), 6) == date(2024, 2, 29)
    assert months_after(date(2024, 12, 31), 2) == date(2025, 2, 28)
    assert months_after(date(2024, 1, 15), 12) == date(2025, 1, 15)


def test_every_rule_says_how_it_is_known_and_every_plan_rule_names_a_kind_there_is() -> None:
    assert set(CYCLES) == set(Rule)
    assert all(cycle.source and cycle.source_en for cycle in CYCLES.values())
    assert {rule for rule, cycle in CYCLES.items() if cycle.known is Known.SECOND_HAND} == {
        Rule.ENTERPRISE,
        Rule.ON_SITE_PLAN,
    }
    assert set(RULE_OF_PLAN) <= set(KINDS)
