"""Wire shapes of readiness: what is declared of teams, and their shifts."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, model_validator

from core.wire import Input, Instant, Output, example
from resources.schemas import Team
from resources.schemas_trust import NotConfirmed

OutReason = Literal["off_duty", "maintenance", "training", "leave", "rest", "other"]


class ReadinessRow(Input):
    """What is declared of one team as it was seen: in service, or out of it, why and until when."""

    team_id: UUID
    version: int
    crew: int | None = Field(default=None, ge=0, le=10_000)
    equipment_note: str | None = Field(default=None, max_length=300)
    out_reason: OutReason | None = None
    out_note: str | None = Field(default=None, max_length=300)
    out_until: Instant | None = None

    @model_validator(mode="after")
    def _only_out_until(self) -> "ReadinessRow":
        if self.out_reason is None and (self.out_until or self.out_note):
            raise ValueError("a time or a note belongs to a reason for being out of service")
        return self


class ReadinessIn(Input):
    """What is declared of many teams in one go."""

    model_config = example(
        rows=[{"team_id": "0192f0c1-7c1e-7000-8000-000000000001", "version": 3, "crew": 12}]
    )

    rows: Annotated[list[ReadinessRow], Field(min_length=1, max_length=500)]


class Declared(Output):
    """How the teams stand now, and which were left because somebody had changed them."""

    teams: list[Team]
    left: list[NotConfirmed]


class ShiftIn(Input):
    """Shifts for teams: one span, repeated every so many hours so many times."""

    model_config = example(
        team_ids=["0192f0c1-7c1e-7000-8000-000000000001"],
        starts_at="2026-11-23T00:00:00Z",
        ends_at="2026-11-24T00:00:00Z",
        every_h=72,
        times=10,
    )

    team_ids: Annotated[list[UUID], Field(min_length=1, max_length=200)]
    starts_at: Instant
    ends_at: Instant
    every_h: int = Field(default=24, ge=1, le=24 * 60)
    times: int = Field(default=1, ge=1, le=100)
    short_rest: bool = False
    note: str | None = Field(default=None, max_length=200)
    duty_name: str | None = Field(default=None, max_length=60)
    duty_phone: str | None = Field(default=None, max_length=60)


class ShiftPatch(Input):
    """Who answers for a team during a shift; None: its leader does."""

    model_config = example(duty_name="值班员", duty_phone="027-00000000")

    duty_name: str | None = Field(default=None, max_length=60)
    duty_phone: str | None = Field(default=None, max_length=60)


class Shift(Output):
    """From when to when a team is on duty, and who answers for it then."""

    id: UUID
    team_id: UUID
    starts_at: datetime
    ends_at: datetime
    note: str | None
    duty_name: str | None
    duty_phone: str | None
    set_by: str | None
    version: int
