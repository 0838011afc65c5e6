"""Tables of what can be sent: catalogues, teams, depots, lots with their ledger, facilities."""

from datetime import date, datetime
from uuid import UUID

from geoalchemy2 import Geometry, WKBElement
from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, func, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.ids import new_id
from core.models import SHARED, WORLD, Base

CONFIRMED_HOW = "confirmed_how IN ('count', 'seen', 'phone', 'import', 'hand_over')"
"""How somebody came to vouch for a row."""


class Capability(Base):
    """What a resource can do, and the unit in which it is counted.

    One that ``measures`` another says how much instead of how many: pumps are counted, their flow
    is measured; a need may ask for either.
    """

    __tablename__ = "capability"
    __table_args__ = (
        CheckConstraint("kind IN ('team', 'equipment', 'personnel', 'facility')", name="kind"),
        {"schema": SHARED},
    )

    code: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    name_en: Mapped[str]
    unit: Mapped[str]
    unit_en: Mapped[str]
    kind: Mapped[str] = mapped_column(default="team")
    measures: Mapped[str | None] = mapped_column(ForeignKey("shared.capability.code"))


class Item(Base):
    """A material as the catalogue knows it; the code has the shape of GB/T 38565-2020.

    ``own_code`` is what the list it came from calls it, where that has codes of another kind.
    """

    __tablename__ = "item"
    __table_args__ = (
        CheckConstraint("code ~ '^[1-3]([0-9]{2}){3}$'", name="code"),
        CheckConstraint("kg > 0 AND litres > 0", name="size"),
        UniqueConstraint("id"),
        {"schema": SHARED},
    )

    code: Mapped[str] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(default=new_id, server_default=func.gen_random_uuid())
    own_code: Mapped[str | None]
    name: Mapped[str]
    name_en: Mapped[str]
    unit: Mapped[str]
    unit_en: Mapped[str]
    kg: Mapped[float]
    litres: Mapped[float]
    hazardous: Mapped[bool]
    reusable: Mapped[bool] = mapped_column(default=False)
    standard: Mapped[str]
    version: Mapped[int] = mapped_column(default=1, server_default=text("1"))


