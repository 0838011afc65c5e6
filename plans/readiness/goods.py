"""The goods' half of a case: items out of depots in their lorries, against needs with deadlines.

What is proven and what is a bound. `load` builds a plan of trips by the dispatcher's rules (a lorry
loads, drives, comes back and may go again; hazardous goods need a permit; stock leaves once): what
it delivers in time is proven to be possible. `most` is the other side: per item, all that could
come if it had every lorry for itself, so that less than what is asked is proven to be missing.
Where the plan falls short and the bound does not, `exact_goods` decides; where even that runs out
of time the
case is marked as not proven, and counts as not met.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from plans.readiness.ground import NO_WAY, Goods, Ground, IntArray, Lorry, Store
from plans.readiness.supply import Asked, Filled

MOST_TRIPS = 24
"""Trips of one lorry that are looked at: within a day's deadline nobody drives more."""


@dataclass(slots=True)
class Trip:
    """One trip of one lorry: when it is there, and the room that is left on it."""

    depot: int
    at_s: int
    lorry: Lorry
    room_kg: float
    room_l: float
    load: dict[int, int] = field(default_factory=dict)

    def fits(self, goods: Goods) -> int | None:
        """Units of an item that still fit; None where nothing limits them."""
        if not takes(self.lorry, goods):
            return 0
        limits = []
        if self.lorry.payload_kg is not None and goods.kg > 0:
            limits.append(int(self.room_kg / goods.kg + 1e-9))
        if self.lorry.volume_l is not None and goods.litres > 0:
            limits.append(int(self.room_l / goods.litres + 1e-9))
        return max(0, min(limits)) if limits else None

    def put(self, row: int, units: int, goods: Goods) -> None:
        """Load units for an asked thing."""
        self.room_kg -= units * goods.kg
        self.room_l -= units * goods.litres
        self.load[row] = self.load.get(row, 0) + units


@dataclass(frozen=True, eq=False)
class Loaded:
    """A plan of trips for what is asked: `got` units of each, their first and last arrivals."""

    got: list[int]
    first_s: list[int | None]
    last_s: list[int | None]
    depots: frozenset[int]


def takes(lorry: Lorry, goods: Goods) -> bool:
    """One unit must fit the lorry, and hazardous goods need a permitted carrier."""
    if goods.hazardous and not lorry.hazmat:
        return False
    if lorry.payload_kg is not None and goods.kg > lorry.payload_kg:
        return False
    return lorry.volume_l is None or goods.litres <= lorry.volume_l


def direct_s(ground: Ground, spot: int) -> IntArray:
    """When the first lorry of each depot is there (d,), s; `NO_WAY` where there is none."""
    load = np.array([one.load_s for one in ground.depots], np.int64)
    haul = ground.haul_s[spot].astype(np.int64)
    able = np.array([bool(one.lorries) for one in ground.depots], np.bool_)
    return np.where((haul >= 0) & able, haul + load, NO_WAY)


def trips_of(store: Store, row: int, haul_s: int, until_s: int) -> list[Trip]:
    """The trips that a depot's lorries can end by a time, the earliest first."""
    found = []
    for lorry in store.lorries:
        for at_s in arrivals(store.load_s, haul_s, until_s):
            room_kg = math.inf if lorry.payload_kg is None else lorry.payload_kg
            room_l = math.inf if lorry.volume_l is None else lorry.volume_l
            found.append(Trip(row, at_s, lorry, room_kg, room_l))
    return sorted(found, key=lambda trip: (trip.at_s, -trip.room_kg))


def arrivals(load_s: int, haul_s: int, until_s: int) -> Iterator[int]:
    """When one lorry arrives, trip after trip: each starts when the one before is back."""
    at_s = load_s + haul_s
    for _ in range(MOST_TRIPS):
        if at_s > until_s:
            return
        yield at_s
        at_s += load_s + 2 * haul_s


