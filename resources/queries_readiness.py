"""Reads of readiness: shifts in a span, and which teams are on duty at an instant."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.visibility import visible
from resources import schemas_readiness
from resources.models import Team
from resources.models_readiness import Shift
from resources.readiness import Declared, Span, is_on_duty, is_out

CALENDAR = timedelta(days=14)
"""A team with a shift within so many days, before or after, is one that keeps a calendar."""


class Recipient(NamedTuple):
    """Whom an order for a team goes to."""

    role: str
    name: str | None
    phone: str | None
    on_duty: bool


class Duty(NamedTuple):
    """How a team stands at an instant."""

    on_duty: bool
    back: bool
    """Whether a time out of service has run out and is to be taken off its record."""


def list_shifts(
    session: Session,
    prefixes: Sequence[str],
    since: datetime,
    until: datetime,
    team_id: UUID | None = None,
) -> list[schemas_readiness.Shift]:
    """Return the shifts of visible teams that touch a span, in order."""
    query = (
        select(Shift)
        .join(Team, Team.id == Shift.team_id)
        .where(visible(Team.jurisdiction_code, prefixes), Team.retired_at.is_(None))
        .where(Shift.starts_at < until, Shift.ends_at > since)
        .order_by(Shift.starts_at, Shift.id)
        .limit(20_000)
    )
    if team_id is not None:
        query = query.where(Shift.team_id == team_id)
    return [schemas_readiness.Shift.model_validate(row) for row in session.scalars(query)]


def shifts_around(
    session: Session, now: datetime, team_ids: Sequence[UUID] | None = None
) -> dict[UUID, list[Span]]:
    """Return the shifts of each team that keeps a calendar, near an instant."""
    query = select(Shift.team_id, Shift.starts_at, Shift.ends_at).where(
        Shift.starts_at < now + CALENDAR, Shift.ends_at > now - CALENDAR
    )
    if team_ids is not None:
        query = query.where(Shift.team_id.in_(team_ids))
    found: dict[UUID, list[Span]] = defaultdict(list)
    for team_id, starts_at, ends_at in session.execute(query):
        found[team_id].append(Span(starts_at, ends_at))
    return found


def duty_of(team: Team, shifts: dict[UUID, list[Span]], now: datetime) -> Duty:
    """Return how a team stands at an instant."""
    declared = Declared(team.crew, team.out_reason is not None, team.out_until)
    mine = shifts.get(team.id, [])
    back = declared.out and not is_out(declared, now)
    return Duty(is_on_duty(declared, mine, team.id in shifts, now), back)


def recipients(
    session: Session, team_ids: Sequence[UUID], now: datetime
) -> dict[UUID, list[Recipient]]:
    """Return whom an order for each team goes to now: who has the shift, else the leader.

    A team that is off duty has its leader named, marked as one whose telephone does not ring.
    """
    running = select(Shift).where(
        Shift.team_id.in_(team_ids), Shift.starts_at <= now, Shift.ends_at > now
    )
    shifts = {shift.team_id: shift for shift in session.scalars(running)}
    teams = session.scalars(select(Team).where(Team.id.in_(team_ids)))
    return {team.id: _of_team(team, shifts.get(team.id)) for team in teams}


def _of_team(team: Team, shift: Shift | None) -> list[Recipient]:
    if shift is not None and shift.duty_name and team.on_duty:
        return [Recipient("duty", shift.duty_name, shift.duty_phone or team.phone, True)]
    if team.leader_name is None and team.phone is None:
        return []
    return [Recipient("leader", team.leader_name, team.phone, team.on_duty)]
