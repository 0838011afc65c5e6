"""Wire shapes of incidents, needs, report clocks, sitreps and the duty log."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import (
    AfterValidator,
    Field,
    FiniteFloat,
    ValidationError,
    ValidatorFunctionWrapHandler,
    WrapValidator,
    model_validator,
)
from pydantic_core import PydanticCustomError

from core.wire import Input, Instant, Output, Point, example
from geo.entered import PointIn

IncidentState = Literal["reported", "responding", "stood_down", "closed"]
Count = Annotated[int | None, Field(ge=0, le=10_000_000)]


def _one_fault(value: Any, read: ValidatorFunctionWrapHandler) -> Any:
    """Say in one sentence what a fact may be, rather than one for each kind it is not."""
    try:
        return read(value)
    except ValidationError:
        raise PydanticCustomError("fact_value", "must be text, a number, true or false") from None


Fact = Annotated[
    bool | int | FiniteFloat | Annotated[str, Field(max_length=2000)] | None,
    WrapValidator(_one_fault),
]
Facts = Annotated[dict[str, Fact], Field(max_length=50)]
Level = Annotated[int, Field(ge=1, le=4, examples=[3])]


def _dangerous_goods(number: str) -> str:
    """Refuse what cannot be a UN number; substances run from 0004, none yet above 3999."""
    if not "0004" <= number <= "3999":
        raise PydanticCustomError(
            "no_un_number", "{given} is not a UN number of dangerous goods", {"given": number}
        )
    return number


UnNumber = Annotated[str, Field(pattern=r"^\d{4}$"), AfterValidator(_dangerous_goods)]


class IncidentKindEntry(Output):
    """A kind of incident with its statutory class; null where the kind does not decide it.

    ``pinyin`` and ``initials`` are those of the Chinese name, to choose a kind by a few letters.
    """

    code: str = Field(examples=["hazmat_leak"])
    name: str
    name_en: str
    incident_class: str | None
    pinyin: str
    initials: str


class Casualties(Input):
    """People and loss as known so far; null is unknown and is not zero."""

    deaths: Count = None
    missing: Count = None
    serious_injuries: Count = None
    minor_injuries: Count = None
    trapped: Count = None
    exposed: Count = None
    loss_yuan: Annotated[int | None, Field(ge=0, le=10**13)] = None


class Release(Input):
    """What is leaking and into which wind."""

    substance_un: UnNumber | None = Field(default=None, examples=["1017"])
    spill: Literal["small", "large", "fire"] | None = None
    container: str | None = Field(default=None, max_length=50, examples=["road_tanker"])
    wind_from_deg: int | None = Field(default=None, ge=0, lt=360)
    wind_speed_ms: float | None = Field(default=None, ge=0, le=100)


class IncidentIn(Casualties, Release):
    """A report as the duty officer takes it down."""

    model_config = example(
        kind="hazmat_leak",
        title="三环线液氯槽车泄漏",
        description="槽车追尾后阀门泄漏，黄绿色气体向下风向扩散。",
        position={"lon": 114.35, "lat": 30.53, "datum": "WGS84"},
        place_name="三环线珞狮南路段",
        received_via="119",
        serious_injuries=12,
        trapped=2,
        exposed=60,
        substance_un="1017",
        spill="large",
        container="road_tanker",
        wind_from_deg=45,
        wind_speed_ms=2.0,
        facts={"unit_profile": "某化工物流公司"},
    )

    kind: str = Field(max_length=50, examples=["hazmat_leak"])
    title: str = Field(min_length=1, max_length=200, examples=["三环线液氯槽车泄漏"])
    description: str = Field(default="", max_length=5000)
    position: PointIn
    place_name: str = Field(min_length=1, max_length=200, examples=["三环线珞狮南路段"])
    priority: int | None = Field(default=None, ge=1, le=5, examples=[1])
    occurred_at: Instant | None = None
    received_via: Literal["phone", "110", "119", "120", "network", "monitoring", "other"] = "phone"
    caller_name: str | None = Field(default=None, max_length=100)
    caller_phone: str | None = Field(default=None, max_length=50)
    facts: Facts = Field(default_factory=dict, examples=[{"unit_profile": "某化工物流公司"}])


class IncidentPatch(Casualties, Release):
    """What may be corrected on an incident; a field left out stays as it is."""

    model_config = example(deaths=1, serious_injuries=15, level=2)

    title: str | None = Field(default=None, min_length=1, max_length=200)
    description: str | None = Field(default=None, max_length=5000)
    position: PointIn | None = None
    place_name: str | None = Field(default=None, min_length=1, max_length=200)
    priority: int | None = Field(default=None, ge=1, le=5)
    level: int | None = Field(default=None, ge=1, le=4)
    facts: Facts | None = None


class LevelMeasure(Output):
    """One measure of an incident's level and the level it alone would give."""

    measure: Literal["deaths", "serious_injuries", "loss_yuan", "burnt_area_ha"]
    value: float | None
    level: int | None


class LevelProposal(Output):
    """The level that the statutory thresholds give: the highest of three measures."""

    level: int | None
    decided_by: list[str]
    measures: list[LevelMeasure]
    unknown: list[str]
    source: str
    reassess_until: datetime | None


class ReportStep(Output):
    """One hop of the report chain with its deadline."""

    id: UUID
    position: int
    from_level: str
    to_level: str
    started_at: datetime
    due_at: datetime
    sent_at: datetime | None
    late_s: int | None
    source: str


