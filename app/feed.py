"""The stream of events as it travels: one shape per kind, read by the live push and by catch-up."""

import functools
import operator
from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel, create_model

import aid.events
import aid.queries
import alarms.events
import alarms.events_timers
import app.evaluation.events
import app.papers.events
import app.survey.events
import dispatch.events
import dispatch.events_field
import dispatch.events_policies
import dispatch.events_refusals
import dispatch.events_studies
import dispatch.queries
import dispatch.queries_studies
import exercises.events
import exercises.events_criteria
import exercises.events_improvement
import exercises.events_injects
import exercises.queries_injects
import geo.events
import geo.events_places
import geo.events_roads
import hazards.events
import incidents.events
import plans.events
import plans.events_cards
import plans.events_documents
import plans.events_readiness
import plans.queries_readiness
import resources.events
import resources.events_labels
import resources.events_requisition
import resources.events_sharing
import resources.importing.events
from core.auth import Actor
from core.models import Event
from core.outbox import Happening
from core.visibility import hears

MODULES = (
    incidents.events,
    hazards.events,
    plans.events,
    plans.events_cards,
    plans.events_readiness,
    plans.events_documents,
    geo.events,
    geo.events_places,
    geo.events_roads,
    resources.events,
    resources.importing.events,
    resources.events_requisition,
    resources.events_labels,
    resources.events_sharing,
    aid.events,
    dispatch.events,
    dispatch.events_field,
    dispatch.events_policies,
    dispatch.events_refusals,
    dispatch.events_studies,
    app.evaluation.events,
    app.papers.events,
    app.survey.events,
    alarms.events,
    alarms.events_timers,
    exercises.events,
    exercises.events_criteria,
    exercises.events_improvement,
    exercises.events_injects,
)
LARGEST_GAP = 2_000
"""Who missed more takes a fresh snapshot: an event may carry a whole proposal."""

FOLLOW = ("picture.read", "orders.own")
"""One of these it takes to see the picture and to hear what happens."""


class EventEnvelope(BaseModel):
    """What every event says beside the changed object: order, time, kind, who, which incident."""

    seq: int
    at: datetime
    kind: str
    incident_id: UUID | None
    actor_id: UUID | None
    actor_name: str | None


def happenings() -> list[type[Happening]]:
    """Return every kind of event there is, by name."""
    found = {
        value
        for module in MODULES
        for value in vars(module).values()
        if isinstance(value, type) and issubclass(value, Happening) and value is not Happening
    }
    return sorted(
        (one for one in found if isinstance(one.model_fields["kind"].default, str)),
        key=lambda one: one.__name__,
    )


def _travelling(happening: type[Happening]) -> type[BaseModel]:
    fields: dict[str, Any] = {
        name: (field.annotation, ...) for name, field in happening.model_fields.items()
    }
    return create_model(
        f"{happening.__name__}Event",
        __base__=EventEnvelope,
        __doc__=happening.__doc__,
        **fields,
    )


EVENT_SHAPES = [_travelling(one) for one in happenings()]
EventOut = functools.reduce(operator.or_, EVENT_SHAPES)


def event_out(row: Event) -> dict[str, Any]:
    """Return an event as it travels; the data was validated when it was recorded."""
    return {
        "seq": row.seq,
        "at": row.at.isoformat(),
        "kind": row.kind,
        "incident_id": str(row.incident_id) if row.incident_id else None,
        "actor_id": str(row.actor_id) if row.actor_id else None,
        "actor_name": row.actor_name,
        **row.data,
    }


def event_for(actor: Actor, row: Event) -> dict[str, Any] | None:
    """Return an event as this actor may see it: whole, in part, or not at all."""
    if not may_hear(actor, row):
        return None
    event = event_out(row)
    if "proposal" in row.data:
        event["proposal"] = dispatch.queries.part_for(row.data["proposal"], actor.prefixes)
    if "aid_request" in row.data:
        event["aid_request"] = aid.queries.event_part_for(row.data["aid_request"], actor.prefixes)
    if "study" in row.data:
        event["study"] = dispatch.queries_studies.part_for(row.data["study"], actor.prefixes)
    if "readiness" in row.data:
        event["readiness"] = plans.queries_readiness.part_for(row.data["readiness"], actor.prefixes)
    if "inject" in row.data:
        event["inject"] = exercises.queries_injects.part_for(row.data["inject"], roles_of(actor))
    return event


def may_follow(actor: Actor) -> bool:
    """Say whether an actor may see the picture at all: a program's key need not."""
    return any(actor.may(permission) for permission in FOLLOW)


def may_hear(actor: Actor, row: Event) -> bool:
    """Decide whether an actor may see an event: the one place where that is decided."""
    return hears(actor.prefixes, actor.team_id, row.audience, roles_of(actor))


def roles_of(actor: Actor) -> frozenset[str]:
    """Return the roles that somebody has in the world they are in."""
    return frozenset(grant.role for grant in actor.grants)
