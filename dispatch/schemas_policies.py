"""Wire shapes of named policies and of the cover a site wants to keep."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from core.wire import Input, Output, Point, example

Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{1,39}$", examples=["flood_season"])]
Title = Annotated[str, Field(min_length=1, max_length=60, examples=["汛期"])]
DOCUMENT = "The policy part of muster-problem/1; what is not given has its stated default."


class PolicyWeights(Output):
    """The price of one unit of each term of the objective."""

    shortage: int
    lateness: int
    response_time: int
    cover_lost: int
    disturbance: int
    distance_cost: int


class PolicyAgeLimits(Output):
    """Older counts are not used, older positions are named; none: no limit."""

    stock_s: int | None
    position_s: int | None


class PolicyDocument(Output):
    """A whole policy as the optimiser reads it, defaults written out."""

    name: str
    weights: PolicyWeights
    strict: bool
    lateness_factor: float
    age_limits: PolicyAgeLimits
    disturbance_s: dict[str, int]
    tier_price_s: int
    may_move_on_scene: bool
    move_ups: bool


class Policy(Output):
    """A named policy of the site; the one in force is active."""

    id: UUID
    name: str
    title: str
    title_en: str | None
    document: PolicyDocument
    active: bool
    changed_at: datetime
    changed_by_name: str | None
    version: int


class PolicyIn(Input):
    """A new policy; it is not in force until it is activated."""

    model_config = example(
        name="flood_season",
        title="汛期",
        title_en="Flood season",
        document={"weights": {"cover_lost": 40}, "move_ups": True},
    )

    name: Name
    title: Title
    title_en: Annotated[str, Field(min_length=1, max_length=60)] | None = None
    document: dict[str, Any] = Field(description=DOCUMENT)


class PolicyPatch(Input):
    """What is to change of a policy; what is not given stays, a document is replaced whole."""

    model_config = example(title="主汛期", document={"weights": {"cover_lost": 60}})

    title: Title | None = None
    title_en: Annotated[str, Field(min_length=1, max_length=60)] | None = None
    document: dict[str, Any] | None = Field(default=None, description=DOCUMENT)


class CoverStandard(Output):
    """The cover a site wants to keep for an area."""

    id: UUID
    area_name: str
    jurisdiction_code: str
    position: Point
    capability_code: str
    within_s: int
    count: int
    weight: int
    share: float | None
    source: str
    retired_at: datetime | None
    changed_at: datetime
    changed_by_name: str | None
    version: int


Within = Annotated[int, Field(ge=60, le=86_400, examples=[900])]
Count = Annotated[int, Field(ge=1, le=1_000, examples=[2])]
Weight = Annotated[int, Field(ge=1, le=1_000_000, examples=[2400])]
Share = Annotated[float, Field(gt=0, le=1, examples=[0.9])]


class CoverStandardIn(Input):
    """A cover to be kept: `weight` is what one team lost costs, in weighted seconds of response.

    The dispatcher keeps it at the position; `share` of the jurisdiction's people shall have it too.
    """

    model_config = example(
        area_name="关山街道",
        jurisdiction_code="420111",
        position={"lon": 114.41, "lat": 30.49},
        capability_code="fire",
        within_s=900,
        count=2,
        weight=2400,
        share=0.9,
        source="市消防救援支队布点要求",
    )

    area_name: str = Field(min_length=1, max_length=100)
    jurisdiction_code: str = Field(pattern=r"^\d{6}(\d{3})?$", examples=["420111"])
    position: Point
    capability_code: str = Field(min_length=1, max_length=40)
    within_s: Within
    count: Count = 1
    weight: Weight
    share: Share | None = None
    source: str = Field(default="", max_length=300)


class CoverStandardPatch(Input):
    """What is to change of a cover standard; what is not given stays."""

    model_config = example(count=3, within_s=1200)

    area_name: str | None = Field(default=None, min_length=1, max_length=100)
    position: Point | None = None
    within_s: Within | None = None
    count: Count | None = None
    weight: Weight | None = None
    share: Share | None = None
    source: str | None = Field(default=None, max_length=300)
