"""HTTP of improvement tasks, at the live world's address: who mends what by when."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query

from core import live_only
from core.auth import Actor, allow
from core.transaction import IfMatch, SessionDep
from core.wire import Page
from exercises import queries_improvement as queries
from exercises import queries_people
from exercises import schemas_improvement as schemas
from exercises import service_improvement_tasks as service
from exercises.queries_improvement import Wanted
from exercises.routes import CHANGES, ONE, READS, WRITES
from exercises.routes_improvement import Keeper, KeepsAt, Limit, Offset, Reader, Text
from exercises.schemas_list import Person

router = live_only.router("improvements")
Owner = Annotated[Actor, allow("findings.write")]
_BY = "(number|due_on|owner_name|state|severity|set_at)"
SORT = rf"^-?{_BY}(,-?{_BY})*$"


def asked_tasks(
    q: Text = "",
    subject_kind: schemas.SubjectKind | None = None,
    subject_id: UUID | None = None,
    finding_id: UUID | None = None,
    severity: schemas.Severity | None = None,
    state: schemas.State | None = None,
    due: schemas.Due | None = None,
    mine: bool = False,
    sort: Annotated[str, Query(max_length=200, pattern=SORT)] = "state,due_on",
    offset: Offset = 0,
    limit: Limit = 50,
) -> Wanted:
    """Read which tasks are looked for."""
    return Wanted(
        q=q.strip(),
        subject_kind=subject_kind,
        subject_id=subject_id,
        finding_id=finding_id,
        severity=severity,
        state=state,
        due=due,
        mine=mine,
        sort=sort,
        offset=offset,
        limit=limit,
    )


AskedTasks = Annotated[Wanted, Depends(asked_tasks)]


@router.get("/improvement-tasks", responses=READS)
def list_improvement_tasks(
    session: SessionDep, actor: Reader, wanted: AskedTasks
) -> Page[schemas.ImprovementTaskView]:
    """List improvement tasks of the reader's area, what runs and is due first at the top."""
    return queries.tasks(session, actor, wanted)


@router.get("/improvement-counts", responses=READS)
def get_improvement_counts(session: SessionDep, actor: Reader) -> schemas.ImprovementCounts:
    """Return how the improvement tasks of the reader's area stand, in numbers."""
    return queries.counts(session, actor)


@router.get("/improvement-owners", responses=READS)
def list_improvement_owners(
    session: SessionDep, actor: Keeper, q: Annotated[str, Query(max_length=60)] = ""
) -> list[Person]:
    """Find people of one's area by name or pinyin, to give them a task."""
    return queries_people.people(session, actor.prefixes, q, 20)


@router.get("/improvement-tasks/{task_id}", responses=ONE)
def get_improvement_task(
    session: SessionDep, actor: Reader, task_id: UUID
) -> schemas.ImprovementTaskView:
    """Return one improvement task with its steps."""
    row, _of = queries.task(session, actor, task_id)
    return queries.task_views(session, [row])[0]


@router.post("/improvement-tasks", status_code=201, responses=WRITES)
def set_improvement_task(
    session: SessionDep, actor: Keeper, wanted: schemas.ImprovementTaskIn
) -> schemas.ImprovementTaskView:
    """Give somebody something to mend by a day."""
    return service.set_task(session, actor, wanted)


@router.patch("/improvement-tasks/{task_id}", responses=CHANGES)
def change_improvement_task(
    session: SessionDep,
    actor: Keeper,
    task_id: UUID,
    version: IfMatch,
    wanted: schemas.ImprovementTaskPatch,
) -> schemas.ImprovementTaskView:
    """Change what is to be done, by whom or by when."""
    return service.change(session, actor, task_id, version, wanted)


@router.post("/improvement-tasks/{task_id}/steps", responses=CHANGES)
def step_improvement_task(
    session: SessionDep,
    actor: Owner,
    keeps_at: KeepsAt,
    task_id: UUID,
    version: IfMatch,
    wanted: schemas.TaskStepIn,
) -> schemas.ImprovementTaskView:
    """Report a task done, verify it, send it back or drop it."""
    return service.step(session, actor, task_id, version, wanted, keeps_at)


@router.post("/improvement-tasks/{task_id}/take-back", responses=CHANGES)
def take_back_improvement_step(
    session: SessionDep,
    actor: Owner,
    keeps_at: KeepsAt,
    task_id: UUID,
    version: IfMatch,
    wanted: schemas.TaskTakeBackIn,
) -> schemas.ImprovementTaskView:
    """Take the last step of a task back."""
    return service.take_back(session, actor, task_id, version, wanted.note, keeps_at)
