"""HTTP of alarms: the list, its export, acknowledging, and the limits of a site."""

from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import Query

from alarms import queries, schemas, service
from alarms.kinds import Kind
from core import transaction
from core.auth import Actor, allow
from core.transaction import IfMatch, SessionDep
from core.wire import Instant, Page, Problem

router = transaction.router("alarms")

READS: dict[int | str, dict[str, Any]] = {401: {"model": Problem}, 403: {"model": Problem}}
WRITES = READS | {404: {"model": Problem}, 409: {"model": Problem}, 422: {"model": Problem}}
CHANGES = WRITES | {412: {"model": Problem}, 428: {"model": Problem}}

Reader = Annotated[Actor, allow("picture.read")]
Acknowledger = Annotated[Actor, allow("notices.acknowledge")]
Setter = Annotated[Actor, allow("alarms.set")]
State = Literal["all", "open", "unacknowledged", "ended"]


@router.get("/alarms", responses=READS)
def list_alarms(
    session: SessionDep,
    actor: Reader,
    state: State = "all",
    kind: Kind | None = None,
    incident_id: UUID | None = None,
    since: Instant | None = None,
    until: Instant | None = None,
    offset: Annotated[int, Query(ge=0, le=1_000_000)] = 0,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> Page[schemas.Alarm]:
    """Return the alarms of the reader's area, open and past, the latest first.

    ``since`` leaves out those that had ended before, ``until`` those raised later.
    """
    asked = queries.Asked(state, kind, incident_id, since, until)
    return queries.alarms_page(session, actor.prefixes, asked, offset, limit)


@router.post("/alarms/{alarm_id}/acknowledge", responses=CHANGES)
def acknowledge_alarm(
    session: SessionDep,
    actor: Acknowledger,
    alarm_id: UUID,
    version: IfMatch,
    remark: schemas.AlarmRemark,
) -> schemas.Alarm:
    """Acknowledge an alarm by name: it stops calling and stays until its cause is gone."""
    return service.acknowledge_alarm(session, actor, alarm_id, version, remark.note)


@router.post("/alarms/acknowledge", responses=WRITES)
def acknowledge_alarms(
    session: SessionDep, actor: Acknowledger, wanted: schemas.AcknowledgeManyIn
) -> schemas.AcknowledgedMany:
    """Acknowledge a whole group at once, each alarm in the version that was seen."""
    return service.acknowledge_alarms(session, actor, wanted)


@router.get("/alarm-limits", responses=READS)
def list_alarm_limits(session: SessionDep, _actor: Reader) -> list[schemas.AlarmLimits]:
    """Return when each kind of alarm is raised, calls again and goes a step up."""
    return queries.limits_out(session)


@router.put("/alarm-limits/{kind}", responses=CHANGES)
def set_alarm_limits(
    session: SessionDep,
    actor: Setter,
    kind: Kind,
    version: IfMatch,
    wanted: schemas.AlarmLimitsIn,
) -> schemas.AlarmLimits:
    """Set the limits of a kind of alarm for this site; version 0 stands for the shipped ones."""
    return service.set_limits(session, actor, kind, version, wanted)
