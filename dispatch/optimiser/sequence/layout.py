"""From short rows and teams to a field: jobs are sets of rows at one incident, teams the units."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations, permutations

import numpy as np
from numpy.typing import NDArray

from dispatch.optimiser import constraints
from dispatch.optimiser.parts import IntArray
from dispatch.optimiser.problem import Problem
from dispatch.optimiser.sequence.field import NO_LIMIT_S, Field, Stay
from dispatch.optimiser.sequence.first_stops import Row, Stop
from dispatch.optimiser.solution import Solution

MOST_TOGETHER = 5
"""Rows of one incident of which every set is a job; of more, single ones and all together."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A team that may go on: from which incident (None: from its place), when, what it did there.

    Units that stayed behind for cover only relieve (`relieves`); nobody relieves their own work.
    """

    team: int
    ready_s: int
    at: int | None
    worked: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Job:
    """Rows of one incident served in one visit; of one capability the first row is filled first."""

    place: int
    rows: tuple[int, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Layout:
    """The field with what its numbers stand for; `is_whole`: every set of rows is a job."""

    field: Field
    rows: tuple[Row, ...]
    units: tuple[Unit, ...]
    jobs: tuple[Job, ...]
    is_whole: bool


def lay_field(
    problem: Problem, solution: Solution, stops: Sequence[Stop], rows: Sequence[Row]
) -> Layout:
    """Lay out who may serve which rows later, when, and at what cost."""
    units = _units(problem, solution, stops, any(row.relief for row in rows))
    jobs, is_whole = _jobs(problem, rows)
    chosen: list[tuple[IntArray, IntArray]] = [_able(problem, rows, units, job) for job in jobs]
    unit = np.concatenate([able for able, _ in chosen] or [np.zeros(0, np.int64)])
    job = np.repeat(np.arange(len(jobs)), [able.size for able, _ in chosen])
    order = np.lexsort((job, unit))
    unit, job = unit[order].astype(np.int64), job[order].astype(np.int64)
    entries = _entries(jobs, chosen, order)
    return Layout(
        _field(problem, rows, units, jobs, unit, job, entries),
        tuple(rows),
        tuple(units),
        tuple(jobs),
        is_whole,
    )


def _units(
    problem: Problem, solution: Solution, stops: Sequence[Stop], reliefs: bool
) -> list[Unit]:
    """Picked teams with a known end go on; idle ones relieve where that is asked."""
    index = {team.id: k for k, team in enumerate(problem.teams)}
    column = {incident.id: k for k, incident in enumerate(problem.incidents)}
    units = [
        Unit(
            index[stop.pick.team],
            max(0, stop.end_s),
            column[stop.pick.incident],
            frozenset(stop.pick.fills),
        )
        for stop in stops
        if stop.end_s is not None
    ]
    if not reliefs:
        return units
    busy = {pick.team for pick in solution.picks} | {move.team for move in solution.moves}
    pinned = {pin.team for pin in problem.pins}
    running = {row.team: row for row in problem.running}
    for k, team in enumerate(problem.teams):
        able = constraints.team_may_go(team, running.get(team.id))
        if able and team.id not in busy and team.id not in pinned:
            units.append(Unit(k, team.ready_s, None))
    return units


def _jobs(problem: Problem, rows: Sequence[Row]) -> tuple[list[Job], bool]:
    column = {incident.id: k for k, incident in enumerate(problem.incidents)}
    here: dict[int, list[int]] = {}
    jobs, is_whole = [], True
    for k, row in enumerate(rows):
        place = column[row.need.incident]
        if row.relief:
            jobs.append(Job(place, (k,)))
        else:
            here.setdefault(place, []).append(k)
    for place, short in here.items():
        is_whole &= len(short) <= MOST_TOGETHER
        sizes = range(1, len(short) + 1) if len(short) <= MOST_TOGETHER else (1, len(short))
        for chosen in (c for size in sizes for c in combinations(short, size)):
            jobs += [Job(place, order) for order in _orders(rows, chosen)]
    return jobs, is_whole


def _orders(rows: Sequence[Row], chosen: tuple[int, ...]) -> Iterable[tuple[int, ...]]:
    """Orders of filling; they differ only where rows share a capability."""
    codes = [rows[k].need.capability for k in chosen]
    if len(set(codes)) == len(codes):
        return [chosen]
    shared = {code for code in codes if codes.count(code) > 1}
    seen: dict[object, tuple[int, ...]] = {}
    for order in permutations(chosen):
        key = tuple(
            tuple(k for k in order if rows[k].need.capability == code)
            for code in sorted(code for code in shared if code)
        )
        seen.setdefault(key, order)
    return list(seen.values())


def _able(
    problem: Problem, rows: Sequence[Row], units: Sequence[Unit], job: Job
) -> tuple[IntArray, IntArray]:
    """Units (N,) that bring something to every row of the job, and how much (N, rows)."""
    brought = np.zeros((len(units), len(job.rows)), np.int64)
    spent: dict[str, IntArray] = {}
    for column, k in enumerate(job.rows):
        code = rows[k].need.capability or ""
        has = np.array([problem.teams[u.team].units.get(code, 0) for u in units], np.int64)
        used = spent.setdefault(code, np.zeros(len(units), np.int64))
        brought[:, column] = np.minimum(has - used, rows[k].amount)
        spent[code] = used + brought[:, column]
    able = (brought > 0).all(axis=1) & _may(problem, rows, units, job)
    return np.flatnonzero(able), brought[able]


def _may(
    problem: Problem, rows: Sequence[Row], units: Sequence[Unit], job: Job
) -> NDArray[np.bool_]:
    """Whether a unit may serve the job: not kept apart, idle only to relieve, never itself."""
    incident = problem.incidents[job.place].id
    apart = {row.team for row in problem.exclusions if row.incident == incident}
    relief = rows[job.rows[0]].relief > 0
    need = rows[job.rows[0]].need.id
    may = [
        problem.teams[unit.team].id not in apart
        and (unit.at is not None or relief)
        and not (relief and need in unit.worked)
        for unit in units
    ]
    return np.array(may, bool)


def _entries(
    jobs: Sequence[Job], chosen: Sequence[tuple[IntArray, IntArray]], order: IntArray
) -> tuple[IntArray, IntArray, IntArray]:
    """What each option brings, options numbered in their final order."""
    number = np.empty_like(order)
    number[order] = np.arange(order.size)
    options, rows, units, begin = [], [], [], 0
    for job, (able, brought) in zip(jobs, chosen, strict=True):
        own = number[begin : begin + able.size]
        begin += able.size
        for column, row in enumerate(job.rows):
            options.append(own)
            rows.append(np.full(able.size, row, np.int64))
            units.append(brought[:, column])
    if not options:
        return np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0, np.int64)
    return np.concatenate(options), np.concatenate(rows), np.concatenate(units)


def _field(
    problem: Problem,
    rows: Sequence[Row],
    units: Sequence[Unit],
    jobs: Sequence[Job],
    unit: IntArray,
    job: IntArray,
    entries: tuple[IntArray, IntArray, IntArray],
) -> Field:
    weights, table = problem.policy.weights, problem.travel.between_incidents
    if table is None:
        raise ValueError("order over time needs travel between incidents")
    between = np.array(table, np.int64)
    np.fill_diagonal(between, 0)
    first = np.array(
        [
            problem.travel.teams_to_incidents[u.team] if u.at is None else between[u.at]
            for u in units
        ],
        np.int64,
    ).reshape(len(units), len(problem.incidents))
    gravity = np.array(
        [constraints.priority_weight(i.priority) for i in problem.incidents], np.int64
    )
    place = np.array([j.place for j in jobs], np.int64)
    slope = (gravity[place] * weights.response_time)[job]
    free = np.array([rows[j.rows[0]].free_s for j in jobs], np.int64)[job]
    tier = np.array([problem.teams[u.team].tier for u in units], np.int64)
    shift = np.array([_or_never(problem.teams[u.team].shift_end_s) for u in units], np.int64)
    until = _over(rows, jobs, "until_s", min)[job]
    return Field(
        place=place,
        ready_s=np.array([u.ready_s for u in units], np.int64),
        first_s=first,
        between_s=between[None],
        unit=unit,
        job=job,
        first_option=np.searchsorted(unit, np.arange(len(units) + 1)),
        stays=_stays(rows, jobs, job),
        last_stop=np.array([any(rows[k].work_s is None for k in j.rows) for j in jobs], bool)[job],
        fixed=tier[unit] * problem.policy.tier_price_s * weights.distance_cost - slope * free,
        slope=slope,
        late=(gravity[place] * weights.lateness)[job],
        latest_s=_over(rows, jobs, "latest_s", min)[job],
        until_s=np.minimum(until, shift[unit]),
        release_s=_over(rows, jobs, "release_s", max)[job],
        drive=weights.distance_cost,
        entry_option=entries[0],
        entry_row=entries[1],
        entry_units=entries[2],
        amount=np.array([row.amount for row in rows], np.int64),
        short_price=np.array([row.price for row in rows], np.int64),
        least=np.array([row.least for row in rows], np.int64),
        group=_groups(rows),
    )


def _or_never(moment_s: int | None) -> int:
    return NO_LIMIT_S if moment_s is None else moment_s


def _over(rows: Sequence[Row], jobs: Sequence[Job], name: str, pick: object) -> IntArray:
    take = min if pick is min else max
    return np.array([take(getattr(rows[k], name) for k in job.rows) for job in jobs], np.int64)


def _stays(rows: Sequence[Row], jobs: Sequence[Job], job: IntArray) -> tuple[Stay, ...]:
    """The first row's share of every job's time, the second's and so on; none: no time."""
    shares = []
    for number in range(max((len(j.rows) for j in jobs), default=0)):
        own = [rows[j.rows[number]] if number < len(j.rows) else None for j in jobs]
        work = np.array([0 if r is None else r.work_s or 0 for r in own], np.int64)
        growth = np.array([0.0 if r is None else r.growth_per_h for r in own])
        cap = np.array([0 if r is None else r.cap_s for r in own], np.int64)
        shares.append(Stay(work[job], growth[job], cap[job]))
    return tuple(shares)


def _groups(rows: Sequence[Row]) -> IntArray:
    codes = sorted({row.group for row in rows if row.group is not None})
    number = {code: k for k, code in enumerate(codes)}
    return np.array([-1 if r.group is None else number[r.group] for r in rows], np.int64)
