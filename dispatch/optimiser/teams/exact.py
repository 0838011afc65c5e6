"""Closing the gap: every package that an optimal answer could contain, and the best choice of them.

With prices whose bound is L, an answer of value L + d can only hold packages whose price exceeds
their block's least price by at most d. All of those are listed, and a set-packing model over
them is solved; when its value is at most L + d, it is the optimum over the whole inventory.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from ortools.sat.python import cp_model

from dispatch.optimiser.parts import IntArray
from dispatch.optimiser.teams.board import CoverRule
from dispatch.optimiser.teams.packages import Block, Layers, Package, layered

MOST_PACKAGES = 12_000


class TooMany(Exception):
    """More packages lie within the margin than are worth listing."""


@dataclass(slots=True)
class _Listing:
    """The packages of one block within a margin, as they are found."""

    block: Block
    reduced: IntArray
    order: IntArray
    layers: Layers
    found: dict[tuple[int, ...], int]
    room: int

    def keep(self, teams: tuple[int, ...], cost: int) -> None:
        key = tuple(sorted(teams))
        if key not in self.found and len(self.found) >= self.room:
            raise TooMany
        self.found[key] = min(cost, self.found.get(key, cost))


def list_packages(
    block: Block, number: int, price: IntArray, earns: int, margin: int, room: int
) -> list[Package]:
    """Every package of the block whose price is within `margin` of the block's least."""
    reduced = block.cost + price[block.teams] - earns
    order, layers, before_forced = layered(block, reduced)
    listing = _Listing(block, reduced, order, layers, {}, room)
    forced_cost = sum(cost for _, cost, _ in block.forced)
    forced_teams = tuple(team for team, _, _ in block.forced if team >= 0)
    starts = _starts(block)
    limit = min(int(before_forced[s]) for s in starts) + margin
    for state in starts:
        _descend(listing, len(block.groups) - 1, state, 0, forced_cost, forced_teams, limit)
    return [Package(number, teams, cost) for teams, cost in listing.found.items()]


def _starts(block: Block) -> set[int]:
    states = {block.full}
    for _, _, leads_to in block.forced:
        states = {int(after) for state in states for after in leads_to[:, state]}
    return states


def _descend(
    listing: _Listing,
    level: int,
    state: int,
    priced: int,
    cost: int,
    teams: tuple[int, ...],
    limit: int,
) -> None:
    """Walk the groups from last to first, keeping to choices that can end within the limit."""
    if level < 0:
        short = int(listing.block.penalty[state])
        if priced + short <= limit:
            listing.keep(teams, cost + short)
        return
    group = listing.block.groups[level]
    before, row_cost = listing.layers[level]
    ways = group.leads_to[:, state]
    totals = before[ways] + row_cost + priced
    for row in np.flatnonzero(totals <= limit):
        room = limit - priced - int(before[ways[row]])
        after = int(ways[row])
        for picked, extra in _subsets(
            listing, group.first, group.size, int(group.copies[row]), room
        ):
            chosen = listing.block.teams[picked].tolist() if picked else []
            true_cost = int(listing.block.cost[picked].sum()) if picked else 0
            _descend(
                listing,
                level - 1,
                after,
                priced + extra,
                cost + true_cost,
                (*teams, *chosen),
                limit,
            )


def _subsets(
    listing: _Listing, first: int, size: int, count: int, room: int
) -> Iterator[tuple[list[int], int]]:
    """Every choice of `count` teams of a group whose reduced prices add up to at most `room`."""
    ranked = listing.order[first : first + size]
    prices = listing.reduced[ranked]

    def extend(
        start: int, left: int, spent: int, picked: list[int]
    ) -> Iterator[tuple[list[int], int]]:
        if left == 0:
            yield picked, spent
            return
        for at in range(start, size - left + 1):
            if spent + int(prices[at : at + left].sum()) > room:
                return
            yield from extend(at + 1, left - 1, spent + int(prices[at]), [*picked, int(ranked[at])])

    yield from extend(0, count, 0, [])


def choose(
    packages: list[Package],
    surplus: IntArray,
    used: IntArray,
    rules: tuple[CoverRule, ...],
    scale: int,
    seconds: float,
    seed: int,
    hint: set[Package],
) -> tuple[list[Package], bool] | None:
    """The cheapest choice of one package per block with no team twice, and whether it is proven.

    CP-SAT with one worker: exact in integers and the same answer every time it finishes.
    `used` (P, K) is the cover each package takes from each rule, negative where it restores it.
    An empty choice means that none exists; None that none was found in time.
    """
    model = cp_model.CpModel()
    taken = [model.new_bool_var("") for _ in packages]
    _one_per_block_and_team(model, packages, taken)
    objective = list(zip(surplus.tolist(), taken, strict=True))
    for k, rule in enumerate(rules):
        lost = model.new_int_var(0, rule.most_lost, "")
        terms = cp_model.LinearExpr.weighted_sum(taken, used[:, k].tolist())
        model.add(terms - lost <= rule.slack)
        objective.append((rule.price * scale, lost))
    model.minimize(
        cp_model.LinearExpr.weighted_sum([var for _, var in objective], [c for c, _ in objective])
    )
    for package, variable in zip(packages, taken, strict=True):
        model.add_hint(variable, package in hint)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.linearization_level = 2
    solver.parameters.random_seed = seed % 2**31
    solver.parameters.max_time_in_seconds = max(seconds, 0.05)
    status = solver.solve(model)
    if status == cp_model.INFEASIBLE:
        return [], True
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return None
    chosen = [p for p, var in zip(packages, taken, strict=True) if solver.boolean_value(var)]
    return sorted(chosen, key=lambda p: p.block), status == cp_model.OPTIMAL


def _one_per_block_and_team(
    model: cp_model.CpModel, packages: list[Package], taken: list[cp_model.IntVar]
) -> None:
    by_block: dict[int, list[int]] = {}
    by_team: dict[int, list[int]] = {}
    for k, package in enumerate(packages):
        by_block.setdefault(package.block, []).append(k)
        for team in package.teams:
            by_team.setdefault(team, []).append(k)
    for columns in by_block.values():
        model.add_exactly_one(taken[k] for k in columns)
    for columns in by_team.values():
        if len({packages[k].block for k in columns}) > 1:
            model.add_at_most_one(taken[k] for k in columns)
