"""The curve of response time against cover, and named policies side by side."""

from __future__ import annotations

import random
from dataclasses import replace
from itertools import pairwise
from typing import Any

from dispatch.optimiser.budget import Budget
from dispatch.optimiser.checking.check import check
from dispatch.optimiser.parts import Policy
from dispatch.optimiser.policies import BALANCED, KEEP_COVER, LIVES_FIRST, SHIPPED, compare_policies
from dispatch.optimiser.problem import Problem
from dispatch.optimiser.solve import solve
from dispatch.optimiser.tradeoff import highest_weight, trade_off, with_cover_weight


def _problem(seed: int, *, move_ups: bool = False) -> Problem:
    """Ten one-unit teams, three incidents near two areas whose cover they give."""
    r = random.Random(seed)
    teams = [{"id": f"t{k}", "units": {r.choice(["fire", "medical"]): 1}} for k in range(10)]
    data: dict[str, Any] = {
        "format": "muster-problem/1",
        "seed": seed,
        "incidents": [
            {"id": f"i{k}", "priority": r.randint(1, 5), "district": f"42010{k % 2}"}
            for k in range(3)
        ],
        "needs": [
            {"id": f"n{k}-{code}", "incident": f"i{k}", "capability": code, "amount": 1}
            for k in range(3)
            for code in ("fire", "medical")
        ],
        "teams": teams,
        "travel": {"teams_to_incidents": [[r.randint(100, 2400) for _ in "abc"] for _ in teams]},
        "cover": [
            {
                "area": f"a{k}",
                "capability": code,
                "within_s": 900,
                "count": 2,
                "weight": r.choice([100, 300, 900]),
                "travel": [r.randint(200, 1800) for _ in teams],
            }
            for k in range(2)
            for code in ("fire", "medical")
        ],
        "policy": {"move_ups": move_ups},
    }
    return Problem.from_json(data)


def test_no_answer_of_the_curve_is_worse_than_another_in_both() -> None:
    several = 0
    for seed in range(30):
        curve = trade_off(_problem(seed, move_ups=seed % 2 == 0))
        assert 1 <= len(curve) <= 5
        for before, after in pairwise(curve):
            assert before.cover_lost > after.cover_lost and before.rest < after.rest
        several += len(curve) >= 3
    assert several > 5


def test_every_answer_is_proven_at_its_own_price_of_cover_and_passes_the_checker() -> None:
    for seed in range(10):
        problem = _problem(seed)
        for point in trade_off(problem):
            priced = with_cover_weight(problem, point.cover_weight)
            assert point.solution.objective == point.solution.bound
            assert point.solution.objective == solve(priced).objective
            assert check(priced.to_json(), point.solution.to_json()) == []


def test_with_room_for_all_the_curve_is_the_best_at_every_price() -> None:
    r = random.Random(0)
    for seed in range(12):
        problem = _problem(seed)
        curve = trade_off(problem, points=60, budget=Budget(seconds=120))
        for _ in range(6):
            weight = int(10 ** r.uniform(0, 4)) % highest_weight(problem) + 1
            best = min(point.rest + weight * point.cover_lost for point in curve)
            assert best == solve(with_cover_weight(problem, weight)).objective, (seed, weight)


def test_cover_is_never_bought_with_unmet_need() -> None:
    for seed in range(20):
        shortages = {point.shortage for point in trade_off(_problem(seed))}
        assert len(shortages) == 1


def test_without_cover_there_is_one_answer() -> None:
    assert len(trade_off(replace(_problem(1), cover=()))) == 1


def test_a_curve_without_time_still_gives_its_first_answer() -> None:
    curve = trade_off(_problem(1), budget=Budget(seconds=0.0))
    assert len(curve) == 1 and curve[0].solution.picks


def test_the_response_of_a_point_is_that_of_its_picks() -> None:
    point = trade_off(_problem(3))[0]
    seconds = [pick.eta_s for pick in point.solution.picks]
    assert point.response.sum_s == sum(seconds)
    assert point.response.last_s == max(seconds)
    assert point.response.mean_s == sum(seconds) // len(seconds)


def test_policies_are_compared_with_the_first_one() -> None:
    rows = compare_policies(_problem(2), [BALANCED, LIVES_FIRST, KEEP_COVER])
    assert [row.policy for row in rows] == ["balanced", "lives_first", "keep_cover"]
    assert rows[0].changed == ()
    for row in rows:
        assert row.cover_lost == row.solution.terms["cover_lost"]
        assert row.shortage_units == sum(s.amount for s in row.solution.shortfalls)
        sent = {pick.team: pick.incident for pick in row.solution.picks}
        base = {pick.team: pick.incident for pick in rows[0].solution.picks}
        assert set(row.changed) == {t for t in sent | base if sent.get(t) != base.get(t)}
        assert row.inequality is not None


def test_keeping_cover_loses_no_more_cover_than_the_balanced_policy() -> None:
    less = 0
    for seed in range(20):
        balanced, keeping = compare_policies(_problem(seed), [BALANCED, KEEP_COVER])
        assert keeping.cover_lost <= balanced.cover_lost
        less += keeping.cover_lost < balanced.cover_lost
    assert less > 3


def test_shipped_policies_are_whole_and_named() -> None:
    assert [policy.name for policy in SHIPPED.values()] == list(SHIPPED)
    for policy in SHIPPED.values():
        assert policy != Policy() and policy.age_limits.stock_s is not None
    assert LIVES_FIRST.strict and KEEP_COVER.move_ups
