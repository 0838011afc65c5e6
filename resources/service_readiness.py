"""Writes of readiness: declared in a minute for many teams; shifts; what changes by the clock."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from core import clock, outbox
from core.auth import Actor
from core.config import get_settings
from core.errors import NotFound, require_version
from core.visibility import audience, require_visible, sees
from resources import queries, queries_readiness, schemas, schemas_readiness, schemas_trust
from resources.errors import OutUntilPast, ShiftEndsBeforeItBegins, ShiftsOverlap, TooShortARest
from resources.events import TeamChanged
from resources.models import Team
from resources.models_readiness import Shift
from resources.readiness import Span, too_short_a_rest
from resources.service import lock_teams


def declare(
    session: Session, actor: Actor, wanted: schemas_readiness.ReadinessIn
) -> schemas_readiness.Declared:
    """Declare how teams of one's own stand, many in one go; declaring vouches for a team too.

    A team that somebody changed meanwhile is left alone and handed back as it is now.
    """
    now = clock.now(session)
    asked = {row.team_id: row for row in wanted.rows}
    teams = {team.id: team for team in lock_teams(session, asked)}
    left: list[schemas_trust.NotConfirmed] = []
    shifts = queries_readiness.shifts_around(session, now, list(asked))
    good = [
        team_id for team_id, row in asked.items() if _is_as_seen(session, actor, teams, row, left)
    ]
    for team_id in good:
        _declare(session, teams[team_id], asked[team_id], now)
        teams[team_id].on_duty = queries_readiness.duty_of(teams[team_id], shifts, now).on_duty
    return schemas_readiness.Declared(teams=_tell(session, good), left=left)


def _is_as_seen(
    session: Session,
    actor: Actor,
    teams: dict[UUID, Team],
    row: schemas_readiness.ReadinessRow,
    left: list[schemas_trust.NotConfirmed],
) -> bool:
    team = teams.get(row.team_id)
    if team is None or team.retired_at or not _is_own(actor, team):
        left.append(
            schemas_trust.NotConfirmed(noun="team", id=row.team_id, reason="not_there", record=None)
        )
        return False
    if team.version != row.version:
        record = queries.teams_by_id(session, [team.id])[team.id].model_dump(mode="json")
        left.append(
            schemas_trust.NotConfirmed(noun="team", id=team.id, reason="stale", record=record)
        )
        return False
    return True


def _is_own(actor: Actor, team: Team) -> bool:
    """Whoever keeps the teams of an area declares them; a leader declares the own team."""
    return sees(actor.prefixes, team.jurisdiction_code) or actor.team_id == team.id


def _declare(
    session: Session, team: Team, row: schemas_readiness.ReadinessRow, now: datetime
) -> None:
    if row.out_until is not None and row.out_until <= now:
        raise OutUntilPast(field="out_until", team=team.name)
    team.crew = row.crew
    team.equipment_note = row.equipment_note or None
    team.out_reason, team.out_note, team.out_until = row.out_reason, row.out_note, row.out_until
    name = session.info.get("actor_name")
    team.declared_at = team.confirmed_at = team.changed_at = now
    team.declared_by = team.confirmed_by = team.changed_by = name
    team.confirmed_how = "seen"
    team.version += 1


def _tell(session: Session, team_ids: Sequence[UUID]) -> list[schemas.Team]:
    session.flush()
    records = queries.teams_by_id(session, team_ids)
    for team in records.values():
        heard_by = audience(team.jurisdiction_code, teams=[team.id])
        outbox.record(session, TeamChanged(team=team), audience=heard_by)
    return list(records.values())


def refresh_duty(session: Session) -> list[UUID]:
    """Let what changes by the clock change: shifts begin and end, times out of service run out.

    Returns the teams whose standing changed; each leaves an event, so a new proposal is made.
    """
    now = clock.now(session)
    shifts = queries_readiness.shifts_around(session, now)
    query = select(Team).where(
        Team.retired_at.is_(None),
        or_(
            Team.id.in_(list(shifts)),
            Team.out_until <= now,
            Team.on_duty.is_(False),
        ),
    )
    due = [team.id for team in session.scalars(query) if _is_due(team, shifts, now)]
    if not due:
        return []
    changed = [team for team in lock_teams(session, due) if _is_due(team, shifts, now)]
    for team in changed:
        duty = queries_readiness.duty_of(team, shifts, now)
        team.on_duty = duty.on_duty
        if duty.back:
            team.out_reason = team.out_note = team.out_until = None
        team.version += 1
    _tell(session, [team.id for team in changed])
    return [team.id for team in changed]


def _is_due(team: Team, shifts: dict[UUID, list[Span]], now: datetime) -> bool:
    duty = queries_readiness.duty_of(team, shifts, now)
    return duty.on_duty != team.on_duty or duty.back


def set_shifts(
    session: Session, actor: Actor, wanted: schemas_readiness.ShiftIn
) -> list[schemas_readiness.Shift]:
    """Enter shifts for teams of one's own; they may not overlap, and between them there is rest."""
    if wanted.starts_at >= wanted.ends_at:
        raise ShiftEndsBeforeItBegins(field="ends_at")
    teams = lock_teams(session, wanted.team_ids)
    if {team.id for team in teams} != set(wanted.team_ids):
        raise NotFound(noun="team", field="team_ids")
    for team in teams:
        require_visible(actor.prefixes, team.jurisdiction_code, "team")
    spans = _spans(wanted)
    if not wanted.short_rest:
        _require_rest(session, teams, spans)
    rows = [_shift(session, team, span, wanted) for team in teams for span in spans]
    try:
        with session.begin_nested():
            session.add_all(rows)
    except IntegrityError:
        raise ShiftsOverlap(field="starts_at") from None
    refresh_duty(session)
    return [schemas_readiness.Shift.model_validate(row) for row in rows]


