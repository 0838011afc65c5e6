"""Evaluation reports over HTTP: made in one call, read, edited by section, taken as files."""

from typing import Annotated, Any
from urllib.parse import quote
from uuid import UUID

import anyio.to_thread
from fastapi import Path, Query, Request, Response
from sqlalchemy.orm import Session

from app.documents.description import Document
from app.documents.making import MEDIA, Form, make_aside
from app.errors import wanted_locale
from app.evaluation import queries, schemas, service
from app.evaluation.facts import Evaluated
from app.evaluation.paper import paper_of
from app.evaluation.reading import Reading, read_closed_incident, read_exercise
from app.papers.words import Speaker
from core import live_only
from core.auth import Actor, allow
from core.config import Environment
from core.db import Database
from core.local_time import BEIJING
from core.transaction import IfMatch, SessionDep
from core.wire import Page
from exercises import queries as exercise_queries
from exercises.routes import CHANGES, ONE, READS, WRITES
from exercises.routes_improvement import DirectsAt
from exercises.service import require_enterable
from exercises.service_improvement import Subject, subject_of

router = live_only.router("evaluation-reports")
Reader = Annotated[Actor, allow("evaluation_reports.read")]
Writer = Annotated[Actor, allow("evaluation_reports.write")]
Key = Annotated[str, Path(pattern=r"^[a-z]{1,40}$")]
Name = Annotated[str, Path(pattern=r"^[a-z]{1,40}-[0-9]{1,3}$")]
SVG = "image/svg+xml"
PICTURE_HEADERS = {
    "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox",
    "cache-control": "private, max-age=300",
}
_FILE: dict[int | str, dict[str, Any]] = ONE | {
    200: {
        "description": "The report as a file",
        "content": {
            media: {"schema": {"type": "string", "format": "binary"}} for media in MEDIA.values()
        },
    },
}


