"""What plans in force would ask for in an area when nothing special is known of the incident."""

from collections.abc import Sequence

from app.survey import schemas
from plans.asking import QuantityUnknown, ask, cards_up_to
from plans.facts import IncidentFacts
from plans.matching import STANDING, covers
from plans.schemas import Plan, RunCard


def asked_by(plans: Sequence[Plan], code: str) -> list[schemas.SurveyPlan]:
    """Return the plans in force that cover an area, with what each level asks for."""
    standing = [one for one in plans if one.status in STANDING]
    covering = [one for one in standing if covers(one.jurisdiction_code, code)]
    return [
        schemas.SurveyPlan(
            code=plan.code,
            edition=plan.edition,
            title=plan.title,
            title_en=plan.title_en,
            jurisdiction_code=plan.jurisdiction_code,
            levels=[_level(plan, card) for card in plan.run_cards],
        )
        for plan in covering
    ]


def _level(plan: Plan, card: RunCard) -> schemas.SurveyLevel:
    """What a level asks for in all, the levels below it included."""
    facts = IncidentFacts(plan.incident_kinds[0] if plan.incident_kinds else "other")
    asks: dict[str, schemas.SurveyAsk] = {}
    for one in cards_up_to(plan, card.response_level):
        for position in range(len(one.requirements)):
            found = _ask(plan, one, position, facts)
            if found is not None:
                asks[found.code] = _together(asks.get(found.code), found)
    return schemas.SurveyLevel(response_level=card.response_level, asks=list(asks.values()))


def _together(known: schemas.SurveyAsk | None, more: schemas.SurveyAsk) -> schemas.SurveyAsk:
    """Add what a level adds; unknown stays unknown, the earliest time counts."""
    if known is None:
        return more
    counted = known.quantity is not None and more.quantity is not None
    return known.model_copy(
        update={
            "quantity": (known.quantity or 0) + (more.quantity or 0) if counted else None,
            "within_s": min(known.within_s, more.within_s),
            "unknown": list(dict.fromkeys([*known.unknown, *more.unknown])),
        }
    )


def _ask(
    plan: Plan, card: RunCard, position: int, facts: IncidentFacts
) -> schemas.SurveyAsk | None:
    """One requirement; its quantity stays unknown where it hangs on what nobody knows yet."""
    requirement = card.requirements[position]
    unknown: list[str] = []
    amount: int | None = None
    try:
        wanted = ask(plan, card, position, facts)
        if wanted is None:
            return None
        amount = wanted.quantity
    except QuantityUnknown as error:
        unknown = str(error.facts["unknown"]).split(", ")
    return schemas.SurveyAsk(
        code=requirement.capability_code or requirement.item_code or "",
        is_item=requirement.item_code is not None,
        label=requirement.label,
        label_en=requirement.label_en,
        quantity=amount,
        within_s=requirement.within_s,
        unknown=unknown,
    )
