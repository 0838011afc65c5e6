"""The demo's stated model of driving: seeded, unbiased by luck, slow in the peaks."""

import numpy as np
import pytest

from exercises.field.driving import SPREAD, TRUE_FACTOR, driven_s
from geo.road_conditions import HourBand, RoadGroup

WAY = [
    {"road_class": "off_road", "seconds": 10.0, "factor": 1.0},
    {"road_class": "primary", "seconds": 600.0, "factor": 1.0},
]


def test_the_same_drive_takes_the_same_time_again() -> None:
    assert driven_s(WAY, "day", "order 1") == driven_s(WAY, "day", "order 1")
    assert driven_s(WAY, "day", "order 1") != driven_s(WAY, "day", "order 2")


def test_drives_scatter_around_the_stated_factor() -> None:
    times = [driven_s(WAY, "evening", k) for k in range(600)]
    stated = 10.0 + 600.0 / TRUE_FACTOR[RoadGroup.MAIN][HourBand.EVENING]
    assert np.median(times) == pytest.approx(stated, rel=0.03)
    assert np.std(np.log(times)) == pytest.approx(SPREAD, rel=0.15)


def test_learnt_factors_in_a_prediction_do_not_change_how_a_team_drives() -> None:
    learnt = [WAY[0], {"road_class": "primary", "seconds": 750.0, "factor": 0.8}]
    assert driven_s(learnt, "day", 7) == pytest.approx(driven_s(WAY, "day", 7))
