"""Tables of places and roads: boundaries, the offline gazetteer and closures."""

from datetime import datetime
from uuid import UUID

from geoalchemy2 import Geometry, WKBElement
from sqlalchemy import CheckConstraint, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from core.ids import new_id
from core.models import SHARED, WORLD, Base


class Boundary(Base):
    """The simplified outline of a jurisdiction, WGS-84."""

    __tablename__ = "boundary"
    __table_args__ = ({"schema": SHARED},)

    code: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    level: Mapped[str]
    area: Mapped[WKBElement] = mapped_column(Geometry("MULTIPOLYGON", 4326))
    source: Mapped[str]


class Place(Base):
    """A named place that can be found without a network, by Chinese text or by pinyin."""

    __tablename__ = "place"
    __table_args__ = (
        Index(
            "ix_place_name_trgm",
            "name",
            postgresql_using="gin",
            postgresql_ops={"name": "gin_trgm_ops"},
        ),
        {"schema": SHARED},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    kind: Mapped[str]
    name: Mapped[str]
    name_en: Mapped[str | None]
    pinyin: Mapped[str]
    initials: Mapped[str] = mapped_column(index=True)
    jurisdiction_code: Mapped[str]
    position: Mapped[WKBElement] = mapped_column(Geometry("POINT", 4326))
    population: Mapped[int | None]
    approximate: Mapped[bool]
    source: Mapped[str]


class Closure(Base):
    """An area whose roads cannot be passed for a time."""

    __tablename__ = "closure"
    __table_args__ = (
        CheckConstraint("valid_to IS NULL OR valid_to > valid_from", name="validity"),
        Index("ix_closure_open", "id", postgresql_where=text("lifted_at IS NULL")),
        {"schema": WORLD},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    reason: Mapped[str]
    kind: Mapped[str]
    area: Mapped[WKBElement] = mapped_column(Geometry("POLYGON", 4326))
    jurisdiction_code: Mapped[str]
    incident_id: Mapped[UUID | None]
    valid_from: Mapped[datetime]
    valid_to: Mapped[datetime | None]
    created_at: Mapped[datetime]
    created_by: Mapped[UUID]
    lifted_at: Mapped[datetime | None]
    lifted_by: Mapped[UUID | None]
    version: Mapped[int] = mapped_column(default=1)
