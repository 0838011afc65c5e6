"""Tables of requisitions: the decision, the list of what was taken, what became of each line."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.ids import new_id
from core.models import WORLD, Base
from resources.models import Team, Truck


class Requisition(Base):
    """Property of a unit or a person taken for use by law, until it is returned and paid for."""

    __tablename__ = "requisition"
    __table_args__ = (
        UniqueConstraint("number"),
        CheckConstraint(
            "state IN ('drafted', 'decided', 'in_use', 'returned', 'settled', 'cancelled')",
            name="state",
        ),
        CheckConstraint("owner_kind IN ('unit', 'person')", name="owner_kind"),
        CheckConstraint("state <> 'decided' OR decision_number IS NOT NULL", name="decision"),
        CheckConstraint("paid_yuan IS NULL OR paid_yuan >= 0", name="paid"),
        Index(
            "ix_requisition_open",
            "id",
            postgresql_where=text("state NOT IN ('settled', 'cancelled')"),
        ),
        {"schema": WORLD},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    number: Mapped[str]
    state: Mapped[str]
    jurisdiction_code: Mapped[str] = mapped_column(index=True)
    incident_id: Mapped[UUID | None]
    purpose: Mapped[str]
    legal_basis: Mapped[str]
    executing_body: Mapped[str]
    issuing_body: Mapped[str | None]
    decision_number: Mapped[str | None]
    decided_at: Mapped[datetime | None]
    decided_by_name: Mapped[str | None]
    owner_kind: Mapped[str]
    owner_name: Mapped[str]
    owner_reference: Mapped[str | None]
    owner_phone: Mapped[str | None]
    address: Mapped[str]
    until_at: Mapped[datetime | None]
    handed_over_at: Mapped[datetime | None]
    handed_over_by_name: Mapped[str | None]
    received_from: Mapped[str | None]
    papers_due_at: Mapped[datetime | None]
    returned_at: Mapped[datetime | None]
    returned_to: Mapped[str | None]
    claimed_yuan: Mapped[int | None] = mapped_column(BigInteger)
    valued_yuan: Mapped[int | None] = mapped_column(BigInteger)
    valuer: Mapped[str | None]
    paid_yuan: Mapped[int | None] = mapped_column(BigInteger)
    settled_at: Mapped[datetime | None]
    note: Mapped[str | None]
    created_at: Mapped[datetime]
    created_by_name: Mapped[str | None]
    changed_at: Mapped[datetime | None]
    changed_by_name: Mapped[str | None]
    version: Mapped[int] = mapped_column(default=1)
    lines: Mapped[list["RequisitionLine"]] = relationship(
        lazy="raise", order_by="RequisitionLine.position", cascade="all, delete-orphan"
    )


class RequisitionLine(Base):
    """One thing on the list: its condition before and after, and the team or lorry it became."""

    __tablename__ = "requisition_line"
    __table_args__ = (
        UniqueConstraint("requisition_id", "position"),
        CheckConstraint("kind IN ('vehicle', 'equipment', 'site', 'material')", name="kind"),
        CheckConstraint("quantity > 0", name="quantity"),
        CheckConstraint("team_id IS NULL OR truck_id IS NULL", name="one_use"),
        {"schema": WORLD},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    requisition_id: Mapped[UUID] = mapped_column(ForeignKey(Requisition.id, ondelete="CASCADE"))
    position: Mapped[int]
    kind: Mapped[str]
    name: Mapped[str]
    item_code: Mapped[str | None]
    plate: Mapped[str | None]
    quantity: Mapped[int]
    unit: Mapped[str]
    condition: Mapped[str]
    value_yuan: Mapped[int | None] = mapped_column(BigInteger)
    operator_name: Mapped[str | None]
    operator_phone: Mapped[str | None]
    condition_after: Mapped[str | None]
    damage: Mapped[str | None]
    lost: Mapped[bool] = mapped_column(default=False)
    team_id: Mapped[UUID | None] = mapped_column(ForeignKey(Team.id))
    truck_id: Mapped[UUID | None] = mapped_column(ForeignKey(Truck.id))
