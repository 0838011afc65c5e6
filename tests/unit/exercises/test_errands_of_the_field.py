"""An order in the simulated field: answered, driven, worked, home again, each in its time."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch.lifecycle import Step
from exercises.field import model_teams as model
from exercises.field.draws import Luck
from exercises.field.model_errand import (
    NO_WAY,
    Errand,
    drives,
    home_at,
    is_detour,
    next_step,
)

AT = datetime(2026, 7, 2, 4, 0, tzinfo=UTC)


def after(minutes: float) -> datetime:
    return AT + timedelta(minutes=minutes)


def errand(**changes: object) -> Errand:
    plain = Errand(
        kind="team", state="issued", issued_at=AT, begins_at=AT, acknowledged_at=None,
        loaded_at=None, departed_at=None, arrived_at=None, released_at=None, declared_s=120,
        on_the_road=False, travel_s=900, eta_at=after(20), no_way_since=None,
    )  # fmt: skip
    return replace(plain, **changes)  # type: ignore[arg-type]


STAMPS = {
    Step.ACKNOWLEDGE: ("acknowledged", "acknowledged_at"), Step.LOAD: ("loaded", "loaded_at"),
    Step.DEPART: ("en_route", "departed_at"), Step.ARRIVE: ("on_scene", "arrived_at"),
    Step.DELIVER: ("delivered", None), Step.RELEASE: ("released", "released_at"),
    Step.CLOSE: ("closed", None),
}  # fmt: skip


def course(start: Errand, luck: Luck) -> list[tuple[Step, datetime]]:
    """Take every step at its time until the order is over."""
    taken: list[tuple[Step, datetime]] = []
    one = start
    while (following := next_step(one, luck)) is not None:
        taken.append((following.step, following.at))
        if following.step not in STAMPS:
            break
        state, stamp = STAMPS[following.step]
        one = replace(one, state=state, **({stamp: following.at} if stamp else {}))
        if state == "en_route":
            one = replace(one, eta_at=following.at + timedelta(seconds=900))
        if state == "on_scene" and one.kind == "team":
            one = replace(one, ends_at=following.at + timedelta(hours=1))
    return taken


@given(st.integers(0, 2**31 - 1), st.sampled_from(["team", "delivery"]))
def test_an_order_takes_its_steps_one_after_the_other(seed: int, kind: str) -> None:
    taken = course(errand(kind=kind), Luck(seed, "x#1"))
    steps = [step for step, _at in taken]
    times = [at for _step, at in taken]
    assert times == sorted(times)
    if steps[0] is Step.DECLINE:
        assert kind == "team"
        return
    team = [Step.ACKNOWLEDGE, Step.DEPART, Step.ARRIVE, Step.RELEASE, Step.CLOSE]
    lorry = [Step.ACKNOWLEDGE, Step.LOAD, Step.DEPART, Step.ARRIVE, Step.DELIVER, Step.CLOSE]
    assert steps == (team if kind == "team" else lorry)


def test_a_decline_says_why_and_a_team_on_the_road_does_not_decline() -> None:
    unwilling = next(
        luck for n in range(2000) if model.answer(luck := Luck(n, "x")).declines is not None
    )
    declined = next_step(errand(), unwilling)
    assert declined is not None
    assert (declined.step, declined.note) == (Step.DECLINE, model.answer(unwilling).declines)
    redirected = next_step(errand(on_the_road=True), unwilling)
    assert redirected is not None
    assert redirected.step is Step.ACKNOWLEDGE


def test_a_team_before_a_closed_road_waits_and_turns_back_with_a_word() -> None:
    luck = Luck(1, "x")
    stuck = errand(state="en_route", departed_at=AT, travel_s=None, eta_at=None,
                   no_way_since=after(5))  # fmt: skip
    following = next_step(stuck, luck)
    assert following is not None
    assert (following.step, following.note) == (Step.TURN_BACK, NO_WAY)
    assert following.at == after(5) + timedelta(seconds=model.patience_s(luck))


def test_without_a_way_nothing_is_made_up() -> None:
    unknown = errand(state="en_route", departed_at=AT, travel_s=None, eta_at=None)
    assert next_step(unknown, Luck(1, "x")) is None
    assert next_step(errand(state="on_scene", arrived_at=after(20)), Luck(1, "x")) is None


def test_who_lost_time_on_the_way_arrives_later_by_just_that() -> None:
    luck = Luck(3, "x")
    free = next_step(errand(state="en_route", departed_at=AT), luck)
    late = next_step(errand(state="en_route", departed_at=AT, lost_s=200.0), luck)
    assert free is not None
    assert late is not None
    assert (late.at - free.at).total_seconds() == pytest.approx(200.0)


def test_a_way_that_grew_on_the_road_is_a_detour_and_one_worked_out_again_is_none() -> None:
    luck = Luck(3, "x")
    before = errand(state="en_route", departed_at=AT, travel_s=900, eta_at=after(15))
    rest_s = 900 - 300 * drives(before, luck)
    again = replace(before, travel_s=int(rest_s), eta_at=after(5) + timedelta(seconds=int(rest_s)))
    longer_s = int(rest_s * 2 + 200)
    longer = replace(before, travel_s=longer_s, eta_at=after(5) + timedelta(seconds=longer_s))
    assert not is_detour(again, luck, 900, after(15))
    assert is_detour(longer, luck, 900, after(15))


def test_who_never_left_is_home_at_once_and_who_turned_back_as_long_as_it_was_out() -> None:
    luck = Luck(1, "x")
    stayed = errand(state="recalled", released_at=after(3))
    assert home_at(stayed, luck) == after(3.5)
    turned = errand(state="turned_back", departed_at=AT, released_at=after(17))
    assert home_at(turned, luck) == after(17 + 17 / model.RETURN_PACE)
