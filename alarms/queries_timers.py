"""Every read of the timers of the boards: last news of each incident, limits in force."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session

from alarms import queries, schemas_timers
from alarms.kinds import Kind
from alarms.models_timers import TimerLimit
from alarms.timers import NEWS, TIMER_DEFAULTS
from core.models import Event
from core.visibility import visible
from incidents.models import Incident


def timers(session: Session, prefixes: Sequence[str]) -> schemas_timers.Timers:
    """Return what the timers of the reader's board run on."""
    return schemas_timers.Timers(
        news=last_news(session, prefixes),
        news_kinds=sorted(NEWS),
        limits=timer_limits(session),
        report_ahead_s=max(0, -queries.limits(session)[Kind.REPORT_DUE].after_s),
    )


def last_news(session: Session, prefixes: Sequence[str]) -> list[schemas_timers.IncidentNews]:
    """Return when something was last done or told about each incident that is not over."""
    query = (
        select(Event.incident_id, Event.at, Event.kind)
        .join(Incident, Incident.id == Event.incident_id)
        .where(Incident.state.in_(("reported", "responding")), Event.kind.in_(sorted(NEWS)))
        .where(visible(Incident.jurisdiction_code, prefixes))
        .ext(distinct_on(Event.incident_id))
        .order_by(Event.incident_id, Event.seq.desc())
    )
    return [
        schemas_timers.IncidentNews(incident_id=row.incident_id, at=row.at, kind=row.kind)
        for row in session.execute(query)
    ]


def timer_limits(session: Session) -> list[schemas_timers.TimerLimits]:
    """Return the limits of every priority, the gravest first: the site's own where it set them."""
    own = {row.priority: row for row in session.scalars(select(TimerLimit))}
    return [limits_of(priority, own.get(priority)) for priority in sorted(TIMER_DEFAULTS)]


def limits_of(priority: int, row: TimerLimit | None) -> schemas_timers.TimerLimits:
    """Return the limits of one priority for people."""
    shipped = TIMER_DEFAULTS[priority]
    return schemas_timers.TimerLimits(
        priority=priority,
        waiting_s=row.waiting_s if row else shipped.waiting_s,
        quiet_s=row.quiet_s if row else shipped.quiet_s,
        shipped=shipped._asdict(),
        changed_at=row.changed_at if row else None,
        changed_by_name=row.changed_by_name if row else None,
        version=row.version if row else 0,
    )
