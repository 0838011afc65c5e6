"""A scenario as one file (``muster-scenario/1``): what happens in an exercise, told to whom, when.

A scenario names its incidents by short references (``A``, ``B``) and lists its injects: what comes
from outside, when it is due, whom it is told and what is expected of them. It holds no person and
no telephone. The same scenario and seed give the same exercise.
"""

from datetime import datetime
from typing import Annotated, Any, Literal, Self

from pydantic import Discriminator, Field, Tag, model_validator
from pydantic_core import PydanticCustomError

from core.local_time import BEIJING
from core.wire import Input, Point, example
from exercises.criteria import CriteriaSet
from geo.schemas_closures import ClosureIn
from geo.schemas_roads import RoadConditionIn
from incidents.schemas import IncidentIn, IncidentPatch

FORMAT = "muster-scenario/1"
LONGEST_S = 72 * 3600

Ref = Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9_-]{0,31}$")]
Text = Annotated[str, Field(min_length=1, max_length=2000)]
Seconds = Annotated[int, Field(ge=0, le=LONGEST_S)]
Role = Literal["all", "commander", "duty_officer", "county_clerk", "team_leader", "director"]
Measure = Literal[
    "elapsed_s", "ordered", "on_scene", "unmet", "reported", "acknowledged", "controlled", "trapped"
]


PictureName = Annotated[str, Field(pattern=r"^[a-z0-9_-]{1,60}\.(jpg|png)$")]
MOST_PICTURES = 20


class Words(Input):
    """A text in Chinese and, where there is one, in English."""

    zh: Text
    en: Text | None = None


class Condition(Input):
    """A measure of the exercise, of one incident or of all, that reaches a number.

    ``elapsed_s`` since the start; ``ordered`` and ``on_scene`` teams; ``unmet`` needs (reached from
    above with ``at_most``); ``reported`` sitreps sent; ``acknowledged`` orders; for
    triggers alone ``controlled`` scenes at which nothing gets worse any more, as the simulated
    field has it, and ``trapped`` people, as far as known.
    """

    measure: Measure
    incident: Ref | None = None
    at_least: int | None = None
    at_most: int | None = None

    @model_validator(mode="after")
    def _one_bound(self) -> Self:
        if (self.at_least is None) == (self.at_most is None):
            raise PydanticCustomError("one_bound", "name either at_least or at_most")
        return self


class Trigger(Input):
    """When an inject is due: at a time, some time after another, or when conditions all hold.

    With conditions, ``at_s`` is the earliest and ``latest_s`` the time at which it comes anyway.
    """

    at_s: Seconds | None = None
    after: Ref | None = None
    delay_s: Seconds = 0
    when: list[Condition] = Field(default=[], max_length=5)
    latest_s: Seconds | None = None
    by_hand: bool = False

    @model_validator(mode="after")
    def _says_when(self) -> Self:
        if self.by_hand:
            return self
        if self.at_s is None and self.after is None and not self.when:
            raise PydanticCustomError("no_trigger", "say when: at_s, after, when or by_hand")
        if self.after is not None and self.at_s is not None:
            raise PydanticCustomError("two_triggers", "name either at_s or after")
        return self


class Report(Input):
    """An incident is reported, as an officer would take it down."""

    do: Literal["report"]
    incident: Ref
    report: IncidentIn


class Correct(Input):
    """What is known of an incident changes: more injured, another substance."""

    do: Literal["correct"]
    incident: Ref
    change: IncidentPatch


class Tell(Input):
    """Somebody says something: a caller, a leader, a reporter."""

    do: Literal["tell"]
    sender: Words
    text: Words
    media: str | None = Field(default=None, pattern=r"^[a-z0-9_-]{1,60}\.(jpg|png|svg|webp)$")


class CloseRoad(Input):
    """Roads become impassable, as an officer would draw it."""

    do: Literal["close_road"]
    closure: ClosureIn


class LoseTeams(Input):
    """The free teams with a capability that are nearest to a place drop out."""

    do: Literal["lose_teams"]
    capability: str = Field(max_length=60)
    near: Point
    count: int = Field(ge=1, le=20)
    reason: Words


class LoseStock(Input):
    """A part of what lies of an item is found missing or spoilt, everywhere alike."""

    do: Literal["lose_stock"]
    item: str = Field(pattern=r"^[1-3][0-9]{6}$")
    percent: int = Field(ge=1, le=100)
    reason: Words


class SetWeather(Input):
    """The weather changes, and with it how one drives."""

    do: Literal["set_weather"]
    condition: RoadConditionIn


def _what(doing: Any) -> Any:
    return doing.get("do") if isinstance(doing, dict) else getattr(doing, "do", None)


Doing = Annotated[
    Annotated[Report, Tag("report")]
    | Annotated[Correct, Tag("correct")]
    | Annotated[Tell, Tag("tell")]
    | Annotated[CloseRoad, Tag("close_road")]
    | Annotated[LoseTeams, Tag("lose_teams")]
    | Annotated[LoseStock, Tag("lose_stock")]
    | Annotated[SetWeather, Tag("set_weather")],
    Discriminator(_what),
]


