"""Age lowers what is relied on: in full for a while, then in a line down to a floor."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resources.trust import TrustRule, age_days, later_s, relied_on

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


def test_a_team_is_relied_on_later_with_age_because_it_must_be_called_first() -> None:
    assert [later_s(percent, RULE, 15) for percent in (100, 99, 75, 51, 50)] == [
        0,
        60,
        480,
        900,
        900,
    ]


def test_a_site_that_trusts_declared_turnouts_counts_none_later() -> None:
    never = TrustRule(full_days=30, floor_days=180, floor_percent=100)
    assert {later_s(percent, RULE, 0) for percent in range(50, 101)} == {0}
    assert later_s(100, never, 15) == 0


@given(st.integers(50, 100), st.integers(50, 100), st.integers(0, 240))
def test_a_team_trusted_less_is_never_counted_earlier(one: int, other: int, most: int) -> None:
    low, high = sorted((one, other))
    assert 0 <= later_s(high, RULE, most) <= later_s(low, RULE, most) <= 60 * most


def test_age_is_counted_in_whole_days_and_a_clock_ahead_counts_as_now() -> None:
    now = datetime(2026, 11, 22, tzinfo=UTC)
    assert age_days(now - timedelta(days=45, hours=23), now) == 45
    assert age_days(now + timedelta(hours=3), now) == 0
