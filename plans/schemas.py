"""Wire shapes of plans, matches, activations and tasks."""

from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import Field

from core.wire import Input, Output, example


class Requirement(Output):
    """Capability or item times a quantity given as a CEL expression, within a time."""

    id: UUID
    capability_code: str | None
    item_code: str | None
    label: str
    label_en: str
    quantity: str
    least: str | None
    within_s: int


class TaskTemplate(Output):
    """A task that the run card gives to a named role."""

    title: str
    title_en: str
    role_name: str
    role_name_en: str
    limit_s: int


class RunCard(Output):
    """What a plan asks for at one response level."""

    response_level: int
    trigger: str
    trigger_text: str
    trigger_text_en: str
    expected_duration_s: int
    measures: list[dict[str, Any]]
    requirements: list[Requirement]
    tasks: list[TaskTemplate]


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


class RaisedNeed(Output):
    """What a requirement would ask for, given what is known now."""

    requirement_id: UUID
    capability_code: str | None
    item_code: str | None
    label: str
    label_en: str
    quantity: int
    least: int | None
    within_s: int
    explanation: str


class LevelPreview(Output):
    """What one response level of a matched plan would raise, and whether its trigger is met."""

    response_level: int
    trigger_met: bool | None
    trigger_text: str
    trigger_text_en: str
    needs: list[RaisedNeed]
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
    state: Literal["in_force", "raised", "ended"]
    matter: str
    expected_duration_s: int
    measures: list[dict[str, Any]]
    matched_because: list[dict[str, Any]]
    started_at: datetime
    started_by_name: str
    ended_at: datetime | None
    version: int


class Task(Output):
    """A task with its time limit."""

    id: UUID
    activation_id: UUID
    incident_id: UUID
    position: int
    title: str
    title_en: str
    role_name: str
    role_name_en: str
    due_at: datetime
    state: Literal["open", "done", "not_needed"]
    settled_at: datetime | None
    settled_by_name: str | None
    note: str | None
    version: int


class TaskPatch(Input):
    """Settling a task, or opening it again."""

    model_config = example(state="done", note="已疏散 320 人")

    state: Literal["open", "done", "not_needed"]
    note: str | None = Field(default=None, max_length=500)
