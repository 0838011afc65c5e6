"""Readiness over HTTP: the matrix, cases, runs, what planners set for the test of a plan."""

from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import Query

from core import transaction
from core.auth import Actor, allow
from core.config import get_settings
from core.transaction import IfMatch, SessionDep
from core.wire import Page, Problem
from plans import queries_readiness as queries
from plans import schemas_readiness as schemas
from plans import service_readiness as service

router = transaction.router("plan-readiness")
Reader = Annotated[Actor, allow("readiness.read")]
Runner = Annotated[Actor, allow("readiness.run")]

Offset = Annotated[int, Query(ge=0, le=10_000_000)]
Limit = Annotated[int, Query(ge=1, le=500)]
Level = Annotated[int | None, Query(ge=1, le=4)]
Code = Annotated[str | None, Query(max_length=60)]
_READ: dict[int | str, dict[str, Any]] = {code: {"model": Problem} for code in (401, 403, 422)}
_ONE = _READ | {404: {"model": Problem}}
_ADD = _READ | {409: {"model": Problem}}
_CHANGE = _ONE | {code: {"model": Problem} for code in (409, 412, 428)}


@router.get("/plan-readiness", responses=_READ)
def get_plan_readiness(session: SessionDep, actor: Reader) -> schemas.ReadinessOverview:
    """Show the newest test of all plans as a matrix of plans by district."""
    return queries.overview(session, actor.prefixes, get_settings().nightly_hour)


@router.get("/plan-readiness/runs", responses=_READ)
def list_readiness_runs(
    session: SessionDep, actor: Reader, limit: Limit = 20
) -> Page[schemas.ReadinessRun]:
    """List the tests of all plans, the newest first."""
    return queries.runs(session, actor.prefixes, limit)


@router.post("/plan-readiness/runs", status_code=201, responses=_ADD)
def start_readiness_run(session: SessionDep, actor: Runner) -> schemas.ReadinessRun:
    """Ask for a test of all plans in force now."""
    return service.ask_run(session, actor)


@router.get("/plan-readiness/runs/{run_id}", responses=_ONE)
def get_readiness_run(session: SessionDep, actor: Reader, run_id: UUID) -> schemas.ReadinessRun:
    """Show one test, with how far it is."""
    return queries.run_view(queries.find_run(session, run_id), actor.prefixes)


@router.post("/plan-readiness/runs/{run_id}/cancel", responses=_ONE | _ADD)
def cancel_readiness_run(session: SessionDep, actor: Runner, run_id: UUID) -> schemas.ReadinessRun:
    """Stop a test."""
    return service.cancel_run(session, actor, run_id)


@router.get("/plan-readiness/runs/{run_id}/lines", responses=_ONE)
def list_readiness_lines(
    session: SessionDep,
    actor: Reader,
    run_id: UUID,
    plan_code: Code = None,
    jurisdiction_code: Code = None,
    response_level: Level = None,
    state: Literal["met", "short", "unclear", "unknown", "empty"] | None = None,
    offset: Offset = 0,
    limit: Limit = 100,
) -> Page[schemas.ReadinessLine]:
    """List the cases of a test with what is missing, why, and what single loss breaks them."""
    queries.find_run(session, run_id)
    where = queries.conditions(plan_code, jurisdiction_code, response_level, state)
    return queries.lines_page(session, actor.prefixes, run_id, where, offset, limit)


@router.get("/plan-readiness/trend", responses=_READ)
def get_readiness_trend(
    session: SessionDep, actor: Reader, plan_code: Code = None, jurisdiction_code: Code = None
) -> list[schemas.ReadinessWeekPoint]:
    """Show week by week how many cases held."""
    return queries.trend(session, actor.prefixes, plan_code, jurisdiction_code)


@router.get("/plan-readiness/settings/{plan_code}", responses=_ONE)
def get_readiness_setting(
    session: SessionDep, _actor: Reader, plan_code: str
) -> schemas.ReadinessSetting:
    """Show where a plan is tested and with which incidents, as planners set it."""
    return queries.setting(session, plan_code)


@router.put("/plan-readiness/settings/{plan_code}", responses=_CHANGE)
def set_readiness_setting(
    session: SessionDep,
    actor: Runner,
    plan_code: str,
    wanted: schemas.ReadinessSettingIn,
    seen: IfMatch,
) -> schemas.ReadinessSetting:
    """Set where a plan is tested and with which incidents; nothing means the defaults."""
    return service.set_setting(session, actor, plan_code, seen, wanted)
