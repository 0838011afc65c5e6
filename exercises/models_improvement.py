"""Tables of what was found and what becomes of it; only the live world's rows are ever filled.

They lie in the world and not among the shared tables: an exercise reads what is shared, and a
player shall not read what is noted of them. Nothing points into an exercise's world, so findings
outlive it: what they rest on is copied with them.
"""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, CheckConstraint, ForeignKey, Index, Integer
from sqlalchemy.orm import Mapped, mapped_column

from core.ids import new_id
from core.models import WORLD, Base, Jurisdiction


class Finding(Base):
    """What went wrong, or could: what was seen, against what, how grave, on what evidence.

    ``subject_*`` name the exercise or the incident; ``evidence`` holds the events it rests on as
    they were told; ``plan_triggers`` the plans that were told to look at themselves again.
    """

    __tablename__ = "finding"
    __table_args__ = (
        CheckConstraint("subject_kind IN ('exercise', 'incident')", name="subject_kind"),
        CheckConstraint("origin IN ('evaluation', 'inject', 'score', 'free')", name="origin"),
        CheckConstraint("severity IN ('minor', 'major', 'critical')", name="severity"),
        CheckConstraint("(withdrawn_at IS NULL) = (withdrawn_why IS NULL)", name="withdrawn"),
        Index(None, "jurisdiction_code", "recorded_at"),
        Index(None, "subject_id"),
        {"schema": WORLD},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    number: Mapped[str] = mapped_column(unique=True)
    subject_kind: Mapped[str]
    subject_id: Mapped[UUID]
    subject_number: Mapped[str]
    subject_title: Mapped[str]
    jurisdiction_code: Mapped[str] = mapped_column(ForeignKey(Jurisdiction.code))
    origin: Mapped[str]
    origin_key: Mapped[str | None]
    aspect: Mapped[str | None]
    criterion: Mapped[str | None]
    seen: Mapped[str]
    severity: Mapped[str]
    evidence: Mapped[list[dict[str, Any]]]
    plan_triggers: Mapped[list[dict[str, Any]]]
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[UUID]
    recorded_by_name: Mapped[str]
    withdrawn_at: Mapped[datetime | None]
    withdrawn_by_name: Mapped[str | None]
    withdrawn_why: Mapped[str | None]
    version: Mapped[int] = mapped_column(default=1)


class ImprovementTask(Base):
    """What somebody does about a finding by a day; ``told`` is the last reminder that went out.

    ``due_in_working_days`` says that the day was counted by the working calendar,
    ``uncertain_years`` of which years nobody had entered the holidays.
    """

    __tablename__ = "improvement_task"
    __table_args__ = (
        CheckConstraint("state IN ('open', 'done', 'verified', 'dropped')", name="state"),
        CheckConstraint("told IN ('', 'soon', 'overdue')", name="told"),
        Index(None, "jurisdiction_code", "due_on"),
        Index(None, "finding_id"),
        {"schema": WORLD},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    number: Mapped[str] = mapped_column(unique=True)
    finding_id: Mapped[UUID] = mapped_column(ForeignKey(Finding.id))
    jurisdiction_code: Mapped[str] = mapped_column(ForeignKey(Jurisdiction.code))
    action: Mapped[str]
    owner_id: Mapped[UUID | None]
    owner_name: Mapped[str]
    due_on: Mapped[date]
    due_in_working_days: Mapped[int | None]
    uncertain_years: Mapped[list[int]] = mapped_column(ARRAY(Integer))
    state: Mapped[str]
    told: Mapped[str]
    set_at: Mapped[datetime]
    set_by_name: Mapped[str]
    version: Mapped[int] = mapped_column(default=1)


class ImprovementStep(Base):
    """One step of an improvement task; never changed, only taken back by a further one."""

    __tablename__ = "improvement_step"
    __table_args__ = (Index(None, "task_id", "at"), {"schema": WORLD})

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    task_id: Mapped[UUID] = mapped_column(ForeignKey(ImprovementTask.id))
    step: Mapped[str]
    before: Mapped[dict[str, Any]]
    note: Mapped[str]
    at: Mapped[datetime]
    by_id: Mapped[UUID]
    by_name: Mapped[str]
    takes_back_id: Mapped[UUID | None] = mapped_column(unique=True)
