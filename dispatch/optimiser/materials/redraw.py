"""After goods were left out of a plan: what still goes is drawn from the lots anew, in order."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from dispatch.optimiser.materials.ground import Ground
from dispatch.optimiser.materials.trips import Shipment
from dispatch.optimiser.solution import Delivery, Trip

Key = tuple[int, int]
"""Item (row of the stock) and depot (row)."""


def redraw(
    ground: Ground,
    shipments: Iterable[Shipment],
    deliveries: Iterable[Delivery],
    trips: Iterable[Trip],
) -> tuple[list[Delivery], list[Trip]]:
    """The same deliveries from the lots of earliest expiry, and trips with what they carry."""
    stock = ground.stock
    home = {s.lot: (stock.row[s.item], s.depot) for s in shipments}
    left: dict[Key, list[tuple[str, int]]] = {}
    drawn = []
    for delivery in deliveries:
        key = home[delivery.lot]
        if key not in left:
            left[key] = list(stock.lots(*key))[::-1]
        drawn += _drawn(left[key], delivery)
    drawn = _merged(drawn)
    row = {ground.problem.needs[need].id: k for k, need in enumerate(ground.need.tolist())}
    load: dict[tuple[str | None, int | None], tuple[float, float]] = {}
    for d in drawn:
        kg, litres = load.get((d.truck, d.trip), (0.0, 0.0))
        each_kg, each_l = float(ground.kg[row[d.need]]), float(ground.litres[row[d.need]])
        load[d.truck, d.trip] = (kg + d.amount * each_kg, litres + d.amount * each_l)
    return drawn, [_weighed(trip, *load.get((trip.truck, trip.trip), (0.0, 0.0))) for trip in trips]


def _drawn(queue: list[tuple[str, int]], delivery: Delivery) -> list[Delivery]:
    found, amount = [], delivery.amount
    while amount:
        lot, free = queue.pop()
        taken = min(free, amount)
        found.append(replace(delivery, lot=lot, amount=taken))
        amount -= taken
        if free > taken:
            queue.append((lot, free - taken))
    return found


def _merged(deliveries: list[Delivery]) -> list[Delivery]:
    """One delivery for all that one lot gives to one need on one trip."""
    total: dict[Delivery, int] = {}
    for delivery in deliveries:
        key = replace(delivery, amount=0)
        total[key] = total.get(key, 0) + delivery.amount
    return [replace(key, amount=amount) for key, amount in total.items()]


def _weighed(trip: Trip, kg: float, litres: float) -> Trip:
    return replace(trip, load_kg=round(kg, 3), load_l=round(litres, 3))
