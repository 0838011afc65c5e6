"""Tables without a domain word: worlds, jurisdictions, accounts, sessions, tokens, events, keys."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Identity,
    Index,
    LargeBinary,
    MetaData,
    Text,
    UniqueConstraint,
)
from sqlalchemy.dialects.postgresql import JSONB, TIMESTAMP
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from core.ids import new_id

WORLD = "world"
SHARED = "shared"
SIGN_IN = "sign_in"
"""Columns of an account that only signing in reads; no exercise may."""

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """Parent of every table; text, instants and JSON map to their PostgreSQL types."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map = {  # noqa: RUF012
        str: Text,
        datetime: TIMESTAMP(timezone=True),
        dict[str, Any]: JSONB,
        list[Any]: JSONB,
        list[dict[str, Any]]: JSONB,
        list[str]: ARRAY(Text),
    }


class World(Base):
    """A world: the live one, or one per exercise; each is a schema with the same tables.

    The live world follows the wall clock. An exercise stood at ``clock_at`` when the wall clock
    stood at ``clock_set_at``; since then it has gone ``clock_speed`` times as fast, 0 if it stands.
    Since ``closed_at`` it is over: it is looked at and evaluated, nothing happens in it any more.
    """

    __tablename__ = "world"
    __table_args__ = (
        CheckConstraint("kind IN ('live', 'exercise')", name="kind"),
        CheckConstraint(
            "(kind = 'live') = (clock_at IS NULL) AND (clock_at IS NULL) = (clock_set_at IS NULL)"
            " AND (clock_at IS NULL) = (clock_speed IS NULL) AND clock_speed >= 0",
            name="clock",
        ),
        {"schema": SHARED},
    )

    name: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    title: Mapped[str]
    created_at: Mapped[datetime]
    clock_at: Mapped[datetime | None]
    clock_set_at: Mapped[datetime | None]
    clock_speed: Mapped[float | None]
    closed_at: Mapped[datetime | None]


class Jurisdiction(Base):
    """A place in the tree of GB/T 2260 codes; ``prefix`` is what the codes below it begin with."""

    __tablename__ = "jurisdiction"
    __table_args__ = (
        CheckConstraint("level IN ('province', 'city', 'county', 'township')", name="level"),
        {"schema": SHARED},
    )

    code: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    name_en: Mapped[str | None]
    level: Mapped[str]
    parent_code: Mapped[str | None] = mapped_column(ForeignKey(f"{SHARED}.jurisdiction.code"))
    prefix: Mapped[str] = mapped_column(index=True)


class Account(Base):
    """Somebody who can sign in."""

    __tablename__ = "account"
    __table_args__ = ({"schema": SHARED},)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    username: Mapped[str] = mapped_column(unique=True)
    display_name: Mapped[str]
    password_hash: Mapped[str] = mapped_column(deferred=True, deferred_group=SIGN_IN)
    locale: Mapped[str] = mapped_column(default="zh-CN")
    team_id: Mapped[UUID | None]
    failed_attempts: Mapped[int] = mapped_column(default=0, deferred=True, deferred_group=SIGN_IN)
    locked_until: Mapped[datetime | None] = mapped_column(deferred=True, deferred_group=SIGN_IN)
    disabled_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)


class AccountChoice(Base):
    """How somebody likes a screen, such as which columns it shows; kept for the account."""

    __tablename__ = "account_choice"
    __table_args__ = ({"schema": SHARED},)

    account_id: Mapped[UUID] = mapped_column(
        ForeignKey(Account.id, ondelete="CASCADE"), primary_key=True
    )
    name: Mapped[str] = mapped_column(primary_key=True)
    document: Mapped[dict[str, Any]]
    changed_at: Mapped[datetime]


