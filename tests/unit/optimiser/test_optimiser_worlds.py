"""Worlds: seeded draws, confidence against counting by hand, robust answers against all choices."""

from __future__ import annotations

import itertools
import random
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from dispatch.optimiser.checking.check import check
from dispatch.optimiser.parts import Uncertainty
from dispatch.optimiser.problem import Problem
from dispatch.optimiser.solution import Solution, Status
from dispatch.optimiser.solve import solve
from dispatch.optimiser.worlds.confidence import confidence
from dispatch.optimiser.worlds.draw import Weather, in_world
from dispatch.optimiser.worlds.hindsight import Verdict, judge
from tests.unit.optimiser.small_problems import random_problem

WIDE = {"travel_low": 0.8, "travel_high": 1.8, "turnout_high_s": 300}


def _problem(seed: int, **ranges: Any) -> dict[str, Any]:
    """A random problem without transport whose limits are hard, with wide ranges."""
    problem = random_problem(seed)
    problem["seed"] = seed
    problem["policy"]["lateness_factor"] = 1.0
    for depot in problem["depots"]:
        depot.pop("trucks", None)
    problem["uncertainty"] = {**WIDE, **ranges}
    return problem


def _solved(problem: dict[str, Any]) -> Solution:
    return solve(Problem.from_json(problem))


def _weather(problem: dict[str, Any]) -> Weather:
    read = Problem.from_json(problem)
    return Weather(read, read.uncertainty or Uncertainty())


def test_the_same_seed_draws_the_same_worlds_and_another_seed_others() -> None:
    problem = _small(4)
    first, again = _weather(problem).luck(3), _weather(problem).luck(3)
    assert first.factor.tolist() == again.factor.tolist()
    assert first.delay_s.tolist() == again.delay_s.tolist()
    other = _weather({**problem, "seed": 5}).luck(3)
    assert first.factor.tolist() != other.factor.tolist()


def test_a_team_has_the_same_luck_wherever_it_stands_in_the_list() -> None:
    problem = {**_small(4), "cover": []}
    order = list(reversed(range(len(problem["teams"]))))
    turned = {
        **problem,
        "teams": [problem["teams"][k] for k in order],
        "travel": {
            **problem["travel"],
            "teams_to_incidents": [problem["travel"]["teams_to_incidents"][k] for k in order],
        },
        "cover": [],
    }
    assert (
        _weather(turned).luck(2).factor.tolist() == _weather(problem).luck(2).factor[order].tolist()
    )


def test_factors_and_delays_lie_in_their_ranges_with_the_stated_time_most_likely() -> None:
    teams = [{"id": f"t{k}", "units": {"fire": 1}} for k in range(400)]
    problem = {
        **_problem(1),
        "teams": teams,
        "travel": {"teams_to_incidents": [[60] * len(_problem(1)["incidents"])] * 400},
        "cover": [],
        "running": [],
        "pins": [],
        "exclusions": [],
        "depots": [],
        "lots": [],
    }
    weather = _weather(problem)
    factors = np.array([weather.luck(world).factor for world in range(200)])
    assert 0.8 <= factors.min() < 0.85 and 1.7 < factors.max() <= 1.8
    counts, edges = np.histogram(factors, bins=20)
    assert 0.9 < edges[int(counts.argmax())] < 1.15
    delays = np.array([weather.luck(world).delay_s for world in range(200)])
    assert delays.min() == 0 and delays.max() == 300 and abs(delays.mean() - 150) < 2


def test_worlds_of_no_uncertainty_are_the_stated_times() -> None:
    problem = _problem(7, travel_low=1.0, travel_high=1.0, turnout_high_s=0)
    read = Problem.from_json(problem)
    world = in_world(read, _weather(problem).luck(0))
    assert world.to_json() == read.to_json()


def test_without_uncertainty_every_proven_answer_is_certain() -> None:
    for seed in range(40):
        problem = _problem(seed, travel_low=1.0, travel_high=1.0, turnout_high_s=0)
        solution = _solved(problem)
        seen = confidence(Problem.from_json(problem), solution, worlds=2)
        assert seen is not None and seen.within_limits_share == 1.0
        if solution.parts["teams"].status is Status.OPTIMAL:
            assert (seen.optimal_share, seen.near_optimal_share) == (1.0, 1.0), seed


def test_confidence_is_what_the_checker_counts_in_its_own_worlds() -> None:
    shaken = late = 0
    for seed in range(90):
        problem = _problem(seed, worlds=20)
        solution = _solved(problem)
        assert check(problem, solution.to_json()) == [], seed
        seen = solution.confidence
        assert seen is not None and seen.worlds == seen.judged == 20
        shaken += seen.within_limits_share < 1
        late += seen.worst_need is not None
        assert Solution.from_json(solution.to_json()) == solution
    assert shaken > 5 and late > 5


