"""Chooses lots among columns in memory: which match a filter, and in which order they come."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import numpy as np

from core.visibility import sees
from geo.names import pinyin_of
from resources.lot_columns import NEVER_DAY, NEVER_US, Array, LotColumns
from resources.lot_filter import LotFilter, SortKey
from resources.lot_order import page_of, rising
from resources.trust import DAY_S, TrustRule

EPOCH = date(1970, 1, 1)


@dataclass(frozen=True, slots=True)
class DepotNamed:
    """A depot as lists of its lots name it."""

    code: str
    name: str
    jurisdiction_code: str
    county_name: str | None
    lon: float
    lat: float
    in_use: bool


@dataclass(frozen=True, slots=True)
class ItemNamed:
    """An item as lists of its lots name it."""

    name: str
    name_en: str
    unit: str
    reusable: bool


@dataclass(frozen=True)
class Surroundings:
    """What lots are read with: who is who, what must be kept, how counts are trusted, which day.

    ``depots`` and ``items`` stand in the order of their numbers; ``safety`` says how much of an
    item (number) a depot (number) must have free; ``spoken_items`` and ``spoken_depots`` are the
    numbers of those that the text of the filter names. ``shared`` says of whose goods one sees by
    agreement which items, none meaning all.
    """

    depots: Sequence[DepotNamed]
    items: Sequence[ItemNamed]
    item_codes: Sequence[str]
    prefixes: Sequence[str]
    today: date
    now: datetime
    trust: TrustRule
    safety: Mapping[tuple[int, int], int]
    spoken_items: Sequence[int] = ()
    spoken_depots: Sequence[int] = ()
    shared: Sequence[tuple[str, frozenset[str]]] = ()


def days(day: date) -> int:
    """Return a day as columns hold it."""
    return (day - EPOCH).days


def microseconds(at: datetime) -> int:
    """Return an instant as columns hold it."""
    return int(at.timestamp() * 1_000_000)


def matching(lots: LotColumns, wanted: LotFilter, around: Surroundings) -> Array:
    """Return the rows of the visible lots that match the whole filter, rising."""
    wanted_here = _wanted_depots(lots, wanted, around)
    items_ok = np.ones(len(around.items), dtype=np.bool_)
    if wanted.item_code:
        items_ok &= _only(len(items_ok), [_item_number(lots, code) for code in wanted.item_code])
    if wanted.reusable is not None:
        items_ok &= np.array([one.reusable is wanted.reusable for one in around.items], np.bool_)
    keep = _seen(lots, wanted_here, around, wanted.own)
    if not items_ok.all():
        keep &= items_ok[lots["item"]]
    for condition in _conditions(lots, wanted, around):
        keep &= condition
    rows = np.flatnonzero(keep)
    if wanted.below_safety is not None:
        rows = rows[_below_safety(lots, rows, around) == wanted.below_safety]
    return _texts(lots, rows, wanted, around)


def _wanted_depots(lots: LotColumns, wanted: LotFilter, around: Surroundings) -> Array:
    """Say of each depot whether the filter asks for it, (d,)."""
    areas = wanted.jurisdiction_code
    wanted_here = _within(around, areas) if areas else np.ones(len(around.depots), np.bool_)
    if wanted.depot_id:
        named = [lots.depots.known(one.bytes) for one in wanted.depot_id]
        wanted_here &= _only(len(wanted_here), named)
    return wanted_here


def _within(around: Surroundings, areas: Sequence[str]) -> Array:
    """Say of each depot whether it lies in one of the areas, given by prefix, (d,)."""
    codes = (one.jurisdiction_code for one in around.depots)
    return np.array([sees(areas, code) for code in codes], dtype=np.bool_)


def _seen(lots: LotColumns, wanted_here: Array, around: Surroundings, own: bool | None) -> Array:
    """Say of each lot in a wanted depot whether one sees it: one's own, or by agreement, (n,)."""
    if not len(wanted_here):
        return np.zeros(lots.count, dtype=np.bool_)
    ours = _within(around, around.prefixes)
    keep = (wanted_here & ours & (own is not False))[lots["depot"]]
    for provider, codes in () if own else around.shared:
        there = (wanted_here & ~ours & _within(around, [provider]))[lots["depot"]]
        if codes:
            numbers = [_item_number(lots, code) for code in codes]
            there &= _only(len(around.items), numbers)[lots["item"]]
        keep |= there
    return keep


def _only(count: int, numbers: Sequence[int | None]) -> Array:
    chosen = np.zeros(count, dtype=np.bool_)
    chosen[[one for one in numbers if one is not None]] = True
    return chosen


def _item_number(lots: LotColumns, code: str) -> int | None:
    return lots.items.known(int(code)) if code.isascii() and code.isdigit() else None


