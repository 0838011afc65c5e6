"""Wire shapes of plans, matches, activations and tasks."""

from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import Field

from core.wire import Input, Output, example
from plans.schemas_cards import (
    CardArea,
    CardContact,
    CardMeasure,
    CardMessage,
    CardPlace,
    CardTask,
    CardWindow,
)


class Requirement(Output):
    """Capability or item times a quantity given as a CEL expression, within a time.

    ``counted_in`` is the catalogue's unit, ``unit`` the one the quantity is given in where that is
    another.
    """

    id: UUID
    capability_code: str | None
    item_code: str | None
    label: str
    label_en: str
    quantity: str
    unit: str | None
    counted_in: str | None
    least: str | None
    within_s: int
    grade: int | None
    in_addition: bool
    people_per_shift: int | None
    relief_after_s: int | None
    places: list[CardPlace]
    windows: list[CardWindow]


class RunCard(Output):
    """What one response level asks for on top of the levels below it; checked, and so in use."""

    response_level: int
    trigger: str
    trigger_text: str
    trigger_text_en: str
    expected_duration_s: int
    places: list[CardPlace]
    windows: list[CardWindow]
    measures: list[CardMeasure]
    requirements: list[Requirement]
    tasks: list[CardTask]
    contacts: list[CardContact]
    messages: list[CardMessage]
    areas: list[CardArea]
    checked_at: datetime
    checked_by_name: str


class Plan(Output):
    """A plan with its run cards."""

    id: UUID
    code: str
    edition: str
    title: str
    title_en: str
    kind: str
    status: str
    jurisdiction_code: str
    incident_kinds: list[str]
    condition: str
    condition_text: str
    condition_text_en: str
    issued_on: date | None
    synthetic: bool
    run_cards: list[RunCard]
    version: int


class Because(Output):
    """One reason, as a code with its facts; the text is made where it is shown."""

    code: str
    facts: dict[str, Any]


class NeedPart(Output):
    """What one level's card adds to a need, and why so much."""

    response_level: int
    quantity: int
    explanation: str


class RaisedNeed(Output):
    """What a plan would ask for at a level, all levels below it included, given what is known.

    ``fresh`` is how much of it would really be asked for on top: what this response or another one
    on the incident asks for already is not asked for twice.
    """

    requirement_id: UUID
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
    explanation: str
    parts: list[NeedPart]

    @property
    def code(self) -> str:
        """The code of what is asked for."""
        return self.capability_code or self.item_code or ""


class CardLeftOut(Output):
    """A card or a requirement that does not hold at this place and time, and why."""

    response_level: int
    label: str
    label_en: str
    code: Literal["excepted_place", "outside_places", "outside_hours"]
    named: str


class LevelPreview(Output):
    """What one response level of a matched plan would raise, and whether its trigger is met."""

    response_level: int
    trigger_met: bool | None
    trigger_text: str
    trigger_text_en: str
    needs: list[RaisedNeed]
    left_out: list[CardLeftOut]
    problems: list[Because]


class PlanMatch(Output):
    """A plan that matches an incident, with why, and what each response level would raise."""

    plan_id: UUID
    code: str
    edition: str
    title: str
    title_en: str
    score: int
    because: list[Because]
    suggested_level: int | None
    levels: list[LevelPreview]
    synthetic: bool


class ActivationIn(Input):
    """The officer's decision to start a plan at a response level."""

    model_config = example(
        plan_id="0192f0c1-7c1e-7000-8000-000000000003", response_level=3, matter="液氯泄漏"
    )

    plan_id: UUID
    response_level: int = Field(ge=1, le=4)
    matter: str = Field(default="", max_length=500)
    expected_duration_s: int | None = Field(default=None, gt=0, le=365 * 86_400)


class ActivationAsk(Output):
    """What a response asks for because of one requirement; merged with others it gives needs.

    ``relief`` counts the shifts that follow: 1 for the first one after the people who came first.
    """

    response_level: int
    capability_code: str | None
    item_code: str | None
    grade: int | None
    label: str
    label_en: str
    quantity: int
    least: int | None
    within_s: int
    latest_at: datetime
    in_addition: bool
    people_per_shift: int | None
    relief_after_s: int | None
    relief: int
    relieved: bool
    explanation: str


class FilledMessage(Output):
    """A text of the run card with the facts filled in that were known when it came into force."""

    ref: str
    to: str
    title: str
    text: str
    text_en: str


class Activation(Output):
    """A plan in force on an incident."""

    id: UUID
    incident_id: UUID
    plan_id: UUID
    plan_code: str
    plan_title: str
    plan_title_en: str
    plan_edition: str
    response_level: int
    state: Literal["in_force", "raised", "lowered", "ended"]
    matter: str
    expected_duration_s: int
    measures: list[CardMeasure]
    asks: list[ActivationAsk]
    contacts: list[CardContact]
    messages: list[FilledMessage]
    areas: list[CardArea]
    left_out: list[CardLeftOut]
    matched_because: list[dict[str, Any]]
    started_at: datetime
    started_by_name: str
    ended_at: datetime | None
    version: int


class Task(Output):
    """A task with its time limit.

    Waiting for others (``after``), it is blocked and begins when the last of them is settled;
    ``due_at`` is until then what it would be if each took all its time.
    """

    id: UUID
    activation_id: UUID
    incident_id: UUID
    response_level: int
    position: int
    ref: str
    title: str
    title_en: str
    role_name: str
    role_name_en: str
    limit_s: int
    after: list[UUID]
    blocked: bool
    due_at: datetime
    state: Literal["open", "done", "not_needed"]
    holder_id: UUID | None
    holder_name: str | None
    settled_at: datetime | None
    settled_by_name: str | None
    note: str | None
    version: int


class TaskPatch(Input):
    """Settling a task, or opening it again; taking it on, or giving it back."""

    model_config = example(state="done", note="已疏散 320 人")

    state: Literal["open", "done", "not_needed"] | None = None
    taken: bool | None = None
    note: str | None = Field(default=None, max_length=500)


class LowerIn(Input):
    """The decision to step down to a lower level of the same plan."""

    model_config = example(response_level=4)

    response_level: int = Field(ge=1, le=4)


class NeedAfter(Output):
    """What becomes of a need when a response steps down or ends.

    ``offered`` is how many under way are no longer asked for and can be released; a person decides.
    """

    need_id: UUID
    label: str
    label_en: str
    capability_code: str | None
    item_code: str | None
    quantity: int
    quantity_after: int
    committed: int
    offered: int
    kept_for: list[str]


class LoweringPreview(Output):
    """What stepping down or ending would change; nothing is written."""

    response_level: int | None
    needs: list[NeedAfter]
    tasks: list[Task]
