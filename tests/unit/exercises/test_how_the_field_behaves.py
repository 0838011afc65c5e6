"""Teams and stores of the simulated field: seeded, independent of order, spread as stated."""

import math
import statistics

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exercises.field import model_teams as model
from exercises.field.draws import Luck, Spread, choose
from geo.road_conditions import HourBand

MANY = [Luck(5, f"队{n}#1") for n in range(2000)]


@given(st.integers(0, 2**31 - 1), st.text(max_size=20))
def test_the_same_thing_draws_the_same_whenever_it_is_asked(seed: int, thing: str) -> None:
    first = model.answer(Luck(seed, thing)), model.turnout_s(Luck(seed, thing), 90, False)
    model.pace(Luck(seed, "another"), HourBand.DAY)
    assert (model.answer(Luck(seed, thing)), model.turnout_s(Luck(seed, thing), 90, False)) == first


def test_another_seed_or_thing_has_other_luck() -> None:
    answers = {model.answer(Luck(seed, thing)).after_s for seed in range(20) for thing in "ab"}
    assert len(answers) == 40


def test_draws_have_the_median_and_bounds_that_are_stated() -> None:
    spread = Spread(600.0, 0.4, 240.0, 1800.0)
    drawn = [spread.draw(luck, "x") for luck in MANY]
    assert statistics.median(drawn) == pytest.approx(600.0, rel=0.05)
    assert 240.0 <= min(drawn) <= max(drawn) <= 1800.0
    inner = [math.log(one) for one in drawn if 240.0 < one < 1800.0]
    assert statistics.stdev(inner) == pytest.approx(0.4, rel=0.12)


def test_the_stated_shares_are_silent_or_decline_with_a_reason() -> None:
    answers = [model.answer(luck) for luck in MANY]
    declined = [one.declines for one in answers if one.declines is not None]
    assert len(declined) / len(MANY) == pytest.approx(model.DECLINES, abs=0.015)
    assert set(declined) == set(model.REASONS)
    silent = [one for one in answers if one.after_s > 300.0]
    assert len(silent) / len(MANY) == pytest.approx(model.RADIO_SILENCE, abs=0.02)


def test_one_of_several_is_chosen_as_often_as_its_weight() -> None:
    chosen = [choose(luck, "which", {"a": 3.0, "b": 1.0}) for luck in MANY]
    assert chosen.count("a") / len(chosen) == pytest.approx(0.75, abs=0.03)


@given(
    st.sampled_from([*model.WORK_S, None]),
    st.floats(0.1, 1.5),
    st.floats(0.0, 1.0),
    st.floats(0.0, 1.0),
)
def test_work_takes_longer_with_fewer_hands_and_at_a_scene_that_has_grown(
    capability: str | None, strength: float, severity: float, worse: float
) -> None:
    luck = Luck(1, "x")
    usual = model.work_s(luck, capability, None, strength, severity)
    assert model.work_s(luck, capability, None, strength / 2, severity) >= usual
    assert model.work_s(luck, capability, None, strength, max(severity, worse)) >= usual


def test_what_an_officer_stated_for_the_work_counts_instead_of_the_table() -> None:
    luck = Luck(1, "x")
    short = model.work_s(luck, "fire_suppression", 1800, 1.0, 0.0)
    long = model.work_s(luck, "fire_suppression", 5400, 1.0, 0.0)
    assert long == pytest.approx(3 * short)


def test_a_redirected_team_is_on_the_road_at_once() -> None:
    assert model.turnout_s(MANY[0], 600, True) == model.ON_THE_ROAD_S
    assert model.turnout_s(MANY[0], 600, False) > 300


def test_supplies_run_out_only_for_crews_that_use_some_up() -> None:
    assert model.supply_of(MANY[0], "command_support") is None
    supply = model.supply_of(MANY[0], "foam_attack")
    assert supply is not None
    assert supply[0].item_code == "2990406"
    assert 900.0 <= supply[1] <= 9000.0
