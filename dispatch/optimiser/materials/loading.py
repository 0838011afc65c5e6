"""Loading what was chosen: the fewest lorries for each way, trip after trip, lot after lot.

What goes one way at one time rides together: largest units first into the first lorry with room,
and no lorry leaves empty. Lots are drawn in the order in which trips leave, earliest expiry first.
"""

from __future__ import annotations

import heapq
import itertools
import math
from collections import defaultdict
from dataclasses import dataclass, field

import numpy as np

from dispatch.optimiser import constraints
from dispatch.optimiser.materials.fleet import Fleet
from dispatch.optimiser.materials.ground import Ground
from dispatch.optimiser.materials.ways import Way, Ways
from dispatch.optimiser.solution import Delivery, Stop, Trip

ROUNDING = 1e-6
FloatArray = np.typing.NDArray[np.float64]
Planned = tuple[list[Delivery], list[Trip]]


@dataclass(slots=True)
class Load:
    """Goods of one lorry on one way: units by need row, and the room left."""

    way: Way
    kg_left: float
    litres_left: float
    units: dict[int, int] = field(default_factory=dict)

    def take(self, row: int, units: int, kg: float, litres: float) -> int:
        """Load as many units as fit; returns how many."""
        fits = units
        if kg > 0 and not math.isinf(self.kg_left):
            fits = min(fits, int((self.kg_left + ROUNDING) / kg))
        if litres > 0 and not math.isinf(self.litres_left):
            fits = min(fits, int((self.litres_left + ROUNDING) / litres))
        if fits > 0:
            self.kg_left -= fits * kg
            self.litres_left -= fits * litres
            self.units[row] = self.units.get(row, 0) + fits
        return max(fits, 0)


def load_up(
    ground: Ground, fleets: list[Fleet], ways: Ways, units: FloatArray, trips: FloatArray
) -> Planned:
    """Deliveries and trips of a choice: units of each load (X,), trips of each way (P,)."""
    asked: dict[int, dict[int, int]] = defaultdict(dict)
    for at in np.flatnonzero(np.rint(units)).tolist():
        asked[ways.way[at]][ways.need[at]] = round(float(units[at]))
    book = _Book(ground)
    by_fleet: dict[int, list[Load]] = defaultdict(list)
    for number in sorted(asked):
        way = ways.ways[number]
        fleet = fleets[way.fleet]
        if fleet.trucks is None:
            book.send(fleet.depot, way.etas_s[0], asked[number])
        else:
            most = round(float(trips[number]))
            by_fleet[way.fleet] += _fill(ground, fleet, way, asked[number], most)
    drives = [drive for k in sorted(by_fleet) for drive in _drives(ground, fleets[k], by_fleet[k])]
    for drive in sorted(drives, key=lambda d: (d.start_s, d.truck)):
        book.drive(ground, drive)
    return book.deliveries, book.trips


def _fill(
    ground: Ground, fleet: Fleet, way: Way, asked: dict[int, int], lorries: int
) -> list[Load]:
    """The goods of one way in as few lorries as they fit in, at most so many."""
    loads: list[Load] = []
    rows = sorted(asked, key=lambda row: (-ground.kg[row], -ground.litres[row], row))
    for row in rows:
        left, kg, litres = asked[row], float(ground.kg[row]), float(ground.litres[row])
        for load in loads:
            left -= load.take(row, left, kg, litres)
        while left and len(loads) < lorries:
            loads.append(Load(way, fleet.payload_kg, fleet.volume_l))
            left -= loads[-1].take(row, left, kg, litres)
    return [load for load in loads if load.units]


@dataclass(frozen=True, slots=True)
class _Drive:
    """One loaded trip of one lorry, with stops (incident column) and arrivals."""

    depot: int
    truck: str
    number: int
    start_s: int
    stops: tuple[int, ...]
    etas_s: tuple[int, ...]
    back_s: int
    units: dict[int, int]


