"""What may leave each depot: usable lots by item, the earliest expiry first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from dispatch.optimiser import constraints
from dispatch.optimiser.lots import LotTable, lot_table
from dispatch.optimiser.parts import IntArray, Item
from dispatch.optimiser.problem import Problem

BoolArray = np.typing.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Stock:
    """What is needed, counted per item and depot from the columns of all lots.

    Attributes
    ----------
    row : row of each needed item in the arrays below.
    amount : (W, D) units that may leave.
    barred : (W, D) units in lots that are expired or not confirmed.
    sendable : (W, D) `amount` where the depot can send the item, else 0.
    shelf : (W, D) shelf of the table where the item lies in the depot, -1 for none.
    usable : (L,) whether each lot may leave, in the order of the shelves.
    """

    table: LotTable
    row: dict[str, int]
    amount: IntArray
    barred: IntArray
    sendable: IntArray
    shelf: IntArray
    usable: BoolArray

    def lots(self, item: int, depot: int) -> Iterator[tuple[str, int]]:
        """Id and free amount of the lots of an item (row) in a depot, earliest expiry first."""
        shelf, shelves = int(self.shelf[item, depot]), self.table.shelves
        if shelf < 0:
            return
        for at in range(int(shelves.begins[shelf]), int(shelves.begins[shelf + 1])):
            if self.usable[at] and shelves.amount[at]:
                yield self.table.ids[int(shelves.order[at])], int(shelves.amount[at])


def take_stock(problem: Problem) -> Stock:
    """Count what is needed by whether it may leave."""
    table = lot_table(problem.lots)
    wanted = sorted({need.item for need in problem.needs if need.item is not None})
    shelf = _shelves_of(problem, table, wanted)
    usable = _is_usable(problem, table)
    amount = _units(table, shelf, usable)
    return Stock(
        table=table,
        row={code: row for row, code in enumerate(wanted)},
        amount=amount,
        barred=_units(table, shelf, ~usable),
        sendable=amount * _can_send(problem, wanted),
        shelf=shelf,
        usable=usable,
    )


def _shelves_of(problem: Problem, table: LotTable, wanted: list[str]) -> IntArray:
    """(W, D) shelf of each item in each depot of the problem, -1 where the table has none."""
    items = {code: k for k, code in enumerate(table.items)}
    depots = {code: k for k, code in enumerate(table.depots)}
    item = np.array([items.get(code, -1) for code in wanted], np.int64)[:, None]
    depot = np.array([depots.get(d.id, -1) for d in problem.depots], np.int64)[None, :]
    return np.where((item < 0) | (depot < 0), -1, item * len(depots) + depot)


def _is_usable(problem: Problem, table: LotTable) -> BoolArray:
    """Neither expired nor unconfirmed beyond the site's limit (see `constraints`)."""
    shelves, limit_s = table.shelves, problem.policy.age_limits.stock_s
    usable = shelves.expires_at > problem.now
    if limit_s is not None:
        usable &= shelves.confirmed_at >= problem.now - limit_s
    return usable


def _units(table: LotTable, shelf: IntArray, counted: BoolArray) -> IntArray:
    """(W, D) units on each shelf in the lots that count."""
    shelves = table.shelves
    until = np.concatenate((np.zeros(1, np.int64), np.cumsum(shelves.amount * counted)))
    at_shelf = np.diff(until[shelves.begins], append=0)
    at_shelf[-1] = 0
    return at_shelf[shelf]


def _can_send(problem: Problem, wanted: list[str]) -> IntArray:
    """(W, D) 1 where some truck of the depot takes one unit, or transport is not planned."""
    found = np.zeros((len(wanted), len(problem.depots)), np.int64)
    by_fleet: dict[object, list[int]] = {}
    for row, depot in enumerate(problem.depots):
        kinds = (
            None
            if depot.trucks is None
            else frozenset((t.payload_kg, t.volume_l, t.hazmat) for t in depot.trucks)
        )
        by_fleet.setdefault(kinds, []).append(row)
    for rows in by_fleet.values():
        depot = problem.depots[rows[0]]
        for k, code in enumerate(wanted):
            found[k, rows] = constraints.depot_can_send(depot, item_facts(problem, code))
    return found


def item_facts(problem: Problem, code: str) -> Item:
    """Mass, volume and danger of an item; an item without facts weighs nothing."""
    return problem.items.get(code, Item())
