"""The table of studies: questions to the optimiser beside the proposal."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Identity, Index, Integer, text
from sqlalchemy.orm import Mapped, mapped_column

from core.ids import new_id
from core.models import WORLD, Base
from dispatch.models import Proposal


class Study(Base):
    """An officer's question to the optimiser beside the proposal, and its answer."""

    __tablename__ = "study"
    __table_args__ = (
        CheckConstraint(
            "kind IN ('what_if', 'why_not', 'swap', 'trade_off', 'policies', 'confidence')",
            name="kind",
        ),
        CheckConstraint("state IN ('requested', 'solving', 'answered', 'failed')", name="state"),
        Index(
            "ix_study_unfinished",
            "number",
            postgresql_where=text("state IN ('requested', 'solving')"),
        ),
        {"schema": WORLD},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    number: Mapped[int] = mapped_column(Integer, Identity(always=True), unique=True)
    kind: Mapped[str]
    proposal_id: Mapped[UUID] = mapped_column(ForeignKey(Proposal.id), index=True)
    proposal_number: Mapped[int]
    state: Mapped[str]
    jurisdiction_code: Mapped[str]
    asked_in: Mapped[list[str]]
    question: Mapped[dict[str, Any]]
    answer: Mapped[dict[str, Any]]
    error: Mapped[str | None]
    attempt: Mapped[int] = mapped_column(default=0)
    asked_at: Mapped[datetime]
    asked_by: Mapped[UUID]
    asked_by_name: Mapped[str]
    answered_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)
