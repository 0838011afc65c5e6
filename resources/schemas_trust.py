"""Wire shapes of trust: what is worth confirming, what was confirmed, how fresh counties are."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field

from core.wire import Input, Output, example
from resources.schemas import ConfirmedHow

Noun = Literal["lot", "team", "depot", "truck", "facility", "expert"]
Confirmable = Literal["lot", "team", "depot", "facility", "expert"]


class ToConfirm(Output):
    """A row worth confirming, with why it matters and how far it is trusted as it is.

    A hospital or shelter has its kind and how much is free of how much; what a row does not have is
    null.
    """

    noun: Confirmable
    id: UUID
    version: int
    title: str
    title_en: str
    place: str
    phone: str | None
    batch: str | None
    jurisdiction_code: str
    quantity: int | None
    relied_on: int | None
    unit: str | None
    state: str | None
    kind: str | None
    capacity: int | None
    free: int | None
    why: Literal["in_proposal", "needed", "planned", "old"]
    score: float
    age_days: int
    trust_percent: int
    confirmed_at: datetime
    confirmed_by: str | None
    confirmed_how: ConfirmedHow


class ConfirmedRow(Input):
    """One row as it was seen; a lot whose count differs names what was counted."""

    noun: Confirmable
    id: UUID
    version: int
    quantity: int | None = Field(default=None, ge=0, le=1_000_000_000)


class ConfirmIn(Input):
    """Rows that somebody vouches for in one go."""

    model_config = example(
        how="phone",
        rows=[{"noun": "lot", "id": "0192f0c1-7c1e-7000-8000-000000000003", "version": 3}],
    )

    how: ConfirmedHow = "count"
    rows: Annotated[list[ConfirmedRow], Field(min_length=1, max_length=500)]
    note: str | None = Field(default=None, max_length=500)


class NotConfirmed(Output):
    """A row that was left alone because it is no longer as it was seen, or is not there."""

    noun: str
    id: UUID
    reason: Literal["stale", "below_reserved", "not_there"]
    record: dict[str, Any] | None


class Confirmed(Output):
    """What was confirmed, and what was not and why."""

    confirmed: int
    corrected: int
    left: list[NotConfirmed]


class TrustRule(Output):
    """In full for so many days, then linearly down to a floor."""

    full_days: int
    floor_days: int
    floor_percent: int


class Freshness(Output):
    """How fresh the rows of one kind are in one county."""

    noun: Noun
    jurisdiction_code: str
    jurisdiction_name: str
    rows: int
    fresh: int
    stale: int
    trust_percent: int
    oldest_at: datetime
