"""Tables of edits: what somebody changed in one go, so that it can be taken back in one go."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from core.ids import new_id
from core.models import WORLD, Base


class StockEdit(Base):
    """One edit of one or many lots; ``rows`` says of each lot what was and what was made of it."""

    __tablename__ = "stock_edit"
    __table_args__ = (
        CheckConstraint("action IN ('edit', 'confirm', 'move', 'write_off')", name="action"),
        Index(None, "by", "at"),
        {"schema": WORLD},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    action: Mapped[str]
    at: Mapped[datetime]
    by: Mapped[UUID]
    by_name: Mapped[str]
    note: Mapped[str | None]
    lots: Mapped[int]
    rows: Mapped[list[dict[str, Any]]]
    undone_at: Mapped[datetime | None]
