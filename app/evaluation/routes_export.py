"""What may be a finding, read where it happened; improvement tasks as a table for a spreadsheet."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Request, Response

from app.csv_text import csv_text
from app.errors import wanted_locale
from app.evaluation import words
from app.evaluation.prompts import finding_of, prompts
from app.evaluation.routes import read_subject
from app.papers.words import Speaker
from core import live_only
from core.auth import Actor, allow
from core.db import Database
from core.transaction import SessionDep
from core.wire import Problem
from exercises import queries_evaluations, reading_evidence
from exercises import queries_improvement as queries
from exercises.queries_improvement import Wanted
from exercises.routes import ONE, WRITES
from exercises.routes_improvement import DirectsAt
from exercises.routes_improvement_tasks import asked_tasks
from exercises.schemas_improvement import FindingPrompt, FindingView, SubjectKind
from exercises.service_improvement import record, subject_of

router = live_only.router("improvements")
Reader = Annotated[Actor, allow("findings.read")]
Writer = Annotated[Actor, allow("findings.write")]
MOST_ROWS = 10_000
_CSV: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "A table for a spreadsheet",
        "content": {"text/csv": {"schema": {"type": "string"}}},
    },
    **{code: {"model": Problem} for code in (401, 403, 422)},
}
_HEADS = (
    ("编号", "number"), ("发现问题", "finding"), ("问题编号", "finding number"),
    ("来源", "of"), ("程度", "severity"), ("整改措施", "what is done"), ("责任", "owner"),
    ("期限", "due"), ("按工作日", "working days"), ("状态", "state"), ("逾期", "overdue"),
    ("剩余天数", "days left"), ("下达时间", "set"), ("下达人", "set by"),
    ("最近一步说明", "last note"),
)  # fmt: skip


@router.get("/finding-prompts", responses=ONE)
def list_finding_prompts(
    request: Request,
    session: SessionDep,
    actor: Writer,
    directs_at: DirectsAt,
    subject_kind: SubjectKind,
    subject_id: UUID,
) -> list[FindingPrompt]:
    """List what may be a finding of an exercise, or of an incident whose response is over."""
    subject = subject_of(session, actor, subject_kind, subject_id, directs_at)
    say = Speaker("en" if wanted_locale(request) == "en" else "zh-CN")
    told = read_subject(request, session, actor, subject, say, with_maps=False)
    return prompts(told, queries.made_of(session, subject_id), say)


@router.post(
    "/exercises/{exercise_id}/observations/{entry_id}/finding", status_code=201, responses=WRITES
)
def record_observation(
    request: Request,
    session: SessionDep,
    actor: Writer,
    directs_at: DirectsAt,
    exercise_id: UUID,
    entry_id: UUID,
) -> FindingView:
    """Make what an observer noted a finding, with the event of the note as its evidence."""
    subject = subject_of(session, actor, "exercise", exercise_id, directs_at)
    say = Speaker("en" if wanted_locale(request) == "en" else "zh-CN")
    database: Database = request.app.state.database
    with database.picture(subject.world) as inside:
        entry = queries_evaluations.standing_entry(inside, entry_id)
        told = reading_evidence.of_entry(inside, entry_id)
    return record(session, actor, subject, finding_of(entry, exercise_id, say), told)


@router.get("/improvement-export", response_class=Response, responses=_CSV)
def export_improvement_tasks(
    request: Request,
    session: SessionDep,
    actor: Reader,
    wanted: Annotated[Wanted, Depends(asked_tasks)],
) -> Response:
    """Return the improvement tasks that are looked for as a table, all of them."""
    say = Speaker("en" if wanted_locale(request) == "en" else "zh-CN")
    whole = Wanted(**{**vars(wanted), "offset": 0, "limit": MOST_ROWS})
    rows = [
        [
            one.number,
            one.finding_seen,
            one.finding_number,
            one.subject_title,
            say.coded(words.SEVERITIES, one.severity),
            one.action,
            one.owner_name,
            one.due_on,
            one.due_in_working_days,
            say.coded(words.TASK_STATES, one.state),
            say("是", "yes") if one.due == "overdue" else "",
            one.days_left,
            one.set_at,
            one.set_by_name,
            one.steps[-1].note if one.steps else "",
        ]
        for one in queries.tasks(session, actor, whole).rows
    ]
    text = csv_text([words_[say.side] for words_ in _HEADS], rows)
    headers = {"content-disposition": "attachment; filename=improvement-tasks.csv"}
    return Response(text, media_type="text/csv; charset=utf-8", headers=headers)
