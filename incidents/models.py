"""Tables of what happens: incidents, callers kept apart, needs, report steps, sitreps, the log."""

from datetime import datetime
from typing import Any
from uuid import UUID

from geoalchemy2 import Geometry, WKBElement
from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.ids import new_id
from core.models import WORLD, Base


class Incident(Base):
    """Something happening that needs a response."""

    __tablename__ = "incident"
    __table_args__ = (
        UniqueConstraint("number"),
        CheckConstraint(
            "state IN ('reported', 'responding', 'stood_down', 'closed')", name="state"
        ),
        CheckConstraint("priority BETWEEN 1 AND 5", name="priority"),
        CheckConstraint("received_by IN ('county', 'city', 'province')", name="received_by"),
        CheckConstraint("level IS NULL OR level BETWEEN 1 AND 4", name="level"),
        CheckConstraint(
            "response_level IS NULL OR response_level BETWEEN 1 AND 4", name="response"
        ),
        {"schema": WORLD},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    number: Mapped[str]
    kind: Mapped[str]
    title: Mapped[str]
    description: Mapped[str]
    state: Mapped[str] = mapped_column(index=True)
    priority: Mapped[int]
    level: Mapped[int | None]
    response_level: Mapped[int | None]
    jurisdiction_code: Mapped[str] = mapped_column(index=True)
    place_name: Mapped[str]
    position: Mapped[WKBElement] = mapped_column(Geometry("POINT", 4326))
    occurred_at: Mapped[datetime | None]
    reported_at: Mapped[datetime]
    received_via: Mapped[str]
    received_by: Mapped[str] = mapped_column(default="city")
    deaths: Mapped[int | None]
    missing: Mapped[int | None]
    serious_injuries: Mapped[int | None]
    minor_injuries: Mapped[int | None]
    trapped: Mapped[int | None]
    exposed: Mapped[int | None]
    loss_yuan: Mapped[int | None] = mapped_column(BigInteger)
    substance_un: Mapped[str | None]
    spill: Mapped[str | None]
    container: Mapped[str | None]
    wind_from_deg: Mapped[int | None]
    wind_speed_ms: Mapped[float | None]
    facts: Mapped[dict[str, Any]]
    created_by: Mapped[UUID]
    stood_down_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)


class IncidentCaller(Base):
    """Who reported an incident: personal data, kept apart so that it can be destroyed."""

    __tablename__ = "incident_caller"
    __table_args__ = ({"schema": WORLD},)

    incident_id: Mapped[UUID] = mapped_column(
        ForeignKey(Incident.id, ondelete="CASCADE"), primary_key=True
    )
    name: Mapped[str | None]
    phone: Mapped[str | None]
    destroy_after: Mapped[datetime | None]


class IncidentHearer(Base):
    """Who else hears of an incident: a jurisdiction or a team that is committed to it."""

    __tablename__ = "incident_hearer"
    __table_args__ = ({"schema": WORLD},)

    incident_id: Mapped[UUID] = mapped_column(
        ForeignKey(Incident.id, ondelete="CASCADE"), primary_key=True
    )
    entry: Mapped[str] = mapped_column(primary_key=True)


class Need(Base):
    """Capability times quantity, or item times quantity: where, by when, how urgent."""

    __tablename__ = "need"
    __table_args__ = (
        CheckConstraint("quantity > 0", name="quantity"),
        CheckConstraint("least IS NULL OR least BETWEEN 1 AND quantity", name="least"),
        CheckConstraint("(capability_code IS NULL) <> (item_code IS NULL)", name="one_kind"),
        CheckConstraint("committed >= 0 AND arrived >= 0", name="cover"),
        CheckConstraint("work_s IS NULL OR work_s > 0", name="work_s"),
        CheckConstraint(
            "grade IS NULL OR (grade BETWEEN 1 AND 4 AND capability_code IS NOT NULL)",
            name="grade",
        ),
        CheckConstraint("state IN ('open', 'cancelled', 'closed')", name="state"),
        CheckConstraint("origin IN ('plan', 'officer')", name="origin"),
        {"schema": WORLD},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    incident_id: Mapped[UUID] = mapped_column(ForeignKey(Incident.id), index=True)
    activation_id: Mapped[UUID | None] = mapped_column(index=True)
    capability_code: Mapped[str | None]
    grade: Mapped[int | None]
    item_code: Mapped[str | None]
    label: Mapped[str]
    label_en: Mapped[str]
    quantity: Mapped[int]
    least: Mapped[int | None]
    latest_at: Mapped[datetime]
    work_s: Mapped[int | None]
    state: Mapped[str] = mapped_column(index=True)
    origin: Mapped[str]
    explanation: Mapped[str | None]
    asked_by: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    committed: Mapped[int] = mapped_column(default=0)
    arrived: Mapped[int] = mapped_column(default=0)
    raised_at: Mapped[datetime]
    raised_by: Mapped[UUID]
    version: Mapped[int] = mapped_column(default=1)


class ReportStep(Base):
    """One hop of the statutory report chain: from whom to whom, due when, sent when."""

    __tablename__ = "report_step"
    __table_args__ = (UniqueConstraint("incident_id", "position"), {"schema": WORLD})

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    incident_id: Mapped[UUID] = mapped_column(ForeignKey(Incident.id), index=True)
    position: Mapped[int]
    from_level: Mapped[str]
    to_level: Mapped[str]
    started_at: Mapped[datetime]
    due_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    sent_by: Mapped[UUID | None]
    sitrep_id: Mapped[UUID | None]
    source: Mapped[str]


class Sitrep(Base):
    """A timed report upwards: first, follow-up or final; never edited, only followed."""

    __tablename__ = "sitrep"
    __table_args__ = (
        UniqueConstraint("incident_id", "number"),
        CheckConstraint("kind IN ('first', 'follow_up', 'correction', 'final')", name="kind"),
        {"schema": WORLD},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    incident_id: Mapped[UUID] = mapped_column(ForeignKey(Incident.id), index=True)
    number: Mapped[int]
    kind: Mapped[str]
    at: Mapped[datetime]
    by: Mapped[UUID]
    by_name: Mapped[str]
    addressed_to: Mapped[str]
    body: Mapped[dict[str, Any]]
    text: Mapped[str]
    corrects_id: Mapped[UUID | None]


class LogEntry(Base):
    """A dated remark in the duty log, by a person or by the system."""

    __tablename__ = "log_entry"
    __table_args__ = (Index(None, "incident_id", "at"), {"schema": WORLD})

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    incident_id: Mapped[UUID | None] = mapped_column(ForeignKey(Incident.id))
    jurisdiction_code: Mapped[str]
    at: Mapped[datetime]
    by: Mapped[UUID]
    by_name: Mapped[str]
    text: Mapped[str]
    corrects_id: Mapped[UUID | None]
