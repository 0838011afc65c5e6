"""What stepping down or ending a response would change, before it is done; nothing is written."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy.orm import Session

from core.auth import Actor
from incidents.queries import find_incident, need_view
from incidents.schemas import Need
from plans import lasting, models, queries, schemas
from plans.lasting import Response
from plans.lifecycle import TaskState
from plans.merging import Allotment
from plans.service import kept_asks, require_lower, require_standing
from plans.service_asking import foreseen, planned_needs, response_of


def preview_lowering(
    session: Session, actor: Actor, activation_id: UUID, response_level: int | None
) -> schemas.LoweringPreview:
    """Return what stepping down to a level, or ending (None), would do to needs and tasks."""
    incident_id = queries.incident_of_activation(session, actor.prefixes, activation_id)
    incident = find_incident(session, actor.prefixes, incident_id)
    row = session.get_one(models.Activation, activation_id)
    require_standing(row)
    if response_level is not None:
        require_lower(row, response_level)
    standing = queries.activations_of(session, incident.id)
    after = [
        _left(one, response_level) if one.id == row.id else response_of(one) for one in standing
    ]
    found = foreseen(session, incident, [one for one in after if one.asks])
    needs = {need.id: need_view(need) for need in planned_needs(session, incident.id)}
    titles = {one.id: one.plan_title for one in standing}
    return schemas.LoweringPreview(
        response_level=response_level,
        needs=list(_changes(needs, found.allotted, titles)),
        tasks=_dropped(session, row, response_level),
    )


def _left(row: models.Activation, response_level: int | None) -> Response:
    kept = kept_asks(row, response_level)
    return Response(row.id, [schemas.ActivationAsk.model_validate(one) for one in kept])


def _changes(
    needs: dict[UUID, Need], allotted: Iterable[Allotment], titles: dict[UUID, str]
) -> Iterable[schemas.NeedAfter]:
    for one in allotted:
        need = needs[one.need_id]
        beyond = max(0, need.quantity - lasting.planned(need))
        after = one.quantity + beyond if one.quantity else 0
        if after >= need.quantity:
            continue
        yield schemas.NeedAfter(
            need_id=need.id,
            label=need.label,
            label_en=need.label_en,
            capability_code=need.capability_code,
            item_code=need.item_code,
            quantity=need.quantity,
            quantity_after=after,
            committed=need.committed,
            offered=max(0, max(need.committed, need.arrived) - after),
            kept_for=[titles[share.source] for share in one.shares if share.source in titles],
        )


def _dropped(
    session: Session, row: models.Activation, response_level: int | None
) -> list[schemas.Task]:
    return [
        queries.task_view(task)
        for task in queries.tasks_of(session, row.id)
        if task.state == TaskState.OPEN
        and (response_level is None or task.response_level < response_level)
    ]
