"""Tables of what a site decides beforehand: named policies, and the cover it wants to keep."""

from datetime import datetime
from typing import Any
from uuid import UUID

from geoalchemy2 import Geometry, WKBElement
from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from core.ids import new_id
from core.models import WORLD, Base
from resources.models import Capability


class SitePolicy(Base):
    """A named policy: what the optimiser weighs how much; at most one is in force."""

    __tablename__ = "policy"
    __table_args__ = (
        Index("uq_policy_active", "active", unique=True, postgresql_where=text("active")),
        {"schema": WORLD},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    name: Mapped[str] = mapped_column(unique=True)
    title: Mapped[str]
    title_en: Mapped[str | None]
    document: Mapped[dict[str, Any]]
    active: Mapped[bool]
    changed_at: Mapped[datetime]
    changed_by: Mapped[UUID | None]
    changed_by_name: Mapped[str | None]
    version: Mapped[int] = mapped_column(default=1)


class CoverStandard(Base):
    """So many teams with a capability within so many seconds of an area, as the site wants it.

    The dispatcher keeps the cover of the position. `share` is the part of the jurisdiction's people
    who shall have it; without one only the position counts.
    """

    __tablename__ = "cover_standard"
    __table_args__ = (
        CheckConstraint("within_s > 0", name="within"),
        CheckConstraint("count > 0", name="count"),
        CheckConstraint("weight > 0", name="weight"),
        CheckConstraint("share > 0 AND share <= 1", name="share"),
        {"schema": WORLD},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    area_name: Mapped[str]
    jurisdiction_code: Mapped[str] = mapped_column(index=True)
    position: Mapped[WKBElement] = mapped_column(Geometry("POINT", 4326))
    capability_code: Mapped[str] = mapped_column(ForeignKey(Capability.code))
    within_s: Mapped[int]
    count: Mapped[int]
    weight: Mapped[int]
    share: Mapped[float | None]
    source: Mapped[str]
    retired_at: Mapped[datetime | None]
    changed_at: Mapped[datetime]
    changed_by: Mapped[UUID | None]
    changed_by_name: Mapped[str | None]
    version: Mapped[int] = mapped_column(default=1)
