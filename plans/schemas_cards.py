"""Wire shapes of what is written on a run card, and of a card on the way from draft to use."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from core.wire import Input, Latitude, Longitude, Output, example

Text = Annotated[str, Field(max_length=500)]
Name = Annotated[str, Field(min_length=1, max_length=200)]
LongText = Annotated[str, Field(max_length=2000)]
Expression = Annotated[str, Field(min_length=1, max_length=500, examples=["2"])]
Level = Annotated[int, Field(ge=1, le=4, examples=[3])]
Ref = Annotated[str, StringConstraints(pattern=r"^[\w\-.]{1,40}$")]
Clock = Annotated[str, StringConstraints(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]
Day = Annotated[str, StringConstraints(pattern=r"^(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$")]
Weekday = Annotated[int, Field(ge=1, le=7)]
Corner = Annotated[list[Longitude], Field(min_length=2, max_length=2)]
"""Longitude and latitude of a corner."""


class CardPlace(Input):
    """A place within which something holds, or does not hold.

    A jurisdiction by its code, an area by its outline, an address by a part of its text or a point
    with a radius, a hazard source by its point with a radius.
    """

    holds: Literal["within", "except"]
    kind: Literal["jurisdiction", "area", "address", "hazard_source"]
    code: str | None = Field(max_length=50)
    name: Name
    area: list[Corner] | None = Field(min_length=3, max_length=500)
    lon: Longitude | None
    lat: Latitude | None
    radius_m: int | None = Field(gt=0, le=50_000)

    @model_validator(mode="after")
    def _complete(self) -> "CardPlace":
        lacking = {
            "jurisdiction": self.code is None,
            "area": self.area is None or any(abs(lat) > 90 for _, lat in self.area),
            "address": False,
            "hazard_source": self.lon is None or self.lat is None,
        }
        if lacking[self.kind]:
            raise PydanticCustomError(
                "place_incomplete", "a place of kind {kind} lacks what tells where it is",
                {"kind": self.kind},
            )  # fmt: skip
        return self


class CardWindow(Input):
    """Days of the week (none is every day), hours and days of the year in which a thing holds."""

    days: list[Weekday] = Field(max_length=7)
    from_time: Clock | None
    to_time: Clock | None
    from_day: Day | None
    to_day: Day | None

    @model_validator(mode="after")
    def _pairs(self) -> "CardWindow":
        halves = (self.from_time is None) != (self.to_time is None)
        if halves or (self.from_day is None) != (self.to_day is None):
            raise PydanticCustomError("window_half", "a window needs both a beginning and an end")
        return self


class CardMeasure(Input):
    """A measure that comes into force with the response."""

    code: Ref
    text: Name
    text_en: Text


class CardRequirement(Input):
    """So much of a capability or an item, within a time, that this level asks for on top.

    ``unit`` is what the quantity is given in, where that is not the catalogue's own unit. Asked for
    *in addition*, it is not merged with what other plans ask for.
    """

    capability_code: str | None = Field(max_length=50)
    item_code: str | None = Field(max_length=50)
    label: Text
    label_en: Text
    quantity: Expression
    unit: str | None = Field(max_length=20)
    least: Expression | None
    within_s: int = Field(gt=0, le=30 * 86_400)
    grade: int | None = Field(ge=1, le=4)
    in_addition: bool
    people_per_shift: int | None = Field(gt=0, le=10_000)
    relief_after_s: int | None = Field(ge=1800, le=30 * 86_400)
    places: list[CardPlace] = Field(max_length=50)
    windows: list[CardWindow] = Field(max_length=20)

    @model_validator(mode="after")
    def _one_kind(self) -> "CardRequirement":
        if (self.capability_code is None) == (self.item_code is None):
            raise PydanticCustomError(
                "one_kind", "exactly one of capability_code and item_code must be given"
            )
        return self

    @property
    def code(self) -> str:
        """The code of what is asked for."""
        return self.capability_code or self.item_code or ""


class CardTask(Input):
    """A task for a role with its time limit; it begins when the tasks in ``after`` are done."""

    ref: Ref
    title: Name
    title_en: Text
    role_name: Name
    role_name_en: Text
    limit_s: int = Field(gt=0, le=30 * 86_400)
    after: list[Ref] = Field(max_length=10)


class CardContact(Input):
    """Whom to reach: a function, the body that has it, a number."""

    function: Name
    function_en: Text
    body: Text
    phone: Annotated[str, Field(max_length=60)]


class CardMessage(Input):
    """A text with the facts of the incident filled in, and whom it is for."""

    ref: Ref
    to: Name
    title: Name
    text: LongText
    text_en: LongText


class CardArea(Input):
    """A danger area to draw: by the substance guide, or all ground within a distance."""

    method: Literal["guide", "buffer"]
    distance_m: int | None = Field(gt=0, le=40_000)
    note: Text

    @model_validator(mode="after")
    def _distance(self) -> "CardArea":
        if (self.method == "buffer") != (self.distance_m is not None):
            raise PydanticCustomError("area_distance", "a distance is given for a buffer alone")
        return self


class CardBody(Input):
    """Everything that is written on the run card of one response level."""

    model_config = example(
        trigger="incident.trapped >= 10", trigger_text="被困10人以上", trigger_text_en="10 trapped",
        expected_duration_s=86_400, places=[], windows=[], measures=[], requirements=[],
        tasks=[], contacts=[], messages=[], areas=[],
    )  # fmt: skip

    trigger: Expression
    trigger_text: Text
    trigger_text_en: Text
    expected_duration_s: int = Field(gt=0, le=365 * 86_400)
    places: list[CardPlace] = Field(max_length=50)
    windows: list[CardWindow] = Field(max_length=20)
    measures: list[CardMeasure] = Field(max_length=50)
    requirements: list[CardRequirement] = Field(max_length=200)
    tasks: list[CardTask] = Field(max_length=100)
    contacts: list[CardContact] = Field(max_length=100)
    messages: list[CardMessage] = Field(max_length=20)
    areas: list[CardArea] = Field(max_length=10)


class CardFinding(Output):
    """Something a check found: a fault keeps the card out of use, a remark does not."""

    part: str
    row: int | None
    field: str | None
    code: str
    facts: dict[str, Any]
    message: str
    is_fault: bool


class CardState(Output):
    """The run card of one level: what is in use and since whose check, and the draft beside it.

    ``version`` is that of the draft, 0 where there is none; a change states the version it saw.
    """

    id: UUID
    plan_id: UUID
    plan_code: str
    plan_title: str
    plan_title_en: str
    response_level: int
    in_use: CardBody | None
    checked_at: datetime | None
    checked_by_name: str | None
    draft: CardBody | None
    changed_at: datetime | None
    changed_by_name: str | None
    version: int


class SampleIncident(Input):
    """An incident to try cards on: one on record, or facts typed in. Nothing of it is written."""

    model_config = example(
        incident_id=None, kind="hazmat_leak", facts={"serious_injuries": 12},
        lon=114.35, lat=30.53, place_name="三环线珞狮南路段", at=None,
    )  # fmt: skip

    incident_id: UUID | None = None
    kind: str = Field(default="other", max_length=50)
    facts: dict[str, bool | int | float | str | None] = Field(default_factory=dict, max_length=50)
    lon: Longitude | None = None
    lat: Latitude | None = None
    place_name: str = Field(default="", max_length=200)
    at: datetime | None = None


class CheckIn(Input):
    """The check of a draft: the sample it is tried on, and whether it comes into use."""

    model_config = example(sample={"kind": "hazmat_leak", "facts": {}}, put_in_use=True)

    sample: SampleIncident
    put_in_use: bool = False


class CardChecked(Output):
    """What a check found, and the card as it stands now."""

    findings: list[CardFinding]
    passed: bool
    card: CardState


class ExpressionIn(Input):
    """An expression to try on a sample."""

    model_config = example(
        expression="per(incident.trapped, 10)", gives="quantity", sample={"kind": "urban_flood"}
    )

    expression: Annotated[str, Field(max_length=2000)]
    gives: Literal["quantity", "condition"]
    sample: SampleIncident = Field(default_factory=SampleIncident)


class ExpressionResult(Output):
    """What an expression gives, or why it gives nothing."""

    number: int | None
    holds: bool | None
    basis: dict[str, Any]
    unknown: list[str]
    trouble: str | None


class CardFact(Output):
    """A fact that expressions and texts can name, and what kind of value it has."""

    name: str
    value: Literal["number", "text"]
    in_expressions: bool


class CsvFault(Output):
    """A fault in a table that was brought in: the row as spreadsheets count, and the column."""

    row: int
    column: str | None
    code: str
    message: str


class LevelChange(Output):
    """What a table that was brought in would change on the card of one level."""

    response_level: int
    part: str
    added: int
    changed: int
    removed: int


class CsvRead(Output):
    """A table that was brought in: its faults, what it changes, and the drafts where it was kept.

    With any fault nothing is kept.
    """

    faults: list[CsvFault]
    changes: list[LevelChange]
    kept: bool
    cards: list[CardState]


class TrialLevel(Output):
    """What one level would raise for a sample: sums with their parts, and what else it gives.

    ``from_draft`` says whether its card is a draft that nobody has checked yet.
    """

    response_level: int
    from_draft: bool
    trigger_met: bool | None
    unknown: list[str]
    needs: list["TrialNeed"]
    left_out: list["TrialLeftOut"]
    problems: list[str]
    tasks: list[CardTask]
    measures: list[CardMeasure]
    contacts: list[CardContact]
    messages: list[CardMessage]
    areas: list[CardArea]


class TrialPart(Output):
    """What the card of one level adds to a need."""

    response_level: int
    quantity: int
    explanation: str


class TrialNeed(Output):
    """A need as it would be raised, and how much of it nobody on the incident asks for yet."""

    capability_code: str | None
    item_code: str | None
    grade: int | None
    label: str
    label_en: str
    quantity: int
    fresh: int
    least: int | None
    within_s: int
    in_addition: bool
    people_per_shift: int | None
    relief_after_s: int | None
    parts: list[TrialPart]


class TrialLeftOut(Output):
    """A card or a requirement that does not hold at this place and time, and why."""

    response_level: int
    label: str
    label_en: str
    code: str
    named: str


class CardTrial(Output):
    """What a plan's cards would raise for a sample incident, level by level; nothing is written."""

    plan_id: UUID
    facts: dict[str, Any]
    jurisdiction_code: str
    local_at: datetime
    levels: list[TrialLevel]


class TrialIn(Input):
    """What to try cards on, and whether drafts stand in for the cards in use."""

    model_config = example(sample={"kind": "hazmat_leak", "facts": {}}, with_drafts=True)

    sample: SampleIncident
    with_drafts: bool = True
    body: CardBody | None = None
    response_level: int | None = Field(default=None, ge=1, le=4)
