"""Lets the needs of an incident follow what its standing responses ask for, merged."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy.orm import Session

from core import clock
from core.auth import Actor
from core.ids import new_id
from incidents import service as incident_service
from incidents.models import Incident, Need
from incidents.queries import locked_needs, need_view, needs_of
from incidents.schemas import Need as NeedView
from incidents.schemas import NeedAsker, NeedIn
from incidents.service_asked import allot_need
from plans import lasting, models, queries, schemas
from plans.asking import LevelSum
from plans.lasting import Response
from plans.merging import Outcome, Step, Thing


def response_of(row: models.Activation) -> Response:
    """Return a response as merging sees it."""
    return Response(row.id, [schemas.ActivationAsk.model_validate(one) for one in row.asks])


def planned_needs(session: Session, incident_id: UUID) -> list[Need]:
    """Return the needs that plans asked for and that have not ended with them."""
    return [row for row in needs_of(session, incident_id) if row.asked_by]


def foreseen(session: Session, incident: Incident, responses: Sequence[Response]) -> Outcome:
    """Return what would become of the needs if these responses stood; nothing is written."""
    return lasting.outcome(responses, planned_views(session, incident))


def planned_views(session: Session, incident: Incident) -> list[NeedView]:
    """Return the needs that plans asked for as they travel."""
    return [need_view(row) for row in planned_needs(session, incident.id)]


def fresh_of(
    session: Session,
    standing: Sequence[models.Activation],
    needs: Sequence[NeedView],
    plan_id: UUID,
    found: LevelSum,
) -> Sequence[Step]:
    """Return how much of what a level of a plan asks for nobody asks for yet."""
    current = next((row for row in standing if row.plan_id == plan_id), None)
    added = asks_from(session, found, current.response_level if current else None)
    others = [response_of(row) for row in standing if row is not current]
    own = response_of(current) if current else Response(new_id(), [])
    responses = [*others, Response(own.id, [*own.asks, *added])]
    return lasting.outcome(responses, needs).fresh


def settle_needs(session: Session, actor: Actor, incident: Incident) -> None:
    """Ask for what the standing responses want on top, and no longer for what none wants."""
    rows = queries.activations_of(session, incident.id)
    responses = [response_of(row) for row in rows]
    by_id = {row.id: row for row in rows}
    needs = locked_needs(session, [row.id for row in planned_needs(session, incident.id)])
    views = {need.id: need_view(need) for need in needs}
    found = lasting.outcome(responses, list(views.values()))
    locked = {need.id: need for need in needs}
    for allotted in found.allotted:
        seen = views[allotted.need_id]
        shares = lasting.shares_after(seen, allotted)
        additions = {one.activation_id for one in seen.asked_by if one.in_addition}
        askers = _askers(by_id, shares, bool(additions))
        allot_need(session, incident, locked[allotted.need_id], allotted.quantity, askers)
    order = _order_of_asks(responses)
    for step in sorted(found.fresh, key=lambda one: (order.get(one.thing, 0), one.latest_at)):
        _raise(session, actor, incident, step, responses, by_id)


def _order_of_asks(responses: Sequence[Response]) -> dict[Thing, int]:
    """What is asked for in the order of the cards: whoever reads the needs finds them so."""
    things = dict.fromkeys(lasting.thing_of(ask) for one in responses for ask in one.asks)
    return {thing: n for n, thing in enumerate(things)}


def _raise(
    session: Session,
    actor: Actor,
    incident: Incident,
    step: Step,
    responses: Sequence[Response],
    by_id: Mapping[UUID, models.Activation],
) -> None:
    words = lasting.best_words(step, responses)
    within = step.latest_at - clock.now(session)
    wanted = NeedIn(
        capability_code=None if step.thing.is_item else step.thing.code,
        item_code=step.thing.code if step.thing.is_item else None,
        grade=step.thing.grade,
        quantity=step.quantity,
        least=step.least,
        within_s=max(60, round(within.total_seconds())),
        work_s=words["work_s"],
        label=words["label"],
    )
    askers = _askers(by_id, {one.source: one.quantity for one in step.shares}, step.in_addition)
    incident_service.raise_need(
        session,
        actor,
        incident.id,
        wanted,
        activation_id=askers[0].activation_id if askers else None,
        label_en=words["label_en"],
        explanation=words["explanation"],
        asked_by=askers,
    )


def _askers(
    by_id: Mapping[UUID, models.Activation], shares: Mapping[UUID, int], in_addition: bool
) -> list[NeedAsker]:
    """Say which plans ask and how much, in the order in which they started."""
    return [
        NeedAsker(
            activation_id=row.id,
            plan_code=row.plan_code,
            plan_title=row.plan_title,
            plan_title_en=row.plan_title_en,
            quantity=shares[row.id],
            in_addition=in_addition,
        )
        for row in by_id.values()
        if shares.get(row.id)
    ]


def asks_from(session: Session, found: LevelSum, above: int | None) -> list[schemas.ActivationAsk]:
    """Return what the parts of a level ask for from now on.

    ``above`` is the level in force before: what it and the levels below it asked for is left out.
    """
    now = clock.now(session)
    added = [part for part in found.parts if above is None or part.response_level < above]
    return [lasting.lasting(part, now) for part in added]


def with_fresh(view: schemas.LevelPreview, fresh: Sequence[Step]) -> schemas.LevelPreview:
    """Write into a preview how much of each need would be asked for on top of what stands."""
    left: dict[tuple[str, int | None, bool], int] = {}
    for step in fresh:
        key = (step.thing.code, step.thing.grade, step.in_addition)
        left[key] = left.get(key, 0) + step.quantity
    needs = []
    for need in reversed(view.needs):
        key = (need.code, need.grade, need.in_addition)
        taken = min(left.get(key, 0), need.quantity)
        left[key] = left.get(key, 0) - taken
        needs.append(need.model_copy(update={"fresh": taken}))
    return view.model_copy(update={"needs": needs[::-1]})
