"""The life of an incident."""

import pytest

from core.errors import IllegalTransition
from incidents.lifecycle import IncidentState, NeedState, end_of_need, is_over, require_next

S = IncidentState
ALLOWED = {
    (S.REPORTED, S.RESPONDING),
    (S.REPORTED, S.STOOD_DOWN),
    (S.RESPONDING, S.STOOD_DOWN),
    (S.STOOD_DOWN, S.RESPONDING),
    (S.STOOD_DOWN, S.CLOSED),
}


@pytest.mark.parametrize("state", list(S))
@pytest.mark.parametrize("wanted", list(S))
def test_only_the_steps_of_its_life_are_open_to_an_incident(state: S, wanted: S) -> None:
    if (state, wanted) in ALLOWED:
        require_next(state.value, wanted)
        return
    with pytest.raises(IllegalTransition) as refused:
        require_next(state.value, wanted)
    assert refused.value.facts["state"] == state.value


def test_an_incident_is_over_once_stood_down() -> None:
    assert [is_over(state.value) for state in S] == [False, False, True, True]


def test_a_need_that_something_came_of_is_closed_and_any_other_cancelled() -> None:
    assert end_of_need(0, 0) is NeedState.CANCELLED
    assert end_of_need(1, 0) is NeedState.CLOSED
    assert end_of_need(0, 3) is NeedState.CLOSED
