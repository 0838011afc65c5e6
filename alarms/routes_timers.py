"""HTTP of the timers of the boards: what they run on, and their limits."""

from typing import Annotated

from fastapi import Path

from alarms import queries_timers, schemas_timers, service_timers
from alarms.routes import CHANGES, READS, Reader, Setter
from core import transaction
from core.transaction import IfMatch, SessionDep

router = transaction.router("alarms")


@router.get("/timers", responses=READS)
def get_timers(session: SessionDep, actor: Reader) -> schemas_timers.Timers:
    """Return the last news of each open incident, and how long each priority may wait."""
    return queries_timers.timers(session, actor.prefixes)


@router.put("/timer-limits/{priority}", responses=CHANGES)
def set_timer_limits(
    session: SessionDep,
    actor: Setter,
    priority: Annotated[int, Path(ge=1, le=5, examples=[1])],
    version: IfMatch,
    wanted: schemas_timers.TimerLimitsIn,
) -> schemas_timers.TimerLimits:
    """Set how long incidents of a priority may wait; version 0 stands for the shipped limits."""
    return service_timers.set_timer_limits(session, actor, priority, version, wanted)
