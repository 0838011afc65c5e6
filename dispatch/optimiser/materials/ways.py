"""The trips worth looking at: up to a horizon of arrival for each need, all of them.

A trip is known by its lorries, its stops and its start. Lorries start at once or when they are
back from an earlier trip, so starts are sums of the times of trips before. What is left out
arrives later than the horizon of every need it could serve; the model lets a need have such goods
at the price of its horizon and without a lorry, so that its bound holds for all trips.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from dispatch.optimiser import constraints
from dispatch.optimiser.materials.detours import Detours, Pairs
from dispatch.optimiser.materials.fleet import Fleet
from dispatch.optimiser.materials.ground import Ground
from dispatch.optimiser.parts import IntArray

MOST_STOPS = 3
MOST_LOADS = 20_000


@dataclass(frozen=True, slots=True)
class Way:
    """One way to drive: lorries of a fleet, incidents in order with arrivals, start and return."""

    fleet: int
    stops: tuple[int, ...]
    etas_s: tuple[int, ...]
    start_s: int
    back_s: int


@dataclass(slots=True, eq=False)
class Ways:
    """Ways with what they may carry: need row, way and stop of each load, `most` units a trip."""

    ways: list[Way] = field(default_factory=list)
    need: list[int] = field(default_factory=list)
    way: list[int] = field(default_factory=list)
    stop: list[int] = field(default_factory=list)
    most: list[int] = field(default_factory=list)

    @property
    def is_full(self) -> bool:
        """Too many to go on: the list is cut, and bounds over it hold no longer."""
        return len(self.need) > MOST_LOADS


class Yard:
    """One fleet and the incidents it can serve, with all times that do not change."""

    def __init__(self, ground: Ground, fleet: Fleet, number: int, detours: Detours) -> None:
        self.fleet, self.number = fleet, number
        self._incidents = ground.problem.incidents
        self.incident = ground.incident[fleet.rows]
        self.wants: dict[int, list[tuple[int, int]]] = {}
        for incident, row, most in zip(
            self.incident.tolist(), fleet.rows.tolist(), fleet.most.tolist(), strict=True
        ):
            self.wants.setdefault(incident, []).append((row, most))
        self.until_s = self.latest_s(ground.until_s)
        load_s = ground.problem.depots[fleet.depot].load_s
        self.direct_s = {i: int(ground.direct_s[fleet.depot, i]) for i in self.wants}
        self.home_s = {i: s - load_s for i, s in self.direct_s.items()}
        onward_s = constraints.onward_of_trucks(ground.problem.travel)
        self._between_s = None if fleet.trucks is None else onward_s
        self._detours = detours
        self._onward: dict[int, list[tuple[int, int]]] = {}
        self._load_s = load_s

    @cached_property
    def first_detours(self) -> Pairs | None:
        """Detours at the beginning of a trip; looked for once ways of this fleet are listed."""
        return None if self._between_s is None else self._detours.first(self.fleet.depot)

    @cached_property
    def homeward(self) -> set[tuple[int, int]]:
        """Pairs of stops by which a lorry is back sooner; looked for once ways are listed."""
        if self._between_s is None:
            return set()
        return self._detours.homeward(self.fleet.depot, self._load_s)

    def latest_s(self, horizon_s: IntArray) -> IntArray:
        """(I,) the latest horizon (K,) of the fleet's needs at each incident, -1 for none."""
        latest = np.full(len(self._incidents), -1, np.int64)
        np.maximum.at(latest, self.incident, horizon_s[self.fleet.rows])
        return latest

    def onward_from(self, before: int) -> list[tuple[int, int]]:
        """The incidents that can follow one on a trip, with the seconds there."""
        if self._between_s is None:
            return []
        if before not in self._onward:
            ways_s = self._between_s[before].tolist()
            self._onward[before] = [
                (i, ways_s[i]) for i in self.wants if i != before and ways_s[i] >= 0
            ]
        return self._onward[before]

    def detours_from(self, before: int) -> Pairs | None:
        """Detours on from an incident; None where lorries do not go on."""
        return None if self._between_s is None else self._detours.onward(before)


def yards_of(ground: Ground, fleets: list[Fleet]) -> list[Yard]:
    """Every fleet with what its ways are listed from."""
    detours = Detours(ground)
    return [Yard(ground, fleet, number, detours) for number, fleet in enumerate(fleets)]


def list_ways(
    yards: list[Yard], horizon_s: IntArray, left_s: Callable[[], float] = lambda: 1.0
) -> Ways | None:
    """Every way to bring something to a need by its horizon (K,), seconds from now.

    None when the time is over before all are listed: no bound holds over a part of them.
    """
    found = Ways()
    for yard in yards:
        if left_s() <= 0:
            return None
        if (yard.fleet.soonest_s <= horizon_s[yard.fleet.rows]).any():
            _Listing(yard, horizon_s, found).list_all()
        if found.is_full:
            break
    return found


