"""Wire shapes of injects: the director's board, what players are told, who has read it."""

from datetime import datetime
from typing import Annotated, Any, Literal, Self
from uuid import UUID

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from core.wire import Input, Output, example
from exercises.scenario import Doing, Expected, Role, Trigger
from exercises.schemas_list import Over

InjectState = Literal["waiting", "given", "skipped", "failed"]
ExpectedState = Literal["waiting", "open", "met", "missed", "by_observer"]
DoingKind = Literal[
    "report", "correct", "tell", "close_road", "lose_teams", "lose_stock", "set_weather"
]
LONGEST_DELAY_S = 24 * 3600


class Wording(Output):
    """A text in Chinese and, where there is one, in English."""

    zh: str
    en: str | None


class KnownView(Output):
    """One thing that becomes known of an incident; ``value`` is null where it is no short text."""

    name: str
    value: str | None


class DoingView(Output):
    """What an inject does, in the parts a line of text is made of; null what its kind has not.

    ``title`` is a report's title, a closure's reason or what is said of the weather; ``known``
    is what a correction changes.
    """

    do: DoingKind
    incident: str | None
    title: str | None
    place: str | None
    sender: Wording | None
    text: Wording | None
    reason: Wording | None
    capability: str | None
    count: int | None
    item: str | None
    percent: int | None
    weather: str | None
    known: list[KnownView]
    has_media: bool


class ReadingView(Output):
    """Who opened an inject when, and whether they said that it is understood."""

    account_id: UUID
    account_name: str
    read_at: datetime
    understood_at: datetime | None


class ExpectedView(Output):
    """What players are to do about an inject, and how that stands.

    ``by_observer``: no condition says it, so an observer judges it. ``due_at`` and ``met_at`` are
    instants of the exercise's clock.
    """

    text: Wording
    within_s: int | None
    state: ExpectedState
    due_at: datetime | None
    met_at: datetime | None


class LostTeam(Output):
    """A team that dropped out by an inject."""

    id: UUID
    name: str


class InjectResult(Output):
    """What an inject brought about in the world; null where it is of another kind."""

    incident_id: UUID | None
    incident_number: str | None
    closure_id: UUID | None
    condition_id: UUID | None
    teams: list[LostTeam]
    lots: int | None
    lost: int | None


class Trouble(Output):
    """Why an inject could not be given."""

    code: str
    zh: str
    en: str


class InjectView(Output):
    """An inject as its director sees it; players get their part of it once it is given.

    ``due_at`` is when the clock alone would bring it, null where only a condition or a hand does.
    ``title`` says it in one line. ``told`` are the players' roles that get to know of it, none for
    a hidden one. ``script`` holds its trigger, its doing and what is expected as
    the scenario has them.
    """

    id: UUID
    ref: str
    position: int
    title: str
    title_en: str | None
    ad_hoc: bool
    doing: DoingView
    script: dict[str, Any] | None
    roles: list[Role]
    told: list[str]
    hidden: bool
    state: InjectState
    due_s: int | None
    due_at: datetime | None
    passed_s: int | None
    given_at: datetime | None
    given_by_name: str | None
    incident_id: UUID | None
    result: InjectResult
    trouble: Trouble | None
    expected: list[ExpectedView]
    readings: list[ReadingView]
    version: int


class PlayerView(Output):
    """Somebody with a seat, and how much they have done so far."""

    account_id: UUID
    name: str
    roles: list[str]
    acts: int
    last_at: datetime | None
    read: int
    unread: int


class InjectBoard(Output):
    """The director's board: all injects in their order, the next one due, and what players do.

    ``over`` says why the exercise could end now: that is for its director to do.
    """

    exercise_id: UUID
    number: str
    title: str
    state: str
    trouble: str | None
    begins_at: datetime
    now_at: datetime
    lasts_s: int | None
    over: Over | None
    next_due_at: datetime | None
    injects: list[InjectView]
    players: list[PlayerView]


class InjectIn(Input):
    """An inject that the director makes up; without a trigger it is given at once."""

    model_config = example(
        doing={"do": "tell", "sender": {"zh": "群众来电"}, "text": {"zh": "河堤下出现渗水"}},
        to=["duty_officer"],
    )

    doing: Doing
    to: Annotated[list[Role], Field(min_length=1, max_length=6)]
    hidden: bool = False
    trigger: Trigger | None = None
    expected: list[Expected] = Field(default=[], max_length=10)


class InjectPatch(Input):
    """What may be changed on an inject that waits; a field left out stays as it is."""

    model_config = example(to=["commander"], hidden=True)

    doing: Doing | None = None
    to: Annotated[list[Role], Field(min_length=1, max_length=6)] | None = None
    hidden: bool | None = None
    trigger: Trigger | None = None
    expected: list[Expected] | None = Field(default=None, max_length=10)

    @model_validator(mode="after")
    def _something(self) -> Self:
        if not self.model_fields_set:
            raise PydanticCustomError("nothing", "nothing is changed")
        return self


class DelayIn(Input):
    """By how many seconds of the exercise an inject comes later."""

    model_config = example(by_s=300)

    by_s: int = Field(ge=1, le=LONGEST_DELAY_S)


class MessageView(Output):
    """What a player was told: who says it, what, with which picture, and whether it was read."""

    id: UUID
    doing: DoingView
    incident_id: UUID | None
    result: InjectResult
    given_at: datetime
    read_at: datetime | None
    understood_at: datetime | None


class ReadIn(Input):
    """Whether what was read is also understood."""

    model_config = example(understood=True)

    understood: bool = False
