"""Wire shapes of places and closures."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import Field

from core.wire import Input, Instant, Latitude, LineString, Longitude, Output, PolygonArea, example
from geo.entered import AreaIn
from geo.steps import Turn


class ClosureIn(Input):
    """A road closure to be drawn."""

    model_config = example(
        kind="accident",
        reason="三环线长丰段封闭",
        area={
            "type": "Polygon",
            "coordinates": [[[114.30, 30.59], [114.31, 30.59], [114.31, 30.60], [114.30, 30.59]]],
        },
        valid_to="2026-11-22T00:00:00+08:00",
    )

    kind: Literal["accident", "flood", "works", "control", "other"]
    reason: str = Field(min_length=1, max_length=500, examples=["三环线长丰段封闭"])
    area: AreaIn
    incident_id: UUID | None = None
    valid_from: Instant | None = None
    valid_to: Instant | None = None


class Closure(Output):
    """A road closure as everybody sees it."""

    id: UUID
    kind: str
    reason: str
    area: PolygonArea
    jurisdiction_code: str
    incident_id: UUID | None
    valid_from: datetime
    valid_to: datetime | None
    created_at: datetime
    lifted_at: datetime | None
    version: int


class Place(Output):
    """A place of the offline gazetteer."""

    id: str
    kind: str
    name: str
    name_en: str | None
    lon: Longitude
    lat: Latitude
    jurisdiction_code: str
    district_name: str
    population: int | None
    approximate: bool
    source: str


class PlaceNear(Output):
    """What a point on the map is called: its jurisdiction, and the nearest named place."""

    jurisdiction_code: str | None
    jurisdiction_name: str | None
    nearest: Place | None
    distance_m: int | None


class RouteStep(Output):
    """One stretch of a way along one road; an empty name is one the road file does not know."""

    turn: Turn
    name: str
    road_class: str
    metres: int
    seconds: int
    bearing_deg: int


class Route(Output):
    """A way along the roads with its time; ``estimated`` where the road network has no answer."""

    line: LineString
    seconds: int | None
    metres: int | None
    estimated: bool
    steps: list[RouteStep]


class RoadStatus(Output):
    """What the drive times rest on."""

    available: bool
    file: str | None
    sha256: str | None
    nodes: int
    arcs: int
    bbox: tuple[float, float, float, float] | None
    closures: int
    message: str | None