def list_direct(yards: list[Yard], horizon_s: IntArray, others: list[Way]) -> Ways:
    """The direct ways at once up to a horizon (K,), and some others, with all they may carry."""
    found = Ways()
    by_fleet: dict[int, list[Way]] = {}
    for way in others:
        by_fleet.setdefault(way.fleet, []).append(way)
    for yard in yards:
        near = bool((yard.fleet.direct_s <= horizon_s[yard.fleet.rows]).any())
        if near or yard.number in by_fleet:
            _Listing(yard, horizon_s, found).list_direct(by_fleet.get(yard.number, []))
    return found


class _Listing:
    """The ways of one fleet, start after start.

    A stop beyond its horizon is listed only where times are not those of shortest ways and it
    makes a later stop, or the return, come sooner: what is unloaded there comes from beyond.
    """

    def __init__(self, yard: Yard, horizon_s: IntArray, found: Ways) -> None:
        self.yard, self.horizon_s, self.found = yard, horizon_s, found
        self.latest = yard.latest_s(horizon_s)
        self.latest_s: list[int] = self.latest.tolist()

    def list_all(self) -> None:
        starts, known = [0], {0}
        fleet = self.yard.fleet
        last_start_s = int((self.horizon_s[fleet.rows] - fleet.soonest_s).max())
        if fleet.trucks is None:
            last_start_s = 0
        while starts and not self.found.is_full:
            start_s = heapq.heappop(starts)
            for back_s in self._from(start_s):
                if back_s not in known and back_s <= last_start_s:
                    known.add(back_s)
                    heapq.heappush(starts, back_s)

    def list_direct(self, others: list[Way]) -> None:
        known = {(way.stops, way.start_s) for way in others}
        for way in others:
            self._keep(way)
        for incident, direct_s in self.yard.direct_s.items():
            if direct_s <= self.latest_s[incident] and ((incident,), 0) not in known:
                self._keep_trip((incident,), (direct_s,), 0)

    def _from(self, start_s: int) -> list[int]:
        """Every trip from one start; returns when their lorries are back."""
        backs: list[int] = []
        for incident, direct_s in self.yard.direct_s.items():
            if start_s + direct_s <= self.latest_s[incident]:
                backs += self._drive((incident,), (start_s + direct_s,), start_s)
        return backs + self._by_detours((), (), start_s, start_s, self.yard.first_detours)

    def _drive(self, stops: tuple[int, ...], etas_s: tuple[int, ...], start_s: int) -> list[int]:
        """Keep a way and those that go on from it."""
        last, eta_s = stops[-1], etas_s[-1]
        if self.found.is_full:
            return []
        backs = [self._keep_trip(stops, etas_s, start_s)]
        if len(stops) == MOST_STOPS:
            return backs
        for onward, way_s in self.yard.onward_from(last):
            there_s = eta_s + way_s
            if onward in stops:
                continue
            if there_s <= self.latest_s[onward]:
                backs += self._drive((*stops, onward), (*etas_s, there_s), start_s)
            elif (last, onward) in self.yard.homeward and there_s <= self.yard.until_s[onward]:
                backs.append(self._keep_trip((*stops, onward), (*etas_s, there_s), start_s))
        return backs + self._by_detours(stops, etas_s, start_s, eta_s, self.yard.detours_from(last))

    def _by_detours(
        self,
        stops: tuple[int, ...],
        etas_s: tuple[int, ...],
        start_s: int,
        since_s: int,
        pairs: Pairs | None,
    ) -> list[int]:
        """Ways that go on to an incident by way of one where nothing is unloaded in time."""
        backs: list[int] = []
        if pairs is None or not len(pairs.stop) or len(stops) + 2 > MOST_STOPS:
            return backs
        first_s, there_s = since_s + pairs.stop_s, since_s + pairs.onward_s
        open_ = (there_s <= self.latest[pairs.onward]) & (first_s > self.latest[pairs.stop])
        open_ &= (first_s <= self.yard.until_s[pairs.stop]) & (self.latest[pairs.stop] >= 0)
        for at in np.flatnonzero(open_).tolist():
            stop, onward = int(pairs.stop[at]), int(pairs.onward[at])
            if stop not in stops and onward not in stops:
                longer_s = (*etas_s, int(first_s[at]), int(there_s[at]))
                backs += self._drive((*stops, stop, onward), longer_s, start_s)
        return backs

    def _keep_trip(self, stops: tuple[int, ...], etas_s: tuple[int, ...], start_s: int) -> int:
        back_s = etas_s[-1] + self.yard.home_s[stops[-1]]
        self._keep(Way(self.yard.number, stops, etas_s, start_s, back_s))
        return back_s

    def _keep(self, way: Way) -> None:
        number, found = len(self.found.ways), self.found
        found.ways.append(way)
        for stop, (incident, eta_s) in enumerate(zip(way.stops, way.etas_s, strict=True)):
            for row, most in self.yard.wants[incident]:
                if eta_s <= self.horizon_s[row]:
                    found.need.append(row)
                    found.way.append(number)
                    found.stop.append(stop)
                    found.most.append(most)
