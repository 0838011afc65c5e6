"""Why an item need stays short: what the stock, the roads, the clock or the trucks did not give."""

from __future__ import annotations

from dataclasses import dataclass, field

from dispatch.optimiser import constraints
from dispatch.optimiser.materials.stock import Stock, item_facts
from dispatch.optimiser.parts import Need
from dispatch.optimiser.problem import Problem
from dispatch.optimiser.reasons.group_shortfalls import BYSTANDER
from dispatch.optimiser.solution import Delivery, FixCode, Reason, Shortfall, ShortfallReason


@dataclass(slots=True)
class _Shelf:
    """Amounts of one item as one need sees them, by what keeps them away."""

    total: int = 0
    barred: int = 0
    left: int = 0
    unplanned: int = 0
    no_truck: int = 0
    far: int = 0
    late: int = 0
    elsewhere: int = 0
    holders: set[str] = field(default_factory=set)


def explain_item_shortfalls(
    problem: Problem,
    stock: Stock,
    deliveries: tuple[Delivery, ...],
    short: list[tuple[Need, int]],
) -> list[Shortfall]:
    """One shortfall with its reason for every item need that is not filled."""
    lots = _lots_of(stock, {delivery.lot for delivery in deliveries})
    drawn: dict[tuple[str, str], dict[str, int]] = {}
    for delivery in deliveries:
        by_need = drawn.setdefault(lots[delivery.lot], {})
        by_need[delivery.need] = by_need.get(delivery.need, 0) + delivery.amount
    found = []
    for need, amount in short:
        if amount and need.item is not None:
            code, fix, facts = _reason(_shelf(problem, stock, need, drawn), need, amount)
            found.append(Shortfall(need.id, amount, code, facts, Reason(fix, facts)))
    return found


def _lots_of(stock: Stock, wanted: set[str]) -> dict[str, tuple[str, str]]:
    """Item and depot of the lots that something is taken from."""
    table = stock.table
    return {
        lot: (table.items[int(table.item[k])], table.depots[int(table.depot[k])])
        for k, lot in enumerate(table.ids)
        if lot in wanted
    }


def _shelf(
    problem: Problem, stock: Stock, need: Need, drawn: dict[tuple[str, str], dict[str, int]]
) -> _Shelf:
    shelf = _Shelf()
    code = need.item or ""
    column = next(k for k, i in enumerate(problem.incidents) if i.id == need.incident)
    for row, depot in enumerate(problem.depots):
        held = int(stock.amount[stock.row[code], row])
        barred = int(stock.barred[stock.row[code], row])
        shelf.total += held + barred
        if not held and not barred:
            continue
        taken = drawn.get((code, depot.id), {})
        left = held - sum(taken.values())
        others = {other: amount for other, amount in taken.items() if other != need.id}
        travel = int(problem.travel.depots_to_incidents[row, column])
        until = constraints.useful_until_s(need, problem.policy)
        if travel < 0:
            shelf.far += left
        elif travel + depot.load_s > until:
            shelf.late += left
        elif not constraints.depot_can_send(depot, item_facts(problem, code)):
            shelf.no_truck += left
        else:
            shelf.left += left
            shelf.unplanned += left if depot.trucks is None else 0
            shelf.barred += barred
            shelf.elsewhere += sum(others.values())
            shelf.holders.update(others)
    return shelf


def _reason(shelf: _Shelf, need: Need, short: int) -> tuple[str, FixCode, dict[str, object]]:
    item: dict[str, object] = {"item": need.item}
    if need.group is not None and shelf.left >= short:
        item[BYSTANDER] = True
    waiting_for_trucks = shelf.left - shelf.unplanned + shelf.no_truck
    if waiting_for_trucks:
        facts = {**item, "amount": waiting_for_trucks}
        return ShortfallReason.NO_TRUCK, FixCode.SEND_TRUCK, facts
    if shelf.barred:
        facts = {**item, "amount": shelf.barred}
        return ShortfallReason.STOCK_EXPIRED_OR_UNCONFIRMED, FixCode.CONFIRM_STOCK, facts
    if shelf.elsewhere:
        facts = {**item, "amount": shelf.elsewhere, "held_by_needs": sorted(shelf.holders)}
        return ShortfallReason.HELD_BY_HIGHER_NEED, FixCode.REDIRECT, facts
    if shelf.late:
        facts = {**item, "amount": shelf.late}
        return ShortfallReason.TOO_LATE, FixCode.ACCEPT_LATER, facts
    if shelf.far:
        facts = {**item, "amount": shelf.far}
        return ShortfallReason.NONE_REACHABLE, FixCode.OPEN_ROAD, facts
    facts = {**item, "in_stock": shelf.total}
    return ShortfallReason.STOCK_EXHAUSTED, FixCode.ASK_OUTSIDE, facts
