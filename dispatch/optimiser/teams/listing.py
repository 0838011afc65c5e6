"""Every package that an optimal answer could contain.

With prices whose bound is L, an answer of value L + d can only hold packages whose price exceeds
their block's least price by at most d. All of those are listed by walking the recursion of
`packages` backwards, keeping to choices that can still end within the margin.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from dispatch.optimiser.parts import IntArray
from dispatch.optimiser.teams.packages import Block, Ladder, Package, climb


class TooMany(Exception):
    """More packages lie within the margin than are worth listing."""


@dataclass(slots=True)
class _Group:
    """One group at the prices of the moment: cheapest teams first, and least prices before it."""

    teams: list[int]
    reduced: list[int]
    cost: list[int]
    before: IntArray
    leads_to: IntArray
    most: int

    def reached(self, states: set[int]) -> set[int]:
        """The states that one team more leads to."""
        return {int(after) for state in states for after in self.leads_to[:, state]}


@dataclass(slots=True)
class _Listing:
    """The packages of one block within a limit, as they are found.

    Attributes
    ----------
    some : (S, G) least price of each state when some team of the group, none of a later one, comes.
    """

    groups: list[_Group]
    some: IntArray
    start: IntArray
    limit: int
    room: int
    found: dict[tuple[int, ...], int] = field(default_factory=dict)

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
    ladder = climb(block, reduced)
    groups = _groups(block, reduced, ladder)
    some = _least_with_some(groups, block.start.size)
    limit = int(ladder.least[block.full]) + margin
    listing = _Listing(groups, some, block.start, limit, room)
    _descend(listing, len(groups), block.full, 0, block.sent_cost, block.sent)
    return [Package(number, teams, cost) for teams, cost in listing.found.items()]


def _groups(block: Block, reduced: IntArray, ladder: Ladder) -> list[_Group]:
    groups, rung = [], 0
    for first, size, most, leads_to in zip(
        block.first.tolist(), block.size.tolist(), block.most.tolist(), block.leads_to, strict=True
    ):
        at = ladder.order[first : first + size]
        names, prices = block.teams[at].tolist(), reduced[at].tolist()
        if most:
            before = ladder.prices[rung]
            groups.append(_Group(names, prices, block.cost[at].tolist(), before, leads_to, most))
        rung += most
    return groups


def _least_with_some(groups: list[_Group], states: int) -> IntArray:
    """The least price (S, G) of each state when a team of the group, none of a later one, comes."""
    if not groups:
        return np.zeros((states, 0), np.int64)
    before = np.stack([group.before for group in groups])
    leads_to = np.stack([group.leads_to for group in groups])
    most = np.array([group.most for group in groups])
    taken = before.copy()
    for offered in range(int(most.max()) - 1, -1, -1):
        rows = np.flatnonzero(most > offered)
        price = np.array([groups[row].reduced[offered] for row in rows.tolist()])[:, None]
        after = np.take_along_axis(taken[rows][:, None, :], leads_to[rows], axis=2).min(axis=1)
        taken[rows] = after + price if not offered else np.minimum(before[rows], after + price)
    return np.ascontiguousarray(taken.T)


def _descend(
    listing: _Listing, level: int, state: int, priced: int, cost: int, teams: tuple[int, ...]
) -> None:
    """Walk the groups below `level`, keeping to choices that can end within the limit."""
    for at in np.flatnonzero(listing.some[state, :level] <= listing.limit - priced).tolist():
        group = listing.groups[at]
        states, least = {state}, priced
        for count in range(1, group.most + 1):
            states = group.reached(states)
            least += group.reduced[count - 1]
            for after in states:
                room = listing.limit - priced - int(group.before[after])
                if least - priced > room:
                    continue
                for picked, extra in _subsets(group, count, room):
                    true_cost = sum(group.cost[k] for k in picked)
                    names = tuple(group.teams[k] for k in picked)
                    _descend(listing, at, after, priced + extra, cost + true_cost, (*teams, *names))
    short = int(listing.start[state])
    if priced + short <= listing.limit:
        listing.keep(teams, cost + short)


def _subsets(group: _Group, count: int, room: int) -> Iterator[tuple[list[int], int]]:
    """Every choice of `count` teams of a group whose reduced prices add up to at most `room`."""
    prices, size = group.reduced, len(group.reduced)

    def extend(
        start: int, left: int, spent: int, picked: list[int]
    ) -> Iterator[tuple[list[int], int]]:
        if left == 0:
            yield picked, spent
            return
        for at in range(start, size - left + 1):
            if spent + sum(prices[at : at + left]) > room:
                return
            yield from extend(at + 1, left - 1, spent + prices[at], [*picked, at])

    yield from extend(0, count, 0, [])
