"""The trips worth looking at: up to a horizon of arrival for each need, all of them.

A trip is known by its lorries, its stops and its start. Lorries start at once or when they are
back from an earlier trip, so starts are sums of the times of trips before. What is left out
arrives later than the horizon of every need it could serve; the model lets a need have such goods
at the price of its horizon and without a lorry, so that its bound holds for all trips.
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass, field

from dispatch.optimiser.materials.detours import Detours
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


def list_ways(ground: Ground, fleets: list[Fleet], detours: Detours, horizon_s: IntArray) -> Ways:
    """Every way to bring something to a need by its horizon (K,), seconds from now."""
    found = Ways()
    for number, fleet in enumerate(fleets):
        if (fleet.soonest_s <= horizon_s[fleet.rows]).any():
            _Yard(ground, fleet, number, detours, horizon_s, found).list_all()
        if found.is_full:
            break
    return found


def list_direct(
    ground: Ground, fleets: list[Fleet], detours: Detours, horizon_s: IntArray, others: list[Way]
) -> Ways:
    """The direct ways at once up to a horizon (K,), and some others, with all they may carry."""
    found = Ways()
    by_fleet: dict[int, list[Way]] = {}
    for way in others:
        by_fleet.setdefault(way.fleet, []).append(way)
    for number, fleet in enumerate(fleets):
        near = bool((fleet.direct_s <= horizon_s[fleet.rows]).any())
        if near or number in by_fleet:
            yard = _Yard(ground, fleet, number, detours, horizon_s, found)
            yard.list_direct(by_fleet.get(number, []))
    return found


class _Yard:
    """The ways of one fleet, start after start.

    A stop beyond its horizon is listed only where times are not those of shortest ways and it
    makes a later stop, or the return, come sooner: what is unloaded there comes from beyond.
    """

    def __init__(
        self,
        ground: Ground,
        fleet: Fleet,
        number: int,
        detours: Detours,
        horizon_s: IntArray,
        found: Ways,
    ) -> None:
        self.ground, self.fleet, self.number, self.found = ground, fleet, number, found
        self.detours = detours
        self.wants: dict[int, list[tuple[int, int, int]]] = {}
        for row, most in zip(fleet.rows.tolist(), fleet.most.tolist(), strict=True):
            incident = int(ground.incident[row])
            self.wants.setdefault(incident, []).append((int(horizon_s[row]), row, most))
        self.latest_s = {i: max(h for h, _, _ in rows) for i, rows in self.wants.items()}
        self.until_s = {
            i: max(int(ground.until_s[row]) for _, row, _ in rows) for i, rows in self.wants.items()
        }
        load_s = ground.problem.depots[fleet.depot].load_s
        self.direct_s = {i: int(ground.direct_s[fleet.depot, i]) for i in self.wants}
        self.home_s = {i: s - load_s for i, s in self.direct_s.items()}
        self._onward: dict[int, list[tuple[int, int]]] = {}
        self.is_linked = (
            ground.problem.travel.between_incidents is not None and fleet.trucks is not None
        )
        self.first_detours = detours.first(fleet.depot) if self.is_linked else []
        self.homeward = detours.homeward(fleet.depot, load_s) if self.is_linked else set()

    def list_all(self) -> None:
        starts, known = [0], {0}
        while starts and not self.found.is_full:
            start_s = heapq.heappop(starts)
            for back_s in self._from(start_s):
                if back_s not in known and self.fleet.trucks is not None:
                    known.add(back_s)
                    heapq.heappush(starts, back_s)

    def list_direct(self, others: list[Way]) -> None:
        known = {(way.stops, way.start_s) for way in others}
        for way in others:
            self._keep(way)
        for incident, direct_s in self.direct_s.items():
            if direct_s <= self.latest_s[incident] and ((incident,), 0) not in known:
                back_s = direct_s + self.home_s[incident]
                self._keep(Way(self.number, (incident,), (direct_s,), 0, back_s))

    def _from(self, start_s: int) -> list[int]:
        """Every trip from one start; returns when their lorries are back."""
        backs: list[int] = []
        for incident, direct_s in self.direct_s.items():
            if start_s + direct_s <= self.latest_s[incident]:
                backs += self._drive((incident,), (start_s + direct_s,), start_s)
        return backs + self._by_detours((), (), start_s, self.first_detours)

    def _drive(self, stops: tuple[int, ...], etas_s: tuple[int, ...], start_s: int) -> list[int]:
        """Keep a way and those that go on from it."""
        last, eta_s = stops[-1], etas_s[-1]
        if self.found.is_full:
            return []
        back_s = eta_s + self.home_s[last]
        self._keep(Way(self.number, stops, etas_s, start_s, back_s))
        backs = [back_s]
        if not self.is_linked or len(stops) == MOST_STOPS:
            return backs
        for onward, way_s in self._onward_from(last):
            there_s = eta_s + way_s
            if onward in stops:
                continue
            is_detour = (last, onward) in self.homeward and there_s <= self.until_s[onward]
            if there_s <= self.latest_s[onward]:
                backs += self._drive((*stops, onward), (*etas_s, there_s), start_s)
            elif is_detour:
                ends_s = there_s + self.home_s[onward]
                way = Way(self.number, (*stops, onward), (*etas_s, there_s), start_s, ends_s)
                self._keep(way)
                backs.append(ends_s)
        return backs + self._by_detours(stops, etas_s, start_s, self.detours.onward(last))

    def _by_detours(
        self,
        stops: tuple[int, ...],
        etas_s: tuple[int, ...],
        start_s: int,
        pairs: list[tuple[int, int]],
    ) -> list[int]:
        """Ways that go on to an incident by way of one where nothing is unloaded in time."""
        backs: list[int] = []
        if len(stops) + 2 > MOST_STOPS:
            return backs
        for stop, onward in pairs:
            if stop not in self.wants or onward not in self.wants or {stop, onward} & set(stops):
                continue
            first_s = self._arrival(stops, etas_s, start_s, stop)
            there_s = first_s + self._between(stop, onward)
            beyond = self.latest_s[stop] < first_s <= self.until_s[stop]
            if beyond and there_s <= self.latest_s[onward]:
                longer = (*stops, stop, onward)
                backs += self._drive(longer, (*etas_s, first_s, there_s), start_s)
        return backs

    def _arrival(
        self, stops: tuple[int, ...], etas_s: tuple[int, ...], start_s: int, stop: int
    ) -> int:
        if not stops:
            return start_s + self.direct_s[stop]
        return etas_s[-1] + self._between(stops[-1], stop)

    def _between(self, before: int, stop: int) -> int:
        matrix = self.ground.problem.travel.between_incidents
        return -1 if matrix is None else int(matrix[before, stop])

    def _onward_from(self, before: int) -> list[tuple[int, int]]:
        """The incidents that can follow one on a trip, with the seconds there."""
        if before not in self._onward:
            ways = ((other, self._between(before, other)) for other in self.wants)
            self._onward[before] = [(i, s) for i, s in ways if i != before and s >= 0]
        return self._onward[before]

    def _keep(self, way: Way) -> None:
        number, found = len(self.found.ways), self.found
        found.ways.append(way)
        for stop, (incident, eta_s) in enumerate(zip(way.stops, way.etas_s, strict=True)):
            for horizon_s, row, most in self.wants[incident]:
                if eta_s <= horizon_s:
                    found.need.append(row)
                    found.way.append(number)
                    found.stop.append(stop)
                    found.most.append(most)