def test_an_answer_is_optimal_in_a_world_when_no_other_answer_is_better_there() -> None:
    for seed in range(25):
        problem = _problem(seed)
        for field in ("depots", "lots", "running", "pins", "cover"):
            problem[field] = []
        problem["travel"]["depots_to_incidents"] = []
        problem["needs"] = [need for need in problem["needs"] if "capability" in need] or [
            {"id": "n", "incident": "i0", "capability": "fire", "amount": 1}
        ]
        read = Problem.from_json(problem)
        solution = solve(read)
        weather = _weather(problem)
        for world in range(4):
            there = in_world(read, weather.luck(world))
            there = replace(there, uncertainty=None)
            verdict, best = judge(there, solution, frozenset()), solve(there)
            assert verdict.value >= best.objective
            assert verdict.is_optimal == (verdict.value == best.objective), (seed, world)


def test_near_optimal_leaves_the_price_of_the_shortage_out() -> None:
    same_shortage = Verdict(value=1_000_103, shortage=1_000_000, bound=1_000_100, found=1_000_100)
    assert not same_shortage.is_optimal and not same_shortage.is_near_optimal
    close = replace(same_shortage, value=1_001_009, bound=1_001_000, found=1_001_000)
    assert close.is_near_optimal and close.is_settled


def test_confidence_stops_judging_when_time_is_over_and_says_so() -> None:
    problem = _problem(2)
    seen = confidence(Problem.from_json(problem), _solved(problem), worlds=9, is_over=lambda: True)
    assert seen is not None
    assert (seen.worlds, seen.judged, seen.optimal_share) == (9, 0, None)


def test_robust_answers_hold_in_the_share_asked_for_and_pass_the_checker() -> None:
    priced = 0
    for seed in range(120):
        problem = _problem(seed, robust=True, worlds=20, share=0.9)
        solution = _solved(problem)
        assert check(problem, solution.to_json()) == [], seed
        robust = solution.robust
        assert robust is not None and robust.held_share >= 0.9
        if robust.nominal_held_share >= 0.9:
            assert robust.price == 0
        priced += robust.price > 0
    assert priced > 5


def _small(seed: int) -> dict[str, Any]:
    r = random.Random(seed)
    teams = [{"id": f"t{k}", "units": {"fire": 1}} for k in range(4)]
    return {
        "format": "muster-problem/1",
        "seed": seed,
        "incidents": [{"id": "a", "priority": 2}, {"id": "b", "priority": 4}],
        "needs": [
            {"id": f"n{i}", "incident": i, "capability": "fire", "amount": 2, "latest_s": 900}
            for i in ("a", "b")
        ],
        "teams": teams,
        "travel": {"teams_to_incidents": [[r.randint(500, 900) for _ in "ab"] for _ in teams]},
        "policy": {"lateness_factor": 1.0},
        "uncertainty": {**WIDE, "turnout_high_s": 60, "robust": True, "worlds": 20, "share": 0.8},
    }


def _least_robust(problem: dict[str, Any]) -> int:
    """The least value over all choices whose help holds together in enough worlds.

    A team may be sent and not be counted on, but that only costs.
    """
    weather, worlds = _weather(problem), problem["uncertainty"]["worlds"]
    lucks = [weather.luck(world) for world in range(worlds)]
    ways = problem["travel"]["teams_to_incidents"]
    best = 2**62
    for goes in itertools.product((None, 0, 1), repeat=len(ways)):
        sent = [(team, place) for team, place in enumerate(goes) if place is not None]
        if any(goes.count(place) > 2 for place in (0, 1)):
            continue
        held = sum(
            all(int(ways[t][p] * luck.factor[t] + 0.5) + luck.delay_s[t] <= 900 for t, p in sent)
            for luck in lucks
        )
        if held >= problem["uncertainty"]["share"] * worlds:
            value = sum((8, 2)[p] * 10 * ways[t][p] + ways[t][p] for t, p in sent)
            short = 8 * (2 - goes.count(0)) + 2 * (2 - goes.count(1))
            best = min(best, value + 5_000_000 * short)
    return best


@pytest.mark.parametrize("seed", range(40))
def test_the_bound_of_a_robust_answer_is_below_the_best_of_all_choices(seed: int) -> None:
    problem = _small(seed)
    solution, best = _solved(problem), _least_robust(problem)
    assert solution.bound <= best <= solution.objective
    if solution.status is Status.OPTIMAL:
        assert solution.objective == best


def test_most_robust_answers_are_the_best_of_all_choices() -> None:
    right = [_solved(_small(seed)).objective == _least_robust(_small(seed)) for seed in range(40)]
    assert sum(right) >= 36
