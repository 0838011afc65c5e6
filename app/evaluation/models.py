"""Tables of evaluation reports: the report, its sections with every text they had, its pictures."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from core.ids import new_id
from core.models import WORLD, Base


class EvaluationReport(Base):
    """A report: of what, read from which event of which world, with what stands on its every page.

    Only the live world's rows are ever filled. Nothing points into an exercise's world.
    """

    __tablename__ = "evaluation_report"
    __table_args__ = (
        CheckConstraint("subject_kind IN ('exercise', 'incident')", name="subject_kind"),
        CheckConstraint("language IN ('zh-CN', 'en')", name="language"),
        Index(None, "jurisdiction_code", "made_at"),
        Index(None, "subject_id"),
        {"schema": WORLD},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    number: Mapped[str] = mapped_column(unique=True)
    subject_kind: Mapped[str]
    subject_id: Mapped[UUID]
    subject_number: Mapped[str]
    jurisdiction_code: Mapped[str]
    title: Mapped[str]
    language: Mapped[str]
    head: Mapped[dict[str, Any]]
    as_of: Mapped[datetime]
    until_seq: Mapped[int] = mapped_column(BigInteger)
    made_at: Mapped[datetime]
    made_by_name: Mapped[str]
    refreshed_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)


class ReportSection(Base):
    """A section: what was written out of the facts, what stands there now, what goes with it.

    ``blocks`` are tables, charts and maps as plain data; a picture in them is named, not held.
    ``row_edits`` says by row what evaluators left out or remarked (``app.evaluation.rows``).
    """

    __tablename__ = "report_section"
    __table_args__ = ({"schema": WORLD},)

    report_id: Mapped[UUID] = mapped_column(ForeignKey(EvaluationReport.id), primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    position: Mapped[int]
    title: Mapped[str]
    annex: Mapped[bool]
    blocks: Mapped[list[dict[str, Any]]]
    row_edits: Mapped[dict[str, Any]] = mapped_column(default=dict)
    made_text: Mapped[str]
    text: Mapped[str]
    changed_at: Mapped[datetime | None]
    changed_by_name: Mapped[str | None]
    version: Mapped[int] = mapped_column(default=1)


class ReportText(Base):
    """One text that a section had, in order; never changed."""

    __tablename__ = "report_text"
    __table_args__ = (
        CheckConstraint("origin IN ('made', 'edited', 'restored')", name="origin"),
        {"schema": WORLD},
    )

    report_id: Mapped[UUID] = mapped_column(ForeignKey(EvaluationReport.id), primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    revision: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str]
    origin: Mapped[str]
    at: Mapped[datetime]
    by_name: Mapped[str]


class ReportPicture(Base):
    """A drawing of a report, kept apart so that reading a report does not carry it."""

    __tablename__ = "report_picture"
    __table_args__ = ({"schema": WORLD},)

    report_id: Mapped[UUID] = mapped_column(ForeignKey(EvaluationReport.id), primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
    caption: Mapped[str]
    svg: Mapped[str]
