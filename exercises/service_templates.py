"""Every write about templates: keeping one, from a file or from an exercise, and removing it."""

from uuid import UUID

from sqlalchemy.orm import Session

from core import clock, outbox
from core.auth import Actor
from core.errors import require_version
from core.ids import new_id
from core.visibility import audience
from exercises import queries, queries_templates, scenario_pictures
from exercises.directing import require_not_playing
from exercises.errors import NoScenario
from exercises.events import TemplateKept, TemplateRemoved
from exercises.models import ExerciseTemplate
from exercises.scenario import Scenario
from exercises.schemas_templates import TemplatePreview, TemplateView


def preview(session: Session, scenario: Scenario) -> TemplatePreview:
    """Return what a scenario would become as a template, with what is wrong with its pictures."""
    pictures = scenario_pictures.previews(session, scenario)
    together = sum(one.bytes or 0 for one in pictures)
    return TemplatePreview(
        template=queries_templates.view(scenario.id, scenario),
        pictures=pictures,
        fits=together <= scenario_pictures.MOST_TOGETHER_BYTES
        and not any(one.trouble for one in pictures),
    )


def keep(session: Session, actor: Actor, scenario: Scenario) -> TemplateView:
    """Keep a scenario as a template; each picture that it names must be there to be shown."""
    scenario = scenario_pictures.settled(session, scenario)
    row = ExerciseTemplate(
        id=new_id(),
        jurisdiction_code=actor.home_code,
        scenario=scenario.model_dump(mode="json", exclude_unset=True),
        created_at=clock.now(session),
        created_by_name=actor.name,
        version=1,
    )
    session.add(row)
    session.flush()
    told = queries_templates.own_view(row)
    event = TemplateKept(exercise_template=told)
    outbox.record(session, event, audience=audience(row.jurisdiction_code))
    return told


def keep_of_exercise(session: Session, actor: Actor, exercise_id: UUID) -> TemplateView:
    """Keep what an exercise plays as a template, to be rehearsed again."""
    row = queries.exercise(session, actor.prefixes, exercise_id)
    require_not_playing(session, actor, row)
    scenario = queries.scenario_of(session, row.world)
    if scenario is None:
        raise NoScenario()
    return keep(session, actor, scenario)


def remove(session: Session, actor: Actor, template_id: str, version: int | None) -> TemplateView:
    """Remove a kept template; exercises that were made from it keep their own scenario."""
    row = queries_templates.own(session, actor.prefixes, template_id)
    session.refresh(row, with_for_update=True)
    told = queries_templates.own_view(row)
    require_version(version, row.version, told.model_dump(mode="json"))
    outbox.record(
        session,
        TemplateRemoved(exercise_template=told),
        audience=audience(row.jurisdiction_code),
    )
    session.delete(row)
    scenario_pictures.forget_unused(session)
    return told
