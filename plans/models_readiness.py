"""Tables of readiness: runs with their lines (per world), what is kept by week, what planners set.

Runs and lines name teams and depots of the live world, so they lie in the world and not among what
exercises can read. Only what planners set belongs to the plans, which are shared.
"""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Identity, Index, Integer
from sqlalchemy.orm import Mapped, mapped_column

from core.ids import new_id
from core.models import SHARED, WORLD, Base


class ReadinessRun(Base):
    """One test of all plans in force: who asked, how far it is, and what came out in numbers."""

    __tablename__ = "readiness_run"
    __table_args__ = (
        CheckConstraint("why IN ('asked', 'nightly')", name="why"),
        CheckConstraint(
            "state IN ('requested', 'running', 'done', 'failed', 'cancelled')", name="state"
        ),
        {"schema": WORLD},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    number: Mapped[int] = mapped_column(Integer, Identity(always=True), unique=True)
    why: Mapped[str]
    state: Mapped[str]
    asked_at: Mapped[datetime]
    asked_by_name: Mapped[str | None]
    started_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    cancel_asked: Mapped[bool] = mapped_column(default=False)
    stage: Mapped[str] = mapped_column(default="")
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int | None]
    as_of: Mapped[datetime | None]
    basis_seq: Mapped[int | None]
    counts: Mapped[dict[str, Any]] = mapped_column(default=dict)
    actions: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    lost: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    took_s: Mapped[float | None]
    trouble: Mapped[str | None]
    version: Mapped[int] = mapped_column(default=1)


class ReadinessLine(Base):
    """What came out for one plan at one response level at one place."""

    __tablename__ = "readiness_line"
    __table_args__ = (
        CheckConstraint("state IN ('met', 'short', 'unclear', 'unknown', 'empty')", name="state"),
        CheckConstraint("response_level BETWEEN 1 AND 4", name="level"),
        Index(None, "run_id", "plan_code", "jurisdiction_code"),
        {"schema": WORLD},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    run_id: Mapped[UUID] = mapped_column(ForeignKey(ReadinessRun.id, ondelete="CASCADE"))
    plan_id: Mapped[UUID]
    plan_code: Mapped[str]
    plan_title: Mapped[str]
    plan_title_en: Mapped[str]
    response_level: Mapped[int]
    jurisdiction_code: Mapped[str]
    spot_key: Mapped[str]
    spot_name: Mapped[str]
    spot_why: Mapped[str]
    lon: Mapped[float]
    lat: Mapped[float]
    state: Mapped[str]
    first_s: Mapped[int | None]
    last_s: Mapped[int | None]
    estimated: Mapped[bool]
    facts: Mapped[dict[str, Any]]
    asked: Mapped[list[dict[str, Any]]]
    losses: Mapped[list[dict[str, Any]]]


class ReadinessWeek(Base):
    """How a plan at a level stood in a district in one week: the last run of that week."""

    __tablename__ = "readiness_week"
    __table_args__ = ({"schema": WORLD},)

    plan_code: Mapped[str] = mapped_column(primary_key=True)
    response_level: Mapped[int] = mapped_column(primary_key=True)
    jurisdiction_code: Mapped[str] = mapped_column(primary_key=True)
    week: Mapped[date] = mapped_column(primary_key=True)
    cases: Mapped[int]
    met: Mapped[int]
    at: Mapped[datetime]


class ReadinessSetting(Base):
    """What planners set for the test of a plan: its places, and the incident each level is for."""

    __tablename__ = "readiness_setting"
    __table_args__ = ({"schema": SHARED},)

    plan_code: Mapped[str] = mapped_column(primary_key=True)
    places: Mapped[list[dict[str, Any]]]
    cases: Mapped[dict[str, Any]]
    changed_at: Mapped[datetime]
    changed_by_name: Mapped[str | None]
    version: Mapped[int] = mapped_column(default=1)
