"""Works out what a run card asks for with what is known now: how many, by when, and why so many."""

from collections.abc import Iterable, Mapping

from core.errors import DomainError
from plans import schemas
from plans.expressions import Quantity, Source, quantity
from plans.facts import IncidentFacts
from plans.matching import Match


def match_view(match: Match[schemas.Plan], facts: IncidentFacts) -> schemas.PlanMatch:
    """Return a matching plan with its reasons and what each level would raise."""
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
        levels=[_preview(plan, card, facts, met) for card in plan.run_cards],
        synthetic=plan.synthetic,
    )


def _preview(
    plan: schemas.Plan,
    card: schemas.RunCard,
    facts: IncidentFacts,
    met: Mapping[int, bool | None],
) -> schemas.LevelPreview:
    needs: list[schemas.RaisedNeed] = []
    problems: list[schemas.Because] = []
    for position in range(len(card.requirements)):
        try:
            wanted = ask(plan, card, position, facts)
        except DomainError as error:
            problems.append(schemas.Because(code=error.code, facts=error.facts))
            continue
        needs += [wanted] if wanted is not None else []
    return schemas.LevelPreview(
        response_level=card.response_level,
        trigger_met=met.get(card.response_level),
        trigger_text=card.trigger_text,
        trigger_text_en=card.trigger_text_en,
        needs=needs,
        problems=problems,
    )


class QuantityUnknown(DomainError):
    """{label} of plan {plan}: the quantity is unknown while these facts are: {unknown}."""

    status = 409
    zh = "预案 {plan} 的“{label}”：{unknown} 未知，无法算出数量。"


def asks(
    plan: schemas.Plan, card: schemas.RunCard, facts: IncidentFacts
) -> list[schemas.RaisedNeed]:
    """Return what a run card asks for; nothing at all is better than half, so faults are raised."""
    wanted = (ask(plan, card, n, facts) for n in range(len(card.requirements)))
    return [one for one in wanted if one is not None]


def ask(
    plan: schemas.Plan,
    card: schemas.RunCard,
    position: int,
    facts: IncidentFacts,
) -> schemas.RaisedNeed | None:
    """Return what one requirement asks for, None where the quantity works out as zero."""
    requirement = card.requirements[position]
    where = f"run_cards[{card.response_level}].requirements[{position}]"
    wanted = quantity(requirement.quantity, facts, Source(plan.code, f"{where}.quantity"))
    count = _known(wanted, plan, requirement)
    if count == 0:
        return None
    return schemas.RaisedNeed(
        requirement_id=requirement.id,
        capability_code=requirement.capability_code,
        item_code=requirement.item_code,
        label=requirement.label,
        label_en=requirement.label_en,
        quantity=count,
        least=_least(plan, requirement, facts, Source(plan.code, f"{where}.least"), count),
        within_s=requirement.within_s,
        explanation=explained(plan, card, requirement.quantity, wanted),
    )


def explained(plan: schemas.Plan, card: schemas.RunCard, expression: str, wanted: Quantity) -> str:
    """Return why so many: the plan and level, the expression, its result, the facts it read."""
    rests_on = ", ".join(f"{name}={value}" for name, value in sorted(wanted.basis.items()))
    tail = f"；{rests_on}" if rests_on else ""
    return f"{plan.code} {plan.edition} L{card.response_level}：{expression} = {wanted.value}{tail}"


def missing_from(
    wanted: Iterable[schemas.RaisedNeed], asked: Mapping[str, int]
) -> list[schemas.RaisedNeed]:
    """Return only the difference to what a response already asks for, by code.

    What comes on top has no least amount of its own: the first part already is of use.
    """
    left = dict(asked)
    difference: list[schemas.RaisedNeed] = []
    for one in wanted:
        code = one.capability_code or one.item_code or ""
        covered = min(left.get(code, 0), one.quantity)
        left[code] = left.get(code, 0) - covered
        more = one.quantity - covered
        if more > 0:
            least = one.least if covered == 0 else None
            difference.append(one.model_copy(update={"quantity": more, "least": least}))
    return difference


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
    return min(_known(quantity(requirement.least, facts, source), plan, requirement), count) or None
