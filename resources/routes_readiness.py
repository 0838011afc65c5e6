"""Readiness of teams and their shift calendar over HTTP."""

from datetime import timedelta
from typing import Annotated, Any
from uuid import UUID

from core import clock, transaction
from core.auth import Actor, allow
from core.transaction import IfMatch, SessionDep
from core.wire import Instant, Problem
from resources import queries_readiness, schemas_readiness, service_readiness

router = transaction.router("readiness")
Reader = Annotated[Actor, allow("picture.read")]
Keeper = Annotated[Actor, allow("teams.write")]
Declarer = Annotated[Actor, allow("teams.write", "readiness.own")]

_READ: dict[int | str, dict[str, Any]] = {code: {"model": Problem} for code in (401, 403, 422)}
_ENTER = _READ | {code: {"model": Problem} for code in (404, 409)}
_CHANGE = _READ | {code: {"model": Problem} for code in (404, 412, 428)}


@router.post("/readiness", responses=_READ)
def declare_readiness(
    session: SessionDep, actor: Declarer, wanted: schemas_readiness.ReadinessIn
) -> schemas_readiness.Declared:
    """Declare how teams stand, many in one go; a team's leader declares the own one."""
    return service_readiness.declare(session, actor, wanted)


@router.get("/shifts", responses=_READ)
def list_shifts(
    session: SessionDep,
    actor: Reader,
    since: Instant | None = None,
    until: Instant | None = None,
    team_id: UUID | None = None,
) -> list[schemas_readiness.Shift]:
    """List the shifts that touch a span, by default the coming week."""
    begin = since or clock.now(session)
    return queries_readiness.list_shifts(
        session, actor.prefixes, begin, until or begin + timedelta(days=7), team_id
    )


@router.post("/shifts", status_code=201, responses=_ENTER)
def set_shifts(
    session: SessionDep, actor: Keeper, wanted: schemas_readiness.ShiftIn
) -> list[schemas_readiness.Shift]:
    """Enter shifts for teams, repeated as often as asked."""
    return service_readiness.set_shifts(session, actor, wanted)


@router.patch("/shifts/{shift_id}", responses=_CHANGE)
def name_duty(
    session: SessionDep,
    actor: Keeper,
    shift_id: UUID,
    seen: IfMatch,
    wanted: schemas_readiness.ShiftPatch,
) -> schemas_readiness.Shift:
    """Say who answers for a team during a shift: orders go to that person."""
    return service_readiness.name_duty(session, actor, shift_id, seen, wanted)


@router.delete("/shifts/{shift_id}", status_code=204, responses=_ENTER)
def remove_shift(session: SessionDep, actor: Keeper, shift_id: UUID) -> None:
    """Take a shift off the calendar."""
    service_readiness.remove_shift(session, actor, shift_id)
