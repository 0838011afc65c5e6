"""Every read of alarms: what is open, what was, which limits are in force, who can be called."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session

from alarms import schemas
from alarms.kinds import CALLING, DEFAULTS, Kind, Limits, severity
from alarms.lifecycle import COMMAND, DUTY, PLANNER, Post, Standing
from alarms.models import Alarm, AlarmLimit
from core import clock
from core.errors import NotFound
from core.models import Account, Jurisdiction, Membership
from core.visibility import visible
from core.wire import Page

ENDED_SHOWN = timedelta(hours=12)
_MOST_ENDED = 200
_FROM_ROW = frozenset(schemas.Alarm.model_fields) - {"severity"}


@dataclass(frozen=True)
class Asked:
    """What a list of alarms is asked for."""

    state: str = "all"
    kind: Kind | None = None
    incident_id: UUID | None = None
    since: datetime | None = None
    until: datetime | None = None


def alarm_out(row: Alarm) -> schemas.Alarm:
    """Return an alarm as it travels."""
    told = {name: getattr(row, name) for name in _FROM_ROW}
    return schemas.Alarm(severity=severity(Kind(row.kind)), **told)


def standing(session: Session, kinds: Collection[Kind]) -> list[Standing]:
    """Return the alarms of some kinds that have not ended, as the rules see them."""
    wanted = Alarm.kind.in_([one.value for one in kinds])
    query = select(Alarm).where(wanted, Alarm.ended_at.is_(None)).order_by(Alarm.id)
    rows = session.scalars(query)
    return [
        Standing(
            id=row.id,
            kind=Kind(row.kind),
            subject=row.subject,
            raised_at=row.raised_at,
            called_at=row.called_at,
            acknowledged=row.acknowledged_at is not None,
            escalated=row.escalated_at is not None,
            facts=row.facts,
        )
        for row in rows
    ]


def limits(session: Session) -> dict[Kind, Limits]:
    """Return the limits in force: the site's own where it has set them."""
    own = {
        Kind(row.kind): Limits(row.after_s, row.repeat_s, row.escalate_s)
        for row in session.scalars(select(AlarmLimit))
    }
    return {**DEFAULTS, **own}


def limits_out(session: Session) -> list[schemas.AlarmLimits]:
    """Return the limits of every kind that calls, in the order of the list of kinds."""
    own = {Kind(row.kind): row for row in session.scalars(select(AlarmLimit))}
    return [one_limit(kind, own.get(kind)) for kind in Kind if kind in CALLING]


def one_limit(kind: Kind, row: AlarmLimit | None) -> schemas.AlarmLimits:
    """Return the limits of one kind for people."""
    shipped = DEFAULTS[kind]
    return schemas.AlarmLimits(
        kind=kind,
        severity=severity(kind),
        after_s=row.after_s if row else shipped.after_s,
        repeat_s=row.repeat_s if row else shipped.repeat_s,
        escalate_s=row.escalate_s if row else shipped.escalate_s,
        shipped=shipped._asdict(),
        changed_at=row.changed_at if row else None,
        changed_by_name=row.changed_by_name if row else None,
        version=row.version if row else 0,
    )


CALLED = (DUTY, COMMAND)
TOLD = (PLANNER, COMMAND, DUTY)


def posts(session: Session, roles: Sequence[str] = CALLED) -> list[Post]:
    """Return the posts there are, duty desks and commanders: roles that somebody holds."""
    query = (
        select(Membership.role, Jurisdiction.code, Jurisdiction.prefix)
        .join(Jurisdiction, Jurisdiction.code == Membership.jurisdiction_code)
        .join(Account, Account.id == Membership.account_id)
        .where(Membership.role.in_(roles), Account.disabled_at.is_(None))
        .distinct()
    )
    return [Post(*row) for row in session.execute(query)]


def alarms_page(
    session: Session, prefixes: Sequence[str], asked: Asked, offset: int, limit: int
) -> Page[schemas.Alarm]:
    """Return the alarms of the reader's area, the latest first."""
    query = _asked(prefixes, asked)
    total = session.scalar(select(func.count()).select_from(query.subquery())) or 0
    ordered = query.order_by(Alarm.raised_at.desc(), Alarm.id.desc()).offset(offset).limit(limit)
    rows = [alarm_out(row) for row in session.scalars(ordered)]
    following = offset + len(rows)
    return Page(rows=rows, total=total, next_offset=following if following < total else None)


def _asked(prefixes: Sequence[str], asked: Asked) -> Select[Alarm]:
    wanted: list[ColumnElement[bool]] = [visible(Alarm.jurisdiction_code, prefixes)]
    if asked.state == "open":
        wanted.append(Alarm.ended_at.is_(None))
    elif asked.state == "unacknowledged":
        wanted.extend((Alarm.ended_at.is_(None), Alarm.acknowledged_at.is_(None)))
    elif asked.state == "ended":
        wanted.append(Alarm.ended_at.is_not(None))
    if asked.kind is not None:
        wanted.append(Alarm.kind == asked.kind.value)
    if asked.incident_id is not None:
        wanted.append(Alarm.incident_id == asked.incident_id)
    if asked.since is not None:
        wanted.append(or_(Alarm.ended_at.is_(None), Alarm.ended_at >= asked.since))
    if asked.until is not None:
        wanted.append(Alarm.raised_at < asked.until)
    return select(Alarm).where(*wanted)


def snapshot_alarms(session: Session, prefixes: Sequence[str]) -> list[schemas.Alarm]:
    """Return the open alarms of the area and the last ones that ended within half a day."""
    seen = visible(Alarm.jurisdiction_code, prefixes)
    stands = select(Alarm).where(seen, Alarm.ended_at.is_(None)).order_by(Alarm.id)
    since = clock.now(session) - ENDED_SHOWN
    ended = (
        select(Alarm)
        .where(seen, Alarm.ended_at >= since)
        .order_by(Alarm.ended_at.desc())
        .limit(_MOST_ENDED)
    )
    rows = [*session.scalars(stands), *session.scalars(ended)]
    return [alarm_out(row) for row in rows]


def find_alarm(session: Session, prefixes: Sequence[str], alarm_id: UUID) -> Alarm:
    """Return one alarm, locked; one of another area is not there."""
    row = session.scalar(
        select(Alarm)
        .where(Alarm.id == alarm_id, visible(Alarm.jurisdiction_code, prefixes))
        .with_for_update()
    )
    if row is None:
        raise NotFound(noun="alarm")
    return row


def locked_alarms(session: Session, ids: Sequence[UUID]) -> list[Alarm]:
    """Return alarms by id, locked in id order and fresh."""
    query = select(Alarm).where(Alarm.id.in_(ids)).order_by(Alarm.id).with_for_update()
    return list(session.scalars(query.execution_options(populate_existing=True)))
