"""Chooses how a hazard area is sketched: one function for each method an officer can ask for."""

from __future__ import annotations

from pathlib import Path
from typing import assert_never

from hazards.schemas_how import ByDistance, ByGuide, ByHand, ByPlume, ByWaterLevel
from hazards.sketch import Scene, Sketch
from hazards.sketch_ground import by_distance, by_hand, by_water_level
from hazards.sketch_guide import by_guide
from hazards.sketch_plume import by_plume

AnyHow = ByGuide | ByPlume | ByWaterLevel | ByDistance | ByHand


def sketches(how: AnyHow, scene: Scene, elevation: Path | None) -> list[Sketch]:
    """The areas that a method gives at a scene; `elevation` is the site's grid of heights."""
    match how:
        case ByGuide():
            return by_guide(how, scene)
        case ByPlume():
            return by_plume(how, scene)
        case ByWaterLevel():
            return by_water_level(how, scene, elevation)
        case ByDistance():
            return by_distance(how, scene)
        case ByHand():
            return by_hand(how)
        case _:
            assert_never(how)


def follows_incident(how: AnyHow) -> bool:
    """Whether an area depends on its incident, so that a correction may change it."""
    match how:
        case ByGuide() | ByPlume():
            return True
        case ByWaterLevel():
            return not how.sources
        case ByDistance():
            return how.shape == "point" and not how.points
        case ByHand():
            return False
        case _:
            assert_never(how)
