"""Named policies as data, and what each of them would do with the same problem."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from dispatch.optimiser.budget import Budget, Watch
from dispatch.optimiser.parts import AgeLimits, Policy, Weights
from dispatch.optimiser.problem import Problem
from dispatch.optimiser.solution import Inequality, Solution
from dispatch.optimiser.solve import solve

DAY_S = 86_400
_STOCK = AgeLimits(stock_s=180 * DAY_S)
_INERTIA = {"assigned": 3_000, "en_route": 9_000, "on_scene": 36_000}
"""Inertia of running work, in plain seconds: for the gravest incident, whose seconds count sixteen
times, a team under way is redirected only where that saves more than about nine minutes."""

BALANCED = Policy(
    name="balanced",
    lateness_factor=24.0,
    age_limits=_STOCK,
    disturbance_s=_INERTIA,
)
"""The default: unmet need first, then time, cover, disturbance and distance by their prices."""

LIVES_FIRST = replace(BALANCED, name="lives_first", strict=True)
"""Term by term in their order: no time, cover or distance saved outweighs one unit unmet."""

KEEP_COVER = replace(BALANCED, name="keep_cover", weights=Weights(cover_lost=100), move_ups=True)
"""Cover ten times as dear, and idle teams are moved up to restore it."""

SHIPPED: Mapping[str, Policy] = {p.name: p for p in (BALANCED, LIVES_FIRST, KEEP_COVER)}
TOTAL_SECONDS = 20.0


@dataclass(frozen=True, slots=True)
class PolicyRow:
    """What one policy does: its terms, and how its picks differ from those of the first policy.

    `shortage_units` counts units without priority; `changed` are teams sent elsewhere, sent in
    addition or not sent, against the first policy.
    """

    policy: str
    solution: Solution
    terms: Mapping[str, int]
    shortage_units: int
    last_arrival_s: int | None
    cover_lost: int
    inequality: Inequality | None
    changed: tuple[str, ...]


def compare_policies(
    problem: Problem, policies: Sequence[Policy], budget: Budget | None = None
) -> tuple[PolicyRow, ...]:
    """What each policy would do with the same problem, in the order given.

    Terms are unweighted, so that they can be compared; objectives cannot. `budget` is for all.
    """
    watch = Watch(budget or Budget(seconds=TOTAL_SECONDS))
    rows: list[PolicyRow] = []
    for left, policy in zip(range(len(policies), 0, -1), policies, strict=True):
        seconds = max(0.2, watch.left_s() / left)
        solution = solve(
            replace(problem, policy=policy), budget=replace(watch.budget, seconds=seconds)
        )
        rows.append(_row(policy, solution, rows[0].solution if rows else solution))
    return tuple(rows)


def _row(policy: Policy, solution: Solution, first: Solution) -> PolicyRow:
    arrivals = [pick.eta_s for pick in solution.picks]
    arrivals += [delivery.eta_s for delivery in solution.deliveries]
    return PolicyRow(
        policy=policy.name,
        solution=solution,
        terms=solution.terms,
        shortage_units=sum(shortfall.amount for shortfall in solution.shortfalls),
        last_arrival_s=max(arrivals, default=None),
        cover_lost=solution.terms["cover_lost"],
        inequality=solution.inequality,
        changed=_changed(first, solution),
    )


def _changed(first: Solution, other: Solution) -> tuple[str, ...]:
    """Teams whose incident differs between two answers."""
    was = {pick.team: pick.incident for pick in first.picks}
    now = {pick.team: pick.incident for pick in other.picks}
    return tuple(sorted(t for t in was.keys() | now.keys() if was.get(t) != now.get(t)))