class Haulage:
    """What the depots of a ground can send to one place; the sums over stock are made once."""

    def __init__(self, ground: Ground, spot: int) -> None:
        self.ground, self.spot = ground, spot
        self.direct_s = direct_s(ground, spot)
        able = np.flatnonzero(self.direct_s >= 0)
        self.nearest = able[np.argsort(self.direct_s[able], kind="stable")].tolist()
        self._stock: dict[str, IntArray] = {}
        self._most: dict[tuple[str, int], dict[int, int]] = {}

    def stock(self, item: str) -> IntArray:
        """Units (d,) of an item that may be sent here."""
        if item not in self._stock:
            self._stock[item] = self.ground.sendable(self.spot, item)
        return self._stock[item]

    def goods(self, item: str) -> Goods:
        """Mass and danger of an item; one without facts weighs nothing."""
        return self.ground.items.get(item, Goods())

    def most_from(self, item: str, within_s: int) -> dict[int, int]:
        """At most so many units of an item in time by depot row, with all lorries to itself."""
        key = item, within_s
        if key not in self._most:
            found = {}
            for row in self.nearest:
                if self.direct_s[row] > within_s:
                    break
                units = int(self.stock(item)[row])
                if units and (carried := self.carried(row, item, within_s)):
                    found[row] = min(units, carried)
            self._most[key] = found
        return self._most[key]

    def most(self, asked: Sequence[Asked], without: Collection[int] = ()) -> list[int]:
        """At most so many units of each asked thing in time; a bound from above."""
        return [
            sum(
                units
                for row, units in self.most_from(one.code, one.within_s).items()
                if row not in without
            )
            for one in asked
        ]

    def carried(self, row: int, item: str, within_s: int) -> int:
        """Units of an item that a depot's lorries could bring in time, however much lies there."""
        store, goods = self.ground.depots[row], self.goods(item)
        trips = trips_of(store, row, int(self.ground.haul_s[self.spot, row]), within_s)
        rooms = [trip.fits(goods) for trip in trips]
        return 2**40 if None in rooms else sum(room or 0 for room in rooms)

    def load(self, asked: Sequence[Asked], without: Collection[int] = ()) -> Loaded:
        """Load lorries for what is asked, the earliest deadline and hazardous goods first.

        Depots are drawn on in the order of their first arrival, `without` some; the result is a
        plan that can be driven, not necessarily the best one.
        """
        order = sorted(range(len(asked)), key=lambda k: self._urgency(asked[k], k))
        fleets: dict[int, list[Trip]] = {}
        until_s = max((one.within_s for one in asked), default=0)
        left: dict[tuple[int, str], int] = {}
        for row in order:
            self._load_one(row, asked[row], until_s, set(without), fleets, left)
        return loaded(asked, [trip for fleet in fleets.values() for trip in fleet])

    def _urgency(self, one: Asked, row: int) -> tuple[int, bool, int]:
        return one.within_s, not self.goods(one.code).hazardous, row

    def _load_one(
        self,
        row: int,
        one: Asked,
        until_s: int,
        without: set[int],
        fleets: dict[int, list[Trip]],
        left: dict[tuple[int, str], int],
    ) -> None:
        wanted, goods, stock = one.quantity or 0, self.goods(one.code), self.stock(one.code)
        for depot in self.nearest:
            if wanted <= 0 or self.direct_s[depot] > one.within_s:
                return
            here = left.get((depot, one.code), int(stock[depot]))
            if here <= 0 or depot in without:
                continue
            if depot not in fleets:
                haul_s = int(self.ground.haul_s[self.spot, depot])
                fleets[depot] = trips_of(self.ground.depots[depot], depot, haul_s, until_s)
            sent = put_on(fleets[depot], row, one, goods, min(wanted, here))
            left[depot, one.code] = here - sent
            wanted -= sent


def put_on(trips: Sequence[Trip], row: int, one: Asked, goods: Goods, units: int) -> int:
    """Put units on the trips that are in time, the earliest first; how many found room."""
    sent = 0
    for trip in trips:
        if sent == units or trip.at_s > one.within_s:
            break
        room = trip.fits(goods)
        here = units - sent if room is None else min(units - sent, room)
        if here:
            trip.put(row, here, goods)
            sent += here
    return sent


def loaded(asked: Sequence[Asked], trips: Sequence[Trip]) -> Loaded:
    """What trips bring in all, with the first and the last arrival of each thing."""
    got = [0] * len(asked)
    firsts: list[int | None] = [None] * len(asked)
    lasts: list[int | None] = [None] * len(asked)
    for trip in trips:
        for row, units in trip.load.items():
            got[row] += units
            before, after = firsts[row], lasts[row]
            firsts[row] = trip.at_s if before is None else min(before, trip.at_s)
            lasts[row] = trip.at_s if after is None else max(after, trip.at_s)
    used = frozenset(trip.depot for trip in trips if trip.load)
    return Loaded(got, firsts, lasts, used)


def filled(asked: Sequence[Asked], plan: Loaded, most: Sequence[int], proven: bool) -> list[Filled]:
    """The answer for goods: what the plan brings, and whether more is proven to be impossible."""
    return [
        Filled(
            asked=one,
            covered=min(plan.got[k], one.quantity or 0),
            first_s=plan.first_s[k],
            met_s=plan.last_s[k] if plan.got[k] >= (one.quantity or 0) else None,
            slack=most[k] - (one.quantity or 0),
            until=one.quantity or 0,
            proven=one.quantity is not None
            and (proven or plan.got[k] >= one.quantity or most[k] <= plan.got[k]),
        )
        for k, one in enumerate(asked)
    ]
