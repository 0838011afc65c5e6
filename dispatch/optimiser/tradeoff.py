"""Response time against cover: a few answers to pick from, none of them worse in both.

The price of cover is swept by dichotomic search (Aneja & Nair, Management Science 25, 1979): the
price at which two neighbouring answers cost the same finds the answer between them, if there is
one. Every answer is the best at its own price of cover, with its own bound.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import pairwise

from dispatch.optimiser.budget import Budget, Watch
from dispatch.optimiser.problem import Problem
from dispatch.optimiser.solution import Solution
from dispatch.optimiser.solve import solve

LEAST_WEIGHT = 1
"""Cover is never quite free: of two answers alike in all else the one that keeps more is taken."""

TOTAL_SECONDS = 20.0


@dataclass(frozen=True, slots=True)
class ResponseTime:
    """Seconds until help by teams arrives: over all units together, per unit, and the last."""

    sum_s: int
    mean_s: int | None
    last_s: int | None


@dataclass(frozen=True, slots=True)
class TradeOffPoint:
    """The best answer at one price of cover, with what it gives up on either side.

    `cover_lost` is weighted as the rules weigh it, `shortage` by priority; `rest` is the value of
    everything but cover at the policy's prices: no point is worse than another in both.
    """

    cover_weight: int
    solution: Solution
    response: ResponseTime
    cover_lost: int
    shortage: int
    rest: int


SolvePoint = Callable[[Problem, Solution | None], Solution]


def trade_off(
    problem: Problem,
    points: int = 5,
    budget: Budget | None = None,
    solve_point: SolvePoint | None = None,
) -> tuple[TradeOffPoint, ...]:
    """Up to `points` answers, from the fastest help to the best kept cover.

    Cover is never bought with unmet need, unless the policy's own price of cover does so. Fewer
    answers come back when there are no more different ones, or when time is over.

    Parameters
    ----------
    points : how many answers are wanted, at least two.
    budget : for all answers together.
    solve_point : solves the problem at one price of cover, starting from a neighbouring answer.
    """
    watch = Watch(budget or Budget(seconds=TOTAL_SECONDS))
    curve = _Curve(problem, points, watch, solve_point or _solver(watch, points))
    curve.add(LEAST_WEIGHT)
    if problem.cover and not watch.is_over():
        curve.add(highest_weight(problem))
    while len(curve.points) < points and not watch.is_over():
        weight = curve.next_weight()
        if weight is None:
            break
        curve.add(weight)
    return tuple(curve.points)


def with_cover_weight(problem: Problem, weight: int) -> Problem:
    """The problem with another price of cover, all terms priced at once."""
    weights = replace(problem.policy.weights, cover_lost=weight)
    return replace(problem, policy=replace(problem.policy, weights=weights, strict=False))


def highest_weight(problem: Problem) -> int:
    """The highest price of cover at which all cover together is worth less than one unit short."""
    most = sum(rule.weight * rule.count for rule in problem.cover)
    weights = problem.policy.weights
    return max(LEAST_WEIGHT, weights.cover_lost, (weights.shortage - 1) // max(1, most))


def response_of(solution: Solution) -> ResponseTime:
    """How long help by teams takes, each unit counted once."""
    arrivals = [(pick.eta_s, sum(pick.fills.values())) for pick in solution.picks if pick.fills]
    units = sum(count for _, count in arrivals)
    seconds = sum(eta_s * count for eta_s, count in arrivals)
    last_s = max((eta_s for eta_s, _ in arrivals), default=None)
    return ResponseTime(seconds, seconds // units if units else None, last_s)


class _Curve:
    """The points found so far, most cover lost first, and the gaps between them still open."""

    def __init__(
        self, problem: Problem, wanted: int, watch: Watch, solve_point: SolvePoint
    ) -> None:
        self.points: list[TradeOffPoint] = []
        self._problem, self._wanted, self._watch = problem, wanted, watch
        self._solve_point = solve_point
        self._tried: set[int] = set()

    def add(self, weight: int) -> None:
        """Solve at one price of cover; an answer no better than the known ones is not kept."""
        self._tried.add(weight)
        near = min(self.points, key=lambda p: abs(p.cover_weight - weight), default=None)
        priced = with_cover_weight(self._problem, weight)
        found = _point(priced, self._solve_point(priced, None if near is None else near.solution))
        if any(_is_no_better(found, point) for point in self.points):
            return
        kept = [point for point in self.points if not _is_no_better(point, found)]
        self.points = sorted([*kept, found], key=lambda p: (-p.cover_lost, p.rest))

    def next_weight(self) -> int | None:
        """The price at which the two neighbours furthest apart cost the same; None: none left."""
        pairs = sorted(pairwise(self.points), key=self._apart, reverse=True)
        for fast, kept in pairs:
            weight = (kept.rest - fast.rest) // max(1, fast.cover_lost - kept.cover_lost)
            weight = max(LEAST_WEIGHT, weight)
            if weight not in self._tried:
                return weight
        return None

    def _apart(self, pair: tuple[TradeOffPoint, TradeOffPoint]) -> float:
        """How far two neighbours lie apart, as shares of the whole curve in both directions."""
        fast, kept = pair
        first, last = self.points[0], self.points[-1]
        cover = (fast.cover_lost - kept.cover_lost) / max(1, first.cover_lost - last.cover_lost)
        rest = (kept.rest - fast.rest) / max(1, last.rest - first.rest)
        return cover + rest


def _is_no_better(one: TradeOffPoint, other: TradeOffPoint) -> bool:
    return one.cover_lost >= other.cover_lost and one.rest >= other.rest


def _point(problem: Problem, solution: Solution) -> TradeOffPoint:
    lost = solution.terms["cover_lost"]
    weight = problem.policy.weights.cover_lost
    return TradeOffPoint(
        cover_weight=weight,
        solution=solution,
        response=response_of(solution),
        cover_lost=lost,
        shortage=solution.terms["shortage"],
        rest=solution.objective - weight * lost,
    )


def _solver(watch: Watch, points: int) -> SolvePoint:
    """Each answer may take a fair share of the time left."""

    def solve_point(problem: Problem, former: Solution | None) -> Solution:
        seconds = max(0.2, watch.left_s() / max(2, points - 1))
        share = replace(watch.budget, seconds=seconds)
        return solve(replace(problem, uncertainty=None), budget=share, previous=former)

    return solve_point