class Team(Base):
    """People with a leader and a base, assigned as one."""

    __tablename__ = "team"
    __table_args__ = (
        UniqueConstraint("code"),
        CheckConstraint(
            "state IN ('available', 'standby', 'assigned', 'en_route', 'on_scene', 'returning',"
            " 'restocking', 'maintenance', 'unavailable')",
            name="state",
        ),
        CheckConstraint("turnout_s >= 0 AND headcount > 0", name="figures"),
        CheckConstraint(CONFIRMED_HOW, name="confirmed_how"),
        CheckConstraint(
            "out_reason IN ('off_duty', 'maintenance', 'training', 'leave', 'rest', 'other')",
            name="out_reason",
        ),
        CheckConstraint("crew >= 0", name="crew"),
        Index(None, "jurisdiction_code"),
        {"schema": WORLD},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    code: Mapped[str]
    name: Mapped[str]
    kind: Mapped[str]
    jurisdiction_code: Mapped[str]
    home: Mapped[WKBElement] = mapped_column(Geometry("POINT", 4326))
    address: Mapped[str]
    leader_name: Mapped[str | None]
    phone: Mapped[str | None]
    vehicle: Mapped[str]
    headcount: Mapped[int]
    turnout_s: Mapped[int]
    state: Mapped[str]
    tier: Mapped[int] = mapped_column(default=0)
    on_duty: Mapped[bool] = mapped_column(default=True)
    crew: Mapped[int | None]
    equipment_note: Mapped[str | None]
    out_reason: Mapped[str | None]
    out_note: Mapped[str | None]
    out_until: Mapped[datetime | None]
    declared_at: Mapped[datetime | None]
    declared_by: Mapped[str | None]
    committed_at: Mapped[datetime | None]
    confirmed_at: Mapped[datetime]
    confirmed_by: Mapped[str | None]
    confirmed_how: Mapped[str] = mapped_column(default="count")
    changed_at: Mapped[datetime | None]
    changed_by: Mapped[str | None]
    retired_at: Mapped[datetime | None]
    synthetic: Mapped[bool]
    version: Mapped[int] = mapped_column(default=1)
    capabilities: Mapped[list["TeamCapability"]] = relationship(
        lazy="raise", order_by="TeamCapability.capability_code", cascade="all, delete-orphan"
    )


class TeamCapability(Base):
    """How many units of one capability a team brings, and of what grade: 1 is the highest."""

    __tablename__ = "team_capability"
    __table_args__ = (
        CheckConstraint("units > 0", name="units"),
        CheckConstraint("grade BETWEEN 1 AND 4", name="grade"),
        {"schema": WORLD},
    )

    team_id: Mapped[UUID] = mapped_column(ForeignKey(Team.id, ondelete="CASCADE"), primary_key=True)
    capability_code: Mapped[str] = mapped_column(ForeignKey(Capability.code), primary_key=True)
    units: Mapped[int]
    grade: Mapped[int | None]


class ResourcePosition(Base):
    """Where a team was last seen; the latest value wins, whenever it was received."""

    __tablename__ = "resource_position"
    __table_args__ = ({"schema": WORLD},)

    team_id: Mapped[UUID] = mapped_column(ForeignKey(Team.id, ondelete="CASCADE"), primary_key=True)
    position: Mapped[WKBElement] = mapped_column(Geometry("POINT", 4326))
    at: Mapped[datetime]
    received_at: Mapped[datetime] = mapped_column(server_default=func.now(), index=True)
    source: Mapped[str]
    accuracy_m: Mapped[float | None]


class Depot(Base):
    """A place with stock."""

    __tablename__ = "depot"
    __table_args__ = (
        UniqueConstraint("code"),
        CheckConstraint("load_s >= 0", name="load_s"),
        CheckConstraint(CONFIRMED_HOW, name="confirmed_how"),
        Index(None, "jurisdiction_code"),
        {"schema": WORLD},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    code: Mapped[str]
    name: Mapped[str]
    kind: Mapped[str]
    jurisdiction_code: Mapped[str]
    position: Mapped[WKBElement] = mapped_column(Geometry("POINT", 4326))
    address: Mapped[str]
    keeper_name: Mapped[str | None]
    phone: Mapped[str | None]
    load_s: Mapped[int]
    tier: Mapped[int] = mapped_column(default=0)
    confirmed_at: Mapped[datetime]
    confirmed_by: Mapped[str | None]
    confirmed_how: Mapped[str] = mapped_column(default="count")
    changed_at: Mapped[datetime | None]
    changed_by: Mapped[str | None]
    retired_at: Mapped[datetime | None]
    synthetic: Mapped[bool]
    version: Mapped[int] = mapped_column(default=1)
    trucks: Mapped[list["Truck"]] = relationship(lazy="raise", order_by="Truck.plate")


class Truck(Base):
    """A lorry stationed at a depot."""

    __tablename__ = "truck"
    __table_args__ = (
        CheckConstraint("payload_kg > 0", name="payload"),
        CheckConstraint(
            "state IN ('available', 'assigned', 'unavailable', 'retired')", name="state"
        ),
        CheckConstraint(CONFIRMED_HOW, name="confirmed_how"),
        {"schema": WORLD},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    depot_id: Mapped[UUID] = mapped_column(ForeignKey(Depot.id), index=True)
    plate: Mapped[str] = mapped_column(unique=True)
    vehicle: Mapped[str]
    payload_kg: Mapped[int]
    hazardous_permit: Mapped[bool]
    state: Mapped[str]
    confirmed_at: Mapped[datetime]
    confirmed_by: Mapped[str | None]
    confirmed_how: Mapped[str] = mapped_column(default="count")
    changed_at: Mapped[datetime | None]
    changed_by: Mapped[str | None]
    version: Mapped[int] = mapped_column(default=1)


class Lot(Base):
    """One item, one batch, one expiry in one depot; ``reserved`` is promised but still here.

    The four accounts are written by the ledger alone: a trigger adds up its lines, another refuses
    any other change.
    """

    __tablename__ = "lot"
    __table_args__ = (
        CheckConstraint("quantity >= 0", name="quantity"),
        CheckConstraint("reserved >= 0 AND reserved <= quantity", name="reserved"),
        CheckConstraint("on_the_way >= 0 AND delivered >= 0", name="outside"),
        CheckConstraint(CONFIRMED_HOW, name="confirmed_how"),
        UniqueConstraint("depot_id", "item_code", "batch"),
        Index(None, "item_code", "depot_id"),
        {"schema": WORLD},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    depot_id: Mapped[UUID] = mapped_column(ForeignKey(Depot.id), index=True)
    item_code: Mapped[str] = mapped_column(ForeignKey(Item.code))
    batch: Mapped[str]
    made_on: Mapped[date | None]
    expires_on: Mapped[date | None]
    quantity: Mapped[int] = mapped_column(default=0)
    reserved: Mapped[int] = mapped_column(default=0)
    on_the_way: Mapped[int] = mapped_column(default=0)
    delivered: Mapped[int] = mapped_column(default=0)
    confirmed_at: Mapped[datetime]
    confirmed_by: Mapped[str | None]
    confirmed_how: Mapped[str] = mapped_column(default="count")
    changed_at: Mapped[datetime | None]
    changed_by: Mapped[str | None]
    synthetic: Mapped[bool]
    version: Mapped[int] = mapped_column(default=1)


class StockMovement(Base):
    """One line of the stock ledger; the sum of a lot's changes is its balance."""

    __tablename__ = "stock_movement"
    __table_args__ = (
        CheckConstraint(
            "kind IN ('opening', 'receipt', 'reserve', 'release', 'lapse', 'load', 'deliver',"
            " 'issue', 'return', 'come_back', 'loss', 'loss_outside', 'stocktake',"
            " 'transfer_out', 'transfer_in', 'transfer_end', 'undo')",
            name="kind",
        ),
        CheckConstraint("(kind = 'undo') = (undoes_id IS NOT NULL)", name="undoes"),
        {"schema": WORLD},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    lot_id: Mapped[UUID] = mapped_column(ForeignKey(Lot.id), index=True)
    kind: Mapped[str]
    quantity_change: Mapped[int]
    reserved_change: Mapped[int]
    on_the_way_change: Mapped[int] = mapped_column(default=0)
    delivered_change: Mapped[int] = mapped_column(default=0)
    order_id: Mapped[UUID | None] = mapped_column(index=True)
    transfer_id: Mapped[UUID | None]
    loan_id: Mapped[UUID | None]
    hold_id: Mapped[UUID | None]
    import_id: Mapped[UUID | None] = mapped_column(index=True)
    undoes_id: Mapped[UUID | None] = mapped_column(
        ForeignKey(f"{WORLD}.stock_movement.id"), unique=True
    )
    at: Mapped[datetime]
    expires_at: Mapped[datetime | None]
    by: Mapped[UUID | None]
    by_name: Mapped[str | None]
    paper_number: Mapped[str | None]
    note: Mapped[str | None]


class Facility(Base):
    """A hospital or a shelter: where people are taken."""

    __tablename__ = "facility"
    __table_args__ = (
        CheckConstraint("kind IN ('hospital', 'shelter', 'school', 'other')", name="kind"),
        CheckConstraint(CONFIRMED_HOW, name="confirmed_how"),
        {"schema": WORLD},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    code: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str]
    name: Mapped[str]
    jurisdiction_code: Mapped[str]
    position: Mapped[WKBElement] = mapped_column(Geometry("POINT", 4326))
    address: Mapped[str]
    capacity: Mapped[int | None]
    free: Mapped[int | None]
    phone: Mapped[str | None]
    confirmed_at: Mapped[datetime]
    confirmed_by: Mapped[str | None]
    confirmed_how: Mapped[str] = mapped_column(default="count")
    changed_at: Mapped[datetime | None]
    changed_by: Mapped[str | None]
    retired_at: Mapped[datetime | None]
    synthetic: Mapped[bool]
    version: Mapped[int] = mapped_column(default=1)
