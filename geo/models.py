"""Tables of boundaries and closures."""

from datetime import datetime
from typing import Any
from uuid import UUID

from geoalchemy2 import Geometry, WKBElement
from sqlalchemy import CheckConstraint, Index, text
from sqlalchemy.dialects.postgresql import JSONB
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


class Closure(Base):
    """Roads that cannot be passed for a time: an area, marked stretches of road, or both.

    ``roads`` and ``spared`` hold lines with names, not numbers of a road file. ``begun_at`` and
    ``ended_at`` say when the clock was seen to have begun and ended it.
    """

    __tablename__ = "closure"
    __table_args__ = (
        CheckConstraint("valid_to IS NULL OR valid_to > valid_from", name="validity"),
        CheckConstraint("area IS NOT NULL OR jsonb_array_length(roads) > 0", name="extent"),
        Index("ix_closure_open", "id", postgresql_where=text("lifted_at IS NULL")),
        {"schema": WORLD},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    reason: Mapped[str]
    kind: Mapped[str]
    area: Mapped[WKBElement | None] = mapped_column(Geometry("GEOMETRY", 4326))
    roads: Mapped[list[Any]] = mapped_column(default=list)
    spared: Mapped[list[Any]] = mapped_column(default=list)
    closed_to: Mapped[list[Any] | None] = mapped_column(JSONB(none_as_null=True))
    spares_bridges: Mapped[bool] = mapped_column(default=False)
    jurisdiction_code: Mapped[str]
    incident_id: Mapped[UUID | None]
    valid_from: Mapped[datetime]
    valid_to: Mapped[datetime | None]
    begun_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    import_id: Mapped[UUID | None] = mapped_column(index=True)
    source: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    created_at: Mapped[datetime]
    created_by: Mapped[UUID]
    lifted_at: Mapped[datetime | None]
    lifted_by: Mapped[UUID | None]
    version: Mapped[int] = mapped_column(default=1)
