"""Wire shapes of the ways to draw a hazard area: by guide, plume, water level, distance, or hand.

A field left out follows the incident: its place, substance, spill, container and wind. What follows
the incident is drawn anew when the incident is corrected.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Discriminator, Field, Tag, model_validator
from pydantic_core import PydanticCustomError

from core.wire import Input, Instant, example
from geo.entered import PointIn
from geo.schemas_closures import ClosedAreaIn, ClosedTo
from incidents.schemas import UnNumber

Note = Annotated[str, Field(max_length=500, examples=["下风向居民区"])]
WindFrom = Annotated[int | None, Field(ge=0, lt=360, examples=[45])]
WindSpeed = Annotated[float | None, Field(ge=0, le=60, examples=[2.0])]
SpillName = Literal["small", "large", "fire"]
ContainerName = Literal[
    "rail_tank_car",
    "road_tanker",
    "agricultural_tank",
    "several_ton_cylinders",
    "one_ton_cylinder",
    "several_small_cylinders",
]
Sky = Literal["strong", "moderate", "slight", "overcast", "cloudy_night", "clear_night"]
StabilityName = Literal["A", "B", "C", "D", "E", "F"]


class ByGuide(Input):
    """Isolation and protective action by the guide's distances, for one substance or several."""

    method: Literal["guide"]
    position: PointIn | None = None
    substances: list[UnNumber] = Field(default_factory=list, max_length=5, examples=[["1017"]])
    spill: SpillName | None = None
    container: ContainerName | None = None
    medium: Literal["land", "water"] | None = None
    wind_from_deg: WindFrom = None
    wind_speed_ms: WindSpeed = None
    edition: str | None = Field(default=None, max_length=20)
    note: Note = ""


class LimitIn(Input):
    """A concentration that must not be exceeded, and where the figure comes from."""

    name: str = Field(min_length=1, max_length=60, examples=["AEGL-2"])
    mg_m3: float = Field(gt=0, le=1e7, examples=[5.8])
    source: str = Field(min_length=1, max_length=200, examples=["US EPA final AEGLs"])
    tag: str = Field(default="officer", max_length=20)


class ByPlume(Input):
    """Where a gas exceeds limits, by a Gaussian model: for planning only.

    A steady release states its rate, a sudden one its mass.
    """

    method: Literal["plume"]
    position: PointIn | None = None
    substance_un: UnNumber | None = None
    substance_name: str | None = Field(default=None, max_length=100)
    rate_kg_s: float | None = Field(default=None, gt=0, le=1e5, examples=[0.5])
    duration_s: int | None = Field(default=None, gt=0, le=7 * 86_400, examples=[1800])
    mass_kg: float | None = Field(default=None, gt=0, le=1e7)
    height_m: float = Field(default=0.0, ge=0, le=300)
    wind_from_deg: WindFrom = None
    wind_speed_ms: WindSpeed = None
    sky: Sky | None = None
    stability: StabilityName | None = None
    built_up: bool = True
    limits: list[LimitIn] = Field(min_length=1, max_length=4)
    note: Note = ""

    @model_validator(mode="after")
    def _one_release(self) -> ByPlume:
        if (self.rate_kg_s is None) == (self.mass_kg is None):
            raise PydanticCustomError(
                "rate_or_mass",
                "exactly one of rate_kg_s and mass_kg must be given",
                {"field": "rate_kg_s"},
            )
        return self


class ByWaterLevel(Input):
    """Ground below a water level that the water can come to, on the site's grid of heights."""

    method: Literal["flood"]
    level_m: float = Field(ge=-500, le=9000, examples=[27.5])
    sources: list[PointIn] = Field(default_factory=list, max_length=500)
    within_m: int = Field(default=10_000, ge=100, le=40_000)
    note: Note = ""


class ByDistance(Input):
    """All ground within a distance of a point, a line or a polygon."""

    method: Literal["buffer"]
    shape: Literal["point", "line", "polygon"] = "point"
    points: list[PointIn] = Field(default_factory=list, max_length=2000)
    distance_m: int = Field(gt=0, le=100_000, examples=[500])
    note: Note = ""


class ByHand(Input):
    """An area drawn by an officer, who says why."""

    method: Literal["drawn"]
    area: ClosedAreaIn
    note: str = Field(min_length=1, max_length=500, examples=["下风向居民区"])


def _method_of(given: Any) -> str | None:
    """The method named; the union cannot read it itself because every field is checked first."""
    named = given.get("method") if isinstance(given, dict) else getattr(given, "method", None)
    return named if isinstance(named, str) else None


How = Annotated[
    Annotated[ByGuide, Tag("guide")]
    | Annotated[ByPlume, Tag("plume")]
    | Annotated[ByWaterLevel, Tag("flood")]
    | Annotated[ByDistance, Tag("buffer")]
    | Annotated[ByHand, Tag("drawn")],
    Discriminator(_method_of),
]


class HazardAreaIn(Input):
    """Areas to be drawn by one method, and those that they take the place of."""

    model_config = example(
        how={
            "method": "drawn",
            "area": {
                "type": "Polygon",
                "coordinates": [
                    [[114.30, 30.59], [114.31, 30.59], [114.31, 30.60], [114.30, 30.59]]
                ],
            },
            "note": "下风向居民区",
        },
    )

    how: How
    replaces: list[UUID] = Field(default_factory=list, max_length=20)


class HazardPreviewIn(Input):
    """Areas to be looked at before anybody draws them."""

    model_config = example(
        incident_id="01990000-0000-7000-8000-000000000000",
        how={"method": "buffer", "distance_m": 500},
    )

    incident_id: UUID
    how: How


class CloseRoadsIn(Input):
    """The roads of a hazard area to be closed, and for whom; null closes them to everybody."""

    model_config = example(reason="危险区管控", closed_to=["light", "bus"])

    reason: str = Field(min_length=1, max_length=500, examples=["危险区管控"])
    closed_to: ClosedTo = Field(default=None, min_length=1)
    valid_to: Instant | None = None
