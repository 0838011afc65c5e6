"""What can happen to hazard areas; each carries the full read model."""

from typing import Literal

from core.outbox import Happening
from hazards.schemas import HazardArea


class HazardAreaDrawn(Happening):
    """An area was computed from a release, or drawn by an officer."""

    kind: Literal["hazard_area.drawn"] = "hazard_area.drawn"
    hazard_area: HazardArea


class HazardAreaWithdrawn(Happening):
    """An area no longer holds."""

    kind: Literal["hazard_area.withdrawn"] = "hazard_area.withdrawn"
    hazard_area: HazardArea
