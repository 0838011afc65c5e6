"""The four location problems against trying every choice."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

from geo.p_median_bounds import p_median_bounds
from geo.siting import NoSiting, cover_all, cover_most, least_farthest, least_total


def table(seed: int, sites: int = 8, places: int = 14, gaps: float = 0.1) -> np.ndarray:
    rng = np.random.default_rng(seed)
    times = rng.integers(0, 1200, (sites, places))
    return np.where(rng.random(times.shape) < gaps, -1, times)


def nearest(times: np.ndarray, chosen: tuple[int, ...]) -> np.ndarray:
    return np.where(times < 0, np.inf, times)[list(chosen)].min(axis=0)


@pytest.mark.parametrize("seed", range(12))
def test_the_fewest_sites_that_reach_all(seed: int) -> None:
    times = table(seed)
    found = cover_all(times, 500)
    can = ((times >= 0) & (times <= 500)).any(axis=0)
    assert set(found.out_of_reach) == set(np.flatnonzero(~can))
    assert (nearest(times, found.sites)[can] <= 500).all()
    for fewer in combinations(range(len(times)), len(found.sites) - 1):
        assert not fewer or (nearest(times, fewer)[can] > 500).any()
    assert found.is_proven


@pytest.mark.parametrize("seed", range(12))
def test_the_sites_that_reach_most_people(seed: int) -> None:
    times = table(seed)
    people = np.random.default_rng(seed).integers(1, 500, times.shape[1])
    best = max(
        people[nearest(times, chosen) <= 300].sum() for chosen in combinations(range(len(times)), 3)
    )
    found = cover_most(times, 300, people, 3)
    assert (found.value, found.is_proven) == (best, True)
    kept = cover_most(times, 300, people, 3, fixed=[5])
    assert 5 in kept.sites and kept.value <= best


@pytest.mark.parametrize("seed", range(12))
def test_the_farthest_place_is_as_near_as_can_be(seed: int) -> None:
    times = table(seed, gaps=0.0)
    best = min(nearest(times, chosen).max() for chosen in combinations(range(len(times)), 3))
    found = least_farthest(times, 3)
    assert (found.value, found.is_proven, len(found.sites) <= 3) == (best, True, True)


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("gaps", [0.0, 0.1])
def test_the_least_sum_of_people_and_seconds(seed: int, gaps: float) -> None:
    times = table(seed, gaps=gaps)
    people = np.random.default_rng(seed).integers(1, 50, times.shape[1])
    can = (times >= 0).any(axis=0)
    best = min(
        (people * nearest(times, chosen))[can].sum()
        for chosen in combinations(range(len(times)), 4)
    )
    if not np.isfinite(best):
        with pytest.raises(NoSiting):
            least_total(times, people, 4)
        return
    found = least_total(times, people, 4)
    assert found.value == best
    assert found.is_proven


def test_what_cannot_be_asked_is_refused() -> None:
    times = table(1)
    for wrong in (0, 9):
        with pytest.raises(NoSiting):
            least_farthest(times, wrong)
    with pytest.raises(NoSiting):
        cover_most(times, 300, np.ones(3), 2)
    with pytest.raises(NoSiting):
        cover_all([[np.nan]], 10)


def test_a_place_that_nobody_reaches_is_named_and_never_counted_as_served() -> None:
    times = np.array([[100, -1, 50], [20, -1, 900]])
    assert cover_all(times, 60).out_of_reach == (1,)
    assert least_farthest(times, 1).out_of_reach == (1,)
    assert cover_most(times, 60, [1, 1000, 1], 2).value == 2


@pytest.mark.parametrize("seed", range(10))
def test_bounds_hold_the_optimum_and_leave_no_better_choice_out(seed: int) -> None:
    times = table(seed, sites=11, places=30, gaps=0.05)
    people = np.random.default_rng(seed).integers(1, 90, 30)
    cost = np.where(times < 0, np.inf, people * np.maximum(times, 0))
    fixed = [4] if seed % 2 else []
    every = [c for c in combinations(range(11), 3) if set(fixed) <= set(c)]
    worth = {choice: cost[list(choice)].min(axis=0).sum() for choice in every}
    best = min(worth.values())
    known = p_median_bounds(cost, 3, fixed)
    assert known.bound <= best + 1e-6
    assert known.sites is None or known.value >= best
    for choice, value in worth.items():
        if value < known.value - 1e-6:
            assert set(choice) <= set(known.open_sites.tolist())
            assert set(known.must) <= set(choice)


def test_when_time_is_over_the_best_choice_stands_with_an_honest_bound() -> None:
    rng = np.random.default_rng(2)
    places = rng.random((130, 2))
    times = (np.hypot(*(places[:60, None] - places[None]).transpose(2, 0, 1)) * 1000).astype(int)
    found = least_total(times, rng.integers(1, 50, 130), 4, seconds=1e-6)
    exact = least_total(times, rng.integers(1, 2, 130), 4)
    assert found.bound <= found.value and len(found.sites) == 4
    assert exact.is_proven
