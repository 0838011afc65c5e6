"""Loading trucks at once: shipments of one depot to one incident, trip after trip, urgent first.

A truck loads, drives, returns and may go again: each trip starts when the one before is back.
A first answer: trucks are taken in the order in which they are free; `search` does better.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import groupby

from dispatch.optimiser import constraints
from dispatch.optimiser.materials.stock import item_facts
from dispatch.optimiser.parts import Item, Truck
from dispatch.optimiser.problem import Problem
from dispatch.optimiser.solution import Delivery, Stop, Trip


@dataclass(frozen=True, slots=True)
class Shipment:
    """An amount of one lot for one need, to leave a depot (row) for an incident (column)."""

    depot: int
    incident: int
    need: int
    item: str
    lot: str
    amount: int


@dataclass(slots=True)
class _Vehicle:
    """A truck with the moment it is free, the trips it has made and the trip being loaded."""

    truck: Truck
    free_s: int = 0
    made: int = 0
    load_kg: float = 0.0
    load_l: float = 0.0
    loaded: list[tuple[Shipment, int]] = field(default_factory=list)

    def room_for(self, item: Item) -> int | None:
        """Units that still fit on the trip being loaded; None when there is no limit."""
        if not constraints.truck_takes(self.truck, item):
            return 0
        limits = []
        if self.truck.payload_kg is not None and item.kg > 0:
            limits.append(int((self.truck.payload_kg - self.load_kg) / item.kg + 1e-9))
        if self.truck.volume_l is not None and item.litres > 0:
            limits.append(int((self.truck.volume_l - self.load_l) / item.litres + 1e-9))
        return max(0, min(limits)) if limits else None


Planned = tuple[list[Delivery], list[Trip]]


def plan_trips(problem: Problem, shipments: list[Shipment]) -> Planned:
    """Deliveries with truck, trip and arrival, and trips; what comes too late is left out."""
    deliveries: list[Delivery] = []
    trips: list[Trip] = []
    by_depot = sorted(shipments, key=lambda s: s.depot)
    for depot, rows in groupby(by_depot, key=lambda s: s.depot):
        planned = _DepotPlan(problem, depot).run(list(rows))
        deliveries += planned[0]
        trips += planned[1]
    return deliveries, trips


class _DepotPlan:
    """The trips of one depot's trucks."""

    def __init__(self, problem: Problem, depot: int) -> None:
        self.problem, self.row, self.depot = problem, depot, problem.depots[depot]
        self.vehicles = [_Vehicle(truck) for truck in self.depot.trucks or ()]
        self.deliveries: list[Delivery] = []
        self.trips: list[Trip] = []

    def run(self, shipments: list[Shipment]) -> Planned:
        """Serve incidents by priority, hazardous goods first so that the rest can ride along."""
        for incident in sorted({s.incident for s in shipments}, key=self._urgency(shipments)):
            rows = [s for s in shipments if s.incident == incident]
            rows.sort(key=lambda s: (not item_facts(self.problem, s.item).hazardous, s.need, s.lot))
            if self.depot.trucks is None:
                self._send_unplanned(rows)
            else:
                self._send(incident, rows)
        return self.deliveries, self.trips

    def _urgency(self, shipments: list[Shipment]) -> _Urgency:
        return _Urgency(self.problem, shipments)

    def _direct_s(self, incident: int) -> int:
        return self.depot.load_s + int(self.problem.travel.depots_to_incidents[self.row, incident])

    def _send_unplanned(self, rows: list[Shipment]) -> None:
        for s in rows:
            need = self.problem.needs[s.need].id
            self.deliveries.append(Delivery(s.lot, need, s.amount, self._direct_s(s.incident)))

    def _send(self, incident: int, rows: list[Shipment]) -> None:
        open_now: _Vehicle | None = None
        for shipment in rows:
            left = shipment.amount
            item = item_facts(self.problem, shipment.item)
            while left:
                room = open_now.room_for(item) if open_now is not None else 0
                if open_now is not None and room != 0:
                    left -= self._load(
                        open_now, shipment, item, left if room is None else room, left
                    )
                    continue
                open_now = self._next_vehicle(item, incident, shipment, open_now)
                if open_now is None:
                    break
        self._depart(open_now, incident)

    def _load(self, vehicle: _Vehicle, shipment: Shipment, item: Item, room: int, left: int) -> int:
        amount = min(room, left)
        vehicle.load_kg += amount * item.kg
        vehicle.load_l += amount * item.litres
        vehicle.loaded.append((shipment, amount))
        return amount

    def _next_vehicle(
        self, item: Item, incident: int, shipment: Shipment, open_now: _Vehicle | None
    ) -> _Vehicle | None:
        """Send off the truck being loaded and take the next one that still comes in time."""
        self._depart(open_now, incident)
        able = [v for v in self.vehicles if constraints.truck_takes(v.truck, item)]
        if not able:
            return None
        vehicle = min(able, key=lambda v: (v.free_s, -(v.truck.payload_kg or 0.0), v.truck.id))
        until = constraints.useful_until_s(self.problem.needs[shipment.need], self.problem.policy)
        return vehicle if vehicle.free_s + self._direct_s(incident) <= until else None

    def _depart(self, vehicle: _Vehicle | None, incident: int) -> None:
        if vehicle is None or not vehicle.loaded:
            return
        vehicle.made += 1
        start, eta = vehicle.free_s, vehicle.free_s + self._direct_s(incident)
        back = eta + eta - start - self.depot.load_s
        self.trips.append(
            Trip(
                vehicle.truck.id,
                vehicle.made,
                self.depot.id,
                (Stop(self.problem.incidents[incident].id, eta),),
                start,
                back,
                round(vehicle.load_kg, 3),
                round(vehicle.load_l, 3),
            )
        )
        self._book(vehicle, eta)
        vehicle.free_s, vehicle.load_kg, vehicle.load_l = back, 0.0, 0.0
        vehicle.loaded = []

    def _book(self, vehicle: _Vehicle, eta: int) -> None:
        for shipment, amount in vehicle.loaded:
            need = self.problem.needs[shipment.need]
            if eta <= constraints.useful_until_s(need, self.problem.policy):
                self.deliveries.append(
                    Delivery(shipment.lot, need.id, amount, eta, vehicle.truck.id, vehicle.made)
                )


class _Urgency:
    """Order of a depot's incidents: priority, then the earliest latest useful time."""

    def __init__(self, problem: Problem, shipments: list[Shipment]) -> None:
        self._problem = problem
        self._latest: dict[int, int] = {}
        for s in shipments:
            latest = problem.needs[s.need].latest_s
            seconds = constraints.NO_LIMIT_S if latest is None else latest
            self._latest[s.incident] = min(seconds, self._latest.get(s.incident, seconds))

    def __call__(self, incident: int) -> tuple[int, int, int]:
        priority = self._problem.incidents[incident].priority
        return priority, self._latest[incident], incident
