"""Table of holds: stock that a keeper set aside for a purpose, without an order, until a time."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from core.ids import new_id
from core.models import WORLD, Base
from resources.models import Lot


class StockHold(Base):
    """So much of a lot is promised to a purpose; the ledger's lines name the hold."""

    __tablename__ = "stock_hold"
    __table_args__ = (
        CheckConstraint("state IN ('open', 'released', 'lapsed', 'used')", name="state"),
        CheckConstraint("quantity > 0", name="quantity"),
        Index("ix_stock_hold_open", "expires_at", postgresql_where=text("state = 'open'")),
        {"schema": WORLD},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    lot_id: Mapped[UUID] = mapped_column(ForeignKey(Lot.id), index=True)
    quantity: Mapped[int]
    purpose: Mapped[str]
    expires_at: Mapped[datetime]
    state: Mapped[str]
    made_at: Mapped[datetime]
    made_by: Mapped[str | None]
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[str | None]
    end_note: Mapped[str | None]
    version: Mapped[int] = mapped_column(default=1)
