"""Wire shapes of runs: single drives, and how far predictions were off."""

from datetime import datetime
from uuid import UUID

from core.wire import LineString, Output


class RunPiece(Output):
    """What a way has of one road class: length, predicted time, and the learnt factor in it."""

    road_class: str
    metres: int
    seconds: float
    factor: float


class Run(Output):
    """One drive of one order: predicted at departure, actual on arrival."""

    id: UUID
    order_id: UUID | None
    order_number: int | None
    resource_name: str
    target_name: str
    jurisdiction_code: str
    synthetic: bool
    vehicle: str
    source_from: str
    departed_at: datetime
    ended_at: datetime | None
    weather: str
    light: str
    hour_band: str
    emergency: bool
    table_id: str
    fit_id: str
    estimated: bool
    predicted_s: int | None
    actual_s: int | None
    actual_from: str | None
    distance_m: int | None
    stood_s: int
    pieces: list[RunPiece]
    excluded: str | None


class RunWay(Output):
    """The way a run was expected to take."""

    line: LineString | None


class ErrorOf(Output):
    """How far predictions were off in one group of runs; shares are of the predicted time.

    ``bias`` above zero: drives took longer than predicted.
    """

    key: str
    runs: int
    median_s: float
    p90_s: float
    median: float
    p90: float
    bias: float


class ExcludedCount(Output):
    """How many runs say nothing for one reason."""

    reason: str
    runs: int


class RunAccuracy(Output):
    """How far predictions were off over some days, by what may explain it; what was left out."""

    days: int
    since: datetime
    synthetic: int
    under_way: int
    overall: ErrorOf | None
    by_vehicle: list[ErrorOf]
    by_road_class: list[ErrorOf]
    by_hour_band: list[ErrorOf]
    by_weather: list[ErrorOf]
    by_week: list[ErrorOf]
    excluded: list[ExcludedCount]
