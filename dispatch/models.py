"""Tables of the decision: proposals, pins and exclusions, assignments, orders and their lines."""

from datetime import datetime
from typing import Any
from uuid import UUID

from geoalchemy2 import Geometry, WKBElement
from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Identity, Index, Integer, text
from sqlalchemy.dialects.postgresql import TSTZRANGE, ExcludeConstraint, Range
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.ids import new_id
from core.models import WORLD, Base
from incidents.models import Incident, Need
from resources.models import Depot, Lot, Team, Truck


class Proposal(Base):
    """The optimiser's answer for all open needs of all incidents, and what it was based on."""

    __tablename__ = "proposal"
    __table_args__ = (
        CheckConstraint(
            "state IN ('requested', 'solving', 'feasible', 'proven', 'accepted', 'superseded',"
            " 'failed')",
            name="state",
        ),
        Index(
            "ix_proposal_unfinished",
            "id",
            postgresql_where=text("state IN ('requested', 'solving')"),
        ),
        {"schema": WORLD},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    number: Mapped[int] = mapped_column(Integer, Identity(always=True), unique=True)
    state: Mapped[str]
    reason: Mapped[list[dict[str, Any]]]
    requested_at: Mapped[datetime]
    solved_at: Mapped[datetime | None]
    basis_seq: Mapped[int] = mapped_column(BigInteger)
    jurisdiction_code: Mapped[str]
    attempt: Mapped[int] = mapped_column(default=0)
    objective: Mapped[int | None] = mapped_column(BigInteger)
    bound: Mapped[int | None] = mapped_column(BigInteger)
    gap: Mapped[float | None]
    terms: Mapped[dict[str, Any]]
    picks: Mapped[list[dict[str, Any]]]
    deliveries: Mapped[list[dict[str, Any]]]
    shortfalls: Mapped[list[dict[str, Any]]]
    difference: Mapped[dict[str, Any]]
    timings_s: Mapped[dict[str, Any]]
    ladder: Mapped[list[dict[str, Any]]]
    outlook: Mapped[dict[str, Any]]
    needs: Mapped[list[dict[str, Any]]]
    settled_by_name: Mapped[str | None]
    data_age: Mapped[dict[str, Any]]
    error: Mapped[str | None]
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[UUID | None]
    decided_by_name: Mapped[str | None]
    version: Mapped[int] = mapped_column(default=1)


class ProposalCase(Base):
    """The solved problem and its solution as compressed files, kept to be checked later."""

    __tablename__ = "proposal_case"
    __table_args__ = ({"schema": WORLD},)

    proposal_id: Mapped[UUID] = mapped_column(ForeignKey(Proposal.id), primary_key=True)
    stored_at: Mapped[datetime] = mapped_column(index=True)
    problem: Mapped[bytes]
    solution: Mapped[bytes]


class Steering(Base):
    """An officer's word to the optimiser: this team must go there, or must not."""

    __tablename__ = "steering"
    __table_args__ = (
        CheckConstraint("kind IN ('pin', 'exclusion')", name="kind"),
        Index(
            "uq_steering_open",
            "team_id",
            "incident_id",
            unique=True,
            postgresql_where=text("lifted_at IS NULL"),
        ),
        {"schema": WORLD},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    kind: Mapped[str]
    team_id: Mapped[UUID] = mapped_column(ForeignKey(Team.id), index=True)
    incident_id: Mapped[UUID] = mapped_column(ForeignKey(Incident.id), index=True)
    reason: Mapped[str]
    set_at: Mapped[datetime]
    set_by: Mapped[UUID]
    set_by_name: Mapped[str]
    lifted_at: Mapped[datetime | None]
    lifted_by: Mapped[UUID | None]
    version: Mapped[int] = mapped_column(default=1)


class Assignment(Base):
    """The commitment of one team or one truck to one incident for a time; no two may overlap."""

    __tablename__ = "assignment"
    __table_args__ = (
        CheckConstraint("(team_id IS NULL) <> (truck_id IS NULL)", name="one_resource"),
        CheckConstraint("state IN ('live', 'ended')", name="state"),
        ExcludeConstraint(
            ("team_id", "="),
            ("during", "&&"),
            where=text("state = 'live' AND team_id IS NOT NULL"),
            using="gist",
            name="ex_assignment_team",
        ),
        ExcludeConstraint(
            ("truck_id", "="),
            ("during", "&&"),
            where=text("state = 'live' AND truck_id IS NOT NULL"),
            using="gist",
            name="ex_assignment_truck",
        ),
        {"schema": WORLD},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    team_id: Mapped[UUID | None] = mapped_column(ForeignKey(Team.id), index=True)
    truck_id: Mapped[UUID | None] = mapped_column(ForeignKey(Truck.id), index=True)
    incident_id: Mapped[UUID] = mapped_column(ForeignKey(Incident.id), index=True)
    proposal_id: Mapped[UUID | None] = mapped_column(ForeignKey(Proposal.id))
    fills: Mapped[dict[str, Any]]
    during: Mapped[Range[datetime]] = mapped_column(TSTZRANGE)
    state: Mapped[str]


class Order(Base):
    """What one team or one truck is told to do, and how far it has got."""

    __tablename__ = "order"
    __table_args__ = (
        CheckConstraint("kind IN ('team', 'delivery')", name="kind"),
        CheckConstraint(
            "state IN ('issued', 'acknowledged', 'loaded', 'en_route', 'on_scene', 'delivered',"
            " 'released', 'closed', 'declined', 'recalled', 'turned_back', 'redirected')",
            name="state",
        ),
        {"schema": WORLD},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    number: Mapped[int] = mapped_column(Integer, Identity(always=True), unique=True)
    kind: Mapped[str]
    state: Mapped[str] = mapped_column(index=True)
    assignment_id: Mapped[UUID] = mapped_column(ForeignKey(Assignment.id), unique=True)
    proposal_id: Mapped[UUID | None] = mapped_column(ForeignKey(Proposal.id), index=True)
    incident_id: Mapped[UUID] = mapped_column(ForeignKey(Incident.id), index=True)
    team_id: Mapped[UUID | None] = mapped_column(ForeignKey(Team.id), index=True)
    depot_id: Mapped[UUID | None] = mapped_column(ForeignKey(Depot.id), index=True)
    truck_id: Mapped[UUID | None] = mapped_column(ForeignKey(Truck.id))
    replaces_id: Mapped[UUID | None]
    reason: Mapped[dict[str, Any]]
    vehicle: Mapped[str]
    travel_s: Mapped[int | None]
    distance_m: Mapped[int | None]
    estimated: Mapped[bool]
    eta_at: Mapped[datetime | None]
    no_way_since: Mapped[datetime | None]
    route: Mapped[WKBElement | None] = mapped_column(Geometry("LINESTRING", 4326))
    route_times_s: Mapped[list[Any] | None]
    note: Mapped[str | None]
    recipients: Mapped[list[Any]]
    issued_at: Mapped[datetime]
    issued_by: Mapped[UUID]
    issued_by_name: Mapped[str]
    acknowledged_at: Mapped[datetime | None]
    loaded_at: Mapped[datetime | None]
    departed_at: Mapped[datetime | None]
    arrived_at: Mapped[datetime | None]
    released_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    told_later: Mapped[dict[str, Any]] = mapped_column(default=dict)
    version: Mapped[int] = mapped_column(default=1)
    lines: Mapped[list["OrderLine"]] = relationship(lazy="raise", order_by="OrderLine.position")


class OrderLine(Base):
    """One lot on one delivery order, for one need."""

    __tablename__ = "order_line"
    __table_args__ = (
        CheckConstraint("amount > 0", name="amount"),
        CheckConstraint("state IN ('reserved', 'loaded', 'delivered', 'cancelled')", name="state"),
        {"schema": WORLD},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    order_id: Mapped[UUID] = mapped_column(ForeignKey(Order.id), index=True)
    position: Mapped[int]
    lot_id: Mapped[UUID] = mapped_column(ForeignKey(Lot.id), index=True)
    need_id: Mapped[UUID] = mapped_column(ForeignKey(Need.id), index=True)
    item_code: Mapped[str]
    item_name: Mapped[str]
    batch: Mapped[str]
    unit: Mapped[str]
    amount: Mapped[int]
    state: Mapped[str]
