"""Wire shapes of how one drives: conditions, the speed table, fits, and the network in use."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import Field

from core.wire import Input, Instant, Output, example
from geo.road_conditions import HourBand, Light, Weather
from geo.types import VehicleClass


class RoadConditionIn(Input):
    """How one drives in the whole area from now on, or from a given moment, until another."""

    model_config = example(
        weather="rain", light=None, emergency=["fire_engine"], note="中到大雨，路面湿滑"
    )

    weather: Weather
    light: Light | None = Field(default=None, description="day or night; null follows the clock")
    emergency: list[VehicleClass] = Field(default=[], max_length=7)
    note: str = Field(default="", max_length=500)
    valid_from: Instant | None = None
    valid_to: Instant | None = None


class RoadCondition(Output):
    """An officer's word on how one drives."""

    id: UUID
    weather: Weather
    light: Light | None
    emergency: list[VehicleClass]
    note: str
    valid_from: datetime
    valid_to: datetime | None
    set_at: datetime
    set_by_name: str
    withdrawn_at: datetime | None
    withdrawn_by_name: str | None
    version: int


class ConditionsNow(Output):
    """What holds now, and whose word it is; without a word the clock decides and it is dry."""

    at: datetime
    weather: Weather
    light: Light
    hour_band: HourBand
    emergency: list[VehicleClass]
    word: RoadCondition | None
    coming: list[RoadCondition]


class SpeedRow(Output):
    """One road class: the table's speeds and today's, km/h, per vehicle class; null: not usable."""

    road_class: str
    group: str
    origin: str
    kmh: dict[VehicleClass, int | None]
    shipped_kmh: dict[VehicleClass, int | None]
    now_kmh: dict[VehicleClass, float | None]
    learnt: dict[VehicleClass, float]


class FactorRow(Output):
    """What a condition does to the speeds of each road group; the law's caps in km/h."""

    kind: Literal["weather", "light", "emergency"]
    code: str
    factors: dict[str, float]
    caps_kmh: dict[str, float]
    origin: str
    holds: bool


class SpeedView(Output):
    """The whole speed table with its factors and sources, and what is in force now."""

    table_id: str
    table_source: str | None
    fit_id: str
    vehicles: list[VehicleClass]
    rows: list[SpeedRow]
    factors: list[FactorRow]
    bands: dict[HourBand, tuple[int, int]]


class LearntFactor(Output):
    """One factor of a fit: the speed of a class on a road class in a part of the day."""

    vehicle: VehicleClass
    road_class: str
    hour_band: HourBand
    factor: float
    standard_error: float
    runs: int
    hours: float


class FitFigures(Output):
    """Errors of the predictions on runs a fit had not seen, before and after it."""

    table_id: str
    runs: int
    excluded: int
    median_before: float | None
    median_after: float | None
    p90_before: float | None
    p90_after: float | None
    bias_before: float | None
    bias_after: float | None
    gain: float | None
    gain_error: float | None
    spread: float | None


class SpeedFit(Output):
    """Factors learnt from runs, with what they rest on, and whether they are in force."""

    id: UUID
    number: int
    made_at: datetime
    made_by_name: str | None
    verdict: Literal["adopted", "kept_aside"]
    reason: str
    figures: FitFigures
    factors: list[LearntFactor]
    active: bool
    switched_at: datetime | None
    switched_by_name: str | None
    version: int


class SpeedTable(Output):
    """A table of speeds that a site has entered."""

    id: UUID
    number: int
    source: str
    active: bool
    entered_at: datetime
    entered_by_name: str
    version: int


class RegionInUse(Output):
    """One region of the network: its file, what it holds, and when it was built."""

    name: str
    source: str
    sha256: str
    segments: int
    built_at: datetime


class NetworkInUse(Output):
    """The network behind the drive times, region by region; a plain road file has no regions."""

    file: str | None
    sha256: str | None
    available: bool
    message: str | None
    nodes: int
    arcs: int
    regions: list[RegionInUse]
    learning: bool
