"""Tables of how one drives: road conditions, a site's own speeds, and fits of speeds to runs."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Identity, Index, Integer, text
from sqlalchemy.orm import Mapped, mapped_column

from core.ids import new_id
from core.models import WORLD, Base


class RoadCondition(Base):
    """An officer's word on how one drives in the whole area, for a time."""

    __tablename__ = "road_condition"
    __table_args__ = (
        CheckConstraint(
            "weather IN ('dry', 'rain', 'heavy_rain', 'snow', 'ice', 'fog')", name="weather"
        ),
        CheckConstraint("light IN ('day', 'night')", name="light"),
        CheckConstraint("valid_to IS NULL OR valid_to > valid_from", name="validity"),
        Index("ix_road_condition_open", "id", postgresql_where=text("withdrawn_at IS NULL")),
        {"schema": WORLD},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    weather: Mapped[str]
    light: Mapped[str | None]
    emergency: Mapped[list[str]]
    note: Mapped[str]
    valid_from: Mapped[datetime]
    valid_to: Mapped[datetime | None]
    set_at: Mapped[datetime]
    set_by: Mapped[UUID]
    set_by_name: Mapped[str]
    withdrawn_at: Mapped[datetime | None]
    withdrawn_by_name: Mapped[str | None]
    version: Mapped[int] = mapped_column(default=1)


class SpeedTable(Base):
    """Speeds that a site has put in the place of those shipped; at most one table is in force."""

    __tablename__ = "speed_table"
    __table_args__ = (
        Index("uq_speed_table_active", "active", unique=True, postgresql_where=text("active")),
        {"schema": WORLD},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    number: Mapped[int] = mapped_column(Integer, Identity(always=True), unique=True)
    source: Mapped[str]
    kmh: Mapped[dict[str, Any]]
    active: Mapped[bool]
    entered_at: Mapped[datetime]
    entered_by_name: Mapped[str]
    version: Mapped[int] = mapped_column(default=1)


class SpeedFit(Base):
    """Factors on speeds learnt from runs, with what they rest on; at most one fit is in force."""

    __tablename__ = "speed_fit"
    __table_args__ = (
        CheckConstraint("verdict IN ('adopted', 'kept_aside')", name="verdict"),
        Index("uq_speed_fit_active", "active", unique=True, postgresql_where=text("active")),
        {"schema": WORLD},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    number: Mapped[int] = mapped_column(Integer, Identity(always=True), unique=True)
    made_at: Mapped[datetime]
    made_by_name: Mapped[str | None]
    verdict: Mapped[str]
    reason: Mapped[str]
    figures: Mapped[dict[str, Any]]
    factors: Mapped[list[dict[str, Any]]]
    active: Mapped[bool]
    switched_at: Mapped[datetime | None]
    switched_by_name: Mapped[str | None]
    version: Mapped[int] = mapped_column(default=1)