def _conditions(lots: LotColumns, wanted: LotFilter, around: Surroundings) -> list[Array]:
    """Return the plain conditions on columns, (n,) each."""
    expires, confirmed, quantity = lots["expires_on"], lots["confirmed_at"], lots["quantity"]
    tests: list[tuple[Any, Callable[[Any], Array]]] = [
        (wanted.expired, lambda w: (expires < days(around.today)) == w),
        (wanted.expires_before, lambda w: (expires <= days(w)) & (expires != NEVER_DAY)),
        (wanted.expires_after, lambda w: (expires >= days(w)) & (expires != NEVER_DAY)),
        (wanted.confirmed_before, lambda w: confirmed < microseconds(w)),
        (wanted.confirmed_after, lambda w: confirmed >= microseconds(w)),
        (wanted.quantity_min, lambda w: quantity >= w),
        (wanted.quantity_max, lambda w: quantity <= w),
        (wanted.free_min, lambda w: quantity - lots["reserved"] >= w),
        (wanted.free_max, lambda w: quantity - lots["reserved"] <= w),
        (wanted.synthetic, lambda w: lots["synthetic"] == w),
        (wanted.confirmed_how or None, lambda w: _confirmed(lots, w)),
    ]
    return [test(given) for given, test in tests if given is not None]


def _confirmed(lots: LotColumns, hows: Sequence[str]) -> Array:
    return _only(len(lots.hows.names) + 1, [lots.hows.known(how) for how in hows])[
        lots["confirmed_how"]
    ]


def _texts(lots: LotColumns, rows: Array, wanted: LotFilter, around: Surroundings) -> Array:
    """Keep the rows whose batch holds the text, or whose depot or item is named by it."""
    if wanted.batch:
        rows = rows[lots.batches_holding(_written(wanted.batch))[rows]]
    if not wanted.q:
        return rows
    named = _only(len(around.items), around.spoken_items)[lots["item"][rows]]
    named |= _only(len(around.depots), around.spoken_depots)[lots["depot"][rows]]
    return rows[named | lots.batches_holding(_written(wanted.q))[rows]]


def _written(part: str) -> str:
    """Return a text as batches are kept for finding."""
    return part.strip().casefold()


def _safety_of(lots: LotColumns, rows: Array, around: Surroundings) -> tuple[Array, Array]:
    """Return for each row which safety rule it falls under, -1 for none, and what each rule asks.

    Returns
    -------
    rule : (len(rows),) integers; asked : (k,) int64
    """
    pairs = np.array(list(around.safety), dtype=np.int64).reshape(-1, 2)
    asked = np.fromiter(around.safety.values(), dtype=np.int64)
    depot, item = lots["depot"][rows], lots["item"][rows]
    if len(around.depots) * len(around.items) <= _LARGEST_TABLE:
        table = np.full((len(around.depots), len(around.items)), -1, dtype=np.int32)
        table[pairs[:, 0], pairs[:, 1]] = np.arange(len(pairs))
        return table[depot, item], asked
    width = len(around.items)
    codes = pairs[:, 0] * width + pairs[:, 1]
    order = np.argsort(codes)
    sought = depot.astype(np.int64) * width + item
    found = np.searchsorted(codes, sought, sorter=order)
    place = order[np.minimum(found, len(order) - 1)] if len(order) else np.full(len(rows), -1)
    is_ruled = codes[place] == sought if len(order) else np.zeros(len(rows), dtype=np.bool_)
    return np.where(is_ruled, place, -1), asked


_LARGEST_TABLE = 4_000_000
"""So many pairs of depot and item are looked up in a table, more in a sorted list."""


def _below_safety(lots: LotColumns, rows: Array, around: Surroundings) -> Array:
    """Say of each row whether its item has less free and in date in its depot than it must."""
    everything = np.arange(lots.count)
    rule, asked = _safety_of(lots, everything, around)
    under = np.flatnonzero(rule >= 0)
    free = lots["quantity"][under] - lots["reserved"][under]
    free = np.where(lots["expires_on"][under] >= days(around.today), free, 0)
    short = np.bincount(rule[under], weights=free, minlength=len(asked)) < asked
    return np.append(short, False)[rule[rows]]


def in_order(
    lots: LotColumns,
    rows: Array,
    order: Sequence[SortKey],
    around: Surroundings,
    begin: int,
    end: int,
) -> Array:
    """Return the rows that stand from ``begin`` to ``end`` when all are put in order."""
    keys = [key for one in order for key in _keys(lots, rows, one, around)]
    return rows[page_of([*keys, lots.place_of_id[rows]], begin, end)]


