"""States of a team: every state can be left, no order is skipped past what it forbids."""

from itertools import pairwise, product

import pytest

from resources.lifecycle import (
    BY_HAND,
    COMMITTED,
    FREE,
    TRANSITIONS,
    TeamState,
    is_committed,
    may_be_set_by_hand,
    may_become,
)


def test_every_state_has_a_row_and_can_be_left() -> None:
    assert set(TRANSITIONS) == set(TeamState)
    assert all(following - {state} for state, following in TRANSITIONS.items())


def test_the_way_to_the_scene_and_back_is_open() -> None:
    chain = (
        TeamState.STANDBY,
        TeamState.ASSIGNED,
        TeamState.EN_ROUTE,
        TeamState.ON_SCENE,
        TeamState.RETURNING,
        TeamState.RESTOCKING,
        TeamState.AVAILABLE,
    )
    assert all(may_become(a, b) for a, b in pairwise(chain))


@pytest.mark.parametrize("state", [s for s in TeamState if s not in FREE | COMMITTED])
def test_only_free_and_returning_teams_can_be_assigned(state: TeamState) -> None:
    assert may_become(state, TeamState.ASSIGNED) is (state is TeamState.RETURNING)


@pytest.mark.parametrize(("state", "wanted"), list(product(COMMITTED, TeamState)))
def test_nobody_sets_the_state_of_a_committed_team_by_hand(
    state: TeamState, wanted: TeamState
) -> None:
    assert is_committed(state)
    assert not may_be_set_by_hand(state, wanted)


@pytest.mark.parametrize("wanted", sorted(set(TeamState) - BY_HAND))
def test_states_that_orders_bring_are_never_set_by_hand(wanted: TeamState) -> None:
    assert not any(may_be_set_by_hand(state, wanted) for state in TeamState)


def test_a_team_on_the_way_cannot_become_available_without_returning() -> None:
    assert not may_become(TeamState.EN_ROUTE, TeamState.AVAILABLE)
    assert not may_become(TeamState.ON_SCENE, TeamState.AVAILABLE)
