"""Wire shapes of exercises and their seats."""

from datetime import datetime
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import AwareDatetime, Field, model_validator
from pydantic_core import PydanticCustomError

from core.wire import Input, Output, example
from exercises.roles_left import PlayedRole
from exercises.scenario import Scenario

Kind = Literal["tabletop", "functional", "full_scale"]
Purpose = Literal["testing", "demonstration", "research"]
State = Literal["preparing", "ready", "running", "paused", "ended", "failed"]
SeatRole = Literal[
    "director", "observer", "commander", "duty_officer", "county_clerk", "team_leader"
]
Speed = Annotated[float, Field(ge=0.1, le=60.0)]


class SeatView(Output):
    """Who plays what in an exercise."""

    id: UUID
    account_id: UUID
    account_name: str
    role: SeatRole
    jurisdiction_code: str
    jurisdiction_name: str
    jurisdiction_name_en: str | None
    team_id: UUID | None


class ExerciseView(Output):
    """An exercise: what it rehearses, where it stands, what its clock shows.

    ``shown_at`` is what its clock showed at ``shown_for`` by the wall clock; it goes on ``speed``
    times as fast while the exercise is running. ``copied`` counts the rows of its world. Of its
    scenario only size and English title are told: what is to come is not for players.
    """

    id: UUID
    number: str
    world: str
    address: str
    title: str
    title_en: str | None
    kind: Kind
    purpose: Purpose
    area_code: str
    area_name: str
    area_name_en: str | None
    begins_at: datetime
    shown_at: datetime | None
    shown_for: datetime
    speed: float
    seed: int
    template_id: str | None
    has_scenario: bool
    injects: int
    lasts_s: int | None
    plan_codes: list[str]
    played_by_system: list[PlayedRole]
    starts_when_ready: bool
    state: State
    trouble: str | None
    copied: int
    created_at: datetime
    created_by_name: str
    prepared_at: datetime | None
    started_at: datetime | None
    ended_at: datetime | None
    seats: list[SeatView]
    version: int


class SeatIn(Input):
    """Who is to play what; a team leader's seat names the team."""

    model_config = example(
        account_id="00000000-0000-7000-8000-000000000001",
        role="duty_officer",
        jurisdiction_code="420100",
    )

    account_id: UUID
    role: SeatRole
    jurisdiction_code: str = Field(pattern="^[0-9]{6,12}$")
    team_id: UUID | None = None


class ClockView(Output):
    """The clock of an exercise: it showed ``at`` when the wall clock showed ``set_at``.

    Since then it goes ``speed`` times as fast, 0 if it stands; ``wall_at`` is the wall clock now.
    """

    id: str
    at: datetime
    set_at: datetime
    speed: float
    wall_at: datetime


class BranchIn(Input):
    """A moment of a log: the world, the event it comes right after, and what the clock showed."""

    model_config = example(world="live", seq=1234, at="2026-07-02T19:30:00+08:00")

    world: str = Field(pattern=r"^(live|exercise_[a-z0-9]{1,24})$")
    seq: int = Field(ge=0, lt=2**63)
    at: AwareDatetime


class ExerciseIn(Input):
    """What somebody plans to rehearse; what is left out is as its scenario has it.

    Without a scenario it begins at the present instant and needs a title and a kind. Whoever
    plans it directs it; ``seats`` are the others, or further seats of the same person. A branch
    begins at its moment, and is otherwise as the exercise that it comes from. The system plays the
    roles it is given, with ``rest`` those that nobody was given.
    """

    model_config = example(
        title="液氯槽车泄漏桌面推演", kind="tabletop", purpose="testing", area_code="420100"
    )

    title: str | None = Field(default=None, min_length=2, max_length=200)
    kind: Kind | None = None
    purpose: Purpose | None = None
    area_code: str = Field(pattern="^[0-9]{6,12}$")
    begins_at: AwareDatetime | None = None
    speed: Speed | None = None
    seed: int | None = Field(default=None, ge=0, le=2**31 - 1)
    scenario: Scenario | None = None
    template_id: str | None = Field(default=None, max_length=64)
    seats: list[SeatIn] = Field(default=[], max_length=60)
    branch: BranchIn | None = None
    plan_codes: list[str] | None = Field(default=None, max_length=10)
    played_by_system: Annotated[list[PlayedRole], Field(max_length=4)] | Literal["rest"] = Field(
        default=[]
    )
    starts_when_ready: bool = False
    """Its clock goes as soon as its world is made."""

    @model_validator(mode="after")
    def _says_what(self) -> Self:
        scripts = (self.scenario is not None) + (self.template_id is not None)
        if scripts == 2:
            raise PydanticCustomError("two_scenarios", "give a scenario or a template, not both")
        named = self.title is not None and (self.kind is not None or self.branch is not None)
        if scripts == 0 and not named:
            raise PydanticCustomError("no_subject", "give a template, or a title and a kind")
        return self


class SpeedIn(Input):
    """How many times as fast as the wall clock the exercise goes from now on."""

    model_config = example(speed=10.0)

    speed: Speed


class JumpIn(Input):
    """The instant of the exercise to set its clock forward to."""

    model_config = example(to="2026-07-02T19:30:00+08:00")

    to: AwareDatetime
