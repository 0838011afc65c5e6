"""Wire shapes of plan documents: list, sections, steps, triggers, clocks, differences, reading."""

from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from core.wire import Output
from plans.diff_documents import TextChange
from plans.filing import ClockKind, ClockState
from plans.kinds import Family, Known
from plans.lifecycle_documents import PlanStatus, PlanStep, RevisionTrigger
from plans.schemas_documents_in import CommandPost, KindCode, ResourceLink


class PlanSectionRule(Output):
    """A section that a kind of plan has, and how that is known."""

    key: str
    number: str
    title: str
    title_en: str
    level: int
    annex: bool
    optional: bool
    demanded: bool
    known: Known


class PlanKind(Output):
    """A kind of plan with its sections, where it is filed and how often it is evaluated."""

    code: str
    family: Family
    name: str
    name_en: str
    known: Known
    written: bool
    sections: list[PlanSectionRule]
    filed_to: str | None
    filed_to_en: str | None
    filing_known: Known | None
    evaluated_every_years: int | None
    evaluation_known: Known | None


class PlanClock(Output):
    """A legal time that runs: its last day, how it stands, and years whose days off are unknown."""

    kind: ClockKind
    since: date
    last_day: date
    state: ClockState
    days_left: int
    unknown_years: list[int]


class PlanNote(Output):
    """An edition of a plan as lists and events tell of it."""

    id: UUID
    code: str
    edition: str
    title: str
    title_en: str
    kind: str
    status: PlanStatus
    jurisdiction_code: str
    jurisdiction_name: str
    number: str
    unit: str
    issued_on: date | None
    synthetic: bool
    open_triggers: int
    clocks: list[PlanClock]
    version: int


class PlanTrigger(Output):
    """A reason to revise a plan, and how it was answered; None while it is open."""

    id: UUID
    plan_id: UUID
    code: str
    title: str
    title_en: str
    trigger: RevisionTrigger
    by_itself: bool
    because: dict[str, Any]
    text: str
    raised_at: datetime
    raised_by_name: str | None
    answer: Literal["revise", "not_needed"] | None
    answer_text: str | None
    answered_at: datetime | None
    answered_by_name: str | None
    version: int


class PlanReminder(Output):
    """A plan whose legal time is over or near, or with a trigger nobody has answered."""

    plan: PlanNote
    clock: PlanClock | None
    trigger: PlanTrigger | None


class PlanBlock(Output):
    """A piece of a section: running text, a list or a table; what it is not is empty."""

    kind: Literal["paragraph", "list", "table"]
    text: str
    ordered: bool
    items: list[str]
    rows: list[list[str]]


class PlanSection(Output):
    """A section or annex: as it was written, and as blocks to be shown."""

    id: UUID
    plan_id: UUID
    annex: bool
    level: int
    key: str | None
    number: str
    title: str
    text: str
    blocks: list[PlanBlock]
    changed_at: datetime
    changed_by_name: str | None
    version: int


class PlanStepTaken(Output):
    """A step in the life of a plan, with its signature where it bears one."""

    id: UUID
    step: PlanStep
    from_status: PlanStatus
    to_status: PlanStatus
    on: date
    at: datetime
    account_name: str | None
    signer_name: str | None
    signer_function: str | None
    digest: str | None
    remark: str
    taken_back_at: datetime | None
    taken_back_by_name: str | None
    taken_back_why: str | None


class PlanMissing(Output):
    """A section that the kind of plan should have and that is missing or empty."""

    key: str
    number: str
    title: str
    title_en: str
    known: Known
    demanded: bool
    empty: bool


class PlanEdition(Output):
    """Another edition of the same plan."""

    id: UUID
    edition: str
    status: PlanStatus
    issued_on: date | None
    in_force_on: date | None


class PlanDocument(Output):
    """A whole edition: the paper, its life, what runs and what is open."""

    plan: PlanNote
    incident_kinds: list[str]
    condition: str
    condition_text: str
    condition_text_en: str
    command_body: list[CommandPost]
    risk: str
    resource_links: list[ResourceLink]
    based_on_id: UUID | None
    imported_from: str | None
    approved_on: date | None
    filed_to: str | None
    filed_on: date | None
    accepted_on: date | None
    receipt: str | None
    in_force_on: date | None
    evaluated_on: date | None
    void_on: date | None
    sections: list[PlanSection]
    missing: list[PlanMissing]
    steps: list[PlanStepTaken]
    triggers: list[PlanTrigger]
    editions: list[PlanEdition]
    open_steps: list[PlanStep]
    signed_steps: list[PlanStep]
    """Those of the open steps that bear a signature."""
    may_edit: bool
    digest: str
    cards: int
    """How many run cards it has."""


class DiffPiece(Output):
    """A stretch of text and what happened to it."""

    change: TextChange
    text: str


class DiffSection(Output):
    """What happened to a section between two editions."""

    change: TextChange
    number: str
    title: str
    former_number: str | None
    former_title: str | None
    lines: list[list[DiffPiece]]
    added: int
    removed: int


class DiffWanted(Output):
    """A requirement of a run card, as it stood in one edition."""

    response_level: int
    code: str
    label: str
    quantity: str
    least: str | None
    within_s: int


class DiffRequirement(Output):
    """A requirement before and after; None where there was or is none."""

    change: TextChange
    before: DiffWanted | None
    after: DiffWanted | None


class PlanDifference(Output):
    """What changed from one edition to another."""

    before: PlanEdition
    after: PlanEdition
    sections: list[DiffSection]
    requirements: list[DiffRequirement]


class ReadSection(Output):
    """A section as it was recognised in a Word file; ``why_unsure`` is None where it is sure."""

    number: str
    title: str
    level: int
    annex: bool
    key: str | None
    why_unsure: str | None
    text: str
    blocks: list[PlanBlock]


class ReadNote(Output):
    """What of a file could not become text, and how many of it."""

    code: str
    count: int


class PlanReading(Output):
    """What a Word file seems to hold; nothing is kept until somebody makes a plan of it."""

    title: str | None
    kind: KindCode
    sections: list[ReadSection]
    missing: list[PlanMissing]
    notes: list[ReadNote]


class WorkingDay(Output):
    """A day that is not as the week has it."""

    day: date
    working: bool
    name: str


class WorkingYear(Output):
    """A year whose days off are known; ``shipped`` came with the product."""

    id: str
    year: int
    source: str
    shipped: bool
    days: list[WorkingDay]
    version: int


class PositionDuty(Output):
    """A task on a position card: at which levels, within which time."""

    title: str
    title_en: str
    levels: list[int]
    limit_s: int


class PositionContact(Output):
    """Whom a position calls."""

    role: str
    office: str
    phone: str


class PositionCard(Output):
    """What one role does when the plan is started, on one page."""

    role: str
    role_en: str
    office: str
    phone: str
    duties_text: str
    duties: list[PositionDuty]
    contacts: list[PositionContact]


class PlanCheck(Output):
    """How a look at what the plans rest on ended."""

    plans: int
    begun: int
    raised: int
