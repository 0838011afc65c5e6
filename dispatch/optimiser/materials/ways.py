"""The trips worth looking at: up to a horizon of arrival for each need, all of them.

A trip is known by its lorries, its stops and its start. Lorries start at once or when they are
back from an earlier trip, so starts are sums of the times of trips before. What is left out
arrives later than the horizon of every need it could serve; the model lets a need have such goods
at the price of its horizon and without a lorry, so that its bound holds for all trips.
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass, field

import numpy as np

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


def list_ways(ground: Ground, fleets: list[Fleet], horizon_s: IntArray) -> Ways:
    """Every way to bring something to a need by its horizon (K,), seconds from now."""
    found = Ways()
    between = ground.problem.travel.between_incidents
    for number, fleet in enumerate(fleets):
        slack_s = horizon_s[fleet.rows] - fleet.direct_s
        if between is None and (not len(slack_s) or slack_s.max() < 0):
            continue
        _Yard(ground, fleet, number, horizon_s, found).list_all()
        if found.is_full:
            break
    return found


class _Yard:
    """The ways of one fleet, start after start."""

    def __init__(
        self, ground: Ground, fleet: Fleet, number: int, horizon_s: IntArray, found: Ways
    ) -> None:
        self.fleet, self.number, self.found = fleet, number, found
        self.wants: dict[int, list[tuple[int, int, int]]] = {}
        for row, most in zip(fleet.rows.tolist(), fleet.most.tolist(), strict=True):
            incident = int(ground.incident[row])
            self.wants.setdefault(incident, []).append((int(horizon_s[row]), row, most))
        self.latest_s = {i: max(h for h, _, _ in rows) for i, rows in self.wants.items()}
        load_s = ground.problem.depots[fleet.depot].load_s
        self.direct_s = {i: int(ground.direct_s[fleet.depot, i]) for i in self.wants}
        self.home_s = {i: s - load_s for i, s in self.direct_s.items()}
        self.until_s = {
            i: max(int(ground.until_s[r]) for _, r, _ in w) for i, w in self.wants.items()
        }
        self._shortcuts: dict[tuple[int | None, int], bool] = {}
        self.between_s = {} if fleet.trucks is None else self._between(ground)

    def _between(self, ground: Ground) -> dict[int, list[tuple[int, int]]]:
        """From each incident the others that can follow it on a trip, with the seconds there."""
        matrix = ground.problem.travel.between_incidents
        if matrix is None:
            return {}
        return {
            a: [(b, int(matrix[a, b])) for b in self.wants if b != a and matrix[a, b] >= 0]
            for a in self.wants
        }

    def list_all(self) -> None:
        starts, known = [0], {0}
        while starts and not self.found.is_full:
            start_s = heapq.heappop(starts)
            for incident, direct_s in self.direct_s.items():
                for back_s in self._first(incident, start_s + direct_s, start_s):
                    if back_s not in known and self.fleet.trucks is not None:
                        known.add(back_s)
                        heapq.heappush(starts, back_s)

    def _first(self, incident: int, eta_s: int, start_s: int) -> list[int]:
        if eta_s <= self.latest_s[incident] or self._is_shortcut(None, incident, eta_s):
            return self._drive((incident,), (eta_s,), start_s)
        return []

    def _drive(self, stops: tuple[int, ...], etas_s: tuple[int, ...], start_s: int) -> list[int]:
        """Keep a way and those that go on from it; returns when their lorries are back."""
        last, eta_s = stops[-1], etas_s[-1]
        if self.found.is_full:
            return []
        back_s = eta_s + self.home_s[last]
        self._keep(Way(self.number, stops, etas_s, start_s, back_s))
        backs = [back_s]
        if len(stops) < MOST_STOPS:
            for onward, way_s in self.between_s.get(last, ()):
                there_s = eta_s + way_s
                if onward not in stops and (
                    there_s <= self.latest_s[onward] or self._is_shortcut(last, onward, there_s)
                ):
                    backs += self._drive((*stops, onward), (*etas_s, there_s), start_s)
        return backs

    def _is_shortcut(self, before: int | None, stop: int, eta_s: int) -> bool:
        """Whether some place or the way home is reached sooner by way of this stop.

        Only where times are not those of shortest ways. Such a stop is listed though nothing is
        unloaded there within the horizon: what is may come from beyond it.
        """
        if not self.between_s or eta_s > self.until_s[stop]:
            return False
        if (before, stop) not in self._shortcuts:
            self._shortcuts[before, stop] = self._saves(before, stop)
        return self._shortcuts[before, stop]

    def _saves(self, before: int | None, stop: int) -> bool:
        onward = dict(self.between_s[stop])
        if before is None:
            way_s, others = self.direct_s[stop], self.direct_s
        else:
            others = dict(self.between_s[before])
            way_s = others[stop]
            if way_s + self.home_s[stop] < self.home_s[before]:
                return True
        far_s = 2**45
        return any(
            way_s + more_s < others.get(at, far_s) for at, more_s in onward.items() if at != before
        )

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
