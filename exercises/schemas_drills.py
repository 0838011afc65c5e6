"""Wire shapes of drill clocks: who or what must be drilled when, and drills held earlier."""

from datetime import date, datetime
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from core.wire import Input, Output, example
from exercises.schemas import Kind

UnitKind = Literal["high_risk", "enterprise"]


class DrillClock(Output):
    """One duty to drill: whose, by which rule, when it was last done, when it is due again.

    ``known`` says how the rule is known. Without a recorded drill the due day is unknown.
    """

    id: str
    noun: Literal["body", "plan", "unit"]
    subject: str
    jurisdiction_code: str
    jurisdiction_name: str
    plan_code: str | None
    rule: Literal["government", "high_risk_unit", "enterprise", "on_site_plan", "government_plan"]
    months: int
    source: str
    source_en: str
    known: Literal["read", "second_hand", "general"]
    last_on: date | None
    last_title: str | None
    due_on: date | None
    standing: Literal["never", "in_time", "soon", "overdue"]


class DrillRecordView(Output):
    """A drill that was held elsewhere or before this system was there."""

    id: UUID
    jurisdiction_code: str
    jurisdiction_name: str
    unit_name: str | None
    unit_kind: UnitKind | None
    plan_codes: list[str]
    title: str
    kind: Kind
    held_on: date
    note: str | None
    entered_at: datetime
    entered_by_name: str
    version: int


class DrillRecordIn(Input):
    """A drill as somebody enters it; a unit's drill names the unit and what it is."""

    model_config = example(
        jurisdiction_code="420111", title="防汛桌面推演", kind="tabletop", held_on="2025-05-20"
    )

    jurisdiction_code: str = Field(pattern="^[0-9]{6,12}$")
    unit_name: str | None = Field(default=None, min_length=2, max_length=200)
    unit_kind: UnitKind | None = None
    plan_codes: list[Annotated[str, Field(max_length=60)]] = Field(default=[], max_length=10)
    title: str = Field(min_length=2, max_length=200)
    kind: Kind
    held_on: date
    note: str | None = Field(default=None, max_length=1000)

    @model_validator(mode="after")
    def _unit_is_whole(self) -> Self:
        if (self.unit_name is None) != (self.unit_kind is None):
            raise PydanticCustomError("half_a_unit", "name the unit and what it is, or neither")
        return self
