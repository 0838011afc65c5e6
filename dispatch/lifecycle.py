"""States of proposals and orders, which steps lead where, and what each step does to the team."""

from enum import StrEnum
from typing import NamedTuple

from core.errors import IllegalTransition

OPEN_PROPOSAL = ("requested", "solving", "feasible", "proven")
UNFINISHED_PROPOSAL = ("requested", "solving")
ACCEPTABLE_PROPOSAL = ("feasible", "proven")

LIVE_ORDER = ("issued", "acknowledged", "loaded", "en_route", "on_scene", "delivered")
"""The resource is committed: its assignment is live."""

UNDER_WAY_ORDER = ("issued", "acknowledged", "loaded", "en_route", "on_scene")
"""Something is still to be done at the scene; goods handed over are not."""

OPEN_ORDER = (*LIVE_ORDER, "released")
"""Somebody still has a step to report."""

NOT_ARRIVED_ORDER = ("issued", "acknowledged", "loaded", "en_route")
LAPSED_NOTE = "承诺到期未装车，物资已自动释放"
"""What stands on an order that ended by itself because nobody loaded its goods in time."""

MOVABLE_ORDER = ("issued", "acknowledged", "en_route", "on_scene")


class Step(StrEnum):
    """What is reported of an order, or decided about it."""

    ACKNOWLEDGE = "acknowledge"
    DECLINE = "decline"
    LOAD = "load"
    DEPART = "depart"
    ARRIVE = "arrive"
    DELIVER = "deliver"
    RELEASE = "release"
    RECALL = "recall"
    CLOSE = "close"
    TURN_BACK = "turn_back"
    REDIRECT = "redirect"


class StepRule(NamedTuple):
    """From which states a step may be taken, and where it leads; ``stamp`` is the time it sets."""

    team_from: tuple[str, ...]
    delivery_from: tuple[str, ...]
    to: str
    stamp: str | None
    note_required: bool = False


RULES: dict[Step, StepRule] = {
    Step.ACKNOWLEDGE: StepRule(("issued",), ("issued",), "acknowledged", "acknowledged_at"),
    Step.DECLINE: StepRule(
        ("issued", "acknowledged"), ("issued", "acknowledged"), "declined", "closed_at", True
    ),
    Step.LOAD: StepRule((), ("issued", "acknowledged"), "loaded", "loaded_at"),
    Step.DEPART: StepRule(("acknowledged",), ("loaded",), "en_route", "departed_at"),
    Step.ARRIVE: StepRule(("en_route",), ("en_route",), "on_scene", "arrived_at"),
    Step.DELIVER: StepRule((), ("en_route", "on_scene"), "delivered", None),
    Step.RELEASE: StepRule(("on_scene",), ("delivered",), "released", "released_at"),
    Step.RECALL: StepRule(
        ("issued", "acknowledged", "en_route"),
        ("issued", "acknowledged", "loaded", "en_route"),
        "recalled",
        "released_at",
        True,
    ),
    Step.TURN_BACK: StepRule(("en_route",), ("en_route",), "turned_back", "released_at", True),
    Step.CLOSE: StepRule(
        ("released", "recalled", "turned_back"),
        ("delivered", "released", "recalled", "turned_back"),
        "closed",
        "closed_at",
    ),
    Step.REDIRECT: StepRule(MOVABLE_ORDER, (), "redirected", "released_at"),
}

_TEAM_STATES: dict[str, str] = {
    "acknowledged": "assigned",
    "en_route": "en_route",
    "on_scene": "on_scene",
    "released": "returning",
    "turned_back": "returning",
    "declined": "available",
    "closed": "available",
}


KEEPS_AWAY = (Step.DECLINE, Step.TURN_BACK)
"""A team that refused, or could not get through, is kept from the incident until that is lifted."""


def state_after(step: Step, kind: str, state: str) -> str:
    """Return the state a step leads to; refuse a step that the order's state does not allow."""
    rule = RULES[step]
    allowed = rule.team_from if kind == "team" else rule.delivery_from
    if state not in allowed:
        raise IllegalTransition(noun="order", state=state, wanted=rule.to)
    return rule.to


def team_state_after(to: str, departed: bool) -> str:
    """Return the state of a team after its order came to a state; who never left is available."""
    if to == "recalled":
        return "returning" if departed else "available"
    return _TEAM_STATES[to]


def ends_assignment(kind: str, to: str) -> bool:
    """Say whether a step ends the commitment: a team's at release, a lorry's when it is back."""
    if to in ("declined", "recalled", "turned_back", "redirected"):
        return True
    return to == ("released" if kind == "team" else "closed")


def proposal_is_acceptable(state: str) -> bool:
    """Only an answer with picks can be accepted, once."""
    return state in ACCEPTABLE_PROPOSAL
