"""What a response level asks for in all, in the words of a case: the one place that knows.

Levels are additive, so a level is asked for with all levels below it. Rules of place hold as they
will on the day. Hours and seasons do not count here: a plan must be ready at every hour, so what is
asked for at some hour is asked for (judgement). A plan none of whose cards asks for anything does
not say what it needs: that is unknown, not nothing.
"""

from __future__ import annotations

from datetime import UTC, datetime

from core.errors import DomainError
from plans import schemas
from plans.asking import Part, QuantityUnknown, ask, cards_up_to, summed
from plans.facts import IncidentFacts
from plans.holding import Scene, not_here
from plans.readiness.ground import Spot, graded
from plans.readiness.supply import Asked

_ANY_TIME = datetime(2000, 1, 1, tzinfo=UTC)
_UNSTATED = Asked(
    code="",
    is_item=False,
    label="资源要求",
    label_en="What is needed",
    quantity=None,
    within_s=0,
    unknown=("requirements",),
)


def says_what_it_needs(plan: schemas.Plan) -> bool:
    """Say whether any card of a plan asks for anything, anywhere."""
    return any(card.requirements for card in plan.run_cards)


def asked_in_all(
    plan: schemas.Plan, response_level: int, facts: IncidentFacts, spot: Spot
) -> tuple[Asked, ...]:
    """Return everything that must be there when a plan is in force at a level at a place.

    A quantity that hangs on unknown facts stays None; one that works out as zero asks for nothing.
    """
    if not says_what_it_needs(plan):
        return (_UNSTATED,)
    scene = Scene(spot.jurisdiction_code, spot.lon, spot.lat, spot.name, _ANY_TIME)
    known: list[Part] = []
    unknown: list[Asked] = []
    for card in cards_up_to(plan, response_level):
        if not_here(scene, card.places, []):
            continue
        for position, wanted in enumerate(card.requirements):
            if not_here(scene, wanted.places, []):
                continue
            try:
                part = ask(plan, card, position, facts)
            except DomainError as error:
                unknown.append(_unknown(wanted, error))
                continue
            known += [part] if part is not None else []
    return (*(_known(raised) for raised in summed(known)), *unknown)


def _known(raised: schemas.RaisedNeed) -> Asked:
    return Asked(
        code=graded(raised.capability_code, raised.grade) or raised.item_code or "",
        is_item=raised.item_code is not None,
        label=raised.label,
        label_en=raised.label_en,
        quantity=raised.quantity,
        within_s=raised.within_s,
        least=raised.least,
        why=raised.explanation,
    )


def _unknown(wanted: schemas.Requirement, error: DomainError) -> Asked:
    """What is asked for in an amount that nobody can work out; the reason goes with it."""
    is_plain = isinstance(error, QuantityUnknown)
    named = str(error.facts.get("unknown", "")) if is_plain else error.code
    return Asked(
        code=graded(wanted.capability_code, wanted.grade) or wanted.item_code or "",
        is_item=wanted.item_code is not None,
        label=wanted.label,
        label_en=wanted.label_en,
        quantity=None,
        within_s=wanted.within_s,
        unknown=tuple(part.strip() for part in named.split(",") if part.strip()),
        why=wanted.quantity,
    )
