"""Wire shapes of reach: the areas a vehicle gets to in given times, and one drive time."""

from core.wire import Output
from geo.schemas_closures import MultiPolygonArea
from geo.types import VehicleClass


class ReachArea(Output):
    """The ground around all roads reached within a time, each holding the ones before it."""

    within_s: int
    km2: float
    area: MultiPolygonArea


class Reached(Output):
    """How far a vehicle gets from a place; `estimated`: circles, because no road is near."""

    lon: float
    lat: float
    vehicle: VehicleClass
    ready_s: int
    estimated: bool
    closures: int
    areas: list[ReachArea]


class DriveTime(Output):
    """The drive time from a place to another; none where no way leads there."""

    seconds: int | None
    estimated: bool