@router.get("/evaluation-reports", responses=READS)
def list_evaluation_reports(
    session: SessionDep,
    actor: Reader,
    subject_id: UUID | None = None,
    offset: Annotated[int, Query(ge=0, le=1_000_000)] = 0,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> Page[schemas.EvaluationReportNote]:
    """List the evaluation reports of the reader's area, the newest first."""
    return queries.reports(session, actor, subject_id, offset, limit)


@router.post("/evaluation-reports", status_code=201, responses=WRITES)
def make_evaluation_report(
    request: Request,
    session: SessionDep,
    actor: Writer,
    directs_at: DirectsAt,
    wanted: schemas.EvaluationReportIn,
) -> schemas.EvaluationReportView:
    """Make the report of an exercise, or of an incident whose response is over."""
    kind, subject_id = wanted.subject_kind, wanted.subject_id
    subject = subject_of(session, actor, kind, subject_id, directs_at)
    locale = wanted.language or wanted_locale(request)
    say = Speaker("en" if locale == "en" else "zh-CN")
    told = read_subject(request, session, actor, subject, say)
    return queries.view(session, service.make(session, actor, subject, told, say))


@router.get("/evaluation-reports/{report_id}", responses=ONE)
def get_evaluation_report(
    session: SessionDep, actor: Reader, report_id: UUID
) -> schemas.EvaluationReportView:
    """Return a report with its sections."""
    return queries.view(session, queries.report(session, actor, report_id))


@router.post("/evaluation-reports/{report_id}/refresh", responses=CHANGES)
def refresh_evaluation_report(
    request: Request,
    session: SessionDep,
    actor: Writer,
    directs_at: DirectsAt,
    report_id: UUID,
    version: IfMatch,
) -> schemas.EvaluationReportView:
    """Read a report anew; what people wrote in it stays."""
    row = service.held(session, actor, report_id, version)
    subject = subject_of(session, actor, row.subject_kind, row.subject_id, directs_at)
    say = Speaker("en" if row.language == "en" else "zh-CN")
    told = read_subject(request, session, actor, subject, say)
    return queries.view(session, service.refresh(session, actor, report_id, version, told))


@router.put("/evaluation-reports/{report_id}/sections/{key}", responses=CHANGES)
def edit_report_section(
    session: SessionDep,
    actor: Writer,
    report_id: UUID,
    key: Key,
    version: IfMatch,
    wanted: schemas.SectionTextIn,
) -> schemas.ReportSectionView:
    """Change the text of a section."""
    return service.edit(session, actor, report_id, key, version, wanted.text)


@router.put("/evaluation-reports/{report_id}/sections/{key}/rows", responses=CHANGES)
def edit_report_row(
    session: SessionDep,
    actor: Writer,
    report_id: UUID,
    key: Key,
    version: IfMatch,
    wanted: schemas.RowEditIn,
) -> schemas.ReportSectionView:
    """Leave a row of a section's tables out of the paper, or remark on it."""
    return service.edit_row(session, actor, report_id, key, version, wanted)


@router.post("/evaluation-reports/{report_id}/sections/{key}/regenerate", responses=CHANGES)
def regenerate_report_section(
    session: SessionDep, actor: Writer, report_id: UUID, key: Key, version: IfMatch
) -> schemas.ReportSectionView:
    """Let what the facts give stand in a section again."""
    return service.regenerate(session, actor, report_id, key, version)


@router.post("/evaluation-reports/{report_id}/sections/{key}/restore", responses=CHANGES)
def restore_report_section(
    session: SessionDep,
    actor: Writer,
    report_id: UUID,
    key: Key,
    version: IfMatch,
    wanted: schemas.RestoreIn,
) -> schemas.ReportSectionView:
    """Let an earlier text of a section stand again."""
    return service.restore(session, actor, report_id, key, version, wanted.revision)


@router.get("/evaluation-reports/{report_id}/sections/{key}/texts", responses=ONE)
def list_section_texts(
    session: SessionDep, actor: Reader, report_id: UUID, key: Key
) -> list[schemas.ReportTextView]:
    """List the texts that a section had, the newest first."""
    row = queries.report(session, actor, report_id)
    found = queries.texts_of(session, row.id, key)
    return [schemas.ReportTextView.model_validate(one) for one in found]


@router.get(
    "/evaluation-reports/{report_id}/pictures/{name}",
    responses=ONE | {200: {"content": {SVG: {"schema": {"type": "string"}}}}},
    response_class=Response,
)
def get_report_picture(session: SessionDep, actor: Reader, report_id: UUID, name: Name) -> Response:
    """Show a map or a chart of a report."""
    row = queries.report(session, actor, report_id)
    svg = queries.drawing(session, row.id, name)
    return Response(svg, media_type=SVG, headers=PICTURE_HEADERS)


looking = live_only.plain_router("evaluation-reports")
"""Files are made beside the transaction and are no answers to be kept."""


@looking.get("/evaluation-reports/{report_id}/file", response_class=Response, responses=_FILE)
async def download_evaluation_report(
    request: Request, actor: Reader, report_id: UUID, form: Form = "docx"
) -> Response:
    """Return a report as a Word file, which stays editable, or as PDF."""

    def read() -> Document:
        with request.app.state.database.picture(actor.world) as session:
            row = queries.report(session, actor, report_id)
            say = Speaker("en" if row.language == "en" else "zh-CN")
            sections = queries.sections(session, row.id)
            drawings = queries.drawings(session, row.id)
            on = row.refreshed_at.astimezone(BEIJING).date().isoformat()
            return paper_of(row, sections, drawings, say.day(row.refreshed_at), on)

    document = await anyio.to_thread.run_sync(read)
    made = await make_aside(document, form, request.app.state.settings.data_dir)
    name = quote(f"{document.title} {document.number}.{form}".replace("/", "-"), safe="")
    disposition = f"attachment; filename*=UTF-8''{name}"
    return Response(made, media_type=MEDIA[form], headers={"content-disposition": disposition})


def read_subject(
    request: Request,
    session: Session,
    actor: Actor,
    subject: Subject,
    say: Speaker,
    *,
    with_maps: bool = True,
) -> Evaluated:
    """Read what is evaluated: an exercise in its own world, an incident in the live one."""
    is_demo = request.app.state.settings.environment is Environment.DEMO
    travel = request.app.state.road_book.travel_times() if with_maps else None
    by = Reading(actor, travel, say, is_demo)
    if subject.kind == "incident":
        return read_closed_incident(session, subject.id, by)
    row = exercise_queries.exercise(
        session, actor.prefixes, subject.id, account_id=actor.account_id
    )
    require_enterable(row)
    database: Database = request.app.state.database
    with database.picture(row.world) as inside:
        return read_exercise(session, inside, row, by)
