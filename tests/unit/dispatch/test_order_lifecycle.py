"""Steps of an order: which may follow which, and what each does to the team and the commitment."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import IllegalTransition
from dispatch.lifecycle import (
    LIVE_ORDER,
    OPEN_ORDER,
    RULES,
    Step,
    ends_assignment,
    proposal_is_acceptable,
    state_after,
    team_state_after,
)
from resources.lifecycle import TeamState, may_become

THERE_AND_BACK = (Step.ACKNOWLEDGE, Step.DEPART, Step.ARRIVE, Step.RELEASE, Step.CLOSE)
TEAM_STEPS = [step for step in Step if RULES[step].team_from and step is not Step.REDIRECT]


def test_a_team_goes_there_and_back_in_order() -> None:
    state = "issued"
    for step in THERE_AND_BACK:
        state = state_after(step, "team", state)
    assert state == "closed"


def test_goods_are_loaded_driven_handed_over_and_the_lorry_comes_back() -> None:
    state = "issued"
    for step in (Step.LOAD, Step.DEPART, Step.DELIVER, Step.CLOSE):
        state = state_after(step, "delivery", state)
    assert state == "closed"


@pytest.mark.parametrize("kind", ["team", "delivery"])
@pytest.mark.parametrize("state", ["closed", "declined", "redirected"])
def test_an_order_that_is_over_takes_no_further_step(kind: str, state: str) -> None:
    for step in Step:
        with pytest.raises(IllegalTransition):
            state_after(step, kind, state)


def test_a_refused_step_names_the_state_and_what_was_wanted() -> None:
    with pytest.raises(IllegalTransition) as refusal:
        state_after(Step.ARRIVE, "team", "issued")
    assert refusal.value.facts == {"noun": "order", "state": "issued", "wanted": "on_scene"}


def test_a_team_order_is_never_loaded_or_delivered() -> None:
    for step in (Step.LOAD, Step.DELIVER):
        assert RULES[step].team_from == ()


def test_refusing_recalling_and_turning_back_need_a_reason_and_nothing_else_does() -> None:
    needing = {step for step in Step if RULES[step].note_required}
    assert needing == {Step.DECLINE, Step.RECALL, Step.TURN_BACK}


def test_a_team_recalled_before_it_left_is_available_and_later_it_returns() -> None:
    assert team_state_after("recalled", departed=False) == "available"
    assert team_state_after("recalled", departed=True) == "returning"


def test_a_team_is_free_at_release_and_a_lorry_only_when_it_is_back() -> None:
    assert ends_assignment("team", "released")
    assert not ends_assignment("delivery", "released")
    assert ends_assignment("delivery", "closed")
    assert not ends_assignment("delivery", "delivered")


@given(st.lists(st.sampled_from(TEAM_STEPS), max_size=12))
def test_every_course_of_a_team_order_moves_the_team_along_allowed_states(
    steps: list[Step],
) -> None:
    """Whatever is pressed, the team's own lifecycle agrees, and a live order never frees it."""
    order, team, departed, live = "issued", TeamState.ASSIGNED, False, True
    for step in steps:
        try:
            order = state_after(step, "team", order)
        except IllegalTransition:
            continue
        departed |= order == "en_route"
        wanted = TeamState(team_state_after(order, departed))
        assert may_become(team, wanted), f"{team} -> {wanted} at {order}"
        team = wanted
        live &= not ends_assignment("team", order)
        assert live == (order in LIVE_ORDER)
        assert order in OPEN_ORDER or not live


def test_only_an_answer_with_picks_can_be_accepted() -> None:
    states = ("requested", "solving", "feasible", "proven", "accepted", "superseded", "failed")
    assert [state for state in states if proposal_is_acceptable(state)] == ["feasible", "proven"]
