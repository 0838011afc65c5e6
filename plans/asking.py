"""Works out what a plan asks for at a level with what is known now: how many, by when, and why.

Levels are additive: what is asked for at level II is what the cards of IV, III and II ask for
together, each holding only what it adds.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from math import ceil

from core.errors import DomainError
from plans import schemas
from plans.expressions import Quantity, Source, quantity
from plans.facts import IncidentFacts
from plans.holding import NotHere, Scene, not_here
from plans.matching import Match
from resources.units import converted


class QuantityUnknown(DomainError):
    """{label} of plan {plan}: the quantity is unknown while these facts are: {unknown}."""

    status = 409
    zh = "预案 {plan} 的“{label}”：{unknown} 未知，无法算出数量。"


@dataclass(frozen=True)
class Part:
    """What one requirement of one level's card asks for."""

    response_level: int
    requirement: schemas.Requirement
    quantity: int
    least: int | None
    explanation: str


@dataclass
class LevelSum:
    """What a plan asks for at a level, all levels below it included."""

    parts: list[Part] = field(default_factory=list)
    left_out: list[schemas.CardLeftOut] = field(default_factory=list)
    faults: list[DomainError] = field(default_factory=list)

    @property
    def needs(self) -> list[schemas.RaisedNeed]:
        """The parts added up: one need for each thing, grade and time."""
        return summed(self.parts)


def cards_up_to(plan: schemas.Plan, response_level: int) -> list[schemas.RunCard]:
    """Return the cards in use from the lowest level up to this one: what it asks for in all."""
    standing = [card for card in plan.run_cards if card.response_level >= response_level]
    return sorted(standing, key=lambda card: -card.response_level)


def sum_at(
    plan: schemas.Plan, response_level: int, facts: IncidentFacts, scene: Scene | None
) -> LevelSum:
    """Return what a plan asks for at a level, what does not hold here, and what has no number.

    Without a scene every place and hour holds.
    """
    found = LevelSum()
    for card in cards_up_to(plan, response_level):
        if scene is not None and (why := not_here(scene, card.places, card.windows)):
            found.left_out.append(_left_out(card, None, why))
            continue
        _add_card(found, plan, card, facts, scene)
    return found


def _add_card(
    found: LevelSum,
    plan: schemas.Plan,
    card: schemas.RunCard,
    facts: IncidentFacts,
    scene: Scene | None,
) -> None:
    for position, one in enumerate(card.requirements):
        if scene is not None and (why := not_here(scene, one.places, one.windows)):
            found.left_out.append(_left_out(card, one, why))
            continue
        try:
            part = ask(plan, card, position, facts)
        except DomainError as error:
            found.faults.append(error)
            continue
        if part is not None:
            found.parts.append(part)


def _left_out(
    card: schemas.RunCard, requirement: schemas.Requirement | None, why: NotHere
) -> schemas.CardLeftOut:
    return schemas.CardLeftOut.model_validate(
        {
            "response_level": card.response_level,
            "label": requirement.label if requirement else "",
            "label_en": requirement.label_en if requirement else "",
            **why._asdict(),
        }
    )


def asks(
    plan: schemas.Plan, response_level: int, facts: IncidentFacts, scene: Scene | None
) -> LevelSum:
    """Return what a level asks for; nothing at all is better than half, so faults are raised."""
    found = sum_at(plan, response_level, facts, scene)
    if found.faults:
        raise found.faults[0]
    return found


def ask(
    plan: schemas.Plan, card: schemas.RunCard, position: int, facts: IncidentFacts
) -> Part | None:
    """Return what one requirement asks for, None where the quantity works out as zero."""
    requirement = card.requirements[position]
    where = f"run_cards[{card.response_level}].requirements[{position}]"
    wanted = quantity(requirement.quantity, facts, Source(plan.code, f"{where}.quantity"))
    count = counted(_known(wanted, plan, requirement), requirement)
    if count == 0:
        return None
    return Part(
        response_level=card.response_level,
        requirement=requirement,
        quantity=count,
        least=_least(plan, requirement, facts, Source(plan.code, f"{where}.least"), count),
        explanation=explained(plan, card, requirement, wanted),
    )


def counted(amount: int, requirement: schemas.Requirement) -> int:
    """Return an amount in the catalogue's unit, begun ones counted whole."""
    given, kept = requirement.unit, requirement.counted_in
    if given is None or kept is None or given == kept:
        return amount
    return ceil(converted(Fraction(amount), given, kept))


