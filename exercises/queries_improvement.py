"""Every read of findings and improvement tasks, filtered, sorted and counted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select
from sqlalchemy.orm import Session

from core import clock
from core.auth import Actor
from core.errors import NotFound
from core.local_time import BEIJING
from core.models import Seat
from core.visibility import visible
from core.wire import Page
from exercises import schemas_improvement as schemas
from exercises.improving import SOON, TaskState, standing
from exercises.lifecycle import OPEN
from exercises.models import Exercise
from exercises.models_improvement import Finding, ImprovementStep, ImprovementTask
from exercises.queries_injects import PLAYERS, WATCHING
from plans.models_documents import PlanTrigger

_GRAVITY = case({"critical": 0, "major": 1, "minor": 2}, value=Finding.severity)
FINDING_SORTS: Mapping[str, Any] = {
    "number": Finding.number,
    "severity": _GRAVITY,
    "recorded_at": Finding.recorded_at,
    "subject_title": Finding.subject_title,
}
TASK_SORTS: Mapping[str, Any] = {
    "number": ImprovementTask.number,
    "due_on": ImprovementTask.due_on,
    "owner_name": ImprovementTask.owner_name,
    "state": case({"open": 0, "done": 1, "verified": 2, "dropped": 3}, value=ImprovementTask.state),
    "severity": _GRAVITY,
    "set_at": ImprovementTask.set_at,
}


@dataclass(frozen=True)
class Wanted:
    """Which findings or tasks somebody looks for; None asks for all of them."""

    q: str = ""
    subject_kind: str | None = None
    subject_id: UUID | None = None
    finding_id: UUID | None = None
    severity: str | None = None
    state: str | None = None
    due: str | None = None
    mine: bool = False
    without_task: bool = False
    withdrawn: bool | None = None
    sort: str = ""
    offset: int = 0
    limit: int = 50


def today(session: Session) -> date:
    """Return the day it is in Beijing by this world's clock."""
    return clock.now(session).astimezone(BEIJING).date()


def plays_still(actor: Actor) -> Select[UUID]:
    """Return the exercises that go on and in which somebody plays, without watching it as well."""
    going = (
        select(Exercise.id)
        .join(Seat, Seat.world == Exercise.world)
        .where(Exercise.state.in_([one.value for one in OPEN]), Seat.account_id == actor.account_id)
    )
    plays, watches = (going.where(Seat.role.in_(roles)) for roles in (PLAYERS, WATCHING))
    return plays.where(Exercise.id.not_in(watches))


def seen_by(actor: Actor) -> ColumnElement[bool]:
    """Return which findings somebody reads: of their area, not of an exercise they still play."""
    own = visible(Finding.jurisdiction_code, actor.prefixes)
    return own & Finding.subject_id.not_in(plays_still(actor))


def finding(
    session: Session, actor: Actor, finding_id: UUID, *, for_update: bool = False
) -> Finding:
    """Return one finding that somebody may read."""
    query = select(Finding).where(Finding.id == finding_id, seen_by(actor))
    row = session.scalar(query.with_for_update() if for_update else query)
    if row is None:
        raise NotFound(noun="finding")
    return row


def task(
    session: Session, actor: Actor, task_id: UUID, *, for_update: bool = False
) -> tuple[ImprovementTask, Finding]:
    """Return one task with its finding, both readable to somebody; the task may be locked."""
    query = (
        select(ImprovementTask, Finding)
        .join(Finding, Finding.id == ImprovementTask.finding_id)
        .where(ImprovementTask.id == task_id, seen_by(actor))
    )
    found = session.execute(
        query.with_for_update(of=ImprovementTask) if for_update else query
    ).first()
    if found is None:
        raise NotFound(noun="improvement_task")
    return found[0], found[1]


def findings(session: Session, actor: Actor, wanted: Wanted) -> Page[schemas.FindingView]:
    """Return the findings somebody looks for, the newest first unless asked otherwise."""
    query = select(Finding).where(seen_by(actor), *_finding_conditions(session, wanted))
    order = _order(wanted.sort or "-recorded_at", FINDING_SORTS, Finding.id)
    total, rows = _paged(session, query, wanted, order)
    return _page(finding_views(session, rows), wanted, total)


def _finding_conditions(session: Session, wanted: Wanted) -> list[ColumnElement[bool]]:
    found = _common_conditions(wanted)
    if wanted.q:
        found.append(_holds(wanted.q, Finding.seen, Finding.number, Finding.subject_title,
                            Finding.subject_number, Finding.criterion))  # fmt: skip
    if wanted.without_task:
        running = select(ImprovementTask.finding_id).where(ImprovementTask.state != "dropped")
        found += [Finding.id.not_in(running), Finding.withdrawn_at.is_(None)]
    if wanted.withdrawn is not None:
        gone = Finding.withdrawn_at.is_not(None)
        found.append(gone if wanted.withdrawn else ~gone)
    return found


