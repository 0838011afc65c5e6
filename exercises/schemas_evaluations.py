"""Wire shapes of evaluation: the criteria of a sheet, what observers noted on them."""

from datetime import datetime
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from core.wire import Input, Instant, Output, example
from exercises.schemas_injects import Wording

Rating = Literal["P", "S", "M", "U"]
"""Performed without challenges, with some, with major ones, unable to be performed."""
CriterionKind = Literal["objective", "expected", "aspect", "free"]
Key = Annotated[str, Field(pattern=r"^[a-z]+(:[A-Za-z0-9_-]+){0,2}$", max_length=60)]
MOST_PHOTO_TEXT = 1_400_000
"""A photo of a megabyte as base64, and a little."""


class EvaluationView(Output):
    """What an observer noted at an instant of the exercise; ``corrected_by`` names what follows."""

    id: UUID
    criterion: str
    title: str
    title_en: str | None
    observer_id: UUID
    observer_name: str
    rating: Rating | None
    points: int | None
    note: str
    has_photo: bool
    at: datetime
    corrects_id: UUID | None
    corrected_by: UUID | None


class CriterionView(Output):
    """Something to look at: an objective, what is expected after an inject, or an aspect.

    ``inject`` is what the inject is called, after which something is expected. ``judged`` is what
    the system found in the log where conditions say it.
    """

    key: str
    kind: CriterionKind
    text: Wording
    source: str | None
    inject: Wording | None
    given_at: datetime | None
    due_at: datetime | None
    judged: Literal["open", "met", "missed"] | None


class EvaluationSheet(Output):
    """The sheet of an exercise: its criteria, and all that was noted, newest first."""

    exercise_id: UUID
    criteria: list[CriterionView]
    entries: list[EvaluationView]


class EvaluationIn(Input):
    """What an observer notes: a rating, or points of 100, or words, perhaps with a photo.

    ``photo`` is a JPEG or PNG as base64. ``corrects_id`` names one's own entry that this replaces.
    ``happened_at`` is when it was noted, where a phone could only tell later.
    """

    model_config = example(criterion="objective:0", rating="S", note="启动响应用时8分钟")

    criterion: Key
    rating: Rating | None = None
    points: int | None = Field(default=None, ge=0, le=100)
    note: str = Field(default="", max_length=2000)
    photo: str | None = Field(default=None, max_length=MOST_PHOTO_TEXT)
    corrects_id: UUID | None = None
    happened_at: Instant | None = None

    @model_validator(mode="after")
    def _one_scale(self) -> Self:
        if self.rating is not None and self.points is not None:
            raise PydanticCustomError("two_scales", "rate by letter or by points, not both")
        if self.rating is None and self.points is None and not self.note and self.photo is None:
            raise PydanticCustomError("says_nothing", "rate, write or show something")
        return self