class Incident(Output):
    """An incident as everybody who may see it sees it."""

    id: UUID
    number: str
    kind: str
    title: str
    description: str
    state: IncidentState
    priority: int
    level: int | None
    proposed_level: LevelProposal
    response_level: int | None
    jurisdiction_code: str
    place_name: str
    position: Point
    occurred_at: datetime | None
    reported_at: datetime
    received_via: str
    received_by: Literal["county", "city", "province"]
    deaths: int | None
    missing: int | None
    serious_injuries: int | None
    minor_injuries: int | None
    trapped: int | None
    exposed: int | None
    loss_yuan: int | None
    substance_un: str | None
    spill: str | None
    container: str | None
    wind_from_deg: int | None
    wind_speed_ms: float | None
    facts: dict[str, Any]
    report_steps: list[ReportStep]
    stood_down_at: datetime | None
    closed_at: datetime | None
    version: int


class NeedIn(Input):
    """A need raised by an officer: exactly one of capability or item.

    ``work_s`` is how long the work takes once the teams are there; without it they stay until they
    are released, and nothing is planned for them afterwards. ``grade`` asks for teams of that
    grade of the capability or a higher one, 1 being the highest.
    """

    model_config = example(
        capability_code="hazmat_control", quantity=2, least=1, within_s=1800, work_s=5400
    )

    capability_code: str | None = None
    grade: int | None = Field(default=None, ge=1, le=4)
    item_code: str | None = None
    quantity: int = Field(gt=0, le=1_000_000)
    least: int | None = Field(default=None, gt=0)
    within_s: int = Field(gt=0, le=30 * 86_400, examples=[1800])
    work_s: int | None = Field(default=None, gt=0, le=30 * 86_400, examples=[5400])
    label: str | None = Field(default=None, max_length=200)

    @model_validator(mode="after")
    def _one_kind(self) -> "NeedIn":
        if (self.capability_code is None) == (self.item_code is None):
            raise PydanticCustomError(
                "capability_or_item",
                "exactly one of capability_code and item_code must be given",
                {"field": "capability_code"},
            )
        if self.grade is not None and self.capability_code is None:
            raise PydanticCustomError(
                "grade_of_capability", "only a capability has a grade", {"field": "grade"}
            )
        if self.least is not None and self.least > self.quantity:
            raise PydanticCustomError(
                "least_exceeds_quantity",
                "least {least} must not exceed quantity {quantity}",
                {"field": "least", "least": self.least, "quantity": self.quantity},
            )
        return self


class NeedPatch(Input):
    """What may be changed on a need."""

    model_config = example(quantity=3, within_s=3600)

    quantity: int | None = Field(default=None, gt=0, le=1_000_000)
    within_s: int | None = Field(default=None, gt=0, le=30 * 86_400)
    work_s: int | None = Field(default=None, gt=0, le=30 * 86_400)
    cancelled: Literal[True] | None = None


class NeedAsker(Output):
    """A response that asks for a need, and how much of it: the larger counts, not the sum."""

    activation_id: UUID
    plan_code: str
    plan_title: str
    plan_title_en: str
    quantity: int
    in_addition: bool


class Need(Output):
    """A need with which plans ask for it, how much is committed and how much has arrived."""

    id: UUID
    incident_id: UUID
    activation_id: UUID | None
    capability_code: str | None
    grade: int | None
    item_code: str | None
    label: str
    label_en: str
    quantity: int
    least: int | None
    latest_at: datetime
    work_s: int | None
    state: Literal["open", "cancelled", "closed"]
    origin: Literal["plan", "officer"]
    explanation: str | None
    asked_by: list[NeedAsker]
    committed: int
    arrived: int
    raised_at: datetime
    version: int


class SitrepIn(Input):
    """A report upwards; the text is proposed by the system and signed by the officer."""

    model_config = example(
        kind="first", addressed_to="省应急管理厅", text="11月21日12时，三环线发生液氯槽车泄漏……"
    )

    kind: Literal["first", "follow_up", "correction", "final"]
    addressed_to: str = Field(min_length=1, max_length=200)
    text: str = Field(min_length=1, max_length=20_000)
    settles_step_id: UUID | None = None
    corrects_id: UUID | None = None


class SitrepDraft(Output):
    """The proposed text of the next report, from the facts of the incident."""

    kind: Literal["first", "follow_up", "correction", "final"]
    number: int
    addressed_to: str
    text: str
    missing: list[str]


class Sitrep(Output):
    """A report that was sent; never edited, only followed."""

    id: UUID
    incident_id: UUID
    number: int
    kind: str
    at: datetime
    by_name: str
    addressed_to: str
    body: dict[str, Any]
    text: str
    corrects_id: UUID | None


class LogEntryIn(Input):
    """A remark for the duty log."""

    model_config = example(text="已通知省应急管理厅值班室。")

    text: str = Field(min_length=1, max_length=5000)
    corrects_id: UUID | None = None


class LogEntry(Output):
    """A dated remark."""

    id: UUID
    incident_id: UUID | None
    at: datetime
    by_name: str
    text: str
    corrects_id: UUID | None


class Caller(Output):
    """Who reported an incident: personal data, read one at a time and destroyed after the end."""

    incident_id: UUID
    name: str | None
    phone: str | None
    destroy_after: datetime | None


class CallerAccess(Output):
    """That somebody looked at a caller's data; the data itself is not in it."""

    id: UUID
    read_at: datetime
