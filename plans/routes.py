"""Plans, matches, responses and tasks over HTTP."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Query

from core import transaction
from core.auth import Actor, allow
from core.correcting import CorrectionIn
from core.transaction import IfMatch, SessionDep
from core.wire import Page, Problem
from incidents.queries import find_readable
from plans import queries, schemas, service, service_lowering, service_undo

router = transaction.router("plans")
PlanReader = Annotated[Actor, allow("plans.read")]
Reader = Annotated[Actor, allow("picture.read")]
Activator = Annotated[Actor, allow("plans.activate")]
Settler = Annotated[Actor, allow("tasks.settle")]

Offset = Annotated[int, Query(ge=0, le=10_000_000)]
Limit = Annotated[int, Query(ge=1, le=500)]
_READ: dict[int | str, dict[str, Any]] = {code: {"model": Problem} for code in (401, 403, 422)}
_ONE = _READ | {404: {"model": Problem}}
_ADD = _ONE | {409: {"model": Problem}}
_CHANGE = _ADD | {code: {"model": Problem} for code in (412, 428)}


@router.get("/plans", responses=_READ)
def list_plans(
    session: SessionDep, _actor: PlanReader, offset: Offset = 0, limit: Limit = 100
) -> Page[schemas.Plan]:
    """List plans with their run cards."""
    return queries.plans_page(session, offset, limit)


@router.get("/plans/{plan_id}", responses=_ONE)
def get_plan(session: SessionDep, _actor: PlanReader, plan_id: UUID) -> schemas.Plan:
    """Show one plan with its run cards."""
    return queries.find_plan(session, plan_id)


@router.get("/incidents/{incident_id}/plan-matches", responses=_ONE)
def match_plans(
    session: SessionDep, actor: PlanReader, incident_id: UUID
) -> list[schemas.PlanMatch]:
    """Show the plans that answer an incident, best first, with why and what they would raise."""
    return service.matching_plans(session, actor, incident_id)


@router.get("/incidents/{incident_id}/activations", responses=_ONE)
def list_activations(
    session: SessionDep, actor: Reader, incident_id: UUID
) -> Page[schemas.Activation]:
    """List the responses on an incident, ended ones too."""
    incident = find_readable(session, actor.prefixes, incident_id)
    found = queries.activations_of(session, incident.id, standing_only=False)
    rows = [queries.activation_view(row) for row in found]
    return Page(rows=rows, total=len(rows), next_offset=None)


@router.post("/incidents/{incident_id}/activations", status_code=201, responses=_ADD)
def start_response(
    session: SessionDep, actor: Activator, incident_id: UUID, decision: schemas.ActivationIn
) -> schemas.Activation:
    """Start a plan at a response level, or raise it; its needs are raised and its tasks given."""
    return service.start_response(session, actor, incident_id, decision)


@router.post("/activations/{activation_id}/end", responses=_CHANGE)
def end_activation(
    session: SessionDep, actor: Activator, activation_id: UUID, seen: IfMatch
) -> schemas.Activation:
    """End a response."""
    return service.end_activation(session, actor, activation_id, seen)


@router.get("/activations/{activation_id}/lowering", responses=_ADD)
def preview_lowering(
    session: SessionDep,
    actor: Activator,
    activation_id: UUID,
    response_level: Annotated[int | None, Query(ge=1, le=4)] = None,
) -> schemas.LoweringPreview:
    """Show what stepping down to a level, or ending, would change; nothing is written."""
    return service_lowering.preview_lowering(session, actor, activation_id, response_level)


@router.post("/activations/{activation_id}/lower", responses=_CHANGE)
def lower_response(
    session: SessionDep,
    actor: Activator,
    activation_id: UUID,
    wanted: schemas.LowerIn,
    seen: IfMatch,
) -> schemas.Activation:
    """Step down to a lower level: what only the higher one asked for ends or can be released."""
    return service.lower_response(session, actor, activation_id, seen, wanted)


@router.patch("/tasks/{task_id}", responses=_CHANGE)
def settle_task(
    session: SessionDep,
    actor: Settler,
    task_id: UUID,
    patch: schemas.TaskPatch,
    seen: IfMatch,
) -> schemas.Task:
    """Take a task on, settle it, or open it again."""
    return service.settle_task(session, actor, task_id, seen, patch)


@router.post("/activations/{activation_id}/undo", responses=_CHANGE)
def undo_activation(
    session: SessionDep,
    actor: Activator,
    activation_id: UUID,
    why: CorrectionIn,
    seen: IfMatch,
) -> schemas.Activation:
    """Take back the raising, stepping down or end of a response that was a mistake."""
    return service_undo.undo_activation(session, actor, activation_id, seen, why)