def explained(
    plan: schemas.Plan,
    card: schemas.RunCard,
    requirement: schemas.Requirement,
    wanted: Quantity,
) -> str:
    """Return why so many: the plan and level, the expression, its result, the facts it read."""
    rests_on = ", ".join(f"{name}={value}" for name, value in sorted(wanted.basis.items()))
    tail = f"；{rests_on}" if rests_on else ""
    unit = f" {requirement.unit}" if requirement.unit else ""
    result = f"{requirement.quantity} = {wanted.value}{unit}"
    return f"{plan.code} {plan.edition} L{card.response_level}：{result}{tail}"


def summed(parts: Sequence[Part]) -> list[schemas.RaisedNeed]:
    """Add parts up: one need for each thing, grade, time and kind of asking, parts kept apart."""
    groups: dict[tuple[object, ...], list[Part]] = {}
    for part in parts:
        one = part.requirement
        key = (one.capability_code, one.item_code, one.grade, one.within_s, one.in_addition)
        groups.setdefault(key, []).append(part)
    return [_sum(group) for group in groups.values()]


def _sum(parts: Sequence[Part]) -> schemas.RaisedNeed:
    first = parts[0].requirement
    total = sum(part.quantity for part in parts)
    leasts = [part.least for part in parts if part.least is not None]
    reliefs = [p.requirement.relief_after_s for p in parts if p.requirement.relief_after_s]
    people = [p.requirement.people_per_shift for p in parts if p.requirement.people_per_shift]
    return schemas.RaisedNeed(
        requirement_id=first.id,
        capability_code=first.capability_code,
        item_code=first.item_code,
        grade=first.grade,
        label=first.label,
        label_en=first.label_en,
        quantity=total,
        fresh=total,
        least=max(leasts, default=None),
        within_s=first.within_s,
        in_addition=first.in_addition,
        people_per_shift=sum(people) or None,
        relief_after_s=min(reliefs, default=None),
        explanation="；".join(part.explanation for part in parts),
        parts=[
            schemas.NeedPart(
                response_level=part.response_level,
                quantity=part.quantity,
                explanation=part.explanation,
            )
            for part in parts
        ],
    )


def match_view(
    match: Match[schemas.Plan], facts: IncidentFacts, scene: Scene | None
) -> schemas.PlanMatch:
    """Return a matching plan with its reasons and what each level would raise in all."""
    plan = match.plan
    met = {verdict.response_level: verdict.met for verdict in match.levels}
    return schemas.PlanMatch(
        plan_id=plan.id,
        code=plan.code,
        edition=plan.edition,
        title=plan.title,
        title_en=plan.title_en,
        score=match.score or 0,
        because=[schemas.Because(code=one.code, facts=one.facts) for one in match.because],
        suggested_level=match.suggested_level,
        levels=[preview(plan, card, facts, scene, met) for card in plan.run_cards],
        synthetic=plan.synthetic,
    )


def preview(
    plan: schemas.Plan,
    card: schemas.RunCard,
    facts: IncidentFacts,
    scene: Scene | None,
    met: Mapping[int, bool | None],
) -> schemas.LevelPreview:
    """Return what one level would raise in all, with what keeps it from having a number."""
    found = sum_at(plan, card.response_level, facts, scene)
    return schemas.LevelPreview(
        response_level=card.response_level,
        trigger_met=met.get(card.response_level),
        trigger_text=card.trigger_text,
        trigger_text_en=card.trigger_text_en,
        needs=found.needs,
        left_out=found.left_out,
        problems=[schemas.Because(code=one.code, facts=one.facts) for one in found.faults],
    )


def _known(wanted: Quantity, plan: schemas.Plan, requirement: schemas.Requirement) -> int:
    if wanted.value is None:
        unknown = ", ".join(wanted.unknown)
        raise QuantityUnknown(plan=plan.code, label=requirement.label, unknown=unknown)
    return wanted.value


def _least(
    plan: schemas.Plan,
    requirement: schemas.Requirement,
    facts: IncidentFacts,
    source: Source,
    count: int,
) -> int | None:
    """Return the least useful amount, never above the quantity; zero means that any helps."""
    if requirement.least is None:
        return None
    known = _known(quantity(requirement.least, facts, source), plan, requirement)
    return min(counted(known, requirement), count) or None
