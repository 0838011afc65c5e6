"""Wire shapes of hazard sources, substances and hazard areas."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import Field

from core.wire import Input, Output, Point, PolygonArea, example
from geo.entered import AreaIn


class Substance(Output):
    """A dangerous substance with the editions for which distances are on file."""

    un: str
    name: str
    name_en: str
    editions: list[str]
    containers: list[str]
    toxic: bool


class HazardSource(Output):
    """A registered hazard source."""

    id: UUID
    code: str
    name: str
    kind: str
    jurisdiction_code: str
    position: Point
    address: str
    major_hazard_grade: int | None
    substances: list[dict[str, Any]]
    synthetic: bool
    version: int


class HazardAreaIn(Input):
    """An area drawn by an officer."""

    model_config = example(
        area={
            "type": "Polygon",
            "coordinates": [[[114.30, 30.59], [114.31, 30.59], [114.31, 30.60], [114.30, 30.59]]],
        },
        note="下风向居民区",
    )

    area: AreaIn
    note: str = Field(default="", max_length=500, examples=["下风向居民区"])


class Inside(Output):
    """One thing that lies inside a hazard area."""

    kind: Literal["township", "place", "facility", "team", "depot", "hazard_source"]
    id: str
    name: str
    lon: float
    lat: float
    population: int | None
    approximate: bool


class HazardArea(Output):
    """An area with its source and edition, and what lies inside."""

    id: UUID
    incident_id: UUID
    kind: Literal["isolation", "protective_action", "drawn"]
    area: PolygonArea
    distance_m: int | None
    source: str
    edition: str
    cautions: list[str]
    basis: dict[str, Any]
    inside: list[Inside]
    computed_at: datetime
    withdrawn_at: datetime | None
    version: int
