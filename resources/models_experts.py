"""The table of experts: whom an office can ask for advice, seen only within its area."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.ids import new_id
from core.models import WORLD, Base
from resources.models import CONFIRMED_HOW


class Expert(Base):
    """A person whose knowledge an office can call upon; personal data, never broadcast."""

    __tablename__ = "expert"
    __table_args__ = (
        CheckConstraint(CONFIRMED_HOW, name="confirmed_how"),
        {"schema": WORLD},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    jurisdiction_code: Mapped[str] = mapped_column(index=True)
    expertise: Mapped[str]
    organisation: Mapped[str | None]
    post: Mapped[str | None]
    phone: Mapped[str | None]
    confirmed_at: Mapped[datetime]
    confirmed_by: Mapped[str | None]
    confirmed_how: Mapped[str] = mapped_column(default="count")
    changed_at: Mapped[datetime | None]
    changed_by: Mapped[str | None]
    retired_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)
