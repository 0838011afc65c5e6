"""From "what if" to "so be it": the same change made to the real world by its usual service.

What only happens by itself, or must be reported by whoever sees it, cannot be promoted; each such
edit says why.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from pydantic import TypeAdapter
from sqlalchemy import select
from sqlalchemy.orm import Session

import geo.service_closures
import incidents.service_needs
import resources.service
from core.auth import Actor
from core.errors import NotFound
from dispatch import queries_studies, schemas, service_steering, service_steering_sets
from dispatch import schemas_study_questions as asked
from dispatch.errors import NothingToPromote, StudyNotAnswered
from dispatch.models import Steering
from dispatch.models_studies import Study
from dispatch.schemas_promotion import Promoted, Promotion, PromotionStep
from dispatch.schemas_steering_sets import SteeringsIn
from geo.models import Closure
from geo.schemas_closures import ClosureIn
from incidents.models import Need
from incidents.schemas import NeedPatch
from resources.models import Team
from resources.schemas import TeamPatch

_EDIT: TypeAdapter[Any] = TypeAdapter(asked.StudyEdit)


@dataclass(frozen=True)
class Doing:
    """By whom, with what reason, an edit is made real."""

    session: Session
    actor: Actor
    reason: str


@dataclass(frozen=True)
class Way:
    """How an edit is made real: the word for it, the permission, the service."""

    does: str
    permission: str
    do: Callable[[Doing, Any], list[schemas.Steering]]


def promotion_of(session: Session, actor: Actor, study_id: UUID, variant: int) -> Promotion:
    """Return what each edit of a variant would do in the real world, or why it cannot."""
    row = queries_studies.find_study(session, actor.prefixes, study_id)
    edits = _edits_of(row, variant)
    steps = [_step(session, actor, k, edit) for k, edit in enumerate(edits)]
    return Promotion(study_id=row.id, variant=variant, steps=steps)


def promote_study(
    session: Session, actor: Actor, study_id: UUID, wanted: asked.PromoteIn
) -> Promoted:
    """Make the edits of a variant real, those that can be; a word that stands already stays."""
    row = queries_studies.find_study(session, actor.prefixes, study_id, lock=True)
    if row.state != "answered":
        raise StudyNotAnswered(number=row.number, state=row.state)
    edits = _edits_of(row, wanted.variant)
    steps = [_step(session, actor, k, edit) for k, edit in enumerate(edits)]
    chosen = [
        one for one in steps if one.does and (wanted.steps is None or one.index in wanted.steps)
    ]
    if not chosen:
        raise NothingToPromote()
    doing, set_now = Doing(session, actor, wanted.reason), []
    for one in chosen:
        edit = _EDIT.validate_python(edits[one.index])
        set_now += _WAYS[edits[one.index]["edit"]].do(doing, edit)
    return Promoted(study_id=row.id, steerings=set_now, done=chosen)


def _edits_of(row: Study, variant: int) -> Sequence[dict[str, Any]]:
    """Return the edits of a what-if's variant; a why-not forced one team to one place."""
    if row.kind == "what_if":
        variants = row.question["variants"]
        return variants[variant]["edits"] if variant < len(variants) else ()
    if row.kind == "why_not" and row.answer.get("price") is not None:
        pin = {"edit": "pin", "team_id": row.answer["team_id"]}
        return ({**pin, "incident_id": row.answer["incident_id"]},)
    return ()


def _step(session: Session, actor: Actor, index: int, edit: dict[str, Any]) -> PromotionStep:
    kind = edit["edit"]
    way = _WAYS.get(kind)
    because = _CANNOT.get(kind)
    if way is not None and way.permission not in actor.permissions:
        because = "not_permitted"
    elif way is not None and _stands(session, edit):
        because = "stands_already"
    does = way.does if way is not None and because is None else None
    return PromotionStep(index=index, edit=kind, does=does, because=because)


def _stands(session: Session, edit: Mapping[str, Any]) -> bool:
    word = {"pin": "pin", "exclude": "exclusion"}.get(edit["edit"])
    if word is None:
        return False
    query = select(Steering.id).where(
        Steering.kind == word,
        Steering.team_id == UUID(str(edit["team_id"])),
        Steering.incident_id == UUID(str(edit["incident_id"])),
        Steering.lifted_at.is_(None),
    )
    return session.scalar(query) is not None


