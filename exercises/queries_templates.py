"""Every read of templates: those that come with the product, then one's own."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.errors import NotFound
from core.visibility import visible
from exercises import schemas_templates as schemas
from exercises.models import ExerciseTemplate
from exercises.scenario import Report, Scenario
from exercises.scenarios import shipped


def templates(session: Session, prefixes: Sequence[str]) -> list[schemas.TemplateView]:
    """Return what can be rehearsed in somebody's area: what is shipped, then kept ones, newest."""
    query = (
        select(ExerciseTemplate)
        .where(visible(ExerciseTemplate.jurisdiction_code, prefixes))
        .order_by(ExerciseTemplate.created_at.desc())
    )
    return [
        *(view(one.id, one) for one in shipped()),
        *(own_view(row) for row in session.scalars(query)),
    ]


def scenario_by(session: Session, prefixes: Sequence[str], template_id: str) -> Scenario:
    """Return the scenario of a template."""
    known = {one.id: one for one in shipped()}
    if template_id in known:
        return known[template_id]
    return Scenario.model_validate(own(session, prefixes, template_id).scenario)


def own(session: Session, prefixes: Sequence[str], template_id: str) -> ExerciseTemplate:
    """Return a template that was kept here."""
    query = select(ExerciseTemplate).where(
        ExerciseTemplate.id == _number(template_id),
        visible(ExerciseTemplate.jurisdiction_code, prefixes),
    )
    row = session.scalar(query)
    if row is None:
        raise NotFound(noun="exercise_template")
    return row


def _number(template_id: str) -> UUID:
    try:
        return UUID(template_id)
    except ValueError:
        raise NotFound(noun="exercise_template") from None


def own_view(row: ExerciseTemplate) -> schemas.TemplateView:
    """Return a kept template as it is listed."""
    return view(str(row.id), Scenario.model_validate(row.scenario), row)


def view(
    template_id: str, scenario: Scenario, row: ExerciseTemplate | None = None
) -> schemas.TemplateView:
    """Return a template as it is listed."""
    told = {role for one in scenario.injects for role in one.to}
    return schemas.TemplateView(
        id=template_id,
        is_shipped=row is None,
        roles=sorted(told - {"all"}),
        injects=len(scenario.injects),
        calls=sum(isinstance(one.doing, Report) for one in scenario.injects),
        created_at=row.created_at if row else None,
        created_by_name=row.created_by_name if row else None,
        version=row.version if row else None,
        **{name: getattr(scenario, name) for name in _FROM_SCENARIO},
    )


_FROM_SCENARIO = frozenset(Scenario.model_fields) & frozenset(schemas.TemplateView.model_fields) - {
    "id",
    "injects",
}
