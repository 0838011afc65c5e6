"""Who holds which role where: in the live world by membership, in an exercise by seat."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.models import Jurisdiction, Membership, Seat, World

_AREA = (Jurisdiction.code, Jurisdiction.name, Jurisdiction.prefix, Jurisdiction.name_en)


@dataclass(frozen=True, slots=True)
class Grant:
    """A role in a jurisdiction and everything below it."""

    role: str
    jurisdiction_code: str
    jurisdiction_name: str
    prefix: str
    jurisdiction_name_en: str | None = None


def within(grant: Grant, area: Jurisdiction) -> Grant | None:
    """Return what is left of a grant inside an area: all, the area's part, or nothing."""
    if grant.prefix.startswith(area.prefix):
        return grant
    if area.prefix.startswith(grant.prefix):
        return Grant(grant.role, area.code, area.name, area.prefix, area.name_en)
    return None


def grants_of(session: Session, account_id: UUID) -> tuple[Grant, ...]:
    """Return the roles of an account in the live world."""
    query = (
        select(Membership.role, *_AREA)
        .join(Jurisdiction, Jurisdiction.code == Membership.jurisdiction_code)
        .where(Membership.account_id == account_id)
        .order_by(Jurisdiction.code, Membership.role)
    )
    return tuple(Grant(*row) for row in session.execute(query))


def seats_of(session: Session, account_id: UUID, world: str) -> tuple[Grant, ...]:
    """Return what an account plays in an exercise; its real roles mean nothing there."""
    query = (
        select(Seat.role, *_AREA)
        .join(Jurisdiction, Jurisdiction.code == Seat.jurisdiction_code)
        .where(Seat.account_id == account_id, Seat.world == world)
        .order_by(Jurisdiction.code, Seat.role)
    )
    return tuple(Grant(*row) for row in session.execute(query))


def is_over(session: Session, world: str) -> bool:
    """Say whether an exercise has ended, or is not there any more."""
    query = select(World.name).where(World.name == world, World.closed_at.is_(None))
    return session.scalar(query) is None


def outlives(permission: str) -> bool:
    """Say whether something may be done in an exercise that is over: look at it, evaluate it."""
    return permission.endswith(".read") or permission.startswith("evaluations.")


def team_led(session: Session, account_id: UUID, world: str) -> UUID | None:
    """Return the team that an account leads in an exercise, or None."""
    query = select(Seat.team_id).where(Seat.account_id == account_id, Seat.world == world)
    return session.scalar(query.where(Seat.team_id.is_not(None)).limit(1))
