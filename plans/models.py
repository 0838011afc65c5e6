"""Tables of prepared answers: plans with run cards (shared), activations and tasks (per world)."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, CheckConstraint, ForeignKey, Index, UniqueConstraint, Uuid, text
from sqlalchemy.dialects.postgresql import JSONB
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
            "status IN ('draft', 'reviewed', 'approved', 'issued', 'filed', 'in_force',"
            " 'under_revision', 'void')",
            name="status",
        ),
        Index(
            "uq_plan_standing",
            "code",
            unique=True,
            postgresql_where=text("status IN ('in_force', 'under_revision')"),
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
    """What a plan's response level (1 is the highest) adds to the levels below; it was checked."""

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
    places: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    windows: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    measures: Mapped[list[dict[str, Any]]]
    contacts: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    messages: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    areas: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    checked_at: Mapped[datetime]
    checked_by_name: Mapped[str]
    requirements: Mapped[list["Requirement"]] = relationship(
        lazy="raise", order_by="Requirement.position"
    )
    task_templates: Mapped[list["TaskTemplate"]] = relationship(
        lazy="raise", order_by="TaskTemplate.position"
    )


class RunCardDraft(Base):
    """A run card that is being written, beside the one in use; without a body there is none.

    The row stays when the draft is checked or thrown away, so that its version never comes again.
    """

    __tablename__ = "run_card_draft"
    __table_args__ = (
        UniqueConstraint("plan_id", "response_level"),
        CheckConstraint("response_level BETWEEN 1 AND 4", name="level"),
        {"schema": SHARED},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    plan_id: Mapped[UUID] = mapped_column(ForeignKey(Plan.id, ondelete="CASCADE"), index=True)
    response_level: Mapped[int]
    body: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    changed_at: Mapped[datetime]
    changed_by_name: Mapped[str]
    version: Mapped[int] = mapped_column(default=1)


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
    unit: Mapped[str | None]
    counted_in: Mapped[str | None]
    least: Mapped[str | None]
    within_s: Mapped[int]
    grade: Mapped[int | None]
    in_addition: Mapped[bool] = mapped_column(default=False)
    people_per_shift: Mapped[int | None]
    relief_after_s: Mapped[int | None]
    places: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    windows: Mapped[list[dict[str, Any]]] = mapped_column(default=list)


class TaskTemplate(Base):
    """Something a named role must do within a time once the run card is in force."""

    __tablename__ = "task_template"
    __table_args__ = ({"schema": SHARED},)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    run_card_id: Mapped[UUID] = mapped_column(
        ForeignKey(RunCard.id, ondelete="CASCADE"), index=True
    )
    position: Mapped[int]
    ref: Mapped[str]
    title: Mapped[str]
    title_en: Mapped[str]
    role_name: Mapped[str]
    role_name_en: Mapped[str]
    limit_s: Mapped[int]
    after: Mapped[list[str]] = mapped_column(default=list)


class Activation(Base):
    """A plan in force on an incident at a response level, with the needs it raised."""

    __tablename__ = "activation"
    __table_args__ = (
        CheckConstraint("response_level BETWEEN 1 AND 4", name="level"),
        CheckConstraint("state IN ('in_force', 'raised', 'lowered', 'ended')", name="state"),
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
    asks: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    contacts: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    messages: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    areas: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    left_out: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
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
    response_level: Mapped[int]
    position: Mapped[int]
    ref: Mapped[str]
    title: Mapped[str]
    title_en: Mapped[str]
    role_name: Mapped[str]
    role_name_en: Mapped[str]
    limit_s: Mapped[int]
    after: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid), default=list)
    blocked: Mapped[bool] = mapped_column(default=False)
    due_at: Mapped[datetime]
    state: Mapped[str]
    holder_id: Mapped[UUID | None]
    holder_name: Mapped[str | None]
    settled_at: Mapped[datetime | None]
    settled_by_name: Mapped[str | None]
    note: Mapped[str | None]
    version: Mapped[int] = mapped_column(default=1)
