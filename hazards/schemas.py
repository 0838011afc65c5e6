"""Wire shapes of hazard sources, substances and hazard areas."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from core.wire import Output, Point
from geo.schemas_closures import ClosedArea

AreaKind = Literal["isolation", "protective_action", "plume", "flood", "buffer", "drawn"]


class Substance(Output):
    """A dangerous substance with the editions for which distances are on file."""

    un: str
    name: str
    name_en: str
    editions: list[str]
    containers: list[str]
    media: list[str]
    toxic: bool
    limits: list["ToxicityLimit"]


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


class ToxicityLimit(Output):
    """A published concentration limit, with its source and how it was read."""

    name: str
    minutes: int
    ppm: float
    mg_m3: float
    source: str
    tag: str


class Inside(Output):
    """One thing that lies inside a hazard area.

    ``group`` is its kind or its state, ``count`` the heads of a team, the places of a facility or
    the lots of a depot.
    """

    kind: Literal["township", "place", "facility", "team", "depot", "hazard_source", "incident"]
    id: str
    name: str
    lon: float
    lat: float
    approximate: bool
    group: str | None
    phone: str | None
    count: int | None


class PeopleInside(Output):
    """An estimate of the people inside; null is unknown and is not nobody."""

    number: int | None
    method: Literal["raster", "townships", "unknown"]
    source: str
    unknown_share: float


class HazardArea(Output):
    """An area with its source and edition, and what lay inside when it was drawn."""

    id: UUID
    incident_id: UUID
    kind: AreaKind
    area: ClosedArea
    distance_m: int | None
    source: str
    edition: str
    cautions: list[str]
    basis: dict[str, Any]
    inside: list[Inside]
    people: PeopleInside
    computed_at: datetime
    withdrawn_at: datetime | None
    version: int
