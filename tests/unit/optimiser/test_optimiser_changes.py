"""What changes buy and cost: undoing each is priced by its terms, and nothing moves for less."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from dispatch.optimiser.parts import Running, RunningState
from dispatch.optimiser.problem import Problem
from dispatch.optimiser.solution import Change, Difference, Solution, Status
from dispatch.optimiser.solve import solve
from tests.unit.optimiser.small_problems import random_problem

SEEDS = range(250)


def all_changes(difference: Difference | None) -> Iterator[Change]:
    if difference is not None:
        for kind in ("kept", "added", "redirected", "recalled"):
            yield from getattr(difference, kind)


def price_of(change: Change) -> int | None:
    buys = change.buys
    price = buys["saves"] if "saves" in buys else buys.get("price_without")
    assert price is None or isinstance(price, int)
    return price


def running_problem(seed: int) -> Problem:
    """A small problem in which the answer of yesterday's policy is under way."""
    problem = replace(Problem.from_json(random_problem(seed)), running=())
    before = solve(problem)
    states = list(RunningState)
    running = tuple(
        Running(pick.team, pick.incident, states[k % 3], may_move=True)
        for k, pick in enumerate(before.picks)
    )
    priorities = tuple(
        replace(incident, priority=1 + (incident.priority + seed) % 5)
        for incident in problem.incidents
    )
    return replace(problem, running=running, incidents=priorities)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_terms_of_a_change_add_up_to_its_price(seed: int) -> None:
    problem = running_problem(seed)
    former = solve(replace(problem, running=(), pins=(), exclusions=()))
    answer = solve(problem, previous=former)
    for difference in (answer.difference, answer.versus_previous):
        for change in all_changes(difference):
            price = price_of(change)
            if price is None:
                assert "gains" not in change.buys
                continue
            told = sum(change.buys["gains"].values()) - sum(change.buys["costs"].values())
            assert told == price, change


@pytest.mark.parametrize("seed", SEEDS)
def test_nothing_running_moves_for_less_than_the_stated_gain(seed: int) -> None:
    problem = running_problem(seed)
    answer = solve(problem)
    if answer.status is not Status.OPTIMAL:
        return
    states = {row.team: row.state for row in problem.running}
    weight = problem.policy.weights.disturbance
    for change in (*answer.difference.redirected, *answer.difference.recalled):
        price = price_of(change)
        if price is None:
            continue
        inertia = weight * problem.policy.disturbance_s[states[change.team].value]
        lost = change.buys["costs"].get("disturbance", 0)
        assert lost in (0, inertia)
        assert price + lost >= lost, "what it buys beside the inertia is worth the inertia"


@pytest.mark.parametrize("seed", SEEDS)
def test_a_higher_inertia_never_moves_more_of_what_runs(seed: int) -> None:
    """The disturbance paid falls when its price rises: what still moves is worth it."""
    problem = running_problem(seed)
    dear = {state: 10 * price for state, price in problem.policy.disturbance_s.items()}
    calm = replace(problem, policy=replace(problem.policy, disturbance_s=dear))
    first, second = solve(problem), solve(calm)
    if first.status is second.status is Status.OPTIMAL:
        assert 10 * first.terms["disturbance"] >= second.terms["disturbance"]


def test_a_redirection_says_what_it_saves_and_what_leaving_costs() -> None:
    answer = redirected()
    (change,) = answer.difference.redirected
    assert (change.was, change.incident) == ("small", "grave")
    assert change.buys["gains"] == {"shortage": (16 - 1) * 5_000_000}
    assert set(change.buys["costs"]) == {"disturbance", "response_time", "distance_cost"}
    assert change.buys["costs"]["disturbance"] == 9_000
    assert change.buys["saves"] > 0


def redirected() -> Solution:
    """One team under way to something small when something grave happens nearby."""
    return solve(
        Problem.from_json(
            {
                "format": "muster-problem/1",
                "incidents": [{"id": "grave", "priority": 1}, {"id": "small", "priority": 5}],
                "needs": [
                    {"id": "n1", "incident": "grave", "capability": "medical", "amount": 1},
                    {"id": "n2", "incident": "small", "capability": "medical", "amount": 1},
                ],
                "teams": [{"id": "t", "units": {"medical": 1}}],
                "running": [{"team": "t", "incident": "small", "state": "en_route"}],
                "travel": {"teams_to_incidents": [[600, 300]]},
            }
        )
    )
