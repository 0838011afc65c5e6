"""Tables beside the ledger: goods between two depots, goods lent out, and what must be kept."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from core.ids import new_id
from core.models import WORLD, Base
from resources.models import Depot, Item, Lot


class StockTransfer(Base):
    """Goods on their way from one depot to another: the first leg takes, the second one puts."""

    __tablename__ = "stock_transfer"
    __table_args__ = (
        CheckConstraint("state IN ('in_transit', 'received', 'turned_back')", name="state"),
        CheckConstraint(
            "quantity > 0 AND received >= 0 AND lost >= 0 AND received + lost <= quantity",
            name="amounts",
        ),
        Index(
            "ix_stock_transfer_open", "to_depot_id", postgresql_where=text("state = 'in_transit'")
        ),
        {"schema": WORLD},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    from_lot_id: Mapped[UUID] = mapped_column(ForeignKey(Lot.id), index=True)
    to_depot_id: Mapped[UUID] = mapped_column(ForeignKey(Depot.id))
    to_lot_id: Mapped[UUID | None] = mapped_column(ForeignKey(Lot.id))
    quantity: Mapped[int]
    received: Mapped[int] = mapped_column(default=0)
    lost: Mapped[int] = mapped_column(default=0)
    state: Mapped[str]
    paper_number: Mapped[str | None]
    note: Mapped[str | None]
    sent_at: Mapped[datetime]
    sent_by: Mapped[str | None]
    due_on: Mapped[date | None]
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[str | None]
    end_note: Mapped[str | None]
    version: Mapped[int] = mapped_column(default=1)


class StockLoan(Base):
    """Reusable goods that were handed out: open until all are back or written off as lost."""

    __tablename__ = "stock_loan"
    __table_args__ = (
        CheckConstraint("state IN ('open', 'settled', 'undone')", name="state"),
        CheckConstraint(
            "quantity > 0 AND returned >= 0 AND lost >= 0 AND returned + lost <= quantity",
            name="amounts",
        ),
        Index("ix_stock_loan_open", "lot_id", postgresql_where=text("state = 'open'")),
        {"schema": WORLD},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    lot_id: Mapped[UUID] = mapped_column(ForeignKey(Lot.id), index=True)
    order_id: Mapped[UUID | None] = mapped_column(index=True)
    borrower: Mapped[str]
    quantity: Mapped[int]
    returned: Mapped[int] = mapped_column(default=0)
    lost: Mapped[int] = mapped_column(default=0)
    state: Mapped[str]
    lent_at: Mapped[datetime]
    lent_by: Mapped[str | None]
    due_on: Mapped[date | None]
    version: Mapped[int] = mapped_column(default=1)


class SafetyStock(Base):
    """How much of an item a depot must always have free."""

    __tablename__ = "safety_stock"
    __table_args__ = (CheckConstraint("quantity > 0", name="quantity"), {"schema": WORLD})

    depot_id: Mapped[UUID] = mapped_column(ForeignKey(Depot.id), primary_key=True)
    item_code: Mapped[str] = mapped_column(ForeignKey(Item.code), primary_key=True)
    quantity: Mapped[int]
    set_at: Mapped[datetime]
    set_by: Mapped[str | None]
    version: Mapped[int] = mapped_column(default=1)