def _spans(wanted: schemas_readiness.ShiftIn) -> list[Span]:
    steps = [timedelta(hours=wanted.every_h * k) for k in range(wanted.times)]
    return [Span(wanted.starts_at + step, wanted.ends_at + step) for step in steps]


def _shift(session: Session, team: Team, span: Span, wanted: schemas_readiness.ShiftIn) -> Shift:
    return Shift(
        team_id=team.id,
        starts_at=span.starts_at,
        ends_at=span.ends_at,
        note=wanted.note,
        duty_name=wanted.duty_name or None,
        duty_phone=wanted.duty_phone or None,
        set_by=session.info.get("actor_name"),
        version=1,
    )


def _require_rest(session: Session, teams: Sequence[Team], spans: Sequence[Span]) -> None:
    """Refuse a shift that begins too soon after another one of the same team has ended."""
    rest = timedelta(hours=get_settings().rest_hours)
    first = min(span.starts_at for span in spans) - rest
    last = max(span.ends_at for span in spans) + rest
    query = select(Shift).where(
        Shift.team_id.in_([team.id for team in teams]),
        Shift.starts_at < last,
        Shift.ends_at > first,
    )
    known = list(session.scalars(query))
    for team in teams:
        mine = [Span(row.starts_at, row.ends_at) for row in known if row.team_id == team.id]
        found = too_short_a_rest([*mine, *spans], rest)
        if found is not None:
            raise TooShortARest(
                field="starts_at",
                team=team.name,
                hours=get_settings().rest_hours,
                starts_at=found[1].starts_at.isoformat(timespec="minutes"),
            )


def name_duty(
    session: Session,
    actor: Actor,
    shift_id: UUID,
    seen: int | None,
    wanted: schemas_readiness.ShiftPatch,
) -> schemas_readiness.Shift:
    """Say who answers for a team of one's own during a shift."""
    shift = session.get(Shift, shift_id, with_for_update=True)
    if shift is None:
        raise NotFound(noun="shift")
    team = session.get_one(Team, shift.team_id)
    require_visible(actor.prefixes, team.jurisdiction_code, "shift")
    record = schemas_readiness.Shift.model_validate(shift)
    require_version(seen, shift.version, record.model_dump(mode="json"))
    shift.duty_name, shift.duty_phone = wanted.duty_name or None, wanted.duty_phone or None
    shift.set_by = session.info.get("actor_name")
    shift.version += 1
    session.flush()
    return schemas_readiness.Shift.model_validate(shift)


def remove_shift(session: Session, actor: Actor, shift_id: UUID) -> None:
    """Take a shift of a team of one's own off the calendar."""
    shift = session.get(Shift, shift_id)
    if shift is None:
        raise NotFound(noun="shift")
    [team] = lock_teams(session, [shift.team_id])
    require_visible(actor.prefixes, team.jurisdiction_code, "shift")
    session.delete(shift)
    session.flush()
    refresh_duty(session)
