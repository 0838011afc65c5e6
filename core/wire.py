"""Shapes that travel: strict input, complete output, points and areas."""

from datetime import UTC, datetime
from typing import Annotated, Any, Generic, Literal, TypeVar

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, field_validator
from pydantic_core import PydanticCustomError


class Input(BaseModel):
    """Parent of what a client sends: an unknown field is an error, not a shrug.

    Text with a zero character is refused here: the database could not keep it.
    """

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    @field_validator("*", mode="before")
    @classmethod
    def _storable(cls, value: Any) -> Any:
        if _holds_zero(value):
            raise PydanticCustomError("zero_character", "text must not contain U+0000")
        return value


def example(**body: Any) -> ConfigDict:
    """Return the configuration that gives a shape one whole example in the API's description."""
    return ConfigDict(json_schema_extra={"examples": [body]})


def _holds_zero(value: Any) -> bool:
    if isinstance(value, dict):
        return any(_holds_zero(one) for pair in value.items() for one in pair)
    return isinstance(value, str) and "\x00" in value


class Output(BaseModel):
    """Parent of what the service answers: no field has a default, so none is ever missing."""

    model_config = ConfigDict(from_attributes=True)


T = TypeVar("T")

_EARLIEST, _LATEST = datetime(1900, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)
Instant = Annotated[AwareDatetime, Field(ge=_EARLIEST, le=_LATEST)]
"""A moment that somebody enters: with a time zone, in a century that can be meant."""

Longitude = Annotated[float, Field(ge=-180, le=180, examples=[114.305])]
Latitude = Annotated[float, Field(ge=-90, le=90, examples=[30.593])]


class Point(BaseModel):
    """A position, WGS-84 degrees."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    lon: Longitude
    lat: Latitude


class PolygonArea(BaseModel):
    """A GeoJSON polygon, WGS-84; rings are closed."""

    model_config = ConfigDict(extra="forbid")

    type: Literal["Polygon"]
    coordinates: list[list[tuple[Longitude, Latitude]]] = Field(
        examples=[[[[114.30, 30.59], [114.31, 30.59], [114.31, 30.60], [114.30, 30.59]]]]
    )


class LineString(BaseModel):
    """A GeoJSON line, WGS-84."""

    type: Literal["LineString"]
    coordinates: list[tuple[float, float]]


class Page(BaseModel, Generic[T]):
    """One page of a list: the rows, how many there are in all, and where the next page begins."""

    rows: list[T]
    total: int
    next_offset: int | None


class Problem(BaseModel):
    """An error body (RFC 9457) with a stable code and the facts behind it."""

    type: str = Field(examples=["about:blank"])
    title: str = Field(examples=["Conflict"])
    status: int = Field(examples=[409])
    detail: str = Field(examples=["The team is already committed to another incident."])
    code: str = Field(examples=["team_already_committed"])
    facts: dict[str, Any] = Field(examples=[{"team": "消防演示01队"}])
    request_id: str = Field(examples=["0192f0c1-7c1e-7000-8000-000000000000"])
