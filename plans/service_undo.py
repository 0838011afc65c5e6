"""Putting right what was done to a response by mistake: its raising or its end is taken back."""

from typing import Any
from uuid import UUID

from pydantic import BaseModel
from sqlalchemy.orm import Session

from core.auth import Actor
from core.correcting import Correction, CorrectionIn, NothingToUndo, correction_of, course
from core.errors import require_version
from core.models import Event
from core.outbox import record, were_written_together
from incidents import service as incident_service
from incidents.events import IncidentReopened
from incidents.hearing import heard_by
from incidents.lifecycle import is_over
from incidents.models import Incident
from incidents.queries import locked_needs, needs_of
from incidents.service_undo import open_again
from plans import models, queries, schemas
from plans.events import ActivationCorrected
from plans.lifecycle import TaskState
from plans.service import locked_activation
from plans.service_asking import settle_needs
from plans.service_tasks import settle


def undo_activation(
    session: Session, actor: Actor, activation_id: UUID, seen: int | None, wanted: CorrectionIn
) -> schemas.Activation:
    """Take back the raising, stepping down or end of a response; a start is taken back by its end.

    What the raising asked for is asked for no more; what is under way for it can be released. With
    the end or the stepping down taken back, the needs and tasks that ended with it are open again.
    """
    incident, row = locked_activation(session, actor, activation_id)
    require_version(seen, row.version, queries.activation_view(row).model_dump(mode="json"))
    incident_service.require_running(incident)
    happened = course(session, "activation", row.id, incident.id)
    if len(happened) < 2:
        raise NothingToUndo()
    step, before = happened[-1], happened[-2].data["activation"]
    done = correction_of(session, step, _told(step.data["activation"]), _told(before), wanted)
    ended = row.ended_at is not None
    _go_back(session, row, before)
    if ended:
        _reopen_needs(session, incident, row, step, wanted.reason)
        _reopen_tasks(session, incident, row, step)
    else:
        _drop_given(session, actor, incident, row, step)
        _reopen_tasks(session, incident, row, step)
    settle_needs(session, actor, incident)
    standing = queries.activations_of(session, incident.id)
    level = min((one.response_level for one in standing), default=None)
    if level != incident.response_level:
        incident_service.set_response(session, actor, incident.id, level)
    return _tell(session, incident, row, done)


def resume_with_incident(session: Session, happening: BaseModel) -> None:
    """Put the responses in force again that ended with a stand-down taken back; a reaction."""
    assert isinstance(happening, IncidentReopened)
    incident = session.get_one(Incident, happening.incident.id)
    if is_over(incident.state):
        return
    since = happening.correction.undoes_at
    for row in queries.activations_of(session, incident.id, standing_only=False):
        happened = course(session, "activation", row.id, incident.id)
        if row.ended_at is None or row.ended_at < since or len(happened) < 2:
            continue
        step, before = happened[-1], happened[-2].data["activation"]
        own = {"undoes_seq": step.seq, "undoes_kind": step.kind}
        told = {"was": row.state, "now": before["state"]}
        _go_back(session, row, before)
        _reopen_tasks(session, incident, row, step)
        _tell(session, incident, row, happening.correction.model_copy(update=own | told))


def _told(activation: dict[str, Any]) -> str:
    return f"{activation['state']}; response_level={activation['response_level']}"


def _go_back(session: Session, row: models.Activation, before: dict[str, Any]) -> None:
    known = schemas.Activation.model_validate(before)
    row.state, row.ended_at = known.state, known.ended_at
    row.response_level, row.matter = known.response_level, known.matter
    row.expected_duration_s = known.expected_duration_s
    row.measures, row.asks = before["measures"], before["asks"]
    row.contacts, row.messages = before["contacts"], before["messages"]
    row.areas, row.left_out = before["areas"], before["left_out"]
    row.version += 1
    session.flush()


def _reopen_needs(
    session: Session, incident: Incident, row: models.Activation, step: Event, reason: str
) -> None:
    """Open the needs that ended with the response, asked for as they were."""
    ids = [need.id for need in needs_of(session, incident.id) if need.state != "open"]
    for need in locked_needs(session, ids):
        happened = course(session, "need", need.id, incident.id)
        ended = happened[-1] if len(happened) > 1 else None
        if ended is None or ended.kind not in ("need.cancelled", "need.closed"):
            continue
        before = happened[-2].data["need"]["asked_by"]
        own = any(one["activation_id"] == str(row.id) for one in before)
        if own and were_written_together(session, ended, step):
            need.asked_by = before
            open_again(session, incident, need, ended, reason)


def _reopen_tasks(
    session: Session, incident: Incident, row: models.Activation, step: Event
) -> None:
    for task in queries.tasks_of(session, row.id):
        if task.state != TaskState.NOT_NEEDED:
            continue
        happened = course(session, "task", task.id, incident.id)
        if happened and were_written_together(session, happened[-1], step):
            settle(session, incident, task, TaskState.OPEN.value, None, None)


def _drop_given(
    session: Session, actor: Actor, incident: Incident, row: models.Activation, step: Event
) -> None:
    """Drop the tasks that were given with a step."""
    for task in queries.tasks_of(session, row.id):
        given = course(session, "task", task.id, incident.id)
        if task.state == TaskState.OPEN and _came_after(given, step):
            settle(session, incident, task, TaskState.NOT_NEEDED.value, actor.name, None)


def _came_after(happened: list[Event], step: Event) -> bool:
    """Say whether a thing came into being with or after a step."""
    return bool(happened) and happened[0].seq > step.seq


def _tell(
    session: Session, incident: Incident, row: models.Activation, done: Correction
) -> schemas.Activation:
    activation = queries.activation_view(row)
    record(
        session,
        ActivationCorrected(activation=activation, correction=done),
        audience=heard_by(session, incident.id, incident.jurisdiction_code),
        incident_id=incident.id,
    )
    return activation
