"""Age lowers what is relied on: in full for a while, then in a line down to a floor."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resources.trust import TrustRule, age_days, relied_on

RULE = TrustRule(full_days=30, floor_days=180, floor_percent=50)


@pytest.mark.parametrize(
    ("age", "percent"), [(0, 100), (30, 100), (31, 100), (33, 99), (105, 75), (179, 51), (180, 50)]
)
def test_a_count_loses_trust_with_age_down_to_the_floor(age: int, percent: int) -> None:
    assert RULE.percent(age) == percent


@given(st.integers(0, 4000), st.integers(0, 4000))
def test_an_older_count_is_never_trusted_more(age: int, more: int) -> None:
    assert RULE.floor_percent <= RULE.percent(age + more) <= RULE.percent(age) <= 100


def test_a_rule_without_a_slope_falls_at_once() -> None:
    step = TrustRule(full_days=30, floor_days=30, floor_percent=0)
    assert (step.percent(30), step.percent(31)) == (100, 0)


def test_what_is_relied_on_is_rounded_down() -> None:
    assert (relied_on(200, 80), relied_on(3, 99), relied_on(0, 50)) == (160, 2, 0)


def test_age_is_counted_in_whole_days_and_a_clock_ahead_counts_as_now() -> None:
    now = datetime(2026, 11, 22, tzinfo=UTC)
    assert age_days(now - timedelta(days=45, hours=23), now) == 45
    assert age_days(now + timedelta(hours=3), now) == 0
