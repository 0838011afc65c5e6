"""What can happen to plans as papers; each carries the plan as lists tell of it."""

from typing import Literal

from core.outbox import Happening
from plans.schemas_documents import PlanClock, PlanNote, PlanTrigger, WorkingYear


class PlanDrafted(Happening):
    """A plan, or a new edition of one, was begun or brought in."""

    kind: Literal["plan.drafted"] = "plan.drafted"
    plan: PlanNote


class PlanEdited(Happening):
    """The text or the head of a draft was changed; ``section`` names what."""

    kind: Literal["plan.edited"] = "plan.edited"
    plan: PlanNote
    section: str | None


class PlanStepped(Happening):
    """A plan was reviewed, approved, issued, filed, put in force, evaluated or retired."""

    kind: Literal["plan.stepped"] = "plan.stepped"
    plan: PlanNote
    step: str
    remark: str


class PlanStepTakenBack(Happening):
    """The last step of a plan was a mistake and was taken back."""

    kind: Literal["plan.corrected"] = "plan.corrected"
    plan: PlanNote
    step: str
    reason: str


class PlanReminded(Happening):
    """A legal time of a plan is near or over; told once for each."""

    kind: Literal["plan.reminded"] = "plan.reminded"
    plan: PlanNote
    clock: PlanClock


class PlanTriggered(Happening):
    """A reason to revise a plan was raised."""

    kind: Literal["plan_trigger.raised"] = "plan_trigger.raised"
    plan_trigger: PlanTrigger


class PlanTriggerRenewed(Happening):
    """A reason to revise a plan that is still open has become another one."""

    kind: Literal["plan_trigger.renewed"] = "plan_trigger.renewed"
    plan_trigger: PlanTrigger


class PlanTriggerAnswered(Happening):
    """A reason to revise a plan was answered."""

    kind: Literal["plan_trigger.answered"] = "plan_trigger.answered"
    plan_trigger: PlanTrigger


class WorkingYearEntered(Happening):
    """The days off of a year were entered or changed."""

    kind: Literal["working_year.entered"] = "working_year.entered"
    working_year: WorkingYear
