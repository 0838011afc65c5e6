"""Tries cards and expressions on a sample incident; nothing is written."""

from uuid import UUID

from sqlalchemy.orm import Session

from core.auth import Actor
from core.errors import DomainError
from plans import queries, queries_cards, schemas
from plans.asking import LevelSum, cards_up_to, sum_at
from plans.expressions import Source, condition, quantity
from plans.holding import not_here
from plans.messages import filled
from plans.sampling import Sample, sample_of, told_of
from plans.schemas_cards import (
    CardMessage,
    CardTrial,
    ExpressionIn,
    ExpressionResult,
    TrialIn,
    TrialLeftOut,
    TrialLevel,
    TrialNeed,
)
from plans.service_asking import fresh_of, planned_views, with_fresh


def try_expression(
    session: Session, actor: Actor, wanted: ExpressionIn, locale: str
) -> ExpressionResult:
    """Work an expression out on a sample, or say why it gives nothing."""
    facts = sample_of(session, actor, wanted.sample, actor.home_code).facts
    source = Source("-", wanted.gives)
    try:
        if wanted.gives == "quantity":
            number = quantity(wanted.expression, facts, source)
            return _result(number=number.value, basis=number.basis, unknown=number.unknown)
        verdict = condition(wanted.expression, facts, source)
        return _result(holds=verdict.holds, basis=verdict.basis, unknown=verdict.unknown)
    except DomainError as error:
        return _result(trouble=error.message(locale))


def _result(**known: object) -> ExpressionResult:
    given = {"number": None, "holds": None, "basis": {}, "unknown": (), "trouble": None} | known
    return ExpressionResult.model_validate(given | {"unknown": list(given["unknown"])})  # type: ignore[call-overload]


def try_cards(
    session: Session, actor: Actor, plan_id: UUID, wanted: TrialIn, locale: str
) -> CardTrial:
    """Say what a plan's cards would raise for a sample, level by level, with sums and reasons."""
    plan = queries.find_plan(session, plan_id)
    drafted: set[int] = set()
    if wanted.with_drafts:
        plan, drafted = _with_drafts(session, plan, wanted)
    sample = sample_of(session, actor, wanted.sample, plan.jurisdiction_code)
    cards = sorted(plan.run_cards, key=lambda card: -card.response_level)
    return CardTrial(
        plan_id=plan.id,
        facts=dict(sample.facts.known),
        jurisdiction_code=sample.scene.jurisdiction_code,
        local_at=sample.scene.local_at,
        levels=[_level(session, plan, card, sample, drafted, locale) for card in cards],
    )


def _with_drafts(
    session: Session, plan: schemas.Plan, wanted: TrialIn
) -> tuple[schemas.Plan, set[int]]:
    """Let drafts, and what is being typed, stand in for the cards in use."""
    states = queries_cards.find_cards(session, plan.id)
    bodies = {one.response_level: one.draft for one in states if one.draft is not None}
    if wanted.body is not None and wanted.response_level is not None:
        bodies[wanted.response_level] = wanted.body
    used = {one.response_level: one.in_use for one in states}
    bodies = {level: body for level, body in bodies.items() if body != used[level]}
    kept = [card for card in plan.run_cards if card.response_level not in bodies]
    new = [
        queries_cards.as_card(body, level, queries_cards.known_of(session, plan, level), session)
        for level, body in bodies.items()
    ]
    cards = sorted([*kept, *new], key=lambda card: card.response_level)
    return plan.model_copy(update={"run_cards": cards}), set(bodies)


def _level(
    session: Session,
    plan: schemas.Plan,
    card: schemas.RunCard,
    sample: Sample,
    drafted: set[int],
    locale: str,
) -> TrialLevel:
    found = sum_at(plan, card.response_level, sample.facts, sample.scene)
    problems = [error.message(locale) for error in found.faults]
    met, unknown = None, []
    try:
        verdict = condition(card.trigger, sample.facts, Source(plan.code, "trigger"))
        met, unknown = verdict.holds, list(verdict.unknown)
    except DomainError as error:
        problems.append(error.message(locale))
    standing = [
        one
        for one in cards_up_to(plan, card.response_level)
        if not_here(sample.scene, one.places, one.windows) is None
    ]
    return TrialLevel(
        response_level=card.response_level,
        from_draft=card.response_level in drafted,
        trigger_met=met,
        unknown=unknown,
        needs=_needs(session, plan, card, found, sample),
        left_out=[TrialLeftOut(**dict(one)) for one in found.left_out],
        problems=problems,
        tasks=[task for one in standing for task in one.tasks],
        measures=[measure for one in standing for measure in one.measures],
        contacts=[contact for one in standing for contact in one.contacts],
        messages=_messages(session, plan, card, standing, sample),
        areas=[area for one in standing for area in one.areas],
    )


def _needs(
    session: Session,
    plan: schemas.Plan,
    card: schemas.RunCard,
    found: LevelSum,
    sample: Sample,
) -> list[TrialNeed]:
    level = schemas.LevelPreview(
        response_level=card.response_level,
        trigger_met=None,
        trigger_text="",
        trigger_text_en="",
        needs=found.needs,
        left_out=[],
        problems=[],
    )
    if sample.incident is not None:
        standing = queries.activations_of(session, sample.incident.id)
        needs = planned_views(session, sample.incident)
        level = with_fresh(level, fresh_of(session, standing, needs, plan.id, found))
    return [TrialNeed.model_validate(one.model_dump()) for one in level.needs]


def _messages(
    session: Session,
    plan: schemas.Plan,
    card: schemas.RunCard,
    standing: list[schemas.RunCard],
    sample: Sample,
) -> list[CardMessage]:
    zh = told_of(session, sample, card.response_level, plan.title, "zh")
    en = told_of(session, sample, card.response_level, plan.title_en, "en")
    texts: dict[str, CardMessage] = {}
    for one in standing:
        for text in one.messages:
            told = {"text": filled(text.text, zh, "zh"), "text_en": filled(text.text_en, en, "en")}
            texts[text.ref] = text.model_copy(update=told)
    return list(texts.values())