def _keys(lots: LotColumns, rows: Array, key: SortKey, around: Surroundings) -> list[Array]:
    """Return what one column sorts by, (len(rows),) each."""
    if key.name == "batch":
        parts = [lots[part][rows] for part in ("batch_begins", "batch_goes_on")]
        return [rising(part, None, falls=key.falls) for part in parts]
    values, unknown = _values(lots, rows, key.name, around)
    return [rising(values, unknown, falls=key.falls)]


def _values(
    lots: LotColumns, rows: Array, name: str, around: Surroundings
) -> tuple[Array, Array | None]:
    if name in ("made_on", "expires_on"):
        values = lots[name][rows]
        return values, values == NEVER_DAY
    if name == "changed_at":
        values = lots[name][rows]
        return values, values == NEVER_US
    if name in ("quantity", "reserved", "on_the_way", "delivered", "confirmed_at", "synthetic"):
        return lots[name][rows], None
    if name in _COMPUTED:
        return _COMPUTED[name](lots, rows, around)
    ranks, unknown = _RANKED[name](lots, around)
    column = _COLUMN_OF.get(name, "item")
    return ranks[lots[column][rows]], unknown[lots[column][rows]]


def _free(lots: LotColumns, rows: Array, _around: Surroundings) -> tuple[Array, None]:
    return lots["quantity"][rows] - lots["reserved"][rows], None


def _expired(lots: LotColumns, rows: Array, around: Surroundings) -> tuple[Array, None]:
    return lots["expires_on"][rows] < days(around.today), None


def _trust(lots: LotColumns, rows: Array, around: Surroundings) -> tuple[Array, None]:
    """Trust of each row in percent, by the site's rule."""
    now_us, rule = microseconds(around.now), around.trust
    age = np.maximum(0, (now_us - lots["confirmed_at"][rows]) // (DAY_S * 1_000_000))
    span = max(1, rule.floor_days - rule.full_days)
    fallen = (100 - rule.floor_percent) * (age - rule.full_days) // span
    percent = np.where(age >= rule.floor_days, rule.floor_percent, 100 - fallen)
    return np.where(age <= rule.full_days, 100, percent), None


def _relied_on(lots: LotColumns, rows: Array, around: Surroundings) -> tuple[Array, None]:
    percent, _known = _trust(lots, rows, around)
    return lots["quantity"][rows] * percent // 100, None


def _safety(lots: LotColumns, rows: Array, around: Surroundings) -> tuple[Array, Array]:
    rule, asked = _safety_of(lots, rows, around)
    return np.append(asked, 0)[rule], rule < 0


_COMPUTED: Mapping[str, Callable[[LotColumns, Array, Surroundings], tuple[Array, Array | None]]] = {
    "free": _free,
    "expired": _expired,
    "trust_percent": _trust,
    "relied_on": _relied_on,
    "safety_stock": _safety,
}


def _ranks(names: Sequence[str | None], spoken: bool = True) -> tuple[Array, Array]:
    """Return the place of each name among all of them, (k + 1,), and which are not known.

    Chinese names come in the order of their pinyin, in which people look for them.
    """
    order = {name: pinyin_of(name) if spoken else name for name in {*names} if name}
    placed = sorted(order, key=lambda name: (order[name], name))
    place = {name: k for k, name in enumerate(placed)}
    ranks = np.array([*(place.get(name or "", 0) for name in names), 0], dtype=np.int64)
    return ranks, np.array([*(not name for name in names), True], dtype=np.bool_)


_COLUMN_OF = {
    "depot_name": "depot", "depot_code": "depot", "jurisdiction_code": "depot",
    "county_name": "depot", "confirmed_by": "confirmed_by", "changed_by": "changed_by",
    "confirmed_how": "confirmed_how",
}  # fmt: skip
_RANKED: Mapping[str, Callable[[LotColumns, Surroundings], tuple[Array, Array]]] = {
    "item_code": lambda _lots, a: _ranks(a.item_codes, spoken=False),
    "item_name": lambda _lots, a: _ranks([one.name for one in a.items]),
    "item_name_en": lambda _lots, a: _ranks([one.name_en.casefold() for one in a.items], False),
    "unit": lambda _lots, a: _ranks([one.unit for one in a.items]),
    "reusable": lambda _lots, a: _ranks(["1" if one.reusable else "0" for one in a.items], False),
    "depot_name": lambda _lots, a: _ranks([one.name for one in a.depots]),
    "depot_code": lambda _lots, a: _ranks([one.code for one in a.depots], spoken=False),
    "jurisdiction_code": lambda _l, a: _ranks([one.jurisdiction_code for one in a.depots], False),
    "county_name": lambda _lots, a: _ranks([one.county_name for one in a.depots]),
    "confirmed_by": lambda lots, _a: _ranks(lots.people.names),
    "changed_by": lambda lots, _a: _ranks(lots.people.names),
    "confirmed_how": lambda lots, _a: _ranks(lots.hows.names, spoken=False),
}
