"""Tables of exercises; they are shared, because the live world keeps the list of them."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from core.ids import new_id
from core.models import SHARED, Base, Jurisdiction


class Exercise(Base):
    """A rehearsal: what is rehearsed, where, by the clock of which day, and where it stands.

    ``scenario`` is a whole ``muster-scenario/1``; ``template_id`` the shipped or saved template it
    came from; ``branch`` the world and event it was branched from, where it was. One that was
    removed keeps its row: its number is used up, and what was held counts as a drill. ``is_dry``
    is one that the system plays by itself, beside the list.
    """

    __tablename__ = "exercise"
    __table_args__ = (
        CheckConstraint("kind IN ('tabletop', 'functional', 'full_scale')", name="kind"),
        CheckConstraint("purpose IN ('testing', 'demonstration', 'research')", name="purpose"),
        CheckConstraint(
            "state IN ('preparing', 'ready', 'running', 'paused', 'ended', 'failed', 'removed')",
            name="state",
        ),
        {"schema": SHARED},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    number: Mapped[str] = mapped_column(unique=True)
    world: Mapped[str] = mapped_column(unique=True)
    title: Mapped[str]
    kind: Mapped[str]
    purpose: Mapped[str]
    area_code: Mapped[str] = mapped_column(ForeignKey(Jurisdiction.code))
    begins_at: Mapped[datetime]
    speed: Mapped[float]
    seed: Mapped[int]
    scenario: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    template_id: Mapped[str | None]
    branch: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    plan_codes: Mapped[list[str]]
    played_by_system: Mapped[list[str]]
    starts_when_ready: Mapped[bool]
    is_dry: Mapped[bool] = mapped_column(default=False)
    state: Mapped[str]
    trouble: Mapped[str | None]
    copied: Mapped[int]
    created_at: Mapped[datetime]
    created_by_name: Mapped[str]
    prepared_at: Mapped[datetime | None]
    started_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)


class ExerciseTemplate(Base):
    """A scenario that somebody keeps to rehearse it again, beside those that come with the product.

    ``jurisdiction_code`` is whose it is; it is used by whoever sees that jurisdiction.
    """

    __tablename__ = "exercise_template"
    __table_args__ = ({"schema": SHARED},)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    jurisdiction_code: Mapped[str] = mapped_column(ForeignKey(Jurisdiction.code))
    scenario: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]
    created_by_name: Mapped[str]
    version: Mapped[int] = mapped_column(default=1)


class ScenarioPicture(Base):
    """A picture that a kept scenario shows, under the SHA-256 of what is stored.

    It is kept apart, so that lists never carry it and exercises of one template share it.
    """

    __tablename__ = "scenario_picture"
    __table_args__ = ({"schema": SHARED},)

    digest: Mapped[str] = mapped_column(primary_key=True)
    width_px: Mapped[int]
    height_px: Mapped[int]
    content: Mapped[bytes] = mapped_column(LargeBinary)


class DrillRecord(Base):
    """A drill that was held elsewhere or before: who held it, on which day, of which plan.

    ``unit_name`` is the enterprise that held it; without one it is the jurisdiction's own drill.
    """

    __tablename__ = "drill_record"
    __table_args__ = (
        CheckConstraint(
            "unit_kind IS NULL OR unit_kind IN ('high_risk', 'enterprise')", name="unit_kind"
        ),
        CheckConstraint("(unit_name IS NULL) = (unit_kind IS NULL)", name="unit"),
        {"schema": SHARED},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    jurisdiction_code: Mapped[str] = mapped_column(ForeignKey(Jurisdiction.code), index=True)
    unit_name: Mapped[str | None]
    unit_kind: Mapped[str | None]
    plan_codes: Mapped[list[str]]
    title: Mapped[str]
    kind: Mapped[str]
    held_on: Mapped[date]
    note: Mapped[str | None]
    entered_at: Mapped[datetime]
    entered_by_name: Mapped[str]
    version: Mapped[int] = mapped_column(default=1)


class DrillNotice(Base):
    """That a drill falls due, or is overdue, was told: once for each, not every day again."""

    __tablename__ = "drill_notice"
    __table_args__ = ({"schema": SHARED},)

    subject: Mapped[str] = mapped_column(primary_key=True)
    due_on: Mapped[date] = mapped_column(primary_key=True)
    standing: Mapped[str] = mapped_column(primary_key=True)
    told_at: Mapped[datetime]
