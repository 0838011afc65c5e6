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
    """A world: the live one, or one per exercise; each is a schema with the same tables."""

    __tablename__ = "world"
    __table_args__ = (
        CheckConstraint("kind IN ('live', 'exercise')", name="kind"),
        {"schema": SHARED},
    )

    name: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    title: Mapped[str]
    created_at: Mapped[datetime]


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
    password_hash: Mapped[str]
    locale: Mapped[str] = mapped_column(default="zh-CN")
    team_id: Mapped[UUID | None]
    failed_attempts: Mapped[int] = mapped_column(default=0)
    locked_until: Mapped[datetime | None]
    disabled_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)


class Membership(Base):
    """A role that an account holds in a jurisdiction and everything below it."""

    __tablename__ = "membership"
    __table_args__ = (
        UniqueConstraint("account_id", "role", "jurisdiction_code"),
        CheckConstraint(
            "role IN ('commander', 'duty_officer', 'county_clerk', 'team_leader', 'planner',"
            " 'auditor', 'administrator')",
            name="role",
        ),
        {"schema": SHARED},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    account_id: Mapped[UUID] = mapped_column(ForeignKey(Account.id, ondelete="CASCADE"), index=True)
    role: Mapped[str]
    jurisdiction_code: Mapped[str] = mapped_column(ForeignKey(Jurisdiction.code))


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
    """A named key for a program, limited to the permissions in ``scopes``."""

    __tablename__ = "api_token"
    __table_args__ = ({"schema": SHARED},)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    account_id: Mapped[UUID] = mapped_column(ForeignKey(Account.id, ondelete="CASCADE"), index=True)
    name: Mapped[str]
    token_hash: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    scopes: Mapped[list[str]]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    last_used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]


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
