"""What a response asks for and goes on asking for: its asks, their merging into needs (pure).

The asks are kept with the response. Whenever a response starts, rises, steps down, ends or is
relieved, the asks of all standing responses are merged anew and held against the needs there are.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from incidents.schemas import Need
from plans.asking import Part
from plans.merging import Allotment, Ask, Outcome, Standing, Step, Thing, merged, settle, waived
from plans.schemas import ActivationAsk


class Response(NamedTuple):
    """A response that stands, as far as merging needs it."""

    id: UUID
    asks: Sequence[ActivationAsk]


def lasting(part: Part, now: datetime) -> ActivationAsk:
    """Return what a requirement asks for from now on, as it is kept with the response."""
    one = part.requirement
    return ActivationAsk(
        response_level=part.response_level,
        capability_code=one.capability_code,
        item_code=one.item_code,
        grade=one.grade,
        label=one.label,
        label_en=one.label_en,
        quantity=part.quantity,
        least=part.least,
        within_s=one.within_s,
        latest_at=now + timedelta(seconds=one.within_s),
        in_addition=one.in_addition,
        people_per_shift=one.people_per_shift,
        relief_after_s=one.relief_after_s,
        relief=0,
        relieved=False,
        explanation=part.explanation,
    )


def relief_at(ask: ActivationAsk) -> datetime | None:
    """When the people who came for an ask must be relieved; None where nobody follows."""
    if ask.relief_after_s is None or ask.relieved:
        return None
    return ask.latest_at + timedelta(seconds=ask.relief_after_s)


def is_relief_due(ask: ActivationAsk, now: datetime) -> bool:
    """A relief is asked for as long before it is due as the first people were given to come."""
    due = relief_at(ask)
    return due is not None and now >= due - timedelta(seconds=ask.within_s)


def relief_of(ask: ActivationAsk) -> ActivationAsk:
    """The next shift: the same people again, in addition, when the former has worked its hours."""
    due = relief_at(ask)
    assert due is not None
    shift = ask.relief + 1
    return ask.model_copy(
        update={
            "latest_at": due,
            "in_addition": True,
            "relief": shift,
            "least": None,
            "explanation": f"第 {shift} 次接替 / relief {shift}；{ask.explanation}",
        }
    )


def next_relief(ask: ActivationAsk, now: datetime) -> ActivationAsk:
    """The shift to ask for now: after a jump of the clock those whose hours are over are left."""
    one = relief_of(ask)
    while (ends_at := relief_at(one)) is not None and ends_at <= now:
        one = relief_of(one)
    return one


def thing_of(one: ActivationAsk | Need) -> Thing:
    """Return what an ask or a need is for."""
    code = one.capability_code or one.item_code or ""
    return Thing(code, one.item_code is not None, one.grade)


def outcome(responses: Sequence[Response], needs: Sequence[Need]) -> Outcome:
    """Merge what the responses ask for and hold it against the needs that plans asked for."""
    standing_ids = {one.id for one in responses}
    asks = [_ask(response.id, one) for response in responses for one in response.asks]
    less: dict[tuple[UUID, Thing], int] = {}
    for need in needs:
        for source, n in _cut_by_hand(need, standing_ids).items():
            key = (source, thing_of(need))
            less[key] = less.get(key, 0) + n
    return settle(merged(waived(asks, less)), _supply(needs))


def _ask(source: UUID, one: ActivationAsk) -> Ask:
    return Ask(source, thing_of(one), one.quantity, one.latest_at, one.least, one.in_addition)


def planned(need: Need) -> int:
    """How much of a need plans ask for: the largest share; an officer may have changed the rest."""
    return max((asker.quantity for asker in need.asked_by), default=0)


def shares_after(need: Need, allotted: Allotment) -> dict[UUID, int]:
    """How much each response asks for of a standing need; what an officer cut stays cut."""
    live = _live(need)
    before = {asker.activation_id: asker.quantity for asker in need.asked_by}
    return {
        share.source: share.quantity + max(0, before.get(share.source, 0) - live)
        for share in allotted.shares
    }


def _live(need: Need) -> int:
    return min(planned(need), need.quantity) if need.state == "open" else 0


def _cut_by_hand(need: Need, standing_ids: set[UUID]) -> Mapping[UUID, int]:
    """What an officer took off: what the asking responses asked for beyond what it is now."""
    live = _live(need)
    return {
        asker.activation_id: asker.quantity - live
        for asker in need.asked_by
        if asker.activation_id in standing_ids and asker.quantity > live
    }


def _supply(needs: Iterable[Need]) -> list[Standing]:
    return [
        Standing(
            need_id=need.id,
            thing=thing_of(need),
            latest_at=need.latest_at,
            quantity=_live(need),
            under_way=max(need.committed, need.arrived),
            addition_of=_addition_of(need),
        )
        for need in needs
        if need.state == "open" and need.asked_by
    ]


def _addition_of(need: Need) -> UUID | None:
    return next((one.activation_id for one in need.asked_by if one.in_addition), None)


def best_words(step: Step, responses: Sequence[Response]) -> dict[str, Any]:
    """Return how a new need is called and explained: by those who ask for it, once each."""
    sources = {share.source for share in step.shares}
    found = [
        ask
        for response in responses
        if response.id in sources
        for ask in response.asks
        if thing_of(ask) == step.thing and ask.in_addition == step.in_addition
    ]
    exact = [ask for ask in found if ask.latest_at == step.latest_at] or found
    reasons = dict.fromkeys(ask.explanation for ask in exact)
    first = next((ask for ask in exact if ask.relief == 0), exact[0])
    return {
        "label": first.label,
        "label_en": first.label_en,
        "explanation": "；".join(reasons),
        "work_s": min((a.relief_after_s for a in exact if a.relief_after_s), default=None)
        if not step.thing.is_item
        else None,
    }
