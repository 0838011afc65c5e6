"""From a problem to a solution, in steps that each give a usable answer: floor, better, proven."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from dispatch.optimiser import score
from dispatch.optimiser.budget import Budget as Budget
from dispatch.optimiser.budget import Watch
from dispatch.optimiser.caution import NO_CAUTION, Caution
from dispatch.optimiser.compose import Laid, compose, fills_of
from dispatch.optimiser.hopeless import hopeless_needs
from dispatch.optimiser.materials.deliver import Supply, deliver, delivered_value
from dispatch.optimiser.materials.search import TripSearch
from dispatch.optimiser.materials.stock import take_stock
from dispatch.optimiser.parts import Need
from dispatch.optimiser.problem import Problem
from dispatch.optimiser.reasons.changes import difference_to_previous
from dispatch.optimiser.sequence.stage import is_wanted, plan_later
from dispatch.optimiser.solution import Difference, Solution, Status
from dispatch.optimiser.strict import solve_in_order
from dispatch.optimiser.teams.assign import (
    Assignment,
    Search,
    floor_answer,
    former_packages,
    improve,
)
from dispatch.optimiser.teams.blocks import build_blocks
from dispatch.optimiser.teams.board import lay_out
from dispatch.optimiser.teams.memory import Memory as Memory
from dispatch.optimiser.teams.packages import Package
from dispatch.optimiser.worlds.confidence import confidence
from dispatch.optimiser.worlds.robust import solve_robust

MATERIALS_SHARE = 0.3
"""So much of the time is kept for trips while the teams are chosen."""

ROBUST_SHARE = 0.4
"""Each solve of a robust one may take so much of the time left, and at least so long."""

LEAST_SECONDS = 0.2

SEQUENCE_SHARE = 0.2
"""So much of the time is kept for order over time where that is wanted."""

TRIPS_SHARES = (0.2, 0.9)
"""Once the teams are done, trips not proven yet get these shares of what is left, one by one."""

Progress = Callable[[Solution], None]


def solve(
    problem: Problem,
    *,
    budget: Budget | None = None,
    on_progress: Progress | None = None,
    previous: Solution | None = None,
    memory: Memory | None = None,
) -> Solution:
    """The best choice of teams and materials for all needs at once, with bound and reasons.

    Anytime: the greedy answer goes to `on_progress` at once, better ones follow, the last is
    returned. Never infeasible: what cannot be filled is a shortfall with a reason. The same
    problem, seed and budget in rounds give the same answer.

    Parameters
    ----------
    budget : limits of time and rounds; at the end of either the best answer so far is returned.
    on_progress : called with every answer but the last; those come without `next_best`.
    previous : an earlier solution, taken as a starting point and compared with.
    memory : prices and packages of the solve before, for a warm start; brought up to date. The
        strict and the robust policy neither read nor write it.

    Raises
    ------
    ProblemError
        When the problem's records do not fit together.
    """
    problem.require_consistent()
    whole = Watch(budget or Budget())
    watch = _until_later(problem, whole)
    ranges = problem.uncertainty
    if ranges is not None and ranges.robust:
        answer = _solve_robust(problem, watch, on_progress, previous)
    else:
        answer = _solve_once(problem, watch, on_progress, previous, memory=memory)
    answer = plan_later(problem, answer, whole)
    if ranges is None or not ranges.worlds:
        return answer
    seen = confidence(problem, answer, is_over=watch.is_over)
    watch.mark("confidence")
    return replace(answer, confidence=seen, timings_s={**answer.timings_s, **watch.timings_s()})


def _until_later(problem: Problem, watch: Watch) -> Watch:
    """The watch of the joint choice: it leaves a share of the time for order over time."""
    if not is_wanted(problem):
        return watch
    return Watch(replace(watch.budget, seconds=watch.budget.seconds * (1 - SEQUENCE_SHARE)))


def _solve_once(
    problem: Problem,
    watch: Watch,
    on_progress: Progress | None,
    previous: Solution | None,
    caution: Caution = NO_CAUTION,
    memory: Memory | None = None,
) -> Solution:
    if problem.policy.strict:
        return _solve_strict(problem, watch, on_progress, previous, caution)
    return _solve_weighted(problem, watch, on_progress, previous, caution, memory)


def _solve_robust(
    problem: Problem, watch: Watch, on_progress: Progress | None, previous: Solution | None
) -> Solution:
    """Answers on the way are those of the stated times; the last one holds in enough worlds."""

    def solve_with(caution: Caution, former: Solution | None) -> Solution:
        seconds = max(LEAST_SECONDS, watch.left_s() * ROBUST_SHARE)
        part = Watch(replace(watch.budget, seconds=seconds))
        tell = on_progress if former is None else None
        found = _solve_once(problem, part, tell, former or previous, caution)
        return replace(found, versus_previous=_compared(previous, found))

    answer = solve_robust(problem, solve_with, watch.is_over)
    watch.mark("robust")
    return replace(answer, timings_s={**answer.timings_s, **watch.timings_s()})


def _compared(previous: Solution | None, found: Solution) -> Difference | None:
    return None if previous is None else difference_to_previous(previous, found.picks)


def _solve_weighted(
    problem: Problem,
    watch: Watch,
    on_progress: Progress | None,
    previous: Solution | None,
    caution: Caution = NO_CAUTION,
    memory: Memory | None = None,
) -> Solution:
    dropped = hopeless_needs(problem)
    laid = _lay(problem, previous, watch, dropped, caution)
    search = Search(laid.board, laid.blocks, watch)
    first = floor_answer(search)
    goods = caution.goods(problem)
    supply = deliver(goods, laid.stock, dropped=dropped)
    watch.mark("first")
    if on_progress is not None:
        search.report = lambda better: _tell(laid, better, supply, on_progress)
        search.report(first)
    watch.kept_s = 0.0 if supply.is_proven else MATERIALS_SHARE * watch.left_s()
    final = improve(search, _former(laid, previous), memory)
    watch.kept_s = 0.0
    carriage = None
    for share in TRIPS_SHARES:
        if supply.is_proven or watch.left_s() <= 0:
            break
        if on_progress is not None:
            _tell(laid, final, supply, on_progress)
        carriage = carriage or TripSearch(goods, laid.stock, supply, dropped)
        supply = carriage.run(share * watch.left_s(), watch.is_over)
        watch.mark("trips")
    laid, final, supply = _whole_groups(laid, final, supply)
    return compose(laid, final, supply)


def _solve_strict(
    problem: Problem,
    watch: Watch,
    on_progress: Progress | None,
    previous: Solution | None,
    caution: Caution = NO_CAUTION,
) -> Solution:
    """The terms in their order; value, bound and prices are told in the policy's weights."""
    laid = _lay(problem, previous, watch, frozenset(), caution)
    search = Search(laid.board, laid.blocks, watch)
    first, supply = floor_answer(search), deliver(caution.goods(problem), laid.stock)
    watch.mark("first")
    if on_progress is not None:
        _tell(laid, first, supply, on_progress)
    found, proven = solve_in_order(
        problem,
        lambda stage, before: _solve_weighted(stage, watch, None, before or previous, caution),
    )
    laid = _lay(problem, previous, watch, _unserved_groups(problem, found), caution)
    packages = tuple(_former(laid, found))
    value = delivered_value(problem, list(found.deliveries), _delivered(found))
    goods = Supply(found.deliveries, found.trips, value, min(supply.bound, value))
    answer = compose(laid, Assignment(packages, first.objective, first.bound), goods)
    if not proven:
        return _not_proven(answer)
    parts = {
        k: replace(p, status=Status.OPTIMAL, bound=p.objective) for k, p in answer.parts.items()
    }
    return replace(answer, status=Status.OPTIMAL, bound=answer.objective, gap=0.0, parts=parts)


