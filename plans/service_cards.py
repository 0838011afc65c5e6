"""Every write of run cards: drafts beside the card in use, and their check before they are used.

A draft never disturbs the card in force: that stays until somebody with the right to check has the
draft tried and puts it in use.
"""

from typing import Any
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.orm import Session

from core import clock
from core.auth import Actor
from core.db import LIVE
from core.errors import DomainError, require_version
from core.outbox import Happening, record
from core.visibility import audience, sees
from plans import models, queries, queries_cards
from plans.checking_cards import Finding, findings
from plans.errors_cards import (
    CardOfAnotherArea,
    CardOfVoidPlan,
    CardsOfTheLiveWorld,
    NoDraft,
)
from plans.events_cards import RunCardChecked, RunCardDiscarded, RunCardDrafted
from plans.sampling import sample_of
from plans.schemas_cards import CardBody, CardChecked, CardFinding, CardState, CheckIn


def save_draft(
    session: Session,
    actor: Actor,
    plan_id: UUID,
    response_level: int,
    seen: int | None,
    body: CardBody,
) -> CardState:
    """Keep what is being written on a card; what equals the card in use is no draft."""
    state, row = _locked(session, actor, plan_id, response_level)
    require_version(seen, state.version, state.model_dump(mode="json"))
    return keep_draft(session, actor, state, row, None if body == state.in_use else body)


def keep_draft(
    session: Session,
    actor: Actor,
    state: CardState,
    row: models.RunCardDraft | None,
    body: CardBody | None,
) -> CardState:
    """Write a draft, or none, and tell everybody."""
    if row is None:
        row = models.RunCardDraft(
            plan_id=state.plan_id, response_level=state.response_level, version=0
        )
        session.add(row)
    row.body = None if body is None else body.model_dump(mode="json")
    row.changed_at = clock.now(session)
    row.changed_by_name = actor.name
    row.version += 1
    session.flush()
    card = queries_cards.find_card(session, state.plan_id, state.response_level)
    happened = RunCardDrafted if body is not None else RunCardDiscarded
    _record(session, actor, card, happened(run_card=card))
    return card


def discard_draft(
    session: Session, actor: Actor, plan_id: UUID, response_level: int, seen: int | None
) -> CardState:
    """Throw a draft away; the card in use stays as it is."""
    state, row = _locked(session, actor, plan_id, response_level)
    require_version(seen, state.version, state.model_dump(mode="json"))
    if state.draft is None:
        raise NoDraft()
    return keep_draft(session, actor, state, row, None)


def check_card(
    session: Session,
    actor: Actor,
    plan_id: UUID,
    response_level: int,
    seen: int | None,
    wanted: CheckIn,
    locale: str,
) -> CardChecked:
    """Try a draft dry; without a fault it comes into use when that is wanted."""
    state, row = _locked(session, actor, plan_id, response_level)
    require_version(seen, state.version, state.model_dump(mode="json"))
    if state.draft is None or row is None:
        raise NoDraft()
    plan = queries.find_plan(session, plan_id)
    known = queries_cards.known_of(session, plan, response_level)
    sample = sample_of(session, actor, wanted.sample, plan.jurisdiction_code)
    found = findings(state.draft, plan.code, known, sample.facts)
    passed = not any(one.is_fault for one in found)
    if passed and wanted.put_in_use:
        units = {**known.capabilities, **known.items}
        _put_in_use(session, actor, state, units)
        row.body = None
        row.version += 1
        session.flush()
        session.expire_all()
        state = queries_cards.find_card(session, plan_id, response_level)
        _record(session, actor, state, RunCardChecked(run_card=state))
    told = [finding_told(one, locale) for one in found]
    return CardChecked(findings=told, passed=passed, card=state)


def finding_told(one: Finding, locale: str) -> CardFinding:
    """Return a finding in the reader's language."""
    return CardFinding(
        part=one.part,
        row=one.row,
        field=one.field,
        code=one.error.code,
        facts=one.error.facts,
        message=message_of(one.error, locale),
        is_fault=one.is_fault,
    )


def message_of(error: DomainError, locale: str) -> str:
    """Return what an error says in the reader's language."""
    return error.message(locale)


def require_author(actor: Actor, plan: models.Plan) -> None:
    """Refuse whoever is in an exercise, writes for another area, or writes on a void plan."""
    if actor.world != LIVE:
        raise CardsOfTheLiveWorld()
    if not sees(actor.prefixes, plan.jurisdiction_code):
        raise CardOfAnotherArea(plan=plan.code, jurisdiction=plan.jurisdiction_code)
    if plan.status == "void":
        raise CardOfVoidPlan(plan=plan.code)


def _locked(
    session: Session, actor: Actor, plan_id: UUID, response_level: int
) -> tuple[CardState, models.RunCardDraft | None]:
    """Lock a plan, then the draft of a level."""
    plan = queries_cards.require_plan(session, plan_id)
    require_author(actor, plan)
    row = queries_cards.draft_of(session, plan_id, response_level, lock=True)
    return queries_cards.find_card(session, plan_id, response_level), row


def _put_in_use(session: Session, actor: Actor, state: CardState, units: dict[str, str]) -> None:
    """Let the draft take the place of the card in use."""
    assert state.draft is not None
    body = state.draft.model_dump(mode="json")
    old = (
        models.RunCard.plan_id == state.plan_id,
        models.RunCard.response_level == state.response_level,
    )
    session.execute(delete(models.RunCard).where(*old).execution_options(synchronize_session=False))
    session.expire_all()
    requirements, tasks = body.pop("requirements"), body.pop("tasks")
    card = models.RunCard(
        plan_id=state.plan_id,
        response_level=state.response_level,
        checked_at=clock.now(session),
        checked_by_name=actor.name,
        **body,
    )
    session.add(card)
    session.flush()
    session.add_all(
        models.Requirement(
            run_card_id=card.id,
            position=position,
            counted_in=units.get(one["capability_code"] or one["item_code"]),
            **one,
        )
        for position, one in enumerate(requirements, start=1)
    )
    session.add_all(_template(card, position, one) for position, one in enumerate(tasks, start=1))
    session.flush()


def _template(card: models.RunCard, position: int, one: dict[str, Any]) -> models.TaskTemplate:
    return models.TaskTemplate(run_card_id=card.id, position=position, **one)


def _record(session: Session, actor: Actor, card: CardState, happened: Happening) -> None:
    plan = session.get_one(models.Plan, card.plan_id)
    record(session, happened, audience=audience(plan.jurisdiction_code, actor.home_code))
