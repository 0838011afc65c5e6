"""Every write about improvement tasks: set, changed, stepped on, taken back, reminded of."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

import plans.queries_documents
from core import clock, outbox
from core.auth import Actor
from core.errors import require_version
from core.ids import new_id
from core.outbox import Happening
from core.visibility import sees
from exercises import events_improvement as events
from exercises import queries_improvement as reads
from exercises import queries_people
from exercises import schemas_improvement as schemas
from exercises.errors_improvement import (
    DueInThePast,
    FindingWithdrawn,
    NothingToTakeBack,
    NotYourTask,
    OwnerUnknown,
    StepNeedsReason,
    VerifiedByAnother,
)
from exercises.improving import NEEDS_REASON, Standing, TaskState, TaskStep, after, standing
from exercises.models_improvement import Finding, ImprovementStep, ImprovementTask
from exercises.service_improvement import heard_by, next_number
from plans.filing import working_days_after

_KEPT = (
    "action", "owner_id", "owner_name", "due_on", "due_in_working_days", "uncertain_years", "state",
    "told",
)  # fmt: skip
_REMEMBERED = ("report_done", "verify", "send_back", "drop", "change")


def set_task(
    session: Session, actor: Actor, wanted: schemas.ImprovementTaskIn
) -> schemas.ImprovementTaskView:
    """Give somebody something to mend by a day; the day may be counted in working days."""
    of = reads.finding(session, actor, wanted.finding_id)
    if of.withdrawn_at is not None:
        raise FindingWithdrawn(number=of.number)
    asked = wanted.model_dump()
    row = ImprovementTask(
        id=new_id(),
        number=next_number(session, "整", ImprovementTask.number),
        finding_id=of.id,
        jurisdiction_code=of.jurisdiction_code,
        action=wanted.action,
        state=TaskState.OPEN.value,
        told="",
        set_at=clock.now(session),
        set_by_name=actor.name,
        version=0,
        **_owner(session, actor, asked),
        **_due(session, asked),
    )
    session.add(row)
    session.flush()
    _note(session, actor, row, "set", {}, "")
    return _tell(session, events.ImprovementTaskSet, row, of)


def _owner(session: Session, actor: Actor, asked: Mapping[str, Any]) -> dict[str, Any]:
    if asked["owner_id"] is None:
        return {"owner_id": None, "owner_name": asked["owner_name"]}
    known = queries_people.people(session, actor.prefixes, "", 100_000)
    found = next((one for one in known if one.account_id == asked["owner_id"]), None)
    if found is None:
        raise OwnerUnknown(field="owner_id")
    return {"owner_id": found.account_id, "owner_name": found.name}


def _due(session: Session, asked: Mapping[str, Any]) -> dict[str, Any]:
    """Return the last day: as given, or so many working days from today on."""
    day, days = reads.today(session), asked["due_in_working_days"]
    if days is None:
        if asked["due_on"] < day:
            raise DueInThePast(field="due_on")
        return {"due_on": asked["due_on"], "due_in_working_days": None, "uncertain_years": []}
    counted = working_days_after(plans.queries_documents.calendar(session), day, days)
    unknown = list(counted.unknown_years)
    return {"due_on": counted.on, "due_in_working_days": days, "uncertain_years": unknown}


def change(
    session: Session,
    actor: Actor,
    task_id: UUID,
    version: int | None,
    wanted: schemas.ImprovementTaskPatch,
) -> schemas.ImprovementTaskView:
    """Change what is to be done, by whom or by when; a later day is reminded of anew."""
    row, of = _held(session, actor, task_id, version)
    asked, before = wanted.model_dump(), _state_of(row)
    if wanted.action is not None:
        row.action = wanted.action
    if asked["owner_id"] is not None or asked["owner_name"] is not None:
        _set(row, _owner(session, actor, asked))
    if asked["due_on"] is not None or asked["due_in_working_days"] is not None:
        _set(row, _due(session, asked) | {"told": ""})
    _note(session, actor, row, "change", before, "")
    return _tell(session, events.ImprovementTaskChanged, row, of)


def step(
    session: Session,
    actor: Actor,
    task_id: UUID,
    version: int | None,
    wanted: schemas.TaskStepIn,
    keeps_at: Sequence[str],
) -> schemas.ImprovementTaskView:
    """Take the next step of a task; its owner reports it done, somebody else verifies it."""
    row, of = _held(session, actor, task_id, version)
    taken = TaskStep(wanted.step)
    if taken in NEEDS_REASON and not wanted.note:
        raise StepNeedsReason(field="note")
    _require_may(session, actor, row, taken, keeps_at)
    before = _state_of(row)
    row.state = after(TaskState(row.state), taken).value
    _note(session, actor, row, taken.value, before, wanted.note)
    return _tell(session, events.ImprovementTaskStepped, row, of)


def _require_may(
    session: Session,
    actor: Actor,
    row: ImprovementTask,
    taken: TaskStep,
    keeps_at: Sequence[str],
) -> None:
    """The owner reports; who keeps the tasks does everything but verify their own report."""
    is_owner = row.owner_id == actor.account_id
    keeps = sees(keeps_at, row.jurisdiction_code)
    if not keeps and not (is_owner and taken is TaskStep.REPORT_DONE):
        raise NotYourTask(owner=row.owner_name)
    if taken is TaskStep.VERIFY:
        last = _last_standing(session, row.id)
        if last is not None and last.by_id == actor.account_id:
            raise VerifiedByAnother()


def take_back(
    session: Session,
    actor: Actor,
    task_id: UUID,
    version: int | None,
    note: str,
    keeps_at: Sequence[str],
) -> schemas.ImprovementTaskView:
    """Take the last step of a task back: what stood before it stands again, both stay on record."""
    row, of = _held(session, actor, task_id, version)
    last = _last_standing(session, row.id)
    if last is None:
        raise NothingToTakeBack()
    if not sees(keeps_at, row.jurisdiction_code) and last.by_id != actor.account_id:
        raise NotYourTask(owner=row.owner_name)
    before = _state_of(row)
    _set(row, _read(last.before))
    _note(session, actor, row, "take_back", before, note, takes_back_id=last.id)
    return _tell(session, events.ImprovementTaskTakenBack, row, of)


def _last_standing(session: Session, task_id: UUID) -> ImprovementStep | None:
    """Return the last step that was not taken back."""
    rows = reads.steps_of(session, task_id)
    undone = {one.takes_back_id for one in rows}
    left = [one for one in rows if one.step in _REMEMBERED and one.id not in undone]
    return left[-1] if left else None


def _state_of(row: ImprovementTask) -> dict[str, Any]:
    kept = {name: getattr(row, name) for name in _KEPT}
    owner = None if row.owner_id is None else str(row.owner_id)
    return kept | {"owner_id": owner, "due_on": row.due_on.isoformat()}


def _read(kept: Mapping[str, Any]) -> dict[str, Any]:
    owner = None if kept["owner_id"] is None else UUID(kept["owner_id"])
    return {**kept, "owner_id": owner, "due_on": date.fromisoformat(kept["due_on"])}


def _set(row: ImprovementTask, values: Mapping[str, Any]) -> None:
    for name, value in values.items():
        setattr(row, name, value)


def _note(
    session: Session,
    actor: Actor,
    row: ImprovementTask,
    name: str,
    before: dict[str, Any],
    note: str,
    takes_back_id: UUID | None = None,
) -> None:
    session.add(
        ImprovementStep(
            id=new_id(),
            task_id=row.id,
            step=name,
            before=before,
            note=note,
            at=clock.now(session),
            by_id=actor.account_id,
            by_name=actor.name,
            takes_back_id=takes_back_id,
        )
    )
    session.flush()


def tell_due(session: Session) -> list[schemas.ImprovementTaskView]:
    """Tell of each open task that falls due within a week, and once more when it is overdue."""
    day = reads.today(session)
    query = (
        select(ImprovementTask, Finding)
        .join(Finding, Finding.id == ImprovementTask.finding_id)
        .where(ImprovementTask.state == "open", ImprovementTask.told != "overdue")
        .with_for_update(of=ImprovementTask, skip_locked=True)
    )
    told = []
    for row, of in session.execute(query).all():
        stands = standing(TaskState(row.state), row.due_on, day)
        if stands in (Standing.SOON, Standing.OVERDUE) and row.told != stands.value:
            row.told = stands.value
            told.append(_tell(session, events.ImprovementTaskDue, row, of))
    return told


def _held(
    session: Session, actor: Actor, task_id: UUID, version: int | None
) -> tuple[ImprovementTask, Finding]:
    row, of = reads.task(session, actor, task_id, for_update=True)
    require_version(
        version, row.version, reads.task_views(session, [row])[0].model_dump(mode="json")
    )
    return row, of


def _tell(
    session: Session, kind: Callable[..., Happening], row: ImprovementTask, of: Finding
) -> schemas.ImprovementTaskView:
    row.version += 1
    session.flush()
    view = reads.task_views(session, [row])[0]
    incident_id = of.subject_id if of.subject_kind == "incident" else None
    outbox.record(
        session,
        kind(improvement_task=view),
        audience=heard_by(session, of),
        incident_id=incident_id,
    )
    return view