def _not_proven(answer: Solution) -> Solution:
    """An answer without a proof in the strict order; its bound stays below its value."""
    bound = min(answer.bound, answer.objective - 1)
    gap = (answer.objective - bound) / max(1, abs(answer.objective))
    return replace(answer, status=Status.FEASIBLE, bound=bound, gap=gap)


def _delivered(solution: Solution) -> dict[str, int]:
    filled: dict[str, int] = {}
    for delivery in solution.deliveries:
        filled[delivery.need] = filled.get(delivery.need, 0) + delivery.amount
    return filled


def _unserved_groups(problem: Problem, found: Solution) -> frozenset[str]:
    """Needs in groups of which something stays short."""
    short = {shortfall.need for shortfall in found.shortfalls}
    broken = {need.group for need in problem.needs if need.group and need.id in short}
    return frozenset(need.id for need in problem.needs if need.group in broken)


def _tell(laid: Laid, answer: Assignment, supply: Supply, on_progress: Progress) -> None:
    """Report an answer on the way, unless it fills a group of both kinds in part."""
    laid.watch.mark("search")
    if not _broken_mixed_groups(laid.board.problem, _filled(laid, answer, supply)):
        on_progress(compose(laid, answer, supply, last=False))


def _lay(
    problem: Problem,
    previous: Solution | None,
    watch: Watch,
    dropped: frozenset[str],
    caution: Caution,
) -> Laid:
    board = lay_out(problem, dropped, caution.undependable)
    laid = Laid(board, build_blocks(board), take_stock(problem), previous, watch, caution)
    watch.mark("build")
    return laid


