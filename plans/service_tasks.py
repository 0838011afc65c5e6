"""Every write of tasks: given by run cards, in order, taken on, settled, opened again, dropped."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from core import clock
from core.auth import Actor
from core.errors import Conflict, require_version
from core.outbox import Happening, record
from incidents.hearing import heard_by
from incidents.models import Incident
from incidents.queries import find_incident
from plans import models, queries, schemas
from plans.events import TaskGiven, TaskReopened, TaskSettled, TaskTaken, TaskTimed
from plans.lifecycle import TaskState, require_next_task
from plans.ordering import OrderedTask, retimed
from plans.schemas_cards import CardTask


class TaskBlocked(Conflict):
    """The task waits for: {waits_for}. It cannot be done before that."""

    zh = "该任务须待“{waits_for}”完成后才能办理。"


class ActivationHasEnded(Conflict):
    """This response ended at {ended_at}."""

    zh = "该响应已于 {ended_at} 终止。"


def give_tasks(
    session: Session,
    incident: Incident,
    activation: models.Activation,
    cards: Sequence[schemas.RunCard],
) -> None:
    """Give the tasks of run cards, those left out that stand already."""
    standing = [
        task
        for task in queries.tasks_of(session, activation.id)
        if task.state != TaskState.NOT_NEEDED
    ]
    given = {(task.title, task.role_name) for task in standing}
    by_ref = {task.ref: task for task in standing}
    now = clock.now(session)
    new: list[tuple[models.Task, CardTask]] = []
    for card in cards:
        for template in card.tasks:
            if (template.title, template.role_name) in given:
                continue
            given.add((template.title, template.role_name))
            row = _task(activation, card, template, now, position=len(standing) + len(new) + 1)
            session.add(row)
            by_ref[template.ref] = row
            new.append((row, template))
    session.flush()
    for row, template in new:
        row.after = [by_ref[ref].id for ref in template.after if ref in by_ref]
    session.flush()
    tasks = [row for row, _ in new]
    _retime(session, [*standing, *tasks], now)
    for row in tasks:
        _record(session, incident, TaskGiven(task=queries.task_view(row)))


def _task(
    activation: models.Activation,
    card: schemas.RunCard,
    template: CardTask,
    now: datetime,
    position: int,
) -> models.Task:
    return models.Task(
        activation_id=activation.id,
        incident_id=activation.incident_id,
        response_level=card.response_level,
        position=position,
        ref=template.ref,
        title=template.title,
        title_en=template.title_en or template.title,
        role_name=template.role_name,
        role_name_en=template.role_name_en or template.role_name,
        limit_s=template.limit_s,
        due_at=now + timedelta(seconds=template.limit_s),
        state=TaskState.OPEN.value,
    )


def _retime(session: Session, rows: Sequence[models.Task], now: datetime) -> list[models.Task]:
    """Let the order of tasks decide which wait and when each is due; return those that changed."""
    ordered = [
        OrderedTask(
            row.id,
            tuple(row.after),
            row.limit_s,
            row.state == TaskState.OPEN,
            row.blocked,
            row.due_at,
        )
        for row in rows
    ]
    changed = retimed(ordered, now)
    for row in rows:
        if row.id in changed:
            row.blocked, row.due_at = changed[row.id]
    session.flush()
    return [row for row in rows if row.id in changed]


def settle_task(
    session: Session, actor: Actor, task_id: UUID, seen: int | None, patch: schemas.TaskPatch
) -> schemas.Task:
    """Take a task on, settle it as done or not needed, or open it again while its response runs."""
    incident_id = queries.incident_of_task(session, actor.prefixes, task_id)
    incident = find_incident(session, actor.prefixes, incident_id, lock=True)
    row = session.get_one(
        models.Task, task_id, with_for_update={"key_share": True}, populate_existing=True
    )
    require_version(seen, row.version, queries.task_view(row).model_dump(mode="json"))
    if patch.taken is not None:
        _take(session, actor, incident, row, patch.taken)
    if patch.state is None:
        return queries.task_view(row)
    require_next_task(row.state, patch.state)
    if TaskState(patch.state) is TaskState.OPEN:
        _require_running(session, row)
    if TaskState(patch.state) is TaskState.DONE and row.blocked:
        raise TaskBlocked(waits_for=_waits_for(session, row))
    settle(session, incident, row, patch.state, actor.name, patch.note)
    follow_order(session, incident, row.activation_id)
    return queries.task_view(row)


def _take(
    session: Session, actor: Actor, incident: Incident, row: models.Task, taken: bool
) -> None:
    row.holder_id = actor.account_id if taken else None
    row.holder_name = actor.name if taken else None
    row.version += 1
    session.flush()
    _record(session, incident, TaskTaken(task=queries.task_view(row)))


def _require_running(session: Session, row: models.Task) -> None:
    ended_at = session.get_one(models.Activation, row.activation_id).ended_at
    if ended_at is not None:
        raise ActivationHasEnded(ended_at=ended_at.isoformat(timespec="seconds"))


def _waits_for(session: Session, row: models.Task) -> str:
    tasks = queries.tasks_of(session, row.activation_id)
    open_ones = [one for one in tasks if one.id in row.after and one.state == TaskState.OPEN]
    return "、".join(one.title for one in open_ones)


def follow_order(session: Session, incident: Incident, activation_id: UUID) -> None:
    """Let tasks begin that waited for one that was settled, or wait for one opened again."""
    rows = queries.tasks_of(session, activation_id)
    for row in _retime(session, rows, clock.now(session)):
        row.version += 1
        session.flush()
        _record(session, incident, TaskTimed(task=queries.task_view(row)))


def drop_tasks(
    session: Session, incident: Incident, activation: models.Activation, *, above: int | None
) -> None:
    """Say of the open tasks of levels above one, or of all, that they are no longer needed."""
    for task in queries.tasks_of(session, activation.id):
        higher = above is None or task.response_level < above
        if task.state == TaskState.OPEN and higher:
            by = session.info.get("actor_name")
            settle(session, incident, task, TaskState.NOT_NEEDED.value, by, None)
    if above is not None:
        follow_order(session, incident, activation.id)


def settle(
    session: Session,
    incident: Incident,
    row: models.Task,
    state: str,
    by_name: str | None,
    note: str | None,
) -> schemas.Task:
    """Give a task a state and tell everybody; opened again it is settled by nobody."""
    reopened = state == TaskState.OPEN
    row.state = state
    row.settled_at = None if reopened else clock.now(session)
    row.settled_by_name = None if reopened else by_name
    row.note = note if note is not None else row.note
    row.version += 1
    session.flush()
    task = queries.task_view(row)
    _record(session, incident, TaskReopened(task=task) if reopened else TaskSettled(task=task))
    return task


def _record(session: Session, incident: Incident, happened: Happening) -> None:
    record(
        session,
        happened,
        audience=heard_by(session, incident.id, incident.jurisdiction_code),
        incident_id=incident.id,
    )
