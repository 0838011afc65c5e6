"""The table of runs: what each drive was expected to take, and what it took."""

from datetime import datetime
from typing import Any
from uuid import UUID

from geoalchemy2 import Geometry, WKBElement
from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from core.ids import new_id
from core.models import WORLD, Base
from dispatch.models import Order


class Run(Base):
    """One drive of one order, from departure to arrival: predicted, actual, and the way it took.

    A run that says nothing about speeds is kept and marked with the reason, never left out. Only
    rehearsed runs of a demonstration have no order.
    """

    __tablename__ = "run"
    __table_args__ = (
        CheckConstraint("actual_from IN ('report', 'positions')", name="actual_from"),
        Index("ix_run_open", "id", postgresql_where=text("ended_at IS NULL")),
        {"schema": WORLD},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    order_id: Mapped[UUID | None] = mapped_column(ForeignKey(Order.id), unique=True)
    order_number: Mapped[int | None]
    resource_name: Mapped[str]
    target_name: Mapped[str]
    jurisdiction_code: Mapped[str]
    synthetic: Mapped[bool]
    vehicle: Mapped[str]
    source: Mapped[WKBElement] = mapped_column(Geometry("POINT", 4326))
    source_from: Mapped[str]
    target: Mapped[WKBElement] = mapped_column(Geometry("POINT", 4326))
    way: Mapped[WKBElement | None] = mapped_column(Geometry("LINESTRING", 4326))
    departed_at: Mapped[datetime] = mapped_column(index=True)
    weather: Mapped[str]
    light: Mapped[str]
    hour_band: Mapped[str]
    emergency: Mapped[bool]
    road_file: Mapped[str | None]
    table_id: Mapped[str]
    fit_id: Mapped[str]
    estimated: Mapped[bool]
    predicted_s: Mapped[int | None]
    distance_m: Mapped[int | None]
    pieces: Mapped[list[dict[str, Any]]]
    seen: Mapped[WKBElement | None] = mapped_column(Geometry("POINT", 4326))
    seen_at: Mapped[datetime | None]
    stood_s: Mapped[int] = mapped_column(default=0)
    lag_s: Mapped[int] = mapped_column(default=0)
    reached_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    actual_s: Mapped[int | None]
    actual_from: Mapped[str | None]
    excluded: Mapped[str | None]
