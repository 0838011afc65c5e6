"""Tables of printed labels: runs, labels with their codes, and what was done by scanning them."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from core.ids import new_id
from core.models import WORLD, Base
from resources.models import Depot, Lot, Truck
from resources.models_stock import StockLoan, StockTransfer

NOUN = "noun IN ('box', 'shelf', 'truck', 'transfer', 'order')"


class LabelRun(Base):
    """Labels that were issued together, to be printed on one stack of sheets."""

    __tablename__ = "label_run"
    __table_args__ = (
        CheckConstraint(NOUN, name="noun"),
        CheckConstraint("count > 0", name="count"),
        Index(None, "jurisdiction_code", "issued_at"),
        {"schema": WORLD},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    noun: Mapped[str]
    title: Mapped[str]
    count: Mapped[int]
    jurisdiction_code: Mapped[str]
    issued_at: Mapped[datetime]
    issued_by: Mapped[str | None]


class Label(Base):
    """A code that was printed, and what it stands for; a box also knows its goods and its place."""

    __tablename__ = "label"
    __table_args__ = (
        CheckConstraint(NOUN, name="noun"),
        CheckConstraint(
            "state IN ('awaited', 'in_stock', 'on_transfer', 'on_order', 'handed_over', 'missing',"
            " 'void')",
            name="state",
        ),
        CheckConstraint("serial BETWEEN 1 AND of_count", name="serial"),
        CheckConstraint("(noun = 'box') = (lot_id IS NOT NULL)", name="box"),
        CheckConstraint("amount >= 0 AND (noun = 'box' OR amount = 0)", name="amount"),
        CheckConstraint(
            "noun = 'box' OR num_nonnulls(depot_id, truck_id, transfer_id, order_id) = 1",
            name="subject",
        ),
        {"schema": WORLD},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    run_id: Mapped[UUID] = mapped_column(ForeignKey(LabelRun.id), index=True)
    code: Mapped[str] = mapped_column(unique=True)
    noun: Mapped[str]
    serial: Mapped[int]
    of_count: Mapped[int]
    name: Mapped[str] = mapped_column(default="")
    lot_id: Mapped[UUID | None] = mapped_column(ForeignKey(Lot.id), index=True)
    depot_id: Mapped[UUID | None] = mapped_column(ForeignKey(Depot.id))
    truck_id: Mapped[UUID | None] = mapped_column(ForeignKey(Truck.id), index=True)
    transfer_id: Mapped[UUID | None] = mapped_column(ForeignKey(StockTransfer.id), index=True)
    order_id: Mapped[UUID | None] = mapped_column(index=True)
    loan_id: Mapped[UUID | None] = mapped_column(ForeignKey(StockLoan.id))
    printed_amount: Mapped[int] = mapped_column(default=0)
    amount: Mapped[int] = mapped_column(default=0)
    state: Mapped[str]
    to_name: Mapped[str | None]
    last_scan_id: Mapped[UUID | None]
    version: Mapped[int] = mapped_column(default=1)


class BoxScan(Base):
    """One thing that was done with one or more boxes by scanning them."""

    __tablename__ = "box_scan"
    __table_args__ = (
        CheckConstraint(
            "act IN ('receive', 'load', 'deliver', 'hand_over', 'send', 'return', 'count', 'seen',"
            " 'void')",
            name="act",
        ),
        CheckConstraint("(undone_at IS NULL) = (undone_by IS NULL)", name="undone"),
        Index(None, "jurisdiction_code", "at"),
        {"schema": WORLD},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    act: Mapped[str]
    at: Mapped[datetime]
    by: Mapped[UUID | None]
    by_name: Mapped[str | None]
    jurisdiction_code: Mapped[str]
    to_name: Mapped[str | None]
    note: Mapped[str | None]
    order_id: Mapped[UUID | None]
    movement_ids: Mapped[list[str]]
    undone_at: Mapped[datetime | None]
    undone_by: Mapped[str | None]
    undo_note: Mapped[str | None]


class BoxScanLine(Base):
    """One box of a scan: what was counted in it, and how it stood before."""

    __tablename__ = "box_scan_line"
    __table_args__ = (
        CheckConstraint("amount >= 0 AND lost >= 0", name="amounts"),
        {"schema": WORLD},
    )

    scan_id: Mapped[UUID] = mapped_column(ForeignKey(BoxScan.id), primary_key=True)
    label_id: Mapped[UUID] = mapped_column(ForeignKey(Label.id), primary_key=True, index=True)
    amount: Mapped[int]
    lost: Mapped[int] = mapped_column(default=0)
    note: Mapped[str | None]
    was_scanned: Mapped[bool] = mapped_column(default=True)
    before: Mapped[dict[str, Any]]