def _common_conditions(wanted: Wanted) -> list[ColumnElement[bool]]:
    asked = (
        (Finding.subject_kind, wanted.subject_kind),
        (Finding.subject_id, wanted.subject_id),
        (Finding.id, wanted.finding_id),
        (Finding.severity, wanted.severity),
    )
    return [column == value for column, value in asked if value is not None]


def tasks(session: Session, actor: Actor, wanted: Wanted) -> Page[schemas.ImprovementTaskView]:
    """Return the tasks somebody looks for, the first due first unless asked otherwise."""
    conditions = _task_conditions(session, actor, wanted)
    query = (
        select(ImprovementTask)
        .join(Finding, Finding.id == ImprovementTask.finding_id)
        .where(seen_by(actor), *conditions)
    )
    order = _order(wanted.sort or "state,due_on", TASK_SORTS, ImprovementTask.id)
    total, rows = _paged(session, query, wanted, order)
    return _page(task_views(session, rows), wanted, total)


def open_tasks(session: Session) -> list[ImprovementTask]:
    """Return every task that is open and may be told of: no exercise of it is still played."""
    going = select(Exercise.id).where(Exercise.state.in_([one.value for one in OPEN]))
    query = (
        select(ImprovementTask)
        .join(Finding, Finding.id == ImprovementTask.finding_id)
        .where(ImprovementTask.state == "open", Finding.subject_id.not_in(going))
    )
    return list(session.scalars(query.order_by(ImprovementTask.due_on, ImprovementTask.id)))


def _task_conditions(session: Session, actor: Actor, wanted: Wanted) -> list[ColumnElement[bool]]:
    found = _common_conditions(wanted)
    if wanted.q:
        found.append(_holds(wanted.q, ImprovementTask.action, ImprovementTask.number,
                            ImprovementTask.owner_name, Finding.seen, Finding.number,
                            Finding.subject_title))  # fmt: skip
    if wanted.state:
        found.append(ImprovementTask.state == wanted.state)
    if wanted.mine:
        found.append(ImprovementTask.owner_id == actor.account_id)
    if wanted.due:
        found.append(_due(wanted.due, today(session)))
    return found


def _due(asked: str, day: date) -> ColumnElement[bool]:
    open_ = ImprovementTask.state == "open"
    match asked:
        case "overdue":
            return and_(open_, ImprovementTask.due_on < day)
        case "soon":
            return and_(open_, ImprovementTask.due_on.between(day, day + SOON))
        case "in_time":
            return and_(open_, ImprovementTask.due_on > day + SOON)
        case _:
            return ~open_


def _holds(text: str, *columns: Any) -> ColumnElement[bool]:
    return or_(*(column.icontains(text, autoescape=True) for column in columns))


def _order(asked: str, sorts: Mapping[str, Any], last: Any) -> list[Any]:
    """Return by what to sort; names are checked where they come in, ties go by identifier."""
    found = []
    for name in asked.split(","):
        column = sorts[name.removeprefix("-")]
        found.append(column.desc() if name.startswith("-") else column.asc())
    return [*found, last]


def _paged(session: Session, query: Select[Any], wanted: Wanted, order: list[Any]) -> Any:
    total = session.scalar(select(func.count()).select_from(query.subquery())) or 0
    rows = session.scalars(query.order_by(*order).offset(wanted.offset).limit(wanted.limit))
    return total, list(rows)


def _page(rows: list[Any], wanted: Wanted, total: int) -> Page[Any]:
    following = wanted.offset + len(rows)
    return Page(rows=rows, total=total, next_offset=following if following < total else None)


def finding_views(session: Session, rows: Sequence[Finding]) -> list[schemas.FindingView]:
    """Return findings as they travel, with how their tasks stand and what plans answered."""
    day = today(session)
    counts = _task_counts(session, [row.id for row in rows], day)
    answers = _answers(session, rows)
    names = set(schemas.FindingView.model_fields) & set(Finding.__table__.columns.keys())

    def view(row: Finding) -> schemas.FindingView:
        own = {name: getattr(row, name) for name in names - {"plan_triggers"}}
        told = [one | answers.get(one["plan_trigger_id"], _OPEN) for one in row.plan_triggers]
        every, open_, late = counts.get(row.id, (0, 0, 0))
        return schemas.FindingView.model_validate(
            own
            | {"plan_triggers": told, "tasks": every, "tasks_open": open_, "tasks_overdue": late}
        )

    return [view(row) for row in rows]


_OPEN = {"answer": None, "answer_text": None}