class Membership(Base):
    """A role that an account holds in a jurisdiction and everything below it."""

    __tablename__ = "membership"
    __table_args__ = (
        UniqueConstraint("account_id", "role", "jurisdiction_code"),
        CheckConstraint(
            "role IN ('commander', 'duty_officer', 'county_clerk', 'team_leader', 'planner',"
            " 'auditor', 'administrator', 'wall')",
            name="role",
        ),
        {"schema": SHARED},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    account_id: Mapped[UUID] = mapped_column(ForeignKey(Account.id, ondelete="CASCADE"), index=True)
    role: Mapped[str]
    jurisdiction_code: Mapped[str] = mapped_column(ForeignKey(Jurisdiction.code))


class Seat(Base):
    """A role that an account plays in an exercise; in the live world it counts for nothing."""

    __tablename__ = "seat"
    __table_args__ = (
        UniqueConstraint("world", "account_id", "role", "jurisdiction_code"),
        CheckConstraint(
            "role IN ('director', 'observer', 'commander', 'duty_officer', 'county_clerk',"
            " 'team_leader')",
            name="role",
        ),
        CheckConstraint("(role = 'team_leader') = (team_id IS NOT NULL)", name="team"),
        {"schema": SHARED},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    world: Mapped[str] = mapped_column(ForeignKey(World.name, ondelete="CASCADE"))
    account_id: Mapped[UUID] = mapped_column(ForeignKey(Account.id, ondelete="CASCADE"), index=True)
    role: Mapped[str]
    jurisdiction_code: Mapped[str] = mapped_column(ForeignKey(Jurisdiction.code))
    team_id: Mapped[UUID | None]


class SignInSession(Base):
    """A signed-in browser; the cookie holds a secret of which only the hash is kept."""

    __tablename__ = "sign_in_session"
    __table_args__ = ({"schema": SHARED},)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    account_id: Mapped[UUID] = mapped_column(ForeignKey(Account.id, ondelete="CASCADE"), index=True)
    token_hash: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    world: Mapped[str] = mapped_column(ForeignKey(World.name))
    created_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    address: Mapped[str | None]
    user_agent: Mapped[str | None]


class ApiToken(Base):
    """A named key for a program, limited to some permissions, an area and a number of calls."""

    __tablename__ = "api_token"
    __table_args__ = (
        CheckConstraint("calls_per_min > 0", name="calls_per_min"),
        {"schema": SHARED},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    account_id: Mapped[UUID] = mapped_column(ForeignKey(Account.id, ondelete="CASCADE"), index=True)
    name: Mapped[str]
    token_hash: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    scopes: Mapped[list[str]]
    area_code: Mapped[str] = mapped_column(ForeignKey(Jurisdiction.code), index=True)
    calls_per_min: Mapped[int]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    last_used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]


class TokenRecord(Base):
    """What somebody did with a program's key, kept for the auditor beyond the key itself."""

    __tablename__ = "token_record"
    __table_args__ = (
        CheckConstraint("action IN ('made', 'rotated', 'revoked')", name="action"),
        {"schema": SHARED},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    at: Mapped[datetime] = mapped_column(index=True)
    action: Mapped[str]
    token_id: Mapped[UUID]
    token_name: Mapped[str]
    owner_name: Mapped[str]
    area_code: Mapped[str]
    scopes: Mapped[list[str]]
    by_name: Mapped[str]
    address: Mapped[str | None]


class SignInRecord(Base):
    """One attempt to sign in, right or refused, kept for the auditor."""

    __tablename__ = "sign_in_record"
    __table_args__ = ({"schema": SHARED},)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    at: Mapped[datetime] = mapped_column(index=True)
    username: Mapped[str]
    account_id: Mapped[UUID | None]
    outcome: Mapped[str]
    address: Mapped[str | None]


class Event(Base):
    """One thing that happened in a world; append-only by database right."""

    __tablename__ = "event"
    __table_args__ = (
        Index(None, "incident_id", "seq"),
        Index("ix_event_audience", "audience", postgresql_using="gin"),
        {"schema": WORLD},
    )

    seq: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    kind: Mapped[str]
    incident_id: Mapped[UUID | None]
    audience: Mapped[list[str]]
    actor_id: Mapped[UUID | None]
    actor_name: Mapped[str | None]
    data: Mapped[dict[str, Any]]
    schema: Mapped[int]


class IdempotencyKey(Base):
    """The answer that was given to a mutating call, so that a repeat of it has no second effect."""

    __tablename__ = "idempotency_key"
    __table_args__ = ({"schema": WORLD},)

    account_id: Mapped[UUID] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    request_hash: Mapped[bytes] = mapped_column(LargeBinary)
    status: Mapped[int | None]
    body: Mapped[bytes | None] = mapped_column(LargeBinary)
    created_at: Mapped[datetime] = mapped_column(index=True)
