"""How an answer stands in worlds drawn from the ranges of travel and turnout."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from dispatch.optimiser.parts import IntArray, Uncertainty
from dispatch.optimiser.problem import Problem
from dispatch.optimiser.solution import Confidence, Solution
from dispatch.optimiser.worlds.draw import Luck, Weather, in_world
from dispatch.optimiser.worlds.hindsight import (
    Judge,
    Verdict,
    given_up,
    judge,
    remembered,
    teams_only,
)
from dispatch.optimiser.worlds.promises import Promises, promises_of, worst_need

WORLDS = 50
"""How many worlds are drawn when confidence is asked for and the problem does not say."""


def confidence(
    problem: Problem,
    solution: Solution,
    *,
    worlds: int | None = None,
    judge_world: Judge = judge,
    is_over: Callable[[], bool] = lambda: False,
) -> Confidence | None:
    """In what share of the worlds the answer keeps its promises, and in what share none is better.

    The same problem and answer give the same confidence, unless time ran out: `judged` then says
    for how many worlds the best choice was sought. None when no worlds are wanted.

    Parameters
    ----------
    worlds : how many; the problem's own number, or 50, when not given.
    judge_world : what the answer is worth in one world, and the best choice there.
    is_over : asked before each world is judged.
    """
    ranges = problem.uncertainty or Uncertainty()
    count = worlds if worlds is not None else ranges.worlds or WORLDS
    if not count:
        return None
    weather = Weather(problem, ranges)
    kept, lates = kept_promises(problem, solution, weather, count)
    verdicts = _verdicts(problem, solution, weather, count, judge_world, is_over)
    return Confidence(
        worlds=count,
        within_limits_share=kept / count,
        judged=len(verdicts),
        optimal_share=_share([verdict.is_optimal for verdict in verdicts]),
        near_optimal_share=_share([verdict.is_near_optimal for verdict in verdicts]),
        worst_need=worst_need(problem, lates, count),
    )


def kept_promises(
    problem: Problem, solution: Solution, weather: Weather, worlds: int
) -> tuple[int, IntArray]:
    """In how many worlds everything promised still counts; in how many each need (N,) is late."""
    promises = promises_of(problem, solution)
    tally = _Tally(promises, np.zeros(len(problem.needs), np.int64))
    for world in range(worlds):
        tally.count(weather.luck(world))
    return tally.kept, tally.lates


@dataclass(slots=True)
class _Tally:
    """Worlds without a broken promise, and worlds in which each need is late."""

    promises: Promises
    lates: IntArray
    kept: int = field(default=0)

    def count(self, luck: Luck) -> None:
        self.kept += not self.promises.broken(luck).any()
        self.lates[np.unique(self.promises.need[self.promises.lates(luck)])] += 1


def _verdicts(
    problem: Problem,
    solution: Solution,
    weather: Weather,
    worlds: int,
    judge_world: Judge,
    is_over: Callable[[], bool],
) -> list[Verdict]:
    """Each world's verdict, as far as time allows."""
    if is_over():
        return []
    half, dropped = teams_only(problem), given_up(problem, solution)
    memory = remembered(half, dropped)
    verdicts: list[Verdict] = []
    for world in range(worlds):
        if is_over():
            break
        there = in_world(half, weather.luck(world))
        verdicts.append(judge_world(there, solution, dropped, memory))
    return verdicts


def _share(claims: list[bool]) -> float | None:
    return sum(claims) / len(claims) if claims else None
