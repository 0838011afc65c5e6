"""Wire shapes of alarms and of their limits."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field

from alarms.kinds import Kind
from core.wire import Input, Output, example

Severity = Literal["urgent", "warning", "notice"]
Noun = Literal[
    "order",
    "need",
    "report_step",
    "item",
    "world",
    "field_report",
    "drill_clock",
    "plan",
    "improvement_task",
]


class AlarmCall(Output):
    """A role in an area that the alarm calls."""

    role: str
    jurisdiction_code: str


class Alarm(Output):
    """An alarm as everybody who may see it sees it; the text is made where it is shown."""

    id: UUID
    kind: Kind
    severity: Severity
    noun: Noun
    subject: str
    incident_id: UUID | None
    jurisdiction_code: str
    facts: dict[str, Any]
    since_at: datetime
    raised_at: datetime
    called_at: datetime
    calls: list[AlarmCall]
    repeats: int
    acknowledged_at: datetime | None
    acknowledged_by_name: str | None
    note: str | None
    escalated_at: datetime | None
    ended_at: datetime | None
    version: int


Note = Annotated[str, Field(max_length=500)]


class AlarmRemark(Input):
    """A remark that goes with an acknowledgement."""

    model_config = example(note="已电话联系队长")

    note: Note = ""


class SeenAlarm(Input):
    """An alarm and the version of it that was seen."""

    id: UUID
    version: int = Field(ge=1, examples=[3])


class AcknowledgeManyIn(Input):
    """The acknowledgement of a whole group, each alarm as it was seen."""

    model_config = example(
        alarms=[{"id": "0192f0c1-7c1e-7000-8000-000000000009", "version": 3}], note="统一核实"
    )

    alarms: list[SeenAlarm] = Field(min_length=1, max_length=500)
    note: Note = ""


class AcknowledgedMany(Output):
    """What became of a group: those acknowledged now, and those that were not, as they are."""

    acknowledged: list[Alarm]
    passed_over: list[Alarm]


class AlarmLimits(Output):
    """The limits of a kind of alarm in force, in seconds; ``shipped`` are those it comes with."""

    kind: Kind
    severity: Severity
    after_s: int
    repeat_s: int
    escalate_s: int
    shipped: dict[str, int]
    changed_at: datetime | None
    changed_by_name: str | None
    version: int


class AlarmLimitsIn(Input):
    """New limits of a kind: when it is raised, calls again, goes a step up."""

    model_config = example(after_s=120, repeat_s=60, escalate_s=300)

    after_s: int = Field(ge=-3600, le=86_400, examples=[120])
    repeat_s: int = Field(ge=30, le=86_400, examples=[60])
    escalate_s: int = Field(ge=30, le=86_400, examples=[300])
