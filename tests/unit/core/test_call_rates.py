"""A program's key calls in a burst of a minute's worth, then at its rate."""

from uuid import UUID

from core.call_rates import Buckets

ONE, OTHER = UUID(int=1), UUID(int=2)


def test_a_key_may_call_a_minutes_worth_at_once_and_then_waits_for_its_rate() -> None:
    buckets = Buckets()
    assert [buckets.wait_s(ONE, 60, 100.0) for _ in range(60)] == [0.0] * 60
    assert buckets.wait_s(ONE, 60, 100.0) == 1.0
    assert buckets.wait_s(ONE, 60, 100.5) == 0.5
    assert buckets.wait_s(ONE, 60, 101.0) == 0.0
    assert buckets.wait_s(ONE, 60, 101.0) == 1.0


def test_one_key_does_not_use_up_the_calls_of_another() -> None:
    buckets = Buckets()
    assert buckets.wait_s(ONE, 1, 0.0) == 0.0
    assert buckets.wait_s(ONE, 1, 0.0) == 60.0
    assert buckets.wait_s(OTHER, 1, 0.0) == 0.0


def test_a_key_that_was_idle_for_long_has_no_more_than_a_minutes_worth() -> None:
    buckets = Buckets()
    buckets.wait_s(ONE, 2, 0.0)
    assert [buckets.wait_s(ONE, 2, 9999.0) for _ in range(3)] == [0.0, 0.0, 30.0]