def _former(laid: Laid, previous: Solution | None) -> list[Package]:
    """An earlier answer as packages, as far as it still holds."""
    if previous is None:
        return []
    problem = laid.board.problem
    teams = {team.id: k for k, team in enumerate(problem.teams)}
    incidents = {incident.id: k for k, incident in enumerate(problem.incidents)}
    at: dict[int, list[int]] = {}
    for pick in previous.picks:
        if pick.team in teams and pick.incident in incidents:
            at.setdefault(incidents[pick.incident], []).append(teams[pick.team])
    for move in previous.moves:
        if move.priced and move.team in teams and move.rule < len(problem.cover):
            at.setdefault(-1 - move.rule, []).append(teams[move.team])
    rows = {incident: np.array(found, np.int64) for incident, found in at.items()}
    return former_packages(laid.blocks, rows, len(problem.teams))


def _whole_groups(laid: Laid, final: Assignment, supply: Supply) -> tuple[Laid, Assignment, Supply]:
    """Groups that hold capabilities and items: when one half cannot be whole, neither is served.

    A repair, again until no group is broken: the bounds stay those of the unrestricted halves.
    """
    problem = laid.board.problem
    broken = _broken_mixed_groups(problem, _filled(laid, final, supply))
    if not broken:
        return laid, final, supply
    dropped = laid.board.dropped | {n.id for n in problem.needs if n.group in broken}
    again = _lay(problem, laid.previous, laid.watch, dropped, laid.caution)
    search = Search(again.board, again.blocks, laid.watch)
    floor_answer(search)
    fewer = improve(search, [])
    restricted = Assignment(fewer.packages, fewer.objective, final.bound)
    limited = laid.caution.goods(problem)
    less = deliver(limited, laid.stock, dropped=dropped)
    less = TripSearch(limited, laid.stock, less, dropped).run(
        TRIPS_SHARES[-1] * laid.watch.left_s(), laid.watch.is_over
    )
    items = Supply(less.deliveries, less.trips, less.objective, supply.bound, less.filled)
    return _whole_groups(again, restricted, items)


def _filled(laid: Laid, final: Assignment, supply: Supply) -> dict[str, int]:
    missing = score.shortages(laid.board.problem, fills_of(laid, final).values(), supply.deliveries)
    return {need.id: need.amount - short for need, short in missing}


def _broken_mixed_groups(problem: Problem, filled: dict[str, int]) -> set[str]:
    """Groups of both kinds of which something, but not everything, is filled."""
    members: dict[str, list[Need]] = {}
    for need in problem.needs:
        if need.group is not None:
            members.setdefault(need.group, []).append(need)
    return {
        group
        for group, needs in members.items()
        if any(filled[n.id] for n in needs) and any(filled[n.id] < n.amount for n in needs)
    }
