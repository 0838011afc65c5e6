"""What the tags of an OpenStreetMap way or barrier say: limits, speeds, and who may pass.

Access is read as a rescuer reads it: what is private, for customers or for residents only stands
open to a vehicle on call (Road Traffic Safety Law art. 53), what is closed to a kind of vehicle
stays closed to it. Values and units follow the OpenStreetMap wiki (Key:access, Key:maxheight,
Key:maxweight, Key:maxspeed); a value nobody can read limits nothing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from geo.speeds import COLUMNS
from geo.types import VehicleClass

Tags = Mapping[str, str]

EVERYBODY = (1 << len(COLUMNS)) - 1
"""All vehicle classes as bits, in the order of `geo.speeds.COLUMNS`."""

_NUMBER = re.compile(r"^\s*(\d+(?:[.,]\d+)?)\s*([a-z']*)\s*$", re.IGNORECASE)
_FEET_INCHES = re.compile(r"^\s*(\d+)\s*'\s*(?:(\d+(?:\.\d+)?)\s*\")?\s*$")
_METRES_PER = {"": 1.0, "m": 1.0, "cm": 0.01, "ft": 0.3048, "feet": 0.3048}
_KG_PER = {"": 1000.0, "t": 1000.0, "kg": 1.0, "st": 907.185, "lbs": 0.45359237, "lb": 0.45359237}
_KMH_PER = {"": 1.0, "km": 1.0, "kmh": 1.0, "kph": 1.0, "mph": 1.609344}
_NOT_FOR = {"no", "agricultural", "forestry"}
_WALKING_KMH = 6

_KEYS: dict[VehicleClass, tuple[str, ...]] = {
    VehicleClass.LIGHT: ("access", "vehicle", "motor_vehicle", "motorcar"),
    VehicleClass.FIRE_ENGINE: ("access", "vehicle", "motor_vehicle", "emergency"),
    VehicleClass.HEAVY_TRUCK: ("access", "vehicle", "motor_vehicle", "goods", "hgv"),
    VehicleClass.HAZMAT_CARRIER: ("access", "vehicle", "motor_vehicle", "goods", "hgv", "hazmat"),
    VehicleClass.BUS: ("access", "vehicle", "motor_vehicle", "psv", "bus"),
    VehicleClass.BOAT_TRAILER: ("access", "vehicle", "motor_vehicle", "trailer"),
    VehicleClass.FOOT: ("access", "foot"),
}
"""Keys that decide for each class, the more particular later: the last one given counts."""

_STOPS_WHEELS = {
    "block", "bollard", "cycle_barrier", "debris", "fence", "hedge", "horse_stile",
    "jersey_barrier", "kissing_gate", "log", "motorcycle_barrier", "planter", "rope", "stile",
    "turnstile", "wall",
}  # fmt: skip
"""Barriers that no vehicle passes unless their tags say so; gates, chains and booms are opened."""


def height_cm(text: str | None) -> int:
    """A clearance in whole centimetres, rounded down; 0 where none is stated or readable."""
    metres = _feet(text) if text and "'" in text else _amount(text, _METRES_PER)
    return round(metres * 1000) // 10 if metres else 0


def weight_kg(text: str | None) -> int:
    """A permitted weight in whole kilograms; 0 where none is stated or readable."""
    return int(_amount(text, _KG_PER))


def speed_kmh(text: str | None) -> int:
    """A speed limit in whole km/h; 0 where none is stated or readable."""
    if text and text.strip().lower() == "walk":
        return _WALKING_KMH
    return int(_amount((text or "").replace("/h", ""), _KMH_PER))


def who_may_pass(tags: Tags) -> int:
    """The vehicle classes (bits) that the access tags let pass."""
    allowed = 0
    for bit, vehicle in enumerate(COLUMNS):
        given = [tags[key] for key in _KEYS[vehicle] if key in tags]
        if not given or given[-1].split(";")[0].strip() not in _NOT_FOR:
            allowed |= 1 << bit
    return allowed


def who_passes_barrier(tags: Tags) -> int:
    """The vehicle classes (bits) that get through a barrier on the road."""
    on_foot = 1 << COLUMNS.index(VehicleClass.FOOT)
    if tags.get("barrier") not in _STOPS_WHEELS:
        return who_may_pass(tags)
    stated = {key for keys in _KEYS.values() for key in keys} & set(tags)
    return who_may_pass(tags) if stated - {"foot"} else on_foot


def _amount(text: str | None, units: Mapping[str, float]) -> float:
    found = _NUMBER.match(text or "")
    if found is None or found[2].lower() not in units:
        return 0.0
    return float(found[1].replace(",", ".")) * units[found[2].lower()]


def _feet(text: str) -> float:
    found = _FEET_INCHES.match(text)
    return (int(found[1]) + float(found[2] or 0) / 12) * 0.3048 if found else 0.0
