"""What happens to the gazetteer: a region or a table of milestones is loaded or taken away."""

from typing import Literal

from core.outbox import Happening
from geo.schemas_places import PlaceRegion


class PlaceRegionLoaded(Happening):
    """Places or milestones were loaded, in the place of an earlier load of the same name."""

    kind: Literal["place_region.loaded"] = "place_region.loaded"
    place_region: PlaceRegion


class PlaceRegionRemoved(Happening):
    """A load of places or milestones was taken away."""

    kind: Literal["place_region.removed"] = "place_region.removed"
    place_region: PlaceRegion
