"""Surveys over HTTP: a look at the numbers, reports made and kept, their files."""

from dataclasses import replace
from typing import Annotated, Any, Literal
from urllib.parse import quote
from uuid import UUID

import anyio.to_thread
from fastapi import APIRouter, Query, Request, Response

from app.documents.making import MEDIA, Form, make_aside
from app.errors import wanted_locale
from app.survey import queries, schemas, service
from app.survey.gaps import summary
from app.survey.reading import read_picture
from app.survey.report import Issue, report_of
from core import transaction
from core.auth import Actor, allow
from core.config import Environment
from core.transaction import SessionDep, operation_id
from core.wire import Page, Problem
from geo.road_book import RoadBook
from geo.travel import TravelTimes

router = transaction.router("surveys")
looking = APIRouter(prefix="/api", tags=["surveys"], generate_unique_id_function=operation_id)
"""Files are made beside the transaction and are no answers to be kept."""
Reader = Annotated[Actor, allow("surveys.read")]
Preparer = Annotated[Actor, allow("surveys.write")]
Office = Annotated[str, Query(pattern=r"^\d{6}$", examples=["420111"])]
_READ: dict[int | str, dict[str, Any]] = {code: {"model": Problem} for code in (401, 403, 404, 422)}
_FILE: dict[int | str, dict[str, Any]] = _READ | {
    200: {
        "description": "The report as a file",
        "content": {
            media: {"schema": {"type": "string", "format": "binary"}} for media in MEDIA.values()
        },
    },
    503: {"model": Problem},
}


def _is_demo(request: Request) -> bool:
    return request.app.state.settings.environment is Environment.DEMO


def _travel(request: Request) -> TravelTimes:
    book: RoadBook = request.app.state.road_book
    return book.travel_times()


@router.get("/survey", responses=_READ)
def look_at_survey(
    request: Request,
    session: SessionDep,
    actor: Reader,
    jurisdiction_code: Office,
    with_neighbours: bool = False,
) -> schemas.SurveySummary:
    """Return an area's survey as it would be now, in numbers; nothing is kept."""
    asked = service.asked_of(
        actor, jurisdiction_code, with_neighbours, _is_demo(request), _travel(request)
    )
    return summary(read_picture(session, replace(asked, with_map=False)))


@router.post("/survey-reports", status_code=201, responses=_READ)
def prepare_survey_report(
    request: Request, session: SessionDep, actor: Preparer, wanted: schemas.SurveyReportIn
) -> schemas.SurveyReport:
    """Make the next edition of an area's report and keep it."""
    asked = service.asked_of(
        actor, wanted.jurisdiction_code, wanted.with_neighbours, _is_demo(request), _travel(request)
    )
    return queries.report_view(service.prepare_report(session, actor, wanted, asked))


@router.get("/survey-reports", responses=_READ)
def list_survey_reports(
    session: SessionDep,
    actor: Reader,
    jurisdiction_code: Annotated[str | None, Query(pattern=r"^\d{6}$")] = None,
    offset: Annotated[int, Query(ge=0, le=1_000_000)] = 0,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> Page[schemas.SurveyReportNote]:
    """List the reports that were made, the newest first."""
    return queries.reports(session, actor.prefixes, jurisdiction_code, offset, limit)


@router.get("/survey-reports/{report_id}", responses=_READ)
def get_survey_report(session: SessionDep, actor: Reader, report_id: UUID) -> schemas.SurveyReport:
    """Return a report with its summary."""
    return queries.report_view(queries.report(session, actor.prefixes, report_id))


@looking.get("/survey-reports/{report_id}/file", response_class=Response, responses=_FILE)
async def download_survey_report(
    request: Request,
    actor: Reader,
    report_id: UUID,
    form: Form = "pdf",
    language: Literal["zh-CN", "en"] | None = None,
) -> Response:
    """Return a report as a file, made anew from what was kept."""
    locale = language or wanted_locale(request)

    def read() -> tuple[schemas.SurveyPicture, Issue]:
        with request.app.state.database.picture(actor.world) as session:
            row = queries.report(session, actor.prefixes, report_id)
            picture = schemas.SurveyPicture.model_validate(row.picture)
            return picture, Issue(row.unit, row.edition, row.dated_on, row.prepared_by_name)

    picture, issue = await anyio.to_thread.run_sync(read)
    document = report_of(picture, issue, "en" if locale == "en" else "zh-CN")
    made = await make_aside(document, form, request.app.state.settings.data_dir)
    name = f"{document.title}（第{issue.edition}版）" if locale != "en" else document.title
    disposition = f"attachment; filename*=UTF-8''{quote(f'{name}.{form}')}"
    return Response(made, media_type=MEDIA[form], headers={"content-disposition": disposition})