def _steer(doing: Doing, edit: asked.PinEdit | asked.ExcludeEdit) -> list[schemas.Steering]:
    kind: Any = "pin" if isinstance(edit, asked.PinEdit) else "exclusion"
    word = schemas.SteeringIn(
        kind=kind, team_id=edit.team_id, incident_id=edit.incident_id, reason=doing.reason
    )
    said = SteeringsIn(set=[word])
    return service_steering_sets.change_steerings(doing.session, doing.actor, said)


def _lift(doing: Doing, edit: asked.UnpinEdit | asked.AllowEdit) -> list[schemas.Steering]:
    query = select(Steering).where(Steering.team_id == edit.team_id, Steering.lifted_at.is_(None))
    if isinstance(edit, asked.AllowEdit):
        query = query.where(Steering.incident_id == edit.incident_id, Steering.kind == "exclusion")
    else:
        query = query.where(Steering.kind == "pin")
    return [
        service_steering.lift_steering(doing.session, doing.actor, row.id, row.version)
        for row in doing.session.scalars(query.order_by(Steering.id)).all()
    ]


def _draw(doing: Doing, edit: asked.RoadClosedEdit) -> list[schemas.Steering]:
    drawn = ClosureIn.model_validate(
        {"kind": edit.kind, "reason": doing.reason, "area": edit.area.model_dump()}
    )
    geo.service_closures.draw_closure(doing.session, doing.actor, drawn)
    return []


def _open(doing: Doing, edit: asked.RoadOpenedEdit) -> list[schemas.Steering]:
    row = doing.session.get(Closure, edit.closure_id)
    if row is None:
        raise NotFound(noun="closure")
    geo.service_closures.lift_closure(doing.session, doing.actor, row.id, row.version)
    return []


def _put_out(doing: Doing, edit: asked.TeamLostEdit) -> list[schemas.Steering]:
    row = doing.session.get(Team, edit.team_id)
    if row is None:
        raise NotFound(noun="team")
    out = TeamPatch(state="unavailable")
    resources.service.change_team(doing.session, doing.actor, row.id, row.version, out)
    return []


def _raise(doing: Doing, edit: asked.NeedAddedEdit) -> list[schemas.Steering]:
    incidents.service_needs.raise_need(doing.session, doing.actor, edit.incident_id, edit.need)
    return []


def _change_need(
    doing: Doing, edit: asked.NeedChangedEdit | asked.NeedRemovedEdit
) -> list[schemas.Steering]:
    row = doing.session.get(Need, edit.need_id)
    if row is None:
        raise NotFound(noun="need")
    patch = NeedPatch(cancelled=True)
    if isinstance(edit, asked.NeedChangedEdit):
        patch = NeedPatch(quantity=edit.quantity, within_s=edit.within_s)
    incidents.service_needs.change_need(doing.session, doing.actor, row.id, row.version, patch)
    return []


_WAYS: dict[str, Way] = {
    "pin": Way("pin", "steerings.set", _steer),
    "exclude": Way("exclude", "steerings.set", _steer),
    "unpin": Way("lift_word", "steerings.set", _lift),
    "allow": Way("lift_word", "steerings.set", _lift),
    "road_closed": Way("draw_closure", "closures.draw", _draw),
    "road_opened": Way("lift_closure", "closures.draw", _open),
    "team_lost": Way("put_team_out", "teams.write", _put_out),
    "need_added": Way("raise_need", "needs.raise", _raise),
    "need_changed": Way("change_need", "needs.raise", _change_need),
    "need_removed": Way("cancel_need", "needs.raise", _change_need),
}

_CANNOT = {
    "time_passed": "time_passes",
    "incident_added": "report_incident",
    "team_added": "ask_outside",
    "release_team": "team_reports",
    "stock_found": "count_stock",
    "stock_lost": "count_stock",
    "policy_changed": "change_policy",
}
"""What cannot be made real from here, and why, as a code."""
