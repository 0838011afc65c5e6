"""Wire shapes of findings and improvement tasks: what was seen, who mends it by when."""

from datetime import date, datetime
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from core.wire import Input, Output, example

SubjectKind = Literal["exercise", "incident"]
Origin = Literal["evaluation", "inject", "score", "free"]
Severity = Literal["minor", "major", "critical"]
Aspect = Literal["execution", "plan", "command", "people", "equipment", "suggestions"]
State = Literal["open", "done", "verified", "dropped"]
Step = Literal["report_done", "verify", "send_back", "drop"]
Due = Literal["in_time", "soon", "overdue", "none"]
Words = Annotated[str, Field(min_length=2, max_length=2000)]
Reason = Annotated[str, Field(min_length=2, max_length=1000)]
MOST_EVIDENCE = 10


class EvidenceView(Output):
    """An event that a finding rests on, as the log told it; ``at`` is by that world's clock."""

    seq: int
    at: datetime
    kind: str
    told: str
    actor_name: str | None


class RaisedTrigger(Output):
    """A plan that a finding told to look at itself again; ``answer`` is null until it answers."""

    plan_trigger_id: UUID
    plan_id: UUID
    plan_code: str
    plan_title: str
    raised_at: datetime
    raised_by_name: str
    answer: Literal["revise", "not_needed"] | None
    answer_text: str | None


class FindingView(Output):
    """What was found, with how many tasks it has and how they stand."""

    id: UUID
    number: str
    subject_kind: SubjectKind
    subject_id: UUID
    subject_number: str
    subject_title: str
    jurisdiction_code: str
    origin: Origin
    origin_key: str | None
    aspect: Aspect | None
    criterion: str | None
    seen: str
    severity: Severity
    evidence: list[EvidenceView]
    plan_triggers: list[RaisedTrigger]
    tasks: int
    tasks_open: int
    tasks_overdue: int
    recorded_at: datetime
    recorded_by_name: str
    withdrawn_at: datetime | None
    withdrawn_by_name: str | None
    withdrawn_why: str | None
    version: int


class TaskStepView(Output):
    """One step of an improvement task; ``taken_back`` says that a later one undid it."""

    id: UUID
    step: Literal["set", "change", "report_done", "verify", "send_back", "drop", "take_back"]
    note: str
    at: datetime
    by_name: str
    taken_back: bool


class ImprovementTaskView(Output):
    """What somebody does about a finding by a day, and how that stands.

    ``uncertain_years`` are years of which nobody has entered the holidays: there a day counted by
    working days may be wrong.
    """

    id: UUID
    number: str
    finding_id: UUID
    finding_number: str
    finding_seen: str
    severity: Severity
    subject_kind: SubjectKind
    subject_id: UUID
    subject_title: str
    jurisdiction_code: str
    action: str
    owner_id: UUID | None
    owner_name: str
    due_on: date
    due_in_working_days: int | None
    uncertain_years: list[int]
    state: State
    due: Due
    days_left: int | None
    set_at: datetime
    set_by_name: str
    steps: list[TaskStepView]
    version: int


class ImprovementCounts(Output):
    """How the improvement tasks of somebody's area stand, in numbers."""

    open: int
    soon: int
    overdue: int
    done: int
    verified: int
    dropped: int
    findings_without_task: int


class FindingPrompt(Output):
    """Something of an exercise or an incident that may be a finding: somebody decides.

    ``finding_id`` names the finding that was made of it, null where none was.
    """

    origin: Origin
    origin_key: str
    criterion: str
    seen: str
    aspect: Aspect | None
    severity: Severity
    at: datetime | None
    by_name: str | None
    finding_id: UUID | None


