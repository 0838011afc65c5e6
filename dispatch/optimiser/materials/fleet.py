"""Lorries of one depot that are alike, and which needs they can serve."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from dispatch.optimiser.materials.detours import is_metric, with_soonest
from dispatch.optimiser.materials.ground import Ground
from dispatch.optimiser.parts import Depot, IntArray, Truck

ROUNDING = 1e-9
Kind = tuple[float, float, bool]


@dataclass(frozen=True, slots=True, eq=False)
class Fleet:
    """Lorries of one depot with the same payload, volume and permit.

    Attributes
    ----------
    depot : row of the depot; payload_kg, volume_l : of each lorry, inf without a limit.
    trucks : their ids; None where transport is not planned and goods simply leave.
    rows : (E,) needs of the ground they can serve, most : (E,) units of each on one trip.
    direct_s : (E,) loading and way there, seconds; soonest_s : (E,) over any stops before.
    """

    depot: int
    payload_kg: float
    volume_l: float
    trucks: tuple[str, ...] | None
    rows: IntArray
    most: IntArray
    direct_s: IntArray
    soonest_s: IntArray


def fleets_of(ground: Ground) -> list[Fleet]:
    """The lorries of every depot that can serve some need, by kind."""
    found = []
    onward = ground if is_metric(ground) else with_soonest(ground)
    for row, depot in enumerate(ground.problem.depots):
        soonest_s = (ground if depot.trucks is None else onward).direct_s[row, ground.incident]
        for kind, trucks in _kinds(depot):
            fleet = _fleet(ground, row, kind, trucks, soonest_s)
            if len(fleet.rows):
                found.append(fleet)
    return found


def _kinds(depot: Depot) -> list[tuple[Kind, tuple[str, ...] | None]]:
    if depot.trucks is None:
        return [((math.inf, math.inf, True), None)]
    kinds: dict[Kind, list[str]] = {}
    for truck in sorted(depot.trucks, key=lambda truck: truck.id):
        kinds.setdefault(_kind(truck), []).append(truck.id)
    return [(kind, tuple(trucks)) for kind, trucks in sorted(kinds.items())]


def _kind(truck: Truck) -> Kind:
    payload_kg = math.inf if truck.payload_kg is None else truck.payload_kg
    volume_l = math.inf if truck.volume_l is None else truck.volume_l
    return payload_kg, volume_l, truck.hazmat


def _fleet(
    ground: Ground,
    depot: int,
    kind: Kind,
    trucks: tuple[str, ...] | None,
    soonest_s: IntArray,
) -> Fleet:
    payload_kg, volume_l, hazmat = kind
    held = ground.stock.sendable[ground.item, depot]
    direct_s = ground.direct_s[depot, ground.incident]
    most = np.minimum(held, ground.amount)
    most = np.minimum(most, _units(payload_kg, ground.kg, most))
    most = np.minimum(most, _units(volume_l, ground.litres, most))
    able = (most > 0) & (direct_s >= 0) & (soonest_s <= ground.until_s)
    able &= hazmat | ~ground.hazardous
    rows = np.flatnonzero(able)
    return Fleet(
        depot, payload_kg, volume_l, trucks, rows, most[rows], direct_s[rows], soonest_s[rows]
    )


def _units(limit: float, each: np.typing.NDArray[np.float64], otherwise: IntArray) -> IntArray:
    """Units that fit; what weighs nothing always fits."""
    if math.isinf(limit):
        return otherwise
    fits = np.floor(limit / np.where(each > 0, each, 1.0) + ROUNDING).astype(np.int64)
    return np.where(each > 0, fits, otherwise)
