"""A rolling horizon: the same problem so many seconds later, its solution followed until then."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from dispatch.optimiser import constraints
from dispatch.optimiser.parts import (
    UNREACHABLE,
    Cover,
    IntArray,
    Lot,
    Need,
    Running,
    RunningState,
    Team,
)
from dispatch.optimiser.problem import Problem
from dispatch.optimiser.sequence.legs import Leg, legs_of
from dispatch.optimiser.solution import Delivery, Solution

Legs = Mapping[str, tuple[Leg, ...]]


@dataclass(frozen=True, slots=True)
class Advanced:
    """The problem later on, units by need that were served meanwhile, needs whose time is over.

    Goods count as served once they have left.
    """

    problem: Problem
    served: Mapping[str, int]
    expired: tuple[str, ...]


def advance(
    problem: Problem, solution: Solution, seconds: int, *, follow_later: bool = True
) -> Advanced:
    """The problem after so many seconds in which nothing else happened and the plan was followed.

    Teams are under way, at work or done: who is done is free where it worked, unless it goes on
    to its later visit (`follow_later`). Finished work leaves the needs, unfinished work goes on;
    a need has one length of work, so once some of its units were relieved it is the mean of what
    all still have. `latest_s` moves so that help counts until the same moment as before. From a
    place on the way a team may go back or go on: the shorter of both is its drive.
    """
    legs = _begun(legs_of(problem, solution, follow_later), seconds)
    served = _served(problem, solution, legs, seconds)
    over = {need.id for need in problem.needs if _is_over(problem, need, seconds)}
    needs = [
        _later_need(problem, need, need.amount - served[need.id], legs, seconds)
        for need in problem.needs
        if served[need.id] < need.amount and need.id not in over
    ]
    later = replace(
        problem,
        now=problem.now + seconds,
        incidents=tuple(
            replace(row, release_s=max(0, row.release_s - seconds)) for row in problem.incidents
        ),
        needs=tuple(needs),
        teams=tuple(_later_team(problem, team, legs, seconds) for team in problem.teams),
        lots=_left_lots(problem, solution, seconds),
        running=_running(problem, legs, seconds),
        pins=tuple(
            pin
            for pin in problem.pins
            if pin.team not in legs or current_leg(legs[pin.team], seconds) is not None
        ),
        cover=tuple(_later_cover(problem, rule, legs, seconds) for rule in problem.cover),
        travel=replace(problem.travel, teams_to_incidents=_ways(problem, legs, seconds)),
    )
    expired = tuple(n.id for n in problem.needs if n.id in over and served[n.id] < n.amount)
    return Advanced(later, {need: units for need, units in served.items() if units}, expired)


def _begun(legs: Legs, seconds: int) -> Legs:
    """Legs that are ordered, or that have been set out on by then."""
    begun = {
        team: tuple(leg for leg in own if leg.ordered or leg.leave_s <= seconds)
        for team, own in legs.items()
    }
    return {team: own for team, own in begun.items() if own}


def current_leg(legs: tuple[Leg, ...], seconds: int) -> Leg | None:
    """The leg a team is on after so many seconds; None: it is done with all of them."""
    return next((leg for leg in legs if leg.end_s is None or leg.end_s > seconds), None)


def _served(problem: Problem, solution: Solution, legs: Legs, seconds: int) -> Counter[str]:
    """Units of each need whose work is finished; who has to be relieved leaves the need open."""
    needs = {need.id: need for need in problem.needs}
    served: Counter[str] = Counter()
    for own in legs.values():
        for leg in own:
            if leg.end_s is not None and leg.end_s <= seconds:
                served.update({n: u for n, u in leg.fills.items() if leg.finishes(needs[n])})
    for delivery in _gone(solution, seconds):
        served[delivery.need] += delivery.amount
    return served


def _gone(solution: Solution, seconds: int) -> list[Delivery]:
    begins = {(trip.truck, trip.trip): trip.start_s for trip in solution.trips}
    return [
        row
        for row in solution.deliveries
        if begins.get((row.truck or "", row.trip or 0), 0) <= seconds
    ]


def _left_lots(problem: Problem, solution: Solution, seconds: int) -> tuple[Lot, ...]:
    drawn: Counter[str] = Counter()
    for row in _gone(solution, seconds):
        drawn[row.lot] += row.amount
    return tuple(replace(lot, amount=lot.amount - drawn[lot.id]) for lot in problem.lots)


def _is_over(problem: Problem, need: Need, seconds: int) -> bool:
    return constraints.useful_until_s(need, problem.policy) < seconds


def _later_need(problem: Problem, need: Need, left: int, legs: Legs, seconds: int) -> Need:
    """What is left of a need; work that has not begun has grown meanwhile."""
    grown = 1.0 + need.growth_per_h * seconds / 3600.0
    work, growth = need.work_s, need.growth_per_h / grown
    if work is not None:
        work = round(work * grown)
        mean = _mean_work_s(need, left, legs, seconds, work)
        if mean is not None:
            work, growth = mean, 0.0
    latest = need.latest_s
    if latest is not None:
        until = constraints.useful_until_s(need, problem.policy) - seconds
        latest = math.ceil(until / max(problem.policy.lateness_factor, 1e-9))
    return replace(
        need,
        amount=left,
        least=max(1, min(need.least - (need.amount - left), left)),
        work_s=work,
        growth_per_h=growth,
        latest_s=latest,
    )


def _mean_work_s(need: Need, left: int, legs: Legs, seconds: int, grown_s: int) -> int | None:
    """The mean work of the units still wanted, once some were relieved; None: none was.

    Units at work have what lay there when they began, units relieved what they handed on, the
    others the whole.
    """
    if need.relief_after_s is None:
        return None
    here = [leg for own in legs.values() for leg in own if need.id in leg.fills]
    begun = [leg for leg in here if leg.start_s <= seconds and not leg.finishes(need)]
    handed = [leg for leg in begun if leg.end_s is not None and leg.end_s <= seconds]
    if not handed:
        return None
    at_work = [leg for leg in here if leg not in handed and _is_at_work(leg, seconds)]
    lengths = [leg.left_s[need.id] or 0 for leg in at_work for _ in range(leg.fills[need.id])]
    rest = max((leg.left_s[need.id] or 0) - need.relief_after_s for leg in handed)
    relieved = sum(leg.fills[need.id] for leg in handed)
    relieved -= sum(leg.fills[need.id] for leg in at_work if leg.turn)
    lengths += [rest] * max(0, min(relieved, left - len(lengths)))
    lengths += [grown_s] * max(0, left - len(lengths))
    return round(sum(lengths) / len(lengths))


def _is_at_work(leg: Leg, seconds: int) -> bool:
    return leg.start_s <= seconds and (leg.end_s is None or leg.end_s > seconds)


def _later_team(problem: Problem, team: Team, legs: Legs, seconds: int) -> Team:
    """Where a team is and whether it may go; who is past the end of its shift goes no more."""
    own = legs.get(team.id, ())
    shift = None if team.shift_end_s is None else team.shift_end_s - seconds
    moved = bool(own) and own[0].leave_s <= seconds
    ready = 0 if moved else max(0, team.ready_s - seconds)
    place = next((leg.incident for leg in reversed(own) if leg.arrive_s <= seconds), None)
    at = next((row for row in problem.incidents if row.id == place), None)
    free = team.free
    if own:
        free = current_leg(own, seconds) is None
    if shift is not None and shift < 0:
        free = False
    return replace(
        team,
        ready_s=ready,
        free=free,
        shift_end_s=None if shift is None else max(0, shift),
        lon=team.lon if not moved else None if at is None else at.lon,
        lat=team.lat if not moved else None if at is None else at.lat,
        position_at=problem.now + seconds if moved else team.position_at,
    )


def _running(problem: Problem, legs: Legs, seconds: int) -> tuple[Running, ...]:
    former = {row.team: row for row in problem.running}
    rows = []
    for team, own in legs.items():
        leg = current_leg(own, seconds)
        if leg is None:
            continue
        state, since = RunningState.ASSIGNED, None
        if leg.arrive_s <= seconds:
            state, since = RunningState.ON_SCENE, problem.now + leg.start_s
        elif leg.leave_s <= seconds:
            state = RunningState.EN_ROUTE
        may_move = former[team].may_move if team in former else False
        rows.append(Running(team, leg.incident, state, since, may_move))
    return tuple(sorted(rows, key=lambda row: row.team))


def _ways(problem: Problem, legs: Legs, seconds: int) -> IntArray:
    """Drives from where each team is by then (T, I)."""
    ways = np.array(problem.travel.teams_to_incidents, np.int64)
    index = {row.id: k for k, row in enumerate(problem.incidents)}
    for k, team in enumerate(problem.teams):
        own = legs.get(team.id, ())
        if own and own[0].leave_s <= seconds:
            ways[k] = _way(problem, index, ways[k], own, seconds)
    return ways


def _way(
    problem: Problem, index: Mapping[str, int], home: IntArray, own: tuple[Leg, ...], seconds: int
) -> IntArray:
    leg = current_leg(own, seconds)
    if leg is None or leg.arrive_s <= seconds:
        return _from(problem, index[(leg or own[-1]).incident])
    if leg.leave_s > seconds:
        return home if leg.came_from is None else _from(problem, index[leg.came_from])
    back = home if leg.came_from is None else _from(problem, index[leg.came_from])
    onward = _from(problem, index[leg.incident])
    driven, left = seconds - leg.leave_s, leg.arrive_s - seconds
    return _shorter(_added(back, driven), _added(onward, left))


def _from(problem: Problem, place: int) -> IntArray:
    """Drives from an incident; without a table between incidents only that one is known."""
    table = problem.travel.between_incidents
    if table is None:
        row = np.full(len(problem.incidents), UNREACHABLE, np.int64)
    else:
        row = np.array(table[place], np.int64)
    row[place] = 0
    return row


def _added(row: IntArray, seconds: int) -> IntArray:
    return np.where(row < 0, UNREACHABLE, row + seconds)


def _shorter(row: IntArray, other: IntArray) -> IntArray:
    return np.where((row < 0) | ((other >= 0) & (other < row)), other, row)


def _later_cover(problem: Problem, rule: Cover, legs: Legs, seconds: int) -> Cover:
    """A team that has left its place serves cover only once its way from there is known."""
    gone = {team for team, own in legs.items() if own[0].leave_s <= seconds}
    return replace(
        rule,
        travel=tuple(
            UNREACHABLE if team.id in gone else way
            for team, way in zip(problem.teams, rule.travel, strict=True)
        ),
    )
