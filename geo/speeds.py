"""How fast each vehicle class goes on each class of road: the one table behind every travel time.

All figures are km/h averages over whole trips in a dense Chinese city, junctions included. None
means the class may not use the road. Tags of a figure's origin:

R   rule: the legal limit of the road or vehicle is the upper end (Implementing Regulations of the
    Road Traffic Safety Law, State Council Order 405, arts. 45, 46, 78, 79, 84: 120 on motorways,
    70 out of town and 50 in town with one lane, 30 without a centre line; 100 for lorries on
    motorways, 80 for hazmat carriers on motorways and 60 elsewhere).
J   judgement: set below the limit for junctions and traffic; replace by measured trips of the site.

An engine on call may pass lights and limits (Road Traffic Safety Law art. 53) but not wrong-way
one-way streets here: that is a decision of the crew, never of a travel-time table.
"""

from __future__ import annotations

from geo.types import VehicleClass

Kmh = int | None

COLUMNS = (
    VehicleClass.LIGHT,
    VehicleClass.FIRE_ENGINE,
    VehicleClass.HEAVY_TRUCK,
    VehicleClass.HAZMAT_CARRIER,
    VehicleClass.BUS,
    VehicleClass.BOAT_TRAILER,
    VehicleClass.FOOT,
)

# fmt: off
SPEED_KMH: dict[str, tuple[Kmh, ...]] = {
    # road class         light  fire  heavy hazmat  bus   boat  foot   origin
    "motorway":         (  95,   85,   75,   70,    85,   75, None),  # R, J
    "motorway_link":    (  50,   45,   40,   35,    45,   40, None),  # J
    "trunk":            (  65,   60,   55,   50,    55,   50,    5),  # R, J
    "trunk_link":       (  40,   38,   32,   30,    35,   30,    5),  # J
    "primary":          (  48,   48,   40,   36,    40,   36,    5),  # R, J
    "primary_link":     (  32,   32,   26,   24,    28,   24,    5),  # J
    "secondary":        (  40,   40,   34,   30,    34,   30,    5),  # R, J
    "secondary_link":   (  28,   28,   22,   20,    24,   20,    5),  # J
    "tertiary":         (  32,   32,   26,   24,    28,   24,    5),  # R, J
    "tertiary_link":    (  24,   24,   20,   18,    20,   18,    5),  # J
    "unclassified":     (  26,   25,   20,   18,    22,   18,    5),  # R, J
    "residential":      (  22,   20,   16,   14,    18,   14,    5),  # R, J
    "living_street":    (  12,   12,   10,    8,    10,    8,    5),  # J
    "service":          (  14,   14,   12,   10,    12,   10,    5),  # J
    "road":             (  22,   20,   16,   14,    18,   14,    5),  # J, class unknown to the map
    "track":            (  12,   10, None, None,  None,    8,    4),  # J
    "busway":           (  30,   35, None, None,    30, None, None),  # J
    "pedestrian":       (   8,    8, None, None,  None, None,    5),  # J, engines may enter
    "footway":          (None, None, None, None,  None, None,    5),
    "path":             (None, None, None, None,  None, None,    4),
    "cycleway":         (None, None, None, None,  None, None,    5),
    "bridleway":        (None, None, None, None,  None, None,    4),
    "steps":            (None, None, None, None,  None, None,    2),
    "ferry":            (   8,    8,    8, None,     8,    8,    8),  # J, waiting not known
}
# fmt: on

_CAPPED_BY_RULE = frozenset(
    {"motorway", "trunk", "primary", "secondary", "tertiary", "unclassified", "residential"}
)

SPEED_ORIGIN: dict[str, str] = {
    road: "R, J" if road in _CAPPED_BY_RULE else "J" for road in SPEED_KMH
}
"""Where the speeds of a road class come from, tags as above; said beside the table on screen."""

HIGHWAYS: tuple[str, ...] = tuple(SPEED_KMH)
"""Road classes in the order of their codes; a road of another class is left out."""

CRAWL_KMH: dict[VehicleClass, float] = {
    vehicle: 4.0 if vehicle is VehicleClass.FOOT else 8.0 for vehicle in VehicleClass
}
"""Speed over the unmapped remainder between a place and its road (yards, lanes): judgement."""

SNAP_LIMIT_M = 500.0
"""A place farther than this from a usable road has no road time, only an estimate: judgement."""

DETOUR_FACTOR = 1.4
"""Road distance over straight-line distance where no road is known. Measured circuity of large
cities lies between 1.2 and 1.5 (Barthelemy, "Spatial networks", Phys. Rep. 499, 2011, 4.2)."""

ESTIMATE_KMH: dict[VehicleClass, float] = {
    VehicleClass.LIGHT: 30.0,
    VehicleClass.FIRE_ENGINE: 28.0,
    VehicleClass.HEAVY_TRUCK: 24.0,
    VehicleClass.HAZMAT_CARRIER: 22.0,
    VehicleClass.BUS: 25.0,
    VehicleClass.BOAT_TRAILER: 22.0,
    VehicleClass.FOOT: 4.0,
}
"""Deliberately slow speed of an estimate without roads, over the lengthened distance: judgement."""


def speeds_kmh(vehicle: VehicleClass) -> tuple[Kmh, ...]:
    """The speeds of one vehicle class in the order of `HIGHWAYS`; None where it may not go."""
    column = COLUMNS.index(vehicle)
    return tuple(row[column] for row in SPEED_KMH.values())


def estimate_m_per_s(vehicle: VehicleClass) -> float:
    """Metres of straight line covered per second when no road is known."""
    return ESTIMATE_KMH[vehicle] / 3.6 / DETOUR_FACTOR
