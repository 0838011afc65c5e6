"""Table of what other systems call our rows, with what each of them last said of its own."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.models import WORLD, Base


class ExternalRef(Base):
    """A row of ours under the name another system has for it, in one office.

    ``sent`` holds the fields as that system last gave them: what stands here and differs from it
    was changed here.
    """

    __tablename__ = "external_ref"
    __table_args__ = (
        CheckConstraint(
            "noun IN ('team', 'depot', 'truck', 'lot', 'facility', 'expert')", name="noun"
        ),
        UniqueConstraint("office_code", "source", "noun", "object_id"),
        {"schema": WORLD},
    )

    office_code: Mapped[str] = mapped_column(primary_key=True)
    source: Mapped[str] = mapped_column(primary_key=True)
    noun: Mapped[str] = mapped_column(primary_key=True)
    external_id: Mapped[str] = mapped_column(primary_key=True)
    object_id: Mapped[UUID]
    sent: Mapped[dict[str, Any]]
    sent_at: Mapped[datetime]
    sent_by: Mapped[str]
