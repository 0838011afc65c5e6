"""Tables of danger: registered hazard sources and the areas drawn for an incident."""

from datetime import datetime
from typing import Any
from uuid import UUID

from geoalchemy2 import Geometry, WKBElement
from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from core.ids import new_id
from core.models import WORLD, Base
from incidents.models import Incident


class HazardSource(Base):
    """A registered place where something dangerous is kept or made."""

    __tablename__ = "hazard_source"
    __table_args__ = (
        CheckConstraint(
            "major_hazard_grade IS NULL OR major_hazard_grade BETWEEN 1 AND 4", name="grade"
        ),
        {"schema": WORLD},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    kind: Mapped[str]
    jurisdiction_code: Mapped[str]
    position: Mapped[WKBElement] = mapped_column(Geometry("POINT", 4326))
    address: Mapped[str]
    major_hazard_grade: Mapped[int | None]
    substances: Mapped[list[dict[str, Any]]]
    phone: Mapped[str | None]
    confirmed_at: Mapped[datetime]
    synthetic: Mapped[bool]
    version: Mapped[int] = mapped_column(default=1)


class HazardArea(Base):
    """Where danger is for an incident: by guide, plume, water level, distance, or by hand.

    ``basis`` holds everything that the outline follows from; with ``entered`` and ``set`` the
    request that it was drawn by, alone or together with others.
    """

    __tablename__ = "hazard_area"
    __table_args__ = (
        CheckConstraint(
            "kind IN ('isolation', 'protective_action', 'plume', 'flood', 'buffer', 'drawn')",
            name="kind",
        ),
        {"schema": WORLD},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    incident_id: Mapped[UUID] = mapped_column(ForeignKey(Incident.id), index=True)
    kind: Mapped[str]
    area: Mapped[WKBElement] = mapped_column(Geometry("GEOMETRY", 4326))
    distance_m: Mapped[int | None]
    source: Mapped[str]
    edition: Mapped[str]
    cautions: Mapped[list[str]]
    basis: Mapped[dict[str, Any]]
    inside: Mapped[dict[str, Any]]
    computed_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)
