"""Large neighbourhoods: a few units' routes are planned anew together, all others stay."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from dispatch.optimiser.budget import Budget, Watch
from dispatch.optimiser.parts import IntArray
from dispatch.optimiser.sequence.field import Field, Stay
from dispatch.optimiser.sequence.generate import begin, generate
from dispatch.optimiser.sequence.greedy import cost_of
from dispatch.optimiser.sequence.pool import Route
from dispatch.optimiser.sequence.prove import Answer, prove
from dispatch.optimiser.sequence.rules import broken_rows, served

TOGETHER = 8
"""Units planned anew at once."""
ROUNDS = 15
SECONDS = 1.0
"""Limits of one try."""
FRUITLESS = 40
"""So many tries without a gain end the search."""


def improve(field: Field, answer: Answer, watch: Watch) -> Answer:
    """A better answer by planning small sets of units anew, until tries no longer gain."""
    random, idle = np.random.default_rng(0), 0
    rows = np.flatnonzero(np.bincount(field.entry_row, minlength=field.amount.size))
    while idle < FRUITLESS and rows.size and not watch.is_over():
        units = _neighbours(field, answer.routes, int(random.choice(rows)), random)
        better = _planned_anew(field, answer, units, watch)
        idle = 0 if better.cost < answer.cost else idle + 1
        answer = better
    return answer


def _neighbours(
    field: Field, routes: tuple[Route, ...], row: int, random: np.random.Generator
) -> IntArray:
    """Units that could serve a row: those that do, and some of the others."""
    options = field.entry_option[field.entry_row == row]
    able = np.unique(field.unit[options])
    doing = {unit for unit, own in routes if set(own) & set(options.tolist())}
    others = random.permutation([unit for unit in able.tolist() if unit not in doing])
    chosen = [*sorted(doing), *others.tolist()][:TOGETHER]
    return np.sort(np.array(chosen, np.int64))


def _planned_anew(field: Field, answer: Answer, units: IntArray, watch: Watch) -> Answer:
    """The answer with the routes of some units as good as they can be beside the others'."""
    chosen = set(units.tolist())
    others = tuple(route for route in answer.routes if route[0] not in chosen)
    own = tuple(route for route in answer.routes if route[0] in chosen)
    kept = np.array([o for _, stops in own for o in stops], np.int64)
    part, options = restrict(field, units, served(field, others), kept)
    number = {int(option): k for k, option in enumerate(options)}
    place = {int(unit): k for k, unit in enumerate(units)}
    routes = tuple((place[unit], tuple(number[o] for o in stops)) for unit, stops in own)
    small = Watch(Budget(min(SECONDS, watch.left_s()), ROUNDS))
    first = Answer(routes, cost_of(part, routes), 0)
    search = begin(part, list(routes), small)
    generate(search, ROUNDS)
    found = prove(search, first).routes
    back = tuple((int(units[k]), tuple(int(options[o]) for o in stops)) for k, stops in found)
    whole = tuple(sorted(others + back))
    cost = cost_of(field, whole)
    if cost >= answer.cost or broken_rows(field, served(field, whole)):
        return answer
    return Answer(whole, cost, min(answer.bound, cost))


def restrict(
    field: Field, units: IntArray, brought: IntArray, kept: IntArray
) -> tuple[Field, IntArray]:
    """The field of some units beside what others bring (R,), and its options' former numbers.

    Options that serve nothing that is still open are left out unless they are to be `kept`.
    Groups are left as they are: their rows ask for nothing here.
    """
    amount = np.maximum(0, field.amount - brought)
    amount[field.group >= 0] = 0
    mine = np.isin(field.unit, units)
    mine[field.entry_option[amount[field.entry_row] == 0]] = False
    mine[kept] = True
    options = np.flatnonzero(mine)
    number = np.cumsum(mine) - 1
    entry = np.flatnonzero(mine[field.entry_option])
    unit = np.searchsorted(units, field.unit[options])
    places = np.unique(field.place[field.job[options]])
    tables = field.between_s if field.between_s.shape[0] == 1 else field.between_s[units]
    part = replace(
        field,
        place=np.searchsorted(places, field.place),
        ready_s=field.ready_s[units],
        first_s=field.first_s[units][:, places],
        between_s=tables[:, places][:, :, places],
        unit=unit,
        job=field.job[options],
        first_option=np.searchsorted(unit, np.arange(units.size + 1)),
        stays=tuple(
            Stay(s.work_s[options], s.growth_per_h[options], s.cap_s[options]) for s in field.stays
        ),
        last_stop=field.last_stop[options],
        fixed=field.fixed[options],
        slope=field.slope[options],
        late=field.late[options],
        latest_s=field.latest_s[options],
        until_s=field.until_s[options],
        release_s=field.release_s[options],
        entry_option=number[field.entry_option[entry]],
        entry_row=field.entry_row[entry],
        entry_units=np.minimum(field.entry_units[entry], amount[field.entry_row[entry]]),
        amount=amount,
        least=np.minimum(np.maximum(1, field.least - brought), np.maximum(1, amount)),
        group=np.full(field.group.size, -1),
    )
    return part, options