def _task_counts(
    session: Session, ids: Sequence[UUID], day: date
) -> dict[UUID, tuple[int, int, int]]:
    open_ = ImprovementTask.state == "open"
    query = (
        select(
            ImprovementTask.finding_id,
            func.count(),
            func.count().filter(open_),
            func.count().filter(open_, ImprovementTask.due_on < day),
        )
        .where(ImprovementTask.finding_id.in_(ids), ImprovementTask.state != "dropped")
        .group_by(ImprovementTask.finding_id)
    )
    return {row[0]: (row[1], row[2], row[3]) for row in session.execute(query)}


def _answers(session: Session, rows: Sequence[Finding]) -> dict[str, dict[str, Any]]:
    ids = [UUID(one["plan_trigger_id"]) for row in rows for one in row.plan_triggers]
    if not ids:
        return {}
    found = session.scalars(select(PlanTrigger).where(PlanTrigger.id.in_(ids)))
    return {str(one.id): {"answer": one.answer, "answer_text": one.answer_text} for one in found}


def task_views(
    session: Session, rows: Sequence[ImprovementTask]
) -> list[schemas.ImprovementTaskView]:
    """Return tasks as they travel, each with its finding and every step that was taken."""
    day = today(session)
    found = select(Finding).where(Finding.id.in_({row.finding_id for row in rows}))
    about = {one.id: one for one in session.scalars(found)}
    steps = _steps(session, [row.id for row in rows])
    return [_task_view(row, about[row.finding_id], steps.get(row.id, []), day) for row in rows]


def _task_view(
    row: ImprovementTask, of: Finding, steps: list[schemas.TaskStepView], day: date
) -> schemas.ImprovementTaskView:
    names = set(schemas.ImprovementTaskView.model_fields) & set(
        ImprovementTask.__table__.columns.keys()
    )
    left: timedelta | None = row.due_on - day if row.state == TaskState.OPEN else None
    return schemas.ImprovementTaskView(
        **{name: getattr(row, name) for name in names},
        finding_number=of.number,
        finding_seen=of.seen,
        severity=of.severity,
        subject_kind=of.subject_kind,
        subject_id=of.subject_id,
        subject_title=of.subject_title,
        due=standing(TaskState(row.state), row.due_on, day).value,
        days_left=None if left is None else left.days,
        steps=steps,
    )


def steps_of(session: Session, task_id: UUID) -> list[ImprovementStep]:
    """Return the steps of a task in the order in which they were taken."""
    query = select(ImprovementStep).where(ImprovementStep.task_id == task_id)
    return list(session.scalars(query.order_by(ImprovementStep.at, ImprovementStep.id)))


def _steps(session: Session, ids: Sequence[UUID]) -> dict[UUID, list[schemas.TaskStepView]]:
    query = select(ImprovementStep).where(ImprovementStep.task_id.in_(ids))
    rows = list(session.scalars(query.order_by(ImprovementStep.at, ImprovementStep.id)))
    undone = {one.takes_back_id for one in rows}
    found: dict[UUID, list[schemas.TaskStepView]] = {}
    for one in rows:
        names = ("id", "step", "note", "at", "by_name")
        told = {name: getattr(one, name) for name in names} | {"taken_back": one.id in undone}
        found.setdefault(one.task_id, []).append(schemas.TaskStepView.model_validate(told))
    return found


def counts(session: Session, actor: Actor) -> schemas.ImprovementCounts:
    """Return how the tasks of somebody's area stand, in numbers."""
    day = today(session)
    state, due = ImprovementTask.state, ImprovementTask.due_on
    query = (
        select(
            func.count().filter(state == "open"),
            func.count().filter(state == "open", due.between(day, day + SOON)),
            func.count().filter(state == "open", due < day),
            *(func.count().filter(state == one) for one in ("done", "verified", "dropped")),
        )
        .select_from(ImprovementTask)
        .join(Finding, Finding.id == ImprovementTask.finding_id)
        .where(seen_by(actor))
    )
    told = session.execute(query).one()
    bare = findings(session, actor, Wanted(without_task=True, limit=0)).total
    return schemas.ImprovementCounts(
        open=told[0],
        soon=told[1],
        overdue=told[2],
        done=told[3],
        verified=told[4],
        dropped=told[5],
        findings_without_task=bare,
    )


def made_of(session: Session, subject_id: UUID) -> dict[tuple[str, str], UUID]:
    """Return which findings were made of what: by origin and key, those that stand."""
    query = select(Finding.origin, Finding.origin_key, Finding.id).where(
        Finding.subject_id == subject_id,
        Finding.withdrawn_at.is_(None),
        Finding.origin_key.is_not(None),
    )
    return {(row[0], row[1] or ""): row[2] for row in session.execute(query)}
