"""States of a team: which may follow which, and which are set by hand and which by an order."""

from enum import StrEnum


class TeamState(StrEnum):
    """What a team is doing; the chain leads from available to the scene and back."""

    AVAILABLE = "available"
    STANDBY = "standby"
    ASSIGNED = "assigned"
    EN_ROUTE = "en_route"
    ON_SCENE = "on_scene"
    RETURNING = "returning"
    RESTOCKING = "restocking"
    MAINTENANCE = "maintenance"
    UNAVAILABLE = "unavailable"


BY_HAND = frozenset(
    {
        TeamState.AVAILABLE,
        TeamState.STANDBY,
        TeamState.RESTOCKING,
        TeamState.MAINTENANCE,
        TeamState.UNAVAILABLE,
    }
)
"""States that whoever keeps the inventory sets; the others follow from orders."""

FREE = frozenset({TeamState.AVAILABLE, TeamState.STANDBY})
"""States in which a team can be given an order."""

COMMITTED = frozenset({TeamState.ASSIGNED, TeamState.EN_ROUTE, TeamState.ON_SCENE})
"""States in which a team belongs to an incident."""

_ORDERED = frozenset({TeamState.ASSIGNED})

TRANSITIONS: dict[TeamState, frozenset[TeamState]] = {
    TeamState.AVAILABLE: BY_HAND - {TeamState.AVAILABLE} | _ORDERED,
    TeamState.STANDBY: BY_HAND - {TeamState.STANDBY} | _ORDERED,
    # declined or recalled before leaving; a phone without signal may report the arrival first
    TeamState.ASSIGNED: BY_HAND | {TeamState.EN_ROUTE, TeamState.ON_SCENE, TeamState.RETURNING},
    # redirected on the way; recalled on the way
    TeamState.EN_ROUTE: _ORDERED | {TeamState.ON_SCENE, TeamState.RETURNING},
    TeamState.ON_SCENE: _ORDERED | {TeamState.RETURNING},
    TeamState.RETURNING: BY_HAND | _ORDERED,
    TeamState.RESTOCKING: BY_HAND - {TeamState.RESTOCKING},
    TeamState.MAINTENANCE: BY_HAND - {TeamState.MAINTENANCE},
    TeamState.UNAVAILABLE: BY_HAND - {TeamState.UNAVAILABLE},
}


def may_become(state: TeamState, wanted: TeamState) -> bool:
    """Say whether an order or its end may take a team from one state to another."""
    return wanted == state or wanted in TRANSITIONS[state]


def may_be_set_by_hand(state: TeamState, wanted: TeamState) -> bool:
    """Say whether the inventory's keeper may set a state: never on a committed team."""
    return state not in COMMITTED and wanted in BY_HAND and may_become(state, wanted)


def is_committed(state: TeamState) -> bool:
    """Say whether the team belongs to an incident at present."""
    return state in COMMITTED
