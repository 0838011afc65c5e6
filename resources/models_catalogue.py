"""Tables of the catalogue of supplies: classes of the standard, and the older names of them."""

from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, func, text
from sqlalchemy.orm import Mapped, mapped_column

from core.ids import new_id
from core.models import SHARED, Base


class SupplyClass(Base):
    """A class of GB/T 38565-2020, or a local one under "other"; ``basis``: where it is from."""

    __tablename__ = "supply_class"
    __table_args__ = (
        CheckConstraint("code ~ '^[1-3]([0-9]{2}){3}$'", name="code"),
        CheckConstraint("basis IN ('read', 'reported', 'imported', 'local')", name="basis"),
        {"schema": SHARED},
    )

    code: Mapped[str] = mapped_column(primary_key=True)
    parent_code: Mapped[str | None] = mapped_column(ForeignKey("shared.supply_class.code"))
    name: Mapped[str]
    name_en: Mapped[str | None]
    standard: Mapped[str]
    basis: Mapped[str]
    id: Mapped[UUID] = mapped_column(
        default=new_id, server_default=func.gen_random_uuid(), unique=True
    )
    version: Mapped[int] = mapped_column(default=1, server_default=text("1"))


class SupplySynonym(Base):
    """An older name by which county lists call a class; our own mapping to the top classes."""

    __tablename__ = "supply_synonym"
    __table_args__ = ({"schema": SHARED},)

    name: Mapped[str] = mapped_column(primary_key=True)
    class_code: Mapped[str] = mapped_column(ForeignKey(SupplyClass.code))
