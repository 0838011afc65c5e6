"""Tables of what one jurisdiction lets another use: agreements with their terms, teams lent."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.ids import new_id
from core.models import WORLD, Base
from resources.models import Team


class MutualAid(Base):
    """An agreement that one jurisdiction's resources may help another; both must sign.

    Without terms it covers everything the provider has.
    """

    __tablename__ = "mutual_aid"
    __table_args__ = (
        UniqueConstraint("number"),
        CheckConstraint("provider_code <> receiver_code", name="two_parties"),
        CheckConstraint("valid_to > valid_from", name="validity"),
        CheckConstraint("(ended_at IS NULL) = (end_reason IS NULL)", name="end_reason"),
        Index(None, "receiver_code"),
        Index(None, "provider_code"),
        {"schema": WORLD},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    number: Mapped[str]
    provider_code: Mapped[str]
    receiver_code: Mapped[str]
    note: Mapped[str | None]
    valid_from: Mapped[datetime]
    valid_to: Mapped[datetime]
    drafted_at: Mapped[datetime]
    drafted_by_name: Mapped[str | None]
    provider_signed_at: Mapped[datetime | None]
    provider_signed_by_name: Mapped[str | None]
    receiver_signed_at: Mapped[datetime | None]
    receiver_signed_by_name: Mapped[str | None]
    ended_at: Mapped[datetime | None]
    ended_by_name: Mapped[str | None]
    end_reason: Mapped[str | None]
    synthetic: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column(default=1)
    terms: Mapped[list["MutualAidTerm"]] = relationship(
        lazy="raise", order_by="MutualAidTerm.position", cascade="all, delete-orphan"
    )


class MutualAidTerm(Base):
    """One kind of help that an agreement covers, and how much of it at most at once."""

    __tablename__ = "mutual_aid_term"
    __table_args__ = (
        UniqueConstraint("mutual_aid_id", "kind", "code"),
        CheckConstraint("kind IN ('team_kind', 'capability', 'item')", name="kind"),
        CheckConstraint("most > 0", name="most"),
        {"schema": WORLD},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    mutual_aid_id: Mapped[UUID] = mapped_column(ForeignKey(MutualAid.id, ondelete="CASCADE"))
    position: Mapped[int]
    kind: Mapped[str]
    code: Mapped[str]
    most: Mapped[int | None]


class LentTeam(Base):
    """A team at another jurisdiction's disposal: seen and sent there until it is given back."""

    __tablename__ = "lent_team"
    __table_args__ = (
        Index(
            "uq_lent_team_open", "team_id", unique=True, postgresql_where=text("ended_at IS NULL")
        ),
        Index(None, "receiver_code"),
        {"schema": WORLD},
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    team_id: Mapped[UUID] = mapped_column(ForeignKey(Team.id, ondelete="CASCADE"))
    receiver_code: Mapped[str]
    cause_id: Mapped[UUID] = mapped_column(index=True)
    lent_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
