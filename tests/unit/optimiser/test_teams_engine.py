"""The parts of the teams' engine, each against trying everything or against its plainer twin."""

from __future__ import annotations

import itertools
import pickle
import random
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from app.bench.small_problems import small_problem
from dispatch.optimiser.budget import Budget, Watch
from dispatch.optimiser.checking import exhaustive
from dispatch.optimiser.problem import Problem
from dispatch.optimiser.teams import assign, closing
from dispatch.optimiser.teams.assign import Assignment, Search, floor_answer, improve
from dispatch.optimiser.teams.blocks import build_blocks
from dispatch.optimiser.teams.board import Board, lay_out
from dispatch.optimiser.teams.listing import list_packages
from dispatch.optimiser.teams.memory import Memory
from dispatch.optimiser.teams.packages import Block, cost_of, price_block
from dispatch.optimiser.teams.prices import Prices
from dispatch.optimiser.teams.pricing import Pricer

KINDS = ("teams", "barred", "cover", "move-ups", "groups", "running")


def _boards(count: int) -> list[Board]:
    return [
        lay_out(Problem.from_json(small_problem(kind, seed)))
        for kind in KINDS
        for seed in range(count)
    ]


def _random_prices(board: Board, seed: int) -> Prices:
    r = np.random.default_rng(seed)
    team = r.integers(0, 200_000, len(board.problem.teams)) * r.integers(0, 2)
    dearest = np.array([16 * rule.price for rule in board.cover], np.int64)
    return Prices(team, (dearest * r.random(dearest.size)).astype(np.int64))


def _search(board: Board) -> Search:
    return Search(board, build_blocks(board), Watch(Budget(seconds=60.0)))


def _solved(board: Board, memory: Memory | None = None) -> Assignment:
    search = _search(board)
    floor_answer(search)
    return improve(search, [], memory)


def test_all_blocks_at_once_are_priced_like_one_by_one() -> None:
    for seed, board in enumerate(_boards(25)):
        blocks, prices = build_blocks(board), _random_prices(board, seed)
        on_top = prices.on_top(board.cover)
        together = Pricer(blocks).price(on_top, prices.cover)
        single = [price_block(block, on_top, prices.earned(block)) for block in blocks]
        assert together.values.tolist() == [priced.value for priced in single]
        for block, package in zip(blocks, together.packages, strict=True):
            assert package.cost == cost_of(block, package.teams)


def test_a_window_too_narrow_for_the_prices_is_widened() -> None:
    teams = [{"id": f"t{k}", "units": {"fire": 1}} for k in range(40)]
    problem = {
        "format": "muster-problem/1",
        "incidents": [{"id": "i"}],
        "needs": [{"id": "n", "incident": "i", "capability": "fire", "amount": 2}],
        "teams": teams,
        "travel": {"teams_to_incidents": [[60 + k] for k in range(40)]},
    }
    board = lay_out(Problem.from_json(problem))
    price = np.where(np.arange(40) < 30, 10**7, 0)
    found = Pricer(build_blocks(board)).price(price, np.zeros(0, np.int64))
    assert found.packages[0].teams == (30, 31)


def _every_package(block: Block, prices: Prices, on_top: Any) -> dict[tuple[int, ...], int]:
    """Price of every set of teams that may serve a block, no more of a group than are useful."""
    found = {}
    free = block.teams.tolist()
    group = dict(zip(free, np.repeat(np.arange(block.size.size), block.size), strict=True))
    for size in range(len(free) + 1):
        for extra in itertools.combinations(free, size):
            taken = np.bincount([group[team] for team in extra], minlength=block.size.size)
            if (taken > block.most).any():
                continue
            teams = tuple(sorted([*block.sent, *extra]))
            cost = cost_of(block, teams)
            if cost is not None:
                paid = sum(int(on_top[team]) for team in extra)
                found[teams] = cost + paid - prices.earned(block) * len(extra)
    return found


def test_every_useful_package_within_the_margin_is_listed_and_no_other() -> None:
    for seed, board in enumerate(_boards(12)):
        prices = _random_prices(board, seed)
        on_top = prices.on_top(board.cover)
        for number, block in enumerate(build_blocks(board)):
            every = _every_package(block, prices, on_top)
            least, margin = min(every.values()), random.Random(seed).choice([0, 10**6, 10**9])
            earns = prices.earned(block)
            listed = list_packages(block, number, on_top, earns, margin, 10**6)
            within = {teams for teams, price in every.items() if price <= least + margin}
            assert {package.teams for package in listed} == within
            for package in listed:
                assert package.cost == cost_of(block, package.teams)


@pytest.mark.parametrize("kind", KINDS)
def test_branching_alone_proves_what_trying_everything_finds(
    kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(closing, "MOST_PACKAGES", 0)
    monkeypatch.setattr(assign, "MANY_BLOCKS", 10**6)
    monkeypatch.setattr("dispatch.optimiser.teams.branch.FEW_PACKAGES", 0)
    _compare_with_everything(kind, 40)


@pytest.mark.parametrize("kind", KINDS)
def test_parts_solved_anew_and_branching_keep_the_bound_true(
    kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(closing, "MOST_PACKAGES", 1)
    monkeypatch.setattr(assign, "MANY_BLOCKS", 1)
    monkeypatch.setattr("dispatch.optimiser.teams.polish.PART", 2)
    _compare_with_everything(kind, 40)


def _compare_with_everything(kind: str, count: int) -> None:
    for seed in range(count):
        data = small_problem(kind, seed)
        answer = _solved(lay_out(Problem.from_json(data)))
        best = exhaustive.least_objective(data)
        assert answer.bound <= best <= answer.objective
        if answer.is_proven:
            assert answer.objective == best


@pytest.mark.parametrize("kind", KINDS)
def test_a_warm_start_on_a_changed_problem_gives_what_a_cold_one_gives(kind: str) -> None:
    for seed in range(25):
        problem = Problem.from_json(small_problem(kind, seed))
        memory = Memory()
        _solved(lay_out(problem), memory)
        memory = pickle.loads(pickle.dumps(memory))
        changed = _changed(problem, random.Random(seed))
        cold, warm = _solved(lay_out(changed)), _solved(lay_out(changed), memory)
        assert warm.bound <= cold.objective
        if cold.is_proven and warm.is_proven:
            assert warm.objective == cold.objective


def _changed(problem: Problem, r: random.Random) -> Problem:
    """One team less, or one incident raised to the highest priority."""
    if problem.teams and r.random() < 0.5:
        teams = list(problem.teams)
        row = r.randrange(len(teams))
        teams[row] = replace(teams[row], staffed=False)
        return replace(problem, teams=tuple(teams))
    incidents = list(problem.incidents)
    row = r.randrange(len(incidents))
    incidents[row] = replace(incidents[row], priority=1)
    return replace(problem, incidents=tuple(incidents))


def test_names_that_are_gone_are_not_remembered() -> None:
    memory = Memory({"gone": 7}, {("area", "fire"): 3}, {"lost": [("gone",)]})
    board = lay_out(Problem.from_json(small_problem("teams", 3)))
    assert _solved(board, memory).objective == _solved(board).objective
    assert "gone" not in memory.teams and "lost" not in memory.packages


def test_answers_on_the_way_get_better_and_stay_above_their_bounds() -> None:
    for board in _boards(10):
        told: list[Assignment] = []
        search = _search(board)
        told.append(floor_answer(search))
        search.report = told.append
        told.append(improve(search, []))
        values = [answer.objective for answer in told]
        assert values == sorted(values, reverse=True)
        assert all(answer.bound <= values[-1] for answer in told)
