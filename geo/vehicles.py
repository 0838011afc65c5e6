"""How tall and heavy each vehicle class is, for bridges, tunnels and weight limits.

Upper ends of what is common, so that a time is never promised under a bridge that is too low; a
site replaces them by its own. Tags: R the legal outer limit (GB 1589-2016: 4 m high; 18 t on two
axles, 31 t on four; second-hand, verify), J judgement.
"""

from __future__ import annotations

from dataclasses import dataclass

from geo.types import VehicleClass


@dataclass(frozen=True)
class Size:
    """Height in cm, laden weight in kg; 0 for a walker."""

    height_cm: int
    weight_kg: int


SIZES: dict[VehicleClass, Size] = {
    VehicleClass.LIGHT: Size(250, 3_500),  # J
    VehicleClass.FIRE_ENGINE: Size(370, 20_000),  # J: water tender; ladders are taller
    VehicleClass.HEAVY_TRUCK: Size(400, 31_000),  # R
    VehicleClass.HAZMAT_CARRIER: Size(380, 31_000),  # R, J
    VehicleClass.BUS: Size(340, 18_000),  # R, J
    VehicleClass.BOAT_TRAILER: Size(320, 5_000),  # J
    VehicleClass.FOOT: Size(0, 0),
}

UNPAVED_FACTOR = 0.6
"""Share of the table's speed kept on unpaved roads other than tracks: judgement."""
