"""A sketch of a hazard area: its outline with figures, source, basis and cautions, not yet stored.

What is not entered follows the scene of the incident, what is not known at all is taken at its
worst, and the sketch says so.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from shapely.geometry.base import BaseGeometry

from geo.types import LonLat
from hazards.daylight import Period, period_at
from incidents.schemas import Incident

NOT_ANEW = "could_not_be_drawn_anew"
"""The area stands as it was, though its incident changed: what it followed from is gone."""


@dataclass(frozen=True)
class Scene:
    """What is known where something is released; None is unknown."""

    at: LonLat
    now: datetime
    substance_un: str | None
    spill: str | None
    container: str | None
    wind_from_deg: int | None
    wind_speed_m_s: float | None

    @property
    def period(self) -> Period:
        """Day or night at the place."""
        return period_at(self.at.lon, self.at.lat, self.now)


@dataclass(frozen=True)
class Sketch:
    """An area as it would be drawn; `basis` holds everything that it follows from."""

    kind: str
    area: BaseGeometry
    distance_m: float | None
    source: str
    edition: str
    cautions: tuple[str, ...]
    basis: dict[str, Any]


def scene_of(incident: Incident, now: datetime) -> Scene:
    """What an incident says of its place, its release and its wind."""
    return Scene(
        at=LonLat(incident.position.lon, incident.position.lat),
        now=now,
        substance_un=incident.substance_un,
        spill=incident.spill,
        container=incident.container,
        wind_from_deg=incident.wind_from_deg,
        wind_speed_m_s=incident.wind_speed_ms,
    )
