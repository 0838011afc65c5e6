"""Table of survey reports that were made."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.ids import new_id
from core.models import WORLD, Base


class SurveyReport(Base):
    """A survey report: the picture it is made from, so that its files can be made again.

    Only who sees ``readers_code`` may read it: with neighbours in it that is more than the area.
    """

    __tablename__ = "survey_report"
    __table_args__ = (
        UniqueConstraint("jurisdiction_code", "edition"),
        Index(None, "readers_code", "prepared_at"),
        {"schema": WORLD},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    jurisdiction_code: Mapped[str]
    jurisdiction_name: Mapped[str]
    edition: Mapped[int]
    unit: Mapped[str]
    dated_on: Mapped[date]
    with_neighbours: Mapped[bool]
    readers_code: Mapped[str]
    prepared_at: Mapped[datetime]
    prepared_by: Mapped[UUID]
    prepared_by_name: Mapped[str]
    picture: Mapped[dict[str, Any]]
    summary: Mapped[dict[str, Any]]
    version: Mapped[int] = mapped_column(default=1)
