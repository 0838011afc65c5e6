"""Every write about alarms: what the watch decides, what people acknowledge, limits they set."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from alarms import events, queries, schemas
from alarms.errors import (
    AlarmAcknowledged,
    AlarmOver,
    LimitsOfTheWholeSite,
    LimitWrong,
    NoticeHasNoLimits,
    NotYourAlarm,
)
from alarms.kinds import CALLING, NOTICES, Kind, Limits, may_come_before
from alarms.lifecycle import Cause, Decisions, Post, calls_for, decide, told_of
from alarms.models import Alarm, AlarmLimit
from core import clock, outbox
from core.auth import Actor
from core.errors import require_version
from core.ids import new_id
from core.outbox import Happening
from core.visibility import audience, sees


def look(session: Session, causes: Sequence[Cause], kinds: Collection[Kind] = CALLING) -> Decisions:
    """Return what is to be done about alarms of some kinds, given all of them that stands now."""
    now = clock.now(session)
    return decide(queries.standing(session, kinds), causes, queries.limits(session), now)


def settle(session: Session, decisions: Decisions) -> None:
    """Do what was decided; an alarm that somebody acknowledged or ended meanwhile is let be."""
    now = clock.now(session)
    posts = queries.posts(session)
    told = queries.posts(session, queries.TOLD)
    for cause in decisions.raised:
        is_notice = cause.kind in NOTICES
        code = cause.jurisdiction_code
        calls = told_of(code, told) if is_notice else calls_for(code, posts, escalated=False)
        _raise(session, cause, _written(calls), now)
    for row in queries.locked_alarms(session, _touched(decisions)):
        if row.ended_at is None:
            _follow(session, row, decisions, posts, now)


def _touched(decisions: Decisions) -> list[UUID]:
    return [*decisions.ended, *decisions.repeated, *decisions.escalated, *decisions.changed]


def _raise(session: Session, cause: Cause, calls: list[dict[str, Any]], now: datetime) -> None:
    """Raise an alarm unless one stands for this cause: the database decides, so none is doubled."""
    entered = (
        insert(Alarm)
        .values(
            id=new_id(),
            kind=cause.kind.value,
            noun=cause.noun,
            subject=cause.subject,
            incident_id=cause.incident_id,
            jurisdiction_code=cause.jurisdiction_code,
            facts=dict(cause.facts),
            since_at=cause.since_at,
            raised_at=now,
            called_at=now,
            calls=calls,
            repeats=0,
            version=1,
        )
        .on_conflict_do_nothing()
        .returning(Alarm)
    )
    row = session.scalar(entered)
    if row is not None:
        _tell(session, events.AlarmRaised, row)


def _follow(
    session: Session, row: Alarm, decisions: Decisions, posts: Sequence[Post], now: datetime
) -> None:
    if row.id in decisions.ended:
        row.ended_at = now
        return _tell_changed(session, events.AlarmEnded, row)
    if (cause := decisions.changed.get(row.id)) is not None:
        row.facts = dict(cause.facts)
    if row.acknowledged_at is None and row.id in decisions.escalated:
        row.escalated_at = row.called_at = now
        row.calls = _written(calls_for(row.jurisdiction_code, posts, escalated=True))
        return _tell_changed(session, events.AlarmEscalated, row)
    if row.acknowledged_at is None and row.id in decisions.repeated:
        row.called_at = now
        row.repeats += 1
        return _tell_changed(session, events.AlarmRepeated, row)
    if cause is not None:
        _tell_changed(session, events.AlarmChanged, row)
    return None


def _written(calls: Sequence[Post]) -> list[dict[str, Any]]:
    return [{"role": one.role, "jurisdiction_code": one.jurisdiction_code} for one in calls]


def acknowledge_alarm(
    session: Session, actor: Actor, alarm_id: UUID, version: int | None, note: str
) -> schemas.Alarm:
    """Take an alarm upon oneself, by name: it calls nobody any more, and stays until its end."""
    row = queries.find_alarm(session, actor.prefixes, alarm_id)
    _require_taker(actor, row)
    record = queries.alarm_out(row).model_dump(mode="json")
    if row.acknowledged_at is not None:
        raise AlarmAcknowledged(name=row.acknowledged_by_name, record=record)
    if row.ended_at is not None:
        raise AlarmOver(record=record)
    require_version(version, row.version, record)
    return _acknowledge(session, actor, row, note)


def acknowledge_alarms(
    session: Session, actor: Actor, wanted: schemas.AcknowledgeManyIn
) -> schemas.AcknowledgedMany:
    """Acknowledge a group at once; what others did meanwhile is left as it is and told."""
    seen = {one.id: one.version for one in wanted.alarms}
    done, passed_over = [], []
    for alarm_id in sorted(seen):
        row = queries.find_alarm(session, actor.prefixes, alarm_id)
        _require_taker(actor, row)
        settled = row.acknowledged_at is not None or row.ended_at is not None
        if settled or row.version != seen[alarm_id]:
            passed_over.append(queries.alarm_out(row))
        else:
            done.append(_acknowledge(session, actor, row, wanted.note))
    return schemas.AcknowledgedMany(acknowledged=done, passed_over=passed_over)


def _require_taker(actor: Actor, row: Alarm) -> None:
    """Refuse what calls the duty desk to whoever keeps plans alone."""
    if Kind(row.kind) not in NOTICES and not actor.may("alarms.acknowledge"):
        raise NotYourAlarm()


def acknowledge_cause(session: Session, kind: Kind, subject: str, name: str) -> None:
    """Acknowledge the open alarm of a cause that somebody took upon themselves elsewhere.

    One that somebody is just acknowledging is left to them.
    """
    row = session.scalar(
        select(Alarm)
        .where(Alarm.kind == kind.value, Alarm.subject == subject, Alarm.ended_at.is_(None))
        .with_for_update(skip_locked=True)
    )
    actor_id = session.info.get("actor_id")
    if row is None or row.acknowledged_at is not None or actor_id is None:
        return
    row.acknowledged_at = clock.now(session)
    row.acknowledged_by, row.acknowledged_by_name = actor_id, name
    _tell_changed(session, events.AlarmAcknowledged, row)


def _acknowledge(session: Session, actor: Actor, row: Alarm, note: str) -> schemas.Alarm:
    row.acknowledged_at = clock.now(session)
    row.acknowledged_by, row.acknowledged_by_name = actor.account_id, actor.name
    row.note = note or None
    _tell_changed(session, events.AlarmAcknowledged, row)
    return queries.alarm_out(row)


def set_limits(
    session: Session,
    actor: Actor,
    kind: Kind,
    version: int | None,
    wanted: schemas.AlarmLimitsIn,
) -> schemas.AlarmLimits:
    """Set the limits of a kind of alarm for this site; they hold from the next look on."""
    if kind in NOTICES:
        raise NoticeHasNoLimits(field="kind", value=kind.value)
    if not all(sees(actor.prefixes, one.jurisdiction_code) for one in queries.posts(session)):
        raise LimitsOfTheWholeSite()
    if (wanted.after_s < 0) != may_come_before(kind):
        raise LimitWrong(field="after_s", value=wanted.after_s)
    row = session.scalar(select(AlarmLimit).where(AlarmLimit.kind == kind.value).with_for_update())
    present = queries.one_limit(kind, row)
    require_version(version, present.version, present.model_dump(mode="json"))
    row = _entered(session, kind, row)
    row.after_s, row.repeat_s, row.escalate_s = Limits(
        wanted.after_s, wanted.repeat_s, wanted.escalate_s
    )
    row.changed_at = clock.now(session)
    row.changed_by, row.changed_by_name = actor.account_id, actor.name
    row.version += 1
    session.flush()
    out = queries.one_limit(kind, row)
    outbox.record(
        session, events.AlarmLimitChanged(alarm_limit=out), audience=audience(actor.home_code)
    )
    return out


def _entered(session: Session, kind: Kind, row: AlarmLimit | None) -> AlarmLimit:
    if row is None:
        row = AlarmLimit(kind=kind.value, version=0)
        session.add(row)
    return row


def _tell_changed(session: Session, happening: type[Happening], row: Alarm) -> None:
    row.version += 1
    session.flush()
    _tell(session, happening, row)


def _tell(session: Session, happening: type[Happening], row: Alarm) -> None:
    outbox.record(
        session,
        happening(alarm=queries.alarm_out(row)),  # type: ignore[call-arg]
        audience=audience(row.jurisdiction_code),
        incident_id=row.incident_id,
    )
