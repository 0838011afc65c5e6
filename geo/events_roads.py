"""What happens to how one drives: conditions are set, tables and fits are put in force."""

from typing import Literal

from core.outbox import Happening
from geo.schemas_roads import RoadCondition, SpeedFit, SpeedTable


class RoadConditionSet(Happening):
    """An officer said how one drives."""

    kind: Literal["road_condition.set"] = "road_condition.set"
    road_condition: RoadCondition


class RoadConditionWithdrawn(Happening):
    """An officer's word on how one drives holds no more."""

    kind: Literal["road_condition.withdrawn"] = "road_condition.withdrawn"
    road_condition: RoadCondition


class SpeedTableEntered(Happening):
    """The site's own speeds were put in the place of others."""

    kind: Literal["speed_table.entered"] = "speed_table.entered"
    speed_table: SpeedTable


class SpeedTableSetAside(Happening):
    """The site's own speeds are no longer in force."""

    kind: Literal["speed_table.set_aside"] = "speed_table.set_aside"
    speed_table: SpeedTable


class SpeedFitMade(Happening):
    """Factors were learnt from runs; whether they came in force is in the record."""

    kind: Literal["speed_fit.made"] = "speed_fit.made"
    speed_fit: SpeedFit


class SpeedFitActivated(Happening):
    """Learnt factors were put in force."""

    kind: Literal["speed_fit.activated"] = "speed_fit.activated"
    speed_fit: SpeedFit


class SpeedFitDeactivated(Happening):
    """Learnt factors are no longer in force."""

    kind: Literal["speed_fit.deactivated"] = "speed_fit.deactivated"
    speed_fit: SpeedFit
