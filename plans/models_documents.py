"""Tables of plan documents (shared): what an edition says, its steps, triggers, days off."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from core.ids import new_id
from core.models import SHARED, Base
from plans.lifecycle_documents import PlanStep, RevisionTrigger
from plans.models import Plan

_STEPS = ", ".join(f"'{one.value}'" for one in PlanStep)
_TRIGGERS = ", ".join(f"'{one.value}'" for one in RevisionTrigger)


class PlanDocument(Base):
    """What a plan is as a paper: number, unit, command body, risk, dates, where it was filed.

    ``standing`` is what the area had of what the plan asks for when it was approved, ``reminded``
    of which legal times somebody was reminded already.
    """

    __tablename__ = "plan_document"
    __table_args__ = ({"schema": SHARED},)

    plan_id: Mapped[UUID] = mapped_column(ForeignKey(Plan.id, ondelete="CASCADE"), primary_key=True)
    number: Mapped[str]
    unit: Mapped[str]
    command_body: Mapped[list[dict[str, Any]]]
    risk: Mapped[str]
    resource_links: Mapped[list[dict[str, Any]]]
    based_on_id: Mapped[UUID | None] = mapped_column(
        ForeignKey(Plan.id, ondelete="SET NULL"), index=True
    )
    imported_from: Mapped[str | None]
    approved_on: Mapped[date | None]
    filed_to: Mapped[str | None]
    filed_on: Mapped[date | None]
    accepted_on: Mapped[date | None]
    receipt: Mapped[str | None]
    in_force_on: Mapped[date | None]
    evaluated_on: Mapped[date | None]
    void_on: Mapped[date | None]
    standing: Mapped[dict[str, Any] | None]
    reminded: Mapped[dict[str, Any] | None]
    created_at: Mapped[datetime]
    created_by_name: Mapped[str | None]


class PlanSection(Base):
    """A section or annex of an edition; ``origin_id`` stays the same over editions."""

    __tablename__ = "plan_section"
    __table_args__ = (
        CheckConstraint("level BETWEEN 1 AND 4", name="level"),
        Index(None, "plan_id", "position"),
        {"schema": SHARED},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    plan_id: Mapped[UUID] = mapped_column(ForeignKey(Plan.id, ondelete="CASCADE"))
    origin_id: Mapped[UUID]
    position: Mapped[int]
    annex: Mapped[bool]
    level: Mapped[int]
    key: Mapped[str | None]
    number: Mapped[str]
    title: Mapped[str]
    text: Mapped[str]
    changed_at: Mapped[datetime]
    changed_by_name: Mapped[str | None]
    version: Mapped[int] = mapped_column(default=1)


class PlanStepTaken(Base):
    """A step in the life of a plan: by whom, when, signed in what function; never changed.

    ``before`` is what the step changed, so that it can be taken back; ``digest`` is the SHA-256 of
    the text that was signed.
    """

    __tablename__ = "plan_step"
    __table_args__ = (
        CheckConstraint(f"step IN ({_STEPS})", name="step"),
        Index(None, "plan_id", "at"),
        {"schema": SHARED},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    plan_id: Mapped[UUID] = mapped_column(ForeignKey(Plan.id, ondelete="CASCADE"))
    step: Mapped[str]
    from_status: Mapped[str]
    to_status: Mapped[str]
    on: Mapped[date]
    at: Mapped[datetime]
    account_id: Mapped[UUID | None]
    account_name: Mapped[str | None]
    signer_name: Mapped[str | None]
    signer_function: Mapped[str | None]
    digest: Mapped[str | None]
    remark: Mapped[str]
    before: Mapped[dict[str, Any]]
    taken_back_at: Mapped[datetime | None]
    taken_back_by_name: Mapped[str | None]
    taken_back_why: Mapped[str | None]


class PlanTrigger(Base):
    """A reason to revise a plan, raised by hand or by itself, and how it was answered."""

    __tablename__ = "plan_trigger"
    __table_args__ = (
        CheckConstraint(f"trigger IN ({_TRIGGERS})", name="trigger"),
        CheckConstraint("answer IN ('revise', 'not_needed')", name="answer"),
        CheckConstraint("(answer IS NULL) = (answered_at IS NULL)", name="answered"),
        Index(
            "uq_plan_trigger_open_by_itself",
            "plan_id",
            "trigger",
            "source",
            unique=True,
            postgresql_where=text("answered_at IS NULL AND source IS NOT NULL"),
        ),
        Index(None, "plan_id"),
        {"schema": SHARED},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    plan_id: Mapped[UUID] = mapped_column(ForeignKey(Plan.id, ondelete="CASCADE"))
    trigger: Mapped[str]
    source: Mapped[str | None]
    because: Mapped[dict[str, Any]]
    text: Mapped[str]
    raised_at: Mapped[datetime]
    raised_by_name: Mapped[str | None]
    answer: Mapped[str | None]
    answer_text: Mapped[str | None]
    answered_at: Mapped[datetime | None]
    answered_by_name: Mapped[str | None]
    version: Mapped[int] = mapped_column(default=1)


class WorkingYear(Base):
    """A year whose days off are known, from which source; the site enters further ones."""

    __tablename__ = "working_year"
    __table_args__ = ({"schema": SHARED},)

    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    source: Mapped[str]
    days: Mapped[dict[str, Any]]
    changed_at: Mapped[datetime]
    changed_by_name: Mapped[str | None]
    version: Mapped[int] = mapped_column(default=1)
