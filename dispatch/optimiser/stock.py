"""What may leave each depot: usable lots by item, the earliest expiry first."""

from __future__ import annotations

from dataclasses import dataclass

from dispatch.optimiser import constraints
from dispatch.optimiser.parts import Item, Lot
from dispatch.optimiser.problem import Problem

NEVER = 2**62


@dataclass(frozen=True, slots=True, eq=False)
class Stock:
    """Usable lots per (item, depot row), earliest expiry first, and their sums.

    `barred` holds per (item, depot row) what lies in lots that are expired or not confirmed.
    """

    lots: dict[tuple[str, int], list[Lot]]
    amount: dict[tuple[str, int], int]
    barred: dict[tuple[str, int], int]

    def depots_with(self, item: str) -> list[int]:
        """Rows of the depots that hold any usable amount of an item."""
        return sorted(depot for code, depot in self.amount if code == item)


def take_stock(problem: Problem) -> Stock:
    """Count what is needed by whether it may leave."""
    wanted = {need.item for need in problem.needs if need.item is not None}
    rows = {depot.id: k for k, depot in enumerate(problem.depots)}
    now, limits = problem.now, problem.policy.age_limits
    lots: dict[tuple[str, int], list[Lot]] = {}
    barred: dict[tuple[str, int], int] = {}
    for lot in problem.lots:
        if lot.item not in wanted or lot.amount == 0:
            continue
        key = (lot.item, rows[lot.depot])
        if constraints.lot_is_usable(lot, now, limits):
            lots.setdefault(key, []).append(lot)
        else:
            barred[key] = barred.get(key, 0) + lot.amount
    for held in lots.values():
        held.sort(key=lambda lot: (NEVER if lot.expires_at is None else lot.expires_at, lot.id))
    return Stock(lots, {key: sum(lot.amount for lot in held) for key, held in lots.items()}, barred)


def item_facts(problem: Problem, code: str) -> Item:
    """Mass, volume and danger of an item; an item without facts weighs nothing."""
    return problem.items.get(code, Item())
