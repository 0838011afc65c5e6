"""Questions about sites beside stations that stand already, against trying every choice."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

from geo.siting import NoSiting
from geo.siting_child import SitingLost, SitingProcess, as_bytes, read_answer, read_task
from geo.siting_task import SitingModel, SitingTask, solve, worth


def task(seed: int, model: SitingModel, count: int = 2) -> SitingTask:
    rng = np.random.default_rng(seed)
    times = rng.integers(30, 1200, (7, 16)).astype(np.int32)
    times[rng.random(times.shape) < 0.05] = -1
    standing = rng.integers(30, 1500, 16).astype(np.int32)
    standing[rng.random(16) < 0.2] = -1
    people = rng.integers(1, 300, 16).astype(float)
    return SitingTask(model, times, standing, people, 500, count, 20.0)


def choices(asked: SitingTask) -> list[tuple[int, ...]]:
    sites = range(len(asked.times))
    return [c for k in range(asked.count + 1) for c in combinations(sites, k)]


@pytest.mark.parametrize("seed", range(8))
def test_most_people_in_time_counting_those_already_served(seed: int) -> None:
    asked = task(seed, SitingModel.MCLP)
    found = solve(asked)
    best = max(worth(asked, choice).people_in_time for choice in choices(asked))
    assert worth(asked, found.sites).people_in_time == best
    assert found.is_proven and len(found.sites) <= asked.count


@pytest.mark.parametrize("seed", range(8))
def test_the_fewest_new_sites_for_those_not_yet_served(seed: int) -> None:
    asked = task(seed, SitingModel.LSCP, count=7)
    found = solve(asked)
    most = worth(asked, range(7)).people_in_time
    assert worth(asked, found.sites).people_in_time == most
    fewer = combinations(range(7), max(0, len(found.sites) - 1))
    if found.sites:
        assert all(worth(asked, choice).people_in_time < most for choice in fewer)
    served = {*np.flatnonzero((asked.standing >= 0) & (asked.standing <= 500)).tolist()}
    assert not served & set(found.out_of_reach)


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("model", [SitingModel.P_MEDIAN, SitingModel.P_CENTRE])
def test_times_count_from_whoever_is_nearer_the_standing_or_the_new(
    seed: int, model: SitingModel
) -> None:
    asked = task(seed, model)
    can = [c for c in choices(asked) if worth(asked, c).people_reached == asked.people.sum()]
    key = "mean_s" if model is SitingModel.P_MEDIAN else "farthest_s"
    if not can:
        with pytest.raises(NoSiting):
            solve(asked)
        return
    best = min(getattr(worth(asked, choice), key) for choice in can)
    assert getattr(worth(asked, solve(asked).sites), key) == pytest.approx(best)


def test_where_everybody_is_served_no_site_is_needed() -> None:
    asked = task(1, SitingModel.LSCP)
    served = SitingTask(
        SitingModel.LSCP, asked.times, np.full(16, 60, np.int32), asked.people, 500, 1, 5.0
    )
    assert solve(served).sites == ()
    assert worth(served, ()).people_in_time == asked.people.sum()


def test_what_nobody_reaches_has_no_time_and_never_counts_as_near() -> None:
    never = np.full((2, 3), -1, np.int32)
    asked = SitingTask(SitingModel.MCLP, never, never[0], np.ones(3), 500, 1, 5.0)
    found = worth(asked, (0,))
    assert (found.people_in_time, found.mean_s, found.farthest_s) == (0.0, None, None)


def test_the_process_answers_as_the_solver_does_and_says_what_cannot_be() -> None:
    asked = task(2, SitingModel.MCLP)
    assert SitingProcess(asked).answer() == solve(asked)
    never = SitingTask(
        SitingModel.P_MEDIAN, np.array([[1, -1], [-1, 1]], np.int32), np.full(2, -1, np.int32),
        np.ones(2), 500, 1, 5.0,
    )  # fmt: skip
    with pytest.raises(NoSiting):
        SitingProcess(never).answer()


def test_a_process_that_is_stopped_gives_no_answer() -> None:
    process = SitingProcess(task(3, SitingModel.P_MEDIAN))
    process.stop()
    with pytest.raises((SitingLost, BrokenPipeError)):
        process.answer()
    with pytest.raises(SitingLost):
        read_answer(b"")


def test_a_question_survives_the_way_to_the_process() -> None:
    asked = task(4, SitingModel.P_CENTRE)
    came = read_task(as_bytes(asked))
    assert (came.model, came.within_s, came.count, came.limit_s) == ("p_centre", 500, 2, 20.0)
    np.testing.assert_array_equal(came.times, asked.times)
    np.testing.assert_array_equal(came.people, asked.people)
