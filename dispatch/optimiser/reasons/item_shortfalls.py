"""Why an item need stays short: what the stock, the roads, the clock or the trucks did not give."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from dispatch.optimiser import constraints
from dispatch.optimiser.materials.stock import Stock, item_facts
from dispatch.optimiser.parts import Depot, Need
from dispatch.optimiser.problem import Problem
from dispatch.optimiser.reasons.group_shortfalls import BYSTANDER
from dispatch.optimiser.solution import Delivery, FixCode, Reason, Shortfall, ShortfallReason

Drawn = dict[tuple[str, str], dict[str, int]]
"""What each need takes of an item in a depot."""


class _Kept(StrEnum):
    """What keeps goods away from a need."""

    UNPLANNED = "unplanned"
    WAITING = "waiting"
    NO_TRUCK = "no_truck"
    BARRED = "barred"
    ELSEWHERE = "elsewhere"
    LATE = "late"
    FAR = "far"


@dataclass(frozen=True, slots=True)
class _Source:
    """Goods of one depot; `eta_s` is when they could be there if a truck left now, None: no way."""

    depot: int
    amount: int
    eta_s: int | None


@dataclass(slots=True)
class _Shelf:
    """Goods of one item as one need sees them, by what keeps them away."""

    total: int = 0
    kept: dict[_Kept, list[_Source]] = field(default_factory=dict)
    holders: set[str] = field(default_factory=set)

    def put(self, kept: _Kept, depot: int, amount: int, eta_s: int | None) -> None:
        """Goods more that something keeps away."""
        if amount > 0:
            self.kept.setdefault(kept, []).append(_Source(depot, amount, eta_s))

    def sources(self, *kept: _Kept) -> list[_Source]:
        """Goods that one of some things keeps away, the soonest first."""
        found = [source for each in kept for source in self.kept.get(each, ())]
        return sorted(found, key=lambda s: (s.eta_s is None, s.eta_s or 0, s.depot))

    def amount(self, *kept: _Kept) -> int:
        """How much that is together."""
        return sum(source.amount for source in self.sources(*kept))


def explain_item_shortfalls(
    problem: Problem,
    stock: Stock,
    deliveries: tuple[Delivery, ...],
    short: list[tuple[Need, int]],
) -> list[Shortfall]:
    """One shortfall with its reason for every item need that is not filled."""
    lots = _lots_of(stock, {delivery.lot for delivery in deliveries})
    drawn: Drawn = {}
    for delivery in deliveries:
        by_need = drawn.setdefault(lots[delivery.lot], {})
        by_need[delivery.need] = by_need.get(delivery.need, 0) + delivery.amount
    return [
        _explain(problem, stock, need, amount, drawn)
        for need, amount in short
        if amount and need.item is not None
    ]


def _lots_of(stock: Stock, wanted: set[str]) -> dict[str, tuple[str, str]]:
    """Item and depot of the lots that something is taken from."""
    table = stock.table
    return {
        lot: (table.items[int(table.item[k])], table.depots[int(table.depot[k])])
        for k, lot in enumerate(table.ids)
        if lot in wanted
    }


def _explain(problem: Problem, stock: Stock, need: Need, amount: int, drawn: Drawn) -> Shortfall:
    shelf = _shelf(problem, stock, need, drawn)
    code, lever, kept = _reason(shelf)
    facts: dict[str, object] = {"item": need.item}
    left = shelf.amount(_Kept.UNPLANNED, _Kept.WAITING)
    if need.group is not None and left >= amount:
        facts[BYSTANDER] = True
    if not kept:
        facts["in_stock"] = shelf.total
        return Shortfall(need.id, amount, code, facts, Reason(lever, facts))
    facts["amount"] = shelf.amount(*kept)
    if code is ShortfallReason.HELD_BY_HIGHER_NEED:
        facts["held_by_needs"] = sorted(shelf.holders)
    fix = _fix(problem, stock, need, amount, shelf.sources(*kept), lever)
    return Shortfall(need.id, amount, code, facts, Reason(fix.code, {**facts, **fix.facts}))


_LADDER: tuple[tuple[ShortfallReason, FixCode, tuple[_Kept, ...]], ...] = (
    (ShortfallReason.NO_TRUCK, FixCode.SEND_TRUCK, (_Kept.WAITING, _Kept.NO_TRUCK)),
    (
        ShortfallReason.STOCK_EXPIRED_OR_UNCONFIRMED,
        FixCode.CONFIRM_STOCK,
        (_Kept.BARRED,),
    ),
    (ShortfallReason.HELD_BY_HIGHER_NEED, FixCode.REDIRECT, (_Kept.ELSEWHERE,)),
    (ShortfallReason.TOO_LATE, FixCode.ACCEPT_LATER, (_Kept.LATE,)),
    (ShortfallReason.NONE_REACHABLE, FixCode.OPEN_ROAD, (_Kept.FAR,)),
)


def _reason(shelf: _Shelf) -> tuple[ShortfallReason, FixCode, tuple[_Kept, ...]]:
    for code, lever, kept in _LADDER:
        if shelf.amount(*kept):
            return code, lever, kept
    return ShortfallReason.STOCK_EXHAUSTED, FixCode.ASK_OUTSIDE, ()


def _shelf(problem: Problem, stock: Stock, need: Need, drawn: Drawn) -> _Shelf:
    shelf, code = _Shelf(), need.item or ""
    column = next(k for k, i in enumerate(problem.incidents) if i.id == need.incident)
    for row, depot in enumerate(problem.depots):
        held = int(stock.amount[stock.row[code], row])
        barred = int(stock.barred[stock.row[code], row])
        shelf.total += held + barred
        if not held and not barred:
            continue
        taken = drawn.get((code, depot.id), {})
        left = held - sum(taken.values())
        travel = int(problem.travel.depots_to_incidents[row, column])
        eta_s = None if travel < 0 else travel + depot.load_s
        kept = _kept_by(problem, need, depot, eta_s)
        shelf.put(kept, row, left, eta_s)
        if kept in (_Kept.UNPLANNED, _Kept.WAITING):
            others = {other: amount for other, amount in taken.items() if other != need.id}
            shelf.put(_Kept.BARRED, row, barred, eta_s)
            shelf.put(_Kept.ELSEWHERE, row, sum(others.values()), eta_s)
            shelf.holders.update(others)
    return shelf


def _kept_by(problem: Problem, need: Need, depot: Depot, eta_s: int | None) -> _Kept:
    """What keeps the goods that are left in a depot away from a need."""
    if eta_s is None:
        return _Kept.FAR
    if eta_s > constraints.useful_until_s(need, problem.policy):
        return _Kept.LATE
    if not constraints.depot_can_send(depot, item_facts(problem, need.item or "")):
        return _Kept.NO_TRUCK
    return _Kept.UNPLANNED if depot.trucks is None else _Kept.WAITING


def _fix(
    problem: Problem,
    stock: Stock,
    need: Need,
    short: int,
    sources: list[_Source],
    lever: FixCode,
) -> Reason:
    """The lever with the depots it takes, when their goods could be there, and how much at most.

    `could_fill` is at most: whether trucks that are there are free in time is not looked at.
    """
    lots: list[str] = []
    if lever is FixCode.CONFIRM_STOCK:
        fresh = [_fresh(stock, problem.now, need.item or "", source) for source in sources]
        confirmed = [(source, found) for source, found in zip(sources, fresh, strict=True) if found]
        if not confirmed:
            return Reason(FixCode.REPLACE_STOCK, {"depot": problem.depots[sources[0].depot].id})
        sources = [
            _Source(source.depot, sum(found.values()), source.eta_s) for source, found in confirmed
        ]
        lots = [lot for _, found in confirmed for lot in found]
    chosen, could_fill = _fewest(need, short, sources)
    facts: dict[str, object] = {
        "depot": problem.depots[chosen[0].depot].id,
        "could_fill": could_fill,
    }
    if len(chosen) > 1:
        facts["also_depots"] = [problem.depots[source.depot].id for source in chosen[1:]]
    if lots:
        facts["lots"] = lots
    last_s = _last(chosen)
    if last_s is not None:
        facts["eta_s"] = last_s
    if last_s is not None and lever is FixCode.ACCEPT_LATER:
        facts["later_s"] = max(0, last_s - constraints.useful_until_s(need, problem.policy))
    return Reason(lever, facts)


def _last(sources: list[_Source]) -> int | None:
    arrivals = [source.eta_s for source in sources if source.eta_s is not None]
    return max(arrivals) if len(arrivals) == len(sources) else None


def _fewest(need: Need, short: int, sources: list[_Source]) -> tuple[list[_Source], int]:
    """The soonest depots that together make help useful, and the units they fill beyond now."""
    there = need.amount - short
    useful = need.amount if need.group is not None else need.least
    units = there
    for count, source in enumerate(sources, start=1):
        units += source.amount
        if units >= useful:
            return sources[:count], min(units, need.amount) - there
    return sources[:1], 0


def _fresh(stock: Stock, now: int, item: str, source: _Source) -> dict[str, int]:
    """Lots in a depot that only a count keeps away: not expired, not confirmed for too long."""
    return {
        lot: amount
        for lot, amount, expires_at in _barred(stock, item, source.depot)
        if expires_at > now
    }


def _barred(stock: Stock, item: str, depot: int) -> Iterator[tuple[str, int, int]]:
    """Lots that may not leave: id, amount, expiry."""
    shelf, shelves = int(stock.shelf[stock.row[item], depot]), stock.table.shelves
    if shelf < 0:
        return
    for at in range(int(shelves.begins[shelf]), int(shelves.begins[shelf + 1])):
        if not stock.usable[at] and shelves.amount[at]:
            lot = stock.table.ids[int(shelves.order[at])]
            yield lot, int(shelves.amount[at]), int(shelves.expires_at[at])
