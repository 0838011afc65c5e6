"""Gathers what falls due in days: drills, plans' legal times, improvement tasks, as plain causes.

Each stage (ahead, due, overdue) is a cause of its own, so each is told once, and an acknowledged
one does not hide the next. A notice ends when its stage is over or the drill was held, the plan
filed, the task done.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

import dispatch.queries
import exercises.queries_drills
import exercises.queries_improvement
import plans.queries_documents
from alarms.kinds import Kind
from alarms.lifecycle import Cause
from alarms.notices import Stage, stage_of, told_from
from core import clock
from core.local_time import BEIJING
from core.visibility import EVERYWHERE
from exercises import drill_clocks, improving
from exercises.schemas_drills import DrillClock
from plans.filing import ClockState
from plans.schemas_documents import PlanClock, PlanNote

_AS_ITS_CLOCK = timedelta(days=366)
"""How long ahead of a plan's legal time it is told is that clock's own figure."""


def notices(session: Session) -> list[Cause]:
    """Return what is due in days in the live world, each at the stage where it is today."""
    now = clock.now(session)
    return [*_drills(session, now), *_plans(session, now), *_tasks(session, now)]


def _drills(session: Session, now: datetime) -> Iterator[Cause]:
    """Yield each drill that falls due; those that were never recorded are one notice together."""
    found = exercises.queries_drills.drill_clocks_of(session, EVERYWHERE)
    for one in found:
        stage = _stage(one.due_on, now, drill_clocks.SOON)
        if stage is not None and one.due_on is not None:
            yield _cause(Kind.DRILL_DUE, one.id, stage, one.jurisdiction_code, now, _drill(one))
    never = sum(one.due_on is None for one in found)
    if never:
        code = dispatch.queries.dispatching_code(session)
        facts = {"count": never}
        yield _cause(Kind.DRILL_DUE, code, Stage.NEVER, code, now, facts)


def _drill(one: DrillClock) -> dict[str, Any]:
    return {
        "title": one.subject,
        "rule": one.rule,
        "plan_code": one.plan_code,
        "due_on": _written(one.due_on),
        "source": one.source,
        "source_en": one.source_en,
    }


def _plans(session: Session, now: datetime) -> Iterator[Cause]:
    rows = plans.queries_documents.all_plans(session)
    for note in plans.queries_documents.notes(session, rows):
        for one in note.clocks:
            stage = _stage(one.last_day, now, _AS_ITS_CLOCK)
            if stage is not None and one.state != ClockState.RUNNING:
                subject = f"{note.id}:{one.kind}"
                code = note.jurisdiction_code
                yield _cause(Kind.PLAN_DUE, subject, stage, code, now, _plan(note, one))


def _plan(note: PlanNote, one: PlanClock) -> dict[str, Any]:
    return {
        "title": note.title,
        "title_en": note.title_en,
        "plan_id": str(note.id),
        "plan_code": note.code,
        "clock": str(one.kind),
        "due_on": _written(one.last_day),
        "unknown_years": one.unknown_years,
    }


def _tasks(session: Session, now: datetime) -> Iterator[Cause]:
    for one in exercises.queries_improvement.open_tasks(session):
        stage = _stage(one.due_on, now, improving.SOON)
        if stage is not None:
            facts = {
                "title": one.action,
                "number": one.number,
                "owner": one.owner_name,
                "due_on": _written(one.due_on),
            }
            code = one.jurisdiction_code
            yield _cause(Kind.TASK_DUE, str(one.id), stage, code, now, facts)


def _stage(due_on: date | None, now: datetime, ahead: timedelta) -> Stage | None:
    if due_on is None:
        return None
    return stage_of(due_on, now.astimezone(BEIJING).date(), ahead)


def _written(day: date | None) -> str | None:
    return day.isoformat() if day else None


_NOUNS = {
    Kind.DRILL_DUE: "drill_clock",
    Kind.PLAN_DUE: "plan",
    Kind.TASK_DUE: "improvement_task",
}


def _cause(
    kind: Kind, subject: str, stage: Stage, code: str, now: datetime, facts: dict[str, Any]
) -> Cause:
    return Cause(
        kind=kind,
        noun=_NOUNS[kind],
        subject=f"{subject}:{stage}",
        since_at=told_from(now),
        jurisdiction_code=code,
        facts=facts | {"stage": str(stage)},
    )
