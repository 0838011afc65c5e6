"""Wire shapes of reports from the field and of what the command centre answers."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import Field

from core.wire import Input, Instant, Output, Point, example

Kind = Literal["note", "help"]
Lacking = Literal["team", "item", "people"]
MOST_PHOTO_TEXT = 1_400_000
"""A photo of a megabyte as base64, and a little."""


class FieldReportIn(Input):
    """A report as a phone sends it; ``happened_at`` is the moment of the press.

    ``photo`` is a JPEG or PNG as base64. Help says what is lacking: a team (by capability), an item
    or people, and how many.
    """

    model_config = example(
        kind="help",
        incident_id="0192f0c1-7c1e-7000-8000-000000000004",
        order_id="0192f0c1-7c1e-7000-8000-000000000005",
        text="内攻人员不足，请增派",
        lacking="team",
        capability_code="firefighting",
        quantity=2,
    )

    kind: Kind
    incident_id: UUID
    order_id: UUID | None = None
    text: str = Field(default="", max_length=1000)
    happened_at: Instant | None = None
    position: Point | None = None
    accuracy_m: float | None = Field(default=None, ge=0, le=100_000)
    photo: str | None = Field(default=None, max_length=MOST_PHOTO_TEXT)
    lacking: Lacking | None = None
    capability_code: str | None = Field(default=None, max_length=100)
    item_code: str | None = Field(default=None, max_length=100)
    quantity: int | None = Field(default=None, gt=0, le=1_000_000)


class FieldPhoto(Output):
    """What is known of a photo without loading it."""

    width_px: int
    height_px: int
    size_bytes: int


class FieldReport(Output):
    """A report from the field; ``told_at`` is when it came in, ``happened_at`` when it was made."""

    id: UUID
    incident_id: UUID
    order_id: UUID | None
    team_id: UUID | None
    team_name: str | None
    kind: Kind
    text: str
    told_at: datetime
    happened_at: datetime
    told_late: bool
    by_name: str
    position: Point | None
    accuracy_m: float | None
    photo: FieldPhoto | None
    lacking: Lacking | None
    capability_code: str | None
    item_code: str | None
    label: str | None
    label_en: str | None
    quantity: int | None
    acknowledged_at: datetime | None
    acknowledged_by_name: str | None
    settled_at: datetime | None
    settled_by_name: str | None
    need_id: UUID | None
    answer: str | None
    version: int


class FieldNeedIn(Input):
    """Turns a call for help into a need: as it was asked for, unless said otherwise."""

    model_config = example(within_s=1800)

    within_s: int = Field(default=3600, gt=0, le=30 * 86_400, examples=[1800])
    capability_code: str | None = Field(default=None, max_length=100)
    item_code: str | None = Field(default=None, max_length=100)
    quantity: int | None = Field(default=None, gt=0, le=1_000_000)


class FieldAnswerIn(Input):
    """What the command centre says to a call for help that becomes no need."""

    model_config = example(answer="邻近中队 5 分钟内到达，请坚守")

    answer: str = Field(min_length=1, max_length=500, examples=["邻近中队 5 分钟内到达"])
