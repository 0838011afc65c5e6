"""Tasks wait for those before them; their clocks run from when they may begin."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

from plans.ordering import OrderedTask, Timing, circle_in, retimed

NOW = datetime(2026, 11, 21, 4, tzinfo=UTC)
FIRST, SECOND, THIRD = (UUID(int=n) for n in (1, 2, 3))


def task(key: UUID, limit_min: int, *after: UUID) -> OrderedTask:
    due = NOW + timedelta(minutes=limit_min)
    return OrderedTask(key, after, limit_min * 60, True, False, due)


def minutes(timing: Timing) -> tuple[bool, float]:
    return timing.blocked, (timing.due_at - NOW).total_seconds() / 60


def test_a_chain_is_due_when_each_takes_all_its_time() -> None:
    found = retimed([task(FIRST, 10), task(SECOND, 20, FIRST), task(THIRD, 5, SECOND)], NOW)
    assert {key: minutes(one) for key, one in found.items()} == {
        SECOND: (True, 30),
        THIRD: (True, 35),
    }


def test_done_early_the_next_begins_at_once_and_the_one_after_follows() -> None:
    chain = [task(FIRST, 10), task(SECOND, 20, FIRST), task(THIRD, 5, SECOND)]
    timings = retimed(chain, NOW)
    waiting = [
        replace(one, blocked=timings[one.id].blocked, due_at=timings[one.id].due_at)
        if one.id in timings
        else replace(one, is_open=False)
        for one in chain
    ]
    found = retimed(waiting, NOW + timedelta(minutes=4))
    assert {key: minutes(one) for key, one in found.items()} == {
        SECOND: (False, 24),
        THIRD: (True, 29),
    }


def test_opened_again_the_former_holds_the_next_back() -> None:
    running = replace(task(SECOND, 20, FIRST), blocked=False)
    found = retimed([task(FIRST, 10), running], NOW)
    assert minutes(found[SECOND]) == (True, 30)


def test_a_clock_that_runs_is_left_alone() -> None:
    assert retimed([task(FIRST, 10), task(SECOND, 20)], NOW + timedelta(hours=1)) == {}


def test_a_circle_is_found_and_a_tree_is_none() -> None:
    assert circle_in({"a": ["b"], "b": ["c"], "c": ["a"], "d": ["a"]}) == ["a", "b", "c"]
    assert circle_in({"a": ["b", "c"], "b": ["d"], "c": ["d"], "d": []}) == []
