"""Every write about the timers of the boards: the limits a site sets."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from alarms import events_timers, queries, queries_timers, schemas_timers
from alarms.errors import LimitsOfTheWholeSite
from alarms.models_timers import TimerLimit
from core import clock, outbox
from core.auth import Actor
from core.errors import require_version
from core.visibility import audience, sees


def set_timer_limits(
    session: Session,
    actor: Actor,
    priority: int,
    version: int | None,
    wanted: schemas_timers.TimerLimitsIn,
) -> schemas_timers.TimerLimits:
    """Set how long incidents of a priority may wait; whoever is over all desks of the site does."""
    if not all(sees(actor.prefixes, one.jurisdiction_code) for one in queries.posts(session)):
        raise LimitsOfTheWholeSite()
    asked = select(TimerLimit).where(TimerLimit.priority == priority).with_for_update()
    row = session.scalar(asked)
    present = queries_timers.limits_of(priority, row)
    require_version(version, present.version, present.model_dump(mode="json"))
    if row is None:
        row = TimerLimit(priority=priority, version=0)
        session.add(row)
    row.waiting_s, row.quiet_s = wanted.waiting_s, wanted.quiet_s
    row.changed_at = clock.now(session)
    row.changed_by, row.changed_by_name = actor.account_id, actor.name
    row.version += 1
    session.flush()
    out = queries_timers.limits_of(priority, row)
    happening = events_timers.TimerLimitChanged(timer_limit=out)
    outbox.record(session, happening, audience=audience(actor.home_code))
    return out