class FindingIn(Input):
    """What was found; ``evidence_seqs`` are events of the exercise's or the live world's log."""

    model_config = example(
        subject_kind="exercise",
        subject_id="00000000-0000-7000-8000-000000000001",
        seen="接报后22分钟才启动响应，超过预案规定的10分钟",
        severity="major",
    )

    subject_kind: SubjectKind
    subject_id: UUID
    origin: Origin = "free"
    origin_key: str | None = Field(default=None, max_length=120)
    aspect: Aspect | None = None
    criterion: str | None = Field(default=None, max_length=400)
    seen: Words
    severity: Severity = "major"
    evidence_seqs: list[Annotated[int, Field(ge=1, lt=2**63)]] = Field(
        default=[], max_length=MOST_EVIDENCE
    )

    @model_validator(mode="after")
    def _says_whence(self) -> Self:
        if self.origin != "free" and not self.origin_key:
            raise PydanticCustomError("no_origin", "say which entry, inject or item it comes from")
        return self


class FindingPatch(Input):
    """What is corrected on a finding; a field left out stays as it is."""

    model_config = example(severity="critical")

    aspect: Aspect | None = None
    criterion: str | None = Field(default=None, max_length=400)
    seen: Words | None = None
    severity: Severity | None = None

    @model_validator(mode="after")
    def _something(self) -> Self:
        if not self.model_fields_set:
            raise PydanticCustomError("nothing", "nothing is changed")
        return self


class WithdrawIn(Input):
    """Why a finding is withdrawn."""

    model_config = example(why="重复记录")

    why: Reason


class FindingTriggerIn(Input):
    """Which plan should be looked at again because of a finding, and what about it."""

    model_config = example(
        plan_id="00000000-0000-7000-8000-000000000001", text="启动条件未写明夜间值班人员的权限"
    )

    plan_id: UUID
    text: Words


class ImprovementTaskIn(Input):
    """What somebody is to do about a finding, by a day or within so many working days.

    The owner is an account (``owner_id``) or a function in words (``owner_name``).
    """

    model_config = example(
        finding_id="00000000-0000-7000-8000-000000000001",
        action="修订夜间值守启动响应授权规定",
        owner_name="预案科",
        due_in_working_days=20,
    )

    finding_id: UUID
    action: Words
    owner_id: UUID | None = None
    owner_name: str | None = Field(default=None, min_length=1, max_length=120)
    due_on: date | None = None
    due_in_working_days: int | None = Field(default=None, ge=1, le=250)

    @model_validator(mode="after")
    def _whole(self) -> Self:
        _one_of(self.owner_id, self.owner_name, "owner", "name an account or a function, not both")
        _one_of(self.due_on, self.due_in_working_days, "due", "give a day or working days")
        return self


class ImprovementTaskPatch(Input):
    """What is changed on a task; a field left out stays as it is."""

    model_config = example(due_on="2027-01-15")

    action: Words | None = None
    owner_id: UUID | None = None
    owner_name: str | None = Field(default=None, min_length=1, max_length=120)
    due_on: date | None = None
    due_in_working_days: int | None = Field(default=None, ge=1, le=250)

    @model_validator(mode="after")
    def _something(self) -> Self:
        if not self.model_dump(exclude_none=True):
            raise PydanticCustomError("nothing", "nothing is changed")
        if self.owner_id is not None and self.owner_name is not None:
            raise PydanticCustomError("owner", "name an account or a function, not both")
        if self.due_on is not None and self.due_in_working_days is not None:
            raise PydanticCustomError("due", "give a day or working days")
        return self


class TaskStepIn(Input):
    """The next step of a task; what is sent back or dropped says why."""

    model_config = example(step="report_done", note="已修订并下发")

    step: Step
    note: str = Field(default="", max_length=1000)


class TaskTakeBackIn(Input):
    """Why the last step of a task is taken back."""

    model_config = example(note="误操作")

    note: str = Field(default="", max_length=1000)


def _one_of(first: object, second: object, code: str, words: str) -> None:
    if (first is None) == (second is None):
        raise PydanticCustomError(code, words)
