"""States of an incident and of a need, and which may follow which."""

from enum import StrEnum

from core.errors import IllegalTransition


class IncidentState(StrEnum):
    """How far an incident has got."""

    REPORTED = "reported"
    RESPONDING = "responding"
    STOOD_DOWN = "stood_down"
    CLOSED = "closed"


class NeedState(StrEnum):
    """Whether a need still asks for something."""

    OPEN = "open"
    CANCELLED = "cancelled"
    CLOSED = "closed"


_NEXT: dict[IncidentState, frozenset[IncidentState]] = {
    IncidentState.REPORTED: frozenset({IncidentState.RESPONDING, IncidentState.STOOD_DOWN}),
    IncidentState.RESPONDING: frozenset({IncidentState.STOOD_DOWN}),
    IncidentState.STOOD_DOWN: frozenset({IncidentState.RESPONDING, IncidentState.CLOSED}),
    IncidentState.CLOSED: frozenset(),
}


def require_next(state: str, wanted: IncidentState) -> None:
    """Refuse a step that the life of an incident does not have."""
    if wanted not in _NEXT[IncidentState(state)]:
        raise IllegalTransition(noun="incident", state=state, wanted=wanted.value)


def is_over(state: str) -> bool:
    """Say whether an incident no longer asks for anything."""
    return IncidentState(state) in (IncidentState.STOOD_DOWN, IncidentState.CLOSED)


def end_of_need(committed: int, arrived: int) -> NeedState:
    """Return how an open need ends at stand-down: closed where something came of it."""
    return NeedState.CLOSED if committed or arrived else NeedState.CANCELLED
