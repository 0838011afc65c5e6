"""Every read of plans, responses and tasks, and the facts of an incident as plans see them."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, selectinload

from core import clock
from core.errors import NotFound
from core.local_time import BEIJING
from core.visibility import visible
from core.wire import Page
from incidents.models import Incident
from incidents.queries import in_picture, point_of, proposed_level
from incidents.reporting import worse
from plans import models, schemas, telephones
from plans.facts import IncidentFacts
from plans.holding import Scene
from plans.schemas_cards import CardTask


def facts_of(session: Session, incident: Incident) -> IncidentFacts:
    """Return what is known of an incident; people inside areas only where an officer stated them.

    The level is the graver of the decided and the proposed one.
    """
    return IncidentFacts(
        kind=incident.kind,
        deaths=incident.deaths,
        missing=incident.missing,
        serious_injuries=incident.serious_injuries,
        minor_injuries=incident.minor_injuries,
        trapped=incident.trapped,
        exposed=incident.exposed,
        loss_yuan=incident.loss_yuan,
        substance_un=incident.substance_un,
        spill=incident.spill,
        container=incident.container,
        wind_speed_ms=incident.wind_speed_ms,
        level=worse(incident.level, proposed_level(incident).level),
        response_level=incident.response_level,
        people_isolation=_stated_count(incident, "people_isolation"),
        people_protective=_stated_count(incident, "people_protective"),
        **_by_the_clock(clock.now(session)),
    )


def _by_the_clock(now: datetime) -> dict[str, int]:
    local = now.astimezone(BEIJING)
    return {"hour": local.hour, "weekday": local.isoweekday(), "month": local.month}


def scene_of(session: Session, incident: Incident) -> Scene:
    """Return where and when an incident is, as places and hours of cards see it."""
    at = point_of(incident.position)
    return Scene(
        jurisdiction_code=incident.jurisdiction_code,
        lon=at.lon,
        lat=at.lat,
        place_name=incident.place_name,
        local_at=clock.now(session).astimezone(BEIJING),
    )


def _stated_count(incident: Incident, name: str) -> int | None:
    value = incident.facts.get(name)
    is_count = isinstance(value, int) and not isinstance(value, bool) and value >= 0
    return value if is_count else None


def whole_plans(session: Session) -> list[schemas.Plan]:
    """Return all plans with their run cards, in the order of their codes."""
    ordered = _plans().order_by(models.Plan.code, models.Plan.edition)
    return [plan_view(session, row) for row in session.scalars(ordered)]


def find_plan(session: Session, plan_id: UUID) -> schemas.Plan:
    """Return one plan with its run cards."""
    row = session.scalar(_plans().where(models.Plan.id == plan_id))
    if row is None:
        raise NotFound(noun="plan", field="plan_id")
    return plan_view(session, row)


def plans_page(session: Session, offset: int, limit: int) -> Page[schemas.Plan]:
    """Return plans in the order of their codes; plans are no secret among staff."""
    total = session.scalar(select(func.count()).select_from(models.Plan)) or 0
    ordered = _plans().order_by(models.Plan.code, models.Plan.edition)
    found = session.scalars(ordered.offset(offset).limit(limit))
    rows = [plan_view(session, row) for row in found]
    following = offset + len(rows)
    return Page(rows=rows, total=total, next_offset=following if following < total else None)


def _plans() -> Select[models.Plan]:
    cards = selectinload(models.Plan.run_cards)
    return select(models.Plan).options(
        cards.selectinload(models.RunCard.requirements),
        cards.selectinload(models.RunCard.task_templates),
    )


def plan_view(session: Session, row: models.Plan) -> schemas.Plan:
    """Return a plan as it travels; in an exercise without any telephone number on its cards."""
    own = {name: getattr(row, name) for name in schemas.Plan.model_fields}
    cards = [_card(card) for card in row.run_cards]
    if telephones.are_hidden(session):
        cards = [_without_numbers(card) for card in cards]
    return schemas.Plan(**own | {"run_cards": cards})


def _without_numbers(card: schemas.RunCard) -> schemas.RunCard:
    reached = [telephones.hidden(one) for one in card.contacts]
    texts = [telephones.hidden(one) for one in card.messages]
    return card.model_copy(update={"contacts": reached, "messages": texts})


def _card(card: models.RunCard) -> schemas.RunCard:
    names = [name for name in schemas.RunCard.model_fields if name not in ("requirements", "tasks")]
    return schemas.RunCard(
        **{name: getattr(card, name) for name in names},
        requirements=[schemas.Requirement.model_validate(one) for one in card.requirements],
        tasks=[_task(one) for one in card.task_templates],
    )


def _task(row: models.TaskTemplate) -> CardTask:
    return CardTask(**{name: getattr(row, name) for name in CardTask.model_fields})


def activation_view(row: models.Activation) -> schemas.Activation:
    """Return a response as it travels."""
    return schemas.Activation.model_validate(row)


def task_view(row: models.Task) -> schemas.Task:
    """Return a task as it travels."""
    return schemas.Task.model_validate(row)


def activations_of(
    session: Session, incident_id: UUID, *, standing_only: bool = True
) -> list[models.Activation]:
    """Return the responses on an incident in the order in which they started."""
    query = select(models.Activation).where(models.Activation.incident_id == incident_id)
    if standing_only:
        query = query.where(models.Activation.ended_at.is_(None))
    return list(session.scalars(query.order_by(models.Activation.id)))


def tasks_of(session: Session, activation_id: UUID) -> list[models.Task]:
    """Return the tasks of a response in order."""
    query = select(models.Task).where(models.Task.activation_id == activation_id)
    return list(session.scalars(query.order_by(models.Task.position, models.Task.id)))


def open_tasks(session: Session, incident_id: UUID) -> list[schemas.Task]:
    """Return what is still to be done on an incident, the soonest due first."""
    query = (
        select(models.Task)
        .where(models.Task.incident_id == incident_id, models.Task.state == "open")
        .order_by(models.Task.due_at, models.Task.position)
    )
    return [task_view(row) for row in session.scalars(query)]


def incident_of_activation(session: Session, prefixes: Sequence[str], activation_id: UUID) -> UUID:
    """Return the incident of a visible response."""
    query = (
        select(Incident.id)
        .join(models.Activation, models.Activation.incident_id == Incident.id)
        .where(models.Activation.id == activation_id)
        .where(visible(Incident.jurisdiction_code, prefixes))
    )
    found = session.scalar(query)
    if found is None:
        raise NotFound(noun="activation")
    return found


def incident_of_task(session: Session, prefixes: Sequence[str], task_id: UUID) -> UUID:
    """Return the incident of a visible task."""
    query = (
        select(Incident.id)
        .join(models.Task, models.Task.incident_id == Incident.id)
        .where(models.Task.id == task_id, visible(Incident.jurisdiction_code, prefixes))
    )
    found = session.scalar(query)
    if found is None:
        raise NotFound(noun="task")
    return found


def snapshot_activations(
    session: Session, prefixes: Sequence[str], incident_ids: Sequence[UUID] | None = None
) -> list[schemas.Activation]:
    """Return the responses on the incidents of the picture."""
    where = in_picture(session, prefixes, incident_ids)
    query = select(models.Activation).join(Incident).where(where).order_by(models.Activation.id)
    return [activation_view(row) for row in session.scalars(query)]


def snapshot_tasks(
    session: Session, prefixes: Sequence[str], incident_ids: Sequence[UUID] | None = None
) -> list[schemas.Task]:
    """Return the tasks on the incidents of the picture."""
    where = in_picture(session, prefixes, incident_ids)
    query = select(models.Task).join(Incident).where(where).order_by(models.Task.id)
    return [task_view(row) for row in session.scalars(query)]
