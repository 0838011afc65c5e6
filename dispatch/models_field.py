"""Tables of what teams report from the field: short reports, calls for help, and their photos."""

from datetime import datetime
from uuid import UUID

from geoalchemy2 import Geometry, WKBElement
from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from core.ids import new_id
from core.models import WORLD, Base
from dispatch.models import Order
from incidents.models import Incident, Need
from resources.models import Team


class FieldReport(Base):
    """What somebody on the ground wrote, showed or asked for, and what became of it."""

    __tablename__ = "field_report"
    __table_args__ = (
        CheckConstraint("kind IN ('note', 'help')", name="kind"),
        CheckConstraint("lacking IS NULL OR lacking IN ('team', 'item', 'people')", name="lacking"),
        CheckConstraint("(kind = 'help') = (lacking IS NOT NULL)", name="help_lacks"),
        CheckConstraint("quantity IS NULL OR quantity > 0", name="quantity"),
        Index("ix_field_report_open_help", "id", postgresql_where=text("settled_at IS NULL")),
        {"schema": WORLD},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    incident_id: Mapped[UUID] = mapped_column(ForeignKey(Incident.id), index=True)
    order_id: Mapped[UUID | None] = mapped_column(ForeignKey(Order.id))
    team_id: Mapped[UUID | None] = mapped_column(ForeignKey(Team.id), index=True)
    team_name: Mapped[str | None]
    kind: Mapped[str]
    text: Mapped[str]
    told_at: Mapped[datetime]
    happened_at: Mapped[datetime]
    by: Mapped[UUID]
    by_name: Mapped[str]
    position: Mapped[WKBElement | None] = mapped_column(Geometry("POINT", 4326))
    accuracy_m: Mapped[float | None]
    lacking: Mapped[str | None]
    capability_code: Mapped[str | None]
    item_code: Mapped[str | None]
    label: Mapped[str | None]
    label_en: Mapped[str | None]
    quantity: Mapped[int | None]
    acknowledged_at: Mapped[datetime | None]
    acknowledged_by_name: Mapped[str | None]
    settled_at: Mapped[datetime | None]
    settled_by_name: Mapped[str | None]
    need_id: Mapped[UUID | None] = mapped_column(ForeignKey(Need.id))
    answer: Mapped[str | None]
    version: Mapped[int] = mapped_column(default=1)


class FieldPhoto(Base):
    """The picture of a report, kept apart so that lists never carry it."""

    __tablename__ = "field_photo"
    __table_args__ = ({"schema": WORLD},)

    report_id: Mapped[UUID] = mapped_column(
        ForeignKey(FieldReport.id, ondelete="CASCADE"), primary_key=True
    )
    width_px: Mapped[int]
    height_px: Mapped[int]
    size_bytes: Mapped[int]
    content: Mapped[bytes]
