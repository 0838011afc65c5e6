"""Tables of alarms: each that was raised, and the limits a site has set."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from alarms.kinds import Kind
from core.ids import new_id
from core.models import WORLD, Base
from incidents.models import Incident

KINDS = ", ".join(f"'{kind.value}'" for kind in Kind)


class Alarm(Base):
    """One alarm: what about, since when, who was called how often, who acknowledged it, its end.

    ``subject`` names the cause within its kind: no two open alarms have the same.
    """

    __tablename__ = "alarm"
    __table_args__ = (
        CheckConstraint(f"kind IN ({KINDS})", name="kind"),
        CheckConstraint("(acknowledged_at IS NULL) = (acknowledged_by IS NULL)", name="by_name"),
        Index(
            "uq_alarm_open",
            "kind",
            "subject",
            unique=True,
            postgresql_where=text("ended_at IS NULL"),
        ),
        Index(None, "raised_at"),
        {"schema": WORLD},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    kind: Mapped[str]
    noun: Mapped[str]
    subject: Mapped[str]
    incident_id: Mapped[UUID | None] = mapped_column(ForeignKey(Incident.id), index=True)
    jurisdiction_code: Mapped[str]
    facts: Mapped[dict[str, Any]]
    since_at: Mapped[datetime]
    raised_at: Mapped[datetime]
    called_at: Mapped[datetime]
    calls: Mapped[list[dict[str, Any]]]
    repeats: Mapped[int] = mapped_column(default=0)
    acknowledged_at: Mapped[datetime | None]
    acknowledged_by: Mapped[UUID | None]
    acknowledged_by_name: Mapped[str | None]
    note: Mapped[str | None]
    escalated_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None] = mapped_column(index=True)
    version: Mapped[int] = mapped_column(default=1)


class AlarmLimit(Base):
    """What a site has set for a kind of alarm in the place of what it comes with."""

    __tablename__ = "alarm_limit"
    __table_args__ = (
        CheckConstraint(f"kind IN ({KINDS})", name="kind"),
        CheckConstraint("repeat_s > 0 AND escalate_s > 0", name="again"),
        {"schema": WORLD},
    )

    kind: Mapped[str] = mapped_column(primary_key=True)
    after_s: Mapped[int]
    repeat_s: Mapped[int]
    escalate_s: Mapped[int]
    changed_at: Mapped[datetime]
    changed_by: Mapped[UUID]
    changed_by_name: Mapped[str]
    version: Mapped[int] = mapped_column(default=1)
