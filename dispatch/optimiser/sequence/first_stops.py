"""What the joint choice leaves: when teams are done, what stays short, who has to be relieved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dispatch.optimiser import constraints
from dispatch.optimiser.constraints import NO_LIMIT_S
from dispatch.optimiser.parts import Need, RunningState
from dispatch.optimiser.problem import Problem
from dispatch.optimiser.solution import Pick, Solution

MOST_RELIEFS = 12
"""Reliefs of one need that are planned ahead."""


@dataclass(frozen=True, slots=True)
class Stop:
    """A pick as the first stop of its team; `end_s` None: there until the officer releases it."""

    pick: Pick
    start_s: int
    end_s: int | None


@dataclass(frozen=True, slots=True)
class Row:
    """Units of one need to be brought later: what stayed short, or a relief due at `release_s`.

    `price` is that of one unit that never comes, `free_s` the time up to which waiting costs
    nothing (0 for what is short: it is wanted now).
    """

    need: Need
    amount: int
    least: int
    price: int
    release_s: int
    until_s: int
    latest_s: int
    work_s: int | None
    growth_per_h: float
    cap_s: int
    free_s: int
    relief: int
    group: str | None = None


def stay_s(need: Need, start_s: int) -> int | None:
    """How long units stay at a need when they begin then; None: until they are released.

    The work grows with every hour until it begins; fresh units take over after `relief_after_s`.
    """
    work = work_s(need, start_s)
    if work is None or need.relief_after_s is None:
        return work
    return min(work, need.relief_after_s)


def work_s(need: Need, start_s: int) -> int | None:
    """How long the whole work takes when it begins then, without relief."""
    if need.work_s is None:
        return None
    return max(0, int(need.work_s * (1.0 + need.growth_per_h * start_s / 3600.0)))


def first_stops(problem: Problem, solution: Solution) -> tuple[Stop, ...]:
    """Every pick that fills a need, with the time its team begins and is done there."""
    needs = {need.id: need for need in problem.needs}
    release = {incident.id: incident.release_s for incident in problem.incidents}
    running = {row.team: row for row in problem.running}
    stops = []
    for pick in solution.picks:
        if not pick.fills:
            continue
        start = max(pick.eta_s, release[pick.incident])
        run = running.get(pick.team)
        here = run is not None and run.incident == pick.incident
        if run is not None and here and run.state is RunningState.ON_SCENE:
            start = 0 if run.since is None else run.since - problem.now
        stays = [stay_s(needs[need], start) for need in pick.fills]
        known = [stay for stay in stays if stay is not None]
        end = start + max(known) if len(known) == len(stays) else None
        stops.append(Stop(pick, start, end))
    return tuple(stops)


def rows_of(problem: Problem, solution: Solution, stops: Sequence[Stop]) -> list[Row]:
    """Everything that later visits may serve: shortages first, then reliefs of first stops."""
    weights = {i.id: constraints.priority_weight(i.priority) for i in problem.incidents}
    price = {
        need.id: weights[need.incident] * problem.policy.weights.shortage for need in problem.needs
    }
    rows = _short_rows(problem, solution, price)
    for need in problem.needs:
        if need.capability is not None and need.relief_after_s is not None:
            rows += _relief_rows(problem, need, stops, price[need.id])
    return rows


def _short_rows(problem: Problem, solution: Solution, price: Mapping[str, int]) -> list[Row]:
    release = {incident.id: incident.release_s for incident in problem.incidents}
    filled: dict[str, int] = {}
    for pick in solution.picks:
        for need_id, units in pick.fills.items():
            filled[need_id] = filled.get(need_id, 0) + units
    goods = {need.group for need in problem.needs if need.item is not None}
    rows = []
    for need in problem.needs:
        has = filled.get(need.id, 0)
        closed = need.group is not None and need.group in goods
        if need.capability is None or has >= need.amount or closed:
            continue
        rows.append(
            Row(
                need=need,
                amount=need.amount - has,
                least=max(1, need.least - has),
                price=price[need.id],
                release_s=release[need.incident],
                until_s=constraints.useful_until_s(need, problem.policy),
                latest_s=NO_LIMIT_S if need.latest_s is None else need.latest_s,
                work_s=need.work_s,
                growth_per_h=need.growth_per_h,
                cap_s=NO_LIMIT_S if need.relief_after_s is None else need.relief_after_s,
                free_s=0,
                relief=0,
                group=need.group,
            )
        )
    return rows


def _relief_rows(problem: Problem, need: Need, stops: Sequence[Stop], price: int) -> list[Row]:
    """Reliefs of those who are sent now, each due when the earliest of them has to be relieved."""
    turn = need.relief_after_s or 0
    here = [stop for stop in stops if need.id in stop.pick.fills]
    rows = []
    for number in range(1, MOST_RELIEFS + 1):
        going = [
            (stop, left)
            for stop in here
            if (left := (work_s(need, stop.start_s) or 0) - number * turn) > 0
        ]
        if not going or turn <= 0:
            break
        due = max(0, min(stop.start_s for stop, _ in going) + number * turn)
        rows.append(
            Row(
                need=need,
                amount=sum(stop.pick.fills[need.id] for stop, _ in going),
                least=1,
                price=price,
                release_s=due,
                until_s=NO_LIMIT_S,
                latest_s=NO_LIMIT_S,
                work_s=min(turn, max(left for _, left in going)),
                growth_per_h=0.0,
                cap_s=NO_LIMIT_S,
                free_s=due,
                relief=number,
            )
        )
    return rows
