"""Tables of the criteria that were set here: of one exercise, and the site's own for all."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from core.models import SHARED, Base
from exercises.models import Exercise


class ExerciseCriteria(Base):
    """The criteria of one exercise, whole; without a row those of its scenario or the shipped."""

    __tablename__ = "exercise_criteria"
    __table_args__ = ({"schema": SHARED},)

    exercise_id: Mapped[UUID] = mapped_column(
        ForeignKey(Exercise.id, ondelete="CASCADE"), primary_key=True
    )
    criteria: Mapped[dict[str, Any]]
    changed_at: Mapped[datetime]
    changed_by_name: Mapped[str]
    version: Mapped[int] = mapped_column(default=1)


class SiteCriteria(Base):
    """What a site marks by in the place of what the product comes with: exercises, incidents."""

    __tablename__ = "site_criteria"
    __table_args__ = (
        CheckConstraint("kind IN ('exercise', 'incident')", name="kind"),
        {"schema": SHARED},
    )

    kind: Mapped[str] = mapped_column(primary_key=True)
    criteria: Mapped[dict[str, Any]]
    changed_at: Mapped[datetime]
    changed_by_name: Mapped[str]
    version: Mapped[int] = mapped_column(default=1)