def _drives(ground: Ground, fleet: Fleet, loads: list[Load]) -> list[_Drive]:
    """Give loads to lorries in the order of their starts, each to the lorry that is free first."""
    free = [(0, truck) for truck in fleet.trucks or ()]
    made: dict[str, int] = defaultdict(int)
    found = []
    for load in sorted(loads, key=lambda load: (load.way.start_s, load.way.stops)):
        free_s, truck = heapq.heappop(free)
        made[truck] += 1
        here = {int(ground.incident[row]) for row in load.units}
        stops = tuple(stop for stop in load.way.stops if stop in here)
        etas_s, back_s = _times(ground, fleet.depot, stops, free_s)
        found.append(
            _Drive(fleet.depot, truck, made[truck], free_s, stops, etas_s, back_s, dict(load.units))
        )
        heapq.heappush(free, (back_s, truck))
    return found


def _times(
    ground: Ground, depot: int, stops: tuple[int, ...], start_s: int
) -> tuple[tuple[int, ...], int]:
    """Arrival at each stop, and when the lorry is back from the last."""
    between = constraints.onward_of_trucks(ground.problem.travel)
    etas_s = [start_s + int(ground.direct_s[depot, stops[0]])]
    for before, stop in itertools.pairwise(stops):
        if between is None:
            raise AssertionError("a trip has several stops only where the ways between are known")
        etas_s.append(etas_s[-1] + int(between[before, stop]))
    load_s = ground.problem.depots[depot].load_s
    return tuple(etas_s), etas_s[-1] + int(ground.direct_s[depot, stops[-1]]) - load_s


class _Book:
    """Deliveries and trips as they are written down, and what is left in the lots."""

    def __init__(self, ground: Ground) -> None:
        self.ground = ground
        self.deliveries: list[Delivery] = []
        self.trips: list[Trip] = []
        self._lots: dict[tuple[int, int], list[tuple[str, int]]] = {}

    def send(
        self,
        depot: int,
        eta_s: int,
        units: dict[int, int],
        truck: str | None = None,
        trip: int | None = None,
    ) -> None:
        """Draw goods from the lots; what comes too late to be of use stays where it is."""
        for row, amount in sorted(units.items()):
            if eta_s > self.ground.until_s[row]:
                continue
            need = self.ground.problem.needs[int(self.ground.need[row])].id
            for lot, taken in self._draw(int(self.ground.item[row]), depot, amount):
                self.deliveries.append(Delivery(lot, need, taken, eta_s, truck, trip))

    def _draw(self, item: int, depot: int, amount: int) -> list[tuple[str, int]]:
        queue = self._lots.get((item, depot))
        if queue is None:
            queue = self._lots[item, depot] = list(self.ground.stock.lots(item, depot))[::-1]
        drawn = []
        while amount:
            lot, free = queue.pop()
            taken = min(free, amount)
            drawn.append((lot, taken))
            amount -= taken
            if free > taken:
                queue.append((lot, free - taken))
        return drawn

    def drive(self, ground: Ground, drive: _Drive) -> None:
        for stop, eta_s in zip(drive.stops, drive.etas_s, strict=True):
            here = {r: n for r, n in drive.units.items() if ground.incident[r] == stop}
            self.send(drive.depot, eta_s, here, drive.truck, drive.number)
        incidents = ground.problem.incidents
        kg = sum(n * float(ground.kg[row]) for row, n in drive.units.items())
        litres = sum(n * float(ground.litres[row]) for row, n in drive.units.items())
        self.trips.append(
            Trip(
                drive.truck,
                drive.number,
                ground.problem.depots[drive.depot].id,
                tuple(
                    Stop(incidents[stop].id, eta_s)
                    for stop, eta_s in zip(drive.stops, drive.etas_s, strict=True)
                ),
                drive.start_s,
                drive.back_s,
                round(kg, 3),
                round(litres, 3),
            )
        )
