"""From routes to visits: who fills what when, nothing filled twice, no stop without a purpose."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from dispatch.optimiser.problem import Problem
from dispatch.optimiser.sequence.first_stops import Row, Stop
from dispatch.optimiser.sequence.greedy import cost_of
from dispatch.optimiser.sequence.layout import Layout
from dispatch.optimiser.sequence.pool import Route, as_rows, follow
from dispatch.optimiser.sequence.rules import broken_rows
from dispatch.optimiser.solution import Later, Visit

Fills = dict[tuple[int, int], dict[int, int]]
"""Units by row for each stop (unit, number of the stop)."""


def trim(layout: Layout, routes: tuple[Route, ...]) -> tuple[tuple[Route, ...], Fills, int]:
    """Routes without needless stops or shares, what each stop fills, and the whole cost.

    Units count in the order of their arrival; who comes when a row is full fills nothing there.
    """
    index = _by_rows(layout)
    while True:
        fills = _fill(layout, routes)
        trimmed = tuple(
            (unit, stops)
            for unit, options in routes
            if (stops := _useful_stops(layout, index, unit, options, fills))
        )
        if trimmed == routes:
            return routes, fills, cost_of(layout.field, routes)
        routes = trimmed


def _by_rows(layout: Layout) -> dict[tuple[int, frozenset[int]], list[int]]:
    index: dict[tuple[int, frozenset[int]], list[int]] = {}
    pairs = zip(layout.field.unit.tolist(), layout.field.job.tolist(), strict=True)
    for option, (unit, job) in enumerate(pairs):
        index.setdefault((unit, frozenset(layout.jobs[job].rows)), []).append(option)
    return index


def _fill(layout: Layout, routes: tuple[Route, ...]) -> Fills:
    """Units of each stop by row, earliest arrival first; none where the whole would be useless."""
    field = layout.field
    if not routes:
        return {}
    start = follow(field, *as_rows(routes)).start_s.tolist()
    arrivals = sorted(
        (start[number][place], unit, place, option)
        for number, (unit, options) in enumerate(routes)
        for place, option in enumerate(options)
    )
    left = field.amount.copy()
    fills: Fills = {}
    for _, unit, place, option in arrivals:
        given = fills.setdefault((unit, place), {})
        for row, units in _brings(layout, option).items():
            if taken := min(units, int(left[row])):
                given[row] = taken
                left[row] -= taken
    broken = broken_rows(field, field.amount - left)
    return {
        stop: {row: units for row, units in given.items() if row not in broken}
        for stop, given in fills.items()
    }


def _brings(layout: Layout, option: int) -> dict[int, int]:
    field = layout.field
    at = np.flatnonzero(field.entry_option == option)
    return dict(zip(field.entry_row[at].tolist(), field.entry_units[at].tolist(), strict=True))


def _useful_stops(
    layout: Layout,
    index: dict[tuple[int, frozenset[int]], list[int]],
    unit: int,
    options: tuple[int, ...],
    fills: Fills,
) -> tuple[int, ...]:
    stops = []
    for place, option in enumerate(options):
        given = fills[unit, place]
        rows = layout.jobs[int(layout.field.job[option])].rows
        if not given:
            continue
        if len(given) < len(rows):
            others = index.get((unit, frozenset(given)), [])
            option = next((o for o in others if _holds(layout, o, given)), option)
        stops.append(option)
    return tuple(stops)


def _holds(layout: Layout, option: int, given: Mapping[int, int]) -> bool:
    brings = _brings(layout, option)
    return all(brings[row] >= units for row, units in given.items())


def visits_of(
    problem: Problem,
    layout: Layout,
    stops: tuple[Stop, ...],
    routes: tuple[Route, ...],
    fills: Fills,
) -> tuple[Visit, ...]:
    """Every stop of every team in order, the picks first."""
    visits, count = [], dict.fromkeys((stop.pick.team for stop in stops), 1)
    for stop in stops:
        pick = stop.pick
        visits.append(Visit(pick.team, 1, pick.incident, stop.start_s, stop.end_s, pick.fills))
    if not routes:
        return tuple(visits)
    walk = follow(layout.field, *as_rows(routes))
    for number, (unit, options) in enumerate(routes):
        team = problem.teams[layout.units[unit].team].id
        before = count.get(team, 0)
        for place, option in enumerate(options):
            job = layout.jobs[int(layout.field.job[option])]
            given = {layout.rows[row].need.id: n for row, n in sorted(fills[unit, place].items())}
            ends = None if layout.field.last_stop[option] else int(walk.end_s[number, place])
            visits.append(
                Visit(
                    team,
                    before + place + 1,
                    problem.incidents[job.place].id,
                    int(walk.start_s[number, place]),
                    ends,
                    given,
                    layout.rows[job.rows[0]].relief > 0,
                    layout.rows[job.rows[0]].relief,
                )
            )
    return tuple(sorted(visits, key=lambda visit: (visit.team, visit.order)))


def later_of(rows: tuple[Row, ...], visits: tuple[Visit, ...]) -> dict[str, Later]:
    """How much of each shortfall comes later, when the first and the last of it, and by whom."""
    short = {row.need.id for row in rows if not row.relief}
    found: dict[str, Later] = {}
    for need in sorted(short):
        here = [v for v in visits if need in v.fills and v.order > 1 and not v.relief]
        here.sort(key=lambda visit: (visit.start_s, visit.team))
        if here:
            found[need] = Later(
                sum(visit.fills[need] for visit in here),
                here[0].start_s,
                here[-1].start_s,
                tuple(visit.team for visit in here),
            )
    return found
