"""Stand-by moves inside the choice, against trying every place for every team."""

from __future__ import annotations

import itertools
import random
from typing import Any

import numpy as np
import pytest

from dispatch.optimiser.budget import Budget, Watch
from dispatch.optimiser.problem import Problem
from dispatch.optimiser.teams import blocks as cutting
from dispatch.optimiser.teams.assign import Assignment, Search, floor_answer, improve
from dispatch.optimiser.teams.blocks import build_blocks
from dispatch.optimiser.teams.board import Board, lay_out
from dispatch.optimiser.teams.move_ups import may_move_up, move_up_cost


def _problem(seed: int) -> dict[str, Any]:
    """Up to six one-unit teams, two single-need incidents, two cover rules worth restoring."""
    r = random.Random(seed)
    teams = [
        {"id": f"t{k}", "units": {r.choice(["fire", "fire", "medical"]): 1}}
        for k in range(r.randint(3, 6))
    ]
    codes = [r.choice(["fire", "fire", "medical"]) for _ in range(2)]
    return {
        "format": "muster-problem/1",
        "incidents": [{"id": f"i{k}", "priority": r.randint(2, 5)} for k in range(2)],
        "needs": [
            {"id": f"n{k}", "incident": f"i{k}", "capability": code, "amount": r.choice([1, 1, 2])}
            for k, code in enumerate(codes)
        ],
        "teams": teams,
        "travel": {"teams_to_incidents": [[r.randint(60, 900) for _ in range(2)] for _ in teams]},
        "cover": [
            {
                "area": f"a{k}",
                "capability": r.choice(codes),
                "within_s": 400,
                "count": r.randint(1, 2),
                "weight": r.choice([60, 150, 2000]),
                "travel": [r.choice([100, 300, 500, 900, 1100, 1300]) for _ in teams],
            }
            for k in range(2)
        ],
        "policy": {"move_ups": True, "weights": {"shortage": r.choice([2000, 5_000_000])}},
    }


def _least(board: Board) -> int:
    """The least value of the teams' half over every place for every team."""
    incidents, rules = len(board.problem.incidents), len(board.cover)
    places = range(-1, incidents + rules)
    values = []
    for goes in itertools.product(places, repeat=len(board.problem.teams)):
        value = _value(board, np.array(goes), incidents)
        if value is not None:
            values.append(value)
    return min(values)


def _value(board: Board, goes: np.ndarray[Any, Any], incidents: int) -> int | None:
    value = 0
    for team, place in enumerate(goes.tolist()):
        if 0 <= place < incidents:
            if not board.may_go[team, place]:
                return None
            value += int(board.cost[team, place])
        elif place >= incidents:
            if not may_move_up(board, place - incidents)[team]:
                return None
            value += int(move_up_cost(board, place - incidents)[team])
    for k, need in enumerate(board.problem.needs):
        brought = int(board.counted_units(k)[goes == k, 0].sum())
        weight = (0, 16, 8, 4, 2, 1)[board.problem.incidents[k].priority]
        price = weight * board.problem.policy.weights.shortage
        value += price * max(0, need.amount - brought)
    for k, rule in enumerate(board.cover):
        moved = int((goes == incidents + k).sum())
        value += rule.price * max(0, int(rule.members[goes >= 0].sum()) - moved - rule.slack)
    return value


def _solved(board: Board) -> Assignment:
    search = Search(board, build_blocks(board), Watch(Budget(seconds=30.0)))
    floor_answer(search)
    return improve(search, [])


@pytest.mark.parametrize("seed", range(80))
def test_moves_priced_inside_the_choice_reach_the_value_of_trying_everything(seed: int) -> None:
    board = lay_out(Problem.from_json(_problem(seed)))
    answer = _solved(board)
    assert answer.objective == answer.bound == _least(board)


def test_some_of_these_problems_are_worth_a_move() -> None:
    boards = [lay_out(Problem.from_json(_problem(seed))) for seed in range(80)]
    moved = 0
    for board in boards:
        blocks = build_blocks(board)
        moved += any(p.teams and blocks[p.block].restores >= 0 for p in _solved(board).packages)
    assert moved > 5


def test_the_compact_model_prices_moves_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cutting, "MOST_STATES", 1)
    for seed in range(20):
        board = lay_out(Problem.from_json(_problem(seed)))
        assert _solved(board).bound <= _least(board) <= _solved(board).objective
