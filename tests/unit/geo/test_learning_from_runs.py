"""Speeds learnt from seeded synthetic runs: what is known is found, noise is left alone."""

import numpy as np
import pytest

from geo.learning import (
    HIGHEST_FACTOR,
    LOWEST_FACTOR,
    ObservedRun,
    learn,
)
from geo.road_conditions import HourBand
from geo.types import VehicleClass

ROADS = ("motorway", "primary", "secondary", "residential")
FIRE = VehicleClass.FIRE_ENGINE


def runs(
    count: int,
    true: dict[tuple[str, HourBand], float],
    *,
    seed: int = 1,
    noise: float = 0.10,
    gross: float = 0.0,
    vehicle: VehicleClass = FIRE,
) -> list[ObservedRun]:
    """Drives whose true speed factors are known; a share of them took three times as long."""
    rng = np.random.default_rng(seed)
    made = []
    for _ in range(count):
        band = list(HourBand)[rng.integers(4)]
        table_s = {road: float(s) for road, s in zip(ROADS, rng.gamma(2.0, 120.0, 4), strict=True)}
        fixed_s = float(rng.uniform(0, 40))
        driven = sum(s / true.get((road, band), 1.0) for road, s in table_s.items())
        actual = (fixed_s + driven) * np.exp(rng.normal(0, noise))
        actual *= 3.0 if rng.random() < gross else 1.0
        made.append(ObservedRun(vehicle, band, actual, fixed_s, table_s))
    return made


TRUE = {
    **{("primary", band): 0.80 for band in HourBand},
    **{("motorway", band): 1.15 for band in HourBand},
    ("primary", HourBand.MORNING): 0.65,
    ("residential", HourBand.NIGHT): 1.2,
}


@pytest.mark.parametrize("gross", [0.0, 0.2])
def test_known_factors_are_found_also_among_a_fifth_of_gross_outliers(gross: float) -> None:
    learnt = learn(runs(1200, TRUE, gross=gross))
    assert learnt.adopted
    assert learnt.reason == "adopted"
    for cell in learnt.cells:
        expected = TRUE.get((cell.road_class, cell.band), 1.0)
        assert cell.factor == pytest.approx(expected, rel=0.12), cell
        assert cell.standard_error < 0.08
        assert cell.runs > 100
    worst = [abs(np.log(c.factor / TRUE.get((c.road_class, c.band), 1.0))) for c in learnt.cells]
    assert np.median(worst) < 0.04
    assert np.median(np.abs(learnt.figures.after)) < 0.9 * np.median(np.abs(learnt.figures.before))
    assert learnt.figures.spread == pytest.approx(0.10, rel=0.45)


@pytest.mark.parametrize("seed", range(6))
def test_noise_alone_changes_nothing(seed: int) -> None:
    learnt = learn(runs(150, {}, seed=seed, noise=0.25))
    assert not learnt.adopted
    assert learnt.reason == "no_gain"
    assert all(0.8 < cell.factor < 1.25 for cell in learnt.cells)


def test_few_runs_are_no_ground_to_learn_from() -> None:
    learnt = learn(runs(19, TRUE))
    assert (learnt.adopted, learnt.reason, learnt.cells) == (False, "too_few_runs", ())


def test_with_few_runs_the_factors_stay_nearer_to_one() -> None:
    def correction(count: int, seed: int) -> float:
        cells = learn(runs(count, TRUE, seed=seed)).cells
        return float(np.mean([-np.log(c.factor) for c in cells if c.road_class == "primary"]))

    few = np.mean([correction(24, seed) for seed in range(8)])
    assert 0 < few < 0.85 * correction(2000, 1)


def test_factors_stay_within_their_bounds_whatever_runs_say() -> None:
    wild = {(road, band): 0.2 for road in ROADS[:2] for band in HourBand} | {
        (road, band): 4.0 for road in ROADS[2:] for band in HourBand
    }
    factors = [cell.factor for cell in learn(runs(400, wild)).cells]
    assert min(factors) == LOWEST_FACTOR
    assert max(factors) == HIGHEST_FACTOR


def test_what_is_in_force_stays_when_it_is_as_good() -> None:
    observed = runs(600, TRUE)
    first = learn(observed)
    again = learn(observed, first.cells)
    assert first.adopted
    assert not again.adopted
    assert again.reason == "no_gain"


def test_a_class_without_gain_is_left_out_of_what_is_adopted() -> None:
    mixed = runs(300, TRUE) + runs(100, {}, vehicle=VehicleClass.LIGHT, noise=0.25, seed=7)
    learnt = learn(mixed)
    assert learnt.adopted
    assert {cell.vehicle for cell in learnt.cells} == {FIRE}


def test_a_class_without_new_gain_keeps_the_factors_in_force() -> None:
    first = learn(runs(300, TRUE))
    slower = {("primary", band): 0.7 for band in HourBand}
    both = runs(300, TRUE) + runs(300, slower, vehicle=VehicleClass.LIGHT)
    second = learn(both, first.cells)
    assert second.adopted
    assert {cell for cell in second.cells if cell.vehicle is FIRE} == set(first.cells)
    assert {cell.vehicle for cell in second.cells} == {FIRE, VehicleClass.LIGHT}


def test_the_same_runs_teach_the_same() -> None:
    observed = runs(200, TRUE, gross=0.1)
    assert learn(observed).cells == learn(observed).cells
