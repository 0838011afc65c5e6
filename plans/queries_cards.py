"""Every read of run cards as they are written: the one in use and the draft beside it."""

from uuid import UUID, uuid5

from sqlalchemy import select
from sqlalchemy.orm import Session

import resources.queries
from core import clock
from core.errors import NotFound
from plans import models, queries, schemas, telephones
from plans.checking_cards import Known
from plans.schemas_cards import CardBody, CardRequirement, CardState


def find_cards(session: Session, plan_id: UUID) -> list[CardState]:
    """Return the run cards of a plan, level I first, with their drafts."""
    plan = queries.find_plan(session, plan_id)
    drafts = {row.response_level: row for row in drafts_of(session, plan_id)}
    found = [card_state(plan, level, drafts.get(level)) for level in (1, 2, 3, 4)]
    return [telephones.hidden(one) for one in found] if telephones.are_hidden(session) else found


def find_card(session: Session, plan_id: UUID, response_level: int) -> CardState:
    """Return the run card of one level with its draft."""
    plan = queries.find_plan(session, plan_id)
    found = card_state(plan, response_level, draft_of(session, plan_id, response_level))
    return telephones.hidden(found) if telephones.are_hidden(session) else found


def drafts_of(session: Session, plan_id: UUID) -> list[models.RunCardDraft]:
    """Return the drafts of a plan's cards."""
    query = select(models.RunCardDraft).where(models.RunCardDraft.plan_id == plan_id)
    return list(session.scalars(query.order_by(models.RunCardDraft.response_level)))


def draft_of(
    session: Session, plan_id: UUID, response_level: int, *, lock: bool = False
) -> models.RunCardDraft | None:
    """Return the draft row of a level, None before the first one."""
    query = select(models.RunCardDraft).where(
        models.RunCardDraft.plan_id == plan_id,
        models.RunCardDraft.response_level == response_level,
    )
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    return session.scalar(query)


def card_state(
    plan: schemas.Plan, response_level: int, draft: models.RunCardDraft | None
) -> CardState:
    """Return a card as it travels."""
    used = next((c for c in plan.run_cards if c.response_level == response_level), None)
    body = draft.body if draft is not None else None
    return CardState(
        id=uuid5(plan.id, f"run-card-{response_level}"),
        plan_id=plan.id,
        plan_code=plan.code,
        plan_title=plan.title,
        plan_title_en=plan.title_en,
        response_level=response_level,
        in_use=body_of(used) if used else None,
        checked_at=used.checked_at if used else None,
        checked_by_name=used.checked_by_name if used else None,
        draft=CardBody.model_validate(body) if body else None,
        changed_at=draft.changed_at if draft is not None and body else None,
        changed_by_name=draft.changed_by_name if draft is not None and body else None,
        version=draft.version if draft is not None else 0,
    )


def body_of(card: schemas.RunCard) -> CardBody:
    """Return what is written on a card in use."""
    own = {name: getattr(card, name) for name in CardBody.model_fields if name != "requirements"}
    names = CardRequirement.model_fields
    wanted = [
        CardRequirement(**{name: getattr(one, name) for name in names}) for one in card.requirements
    ]
    return CardBody(**own | {"requirements": wanted})


def known_of(session: Session, plan: schemas.Plan, response_level: int) -> Known:
    """Return what a card of a level may name: the catalogue, and the tasks of lower levels."""
    lower = [card for card in plan.run_cards if card.response_level > response_level]
    drafts = [
        CardBody.model_validate(row.body)
        for row in drafts_of(session, plan.id)
        if row.body and row.response_level > response_level
    ]
    return Known(
        capabilities={one.code: one.unit for one in resources.queries.capabilities(session)},
        items={one.code: one.unit for one in resources.queries.items(session)},
        lower_tasks=[
            *(task.ref for card in lower for task in card.tasks),
            *(task.ref for draft in drafts for task in draft.tasks),
        ],
    )


def as_card(body: CardBody, response_level: int, known: Known, session: Session) -> schemas.RunCard:
    """Return a body as a card that could be asked, checked or not."""
    units = {**known.capabilities, **known.items}
    own = {name: getattr(body, name) for name in CardBody.model_fields if name != "requirements"}
    wanted = [
        schemas.Requirement(
            id=uuid5(UUID(int=response_level), f"{position}"),
            counted_in=units.get(one.code),
            **dict(one),
        )
        for position, one in enumerate(body.requirements)
    ]
    return schemas.RunCard(
        **own,
        response_level=response_level,
        requirements=wanted,
        checked_at=clock.now(session),
        checked_by_name="",
    )


def require_plan(session: Session, plan_id: UUID) -> models.Plan:
    """Return a plan's row, locked for writing its cards."""
    row = session.get(models.Plan, plan_id, with_for_update={"key_share": True})
    if row is None:
        raise NotFound(noun="plan", field="plan_id")
    return row
