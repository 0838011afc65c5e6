"""A score taken out as a table for a spreadsheet, of an exercise or of an incident."""

from typing import Annotated, Any, Literal
from urllib.parse import quote
from uuid import UUID

from fastapi import Request, Response

from app import score_csv
from app.csv_text import csv_text
from app.errors import wanted_locale
from core import live_only, transaction
from core.auth import Actor, allow
from core.db import Database
from core.transaction import SessionDep
from core.wire import Problem
from exercises import queries_score, service_score
from exercises.routes_score import Scorer
from exercises.schemas_score import Score
from incidents.queries import find_incident

router = live_only.router("export")
of_incidents = transaction.router("export")

Reader = Annotated[Actor, allow("exercises.read")]
Spoken = Literal["zh-CN", "en"] | None
_ANSWERS: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "A table for a spreadsheet",
        "content": {"text/csv": {"schema": {"type": "string"}}},
    },
    **{code: {"model": Problem} for code in (401, 403, 404, 409, 422)},
}


@router.get("/exercises/{exercise_id}/score/export", response_class=Response, responses=_ANSWERS)
def export_exercise_score(
    request: Request,
    session: SessionDep,
    actor: Reader,
    exercise_id: UUID,
    language: Spoken = None,
) -> Response:
    """Return the score of an exercise as CSV, line by line with the events behind each."""
    row = service_score.scorable(session, actor, exercise_id)
    database: Database = request.app.state.database
    with database.picture(row.world) as inside:
        return _file(request, queries_score.score_of(inside, row), language)


@of_incidents.get(
    "/incidents/{incident_id}/score/export", response_class=Response, responses=_ANSWERS
)
def export_incident_score(
    request: Request,
    session: SessionDep,
    actor: Scorer,
    incident_id: UUID,
    language: Spoken = None,
) -> Response:
    """Return the score of an incident as CSV, line by line with the events behind each."""
    row = find_incident(session, actor.prefixes, incident_id)
    database: Database = request.app.state.database
    with database.picture(actor.world) as picture:
        return _file(request, queries_score.score_of_incident(picture, row.id), language)


def _file(request: Request, score: Score, language: Spoken) -> Response:
    locale = "en" if (language or wanted_locale(request)).startswith("en") else "zh"
    content = csv_text(score_csv.HEADINGS[locale], score_csv.rows(score, locale))
    sign = "演练-" if score.subject.kind == "exercise" else ""
    name = quote(f"{sign}score-{score.subject.number}.csv", safe="")
    return Response(
        content,
        media_type="text/csv; charset=utf-8",
        headers={"content-disposition": f"attachment; filename*=UTF-8''{name}"},
    )
