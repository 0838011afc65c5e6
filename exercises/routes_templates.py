"""HTTP of templates, at the live world's address: listing, one file out, one file in."""

from typing import Annotated, Any
from urllib.parse import quote
from uuid import UUID

from fastapi import Response

from core import live_only
from core.auth import Actor, allow
from core.transaction import IfMatch, SessionDep
from core.wire import Problem
from exercises import (
    queries_templates,
    scenario_pictures,
    schemas_templates,
    service_templates,
)
from exercises.directing import require_not_rehearsed
from exercises.routes import CHANGES, ONE, READS, WRITES
from exercises.scenario import Scenario

router = live_only.router("exercises")
Reader = Annotated[Actor, allow("exercises.read")]
Director = Annotated[Actor, allow("exercises.direct")]
FILE: dict[int | str, dict[str, Any]] = {
    200: {"content": {"application/json": {}}, "description": "A muster-scenario/1"},
    404: {"model": Problem},
}


@router.get("/exercise-templates", responses=READS)
def list_exercise_templates(
    session: SessionDep, actor: Reader
) -> list[schemas_templates.TemplateView]:
    """Return what can be rehearsed: the templates that are shipped, then those kept here."""
    return queries_templates.templates(session, actor.prefixes)


@router.post("/exercise-templates", status_code=201, responses=WRITES)
def keep_exercise_template(
    session: SessionDep, actor: Director, scenario: Scenario
) -> schemas_templates.TemplateView:
    """Keep a scenario from a file as a template; a fault is refused with its place in the file."""
    return service_templates.keep(session, actor, scenario)


@router.post("/exercise-templates/preview", responses=WRITES)
def preview_exercise_template(
    session: SessionDep, actor: Director, scenario: Scenario
) -> schemas_templates.TemplatePreview:
    """Show what a file would become, its pictures and what is wrong with them; keep nothing."""
    return service_templates.preview(session, scenario)


@router.get("/exercise-templates/{template_id}/file", responses=ONE | FILE, response_model=None)
def save_exercise_template(session: SessionDep, actor: Director, template_id: str) -> Response:
    """Return a template as one file, to be taken elsewhere; it tells directors what is to come."""
    scenario = queries_templates.scenario_by(session, actor.prefixes, template_id)
    require_not_rehearsed(session, actor, template_id, scenario)
    scenario = scenario_pictures.in_one_file(session, scenario)
    text = scenario.model_dump_json(indent=2, exclude_unset=True)
    name = quote(f"演练模板-{scenario.title.zh}.json")
    plain = f'attachment; filename="{scenario.id}.json"'
    headers = {"content-disposition": f"{plain}; filename*=UTF-8''{name}"}
    return Response(text, media_type="application/json", headers=headers)


@router.post("/exercises/{exercise_id}/template", status_code=201, responses=WRITES)
def keep_exercise_as_template(
    session: SessionDep, actor: Director, exercise_id: UUID
) -> schemas_templates.TemplateView:
    """Keep what an exercise plays as a template."""
    return service_templates.keep_of_exercise(session, actor, exercise_id)


@router.delete("/exercise-templates/{template_id}", responses=CHANGES)
def remove_exercise_template(
    session: SessionDep, actor: Director, template_id: str, version: IfMatch
) -> schemas_templates.TemplateView:
    """Remove a kept template."""
    return service_templates.remove(session, actor, template_id, version)
