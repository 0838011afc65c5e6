"""Wire shapes of closures: areas and marked stretches of road that cannot be passed."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from core.wire import Input, Instant, Latitude, Longitude, Output, PolygonArea, example
from geo.entered import EnteredArea, area_in_wgs84
from geo.road_pieces import PieceScope
from geo.types import VehicleClass

MOST_STRETCHES = 500
MOST_VERTICES = 5_000

ClosureKind = Literal["accident", "flood", "works", "control", "other"]
ClosureState = Literal["planned", "holding", "ended", "lifted"]


class MultiPolygonArea(BaseModel):
    """Several GeoJSON polygons as one area, WGS-84; rings are closed."""

    model_config = ConfigDict(extra="forbid")

    type: Literal["MultiPolygon"]
    coordinates: list[list[list[tuple[Longitude, Latitude]]]]


ClosedArea = Annotated[PolygonArea | MultiPolygonArea, Field(discriminator="type")]
"""The area of a closure: one polygon or several."""

ClosedAreaIn = Annotated[
    ClosedArea,
    BeforeValidator(area_in_wgs84, json_schema_input_type=EnteredArea | MultiPolygonArea),
]


class MarkedRoad(BaseModel):
    """A stretch of road as it was marked: its line, WGS-84, and its road's name.

    With ``one_way`` only the direction in which the line runs is meant.
    """

    model_config = ConfigDict(extra="forbid", from_attributes=True)

    name: str = Field(default="", max_length=200)
    line: list[tuple[Longitude, Latitude]] = Field(min_length=2, max_length=MOST_VERTICES)
    one_way: bool = False


def _classes(given: list[VehicleClass] | None) -> list[VehicleClass] | None:
    return sorted(set(given)) if given is not None else None


ClosedTo = Annotated[list[VehicleClass] | None, AfterValidator(_classes)]


class ClosureIn(Input):
    """Roads to be closed: an area, stretches of road, or both."""

    model_config = example(
        kind="accident",
        reason="三环线长丰段封闭",
        area={
            "type": "Polygon",
            "coordinates": [[[114.30, 30.59], [114.31, 30.59], [114.31, 30.60], [114.30, 30.59]]],
        },
        valid_to="2026-11-22T00:00:00+08:00",
    )

    kind: ClosureKind
    reason: str = Field(min_length=1, max_length=500, examples=["三环线长丰段封闭"])
    area: ClosedAreaIn | None = None
    roads: list[MarkedRoad] = Field(default=[], max_length=MOST_STRETCHES)
    spared: list[MarkedRoad] = Field(default=[], max_length=MOST_STRETCHES)
    closed_to: ClosedTo = Field(
        default=None, min_length=1, description="The vehicle classes it stops; null stops all."
    )
    spares_bridges: bool | None = Field(
        default=None, description="Whether bridges stay open; null: as is usual for the kind."
    )
    incident_id: UUID | None = None
    valid_from: Instant | None = None
    valid_to: Instant | None = None


class ClosurePatch(Input):
    """What is changed on a closure; what is not sent stays."""

    model_config = example(reason="水位上涨，封闭范围扩大")

    kind: ClosureKind | None = None
    reason: str | None = Field(default=None, min_length=1, max_length=500)
    area: ClosedAreaIn | None = None
    roads: list[MarkedRoad] | None = Field(default=None, max_length=MOST_STRETCHES)
    closed_to: ClosedTo = Field(default=None, min_length=1)
    spares_bridges: bool | None = None
    valid_from: Instant | None = None
    valid_to: Instant | None = None

    @model_validator(mode="before")
    @classmethod
    def _something(cls, given: object) -> object:
        if isinstance(given, dict) and not given:
            raise ValueError("nothing is changed")
        return given


class SparedRoad(Input):
    """A stretch inside a closure that is opened again."""

    model_config = example(road={"name": "", "line": [[114.305, 30.594], [114.306, 30.594]]})

    road: MarkedRoad


class ClosedAgain(Input):
    """Which of the opened stretches is closed again, counted from 0."""

    model_config = example(index=0)

    index: int = Field(ge=0, lt=MOST_STRETCHES)


class ClosureSource(BaseModel):
    """The file that a closure was imported from, and where in it."""

    file: str
    format: Literal["geojson", "cap"]
    row: int
    message: str | None
    """Of a CAP message: sender, identifier and time of sending, separated by commas."""


class Closure(Output):
    """A road closure as everybody sees it."""

    id: UUID
    kind: str
    reason: str
    area: ClosedArea | None
    roads: list[MarkedRoad]
    spared: list[MarkedRoad]
    closed_to: list[VehicleClass] | None
    spares_bridges: bool
    jurisdiction_code: str
    incident_id: UUID | None
    valid_from: datetime
    valid_to: datetime | None
    begun_at: datetime | None
    ended_at: datetime | None
    import_id: UUID | None
    source: ClosureSource | None
    created_at: datetime
    lifted_at: datetime | None
    version: int


class UnmatchedClosure(Output):
    """A closure with marked stretches that the road file no longer has, counted from 0."""

    closure_id: UUID
    roads: list[int]
    spared: list[int]


class PointedRoad(Output):
    """The piece of road nearest to a point, ready to be marked."""

    scope: PieceScope
    roads: list[MarkedRoad]
    name: str
    road_class: str
    metres: int
    segments: int
    is_bridge: bool
    is_one_way: bool
    off_m: int
