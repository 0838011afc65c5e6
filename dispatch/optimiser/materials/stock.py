"""What may leave each depot: usable lots by item, the earliest expiry first."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dispatch.optimiser import constraints
from dispatch.optimiser.parts import IntArray, Item, Lot
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
    senders: dict[str, tuple[IntArray, IntArray]]
    """By item: rows of the depots that hold it and can send it (D,), and what they hold (D,)."""


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
    amount = {key: sum(lot.amount for lot in held) for key, held in lots.items()}
    return Stock(lots, amount, barred, _senders(problem, wanted, amount))


def _senders(
    problem: Problem, wanted: set[str], amount: dict[tuple[str, int], int]
) -> dict[str, tuple[IntArray, IntArray]]:
    rows: dict[str, list[tuple[int, int]]] = {code: [] for code in wanted}
    for (code, depot), held in sorted(amount.items()):
        if constraints.depot_can_send(problem.depots[depot], item_facts(problem, code)):
            rows[code].append((depot, held))
    pairs = {code: np.array(found, np.int64).reshape(-1, 2) for code, found in rows.items()}
    return {code: (found[:, 0], found[:, 1]) for code, found in pairs.items()}


def item_facts(problem: Problem, code: str) -> Item:
    """Mass, volume and danger of an item; an item without facts weighs nothing."""
    return problem.items.get(code, Item())
