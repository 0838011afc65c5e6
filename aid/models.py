"""Tables of help from outside: requests with lines, who was asked, what was supplied, messages."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.ids import new_id
from core.models import WORLD, Base
from incidents.models import Incident, Need
from resources.models import Depot, Lot, Team
from resources.models_stock import StockTransfer


class AidRequest(Base):
    """One jurisdiction asks others, or those above it, for teams and goods."""

    __tablename__ = "aid_request"
    __table_args__ = (
        UniqueConstraint("number"),
        CheckConstraint("state IN ('open', 'closed', 'withdrawn', 'merged')", name="state"),
        CheckConstraint("priority BETWEEN 1 AND 5", name="priority"),
        CheckConstraint("(state = 'merged') = (merged_into_id IS NOT NULL)", name="merged"),
        Index("ix_aid_request_open", "id", postgresql_where=text("state = 'open'")),
        {"schema": WORLD},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    number: Mapped[str]
    state: Mapped[str]
    requester_code: Mapped[str] = mapped_column(index=True)
    incident_id: Mapped[UUID | None] = mapped_column(ForeignKey(Incident.id), index=True)
    purpose: Mapped[str]
    priority: Mapped[int]
    due_at: Mapped[datetime]
    place: Mapped[str]
    to_depot_id: Mapped[UUID | None] = mapped_column(ForeignKey(Depot.id))
    contact_name: Mapped[str | None]
    contact_phone: Mapped[str | None]
    asked_at: Mapped[datetime]
    asked_by_name: Mapped[str | None]
    ended_at: Mapped[datetime | None]
    ended_by_name: Mapped[str | None]
    end_note: Mapped[str | None]
    merged_into_id: Mapped[UUID | None] = mapped_column(ForeignKey(f"{WORLD}.aid_request.id"))
    merge_record: Mapped[dict[str, Any] | None]
    synthetic: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column(default=1)
    lines: Mapped[list["AidLine"]] = relationship(
        lazy="raise", order_by="AidLine.position", cascade="all, delete-orphan"
    )
    asks: Mapped[list["AidAsk"]] = relationship(
        lazy="raise", order_by="AidAsk.asked_at, AidAsk.provider_code", cascade="all, delete-orphan"
    )
    supplies: Mapped[list["AidSupply"]] = relationship(
        lazy="raise", order_by="AidSupply.id", cascade="all, delete-orphan"
    )
    messages: Mapped[list["AidMessage"]] = relationship(
        lazy="raise", order_by="AidMessage.at, AidMessage.id", cascade="all, delete-orphan"
    )


class AidLine(Base):
    """One thing asked for: a capability or an item, and how much of it."""

    __tablename__ = "aid_line"
    __table_args__ = (
        UniqueConstraint("request_id", "position"),
        CheckConstraint("(capability_code IS NULL) <> (item_code IS NULL)", name="one_kind"),
        CheckConstraint("amount > 0", name="amount"),
        {"schema": WORLD},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    request_id: Mapped[UUID] = mapped_column(ForeignKey(AidRequest.id, ondelete="CASCADE"))
    position: Mapped[int]
    capability_code: Mapped[str | None]
    item_code: Mapped[str | None]
    amount: Mapped[int]
    need_id: Mapped[UUID | None] = mapped_column(ForeignKey(Need.id), index=True)
    note: Mapped[str | None]


class AidAsk(Base):
    """One jurisdiction that was asked, until when it should answer, and what it said."""

    __tablename__ = "aid_ask"
    __table_args__ = (
        UniqueConstraint("request_id", "provider_code"),
        CheckConstraint("answer IN ('accepted', 'partly', 'refused')", name="answer"),
        CheckConstraint("(answer IS NULL) = (answered_at IS NULL)", name="answered"),
        Index(None, "provider_code"),
        {"schema": WORLD},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    request_id: Mapped[UUID] = mapped_column(ForeignKey(AidRequest.id, ondelete="CASCADE"))
    provider_code: Mapped[str]
    upward: Mapped[bool]
    asked_at: Mapped[datetime]
    answer_due_at: Mapped[datetime]
    answer: Mapped[str | None]
    answered_at: Mapped[datetime | None]
    answered_by_name: Mapped[str | None]
    note: Mapped[str | None]


class AidSupply(Base):
    """One team, or one amount of one lot, offered for one line, and what became of it."""

    __tablename__ = "aid_supply"
    __table_args__ = (
        CheckConstraint(
            "state IN ('offered', 'ordered', 'committed', 'shipped', 'received', 'return_asked',"
            " 'returning', 'returned', 'used_up', 'declined', 'withdrawn', 'released', 'lapsed')",
            name="state",
        ),
        CheckConstraint("(team_id IS NULL) <> (lot_id IS NULL)", name="one_kind"),
        CheckConstraint("amount > 0", name="amount"),
        CheckConstraint("received >= 0 AND damaged >= 0", name="counted"),
        CheckConstraint("received + damaged <= amount", name="no_more_than_sent"),
        CheckConstraint("back >= 0 AND back <= received", name="no_more_than_received"),
        Index(None, "request_id"),
        Index(
            "ix_aid_supply_committed", "expires_at", postgresql_where=text("state = 'committed'")
        ),
        {"schema": WORLD},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    request_id: Mapped[UUID] = mapped_column(ForeignKey(AidRequest.id, ondelete="CASCADE"))
    ask_id: Mapped[UUID] = mapped_column(ForeignKey(AidAsk.id, ondelete="CASCADE"))
    line_id: Mapped[UUID] = mapped_column(ForeignKey(AidLine.id, ondelete="CASCADE"))
    team_id: Mapped[UUID | None] = mapped_column(ForeignKey(Team.id), index=True)
    lot_id: Mapped[UUID | None] = mapped_column(ForeignKey(Lot.id), index=True)
    amount: Mapped[int]
    state: Mapped[str]
    offered_at: Mapped[datetime]
    offered_by_name: Mapped[str | None]
    committed_at: Mapped[datetime | None]
    expires_at: Mapped[datetime | None]
    transfer_id: Mapped[UUID | None] = mapped_column(ForeignKey(StockTransfer.id))
    shipped_at: Mapped[datetime | None]
    eta_at: Mapped[datetime | None]
    received_at: Mapped[datetime | None]
    received: Mapped[int | None]
    damaged: Mapped[int | None]
    receipt_note: Mapped[str | None]
    back_transfer_id: Mapped[UUID | None] = mapped_column(ForeignKey(StockTransfer.id))
    sent_back_at: Mapped[datetime | None]
    back_at: Mapped[datetime | None]
    back: Mapped[int | None]
    back_note: Mapped[str | None]
    note: Mapped[str | None]


class AidMessage(Base):
    """One message between the two sides under its EDXL-RM name: never changed, only followed."""

    __tablename__ = "aid_message"
    __table_args__ = (
        CheckConstraint("response IN ('Accept', 'Decline', 'Provisional')", name="response"),
        Index(None, "request_id"),
        {"schema": WORLD},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    request_id: Mapped[UUID] = mapped_column(ForeignKey(AidRequest.id, ondelete="CASCADE"))
    ask_id: Mapped[UUID | None] = mapped_column(ForeignKey(AidAsk.id, ondelete="CASCADE"))
    kind: Mapped[str]
    originating_id: Mapped[UUID]
    preceding_id: Mapped[UUID | None]
    recalls_id: Mapped[UUID | None]
    from_code: Mapped[str]
    to_code: Mapped[str]
    at: Mapped[datetime]
    by_name: Mapped[str | None]
    response: Mapped[str | None]
    note: Mapped[str | None]
    supplies: Mapped[list[dict[str, Any]]]
