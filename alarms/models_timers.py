"""Table of what a site has set for the timers of its boards."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.models import WORLD, Base


class TimerLimit(Base):
    """How long an incident of a priority may wait at this site."""

    __tablename__ = "timer_limit"
    __table_args__ = (
        CheckConstraint("priority BETWEEN 1 AND 5", name="priority"),
        CheckConstraint("waiting_s > 0 AND quiet_s > 0", name="positive"),
        {"schema": WORLD},
    )

    priority: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    waiting_s: Mapped[int]
    quiet_s: Mapped[int]
    changed_at: Mapped[datetime]
    changed_by: Mapped[UUID]
    changed_by_name: Mapped[str]
    version: Mapped[int] = mapped_column(default=1)
