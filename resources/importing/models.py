"""Tables of imports: a list brought in, its file, its rows, the work on it, what offices taught."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from core.ids import new_id
from core.models import WORLD, Base


class ImportBatch(Base):
    """One list brought in by an office: what it holds, what it would do, what became of it."""

    __tablename__ = "import_batch"
    __table_args__ = (
        CheckConstraint(
            "kind IN ('lots', 'teams', 'depots', 'trucks', 'shelters', 'hospitals', 'experts',"
            " 'items', 'classes')",
            name="kind",
        ),
        CheckConstraint(
            "state IN ('reading', 'read', 'previewing', 'previewed', 'applying', 'applied',"
            " 'undoing', 'undone', 'failed', 'cancelled')",
            name="state",
        ),
        Index(None, "jurisdiction_code", "created_at"),
        {"schema": WORLD},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    kind: Mapped[str]
    jurisdiction_code: Mapped[str]
    file_name: Mapped[str]
    state: Mapped[str]
    outline: Mapped[dict[str, Any]]
    options: Mapped[dict[str, Any]]
    counts: Mapped[dict[str, Any]]
    error: Mapped[dict[str, Any] | None]
    created_at: Mapped[datetime]
    created_by: Mapped[UUID]
    created_by_name: Mapped[str]
    applied_at: Mapped[datetime | None]
    applied_by_name: Mapped[str | None]
    undone_at: Mapped[datetime | None]
    undone_by_name: Mapped[str | None]
    version: Mapped[int] = mapped_column(default=1)


class ImportFile(Base):
    """The file as it came until it is read, then its cells, packed."""

    __tablename__ = "import_file"
    __table_args__ = ({"schema": WORLD},)

    batch_id: Mapped[UUID] = mapped_column(
        ForeignKey(ImportBatch.id, ondelete="CASCADE"), primary_key=True
    )
    source: Mapped[bytes | None] = mapped_column(LargeBinary)
    cells: Mapped[bytes | None] = mapped_column(LargeBinary)


class ImportJob(Base):
    """Work to be done on a list, and how far it is; a row of its own, so that it can be seen."""

    __tablename__ = "import_job"
    __table_args__ = (
        CheckConstraint("action IN ('read', 'outline', 'preview', 'apply', 'undo')", name="action"),
        {"schema": WORLD},
    )

    batch_id: Mapped[UUID] = mapped_column(
        ForeignKey(ImportBatch.id, ondelete="CASCADE"), primary_key=True
    )
    action: Mapped[str]
    asked_at: Mapped[datetime]
    asked_by: Mapped[UUID]
    asked_by_name: Mapped[str]
    prefixes: Mapped[list[str]]
    beat_at: Mapped[datetime | None]
    attempt: Mapped[int] = mapped_column(default=0)
    step: Mapped[str | None]
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    cancelled: Mapped[bool] = mapped_column(default=False)


class ImportRow(Base):
    """One row of a list: its cells, what it would change, and what is wrong with it.

    ``before`` holds what applying writes over beside the listed fields: who vouched for the row and
    when, where its position was from, how a vehicle stood.
    """

    __tablename__ = "import_row"
    __table_args__ = (
        CheckConstraint(
            "outcome IN ('added', 'changed', 'unchanged', 'removed', 'error')", name="outcome"
        ),
        Index(None, "batch_id", "outcome", "number"),
        {"schema": WORLD},
    )

    batch_id: Mapped[UUID] = mapped_column(
        ForeignKey(ImportBatch.id, ondelete="CASCADE"), primary_key=True
    )
    number: Mapped[int] = mapped_column(primary_key=True)
    outcome: Mapped[str]
    label: Mapped[str]
    target_id: Mapped[UUID | None]
    seen_version: Mapped[int | None]
    applied_version: Mapped[int | None]
    values: Mapped[dict[str, Any]]
    old: Mapped[dict[str, Any]]
    before: Mapped[dict[str, Any] | None]
    problems: Mapped[list[Any]]
    cells: Mapped[list[str]]


class ImportMemory(Base):
    """What an office taught: its names of columns, its words for things, its datum."""

    __tablename__ = "import_memory"
    __table_args__ = ({"schema": WORLD},)

    jurisdiction_code: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    columns: Mapped[dict[str, Any]]
    words: Mapped[dict[str, Any]]
    datum: Mapped[str]
    changed_at: Mapped[datetime]


class EnteredPosition(Base):
    """The position of a thing as its list gave it, before conversion, or the place it was put at."""  # noqa: E501

    __tablename__ = "entered_position"
    __table_args__ = (
        CheckConstraint("noun IN ('team', 'depot', 'facility')", name="noun"),
        {"schema": WORLD},
    )

    noun: Mapped[str] = mapped_column(primary_key=True)
    object_id: Mapped[UUID] = mapped_column(primary_key=True)
    batch_id: Mapped[UUID]
    datum: Mapped[str]
    lon: Mapped[float | None]
    lat: Mapped[float | None]
    approximate: Mapped[bool]
    place_name: Mapped[str | None]
    at: Mapped[datetime]
