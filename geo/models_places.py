"""Tables of places: what was loaded from where, names with their lines, milestones."""

from datetime import datetime
from uuid import UUID

from geoalchemy2 import Geometry, WKBElement
from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from core.ids import new_id
from core.models import SHARED, Base


class PlaceRegion(Base):
    """One load of places: a road file or a table; loading it again replaces all of it at once."""

    __tablename__ = "place_region"
    __table_args__ = ({"schema": SHARED},)

    name: Mapped[str] = mapped_column(primary_key=True)
    source: Mapped[str]
    sha256: Mapped[str]
    places: Mapped[int]
    milestones: Mapped[int]
    loaded_at: Mapped[datetime]


class Place(Base):
    """A named place that can be found without a network, by Chinese text or by pinyin.

    ``pinyin`` keeps a space between syllables; ``line`` is there for what is long: roads, rivers.
    """

    __tablename__ = "place"
    __table_args__ = (
        Index("ix_place_others", "others", postgresql_using="gin"),
        {"schema": SHARED},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    region: Mapped[str] = mapped_column(
        ForeignKey(PlaceRegion.name, ondelete="CASCADE"), index=True
    )
    kind: Mapped[str]
    name: Mapped[str] = mapped_column(index=True)
    name_en: Mapped[str | None]
    others: Mapped[list[str]]
    pinyin: Mapped[str]
    jurisdiction_code: Mapped[str | None]
    position: Mapped[WKBElement] = mapped_column(Geometry("POINT", 4326))
    line: Mapped[WKBElement | None] = mapped_column(Geometry("MULTILINESTRING", 4326))
    population: Mapped[int | None]
    approximate: Mapped[bool]
    source: Mapped[str]


class Milestone(Base):
    """A stone beside a road that shows the distance along it; number or name says which road."""

    __tablename__ = "milestone"
    __table_args__ = (
        CheckConstraint("number IS NOT NULL OR road IS NOT NULL", name="road_known"),
        CheckConstraint("metres >= 0", name="metres"),
        CheckConstraint("direction IN ('up', 'down')", name="direction"),
        Index("ix_milestone_number", "number"),
        Index("ix_milestone_road", "road"),
        {"schema": SHARED},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    region: Mapped[str] = mapped_column(
        ForeignKey(PlaceRegion.name, ondelete="CASCADE"), index=True
    )
    number: Mapped[str | None]
    road: Mapped[str | None]
    metres: Mapped[int]
    direction: Mapped[str | None]
    position: Mapped[WKBElement] = mapped_column(Geometry("POINT", 4326))
    datum: Mapped[str]
    source: Mapped[str]
