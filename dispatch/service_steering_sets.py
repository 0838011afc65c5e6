"""Several words of the officer at once: a swap is one decision, and so is taking it back."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.auth import Actor
from dispatch import schemas, service_steering
from dispatch.models import Steering
from dispatch.schemas_steering_sets import SteeringsIn


def change_steerings(session: Session, actor: Actor, wanted: SteeringsIn) -> list[schemas.Steering]:
    """Lift and set pins and exclusions together, all or none; what opposes a new word is lifted.

    A team has one word for an incident and one pin at all: saying otherwise replaces it.
    """
    lifted = [
        service_steering.lift_steering(session, actor, one.id, one.version) for one in wanted.lift
    ]
    for word in wanted.set:
        lifted += _lift_opposed(session, actor, word)
    return [*lifted, *(_set(session, actor, word) for word in wanted.set)]


def _set(session: Session, actor: Actor, word: schemas.SteeringIn) -> schemas.Steering:
    return service_steering.set_steering(session, actor, word)


def _lift_opposed(
    session: Session, actor: Actor, word: schemas.SteeringIn
) -> Sequence[schemas.Steering]:
    opposed = (Steering.incident_id == word.incident_id) & (Steering.kind != word.kind)
    if word.kind == "pin":
        opposed |= (Steering.kind == "pin") & (Steering.incident_id != word.incident_id)
    query = (
        select(Steering.id, Steering.version)
        .where(Steering.team_id == word.team_id, Steering.lifted_at.is_(None), opposed)
        .order_by(Steering.id)
    )
    found: list[tuple[UUID, int]] = [(row[0], row[1]) for row in session.execute(query)]
    return [service_steering.lift_steering(session, actor, one, seen) for one, seen in found]
