"""Tables of prepared answers: plans with run cards (shared), activations and tasks (per world)."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.ids import new_id
from core.models import SHARED, WORLD, Base
from incidents.models import Incident


class Plan(Base):
    """A prepared answer to a kind of incident in a jurisdiction."""

    __tablename__ = "plan"
    __table_args__ = (
        UniqueConstraint("code", "edition"),
        CheckConstraint(
            "status IN ('draft', 'reviewed', 'approved', 'filed', 'in_force', 'under_revision',"
            " 'void')",
            name="status",
        ),
        {"schema": SHARED},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    code: Mapped[str]
    edition: Mapped[str]
    title: Mapped[str]
    title_en: Mapped[str]
    kind: Mapped[str]
    status: Mapped[str]
    jurisdiction_code: Mapped[str]
    incident_kinds: Mapped[list[str]]
    condition: Mapped[str]
    condition_text: Mapped[str]
    condition_text_en: Mapped[str]
    issued_on: Mapped[date | None]
    synthetic: Mapped[bool]
    version: Mapped[int] = mapped_column(default=1)
    run_cards: Mapped[list["RunCard"]] = relationship(
        lazy="raise", order_by="RunCard.response_level"
    )


class RunCard(Base):
    """What a plan asks for at one response level (1 is the highest)."""

    __tablename__ = "run_card"
    __table_args__ = (
        UniqueConstraint("plan_id", "response_level"),
        CheckConstraint("response_level BETWEEN 1 AND 4", name="level"),
        {"schema": SHARED},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    plan_id: Mapped[UUID] = mapped_column(ForeignKey(Plan.id, ondelete="CASCADE"), index=True)
    response_level: Mapped[int]
    trigger: Mapped[str]
    trigger_text: Mapped[str]
    trigger_text_en: Mapped[str]
    expected_duration_s: Mapped[int]
    measures: Mapped[list[dict[str, Any]]]
    requirements: Mapped[list["Requirement"]] = relationship(
        lazy="raise", order_by="Requirement.position"
    )
    task_templates: Mapped[list["TaskTemplate"]] = relationship(
        lazy="raise", order_by="TaskTemplate.position"
    )


class Requirement(Base):
    """Capability or item times a quantity, which is a CEL expression over the incident's facts."""

    __tablename__ = "requirement"
    __table_args__ = (
        CheckConstraint("(capability_code IS NULL) <> (item_code IS NULL)", name="one_kind"),
        CheckConstraint("within_s > 0", name="within"),
        {"schema": SHARED},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    run_card_id: Mapped[UUID] = mapped_column(
        ForeignKey(RunCard.id, ondelete="CASCADE"), index=True
    )
    position: Mapped[int]
    capability_code: Mapped[str | None]
    item_code: Mapped[str | None]
    label: Mapped[str]
    label_en: Mapped[str]
    quantity: Mapped[str]
    least: Mapped[str | None]
    within_s: Mapped[int]


class TaskTemplate(Base):
    """Something a named role must do within a time once the run card is in force."""

    __tablename__ = "task_template"
    __table_args__ = ({"schema": SHARED},)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    run_card_id: Mapped[UUID] = mapped_column(
        ForeignKey(RunCard.id, ondelete="CASCADE"), index=True
    )
    position: Mapped[int]
    title: Mapped[str]
    title_en: Mapped[str]
    role_name: Mapped[str]
    role_name_en: Mapped[str]
    limit_s: Mapped[int]


class Activation(Base):
    """A plan in force on an incident at a response level, with the needs it raised."""

    __tablename__ = "activation"
    __table_args__ = (
        CheckConstraint("response_level BETWEEN 1 AND 4", name="level"),
        CheckConstraint("state IN ('in_force', 'raised', 'ended')", name="state"),
        {"schema": WORLD},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    incident_id: Mapped[UUID] = mapped_column(ForeignKey(Incident.id), index=True)
    plan_id: Mapped[UUID] = mapped_column(ForeignKey(Plan.id))
    plan_code: Mapped[str]
    plan_title: Mapped[str]
    plan_title_en: Mapped[str]
    plan_edition: Mapped[str]
    response_level: Mapped[int]
    state: Mapped[str]
    matter: Mapped[str]
    expected_duration_s: Mapped[int]
    measures: Mapped[list[dict[str, Any]]]
    matched_because: Mapped[list[dict[str, Any]]]
    started_at: Mapped[datetime]
    started_by: Mapped[UUID]
    started_by_name: Mapped[str]
    ended_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)


class Task(Base):
    """One task of an activation with its time limit."""

    __tablename__ = "task"
    __table_args__ = (
        CheckConstraint("state IN ('open', 'done', 'not_needed')", name="state"),
        {"schema": WORLD},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    activation_id: Mapped[UUID] = mapped_column(ForeignKey(Activation.id), index=True)
    incident_id: Mapped[UUID] = mapped_column(ForeignKey(Incident.id), index=True)
    position: Mapped[int]
    title: Mapped[str]
    title_en: Mapped[str]
    role_name: Mapped[str]
    role_name_en: Mapped[str]
    due_at: Mapped[datetime]
    state: Mapped[str]
    settled_at: Mapped[datetime | None]
    settled_by_name: Mapped[str | None]
    note: Mapped[str | None]
    version: Mapped[int] = mapped_column(default=1)
