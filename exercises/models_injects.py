"""Tables of an exercise's course in its own world: injects, who read them, evaluation sheets."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from core.ids import new_id
from core.models import WORLD, Base
from incidents.models import Incident


class Inject(Base):
    """One stimulus of this exercise: when it is due, what it does, whom it is told.

    ``due_s`` is the second at which it is due by the clock as far as is known; ``passed_s`` the one
    at which it was given or skipped. ``watches`` says that it waits for conditions, ``pending``
    that an expectation of it is not yet judged.
    """

    __tablename__ = "inject"
    __table_args__ = (
        CheckConstraint("state IN ('waiting', 'given', 'skipped', 'failed')", name="state"),
        CheckConstraint("(state IN ('given', 'skipped')) = (passed_s IS NOT NULL)", name="passed"),
        {"schema": WORLD},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    ref: Mapped[str] = mapped_column(unique=True)
    position: Mapped[int]
    ad_hoc: Mapped[bool]
    trigger: Mapped[dict[str, Any]]
    doing: Mapped[dict[str, Any]]
    roles: Mapped[list[str]]
    hidden: Mapped[bool]
    expected: Mapped[list[dict[str, Any]]]
    state: Mapped[str]
    due_s: Mapped[int | None]
    watches: Mapped[bool]
    passed_s: Mapped[int | None]
    given_at: Mapped[datetime | None]
    given_by_name: Mapped[str | None]
    incident_id: Mapped[UUID | None] = mapped_column(ForeignKey(Incident.id))
    result: Mapped[dict[str, Any]]
    trouble: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    verdicts: Mapped[list[dict[str, Any]]]
    pending: Mapped[bool]
    version: Mapped[int] = mapped_column(default=1)


class InjectReading(Base):
    """Somebody opened an inject that was told to their role, and perhaps said it is understood."""

    __tablename__ = "inject_reading"
    __table_args__ = ({"schema": WORLD},)

    inject_id: Mapped[UUID] = mapped_column(
        ForeignKey(Inject.id, ondelete="CASCADE"), primary_key=True
    )
    account_id: Mapped[UUID] = mapped_column(primary_key=True)
    account_name: Mapped[str]
    read_at: Mapped[datetime]
    understood_at: Mapped[datetime | None]


class Evaluation(Base):
    """What an observer noted on one criterion; never changed, only followed by a correction."""

    __tablename__ = "evaluation"
    __table_args__ = (
        CheckConstraint("rating IN ('P', 'S', 'M', 'U')", name="rating"),
        CheckConstraint("points BETWEEN 0 AND 100", name="points"),
        CheckConstraint("rating IS NULL OR points IS NULL", name="one_scale"),
        {"schema": WORLD},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    criterion: Mapped[str]
    about: Mapped[dict[str, Any]]
    observer_id: Mapped[UUID] = mapped_column(index=True)
    observer_name: Mapped[str]
    rating: Mapped[str | None]
    points: Mapped[int | None]
    note: Mapped[str]
    at: Mapped[datetime]
    corrects_id: Mapped[UUID | None] = mapped_column(
        ForeignKey(f"{WORLD}.evaluation.id"), unique=True
    )


class EvaluationPhoto(Base):
    """The picture of an observer's note, kept apart so that lists never carry it."""

    __tablename__ = "evaluation_photo"
    __table_args__ = ({"schema": WORLD},)

    evaluation_id: Mapped[UUID] = mapped_column(
        ForeignKey(Evaluation.id, ondelete="CASCADE"), primary_key=True
    )
    width_px: Mapped[int]
    height_px: Mapped[int]
    content: Mapped[bytes] = mapped_column(LargeBinary)