class Expected(Input):
    """What players are to do about an inject, and until when after it was given."""

    text: Words
    within_s: Seconds | None = None
    when: list[Condition] = Field(default=[], max_length=5)

    @model_validator(mode="after")
    def _told_by_the_log(self) -> Self:
        if any(one.measure in ("controlled", "trapped") for one in self.when):
            raise PydanticCustomError(
                "not_in_the_log", "controlled and trapped are for triggers alone"
            )
        return self


class Inject(Input):
    """One stimulus (导调信息)."""

    id: Ref
    trigger: Trigger
    to: list[Role] = Field(min_length=1, max_length=6)
    doing: Doing
    hidden: bool = False
    expected: list[Expected] = Field(default=[], max_length=10)


class Scenario(Input):
    """What an exercise rehearses, from its first to its last inject."""

    model_config = example(
        format="muster-scenario/1",
        id="leak",
        title={"zh": "液氯泄漏桌面推演"},
        summary={"zh": "槽车追尾，液氯泄漏。"},
        kind="tabletop",
        objectives=[{"zh": "三十分钟内完成初报"}],
        begins_local="2026-07-02T18:30",
        lasts_s=3600,
        injects=[
            {
                "id": "call",
                "trigger": {"at_s": 0},
                "to": ["duty_officer"],
                "doing": {"do": "tell", "sender": {"zh": "市民"}, "text": {"zh": "闻到刺鼻气味"}},
            }
        ],
    )

    format: Literal["muster-scenario/1"]
    id: Ref
    title: Words
    summary: Words
    kind: Literal["tabletop", "functional", "full_scale"]
    purpose: Literal["testing", "demonstration", "research"] = "testing"
    plan_codes: list[str] = Field(default=[], max_length=10)
    objectives: list[Words] = Field(min_length=1, max_length=12)
    begins_local: str = Field(
        pattern=r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$", description="Beijing time of the first second"
    )
    lasts_s: int = Field(ge=300, le=LONGEST_S)
    speed: float = Field(default=1.0, ge=0.1, le=60.0)
    seed: int = Field(default=1, ge=0, le=2**31 - 1)
    area_code: str | None = Field(default=None, pattern="^[0-9]{6,12}$")
    pictures: dict[PictureName, Annotated[str, Field(max_length=1_400_000)]] = Field(
        default={},
        max_length=MOST_PICTURES,
        description="One's own pictures: base64, or sha256:… of one that is kept here already",
    )
    injects: list[Inject] = Field(min_length=1, max_length=500)
    criteria: CriteriaSet | None = Field(
        default=None, description="what it is marked by; without it, the shipped criteria"
    )

    @model_validator(mode="after")
    def _hangs_together(self) -> Self:
        _require_a_day(self)
        _require_unique([one.id for one in self.injects])
        _require_known_predecessors(self.injects)
        _require_known_incidents(self.injects)
        return self


def begins_at(scenario: Scenario) -> datetime:
    """Return the instant of the first second of a scenario, which is written in Beijing time."""
    return datetime.fromisoformat(scenario.begins_local).replace(tzinfo=BEIJING)


def _require_a_day(scenario: Scenario) -> None:
    try:
        begins_at(scenario)
    except ValueError:
        raise PydanticCustomError(
            "no_such_day", "{at} is no time of any day", {"at": scenario.begins_local}
        ) from None


def _require_unique(ids: list[str]) -> None:
    twice = sorted({one for one in ids if ids.count(one) > 1})
    if twice:
        raise PydanticCustomError("twice", "inject {id} is listed twice", {"id": twice[0]})


def _require_known_predecessors(injects: list[Inject]) -> None:
    """Refuse an inject that waits for one that is not there, or for itself in the end."""
    waits_for = {one.id: one.trigger.after for one in injects if one.trigger.after}
    ids = {one.id for one in injects}
    for start, first in waits_for.items():
        seen = {start}
        at: str | None = first
        while at is not None:
            if at not in ids:
                raise PydanticCustomError("unknown", "inject {id} is not there", {"id": at})
            if at in seen:
                raise PydanticCustomError("circle", "inject {id} waits for itself", {"id": at})
            seen.add(at)
            at = waits_for.get(at)


def _require_known_incidents(injects: list[Inject]) -> None:
    reported = {one.doing.incident for one in injects if isinstance(one.doing, Report)}
    for one in injects:
        for ref in _incidents_named(one):
            if ref not in reported:
                raise PydanticCustomError(
                    "unreported", "incident {ref} is never reported", {"ref": ref}
                )


def _incidents_named(one: Inject) -> set[str]:
    conditions = [*one.trigger.when, *(each for wish in one.expected for each in wish.when)]
    named: set[Any] = {each.incident for each in conditions}
    if isinstance(one.doing, Correct):
        named.add(one.doing.incident)
    return {ref for ref in named if ref is not None}
