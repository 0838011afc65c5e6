"""The stated model by which synthetic teams drive faster or slower than predicted.

Invented, seeded and never used outside exercises and demonstrations: it gives the learning of
speeds something to find. Through roads are slow in the peaks and quicker by night, motorways
slightly quicker than the table, small streets always slower; on top each drive is off by about
nine per cent.
"""

import math
import random
from collections.abc import Sequence
from typing import Any

from geo.road_conditions import HourBand, RoadGroup, road_group

SPREAD = 0.09

TRUE_FACTOR: dict[RoadGroup, dict[HourBand, float]] = {
    RoadGroup.MOTORWAY: dict(zip(HourBand, (0.95, 1.06, 0.92, 1.10), strict=True)),
    RoadGroup.MAIN: dict(zip(HourBand, (0.72, 0.90, 0.70, 1.08), strict=True)),
    RoadGroup.LOCAL: dict(zip(HourBand, (0.82, 0.86, 0.82, 0.92), strict=True)),
}
"""Speed of a synthetic team over the table's; order: morning, day, evening, night."""


def driven_s(pieces: Sequence[dict[str, Any]], band: str, seed: object) -> float:
    """How long a synthetic team takes for a way; the same seed gives the same drive."""
    luck = random.Random(f"drive {seed}").gauss(0.0, SPREAD)
    return sum(_piece_s(piece, HourBand(band)) for piece in pieces) * math.exp(luck)


def _piece_s(piece: dict[str, Any], band: HourBand) -> float:
    table_s = float(piece["seconds"]) * float(piece["factor"])
    if piece["road_class"] == "off_road":
        return table_s
    return table_s / TRUE_FACTOR.get(road_group(piece["road_class"]), {}).get(band, 1.0)
