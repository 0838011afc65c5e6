"""The test of all plans taken out: a table for a spreadsheet, a paper as Word or PDF."""

from typing import Annotated, Any, Literal
from urllib.parse import quote
from uuid import UUID

import anyio.to_thread
from fastapi import APIRouter, Request, Response

from app import readiness_csv
from app.csv_text import csv_text
from app.documents.description import Document, Language
from app.documents.making import MEDIA, Form, make_aside
from app.errors import wanted_locale
from app.papers.plan_readiness import ReadinessFile, plan_readiness
from app.papers.reading import read_setting
from app.papers.words import Speaker
from core.auth import Actor, allow
from core.config import Environment
from core.transaction import SessionDep, operation_id
from core.wire import Problem
from plans import queries_readiness as queries

router = APIRouter(prefix="/api", tags=["export"], generate_unique_id_function=operation_id)
Reader = Annotated[Actor, allow("readiness.read")]
_ANSWERS: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "A table for a spreadsheet",
        "content": {"text/csv": {"schema": {"type": "string"}}},
    },
    **{code: {"model": Problem} for code in (401, 403, 404, 422)},
}
_FILE: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The paper as a file",
        "content": {
            media: {"schema": {"type": "string", "format": "binary"}} for media in MEDIA.values()
        },
    },
    **{code: {"model": Problem} for code in (401, 403, 422, 503)},
}


@router.get("/plan-readiness/paper", response_class=Response, responses=_FILE)
async def download_readiness_paper(
    request: Request,
    actor: Reader,
    form: Form = "pdf",
    language: Literal["zh-CN", "en"] | None = None,
) -> Response:
    """Return the newest test as a paper: the sentence, plans by district, what to do first."""

    def read() -> Document:
        spoken: Language = "en" if (language or wanted_locale(request)) == "en" else "zh-CN"
        settings = request.app.state.settings
        with request.app.state.database.picture(actor.world) as session:
            is_demo = settings.environment is Environment.DEMO
            setting = read_setting(session, actor, is_demo=is_demo)
            view = queries.overview(session, actor.prefixes, settings.nightly_hour)
            return plan_readiness(ReadinessFile(setting, view), Speaker(spoken))

    document = await anyio.to_thread.run_sync(read)
    made = await make_aside(document, form, request.app.state.settings.data_dir)
    name = quote(f"{document.title} {document.number}.{form}".replace("/", "-"), safe="")
    disposition = f"attachment; filename*=UTF-8''{name}"
    return Response(made, media_type=MEDIA[form], headers={"content-disposition": disposition})


@router.get("/plan-readiness/runs/{run_id}/export", response_class=Response, responses=_ANSWERS)
def export_readiness(
    request: Request,
    session: SessionDep,
    actor: Reader,
    run_id: UUID,
    language: Literal["zh-CN", "en"] | None = None,
) -> Response:
    """Return a test as CSV: a line for each thing asked for, case by case."""
    run = queries.find_run(session, run_id)
    locale = "en" if (language or wanted_locale(request)).startswith("en") else "zh"
    lines = queries.all_lines(session, run_id, actor.prefixes)
    content = csv_text(readiness_csv.HEADINGS[locale], readiness_csv.rows(lines, locale))
    name = f"readiness-{run.number}.csv"
    return Response(
        content,
        media_type="text/csv; charset=utf-8",
        headers={"content-disposition": f'attachment; filename="{name}"'},
    )
