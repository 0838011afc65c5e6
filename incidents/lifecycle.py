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


STATES_ZH = {
    IncidentState.REPORTED: "已接报",
    IncidentState.RESPONDING: "响应中",
    IncidentState.STOOD_DOWN: "响应已终止",
    IncidentState.CLOSED: "已办结",
}
NEED_STATES_ZH = {
    NeedState.OPEN: "未结束",
    NeedState.CANCELLED: "已取消",
    NeedState.CLOSED: "已办结",
}


class IncidentStepRefused(IllegalTransition):
    """An incident that is {state} cannot become {wanted}."""

    zh = "突发事件当前为“{state_zh}”，不能转为“{wanted_zh}”。"


_NEXT: dict[IncidentState, frozenset[IncidentState]] = {
    IncidentState.REPORTED: frozenset({IncidentState.RESPONDING, IncidentState.STOOD_DOWN}),
    IncidentState.RESPONDING: frozenset({IncidentState.STOOD_DOWN}),
    IncidentState.STOOD_DOWN: frozenset({IncidentState.RESPONDING, IncidentState.CLOSED}),
    IncidentState.CLOSED: frozenset(),
}


def require_next(state: str, wanted: IncidentState) -> None:
    """Refuse a step that the life of an incident does not have."""
    if wanted not in _NEXT[IncidentState(state)]:
        raise IncidentStepRefused(
            noun="incident",
            state=state,
            wanted=wanted.value,
            state_zh=STATES_ZH[IncidentState(state)],
            wanted_zh=STATES_ZH[wanted],
        )


def is_over(state: str) -> bool:
    """Say whether an incident no longer asks for anything."""
    return IncidentState(state) in (IncidentState.STOOD_DOWN, IncidentState.CLOSED)


def end_of_need(committed: int, arrived: int) -> NeedState:
    """Return how an open need ends at stand-down: closed where something came of it."""
    return NeedState.CLOSED if committed or arrived else NeedState.CANCELLED
